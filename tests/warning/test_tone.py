"""Tone: the weighted median, a sudden fall, a slow one, and when nothing is said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_tables import policy_rules

from observatory.warning.tone import ToneTest, weighted_median

RULES = policy_rules()
DAYS = 120


def course(level: float = -1.0, spread: float = 0.2) -> np.ndarray:
    return level + np.random.default_rng(3).normal(0, spread, (1, DAYS))


def run(tone: np.ndarray, mentions: int, first: int = 0, last: int = DAYS) -> list[tuple[float, bool]]:
    """Drop and alarm of each day."""
    test = ToneTest(tone, np.full(tone.shape, float(mentions)), RULES)
    usable = np.ones(tone.shape, dtype=bool)
    found = [test.day(t, usable) for t in range(last)]
    return [(float(day.drop[0]), bool(day.low[0])) for day in found[first:]]


def test_the_weighted_median_is_where_half_of_the_weight_is_reached() -> None:
    values = np.array([[3.0, 1.0, 2.0], [5.0, np.nan, 4.0], [1.0, 2.0, 3.0]])
    weights = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 9.0], [0.0, 0.0, 0.0]])
    found = weighted_median(values, weights)
    assert found[:2].tolist() == [2.0, 4.0] and np.isnan(found[2])


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 5)), min_size=1, max_size=9))
def test_the_weighted_median_is_that_of_the_values_repeated(pairs: list[tuple[int, int]]) -> None:
    repeated = sorted(value for value, weight in pairs for _ in range(weight))
    lower = repeated[(len(repeated) - 1) // 2]
    values, weights = (np.array([[float(pair[n]) for pair in pairs]]) for n in (0, 1))
    assert weighted_median(values, weights)[0] == lower


def test_a_sudden_fall_is_an_alarm_and_its_size_is_in_standard_errors() -> None:
    tone = course()
    tone[0, 100] -= 5
    drop, low = run(tone, 400)[100]
    window = tone[0, 42:98]
    between = 1.4826 * np.median(np.sort(np.abs(window - np.sort(window)[27])))
    assert low
    assert abs(drop - (np.sort(window)[27] - tone[0, 100]) / np.hypot(3 / 20, between)) < 0.2


def test_quiet_tone_and_better_tone_are_no_alarm() -> None:
    tone = course()
    tone[0, 100] += 5
    assert not any(low for _, low in run(tone, 100))


def test_a_slow_fall_is_found_by_the_moving_average() -> None:
    tone = course(spread=0.05)
    tone[0, 90:] -= 0.36
    found = run(tone, 400)[90:100]
    assert max(drop for drop, _ in found) < 3.09 and any(low for _, low in found)


def test_few_mentions_or_few_days_say_nothing() -> None:
    assert all(np.isnan(drop) for drop, _ in run(course(), 9))
    drops = [drop for drop, _ in run(course(), 10, last=40)]
    assert np.isnan(drops[: RULES.tone_least_days + RULES.nbw_guard]).all() and not np.isnan(drops[-1])


def test_days_set_aside_and_days_without_tone_leave_the_baseline() -> None:
    tone = course()
    tone[0, 60:80] = -9
    usable = np.ones(tone.shape, dtype=bool)
    usable[0, 60:80] = False
    mentions = np.full(tone.shape, 50.0)
    aside = ToneTest(tone, mentions, RULES).day(100, usable)
    gone = tone.copy()
    gone[0, 60:80] = np.nan
    absent = ToneTest(gone, mentions, RULES).day(100, np.ones(tone.shape, dtype=bool))
    assert aside.usual[0] == absent.usual[0] > -2


def test_later_days_change_nothing() -> None:
    tone = course()
    later = tone.copy()
    later[0, 81:] = 50
    np.testing.assert_array_equal(run(tone, 40, last=81), run(later, 40, last=81))


def test_the_window_is_that_of_the_rules() -> None:
    tone = np.full((1, DAYS), -1.0)
    tone[0, :90] = -3.0
    test = ToneTest(tone, np.full(tone.shape, 50.0), replace(RULES, nbw_window=28, tone_least_days=28))
    assert test.day(119, np.ones(tone.shape, dtype=bool)).usual[0] == -1.0
