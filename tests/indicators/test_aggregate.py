import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators.aggregate import Aggregation, aggregate
from observatory.indicators.framework import Framework, Node

NAN = float("nan")
LEAVES = ["a", "b", "c", "d"]
ARITHMETIC, GEOMETRIC = Aggregation("arithmetic"), Aggregation("geometric")
HARMONIC, COPELAND = Aggregation("harmonic"), Aggregation("copeland")


def tree(weights: tuple[float, float, float, float] = (1, 1, 1, 1), last: str = "") -> Framework:
    """Four indicators in two groups; ``c`` is in force up to ``last``."""
    nodes = [Node("index", "", 3, 1.0, 1)]
    nodes += [Node(code, "index", 2, 1.0, 1) for code in ("left", "right")]
    nodes += [
        Node(leaf, parent, 1, weight, 1, in_force_to=last if leaf == "c" else "")
        for leaf, parent, weight in zip(LEAVES, ["left", "left", "right", "right"], weights, strict=True)
    ]
    return Framework({node.code: node for node in nodes}, "index")


def rows(*values: tuple[float, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=LEAVES, index=[f"unit{n}" for n in range(len(values))], dtype="float64")


def mean(values: list[float], aggregation: Aggregation, *weights: float, threshold: float | None = None) -> float:
    """The index of one unit whose indicators are all in one group."""
    leaves = [f"leaf{n}" for n in range(len(values))]
    nodes = [Node("index", "", 2, 1.0, 1)]
    nodes += [Node(leaf, "index", 1, w, 1) for leaf, w in zip(leaves, weights or [1.0] * len(values), strict=True)]
    one = pd.DataFrame([values], columns=leaves, dtype="float64")
    framework = Framework({node.code: node for node in nodes}, "index")
    return float(aggregate(one, framework, (aggregation,), threshold).scores["index"].iloc[0])


def refused(values: pd.DataFrame, *aggregations: Aggregation, weights: tuple[float, ...] = (1, 1, 1, 1)) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        aggregate(values, tree(weights), aggregations)
    assert {finding.code for finding in caught.value.findings} == {"score-not-positive"}
    return [finding.value for finding in caught.value.findings]


def test_means_go_up_level_by_level() -> None:
    found = aggregate(rows((10, 30, 40, 80)), tree((1, 3, 1, 1)))
    assert found.scores.loc["unit0", "left"] == 25.0
    assert found.scores.loc["unit0", "right"] == 60.0
    assert found.scores.loc["unit0", "index"] == 42.5
    assert found.effective_weights.loc["unit0"].tolist() == [0.125, 0.375, 0.25, 0.25]


def test_the_weight_of_a_missing_child_goes_to_the_others_of_its_group() -> None:
    found = aggregate(rows((10, NAN, 40, 80)), tree())
    assert found.scores.loc["unit0", "left"] == 10.0
    assert found.scores.loc["unit0", "index"] == 35.0
    assert found.effective_weights.loc["unit0"].tolist() == [0.5, 0.0, 0.25, 0.25]


def test_a_missing_group_gives_its_weight_to_the_other_groups() -> None:
    found = aggregate(rows((NAN, NAN, 40, 80)), tree())
    assert math.isnan(found.scores.loc["unit0", "left"])
    assert found.scores.loc["unit0", "index"] == 60.0
    assert found.effective_weights.loc["unit0"].tolist() == [0.0, 0.0, 0.5, 0.5]


@pytest.mark.parametrize("aggregation", [ARITHMETIC, GEOMETRIC, COPELAND])
def test_too_little_of_a_group_leaves_it_missing_by_count_or_by_weight(aggregation: Aggregation) -> None:
    by_count = aggregate(rows((10, NAN, 40, 80)), tree(), (aggregation, ARITHMETIC), threshold=0.6)
    by_weight = aggregate(rows((10, NAN, 40, 80)), tree((1, 3, 1, 1)), (aggregation, ARITHMETIC))
    anything = aggregate(rows((10, NAN, 40, 80)), tree((1, 3, 1, 1)), (aggregation, ARITHMETIC), threshold=None)
    assert math.isnan(by_count.scores.loc["unit0", "left"])
    assert math.isnan(by_weight.scores.loc["unit0", "left"])
    assert not math.isnan(anything.scores.loc["unit0", "left"])


def test_exactly_the_threshold_is_enough_in_spite_of_rounding() -> None:
    assert mean([1.0, 1.0, NAN], ARITHMETIC, 0.1, 0.2, 0.3, threshold=0.5) == pytest.approx(1.0)
    assert mean([NAN, NAN, 1.0], ARITHMETIC, 0.1, 0.2, 0.3, threshold=1 / 3) == pytest.approx(1.0)


@pytest.mark.parametrize("threshold", [None, 0.0, 0.5])
def test_nothing_known_gives_no_score_and_no_weights(threshold: float | None) -> None:
    found = aggregate(rows((NAN, NAN, NAN, NAN)), tree(), threshold=threshold)
    assert found.scores["index"].isna().all()
    assert found.effective_weights.loc["unit0"].sum() == 0.0


def test_a_child_of_weight_zero_counts_for_nothing() -> None:
    found = aggregate(rows((10, 90, 40, 80)), tree((1, 0, 1, 1)))
    assert found.scores.loc["unit0", "left"] == 10.0
    assert found.scores.loc["unit0", "b"] == 90.0
    assert found.effective_weights.loc["unit0", "b"] == 0.0
    assert mean([10.0, NAN, 90.0], ARITHMETIC, 1, 0, 0, threshold=1.0) == 10.0
    assert math.isnan(mean([NAN, 90.0], ARITHMETIC, 1, 0, threshold=0.5))


@pytest.mark.parametrize("aggregation", [ARITHMETIC, GEOMETRIC, HARMONIC, Aggregation("power", 2), COPELAND])
def test_no_weight_at_all_gives_no_score(aggregation: Aggregation) -> None:
    assert math.isnan(mean([NAN, 5.0], aggregation, 1, 0))
    assert math.isnan(mean([5.0, 5.0], aggregation, 0, 0))


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [
        (ARITHMETIC, 4.75),
        (GEOMETRIC, 4.0 ** 0.25 * 5.0 ** 0.75),
        (HARMONIC, 4 / (1 / 4 + 3 / 5)),
        (Aggregation("power", 2), math.sqrt((16 + 75) / 4)),
        (Aggregation("power", -1), 4 / (1 / 4 + 3 / 5)),
        (Aggregation("power", 0), 4.0 ** 0.25 * 5.0 ** 0.75),
        (Aggregation("power", 0.5), ((2 + 3 * math.sqrt(5)) / 4) ** 2),
    ],
)  # fmt: skip
def test_the_means(aggregation: Aggregation, expected: float) -> None:
    assert mean([4.0, 5.0], aggregation, 1, 3) == pytest.approx(expected, rel=1e-14)
    assert mean([4.0, NAN, 5.0], aggregation, 1, 7, 3) == pytest.approx(expected, rel=1e-14)


