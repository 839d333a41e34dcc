"""Which test a step gets: the choice by usable history of the method page, section 2.

By the day, with the days that are there before the day: under 28 none; to 187 EARS C2 with 28 baseline days; then NBW;
from three years and seven days on NBW together with FF7, either of which may alarm, with p twice the smaller of both
(Bonferroni). Steps longer than a day: the improved Farrington method from three years on, EARS C2 before. Steps
shorter than a day: the rule of ``subdaily``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from observatory.warning import ears, farrington, ff7, nbw, subdaily, years
from observatory.warning.distribution import normal_upper_tail, upper_normal
from observatory.warning.scores import CODE, Codes, Flags, Reals, Scores, undefined

Test = Literal["none", "ears-c2", "nbw", "ff7+nbw", "farrington", "subdaily"]

TESTS: tuple[Test, ...] = get_args(Test)
EARS_HISTORY = 28
EARS_ALPHA = 0.001
MIN_SIGMA = 0.5
MINIMUM = 3.0
_WEEKS = 52


def detect(
    counts: Reals,
    weekday: nbw.Weekdays | None,
    freq: int,
    exposure: Reals | None = None,
    first: int = 0,
    last: int | None = None,
) -> tuple[Scores, Codes]:
    """Score the steps from ``first`` up to ``last`` of a panel [S, T] with ``freq`` steps a year.

    ``weekday`` [T] is Monday 0, for daily series; ``exposure`` [S, T] what the collector saw. The second result
    [S, T] holds positions in ``TESTS``. ``expected`` and ``bound`` are in counts of the step itself. Where FF7 has a
    part in it, ``bound`` is the smallest count of the day with which one of the two alarms.
    """
    last = counts.shape[1] if last is None else min(last, counts.shape[1])
    if freq > ff7.DAILY[-1]:
        scores = subdaily.detect(counts, freq, exposure)
        return _cut(scores, first, last), _codes(scores.state != CODE["insufficient_history"], "subdaily")
    if freq < ff7.DAILY[0]:
        return _by_period(counts, freq, exposure, first, last)
    return _by_day(counts, weekday, freq, exposure, first, last)


def usable_before(counts: Reals) -> npt.NDArray[np.int64]:
    """How many steps are there before each step [S, T]."""
    known = ~np.isnan(counts)
    return np.cumsum(known, axis=1, dtype=np.int64) - known


def ears_c2(counts: Reals, baseline: int, exposure: Reals | None) -> Scores:
    """EARS C2 with a least standard deviation and a least count for an alarm.

    With an ``exposure``, mean and standard deviation are of the counts per exposure, times that of the day.
    """
    seen = np.ones_like(counts) if exposure is None else exposure
    scores = ears.detect(counts / np.where(seen > 0, seen, np.nan), "ears-c2", baseline, EARS_ALPHA)
    z = upper_normal(EARS_ALPHA)
    sigma = np.maximum((scores.bound - scores.expected) * seen / z, MIN_SIGMA)
    expected = scores.expected * seen
    bound, p = expected + z * sigma, normal_upper_tail((counts - expected) / sigma)
    over = counts > bound
    state = np.where(over & (counts < MINIMUM), CODE["below_minimum"], scores.state).astype(np.int8)
    return Scores(expected, bound, p, over & (counts >= MINIMUM), state)


def union(counts: Reals, day: Scores, week: Scores) -> Scores:
    """NBW of the ``day`` and FF7 of the ``week`` up to it, as one test; where one is undefined, the other alone.

    ``expected`` is that of the day. The bound of the week, less the six days before, is a bound of the day.
    """
    before = ff7.weekly_sums(counts) - counts
    of_week = np.maximum(np.floor(week.bound) + 1 - before, 0.0)
    both = ~np.isnan(day.p) & ~np.isnan(week.p)
    least = np.fmin(day.p, week.p)
    p = np.where(both, np.minimum(2 * least, 1.0), least)
    alarm = day.alarm | week.alarm
    lost = np.isin(day.state, (CODE["gap"], CODE["insufficient_history"]))
    state = np.where(lost, week.state, day.state)
    state = np.where(alarm & (state == CODE["below_minimum"]), CODE["scored"], state).astype(np.int8)
    return Scores(day.expected, np.fmin(day.bound, of_week), p, alarm, state)


def _by_day(
    counts: Reals, weekday: nbw.Weekdays | None, freq: int, exposure: Reals | None, first: int, last: int
) -> tuple[Scores, Codes]:
    before = usable_before(counts)
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    tests = np.zeros(counts.shape, dtype=np.int8)
    day = nbw.detect(counts, weekday, exposure, first=first, last=last)
    long = before >= years.LEAST * freq + ff7.DAYS
    week = ff7.detect(counts, freq, first=first, last=last, exposure=exposure) if long[:, first:last].any() else None
    for test, part, at in (
        ("ears-c2", ears_c2(counts, EARS_HISTORY, exposure), (before >= EARS_HISTORY) & (before < nbw.HISTORY)),
        ("nbw", day, (before >= nbw.HISTORY) & ~long),
        ("ff7+nbw", None if week is None else union(counts, day, week), long),
    ):
        if part is not None:
            _fill(scores, part, at)
            tests[at] = TESTS.index(test)
    scores.state[np.isnan(counts)] = CODE["missing"]
    return _cut(scores, first, last), tests


def _by_period(counts: Reals, freq: int, exposure: Reals | None, first: int, last: int) -> tuple[Scores, Codes]:
    """Weeks, months, quarters: windows of the Farrington method are those of weeks, in the steps of the series."""
    half = max(1, round(farrington.IMPROVED.w * freq / _WEEKS))
    settings = replace(
        farrington.IMPROVED,
        b=years.MOST,
        w=half,
        no_periods=max(1, min(farrington.IMPROVED.no_periods, freq - 2 * half)),
        past_weeks_not_included=freq // 2,
    )
    known = ~np.isnan(counts)
    scores = years.detect(counts, known, freq, settings, first, last, exposure)
    long = usable_before(counts) >= years.LEAST * freq + half
    tests = _codes(long, "farrington")
    short = ~long & (usable_before(counts) >= ears.BASELINE + nbw.GUARD)
    _fill(scores, ears_c2(counts, ears.BASELINE, exposure), short)
    tests[short] = TESTS.index("ears-c2")
    scores.state[~known] = CODE["missing"]
    return _cut(scores, first, last), tests


def _codes(at: Flags, test: Test) -> Codes:
    return np.where(at, TESTS.index(test), 0).astype(np.int8)


def _fill(scores: Scores, part: Scores, at: Flags) -> None:
    for name in ("expected", "bound", "p", "alarm", "state"):
        getattr(scores, name)[at] = getattr(part, name)[at]


def _cut(scores: Scores, first: int, last: int) -> Scores:
    """The same scores, and nothing said of steps before ``first`` or from ``last`` on."""
    outside = np.ones(scores.p.shape[1], dtype=bool)
    outside[first:last] = False
    rest = np.broadcast_to(outside, scores.p.shape)
    _fill(scores, undefined((scores.p.shape[0], scores.p.shape[1]), "insufficient_history"), rest)
    return scores
