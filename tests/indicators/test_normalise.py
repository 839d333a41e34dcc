import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators.framework import Framework, Node
from observatory.indicators.normalise import Normalisation, Normalised, fit, goalposts, normalise

NAN = float("nan")


def one(direction: int, low: float = NAN, high: float = NAN, target: float = NAN) -> Framework:
    root = Node("index", "", 2, 1.0, 1)
    leaf = Node("x", "index", 1, 1.0, direction, goalpost_low=low, goalpost_high=high, target=target)
    return Framework({"index": root, "x": leaf}, "index")


def column(*values: float) -> pd.DataFrame:
    return pd.DataFrame({"x": values}, dtype="float64")


def scored(values: list[float], framework: Framework, name: str, *numbers: float) -> list[float]:
    return normalise(column(*values), framework, Normalisation(name, *numbers)).scores["x"].tolist()


def refused(values: list[float], framework: Framework, name: str) -> list[tuple[str, str]]:
    with pytest.raises(FindingsError) as caught:
        normalise(column(*values), framework, Normalisation(name))
    assert caught.value.code == "index-refused"
    return [(finding.code, finding.value) for finding in caught.value.findings]


@pytest.mark.parametrize(
    ("direction", "value", "score", "clipped"),
    [
        (1, 0.0, 0.0, False),
        (1, 60.0, 100.0, False),
        (1, 15.0, 25.0, False),
        (1, 61.0, 100.0, True),
        (1, -1.0, 0.0, True),
        (-1, 0.0, 100.0, False),
        (-1, 15.0, 75.0, False),
        (-1, 70.0, 0.0, True),
    ],
)
def test_scores_by_the_way_between_the_goalposts(direction: int, value: float, score: float, clipped: bool) -> None:
    found = goalposts(column(value), one(direction, 0.0, 60.0))
    assert found.scores["x"].tolist() == [score]
    assert found.clipped["x"].tolist() == [clipped]


def test_goalposts_onto_another_range() -> None:
    found = normalise(column(-5, 0, 30, 70), one(1, 0.0, 60.0), Normalisation("goalposts", 1, 10))
    assert found.scores["x"].tolist() == [1.0, 1.0, 5.5, 10.0]
    assert found.clipped["x"].tolist() == [True, False, False, True]


UP = [2.0, 8.0, NAN, 4.0, 2.0]
SD = math.sqrt(8)


@pytest.mark.parametrize(
    ("name", "numbers", "direction", "expected"),
    [
        ("minmax", (0, 100), 1, [0, 100, NAN, 100 / 3, 0]),
        ("minmax", (1, 10), 1, [1, 10, NAN, 4, 1]),
        ("minmax", (0, 100), -1, [100, 0, NAN, 200 / 3, 100]),
        ("zscore", (0, 1), 1, [-2 / SD, 4 / SD, NAN, 0, -2 / SD]),
        ("zscore", (100, 15), -1, [100 + 30 / SD, 100 - 60 / SD, NAN, 100, 100 + 30 / SD]),
        ("rank", (), 1, [1, 4, NAN, 3, 1]),
        ("rank", (), -1, [3, 1, NAN, 2, 3]),
        ("borda", (), 1, [0, 3, NAN, 2, 0]),
        ("prank", (), 1, [0, 1, NAN, 2 / 3, 0]),
        ("prank", (), -1, [2 / 3, 0, NAN, 1 / 3, 2 / 3]),
        ("fracmax", (), 1, [0.25, 1, NAN, 0.5, 0.25]),
        ("dist2max", (), 1, [0, 1, NAN, 1 / 3, 0]),
        ("dist2max", (), -1, [1, 0, NAN, 2 / 3, 1]),
        ("scaled", (0, 10), 1, [20, 80, NAN, 40, 20]),
        ("scaled", (-10, 0), -1, [80, 20, NAN, 60, 80]),
    ],
)  # fmt: skip
def test_the_formulas(name: str, numbers: tuple[float, ...], direction: int, expected: list[float]) -> None:
    assert scored(UP, one(direction), name, *numbers) == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("direction", "target", "expected"),
    [(1, 5.0, [0, 1, NAN, 2 / 3, 0]), (1, 14.0, [0, 0.5, NAN, 1 / 6, 0]), (-1, 3.0, [1, 0, NAN, 0.8, 1])],
)
def test_the_distance_to_the_target_is_cut_off_where_it_is_reached(
    direction: int, target: float, expected: list[float]
) -> None:
    found = normalise(column(*UP), one(direction, target=target), Normalisation("dist2targ"))
    assert found.scores["x"].tolist() == pytest.approx(expected, nan_ok=True)
    past = [value * direction > target * direction for value in UP]
    assert found.clipped["x"].tolist() == past


