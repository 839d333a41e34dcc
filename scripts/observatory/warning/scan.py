"""The days one after the other: tests, calibration, false discoveries, episodes; no day knows of a later one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from observatory.warning import ff7
from observatory.warning.calibrate import Bins, History, bins
from observatory.warning.daily_tests import DailyTests, DayTest
from observatory.warning.discovery import rejected
from observatory.warning.episodes import Episode, Kind, Register
from observatory.warning.grid import FAMILIES, Grid
from observatory.warning.rules import Rules
from observatory.warning.scores import CODE, Codes, Flags, Reals
from observatory.warning.severity import Effect, level, severity, usual_excess
from observatory.warning.tone import ToneDay, ToneTest

KINDS: tuple[Kind, ...] = ("surge", "silence", "tone")


@dataclass(frozen=True)
class Tested:
    """One kind of signal over the grid [S, T]: its p, the calibrated p where it was wanted, and the alarms.

    ``tests`` and ``rejected`` [families, T] are the tests of each day and family, and those that were rejected.
    """

    p: Reals
    calibrated: Reals
    alarm: Flags
    tests: Bins
    rejected: Bins
    register: Register


@dataclass(frozen=True)
class Scan:
    """What every day said [S, T]: expectation, dispersion, bound of EARS, usual tone, state; and each kind."""

    tests: DailyTests
    expected: Reals
    phi: Reals
    ears_bound: Reals
    usual_tone: Reals
    state: Codes
    kinds: dict[Kind, Tested]


class _Scanner:
    """The state of a scan between two days."""

    def __init__(self, grid: Grid, rules: Rules) -> None:
        shape, series = grid.counts.shape, len(grid.counts)
        self.grid, self.rules = grid, rules
        expected, phi, bound, usual = (np.full(shape, np.nan) for _ in range(4))
        state = np.full(shape, CODE["missing"], dtype=np.int8)
        counted = (len(FAMILIES), shape[1])
        kinds = {
            kind: Tested(
                np.full(shape, np.nan),
                np.full(shape, np.nan),
                np.zeros(shape, dtype=np.bool_),
                np.zeros(counted, dtype=np.int64),
                np.zeros(counted, dtype=np.int64),
                Register(kind, series, rules),
            )
            for kind in KINDS
        }
        self.scan = Scan(DailyTests(grid, rules), expected, phi, bound, usual, state, kinds)
        self._tone = ToneTest(grid.tone, np.nan_to_num(grid.counts), rules)
        self._histories = {kind: History(series, rules.calibration_days) for kind in KINDS}
        self._base = np.broadcast_to(~grid.missing & ~self.scan.tests.holiday, shape)
        self._held = {kind: np.zeros(shape, dtype=np.bool_) for kind in KINDS}
        self._usable = self._base.copy()
        self._level: Bins = np.zeros(series, dtype=np.int64)
        self._usual: dict[tuple[Kind, int, str], float] = {}

    def take(self, t: int) -> None:
        """Score day ``t`` and bring the episodes forward to it."""
        scan, grid = self.scan, self.grid
        if grid.missing[t]:
            nothing = np.zeros(len(grid.counts), dtype=np.bool_)
            for kind in KINDS:
                self._close(t, kind, scan.kinds[kind].register.take(t, nothing, nothing, nothing)[1])
                scan.kinds[kind].register.end(t)
            return
        day = scan.tests.score(t, self._usable)
        scan.expected[:, t], scan.phi[:, t], scan.ears_bound[:, t] = day.expected, day.phi, day.bound
        scan.state[:, t] = day.state
        if t % self.rules.calibration_update == 0 or not self._level.any():
            past = scan.expected[:, max(0, t - self.rules.calibration_days) : t + 1]
            known = past[:, ~np.isnan(past).all(axis=0)]
            self._level = bins(np.median(known, axis=1) if known.size else day.expected, self.rules.nbw_mean_floor)
        tone = self._tone.day(t, self._base & ~self._held["tone"])
        scan.usual_tone[:, t] = tone.usual
        self._one(t, "tone", tone.p, tone.low, tone.p_day < self.rules.stay_open_p, day, tone)
        self._one(t, "surge", day.p, day.high, day.p_day < self.rules.stay_open_p, day, tone)
        self._one(t, "silence", day.p_low, day.low, day.p_low < self.rules.stay_open_p, day, tone)

    def _one(self, t: int, kind: Kind, p: Reals, beyond: Flags, active: Flags, day: DayTest, tone: ToneDay) -> None:
        """One kind of signal on day ``t``."""
        tested, rules = self.scan.kinds[kind], self.rules
        wanted = ~np.isnan(p) & ((p <= rules.discovery_q) | tested.register.open)
        calibrated = self._histories[kind].calibrated(
            p, wanted, self._level, self.grid.family, rules.calibration_beyond, rules.discovery_q
        )
        kept = self._kept(t, tested, np.where(wanted, calibrated, p))
        tested.p[:, t], tested.calibrated[:, t], tested.alarm[:, t] = p, calibrated, beyond & kept
        self._histories[kind].add(p)
        new, closed = tested.register.take(t, tested.alarm[:, t], active, ~np.isnan(p))
        for series in new:
            self._open(t, kind, series, day)
        self._close(t, kind, closed)
        self._held[kind][tested.register.open, t] = True
        if kind != "tone":
            self._usable[tested.register.open, t] = False
        for episode in tested.register.current(active | tested.alarm[:, t]):
            self._judge(t, episode, tone)
        tested.register.end(t)

    def _kept(self, t: int, tested: Tested, p: Reals) -> Flags:
        """The tests that the control of false discoveries keeps, family by family."""
        kept = np.zeros(len(p), dtype=np.bool_)
        for family in range(len(FAMILIES)):
            rows = self.grid.family == family
            kept[rows] = rejected(p[rows], self.rules.discovery_q)
            tested.tests[family, t] = np.count_nonzero(~np.isnan(p[rows]))
            tested.rejected[family, t] = np.count_nonzero(kept[rows])
        return kept

    def _open(self, t: int, kind: Kind, series: int, day: DayTest) -> None:
        grid, first = self.grid, t
        if kind == "surge" and day.by_sum[series]:
            row = slice(series, series + 1)
            first = int(ff7.excess_start(grid.counts[row], self.scan.expected[row], t)[0])
        key = f"{kind}|{grid.places[grid.place[series]]}|{grid.topics[grid.topic[series]]}"
        tested = self.scan.kinds[kind]
        tests = int(tested.tests[grid.family[series], t])
        tested.register.start(series, key, first, grid.days[first], t, tests)
        self._held[kind][series, first : t + 1] = True
        if kind != "tone":
            self._usable[series, first : t + 1] = False

    def _close(self, t: int, kind: Kind, closed: list[Episode]) -> None:
        """Give the quiet days back to the baseline; all of them where an episode outlasted it: a new level."""
        for episode in closed:
            lasting = episode.last - episode.first + 1 > self.rules.nbw_window
            days = slice(episode.first if lasting else episode.last + 1, t + 1)
            self._held[kind][episode.series, days] = False
            held = self._held["surge"][episode.series, days] | self._held["silence"][episode.series, days]
            self._usable[episode.series, days] = self._base[episode.series, days] & ~held

    def _judge(self, t: int, episode: Episode, tone: ToneDay) -> None:
        """The severity of an active day of an episode."""
        grid, rules, s = self.grid, self.rules, episode.series
        observed, expected = float(grid.counts[s, t]), float(self.scan.expected[s, t])
        pair = (observed, observed if episode.kind == "tone" else expected)
        silent = episode.kind == "silence"
        sources = 0.0 if silent else float(grid.domains[s, t])
        effect = Effect(
            *(pair[::-1] if silent else pair),
            self._usual_excess(t, episode),
            min(float(grid.countries[grid.place[s], t]), sources),
            sources,
            np.nan if silent else float(tone.drop[s]),
            len(episode.active),
        )
        found = severity(effect, rules)
        reached = level(found.total, rules, rules.tone_level_cap if episode.kind == "tone" else rules.machine_cap)
        if episode.kind == "surge" and self.scan.kinds["tone"].alarm[s, t]:
            reached = min(reached + rules.tone_raise, rules.machine_cap)
        episode.score(t, effect, found, reached)

    def _usual_excess(self, t: int, episode: Episode) -> float:
        """The largest usual excess of the family, from the days before this month; before today in the first one."""
        grid, family = self.grid, int(self.grid.family[episode.series])
        key = (episode.kind, family, grid.days[t][:7])
        if key not in self._usual:
            begun = t - grid.dates[t].day + 1
            last = begun if begun > 0 and (~np.isnan(self.scan.expected[:, :begun])).any() else t
            span = slice(max(0, last - self.rules.excess_days), last)
            rows = grid.family == family
            difference = grid.counts[rows, span] - self.scan.expected[rows, span]
            sign = -1 if episode.kind == "silence" else 1
            self._usual[key] = usual_excess(sign * difference, self.rules.excess_percentile)
        return self._usual[key]


def scan(grid: Grid, rules: Rules) -> Scan:
    """Score every day of the grid in order."""
    *_, last = days(grid, rules)
    return last


def days(grid: Grid, rules: Rules) -> Iterator[Scan]:
    """The scan as it stands after each day of the grid: one and the same object, brought forward day by day."""
    scanner = _Scanner(grid, rules)
    for t in range(len(grid.days)):
        scanner.take(t)
        yield scanner.scan
