"""The verdict on a target of the Strategy: label, number, and where the two disagree."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.review.pace import ACHIEVED, NOT_AVAILABLE
from observatory.review.progress import TOO_EARLY_YEARS, Goal
from observatory.review.verdict import Verdict, unsaid, verdict

PLACES = Goal("linear", 2025, 52.0, 2045, 30.0)
VISITORS = Goal("growth", 2025, 21.2e6, 2045, 70e6)


def test_before_two_years_only_the_way_covered_is_said() -> None:
    assert verdict(PLACES, 52.0, 1.0) == Verdict(
        NOT_AVAILABLE, None, None, "under_two_years", 0.0, 0.5, NOT_AVAILABLE, None
    )
    assert verdict(PLACES, 49.0, math.nextafter(TOO_EARLY_YEARS, 0)).verdict == NOT_AVAILABLE
    assert verdict(PLACES, 49.0, TOO_EARLY_YEARS).verdict == "substantial_progress"


def test_places_that_fall_as_fast_as_the_target_asks() -> None:
    found = verdict(PLACES, 52 * (30 / 52) ** (5 / 20), 5.0)
    assert found.verdict_ratio == pytest.approx(1.0)
    assert (found.verdict, found.linear_verdict, found.verdicts_agree) == (
        "substantial_progress",
        "substantial_progress",
        True,
    )
    assert found.linear_expected == 2.5
    assert found.linear_score == pytest.approx(10 * (52 - 52 * (30 / 52) ** 0.25) / 22)


def test_growth_at_the_rate_needed_lies_under_the_straight_line_and_both_are_said() -> None:
    found = verdict(VISITORS, VISITORS.at(4.0), 4.0)
    assert found.verdict_ratio == pytest.approx(1.0)
    assert found.linear_score == pytest.approx(10 * (VISITORS.at(4.0) - 21.2e6) / 48.8e6)
    assert found.linear_expected == 2.0
    assert (found.verdict, found.linear_verdict, found.verdicts_agree) == (
        "substantial_progress",
        "limited_progress",
        False,
    )


def test_moving_away_is_said_by_both() -> None:
    found = verdict(PLACES, 55.0, 3.0)
    assert (found.verdict, found.linear_verdict, found.verdicts_agree) == ("deterioration", "deterioration", True)
    assert found.linear_score == pytest.approx(-10 * 3 / 22)


def test_a_target_that_is_reached_does_not_wait() -> None:
    for elapsed in (1.0, 8.0):
        found = verdict(PLACES, 30.0, elapsed)
        assert (found.verdict, found.linear_verdict, found.verdicts_agree) == (ACHIEVED, ACHIEVED, True)
        assert found.linear_score == 10.0
    assert verdict(PLACES, 30.0, 1.0).verdict_reason == "under_two_years"


def test_after_its_year_a_target_expects_the_whole_way() -> None:
    found = verdict(PLACES, 40.0, 25.0)
    assert found.linear_expected == 10.0
    assert found.verdict == "limited_progress"


def test_a_result_of_the_other_sign_has_no_pace_but_a_way() -> None:
    found = verdict(Goal("linear", 2025, 4.0, 2045, 10.0), -2.0, 5.0)
    assert (found.verdict, found.verdict_reason, found.verdicts_agree) == (NOT_AVAILABLE, "sign_change", None)
    assert (found.linear_score, found.linear_verdict) == (-10.0, "deterioration")


def test_from_zero_label_and_number_are_one() -> None:
    found = verdict(Goal("linear", 2025, 0.0, 2035, 50.0), 20.0, 5.0)
    assert (found.verdict_reason, found.verdict_ratio, found.linear_score) == ("linear_form", 0.8, 4.0)
    assert (found.verdict, found.linear_verdict, found.verdicts_agree) == (
        "moderate_progress",
        "moderate_progress",
        True,
    )


def test_of_what_is_not_measured_nothing_is_said() -> None:
    assert unsaid("not_measured") == Verdict(NOT_AVAILABLE, None, None, "not_measured", None, None, NOT_AVAILABLE, None)


goals = st.builds(
    Goal,
    st.just("linear"),
    st.integers(2000, 2030),
    st.floats(1, 1e8),
    st.integers(2031, 2060),
    st.floats(1, 1e8),
).filter(lambda aim: abs(aim.target_value / aim.baseline_value - 1) > 1e-3)


@settings(deadline=None, max_examples=150)
@given(goals, st.floats(1, 1e8), st.floats(0, 80))
def test_label_and_number_are_of_one_mind_on_reaching_and_on_moving_away(
    aim: Goal, latest: float, elapsed: float
) -> None:
    found = verdict(aim, latest, elapsed)
    assert found.linear_score is not None
    assert (found.verdict == ACHIEVED) == (found.linear_verdict == ACHIEVED)
    if found.verdict == ACHIEVED:
        assert found.linear_score >= 10 - 1e-9
    elif elapsed >= TOO_EARLY_YEARS:
        assert (found.verdict == "deterioration") <= (found.linear_score <= 1e-9)
        assert found.verdicts_agree == (found.verdict == found.linear_verdict)
    else:
        assert (found.verdict, found.verdicts_agree) == (NOT_AVAILABLE, None)