@pytest.mark.parametrize(
    ("values", "framework", "name", "code"),
    [
        (UP, one(1, low=0.0), "goalposts", "goalposts-missing"),
        (UP, one(1), "dist2targ", "target-missing"),
        (UP, one(1, target=2.0), "dist2targ", "target-not-above-minimum"),
        (UP, one(-1, target=8.0), "dist2targ", "target-not-above-minimum"),
        (UP, one(-1), "fracmax", "maximum-not-positive"),
        ([-1.0, 0.0], one(1), "fracmax", "maximum-not-positive"),
    ],
)
def test_what_has_no_meaning_is_refused(values: list[float], framework: Framework, name: str, code: str) -> None:
    assert refused(values, framework, name) == [(code, "x")]


@pytest.mark.parametrize("values", [[3.0, 3.0, NAN, 3.0], [0.1] * 7, [5.0]])
@pytest.mark.parametrize("name", ["minmax", "zscore", "dist2max"])
def test_a_constant_indicator_has_no_scores_and_a_warning(name: str, values: list[float]) -> None:
    found = normalise(column(*values), one(1), Normalisation(name))
    assert found.scores["x"].isna().all()
    assert [(finding.code, finding.level, finding.value) for finding in found.findings] == [
        ("constant-column", "warning", "x")
    ]


def test_ranks_of_a_constant_indicator_are_ties_and_of_a_single_value_have_no_percentile() -> None:
    assert scored([3.0, 3.0], one(1), "rank") == [1.0, 1.0]
    assert scored([3.0, 3.0], one(1), "prank") == [0.0, 0.0]
    assert scored([3.0, NAN], one(1), "borda") == pytest.approx([0.0, NAN], nan_ok=True)
    assert scored([3.0, NAN], one(1), "prank") == pytest.approx([NAN, NAN], nan_ok=True)


ALL = [
    Normalisation(name) for name in
    ("goalposts", "minmax", "zscore", "rank", "borda", "prank", "dist2targ", "fracmax", "dist2max", "scaled")
]  # fmt: skip
FULL = one(1, 0.0, 60.0, 30.0)


@pytest.mark.parametrize("normalisation", ALL, ids=lambda one: one.name)
def test_missing_stays_missing_and_is_not_clipped(normalisation: Normalisation) -> None:
    some = normalise(column(NAN, 5, 9), FULL, normalisation)
    assert some.scores["x"].isna().tolist() == [True, False, False]
    none = normalise(column(NAN, NAN), FULL, normalisation)
    assert none.scores["x"].isna().all()
    assert not none.clipped["x"].any()


@pytest.mark.parametrize("normalisation", ALL, ids=lambda one: one.name)
def test_many_runs_at_once_are_scored_as_each_alone(normalisation: Normalisation) -> None:
    runs = np.random.default_rng(3).uniform(1, 20, (4, 6, 1))
    together = fit(runs, FULL, normalisation).apply(runs)
    for run, found in zip(runs, together, strict=True):
        alone: Normalised = normalise(pd.DataFrame(run, columns=["x"]), FULL, normalisation)
        assert found.tolist() == alone.scores.to_numpy().tolist()


@settings(max_examples=60)
@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.sampled_from([-1, 1]))
def test_scores_stay_within_the_scale(value: float, low: float, width: float, direction: int) -> None:
    found = goalposts(column(value), one(direction, low, low + width))
    assert 0.0 <= found.scores["x"].iloc[0] <= 100.0


@settings(max_examples=60)
@given(st.floats(0, 60))
def test_directions_mirror_each_other(value: float) -> None:
    up, down = goalposts(column(value), one(1, 0.0, 60.0)), goalposts(column(value), one(-1, 0.0, 60.0))
    assert up.scores["x"].iloc[0] + down.scores["x"].iloc[0] == pytest.approx(100.0)
