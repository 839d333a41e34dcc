"""NBW: a day's count against a level and weekday factors of the last weeks, under the negative binomial.

The test of the method page, section 4, for series of less than three years. For day t, with y the counts of the
usable days (those that are there and not set aside):

1. the factor of weekday d is (sum of y over its last 26 days + 2) / (mean of y over the last 26 weeks, times the
   number of those days, + 2), held between 0.02 and 20; the 2 draws sparse series towards 1;
2. the level is the mean of y / factor over the last 56 usable days that end two days before yesterday, at most
   120 days back;
3. mu is level * factor, phi is the mean over the same days of (y - mu)^2 / max(mu, 0.05), each at most 25, and
   at least 1;
4. p is P(Y >= y) with mean mu and variance phi * mu, mu being at least 0.05: 56 days of silence do not prove that
   nothing can ever come, which is what a mean of 0 would say.

With an exposure e (what the collector saw that day), sums of counts are compared with sums of exposure: the factor
is (sum of y + 2) / (rate of the 26 weeks * sum of e + 2), the level is sum(y / factor) / sum(e), and mu is
level * factor * e. A constant exposure changes nothing, and a day seen by half expects half.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.warning.distribution import nb_lower_tail, nb_upper_tail, smallest_alarm
from observatory.warning.scores import CODE, Codes, Flags, Reals, Scores, undefined

ALPHA = 0.001
MINIMUM = 3.0
# Usable days before a day is scored (method page, section 2).
HISTORY = 188
FACTOR_DAYS = 26 * 7
WINDOW, GUARD, FARTHEST = 56, 2, 120
LEAST_WINDOW = 28
SILENCE_FROM = 10.0
SHRINK = 2.0
_FACTORS = (0.02, 20.0)
_LEAST_MEAN, _LARGEST_TERM = 0.05, 25.0

Weekdays = npt.NDArray[np.integer]


@dataclass(frozen=True)
class DayScore:
    """One day of every series, each array [S]; NaN where it is undefined.

    ``expected`` in counts; ``phi`` variance over mean; ``p_high`` = P(Y >= y); ``p_low`` = P(Y <= y), which is
    given from an expectation of ``SILENCE_FROM`` on: below it, nothing is too usual to mean anything. ``state``
    holds positions in ``STATES``: ``scored``, ``all_zero`` or ``constant`` where the window does not vary, ``gap``
    where it has too few days, ``missing`` where the day itself is not there.
    """

    expected: Reals
    phi: Reals
    p_high: Reals
    p_low: Reals
    state: Codes


def score_day(
    counts: Reals, usable: Flags, weekday: Weekdays | None, t: int, exposure: Reals | None = None
) -> DayScore:
    """Score column ``t`` of ``counts`` [S, T] from the columns before it.

    ``usable`` [S, T] is False on days that must not shape the expectation (holidays, open episodes); a missing day
    never does. ``weekday`` [T] gives the day of the week, Monday 0; ``None`` where steps are not days, and every
    factor is 1. ``exposure`` [S, T] is what the collector saw; a day on which it saw nothing is missing.
    """
    expected, phi, state = _expectation(counts, usable, weekday, t, exposure)
    today = np.where(state == CODE["missing"], np.nan, counts[:, t])
    low = np.where(expected >= SILENCE_FROM, nb_lower_tail(today, expected, phi), np.nan)
    return DayScore(expected, phi, nb_upper_tail(today, expected, phi), low, state)


def detect(
    counts: Reals,
    weekday: Weekdays | None = None,
    exposure: Reals | None = None,
    alpha: float = ALPHA,
    first: int = 0,
    last: int | None = None,
) -> Scores:
    """Score the steps from ``first`` up to ``last`` of a panel [S, T], each from the steps before it.

    ``bound`` is the smallest count with p below ``alpha``; an alarm needs ``MINIMUM`` besides, and is
    ``below_minimum`` without. A day has ``insufficient_history`` before ``HISTORY`` usable days (for steps that are
    not days, before the window is full), and is in a ``gap`` where too few lie within reach.
    """
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    phi = np.full_like(scores.p, np.nan)
    known = ~np.isnan(counts)
    scores.state[~known] = CODE["missing"]
    begun = np.cumsum(known, axis=1) - known >= (HISTORY if weekday is not None else WINDOW + GUARD)
    last = counts.shape[1] if last is None else min(last, counts.shape[1])
    for t in range(first, last):
        rows = np.flatnonzero(begun[:, t] & known[:, t])
        if not len(rows):
            continue
        begin = max(0, t - FACTOR_DAYS)
        reach = np.s_[rows, begin : t + 1]
        scores.expected[rows, t], phi[rows, t], scores.state[rows, t] = _expectation(
            counts[reach],
            known[reach],
            None if weekday is None else weekday[begin : t + 1],
            t - begin,
            None if exposure is None else exposure[reach],
        )
    scores.expected[scores.state == CODE["missing"]] = np.nan
    decided = np.s_[:, first:last]
    scores.p[decided] = nb_upper_tail(counts[decided], scores.expected[decided], phi[decided])
    scores.bound[decided] = smallest_alarm(alpha, scores.expected[decided], phi[decided])
    low = scores.p < alpha
    scores.alarm[:] = low & (counts >= MINIMUM)
    scores.state[low & ~scores.alarm] = CODE["below_minimum"]
    return scores


def _expectation(
    counts: Reals, usable: Flags, weekday: Weekdays | None, t: int, exposure: Reals | None
) -> tuple[Reals, Reals, Codes]:
    """``expected``, ``phi`` and ``state`` of ``score_day``."""
    known = usable[:, :t] & ~np.isnan(counts[:, :t])
    seen, seen_today = np.ones((1, t)), np.ones(1)
    if exposure is not None:
        seen, seen_today = exposure[:, :t], exposure[:, t]
        known &= seen > 0
    recent = slice(max(0, t - FARTHEST), max(0, t - GUARD))
    inside = known[:, recent] & (np.cumsum(known[:, recent][:, ::-1], axis=1)[:, ::-1] <= WINDOW)
    number = inside.sum(axis=1)
    y = np.where(inside, counts[:, recent], 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor, factor_today = _factors(counts[:, :t], seen, known, weekday, t)
        level = (y / factor).sum(axis=1) / np.where(inside, seen[:, recent], 0.0).sum(axis=1)
        mu = level[:, None] * factor * seen[:, recent]
        terms = np.minimum((y - mu) ** 2 / np.maximum(mu, _LEAST_MEAN), _LARGEST_TERM)
        phi = np.maximum(1.0, np.where(inside, terms, 0.0).sum(axis=1) / number)
        expected = np.maximum(level * factor_today * seen_today, _LEAST_MEAN)
    largest = y.max(axis=1, initial=0.0)
    state = np.full(len(counts), CODE["scored"], dtype=np.int8)
    state[largest == np.where(inside, y, np.inf).min(axis=1, initial=np.inf)] = CODE["constant"]
    state[largest == 0] = CODE["all_zero"]
    state[number < LEAST_WINDOW] = CODE["gap"]
    expected[number < LEAST_WINDOW] = np.nan
    state[np.isnan(np.where(seen_today > 0, counts[:, t], np.nan))] = CODE["missing"]
    return expected, phi, state


def _factors(y: Reals, seen: Reals, known: Flags, weekday: Weekdays | None, t: int) -> tuple[Reals, Reals | float]:
    """The factor of each day in reach of the window [S, days], and of day ``t`` [S]."""
    recent = slice(max(0, t - FARTHEST), max(0, t - GUARD))
    if weekday is None:
        return np.ones((1, 1)), 1.0
    half_year = slice(max(0, t - FACTOR_DAYS), t)
    days = (weekday[half_year, None] == np.arange(7)).astype(np.float64)
    inside = known[:, half_year]
    cases = np.where(inside, y[:, half_year], 0.0) @ days
    exposed = np.where(inside, seen[:, half_year], 0.0) @ days
    rate = cases.sum(axis=1, keepdims=True) / exposed.sum(axis=1, keepdims=True)
    factor = np.clip((cases + SHRINK) / (rate * exposed + SHRINK), *_FACTORS)
    return factor[:, weekday[recent]], factor[:, weekday[t]]