def test_the_mean_power_of_one_child_is_the_child() -> None:
    """COINr's power mean is missing as soon as one child is."""
    assert mean([NAN, 9.0], Aggregation("power", 2)) == pytest.approx(9.0)


@pytest.mark.parametrize("values", [(-1.0, 1.0, 2.0), (-1.0, 1.0, NAN)])
def test_the_harmonic_mean_refuses_what_is_not_above_zero(values: tuple[float, float, float]) -> None:
    """COINr's gives 6 and infinity."""
    assert refused(rows((*values, 1.0)), HARMONIC) == ["-1 (unit0, a)"]


@pytest.mark.parametrize("aggregation", [GEOMETRIC, HARMONIC, Aggregation("power", -2), Aggregation("power", 0)])
def test_zero_is_refused_with_the_unit_and_the_node(aggregation: Aggregation) -> None:
    assert refused(rows((1, 2, 3, 4), (5, 0, 0, 8)), aggregation) == ["0 (unit1, b)", "0 (unit1, c)"]
    assert refused(rows((1, 2, 3, 4), (5, -5, 0, 0)), ARITHMETIC, aggregation) == [
        "0 (unit1, left)",
        "0 (unit1, right)",
    ]


def test_a_power_above_zero_refuses_what_is_below_zero_only() -> None:
    assert refused(rows((1, -2, 3, 4)), Aggregation("power", 2)) == ["-2 (unit0, b)"]
    assert aggregate(rows((0, 2, 3, 4)), tree(), [Aggregation("power", 2)]).scores["left"].iloc[0] == math.sqrt(2)


def test_a_weight_of_zero_excuses_a_value_without_meaning() -> None:
    found = aggregate(rows((5, 0, 4, 4), (5, -1, 4, 4)), tree((1, 0, 1, 1)), [GEOMETRIC])
    assert found.scores["left"].tolist() == pytest.approx([5.0, 5.0])


def test_at_most_two_hundred_values_are_named() -> None:
    assert len(refused(rows(*[(0, 1, 1, 1)] * 300), GEOMETRIC)) == 200


