from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory.indicators import framework
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method, parse_aggregate, parse_normalise
from observatory.indicators.values import Values
from observatory.ranking import index
from observatory.ranking.design import Alternatives
from observatory.ranking.sensitivity import bootstrap, estimate, leave_one_out, sobol

ARITHMETIC = (Aggregation("arithmetic"),)
PLAIN = Alternatives(("none",), (parse_normalise("goalposts"),), (ARITHMETIC,), ("none",))
TREE = Framework(
    {
        "index": Node("index", "", 3, 1.0, 1),
        "a": Node("a", "index", 2, 2.0, 1),
        "b": Node("b", "index", 2, 1.0, 1),
        "c": Node("c", "index", 2, 0.0, 1),
        "a1": Node("a1", "a", 1, 1.0, 1, 0.0, 100.0),
        "a2": Node("a2", "a", 1, 3.0, 1, 0.0, 100.0),
        "b1": Node("b1", "b", 1, 1.0, -1, 0.0, 100.0),
        "c1": Node("c1", "c", 1, 1.0, 1, 0.0, 100.0),
    },
    "index",
)


def known(se: float | None = None) -> Values:
    rows = pd.MultiIndex.from_product([[f"u{n:02}" for n in range(20)], [""]], names=["unit", "period"])
    cells = np.random.default_rng(3).uniform(10, 90, size=(20, 4))
    matrix = pd.DataFrame(cells, index=rows, columns=TREE.leaves)
    return Values(matrix, None if se is None else matrix * 0 + se, pd.DataFrame(index=rows), pd.DataFrame())


