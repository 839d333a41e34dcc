import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators import values
from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import index

NAN = float("nan")


def tree(weights: tuple[float, ...] = (1, 1, 1)) -> Framework:
    leaves = {"sites": "known", "soft": "known", "peace": "felt"}
    nodes = [Node("index", "", 3, 1.0, 1)]
    nodes += [Node("known", "index", 2, 2.0, 1), Node("felt", "index", 2, 1.0, 1)]
    for (leaf, parent), weight in zip(leaves.items(), weights, strict=True):
        direction, denominator = (-1, "") if leaf == "peace" else (1, "people" if leaf == "sites" else "")
        nodes.append(
            Node(leaf, parent, 1, weight, direction, goalpost_low=0.0, goalpost_high=10.0, denominator=denominator)
        )
    return Framework({node.code: node for node in nodes}, "index")


def long(rows: dict[str, tuple[float, ...]], period: str = "2026") -> pd.DataFrame:
    """Rows of values from ``{unit: (sites, soft, peace, people)}``."""
    codes = ["sites", "soft", "peace", "people"]
    cells = [(unit, period, code, value) for unit, row in rows.items() for code, value in zip(codes, row, strict=True)]
    return pd.DataFrame(cells, columns=["unit", "period", "indicator", "value"])


ROWS = {"a": (8.0, 4.0, 2.0, 1.0), "b": (8.0, 8.0, 4.0, 2.0), "c": (9.0, NAN, 0.0, 1.0), "d": (5.0, 8.0, NAN, 0.0)}


def compute(frame: pd.DataFrame, method: Method, weights: tuple[float, ...] = (1, 1, 1)) -> index.Index:
    units = pd.DataFrame({"code": sorted(set(frame["unit"])), "region": "one"})
    found, _ = values.read(frame, tree(weights), units)
    return index.compute(found, tree(weights), method)


def column(frame: pd.DataFrame, code: str) -> dict[str, float]:
    return frame[code].droplevel("period").to_dict()


def test_every_stage_in_its_order() -> None:
    found = compute(long(ROWS), Method(impute="group-mean:region"))
    assert column(found.denominated, "sites") == pytest.approx({"a": 8, "b": 4, "c": 9, "d": NAN}, nan_ok=True)
    assert column(found.imputed, "sites") == {"a": 8, "b": 4, "c": 9, "d": 7}
    assert column(found.treated.values, "soft")["c"] == pytest.approx(20 / 3)
    assert column(found.normalised.scores, "peace") == {"a": 80, "b": 60, "c": 100, "d": 80}
    assert column(found.scores, "known") == pytest.approx({"a": 60, "b": 60, "c": (90 + 200 / 3) / 2, "d": 75})
    assert list(found.scores) == list(found.ranks) == ["index", "known", "felt"]
    assert column(found.ranks, "known") == {"a": 3, "b": 3, "c": 1, "d": 2}
    assert column(found.ranks, "index") == {"a": 3, "b": 4, "c": 1, "d": 2}
    assert found.effective_weights.sum(axis=1).tolist() == pytest.approx([1.0] * 4)
    assert [(finding.code, finding.level) for finding in found.findings] == [("denominator-not-positive", "warning")]


def test_without_imputation_weights_move_and_too_little_has_no_rank() -> None:
    found = compute(long(ROWS), Method(threshold=0.6))
    assert column(found.scores, "known") == pytest.approx({"a": 60, "b": 60, "c": NAN, "d": NAN}, nan_ok=True)
    assert column(found.scores, "index")["a"] == pytest.approx((2 * 60 + 80) / 3)
    assert found.ranks["index"].isna().tolist() == [False, False, True, True]
    assert column(found.effective_weights, "soft") == pytest.approx({"a": 1 / 3, "b": 1 / 3, "c": 0, "d": 0})


def test_ranks_are_of_the_period_and_scales_of_all_periods() -> None:
    frame = pd.concat([long(ROWS, "2025"), long({"e": (1.0, 1.0, 9.0, 1.0)}, "2026")])
    found = compute(frame, Method(normalise=Normalisation("minmax")))
    assert found.ranks["index"].loc[("e", "2026")] == 1
    assert found.normalised.scores["soft"].loc[("e", "2026")] == 0.0
    assert found.normalised.scores["soft"].loc[("a", "2025")] == pytest.approx(300 / 7)


