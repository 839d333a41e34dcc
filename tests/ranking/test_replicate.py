"""Many runs at once against the whole index computed run by run."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators import framework
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method, parse_aggregate, parse_normalise
from observatory.indicators.normalise import Normalisation
from observatory.indicators.values import Values
from observatory.ranking import index
from observatory.ranking.design import Alternatives, Design, draw
from observatory.ranking.replicate import replicate

ARITHMETIC = (Aggregation("arithmetic"),)
MIXED = (Aggregation("arithmetic"), Aggregation("geometric"))
TREE = Framework(
    {
        "index": Node("index", "", 3, 1.0, 1),
        "a": Node("a", "index", 2, 2.0, 1),
        "b": Node("b", "index", 2, 1.0, 1),
        "a1": Node("a1", "a", 1, 1.0, 1, 0.0, 100.0),
        "b1": Node("b1", "b", 1, 1.0, -1, 0.0, 100.0),
        "a2": Node("a2", "a", 1, 3.0, 1, 0.0, 100.0),
        "b2": Node("b2", "b", 1, 1.0, 1, 0.0, 100.0),
        "b3": Node("b3", "b", 1, 0.0, 1, 0.0, 100.0),
    },
    "index",
)
RUNS = 120
PLAIN = Alternatives(("none",), (Normalisation("goalposts"),), (ARITHMETIC,), ("none",))
FULL = Alternatives(
    ("none", "auto"),
    tuple(map(parse_normalise, ["goalposts", "minmax:1:100", "zscore:0:1", "rank", "borda", "dist2max", "prank"])),
    (*map(parse_aggregate, ["arithmetic", "geometric", "harmonic", "power:2"]), MIXED),
    ("none", "mean", "group-mean:region"),
    drop_indicator=True,
)


def known(units: int = 12, periods: tuple[str, ...] = ("",), missing: float = 0.0, se: float | None = None) -> Values:
    random = np.random.default_rng(7)
    rows = pd.MultiIndex.from_product([[f"u{n:02}" for n in range(units)], periods], names=["unit", "period"])
    cells = random.uniform(10, 90, size=(len(rows), len(TREE.leaves)))
    cells[random.uniform(size=cells.shape) < missing] = np.nan
    matrix = pd.DataFrame(cells, index=rows, columns=TREE.leaves)
    groups = pd.DataFrame({"region": ["north", "south"] * (units // 2)}, index=rows.unique("unit"))
    return Values(matrix, None if se is None else matrix * 0 + se, pd.DataFrame(index=rows), groups)


def one_by_one(
    values: Values, design: Design, run: int, threshold: float | None, tree: Framework = TREE
) -> index.Index:
    """The index of one run, through the stages that every published index goes through."""
    row = design.frame.iloc[run]
    nodes = {
        code: replace(node, weight=node.weight * row.get(f"w:{code}", 1.0) * (row["drop"] != code))
        for code, node in tree.nodes.items()
    }
    method = Method(
        row["impute"], row["treat"], parse_normalise(row["normalise"]), parse_aggregate(row["aggregate"]), threshold
    )
    return index.compute(values, Framework(nodes, tree.root), method)


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("threshold", [None, 0.5, 0.8])
def test_every_run_is_the_index_computed_alone(missing: float, threshold: float | None) -> None:
    values = known(periods=("2024", "2025"), missing=missing)
    design = draw(TREE, FULL, RUNS, 1)
    found = replicate(values, TREE, threshold, design)
    whole = []
    for run in range(RUNS):
        try:
            alone = one_by_one(values, design, run, threshold)
        except FindingsError as error:
            assert {finding.code for finding in error.findings} == {"score-not-positive"}
            continue
        whole.append(run)
        assert np.allclose(found.scores[run], alone.scores["index"], rtol=0, atol=1e-9, equal_nan=True)
        assert found.ranks[run].tolist() == alone.ranks["index"].fillna(0).tolist()
    assert len(whole) > RUNS / 2


@pytest.mark.shared
def test_runs_without_anything_to_vary_are_the_ranks_of_asem(shared: Path) -> None:
    folder = shared / "known-answers" / "index" / "asem"
    nodes = pd.read_csv(folder / "asem_imeta.csv", dtype=str, keep_default_na=False)
    nodes = nodes[nodes["Type"].isin(["Indicator", "Aggregate"])].rename(columns={"iCode": "code"})
    tree = framework.read(nodes.rename(columns=str.lower)[["code", "parent", "level", "weight", "direction"]])
    raw = pd.read_csv(folder / "asem_stage_imputed.csv", index_col="uCode", keep_default_na=False)[tree.leaves]
    raw.index = pd.MultiIndex.from_product([raw.index, [""]], names=["unit", "period"])
    values = Values(raw.astype("float64"), None, pd.DataFrame(index=raw.index), pd.DataFrame())
    alternatives = replace(PLAIN, normalise=(parse_normalise("minmax:0:100"),), weight_spread=0.0)
    found = replicate(values, tree, 0.5, draw(tree, alternatives, 2, 1))
    expected = pd.read_csv(folder / "notreat_ranks_amean.csv", index_col="uCode", keep_default_na=False)["Index"]
    assert (found.ranks == expected.loc[raw.index.get_level_values("unit")].to_numpy()).all()


def test_the_shape_is_runs_by_rows_and_ranks_are_within_a_period() -> None:
    found = replicate(known(periods=("2024", "2025")), TREE, 0.5, draw(TREE, PLAIN, 20, 1))
    assert found.scores.shape == found.ranks.shape == (20, 24)
    for period in ("2024", "2025"):
        one = found.in_period(period)
        assert (np.sort(one.ranks, axis=1) == np.arange(1, 13)).all()
        assert one.keys()["period"].eq(period).all()


def test_an_indicator_counts_only_in_the_periods_it_is_in_force() -> None:
    nodes = {**TREE.nodes, "a2": replace(TREE.nodes["a2"], in_force_from="2025")}
    tree = Framework(nodes, "index")
    values = known(periods=("2024", "2025"))
    design = draw(tree, PLAIN, 5, 1)
    found = replicate(values, tree, 0.5, design)
    for run in range(5):
        alone = one_by_one(values, design, run, 0.5, tree)
        assert np.allclose(found.scores[run], alone.scores["index"], rtol=0, atol=1e-9)
    assert not np.allclose(found.scores, replicate(values, TREE, 0.5, design).scores)


def test_a_group_that_loses_its_only_indicator_counts_for_nothing() -> None:
    tree = Framework({code: node for code, node in TREE.nodes.items() if code not in ("a2", "b3")}, "index")
    values = known()
    values = replace(values, matrix=values.matrix[tree.leaves])
    frame = draw(tree, PLAIN, 1, 1).frame.assign(drop="a1")
    weights = {f"w:{code}": 1.0 for code in ("a", "b", "b1", "b2")}
    found = replicate(values, tree, 1.0, Design(frame.assign(**weights)))
    expected = (100 - values.matrix["b1"] + values.matrix["b2"]) / 2
    assert np.allclose(found.scores[0], expected)


@pytest.mark.parametrize("how", ["geometric", "harmonic", "power:-1", "arithmetic,geometric"])
@pytest.mark.parametrize("scale", ["minmax", "zscore", "borda", "goalposts", "prank"])
def test_a_run_with_scores_that_its_mean_refuses_is_brought_onto_1_to_100(how: str, scale: str) -> None:
    values = known()
    values.matrix.iloc[0] = [0.0, 100.0, 0.0, 0.0, 0.0]
    alternatives = replace(PLAIN, normalise=(parse_normalise(scale),), aggregate=(parse_aggregate(how),))
    found = replicate(values, TREE, 0.5, draw(TREE, alternatives, 50, 1))
    assert ((found.scores >= 1 - 1e-9) & (found.scores <= 100 + 1e-9)).all()
    assert (found.ranks[:, 0] == 12).all()


def test_only_the_runs_that_need_it_change_their_scale() -> None:
    values = known()
    values.matrix.loc["u00", "a1"] = 0.0
    alternatives = replace(PLAIN, aggregate=(MIXED,))
    design = draw(TREE, alternatives, 20, 1)
    found = replicate(values, TREE, 0.5, design)
    assert np.allclose(found.scores[3], one_by_one(values, design, 3, 0.5).scores["index"], rtol=0, atol=1e-9)


def test_a_score_that_counts_for_nothing_is_never_refused() -> None:
    values = known()
    values.matrix["b3"] = 0.0
    alternatives = replace(PLAIN, aggregate=(parse_aggregate("geometric"),))
    design = draw(TREE, alternatives, 5, 1)
    found = replicate(values, TREE, 0.5, design)
    assert np.allclose(found.scores[2], one_by_one(values, design, 2, 0.5).scores["index"], rtol=0, atol=1e-9)


def test_copeland_is_refused() -> None:
    alternatives = replace(PLAIN, aggregate=((Aggregation("copeland"),),))
    with pytest.raises(ValueError, match="copeland"):
        replicate(known(), TREE, 0.5, draw(TREE, alternatives, 3, 1))


def test_an_unknown_code_of_a_design_is_refused() -> None:
    frame = draw(TREE, PLAIN, 3, 1).frame.assign(drop="z9")
    with pytest.raises(KeyError, match="z9"):
        replicate(known(), TREE, 0.5, Design(frame))


def test_noise_spreads_scores_by_the_standard_errors() -> None:
    values = known(se=3.0)
    alternatives = replace(PLAIN, weight_spread=0.0, noise=True)
    found = replicate(values, TREE, 0.5, draw(TREE, alternatives, 20_000, 1))
    quiet = replicate(values, TREE, 0.5, draw(TREE, replace(alternatives, noise=False), 1, 1))
    # Effective weights 2/3 (1/4, 3/4) and 1/3 (1/2, 1/2); no value lies within four errors of a goalpost but few.
    share = np.array([2 / 12, 6 / 12, 1 / 6, 1 / 6])
    expected = 3.0 * np.sqrt((share**2).sum())
    inner = ((values.matrix > 15) & (values.matrix < 85)).all(axis=1).to_numpy()
    assert inner.sum() >= 3
    assert np.allclose(found.scores.std(axis=0)[inner], expected, rtol=0.03)
    assert np.allclose(found.scores.mean(axis=0)[inner], quiet.scores[0][inner], rtol=0, atol=0.1)


def test_a_cell_without_a_standard_error_has_no_noise() -> None:
    values = known(se=3.0)
    assert values.se is not None
    values.se["a1"] = np.nan
    values.se.iloc[1:] = np.nan
    found = replicate(values, TREE, 0.5, draw(TREE, replace(PLAIN, weight_spread=0.0, noise=True), 50, 1))
    assert found.scores[:, 0].std() > 0
    assert np.ptp(found.scores[:, 1:], axis=0).max() < 1e-9


@pytest.mark.parametrize("scale", ["minmax", "zscore", "dist2max", "rank", "goalposts"])
@pytest.mark.parametrize("treatment", ["none", "auto"])
def test_noise_goes_through_the_whole_index(scale: str, treatment: str) -> None:
    """Without weights to vary, a noisy run is the index of the noisy values; treatments keep their parameters."""
    values = known(se=5.0)
    alternatives = Alternatives(
        (treatment,), (parse_normalise(scale),), (ARITHMETIC,), ("none",), weight_spread=0.0, noise=True
    )
    design = draw(TREE, alternatives, 3, 1)
    found = replicate(values, TREE, 0.5, design)
    random = np.random.Generator(np.random.SFC64(int(design.frame["seed"].iloc[0])))
    noise = random.standard_normal((3, *values.matrix.shape)) * 5.0
    for run in range(3):
        noisy = replace(values, matrix=values.matrix + noise[run])
        alone = one_by_one(noisy, design, run, 0.5)
        assert np.allclose(found.scores[run], alone.scores["index"], rtol=0, atol=1e-9)


def test_errors_are_divided_as_their_values_are() -> None:
    nodes = {**TREE.nodes, "a1": replace(TREE.nodes["a1"], denominator="people")}
    tree = Framework(nodes, "index")
    values = known(se=4.0)
    people = pd.DataFrame({"people": 2.0}, index=values.matrix.index)
    divided = replace(values, denominators=people, matrix=values.matrix.assign(a1=values.matrix["a1"] * 2))
    assert values.se is not None
    halved = replace(values, se=values.se.assign(a1=2.0))
    design = draw(TREE, replace(PLAIN, noise=True), 30, 1)
    assert np.allclose(replicate(divided, tree, 0.5, design).scores, replicate(halved, TREE, 0.5, design).scores)


@pytest.mark.parametrize("noise", [False, True])
def test_a_design_read_back_from_text_gives_the_same_ranks_bit_for_bit(noise: bool) -> None:
    values = known(missing=0.1, se=2.0)
    design = draw(TREE, replace(FULL, noise=noise), 600, 3)
    text = design.frame.to_csv(index=False)
    first = replicate(values, TREE, 0.5, design)
    for frame in (pd.read_csv(StringIO(text)), pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)):
        again = replicate(values, TREE, 0.5, Design.read(frame))
        assert first.scores.tobytes() == again.scores.tobytes()
        assert first.ranks.tobytes() == again.ranks.tobytes()


@pytest.mark.parametrize("noise", [False, True])
def test_some_runs_of_a_design_replay_alone_and_in_any_order(noise: bool) -> None:
    values = known(missing=0.1, se=2.0)
    design = draw(TREE, replace(FULL, noise=noise), 700, 3)
    chosen = [650, 3, 77, 4, 699]
    first = replicate(values, TREE, 0.5, design)
    again = replicate(values, TREE, 0.5, Design(design.frame.iloc[chosen]))
    assert np.allclose(first.scores[chosen], again.scores, rtol=0, atol=1e-9, equal_nan=True)
    assert (first.ranks[chosen] == again.ranks).all()


def test_runs_that_share_their_noise_do_not_disturb_each_other() -> None:
    values = known(se=4.0)
    alternatives = replace(FULL, treat=("none",), impute=("none",), noise=True)
    frame = draw(TREE, alternatives, 150, 3).frame
    others = [frame.assign(normalise=name) for name in ("zscore:0:1", "goalposts:0:100")]
    found = replicate(values, TREE, 0.5, Design(pd.concat([frame, *others], ignore_index=True))).scores
    for number, part in enumerate([frame, *others]):
        alone = replicate(values, TREE, 0.5, Design(part)).scores
        assert np.allclose(found[150 * number : 150 * (number + 1)], alone, rtol=0, atol=1e-9)


def test_runs_of_one_stream_may_differ_in_their_method() -> None:
    values = known(se=4.0)
    frame = draw(TREE, replace(PLAIN, noise=True), 40, 3).frame
    scales = np.where(np.arange(40) % 3 == 0, "rank", "goalposts:0:100")
    found = replicate(values, TREE, 0.5, Design(frame.assign(normalise=scales))).scores
    for scale in ("rank", "goalposts:0:100"):
        alone = replicate(values, TREE, 0.5, Design(frame.assign(normalise=scale))).scores
        assert np.allclose(found[scales == scale], alone[scales == scale], rtol=0, atol=1e-9)


@settings(max_examples=15)
@given(st.permutations(range(12)), st.booleans())
def test_the_order_of_the_units_does_not_matter(order: list[int], missing: bool) -> None:
    values = known(missing=0.2 if missing else 0.0)
    shuffled = replace(values, matrix=values.matrix.iloc[order], denominators=values.denominators.iloc[order])
    design = draw(TREE, FULL, 40, 5)
    one, other = replicate(values, TREE, 0.5, design), replicate(shuffled, TREE, 0.5, design)
    assert (one.ranks[:, order] == other.ranks).all()


@settings(max_examples=15)
@given(st.integers(0, 11), st.sampled_from(["a1", "a2", "b2"]), st.floats(0.1, 50))
def test_a_better_value_never_lowers_the_score_of_its_unit(row: int, leaf: str, gain: float) -> None:
    values = known()
    alternatives = replace(FULL, treat=("none",), normalise=(Normalisation("goalposts"),), impute=("none",))
    design = draw(TREE, alternatives, 60, 5)
    better = values.matrix.copy()
    better.iloc[row, better.columns.get_loc(leaf)] += gain
    one = replicate(values, TREE, 0.5, design).scores[:, row]
    other = replicate(replace(values, matrix=better), TREE, 0.5, design).scores[:, row]
    assert (other >= one - 1e-9).all()