def ishigami(x: np.ndarray) -> np.ndarray:
    """The usual test function: x uniform between -pi and pi, a = 7, b = 0.1."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def sample(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    a, b = random.uniform(-np.pi, np.pi, size=(2, n, 3))
    mixed = []
    for column in range(3):
        one = a.copy()
        one[:, column] = b[:, column]
        mixed.append(ishigami(one))
    return ishigami(a), ishigami(b), np.array(mixed)


def test_indices_of_the_ishigami_function() -> None:
    first, total = estimate(*sample(400_000, 1))
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_intervals_hold_the_true_indices_nine_times_in_ten() -> None:
    tables = [bootstrap(["x1", "x2", "x3"], *sample(400, seed), seed) for seed in range(40)]
    for order, true in [("first", [0.3139, 0.4424, 0.0]), ("total", [0.5576, 0.4424, 0.2437])]:
        low, high = (np.array([table[f"{order}_{end}"] for table in tables]) for end in ("low", "high"))
        assert 0.8 < ((low <= true) & (true <= high)).mean() < 0.98


def test_intervals_shrink_with_the_sample() -> None:
    small, large = (bootstrap(["x1", "x2", "x3"], *sample(n, 1), seed=1) for n in (500, 8000))
    width = [(table["total_high"] - table["total_low"]).max() for table in (small, large)]
    assert 3 < width[0] / width[1] < 5
    for table in (small, large):
        assert (table["total_low"] <= table["total_order"]).all()
        assert (table["total_order"] <= table["total_high"]).all()


def test_bootstrap_resamples_rows() -> None:
    """Against rows drawn one sample at a time with the same estimator."""
    y_a, y_b, y_ab = sample(200, 1)
    table = bootstrap(["x1", "x2", "x3"], y_a, y_b, y_ab, seed=5)
    random = np.random.default_rng(99)
    drawn = [random.integers(200, size=200) for _ in range(1500)]
    totals = np.array([estimate(y_a[rows], y_b[rows], y_ab[:, rows])[1] for rows in drawn])
    low, high = np.quantile(totals, [0.05, 0.95], axis=0)
    assert table["total_low"].to_numpy() == pytest.approx(low, abs=0.04)
    assert table["total_high"].to_numpy() == pytest.approx(high, abs=0.04)


def test_estimates_below_zero_are_shown_as_zero() -> None:
    first, _ = estimate(np.array([1.0, 2.0, 4.0]), np.array([5.0, 1.0, 0.0]), np.array([[0.0, 2.0, 9.0]]))
    assert first[0] < 0
    table = bootstrap(["x"], np.array([1.0, 2.0, 4.0]), np.array([5.0, 1.0, 0.0]), np.array([[0.0, 2.0, 9.0]]), 1)
    assert table["first_order"].tolist() == [0.0]
    assert table["first_low"].tolist() == [0.0]


def test_a_model_that_never_changes_has_no_indices() -> None:
    table = bootstrap(["x"], np.ones(9), np.ones(9), np.ones((1, 9)), seed=1)
    assert table.drop(columns="factor").isna().all(axis=None)


def test_every_choice_that_varies_is_a_factor() -> None:
    alternatives = Alternatives(
        ("none", "auto"),
        (parse_normalise("goalposts"), parse_normalise("rank")),
        (ARITHMETIC, parse_aggregate("arithmetic,geometric")),
        ("none", "mean"),
        drop_indicator=True,
        noise=True,
    )
    found = sobol(known(se=5.0), TREE, 0.5, alternatives, 200, 1)
    assert found["factor"].tolist() == [
        *("impute", "treat", "normalise", "aggregate", "drop"), *("weights:1", "weights:2", "noise"),
    ]  # fmt: skip
    shares = found.set_index("factor")
    # Nothing is missing and nothing is an outlier, so two factors change nothing.
    assert shares.loc[["impute", "treat"], ["first_order", "total_order"]].eq(0).all(axis=None)
    assert shares["total_order"].idxmax() == "drop"
    assert 0.01 < shares.loc["noise", "total_order"] < 0.2
    assert "noise" not in sobol(known(), TREE, 0.5, alternatives, 50, 1)["factor"].tolist()


def test_one_factor_has_it_all() -> None:
    found = sobol(known(), TREE, 0.5, replace(PLAIN, weight_spread=0.0, drop_indicator=True), 2000, 1)
    assert found["factor"].tolist() == ["drop"]
    assert found.loc[0, "total_order"] == pytest.approx(1.0, abs=0.1)
    assert found.loc[0, "first_low"] < 1 < found.loc[0, "first_high"]


def test_the_same_seed_gives_the_same_table() -> None:
    one, other = (sobol(known(se=2.0), TREE, 0.5, replace(PLAIN, noise=True), 100, 4) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_nothing_to_vary_gives_no_rows() -> None:
    assert sobol(known(), TREE, 0.5, replace(PLAIN, weight_spread=0.0), 20, 1).empty


@pytest.mark.parametrize("how", ["arithmetic", "arithmetic,geometric", "copeland"])
def test_leaving_out_a_pillar_is_the_index_without_it(how: str) -> None:
    values, method = known(), Method(aggregate=parse_aggregate(how))
    found = leave_one_out(values, TREE, method).set_index("pillar")
    assert found.index.tolist() == ["a", "b"]
    nominal = index.compute(values, TREE, method).ranks["index"]
    for pillar in ("a", "b"):
        nodes = {**TREE.nodes, pillar: replace(TREE.nodes[pillar], weight=0.0)}
        change = (index.compute(values, Framework(nodes, "index"), method).ranks["index"] - nominal).abs()
        assert found.loc[pillar].tolist() == [change.mean(), change.max()]
    assert found["mean_rank_change"].max() > 0


def test_an_index_of_one_pillar_cannot_do_without_it() -> None:
    tree = Framework({code: TREE.nodes[code] for code in ("index", "a", "a1", "a2")}, "index")
    values = known()
    assert leave_one_out(replace(values, matrix=values.matrix[tree.leaves]), tree, Method()).empty


@pytest.mark.shared
def test_leaving_out_the_pillars_of_asem(shared: Path) -> None:
    """Without one sub-index the ranks of ASEM are those COINr gives to the other sub-index."""
    folder = shared / "known-answers" / "index" / "asem"
    nodes = pd.read_csv(folder / "asem_imeta.csv", dtype=str, keep_default_na=False)
    nodes = nodes[nodes["Type"].isin(["Indicator", "Aggregate"])].rename(columns={"iCode": "code"})
    nodes = nodes.rename(columns=str.lower)[["code", "parent", "level", "weight", "direction"]]
    tree = framework.read(nodes)
    raw = pd.read_csv(folder / "asem_stage_imputed.csv", index_col="uCode", keep_default_na=False)[tree.leaves]
    raw.index = pd.MultiIndex.from_product([raw.index, [""]], names=["unit", "period"])
    values = Values(raw.astype("float64"), None, pd.DataFrame(index=raw.index), pd.DataFrame())
    found = leave_one_out(values, tree, Method(normalise=parse_normalise("minmax:0:100"))).set_index("pillar")
    ranks = pd.read_csv(folder / "notreat_ranks_amean.csv", index_col="uCode", keep_default_na=False)
    for pillar, other in [("Conn", "Sust"), ("Sust", "Conn")]:
        change = (ranks[other] - ranks["Index"]).abs()
        assert found.loc[pillar].tolist() == [change.mean(), change.max()]