def test_a_constant_indicator_is_named_and_left_out() -> None:
    rows = {unit: (row[0], 7.0, row[2], 1.0) for unit, row in ROWS.items()}
    found = compute(long(rows), Method(normalise=Normalisation("minmax")))
    assert [finding.code for finding in found.findings] == ["constant-column"]
    assert column(found.scores, "known") == pytest.approx({"a": 75, "b": 75, "c": 100, "d": 0})


@pytest.mark.parametrize("aggregate", [Aggregation("geometric"), Aggregation("harmonic")])
def test_nothing_is_computed_for_a_score_without_meaning(aggregate: Aggregation) -> None:
    with pytest.raises(FindingsError) as caught:
        compute(long(ROWS), Method(normalise=Normalisation("minmax"), aggregate=(Aggregation("arithmetic"), aggregate)))
    assert [(finding.code, finding.value) for finding in caught.value.findings] == [
        ("score-not-positive", "0 (b 2026, felt)")
    ]


numbers = st.lists(st.integers(1, 400), min_size=5, max_size=5, unique=True)
cells = st.tuples(numbers, numbers, numbers, st.lists(st.integers(1, 9), min_size=5, max_size=5))
methods = st.builds(
    Method,
    impute=st.sampled_from(["none", "mean", "group-median:region", "row-mean"]),
    treat=st.sampled_from(["none", "auto", "capped"]),
    normalise=st.sampled_from(
        [Normalisation("minmax", 1, 100), Normalisation("zscore", 50, 10), Normalisation("rank"),
         Normalisation("dist2max"), Normalisation("prank")]
    ),
    aggregate=st.sampled_from([(Aggregation("arithmetic"),), (Aggregation("copeland"), Aggregation("arithmetic"))]),
    threshold=st.sampled_from([None, 0.5, 1.0]),
)  # fmt: skip


def table(columns: tuple[list[int], ...], gaps: set[tuple[int, int]]) -> dict[str, tuple[float, ...]]:
    array = np.array(columns, dtype="float64").T
    for row, at in gaps:
        array[row, at] = NAN
    return dict(zip("abcde", map(tuple, array), strict=True))


gaps = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=3)


@settings(max_examples=25)
@given(cells, gaps, methods, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(columns, holes, method: Method, random) -> None:
    frame = long(table(columns, holes))
    order = list(range(len(frame)))
    random.shuffle(order)
    found, expected = compute(frame.iloc[order], method), compute(frame, method)
    pd.testing.assert_frame_equal(found.scores, expected.scores, rtol=1e-12)
    pd.testing.assert_frame_equal(found.ranks, expected.ranks)


@settings(max_examples=25)
@given(cells, gaps, methods)
def test_what_is_missing_never_becomes_zero(columns, holes, method: Method) -> None:
    found = compute(long(table(columns, holes)), method)
    for before, after in itertools.pairwise([found.denominated, found.imputed, found.treated.values]):
        assert (after.isna() <= before.isna()).all(axis=None)
    if method.impute == "none":
        assert found.normalised.scores.isna().equals(found.denominated.isna())
        unknown = found.normalised.scores[["sites", "soft"]].isna().all(axis=1)
        assert found.scores.loc[unknown, "known"].isna().all()
        assert found.ranks.loc[unknown, "known"].isna().all()
    assert found.ranks.isna().equals(found.scores.isna())


@settings(max_examples=25)
@given(cells, gaps, methods, numbers)
def test_an_indicator_of_weight_zero_changes_nothing(columns, holes, method: Method, other: list[int]) -> None:
    assume(method.impute != "row-mean")
    weights = (1.0, 0.0, 1.0)
    plain = compute(long(table(columns, holes)), method, weights)
    changed = compute(
        long(table((columns[0], other, *columns[2:]), holes - {(row, 1) for row in range(5)})), method, weights
    )
    pd.testing.assert_frame_equal(changed.scores, plain.scores)
    pd.testing.assert_frame_equal(changed.ranks, plain.ranks)
