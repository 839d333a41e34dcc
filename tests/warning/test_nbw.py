"""The negative binomial test by weekday, against the steps of its definition taken one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.warning import nbw
from observatory.warning.distribution import nb_lower_tail, nb_upper_tail
from observatory.warning.scores import CODE, Reals

DAYS = 260
WEEKDAY = np.arange(DAYS) % 7


def series(seed: int, level: float = 8.0, days: int = DAYS) -> Reals:
    """Counts with a week in them, and without a trend."""
    rng = np.random.default_rng(seed)
    week = np.tile([1.4, 1.2, 1.0, 1.0, 1.1, 0.6, 0.4], days // 7 + 1)[:days]
    return rng.poisson(level * week).astype(np.float64)


def by_hand(counts: Reals, usable: list[bool], t: int) -> tuple[float, float]:
    """mu and phi of day ``t``, as section 4 of the method page has them, in plain loops."""
    known = [usable[s] and not math.isnan(counts[s]) for s in range(t)]
    half_year = [s for s in range(t - 182, t) if known[s]]
    mean = sum(counts[s] for s in half_year) / len(half_year)

    def factor(day: int) -> float:
        same = [counts[s] for s in half_year if (s - day) % 7 == 0]
        return min(20.0, max(0.02, (sum(same) + 2) / (mean * len(same) + 2)))

    window = [s for s in range(t - 3, t - 121, -1) if known[s]][:56]
    level = sum(counts[s] / factor(s) for s in window) / len(window)
    terms = [min((counts[s] - level * factor(s)) ** 2 / max(level * factor(s), 0.05), 25) for s in window]
    return max(0.05, level * factor(t)), max(1.0, sum(terms) / len(window))


@pytest.mark.parametrize("blocked", [[], [240, 241, 250], list(range(200, 250, 2))])
@pytest.mark.parametrize("level", [0.2, 8.0, 900.0])
def test_a_day_by_its_definition(level: float, blocked: list[int]) -> None:
    counts = series(3, level)
    counts[[215, 231]] = np.nan
    usable = np.ones(DAYS, dtype=bool)
    usable[blocked] = False
    day = nbw.score_day(counts[None], usable[None], WEEKDAY, DAYS - 1)
    mu, phi = by_hand(counts, usable.tolist(), DAYS - 1)
    assert day.expected[0] == pytest.approx(mu, rel=1e-12)
    assert day.phi[0] == pytest.approx(phi, rel=1e-12)
    assert day.p_high[0] == pytest.approx(float(nb_upper_tail(counts[-1], mu, phi)), rel=1e-9)
    if mu >= 10:
        assert day.p_low[0] == pytest.approx(float(nb_lower_tail(counts[-1], mu, phi)), rel=1e-9)
    else:
        assert np.isnan(day.p_low[0])


def test_a_level_without_spread() -> None:
    counts = np.full((1, DAYS), 10.0)
    day = nbw.score_day(counts, np.ones_like(counts, dtype=bool), WEEKDAY, DAYS - 1)
    assert (day.expected[0], day.phi[0]) == (10.0, 1.0)
    # P(Y >= 10) of a Poisson variable with mean 10.
    assert day.p_high[0] == pytest.approx(1 - sum(math.exp(-10) * 10**y / math.factorial(y) for y in range(10)))
    assert day.state[0] == CODE["constant"]


def test_the_window_reaches_back_no_further_than_it_may() -> None:
    counts, usable = series(4)[None], np.ones((1, DAYS), dtype=bool)
    t = DAYS - 1
    usable[:, t - 92 : t] = False
    assert nbw.score_day(counts, usable, WEEKDAY, t).state[0] == CODE["scored"]
    usable[:, t - 93] = False
    day = nbw.score_day(counts, usable, WEEKDAY, t)
    assert day.state[0] == CODE["gap"]
    assert np.isnan(day.expected[0]) and np.isnan(day.p_high[0])


def test_silence_of_months_does_not_make_one_mention_impossible() -> None:
    counts = np.zeros((1, DAYS))
    counts[0, -1] = 1
    day = nbw.score_day(counts, np.ones_like(counts, dtype=bool), WEEKDAY, DAYS - 1)
    assert day.state[0] == CODE["all_zero"]
    assert day.p_high[0] == pytest.approx(1 - math.exp(-0.05))


def test_half_the_exposure_halves_the_expectation() -> None:
    counts, usable = series(5)[None], np.ones((1, DAYS), dtype=bool)
    exposure = np.full((1, DAYS), 1000.0)
    plain = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1)
    same = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1, exposure)
    np.testing.assert_allclose(same.expected, plain.expected, rtol=1e-12)
    np.testing.assert_allclose(same.phi, plain.phi, rtol=1e-12)
    exposure[0, -1] = 500.0
    partial = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1, exposure)
    np.testing.assert_allclose(partial.expected, plain.expected / 2, rtol=1e-12)
    exposure[0, -1] = 0.0
    assert nbw.score_day(counts, usable, WEEKDAY, DAYS - 1, exposure).state[0] == CODE["missing"]


def test_a_week_of_exposure_is_not_counted_twice() -> None:
    """Where weekends are half as large only because half is seen, the expectation of each day is exact."""
    seen = np.tile([1000.0] * 5 + [500.0] * 2, DAYS // 7 + 1)[None, :DAYS]
    counts = seen / 50
    for t in range(DAYS - 7, DAYS):
        day = nbw.score_day(counts, np.ones_like(counts, dtype=bool), WEEKDAY, t, seen)
        np.testing.assert_allclose(day.expected, counts[:, t], rtol=1e-12)


def test_states_and_alarms_of_a_series() -> None:
    counts = np.stack([series(6), np.zeros(DAYS), np.zeros(DAYS)])
    counts[0, 250] = 60
    counts[1, 250] = 2
    counts[0, 251] = np.nan
    scores = nbw.detect(counts, WEEKDAY, alpha=0.01)
    assert (scores.state[:, : nbw.HISTORY] == CODE["insufficient_history"]).all()
    assert not scores.alarm[:, : nbw.HISTORY].any()
    assert scores.alarm[0, 250] and scores.state[0, 250] == CODE["scored"]
    assert scores.p[1, 250] < 0.01 and not scores.alarm[1, 250]
    assert scores.state[1, 250] == CODE["below_minimum"]
    assert scores.state[0, 251] == CODE["missing"]
    assert np.isnan(scores.expected[0, 251]) and np.isnan(scores.bound[0, 251])
    assert (scores.state[2, nbw.HISTORY :] == CODE["all_zero"]).all()


def test_the_bound_is_the_smallest_count_that_alarms() -> None:
    counts = np.stack([series(seed) for seed in range(8)])
    scores = nbw.detect(counts, WEEKDAY)
    at = ~np.isnan(scores.bound)
    assert at[:, nbw.HISTORY :].all()
    np.testing.assert_array_equal(scores.p[at] < nbw.ALPHA, counts[at] >= scores.bound[at])


def test_steps_that_are_not_days_have_no_week() -> None:
    counts = series(9)[None]
    scores = nbw.detect(counts)
    assert scores.state[0, 57] == CODE["insufficient_history"]
    np.testing.assert_allclose(scores.expected[0, 58], counts[0, :56].mean())


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_blocked_days_do_not_matter(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    counts, usable = series(seed)[None], np.ones((1, DAYS), dtype=bool)
    usable[0, rng.choice(np.arange(150, DAYS - 1), number, replace=False)] = False
    before = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1)
    counts[~usable] = rng.integers(0, 10_000, number)
    after = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1)
    np.testing.assert_array_equal(before.expected, after.expected)
    np.testing.assert_array_equal(before.p_high, after.p_high)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e6))
def test_the_unit_of_the_exposure_does_not_matter(seed: int, unit: float) -> None:
    counts, usable = series(seed)[None], np.ones((1, DAYS), dtype=bool)
    exposure = np.random.default_rng(seed).uniform(0.5, 1.5, (1, DAYS))
    one = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1, exposure)
    other = nbw.score_day(counts, usable, WEEKDAY, DAYS - 1, exposure * unit)
    np.testing.assert_allclose(one.expected, other.expected, rtol=1e-9)
    np.testing.assert_allclose(one.p_high, other.p_high, rtol=1e-6)
