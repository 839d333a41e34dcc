"""Sub-daily steps (hours, minutes): one alarm when a count stands out more than anything in the three days before.

A proposal of ours for series with more than one step a day, where weeks of history are not there and counts of
mentions come in bursts. With ``c`` steps in a cycle (one day, or as many whole days as hold eight steps):

1. Level: the median of the ``c`` steps before (of counts per exposure, where exposures are known, times that of the
   step), so that each hour of a day counts once.
2. Departure d = 3 (cbrt(y + 3/8) - cbrt(level + 3/8)). The cube root (Wilson and Hilferty 1931) stabilises a variance
   that grows with the level to the power 4/3, between that of a Poisson (1) and of a gamma variable (2).
3. Spread s = max(1, 1.4826 MAD) of the departures of the ``3 c`` steps before.
4. Bound: the count whose d/s is the larger of 3.09 (the normal quantile at 0.999) and the largest d/s of the ``3 c``
   steps before. The past of the series is the yardstick, as in the recalibration of the daily tests: what happens at
   the same hour of each day sets the bound and does not alarm.
5. Alarm: a count over the bound and of at least 3, and none for ``c`` steps after it, so that one event alarms once.

Level, spread and bound are medians and maxima of steps before: an event moves them little, and no later step does.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from observatory.warning.distribution import upper_normal
from observatory.warning.scores import CODE, Flags, Reals, Scores, undefined

ALPHA = 0.001
CYCLES = 3
MINIMUM_COUNT = 3
_LEAST_CYCLE = 8
_DAYS_A_YEAR = 365
_MAD_OF_NORMAL = 1.4826
_START = 0.375


def detect(counts: Reals, freq: int, exposure: Reals | None = None) -> Scores:
    """Scores of ``counts`` [S series, T steps], NaN for a missing step, with ``freq`` steps a year.

    ``exposure`` [S, T] scales the expectation; a step with none (NaN or not over 0) counts as missing. ``expected`` is
    the level and ``p`` the share of the departures of the last ``3 c`` steps and of this one that are as large,
    ``(1 + k) / (1 + n)``; in an alarm no earlier one is. ``insufficient_history`` until half a cycle of counts and
    then a cycle of departures are known, ``gap`` where later fewer are; ``all_zero`` and ``constant`` are said of a
    past that does not vary.

    Raises ``ValueError`` for a ``freq`` under 1.
    """
    if freq < 1:
        raise ValueError(f"freq={freq}")
    counts = np.asarray(counts, dtype=np.float64)
    if exposure is None:
        exposure = np.ones_like(counts)
    usable = np.isfinite(counts) & (exposure > 0)
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    if counts.size == 0:
        return scores
    c = cycle(freq)
    y = np.where(usable, counts, np.nan)
    with np.errstate(all="ignore"):
        # Halves, so that the mean of the two middle ones is finite where they are.
        half = _before(y / 2 / np.where(usable, exposure, np.nan), c, math.ceil(c / 2)).median().to_numpy().T
        level = half * 2 * exposure
        departure = 3 * (np.cbrt(y + _START) - np.cbrt(level + _START))
        mad = _before(np.abs(departure), CYCLES * c, c).median().to_numpy().T
        spread = np.maximum(_MAD_OF_NORMAL * mad, 1.0)
        size = departure / spread
        largest = _before(size, CYCLES * c, 1).max().to_numpy().T
        critical = np.fmax(largest, upper_normal(ALPHA))
        bound = np.minimum((np.cbrt(level + _START) + critical * spread / 3) ** 3 - _START, np.finfo(np.float64).max)
        recent = pd.DataFrame(size.T).rolling(CYCLES * c + 1, min_periods=1)
        p = (recent.rank(method="max", ascending=False) / recent.count()).to_numpy().T
    decided = usable & ~np.isnan(bound)
    for array, values in ((scores.expected, level), (scores.bound, bound), (scores.p, p)):
        array[decided] = values[decided]
    scores.alarm[:] = _once(decided & (size > critical) & (counts >= MINIMUM_COUNT), c)
    scores.state[:] = _states(y, usable, decided, CYCLES * c)
    return scores


def cycle(freq: int) -> int:
    """Steps in a cycle: the fewest whole days that hold eight steps, with ``freq`` steps a year."""
    day = max(1, round(freq / _DAYS_A_YEAR))
    return day * math.ceil(_LEAST_CYCLE / day)


def _before(values: Reals, steps: int, least: int) -> pd.api.typing.Rolling[pd.DataFrame]:
    """Windows of the ``steps`` before each step of ``values`` [S, T], of which ``least`` are known."""
    return pd.DataFrame(values.T).shift(1).rolling(steps, min_periods=least)


def _once(over: Flags, quiet: int) -> Flags:
    """The steps of ``over`` [S, T] that come more than ``quiet`` steps after the last one kept."""
    kept = np.zeros_like(over)
    for row, flags in enumerate(over):
        last = -quiet - 1
        for step in np.flatnonzero(flags):
            if step - last > quiet:
                kept[row, step] = True
                last = int(step)
    return kept


def _states(y: Reals, usable: Flags, decided: Flags, steps: int) -> np.ndarray[tuple[int, int], np.dtype[np.int8]]:
    """The state of each step; that of a past which does not vary is read from the ``steps`` before."""
    past = _before(y, steps, 1)
    low, high = past.min().to_numpy().T, past.max().to_numpy().T
    state = np.where(low < high, CODE["scored"], np.where(high == 0, CODE["all_zero"], CODE["constant"]))
    begun = np.cumsum(decided, axis=1) > 0
    state[~decided] = np.where(begun, CODE["gap"], CODE["insufficient_history"])[~decided]
    state[~usable] = CODE["missing"]
    return state.astype(np.int8)
