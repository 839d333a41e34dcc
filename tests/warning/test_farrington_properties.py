"""What holds for the Farrington detectors whatever the counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from observatory.warning import farrington
from observatory.warning.farrington import IMPROVED, ORIGINAL_1996, Settings
from observatory.warning.scores import Reals

FREQ, STEPS, AT = 12, 60, 50
MONTHLY = Settings(b=3, w=1, no_periods=4, past_weeks_not_included=6)
PRESETS = [
    MONTHLY,
    Settings(b=3, w=1, no_periods=4, past_weeks_not_included=6, threshold_method="muan"),
    Settings(b=3, w=2, no_periods=1, past_weeks_not_included=1, threshold_method="delta", weights_threshold=1.0),
]
series = arrays(np.float64, (2, STEPS), elements=st.integers(0, 60).map(float))


def values(counts: Reals, preset: Settings, last: int | None = None) -> tuple[Reals, ...]:
    scores = farrington.detect(counts, FREQ, preset, AT, last)
    return tuple(array[:, : AT + 1] for array in (scores.bound, scores.expected, scores.p, scores.alarm, scores.state))


@pytest.mark.parametrize("preset", PRESETS)
@settings(max_examples=12)
@given(counts=series, later=arrays(np.float64, (2, STEPS - AT - 1), elements=st.integers(0, 10**6).map(float)))
def test_the_future_changes_nothing(preset: Settings, counts: Reals, later: Reals) -> None:
    changed = counts.copy()
    changed[:, AT + 1 :] = later
    for one, other in zip(values(counts, preset), values(changed, preset), strict=True):
        assert np.array_equal(one, other, equal_nan=True)


@settings(max_examples=12)
@given(counts=series)
def test_cutting_the_series_changes_nothing(counts: Reals) -> None:
    for one, other in zip(values(counts, MONTHLY), values(counts[:, : AT + 1], MONTHLY), strict=True):
        assert np.allclose(one, other, rtol=1e-12, atol=0, equal_nan=True)


@settings(max_examples=12)
@given(counts=series, unit=st.sampled_from([0.001, 7.0, 1e6]))
def test_the_unit_of_a_constant_exposure_is_free(counts: Reals, unit: float) -> None:
    plain = farrington.detect(counts + 1, FREQ, MONTHLY)
    scaled = farrington.detect(counts + 1, FREQ, MONTHLY, exposure=np.full_like(counts, unit))
    assert np.array_equal(plain.alarm, scaled.alarm)
    assert np.array_equal(plain.bound, scaled.bound, equal_nan=True)
    assert np.allclose(plain.expected, scaled.expected, rtol=1e-6, equal_nan=True)


@settings(max_examples=12)
@given(counts=series)
def test_an_alarm_is_a_count_over_its_bound(counts: Reals) -> None:
    for preset in (MONTHLY, PRESETS[2]):
        scores = farrington.detect(counts, FREQ, preset)
        known = np.isfinite(scores.bound)
        assert np.array_equal(scores.alarm, known & (counts > np.where(known, scores.bound, 0)))
        assert not scores.alarm[counts == 0].any()
        assert ((scores.p[known] >= 0) & (scores.p[known] <= 1)).all()


@settings(max_examples=12)
@given(counts=series)
def test_each_series_is_scored_by_itself(counts: Reals) -> None:
    both = farrington.detect(counts, FREQ, MONTHLY)
    alone = farrington.detect(counts[1:], FREQ, MONTHLY)
    assert np.array_equal(both.bound[1:], alone.bound, equal_nan=True)
    assert np.array_equal(both.alarm[1:], alone.alarm)


def test_false_alarms_stay_near_alpha() -> None:
    """Poisson counts without a season or an outbreak."""
    counts = np.random.default_rng(3).poisson(20, (300, 280)).astype(float)
    for alpha, most in ((0.05, 0.07), (0.01, 0.02)):
        preset = Settings(alpha=alpha)
        share = farrington.detect(counts, 52, preset, 278).alarm[:, 278:].mean()
        assert 0 < share < most
    assert IMPROVED.alpha == ORIGINAL_1996.alpha == 0.01
