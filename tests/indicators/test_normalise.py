import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.indicators.framework import Framework, Node
from observatory.indicators.normalise import goalposts


def one(direction: int, low: float, high: float) -> Framework:
    root = Node("index", "", 2, 1.0, 1, float("nan"), float("nan"), None)
    return Framework({"index": root, "x": Node("x", "index", 1, 1.0, direction, low, high, 2026)}, "index")


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
    found = goalposts(pd.DataFrame({"x": [value]}), one(direction, 0.0, 60.0))
    assert found.scores["x"].tolist() == [score]
    assert found.clipped["x"].tolist() == [clipped]


def test_missing_stays_missing_and_is_not_clipped() -> None:
    found = goalposts(pd.DataFrame({"x": [float("nan")]}), one(1, 0.0, 60.0))
    assert found.scores["x"].isna().all()
    assert not found.clipped["x"].any()


@settings(deadline=None, max_examples=60)
@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3), st.floats(1e-3, 1e3), st.sampled_from([-1, 1]))
def test_scores_stay_within_the_scale(value: float, low: float, width: float, direction: int) -> None:
    found = goalposts(pd.DataFrame({"x": [value]}), one(direction, low, low + width))
    assert 0.0 <= found.scores["x"].iloc[0] <= 100.0


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 60))
def test_directions_mirror_each_other(value: float) -> None:
    frame = pd.DataFrame({"x": [value]})
    up, down = goalposts(frame, one(1, 0.0, 60.0)), goalposts(frame, one(-1, 0.0, 60.0))
    assert up.scores["x"].iloc[0] + down.scores["x"].iloc[0] == pytest.approx(100.0)
