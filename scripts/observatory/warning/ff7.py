"""FF7: the improved Farrington method on the trailing seven-day sum, for series of three years and more.

The test of the method page, section 2: the sum over a day and the six before it is held against the sums of the same
season in the last three to five years (Farrington et al. 1996; Noufaily et al. 2013). The week is inside the sum, so
it needs no weekday factors, and a story that lasts several days stands out more than on any one of them. The sum
keeps an alarm for up to six days after its cause has ended: ``excess_start`` dates it from its beginning, and its end
belongs to a test of the day.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.warning import farrington, years
from observatory.warning.scores import CODE, Reals, Scores

DAYS = 7
LEAST_DAYS = 5
MINIMUM = 5
ALPHA = 0.01
# Steps a year of a daily series: a calendar year, and the year of 52 weeks.
DAILY = range(350, 367)

_HALF_WINDOW = 7
_GROUPS = 10
_LEFT_OUT = 182


def detect(
    counts: Reals,
    freq: int,
    b: int | None = None,
    alpha: float = ALPHA,
    first: int = 0,
    last: int | None = None,
    exposure: Reals | None = None,
) -> Scores:
    """Score the days from ``first`` up to ``last`` of a panel [S, T] with ``freq`` days a year.

    ``expected`` and ``bound`` are of the seven-day sum; an alarm needs a sum of ``MINIMUM`` besides. Up to ``b`` years
    of the past are used, by default five, from three on: a day has ``insufficient_history`` before ``3 * freq + 7``
    days of the series are there. Missing days of a sum are made up for in proportion where
    ``LEAST_DAYS`` are there, and otherwise the sum is in a ``gap``. ``exposure`` [S, T] is what the collector saw.

    Raises ``ValueError`` for a series that is not daily: ``freq`` outside ``DAILY``.
    """
    if freq not in DAILY:
        raise ValueError(f"not daily: {freq} steps a year")
    sums = np.rint(weekly_sums(counts))
    seen = None if exposure is None else weekly_sums(exposure)
    known = ~np.isnan(counts)
    settings = farrington.Settings(
        b=years.MOST if b is None else b,
        w=_HALF_WINDOW,
        no_periods=_GROUPS,
        past_weeks_not_included=_LEFT_OUT,
        alpha=alpha,
        threshold_method="nbPlugin",
        limit54=(MINIMUM, 1),
    )
    scores = years.detect(sums, known, freq, settings, first, last, seen)
    absent = np.isnan(sums) & (scores.state != CODE["insufficient_history"])
    scores.state[absent] = CODE["gap"]
    scores.state[~known] = CODE["missing"]
    for values in (scores.expected, scores.bound, scores.p):
        values[absent | ~known] = np.nan
    scores.alarm[absent | ~known] = False
    return scores


def weekly_sums(counts: Reals) -> Reals:
    """Sums over each day and the six before it [S, T], missing ones made up for in proportion.

    NaN where fewer than ``LEAST_DAYS`` of the seven are there.
    """
    padded = np.pad(counts, ((0, 0), (DAYS - 1, 0)), constant_values=np.nan)
    weeks = np.lib.stride_tricks.sliding_window_view(padded, DAYS, axis=1)
    there = (~np.isnan(weeks)).sum(axis=2)
    sums = np.nansum(weeks, axis=2) * (DAYS / np.maximum(there, 1))
    return np.where(there >= LEAST_DAYS, sums, np.nan)


def excess_start(counts: Reals, expected: Reals, t: int) -> npt.NDArray[np.intp]:
    """The first of the seven days that end with ``t`` on which each series [S] was above what was expected of the day.

    ``counts`` and ``expected`` are [S, T] by the day; ``t`` itself where no day was.
    """
    begin = max(0, t - DAYS + 1)
    above = counts[:, begin : t + 1] > expected[:, begin : t + 1]
    return np.where(above.any(axis=1), begin + above.argmax(axis=1), t)
