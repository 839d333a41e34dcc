"""Steps shorter than a day: what alarms, what does not, and what the states say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.warning import subdaily
from observatory.warning.scores import CODE, Reals

HOURS = 365 * 24


def _quiet(days: int, seed: int = 1, mean: float = 20.0) -> Reals:
    """Poisson counts of each hour, more by day than by night."""
    hour = np.arange(days * 24) % 24
    drawn = np.random.default_rng(seed).poisson(mean * (1 + 0.8 * np.sin(2 * np.pi * hour / 24)))
    return drawn.astype(np.float64)[np.newaxis]


def test_cycles_are_whole_days_of_at_least_eight_steps() -> None:
    assert subdaily.cycle(105_120) == 288
    assert subdaily.cycle(8760) == 24
    assert subdaily.cycle(4 * 365) == 8
    assert subdaily.cycle(3 * 365) == 9
    assert subdaily.cycle(2 * 365) == 8
    assert subdaily.cycle(1) == 8


def test_one_event_alarms_once_at_its_first_step() -> None:
    counts = _quiet(20)
    counts[0, 300:310] = 400 + 10 * np.arange(10)
    scores = subdaily.detect(counts, HOURS)
    assert np.flatnonzero(scores.alarm[0, 290:330]).tolist() == [10]
    assert scores.bound[0, 300] < 400
    assert scores.p[0, 300] == pytest.approx(1 / 73)


def test_the_rush_of_every_day_does_not_alarm() -> None:
    counts = _quiet(30)
    counts[0, 12::24] += 300
    alarms = np.flatnonzero(subdaily.detect(counts, HOURS).alarm[0])
    assert set(alarms % 24) <= {12}
    assert len(alarms) <= 30 / 3


def test_small_counts_do_not_alarm_and_a_few_mentions_out_of_nothing_do() -> None:
    counts = np.zeros((2, 240))
    counts[0, 200], counts[1, 200] = 2, 9
    scores = subdaily.detect(counts, HOURS)
    assert not scores.alarm[0].any()
    assert np.flatnonzero(scores.alarm[1]).tolist() == [200]
    assert scores.state[1, 199] == CODE["all_zero"]


def test_states_say_why_nothing_was_decided() -> None:
    counts = np.vstack([_quiet(20), np.full((1, 480), 7.0)])
    counts[0, 100] = np.nan
    counts[0, 200:260] = np.nan
    scores = subdaily.detect(counts, HOURS)
    assert (scores.state[:, :30] == CODE["insufficient_history"]).all()
    assert scores.state[0, 100] == scores.state[0, 230] == CODE["missing"]
    assert scores.state[0, 262] == CODE["gap"]
    assert scores.state[0, 400] == CODE["scored"]
    assert scores.state[1, 400] == CODE["constant"]
    assert np.isnan(scores.bound[0, [10, 100, 262]]).all()
    assert not scores.alarm[1].any()


def test_a_partial_step_lowers_what_is_expected() -> None:
    counts, exposure = _quiet(20, mean=100.0), np.full((1, 480), 1000.0)
    counts[0, 300:], exposure[0, 300:] = np.round(counts[0, 300:] / 4), 250.0
    scores = subdaily.detect(counts, HOURS, exposure)
    assert scores.expected[0, 300] == pytest.approx(scores.expected[0, 299] / 4, rel=0.2)
    exposure[0, 310] = 0
    assert subdaily.detect(counts, HOURS, exposure).state[0, 310] == CODE["missing"]


def test_counts_at_the_end_of_the_number_line_are_decided() -> None:
    counts = _quiet(20)
    counts[0, 300:420] = 1e308
    scores = subdaily.detect(counts, HOURS)
    assert scores.alarm[0, 300]
    assert np.isfinite(scores.bound[0, 60:]).all()


def test_no_steps_at_all_give_nothing_and_a_frequency_of_none_is_refused() -> None:
    assert subdaily.detect(np.empty((2, 0)), HOURS).alarm.shape == (2, 0)
    with pytest.raises(ValueError, match="freq"):
        subdaily.detect(_quiet(3), 0)


@given(st.integers(1, 479), st.integers(0, 2**31), st.floats(0, 1e6))
def test_what_comes_later_never_changes_a_verdict(step: int, seed: int, value: float) -> None:
    counts = _quiet(20, seed=3)
    changed = counts.copy()
    changed[0, step:] = np.random.default_rng(seed).poisson(30, 480 - step)
    changed[0, step] = np.nan if value > 9e5 else value
    for one, other in zip(
        vars(subdaily.detect(counts, HOURS)).values(), vars(subdaily.detect(changed, HOURS)).values(), strict=True
    ):
        np.testing.assert_array_equal(one[:, :step], other[:, :step])