def test_one_aggregation_for_each_level_from_below() -> None:
    found = aggregate(rows((10, 30, 40, 40)), tree(), (ARITHMETIC, GEOMETRIC)).scores.loc["unit0"]
    assert found["left"] == 20.0
    assert found["index"] == pytest.approx(math.sqrt(800))
    with pytest.raises(ValueError, match="3 aggregations for 2 levels"):
        aggregate(rows((10, 30, 40, 40)), tree(), (ARITHMETIC,) * 3)


@pytest.mark.parametrize(("name", "power"), [("median", NAN), ("power", NAN), ("power", 1e-9), ("power", -1000.0)])
def test_unknown_aggregations(name: str, power: float) -> None:
    with pytest.raises(ValueError):
        Aggregation(name, power)


def in_periods(values: pd.DataFrame, *periods: str) -> pd.DataFrame:
    keys = zip(values.index, periods, strict=True)
    return values.set_index(pd.MultiIndex.from_tuples(keys, names=["unit", "period"]))


def test_copeland_compares_the_units_of_one_period() -> None:
    values = in_periods(rows((9, 9, 9, 9), (1, 1, 1, 1), (2, 2, 2, 2)), "2025", "2025", "2026")
    assert aggregate(values, tree(), [COPELAND]).scores["index"].tolist() == [1.0, -1.0, 0.0]
    together = values.droplevel("period")
    assert aggregate(together, tree(), [COPELAND]).scores["index"].tolist() == [2.0, -2.0, 0.0]


def test_copeland_leaves_out_units_short_of_data() -> None:
    values = rows((9, 9, 9, 9), (1, 1, 1, 1), (2, NAN, 2, NAN))
    found = aggregate(values, tree(), [COPELAND], threshold=0.6).scores
    assert found["left"].tolist() == pytest.approx([1.0, -1.0, NAN], nan_ok=True)


def test_an_indicator_counts_in_the_periods_it_is_in_force() -> None:
    values = in_periods(rows((10, 10, 0, 100), (10, 10, 0, 100)), "2025", "2026")
    for aggregation in (ARITHMETIC, COPELAND):
        found = aggregate(values, tree(last="2025"), [aggregation, ARITHMETIC])
        assert found.effective_weights["c"].tolist() == [0.25, 0.0]
        assert found.effective_weights["d"].tolist() == [0.25, 0.5]
    assert aggregate(values, tree(last="2025")).scores["right"].tolist() == [50.0, 100.0]
    assert aggregate(values, tree()).scores["right"].tolist() == [50.0, 50.0]


score = st.one_of(st.floats(0, 100), st.just(NAN))
weight = st.floats(0.01, 10)


@settings(max_examples=30)
@given(st.tuples(score, score, score, score), st.tuples(weight, weight, weight, weight))
def test_bounds_and_contributions(
    values: tuple[float, float, float, float], weights: tuple[float, float, float, float]
) -> None:
    normalised = rows(values)
    found = aggregate(normalised, tree(weights))
    index = found.scores["index"].iloc[0]
    if math.isnan(index):
        return
    used = found.effective_weights.iloc[0]
    counted = normalised.iloc[0][used > 0]
    assert counted.min() - 1e-9 <= index <= counted.max() + 1e-9
    assert used.sum() == pytest.approx(1.0)
    assert float(np.nansum(used * normalised.iloc[0])) == pytest.approx(index, abs=1e-9)


@settings(max_examples=30)
@given(st.tuples(*[st.floats(0, 100)] * 4), st.floats(0.1, 10))
def test_only_the_proportions_of_weights_matter(values: tuple[float, ...], factor: float) -> None:
    plain = aggregate(rows(values), tree((1, 2, 3, 4)))
    scaled = aggregate(rows(values), tree((factor, 2 * factor, 3 * factor, 4 * factor)))
    assert scaled.scores["index"].iloc[0] == pytest.approx(plain.scores["index"].iloc[0])


positive = st.floats(0.1, 100)


@settings(max_examples=60)
@given(st.lists(st.tuples(positive, weight), min_size=1, max_size=6), st.tuples(*[st.integers(-800, 800)] * 2))
def test_power_means_rise_with_the_exponent(children: list[tuple[float, float]], powers: tuple[int, int]) -> None:
    values, weights = map(list, zip(*children, strict=True))
    low, high = (mean(values, Aggregation("power", power / 100), *weights) for power in sorted(powers))
    assert min(values) * (1 - 1e-9) <= low <= high * (1 + 1e-9)
    assert high <= max(values) * (1 + 1e-9)
