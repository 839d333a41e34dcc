"""Which test runs on a day, by the usable history, and what it says (the method page, section 2).

Below 28 days of data none; then EARS C2; from 188 days NBW; from three years and seven days the improved Farrington
method on the seven-day sum (FF7) with NBW beside it. Days of data are days of the feed, so all series are at the same
stage. A public holiday is held against earlier years of the same holiday, or is not scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from observatory.warning import days_off, ears, ff7, nbw
from observatory.warning.distribution import nb_lower_tail, nb_upper_tail, upper_normal
from observatory.warning.grid import Grid
from observatory.warning.rules import Rules
from observatory.warning.scores import CODE, Codes, Flags, Reals, Scores

Test = Literal["none", "ears-c2", "nbw", "ff7+nbw"]
DAYS_A_YEAR = 365

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class DayTest:
    """One day of every series [S]; NaN where undefined.

    ``expected`` counts and ``phi`` (variance over mean) of the day, ``bound`` the smallest count that EARS alarms at
    (NaN for the other tests, whose bound follows from the two), ``p_day`` = P(Y >= y) of the day alone, ``p`` that of
    the test, ``p_low`` = P(Y <= y) where enough is expected. ``high`` and ``low`` are beyond the nominal level;
    ``by_sum`` where only the seven-day sum says so. ``state`` holds positions in ``STATES``.
    """

    test: Test
    expected: Reals
    phi: Reals
    bound: Reals
    p_day: Reals
    p: Reals
    p_low: Reals
    high: Flags
    low: Flags
    by_sum: Flags
    state: Codes


class DailyTests:
    """The tests of volume on a grid; each day is scored from the days before it."""

    def __init__(self, grid: Grid, rules: Rules) -> None:
        self._grid, self._rules = grid, rules
        self.holidays = days_off.names(grid.dates)
        self.holiday = np.array([bool(name) for name in self.holidays], dtype=np.bool_)
        self.history: Counts = np.cumsum(~grid.missing) - ~grid.missing
        self._usual = np.full(grid.counts.shape, np.nan)
        self._ears = self._c2()
        self._sum_p, self._sum_alarm = self._ff7()

    def test(self, t: int) -> Test:
        """The test that runs on day ``t``."""
        rules, days = self._rules, int(self.history[t])
        if days < rules.history_least:
            return "none"
        if days < rules.history_nbw:
            return "ears-c2"
        return "nbw" if days < rules.history_ff7 else "ff7+nbw"

    def score(self, t: int, usable: Flags) -> DayTest:
        """Score day ``t``, on which data came; only ``usable`` days [S, T] shape what is expected.

        Days are scored in their order: a holiday is remembered with what its level expected.
        """
        test = self.test(t)
        if test == "none":
            return self._nothing(test, "insufficient_history")
        if test == "ears-c2":
            if not self.holiday[t]:
                return self._by_ears(t)
            self._usual[:, t] = self._by_level(t, usable, test).expected
            return self._nothing(test, "holiday_unscored")
        if self.holiday[t]:
            return self._by_holidays(t, usable, test)
        day = self._by_level(t, usable, test)
        return day if test == "nbw" else self._with_sum(t, day)

    def _nothing(self, test: Test, state: Literal["insufficient_history", "holiday_unscored"]) -> DayTest:
        size = len(self._grid.counts)
        nan, no = np.full(size, np.nan), np.zeros(size, dtype=np.bool_)
        return DayTest(test, nan, nan, nan, nan, nan, nan, no, no, no, np.full(size, CODE[state], dtype=np.int8))

    def _c2(self) -> Scores:
        """EARS C2 on the days it serves, of counts as if every slice had come."""
        grid, rules = self._grid, self._rules
        last = int(np.searchsorted(self.history, rules.history_nbw))
        with np.errstate(invalid="ignore", divide="ignore"):
            whole = np.where(self.holiday[:last], np.nan, grid.counts[:, :last] / grid.received[:last])
        return ears.detect(whole, "ears-c2", rules.ears_baseline, rules.ears_alpha, rules.ears_min_sigma)

    def _by_ears(self, t: int) -> DayTest:
        """C2; p is the larger of the normal tail and the negative binomial tail of the same mean and spread."""
        grid, rules, found = self._grid, self._rules, self._ears
        y, share = grid.counts[:, t], grid.received[t]
        mean, bound = found.expected[:, t], found.bound[:, t]
        spread = (bound - mean) / upper_normal(rules.ears_alpha)
        with np.errstate(invalid="ignore", divide="ignore"):
            phi = np.where(spread <= rules.ears_min_sigma * (1 + 1e-9), 1.0, np.maximum(1.0, spread**2 / mean))
        expected = np.maximum(mean, rules.nbw_mean_floor) * share
        p = np.maximum(found.p[:, t], nb_upper_tail(y, expected, phi))
        state, high = self._enough(y, found.alarm[:, t], found.state[:, t])
        nothing = np.full(len(y), np.nan)
        no = np.zeros(len(y), dtype=np.bool_)
        return DayTest("ears-c2", expected, phi, np.floor(bound * share) + 1, p, p, nothing, high, no, no, state)

    def _by_level(self, t: int, usable: Flags, test: Test) -> DayTest:
        """NBW on the day."""
        grid = self._grid
        reach = slice(max(0, t - nbw.FACTOR_DAYS), t + 1)
        day = nbw.score_day(
            grid.counts[:, reach], usable[:, reach], grid.weekday[reach], t - reach.start, grid.exposure[None, reach]
        )
        return self._judged(t, test, day.expected, day.phi, day.p_high, day.p_low, day.state)

    def _by_holidays(self, t: int, usable: Flags, test: Test) -> DayTest:
        """What the level expects, times what earlier years of the holiday had for one that their level expected.

        The level, the weekday and the exposure are today's. ``phi`` is at least the spread of those holidays.
        """
        grid, usual = self._grid, self._usual
        day = self._by_level(t, usable, test)
        usual[:, t] = day.expected
        same = days_off.alike(self.holidays, grid.dates, t, self._level_known(), self._rules.holiday_years)
        if not same.any():
            return self._nothing(test, "holiday_unscored")
        y, past, mu = grid.counts[:, t], grid.counts[:, same], usual[:, same]
        with np.errstate(invalid="ignore"):
            ratio = (np.nansum(past, axis=1) + nbw.SHRINK) / (np.nansum(mu, axis=1) + nbw.SHRINK)
            expected = np.maximum(ratio[:, None] * mu, self._rules.nbw_mean_floor)
            spread = np.nanmean((past - expected) ** 2 / expected, axis=1)
            phi = np.fmax(day.phi, spread)
            mean = np.maximum(ratio * day.expected, self._rules.nbw_mean_floor)
        low = np.where(mean >= nbw.SILENCE_FROM, nb_lower_tail(y, mean, phi), np.nan)
        return self._judged(t, test, mean, phi, nb_upper_tail(y, mean, phi), low, day.state)

    def _level_known(self) -> Flags:
        """The holidays [T] so far on which the level expected something."""
        return np.asarray(~np.isnan(self._usual).all(axis=0), dtype=np.bool_)

    def _judged(
        self, t: int, test: Test, expected: Reals, phi: Reals, p_high: Reals, p_low: Reals, state: Codes
    ) -> DayTest:
        y, alpha = self._grid.counts[:, t], self._rules.nbw_alpha
        state, high = self._enough(y, p_high < alpha, state)
        nothing, no = np.full(len(y), np.nan), np.zeros(len(y), dtype=np.bool_)
        return DayTest(test, expected, phi, nothing, p_high, p_high, p_low, high, p_low < alpha, no, state)

    def _enough(self, y: Reals, beyond: Flags, state: Codes) -> tuple[Codes, Flags]:
        """Alarms with enough mentions, and the state of those without."""
        high = beyond & (y >= self._rules.day_least_count)
        return np.where(beyond & ~high, np.int8(CODE["below_minimum"]), state).astype(np.int8), high

    def _ff7(self) -> tuple[Reals, Flags]:
        """p and alarms [S, T] of FF7, on the days it serves and for sums that may alarm at all."""
        grid, rules = self._grid, self._rules
        p, alarm = np.full(grid.counts.shape, np.nan), np.zeros(grid.counts.shape, dtype=np.bool_)
        first = int(np.searchsorted(self.history, rules.history_ff7))
        due = ff7.weekly_sums(grid.counts) >= rules.ff7_least_count
        due[:, :first] = False
        rows = np.flatnonzero(due.any(axis=1))
        if len(rows):
            seen = np.broadcast_to(grid.exposure, (len(rows), len(grid.days)))
            found = ff7.detect(grid.counts[rows], DAYS_A_YEAR, None, rules.ff7_alpha, first, exposure=seen)
            p[rows], alarm[rows] = np.where(due[rows], found.p, np.nan), found.alarm
        return p, alarm

    def _with_sum(self, t: int, day: DayTest) -> DayTest:
        """NBW with FF7: twice the smaller p. The sum alarms only while the day itself is above the usual."""
        p_sum = self._sum_p[:, t]
        by_sum = self._sum_alarm[:, t] & (day.p_day < self._rules.stay_open_p) & ~day.high
        p = np.where(np.isnan(p_sum), day.p, np.minimum(1.0, 2 * np.fmin(day.p, p_sum)))
        return replace(day, p=p, high=day.high | by_sum, by_sum=by_sum)
