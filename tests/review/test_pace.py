"""The pace of a series: its edges by name, and what holds whatever the numbers."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from observatory.review.pace import (
    ACHIEVED,
    FLOOR,
    NOT_AVAILABLE,
    REASONS,
    STATUSES,
    TOP,
    Pace,
    pace,
    ratio_score,
    ratio_status,
    room_to_grow,
)


def judged(
    base: float | None = 50.0,
    current: float | None = 60.0,
    target: float | None = 100.0,
    years: tuple[float | None, float | None, float | None] = (2015.0, 2020.0, 2030.0),
    direction: int = 1,
    limit: float | None = None,
) -> Pace:
    return pace(base, years[0], current, years[1], target, years[2], direction, limit)


def unsaid(reason: str) -> Pace:
    return Pace(None, NOT_AVAILABLE, None, reason)


def test_the_pace_is_the_growth_so_far_over_the_growth_needed() -> None:
    found = judged()
    assert found.progress_value == pytest.approx(((60 / 50) ** (1 / 5) - 1) / ((100 / 50) ** (1 / 15) - 1))
    assert (found.status, found.reason) == ("moderate_progress", "")


@pytest.mark.parametrize(
    ("ratio", "status", "score"),
    [
        (1.31, "substantial_progress", TOP),
        (0.95, "substantial_progress", 7.1429 * 0.95 - 4.2857),
        (math.nextafter(0.95, 0), "moderate_progress", 7.1429 * 0.95 - 4.2857),
        (0.6, "moderate_progress", 7.1429 * 0.6 - 4.2857),
        (math.nextafter(0.6, 0), "limited_progress", 4.1667 * 0.6 - 2.5),
        (0.0, "limited_progress", -2.5),
        (-1e-12, "deterioration", -2.5),
        (-0.7, "deterioration", FLOOR),
    ],
)
def test_cut_points_of_a_ratio(ratio: float, status: str, score: float) -> None:
    assert ratio_status(ratio) == status
    assert ratio_score(ratio) == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize(
    ("current", "status"),
    [
        (100 * 1.0151**5, "substantial_progress"),
        (100 * 1.0149**5, "moderate_progress"),
        (100 * 1.0051**5, "moderate_progress"),
        (100 * 1.0049**5, "limited_progress"),
        (100.0, "limited_progress"),
        (99.9, "deterioration"),
    ],
)
def test_without_a_target_growth_itself_is_judged(current: float, status: str) -> None:
    assert judged(100.0, current, None).status == status


def test_growth_has_less_to_do_near_its_limit() -> None:
    assert room_to_grow(50.0, None) == room_to_grow(200.0, 100.0) == room_to_grow(-200.0, -100.0) == 1.0
    assert room_to_grow(100.0, 100.0) == 0.0
    assert room_to_grow(90.0, 100.0) == pytest.approx(1 - 0.9**4.44)
    assert room_to_grow(110.0, 100.0) == pytest.approx(room_to_grow(90.0, 100.0))
    assert room_to_grow(5.0, 0.0) == 1.0
    assert judged(95.0, 96.0, None).status == "limited_progress"
    assert judged(95.0, 96.0, None, limit=100.0).status == "moderate_progress"
    assert judged(95.0, 96.0, 100.0, limit=100.0) == judged(95.0, 96.0, 100.0)


def test_what_stays_at_its_limit_is_on_track() -> None:
    held = judged(100.0, 100.0, None, limit=100.0)
    assert (held.status, held.score) == ("substantial_progress", TOP)
    assert judged(100.0, 99.0, None, limit=100.0).status == "deterioration"


def test_no_change_is_no_negative_zero() -> None:
    for target in (None, 10.0):
        found = judged(50.0, 50.0, target, direction=-1)
        assert (found.progress_value, found.status, found.score) == (0.0, "limited_progress", -2.5)
        assert math.copysign(1, found.progress_value or 0.0) == 1


def test_a_negative_base_grows_by_becoming_less_negative() -> None:
    found = judged(-50.0, -40.0, -20.0)
    assert found.progress_value is not None
    assert found.progress_value > 0
    assert found == judged(50.0, 40.0, 20.0, direction=-1)


def test_nothing_is_put_in_place_of_a_zero() -> None:
    to_zero = judged(60.0, 40.0, 0.0, direction=-1)
    assert to_zero.progress_value == pytest.approx((20 / 60) / (5 / 15))
    assert (to_zero.status, to_zero.reason) == ("substantial_progress", "linear_form")
    from_zero = judged(0.0, 10.0, 100.0)
    assert from_zero.progress_value == pytest.approx(0.1 / (5 / 15))
    assert (from_zero.status, from_zero.reason) == ("limited_progress", "linear_form")
    assert judged(0.0, -10.0, 100.0).status == "deterioration"
    assert judged(60.0, 0.0, 0.0, direction=-1) == Pace(3.0, ACHIEVED, TOP, "linear_form")
    assert judged(0.0, 10.0, None) == unsaid("zero_base")


def test_what_cannot_be_said_has_a_name() -> None:
    assert judged(50.0, None) == judged(None, 60.0) == unsaid("no_value")
    assert judged(years=(None, 2020.0, 2030.0)) == judged(years=(2015.0, None, 2030.0)) == unsaid("no_value")
    assert judged(years=(2015.0, 2020.0, None)) == unsaid("no_value")
    assert judged(years=(2020.0, 2020.0, 2030.0)) == judged(years=(2021.0, 2020.0, 2030.0)) == unsaid("under_two_years")
    assert judged(50.0, -60.0) == judged(-50.0, 60.0) == judged(50.0, -60.0, None) == unsaid("sign_change")
    assert judged(-50.0, -40.0, 20.0) == judged(1e-200, -1e-200, 20.0) == unsaid("sign_change")
    assert judged(100.0, 90.0, 100.0) == unsaid("target_equals_base")
    assert judged(years=(2015.0, 2020.0, 2015.0)) == judged(years=(2015.0, 2020.0, 2010.0)) == unsaid("no_time")
    assert judged(1e-300, 1e300, None) == unsaid("no_value")
    assert judged(1.0, 1.0, 1 + 1e-15) == unsaid("target_equals_base")


@pytest.mark.parametrize(
    ("series", "reason"),
    [
        ({"years": (2020.0, 2020.0, 2030.0)}, "under_two_years"),
        ({"base": None}, "no_value"),
        ({"base": -5.0}, "sign_change"),
        ({"base": 100.0}, "target_equals_base"),
        ({"years": (2015.0, 2020.0, None)}, "no_value"),
        ({"years": (2015.0, 2020.0, 2015.0)}, "no_time"),
        ({"base": 120.0}, ""),
    ],
)
def test_a_target_that_is_reached_is_achieved_whatever_else_cannot_be_said(
    series: dict[str, object], reason: str
) -> None:
    found = judged(**{"current": 100.0, "target": 100.0, **series})
    assert (found.status, found.score, found.reason) == (ACHIEVED, TOP, reason)
    assert (found.progress_value is None) == bool(reason)


values = st.one_of(st.just(0.0), st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), st.floats(-1e308, 1e308))
maybe = st.none() | values
spans = st.tuples(*[st.none() | st.integers(1990, 2050).map(float)] * 3)
directions = st.sampled_from([1, -1])
positive = st.floats(0.01, 1e6)


@settings(deadline=None, max_examples=300)
@given(maybe, maybe, maybe, spans, directions, maybe)
def test_any_row_has_a_verdict_that_holds_together(
    base: float | None,
    current: float | None,
    target: float | None,
    years: tuple[float | None, float | None, float | None],
    direction: int,
    limit: float | None,
) -> None:
    found = judged(base, current, target, years, direction, limit)
    assert found.status in STATUSES
    assert found.reason in REASONS
    reached = target is not None and current is not None and direction * current >= direction * target
    assert (found.status == ACHIEVED) == reached
    assert (found.score is None) == (found.status == NOT_AVAILABLE)
    assert found.score is None or FLOOR <= found.score <= TOP
    assert found.progress_value is None or math.isfinite(found.progress_value)
    if found.status == NOT_AVAILABLE:
        assert found.reason
        assert found.progress_value is None


@settings(deadline=None, max_examples=100)
@given(positive, positive, st.none() | positive, st.floats(0.001, 1000), directions)
def test_the_unit_of_measurement_does_not_matter(
    base: float, current: float, target: float | None, factor: float, direction: int
) -> None:
    assume(target is None or (abs(target / base - 1) > 1e-3 and abs(current / target - 1) > 1e-6))
    one = judged(base, current, target, direction=direction)
    other = judged(base * factor, current * factor, None if target is None else target * factor, direction=direction)
    assert other.progress_value == pytest.approx(one.progress_value, rel=1e-6, abs=1e-9)
    assert other.score == pytest.approx(one.score, abs=1e-4)


@settings(deadline=None, max_examples=100)
@given(positive, positive)
def test_turning_the_direction_turns_the_growth(base: float, current: float) -> None:
    up, down = judged(base, current, None), judged(base, current, None, direction=-1)
    assert up.progress_value == -(down.progress_value or 0.0)
    if abs(up.progress_value or 0.0) > 1e-12:
        assert (up.status == "deterioration") != (down.status == "deterioration")


@settings(deadline=None, max_examples=100)
@given(positive, st.floats(1.01, 50), st.floats(0.01, 60), st.floats(1e-6, 40), directions)
def test_a_better_result_never_scores_less(
    base: float, times: float, current: float, more: float, direction: int
) -> None:
    target = base * times**direction
    worse, better = (
        judged(base, base * value**direction, target, direction=direction) for value in (current, current + more)
    )
    order = list(reversed(STATUSES[:5]))
    assert order.index(worse.status) <= order.index(better.status)
    assert (worse.score or 0.0) <= (better.score or 0.0) + 1e-4


@settings(deadline=None, max_examples=60)
@given(positive, st.floats(1.05, 20), st.integers(1, 14), directions)
def test_growth_at_the_rate_needed_is_on_track(base: float, times: float, year: int, direction: int) -> None:
    target = base * times**direction
    found = judged(base, base * (times**direction) ** (year / 15), target, (2015.0, 2015.0 + year, 2030.0), direction)
    assert found.progress_value == pytest.approx(1.0, rel=1e-6)
    assert found.status == "substantial_progress"
