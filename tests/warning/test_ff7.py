"""The improved Farrington method on the trailing seven-day sum."""

from __future__ import annotations

import numpy as np
import pytest

from observatory.warning import farrington, ff7
from observatory.warning.scores import CODE, Reals

YEAR = 365


def series(seed: int, days: int, level: float = 6.0) -> Reals:
    """Counts with a week and a season in them."""
    day = np.arange(days)
    mu = level * np.exp(0.3 * np.sin(2 * np.pi * day / YEAR)) * np.where(day % 7 > 4, 0.5, 1.2)
    return np.random.default_rng(seed).poisson(mu).astype(np.float64)


def test_sums_over_a_day_and_the_six_before_it() -> None:
    counts = np.array([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10.0]])
    counts[0, 8] = np.nan
    sums = ff7.weekly_sums(counts)
    assert np.isnan(sums[0, :4]).all()
    # Five and six days of seven, then seven, and six again.
    assert sums[0, 4:8].tolist() == [21, 24.5, 28, 35]
    assert sums[0, 8] == 38.5


def test_it_is_the_improved_method_on_the_sums() -> None:
    counts = np.stack([series(seed, 5 * YEAR + 40) for seed in range(3)])
    first = 5 * YEAR + 20
    counts[1, first + 5 : first + 8] += 40
    scores = ff7.detect(counts, YEAR, first=first)
    settings = farrington.Settings(w=7, past_weeks_not_included=182, limit54=(5, 1))
    known = farrington.detect(ff7.weekly_sums(counts), YEAR, settings, first)
    for name in ("expected", "bound", "p", "alarm"):
        np.testing.assert_array_equal(getattr(scores, name)[:, first:], getattr(known, name)[:, first:], err_msg=name)
    assert scores.alarm[1, first + 6] and not scores.alarm[0].any()
    assert (scores.p[:, first:] >= 0).all()


@pytest.mark.parametrize("years", [3, 4])
def test_it_takes_the_years_that_are_there(years: int) -> None:
    counts = series(11, years * YEAR + 30)[None]
    enough = years * YEAR + 7
    scores = ff7.detect(counts, YEAR, first=enough - 3)
    if years == 3:
        assert (scores.state[0, :enough] == CODE["insufficient_history"]).all()
        assert np.isnan(scores.bound[0, :enough]).all()
    fixed = ff7.detect(counts, YEAR, b=years, first=enough)
    assert (scores.state[0, enough + 4 :] == CODE["scored"]).all()
    np.testing.assert_array_equal(scores.bound[0, enough:], fixed.bound[0, enough:])


def test_few_mentions_do_not_alarm() -> None:
    counts = np.zeros((3, 3 * YEAR + 30))
    counts[:2, 3::60] = 1
    counts[:, -10] = 4, 5, 50
    first = counts.shape[1] - 12
    scores = ff7.detect(counts, YEAR, first=first)
    assert scores.alarm[:, -10].tolist() == [False, True, False]
    assert scores.state[:2, -10].tolist() == [CODE["below_minimum"], CODE["scored"]]
    # Years of nothing tell nothing of a season; the test of the day is there for them.
    assert (scores.state[2, first:] == CODE["all_zero"]).all()


def test_gaps_and_missing_days() -> None:
    counts = series(12, 3 * YEAR + 30)[None]
    counts[0, -20:-17] = np.nan
    scores = ff7.detect(counts, YEAR)
    assert (scores.state[0, -20:-17] == CODE["missing"]).all()
    # The day after three missing ones has four days of seven.
    assert scores.state[0, -17] == CODE["gap"]
    assert np.isnan(scores.bound[0, -20:-16]).all() and not scores.alarm[0, -20:-16].any()
    assert scores.state[0, -1] == CODE["scored"]


def test_an_excess_begins_with_its_first_day() -> None:
    counts = np.full((2, 20), 5.0)
    expected = np.full((2, 20), 5.5)
    counts[0, [9, 13, 15]] = 9
    assert ff7.excess_start(counts, expected, 17).tolist() == [13, 17]


def test_a_series_that_is_not_daily_is_refused() -> None:
    with pytest.raises(ValueError, match="52"):
        ff7.detect(np.ones((1, 600)), 52)


@pytest.mark.parametrize("unit", [0.001, 1000.0])
def test_the_unit_of_the_exposure_does_not_matter(unit: float) -> None:
    counts = np.stack([series(seed, 3 * YEAR + 20) for seed in range(5)])
    exposure = np.random.default_rng(1).uniform(0.8, 1.2, counts.shape)
    one, other = (ff7.detect(counts, YEAR, first=3 * YEAR + 12, exposure=seen) for seen in (exposure, exposure * unit))
    at = np.s_[:, 3 * YEAR + 12 :]
    assert not np.isnan(one.expected[at]).any()
    np.testing.assert_allclose(one.expected[at], other.expected[at], rtol=1e-6)
    np.testing.assert_array_equal(one.alarm, other.alarm)
