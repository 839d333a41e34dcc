"""Rows on the episodes: each one, its days, why it is one, and its parent over several provinces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from observatory.warning.day_rows import bounds
from observatory.warning.episodes import Episode, identifier
from observatory.warning.frames import frame
from observatory.warning.grid import FAMILIES, NATION, Grid
from observatory.warning.names import Names
from observatory.warning.parents import Parent, Span, parents
from observatory.warning.rules import Rules
from observatory.warning.scan import Scan
from observatory.warning.severity import level, severity
from observatory.warning.why import Why

PARENT = "multi_province"

Row = dict[str, object]
Settled = dict[tuple[str, int | None], Row]
"""Rows of closed episodes by identifier and the day of closing."""


def rows(grid: Grid, scan: Scan, why: Why, rules: Rules, names: Names) -> dict[str, pd.DataFrame]:
    """The tables ``episodes``, ``episode_days`` and ``contributors``."""
    found = [episode for tested in scan.kinds.values() for episode in tested.register.episodes]
    tables: Mapping[str, list[Row]] = {
        "episodes": episodes(grid, scan, why, rules, names, {}),
        "episode_days": [row for episode in found for row in _days(grid, scan, rules, episode)],
        "contributors": [row for episode in found for row in _contributors(why, names, episode)],
    }
    return {name: frame(name, table) for name, table in tables.items()}


def episodes(grid: Grid, scan: Scan, why: Why, rules: Rules, names: Names, settled: Settled) -> list[Row]:
    """The rows of the table ``episodes``, those on parents last.

    ``settled`` holds what was said of closed episodes on an earlier day of the same scan; it is added to.
    """
    shared = _parents(grid, scan, rules)
    parent_of: dict[int, str] = {}
    for key, parent in shared.items():
        for member in parent.members:
            parent_of.setdefault(member, key)
    by_id = {}
    for kind, tested in scan.kinds.items():
        for number, episode in enumerate(tested.register.episodes):
            state = (episode.id, episode.closed)
            if state not in settled:
                row = _episode(grid, scan, why, rules, names, episode)
                if episode.closed is not None:
                    settled[state] = row
            else:
                row = settled[state]
            by_id[episode.id] = row | {"parent_id": parent_of.get(number) if kind == "surge" else None}
    surges = scan.kinds["surge"].register.episodes
    of_parents = []
    for key, parent in shared.items():
        members = [surges[number] for number in parent.members]
        of_parents.append(_parent(grid, scan, names, key, parent, [by_id[member.id] for member in members], members))
    return [*by_id.values(), *of_parents]


def _parents(grid: Grid, scan: Scan, rules: Rules) -> dict[str, Parent]:
    """The parents of surges in provinces, by identifier."""
    spans = [
        Span(number, int(grid.place[episode.series]), int(grid.topic[episode.series]), tuple(episode.active))
        for number, episode in enumerate(scan.kinds["surge"].register.episodes)
        if grid.place[episode.series]
    ]
    return {
        identifier(f"{PARENT}|{grid.topics[one.topic]}", grid.days[one.first], rules.detector_version): one
        for one in parents(spans, rules.parent_provinces, rules.gap_days)
    }


def _episode(grid: Grid, scan: Scan, why: Why, rules: Rules, names: Names, episode: Episode) -> Row:
    s, t, peak = episode.series, episode.peak, slice(episode.peak, episode.peak + 1)
    tested, place = scan.kinds[episode.kind], int(grid.place[s])
    days = slice(episode.first, episode.last + 1)
    without = _without_top(why, rules, episode)
    parts = episode.severity
    return {
        "episode_id": episode.id,
        "kind": episode.kind,
        "family": FAMILIES[grid.family[s]],
        **names.where(grid.places[place], grid.topics[grid.topic[s]]),
        "first_day": grid.days[episode.first],
        "last_day": grid.days[episode.last],
        "status": "open" if episode.closed is None else "closed",
        "level": episode.level,
        "score": parts.total,
        "score_ratio": parts.ratio,
        "score_excess": parts.excess,
        "score_spread": parts.spread,
        "score_tone": parts.tone,
        "score_persistence": parts.persistence,
        "peak_day": grid.days[t],
        "observed": grid.counts[s, t],
        "expected": scan.expected[s, t],
        "bound": bounds(scan, rules, s, peak)[0] if episode.kind == "surge" else None,
        "ratio": grid.counts[s, t] / scan.expected[s, t],
        "excess": _sum(grid.counts[s, days] - scan.expected[s, days]),
        "p": tested.p[s, t],
        "p_calibrated": tested.calibrated[s, t],
        "tests": episode.tests,
        "q": rules.discovery_q,
        "test": "tone" if episode.kind == "tone" else scan.tests.test(episode.opened),
        "days_above": len(episode.active),
        "single_source": None if without is None else episode.level > 0 and without == 0,
        "level_without_top": without,
        "reopened": episode.reopened,
        "source_countries": int(grid.countries[place, t]),
        "domains": int(grid.domains[s, t]),
        "tone_mean": grid.tone[s, t],
        "tone_baseline": scan.usual_tone[s, t],
        "needs_person": parts.total >= rules.level_3,
    }


def _without_top(why: Why, rules: Rules, episode: Episode) -> int | None:
    """The level of the peak day of a surge without its largest domain; ``None`` where that is not known."""
    top = why.top_domain(episode) if episode.kind == "surge" else None
    if top is None:
        return None
    effect = replace(episode.effect, observed=episode.effect.observed - top, domains=episode.effect.domains - 1)
    return level(severity(effect, rules).total, rules, rules.machine_cap) if effect.observed > effect.expected else 0


def _days(grid: Grid, scan: Scan, rules: Rules, episode: Episode) -> list[Row]:
    s, days = episode.series, slice(episode.first, episode.last + 1)
    tested = scan.kinds[episode.kind]
    bound = bounds(scan, rules, s, days) if episode.kind == "surge" else np.full(days.stop - days.start, np.nan)
    columns = {
        "date": grid.days[days],
        "observed": grid.counts[s, days],
        "expected": scan.expected[s, days],
        "bound": bound,
        "p": tested.p[s, days],
        "p_calibrated": tested.calibrated[s, days],
        "alarm": tested.alarm[s, days],
    }
    return [
        {"episode_id": episode.id, **dict(zip(columns, values, strict=True))}
        for values in zip(*columns.values(), strict=True)
    ]


def _contributors(why: Why, names: Names, episode: Episode) -> list[Row]:
    found = []
    for part in why.parts(episode):
        name_vi, name_en = names.part(part.dimension, part.code)
        found.append(
            {
                "episode_id": episode.id,
                "dimension": part.dimension,
                "position": part.position,
                "code": part.code,
                "name_vi": name_vi,
                "name_en": name_en,
                "observed": part.observed,
                "expected": part.expected,
                "share_percent": part.share,
                "is_new": part.is_new,
            }
        )
    return found


def _parent(
    grid: Grid, scan: Scan, names: Names, key: str, parent: Parent, members: list[Row], episodes: list[Episode]
) -> Row:
    """A parent: counts are sums over its provinces on the peak day of the worst of them, where items may repeat."""
    table = frame("episodes", members)
    worst = episodes[int(table["score"].to_numpy().argmax())]
    series = sorted({episode.series for episode in episodes})
    observed, expected = (_sum(values[series, worst.peak]) for values in (grid.counts, scan.expected))
    return {
        "episode_id": key,
        "kind": PARENT,
        "family": table["family"].iloc[0],
        **names.where(NATION, grid.topics[parent.topic]),
        "first_day": grid.days[parent.first],
        "last_day": grid.days[parent.last],
        "status": "open" if (table["status"] == "open").any() else "closed",
        "level": int(table["level"].max()),
        "score": float(table["score"].max()),
        "peak_day": grid.days[worst.peak],
        "observed": observed,
        "expected": expected,
        "ratio": observed / expected,
        "excess": float(table["excess"].sum()),
        "test": scan.tests.test(parent.first),
        "days_above": parent.last - parent.first + 1,
        "reopened": False,
        "needs_person": bool(table["needs_person"].any()),
    }


def _sum(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    return float(np.nansum(values))
