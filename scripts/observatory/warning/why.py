"""Why: the excess of an episode split along each dimension that the daily tables have (the method page, section 10).

The share of a part is (y - mu) / (sum of y - mu) over the days of the episode, mu from the baseline days before it.
The largest parts are named and the rest is ``other``, so that the shares of a dimension sum to 100.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from observatory.warning.episodes import Episode
from observatory.warning.grid import COUNTRY, LANGUAGE, TOPIC, Grid
from observatory.warning.rules import Rules
from observatory.warning.scan import Scan
from observatory.warning.scores import Flags, Reals

OTHER = "other"
DIMENSIONS = {COUNTRY: "source_country", LANGUAGE: "language", TOPIC: "topic"}
PROVINCE, DOMAIN = "province", "domain"

Cells = Mapping[tuple[str, str, str], Mapping[str, float]]


@dataclass(frozen=True)
class Part:
    """A part of an excess: mentions observed and expected over the days, its share in percent, whether it is new."""

    dimension: str
    position: int
    code: str
    observed: float
    expected: float
    share: float
    is_new: bool


def split(
    dimension: str, codes: Sequence[str], observed: Reals, expected: Reals, whole: float, rules: Rules
) -> list[Part]:
    """The largest parts of an excess of ``whole`` mentions and ``other``.

    ``observed`` and ``expected`` [codes] are sums over the days. A part under ``cell_least`` mentions is never named,
    nor one that went the other way than the whole. Nothing is split where no part can be named.
    """
    if not whole or np.isnan(whole):
        return []
    shares = 100 * (observed - expected) / whole
    named = np.flatnonzero((observed >= rules.cell_least) & (shares > 0))
    named = named[np.argsort(-shares[named], kind="stable")][: rules.why_listed]
    if not len(named):
        return []
    parts = [
        Part(
            dimension,
            position,
            codes[at],
            float(observed[at]),
            float(expected[at]),
            float(shares[at]),
            bool(expected[at] == 0),
        )
        for position, at in enumerate(named.tolist(), start=1)
    ]
    left = np.ones(len(codes), dtype=np.bool_)
    left[named] = False
    rest = float(observed[left].sum()), float(expected[left].sum())
    share = 100 - sum(part.share for part in parts)
    return [*parts, Part(dimension, len(parts) + 1, OTHER, *rest, share, False)]


class Why:
    """The parts of the episodes of one grid.

    ``domains`` gives, by place, topic and day, the mentions of the largest domains of that cell.
    """

    def __init__(self, grid: Grid, scan: Scan, domains: Cells, rules: Rules) -> None:
        self._grid, self._scan, self._domains, self._rules = grid, scan, domains, rules
        self._base = ~grid.missing & ~scan.tests.holiday
        self._places: dict[int, dict[str, Reals]] = {}

    def parts(self, episode: Episode) -> list[Part]:
        """Every dimension that the tables have for the place of the episode, one after the other.

        The tables split a place by country and language, not a topic: for an episode of a topic these two are those
        of the place. Topics are split for an episode of all topics only, provinces for the nation only.
        """
        grid, s = self._grid, episode.series
        place, topic = int(grid.place[s]), int(grid.topic[s])
        span = slice(episode.first, episode.last + 1)
        begin = max(0, episode.first - self._rules.nbw_guard - self._rules.nbw_window)
        before = self._base.copy()
        before[:begin] = before[max(0, episode.first - self._rules.nbw_guard) :] = False
        days = ~grid.missing
        days[: span.start] = days[span.stop :] = False
        found: list[Part] = []
        for column, dimension in DIMENSIONS.items():
            if column == TOPIC and topic:
                continue
            counts = self._of(place)[column]
            observed, expected = self._sums(counts, days, before)
            whole = _whole(episode, observed, expected)
            found += split(dimension, grid.marginals[column].codes, observed, expected, whole, self._rules)
        observed, expected = self._sums(grid.counts[s][None], days, before)
        whole = _whole(episode, observed, expected)
        if place == 0:
            rows = np.flatnonzero((grid.topic == topic) & (grid.place > 0))
            parts = self._sums(grid.counts[rows], days, before)
            found += _completed(split(PROVINCE, grid.places[1:], *parts, whole, self._rules), observed, expected)
        listed = self._listed(place, topic, days | before)
        if listed and any(self._cell(place, topic, day) for day in np.flatnonzero(days).tolist()):
            names, counts = tuple(listed), np.array(list(listed.values()))
            parts = self._sums(counts, days, before)
            found += _completed(split(DOMAIN, names, *parts, whole, self._rules), observed, expected)
        return found

    def top_domain(self, episode: Episode) -> float | None:
        """Mentions of the largest domain on the peak day, ``None`` where no domain of that cell is known."""
        grid, s = self._grid, episode.series
        cell = self._cell(int(grid.place[s]), int(grid.topic[s]), episode.peak)
        return max(cell.values()) if cell else None

    def _of(self, place: int) -> dict[str, Reals]:
        """The mentions of a place along each dimension, read once."""
        if place not in self._places:
            days = len(self._grid.days)
            self._places[place] = {name: self._grid.marginals[name].of(place, days) for name in DIMENSIONS}
        return self._places[place]

    def _cell(self, place: int, topic: int, day: int) -> Mapping[str, float]:
        grid = self._grid
        return self._domains.get((grid.places[place], grid.topics[topic], grid.days[day]), {})

    def _listed(self, place: int, topic: int, days: Flags) -> dict[str, Reals]:
        """Mentions by day [T] of every domain that is listed on some of the ``days``."""
        found: dict[str, Reals] = {}
        for day in np.flatnonzero(days).tolist():
            for domain, mentions in self._cell(place, topic, day).items():
                found.setdefault(domain, np.zeros(len(self._grid.days)))[day] = mentions
        return dict(sorted(found.items()))

    def _sums(self, counts: Reals, days: Flags, before: Flags) -> tuple[Reals, Reals]:
        """Observed and expected mentions of rows of counts [n, T] over the days of an episode."""
        exposure = self._grid.exposure
        scale = exposure[days].sum() / exposure[before].sum() if before.any() else 0.0
        return counts[:, days].sum(axis=1), counts[:, before].sum(axis=1) * scale


def _whole(episode: Episode, observed: Reals, expected: Reals) -> float:
    """The excess of an episode, or what a silence lacks; 0 where the sums went the other way."""
    whole = float((observed - expected).sum())
    return min(whole, 0.0) if episode.kind == "silence" else max(whole, 0.0)


def _completed(parts: list[Part], observed: Reals, expected: Reals) -> list[Part]:
    """The parts of a whole that its listed codes do not exhaust: ``other`` has all that is not named."""
    if not parts:
        return []
    *named, other = parts
    rest = float(observed.sum()) - sum(part.observed for part in named)
    usual = float(expected.sum()) - sum(part.expected for part in named)
    return [*named, replace(other, observed=max(0.0, rest), expected=max(0.0, usual))]
