"""Episodes: from the first alarm to the third quiet day, with an identifier that a rebuild does not change.

The method page, section 9. An episode opens at an alarm and goes on while days are active (an alarm, or still
beyond what is usual); it closes after three quiet days, or when more than three days in a row are neither active nor
known to be quiet. An alarm within seven days of its last open day opens it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from observatory.warning.rules import Rules
from observatory.warning.scores import Flags
from observatory.warning.severity import Effect, Severity

Kind = Literal["surge", "silence", "tone"]
_NO_EFFECT = Effect(0, 0, 1, 0, 0, 0, 0)
_NO_SEVERITY = Severity(0, 0, 0, 0, 0)


@dataclass
class Episode:
    """One episode of a series so far; days are positions.

    ``first`` is the first day of the excess, ``opened`` the day of the alarm, ``last`` the last active day and
    ``closed`` the day that closed it, ``None`` while it is open. ``levels`` has the level at the end of each day
    on which it was open: it only rises. ``effect``, ``severity`` and ``peak`` are of the day with the highest score.
    ``tests`` is the size of the family on the day it opened.
    """

    id: str
    kind: Kind
    series: int
    first: int
    opened: int
    tests: int
    last: int = -1
    closed: int | None = None
    reopened: bool = False
    active: list[int] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    effect: Effect = _NO_EFFECT
    severity: Severity = _NO_SEVERITY
    peak: int = -1
    level: int = 0

    def score(self, t: int, effect: Effect, found: Severity, level: int) -> None:
        """Take in an active day: its effect and severity, and the level that it asks for."""
        if self.peak < 0 or found.total > self.severity.total:
            self.effect, self.severity, self.peak = effect, found, t
        self.level = max(self.level, level)


class Register:
    """The episodes of one kind over all series [S]; days are taken one after the other."""

    def __init__(self, kind: Kind, series: int, rules: Rules) -> None:
        self.kind, self._rules = kind, rules
        self.episodes: list[Episode] = []
        self._latest = np.full(series, -1)
        self._open = np.zeros(series, dtype=np.bool_)
        self._quiet = np.zeros(series, dtype=np.int64)
        self._gap = np.zeros(series, dtype=np.int64)

    @property
    def open(self) -> Flags:
        """The series [S] whose episode is open."""
        return self._open

    def take(self, t: int, alarm: Flags, active: Flags, known: Flags) -> tuple[list[int], list[Episode]]:
        """Day ``t``: series [S] with an ``alarm``, still ``active``, and scored (``known``).

        Returns the series that have an alarm and no episode to go on with, and the episodes that close today.
        """
        active = active | alarm
        quiet, gap = self._open & known & ~active, self._open & ~known
        self._quiet[quiet] += 1
        self._gap[gap] += 1
        self._quiet[active], self._gap[active] = 0, 0
        ending = (
            self._open
            & ~active
            & ((self._quiet >= self._rules.quiet_days) | (self._quiet + self._gap > self._rules.gap_days))
        )
        closed = [self._of(series) for series in np.flatnonzero(ending)]
        for episode in closed:
            episode.closed = t
        self._open[ending] = False
        new = []
        for series in np.flatnonzero(alarm & ~self._open):
            before = self._of(series) if self._latest[series] >= 0 else None
            if before is None or before.closed is None or t - before.closed > self._rules.cooldown_days:
                new.append(int(series))
                continue
            before.closed, before.reopened = None, True
            self._open[series] = True
        for episode in self.current(active):
            episode.active.append(t)
            episode.last = t
        return new, closed

    def start(self, series: int, key: str, first: int, day: str, t: int, tests: int) -> Episode:
        """Open an episode at the alarm of day ``t``; ``day`` is the date of its ``first`` day."""
        found = Episode(identifier(key, day, self._rules.detector_version), self.kind, series, first, t, tests)
        found.active.append(t)
        found.last = t
        self._latest[series] = len(self.episodes)
        self.episodes.append(found)
        self._open[series] = True
        self._quiet[series] = self._gap[series] = 0
        return found

    def end(self, t: int) -> None:
        """Note the level of the open episodes at the end of day ``t``."""
        for episode in self.current(self._open):
            episode.levels[t] = episode.level

    def current(self, among: Flags) -> Iterator[Episode]:
        """The open episodes of some series [S]."""
        return (self._of(series) for series in np.flatnonzero(self._open & among))

    def _of(self, series: int | np.intp) -> Episode:
        return self.episodes[int(self._latest[series])]


def identifier(key: str, first_day: str, version: int) -> str:
    """The identifier of an episode: 16 hexadecimal digits of the SHA-256 of series, first day and version."""
    return hashlib.sha256(f"{key}|{first_day}|{version}".encode()).hexdigest()[:16]
