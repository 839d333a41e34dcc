"""The whole policy: from the daily tables of the media to today's level, the episodes and the reasons of each.

A run knows nothing later than its last day: cut at any day it says what could be said on that day.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.warning import day_rows, episode_rows
from observatory.warning.frames import COLUMNS, frame
from observatory.warning.grid import NATION, cut, grid
from observatory.warning.names import Names
from observatory.warning.rules import Rules
from observatory.warning.scan import scan
from observatory.warning.why import Cells, Why


@dataclass(frozen=True)
class Outcome:
    """What the policy says, as tables with the columns of ``frames.COLUMNS``.

    Days are ISO dates (in UTC, as the tables have them) and counts are mentions. ``observed``, ``expected``,
    ``bound``, ``ratio`` and the p of an episode are of its peak day, ``excess`` is summed over its days. No level is
    above the one that a machine may open.
    """

    today: pd.DataFrame
    families: pd.DataFrame
    series: pd.DataFrame
    days: pd.DataFrame
    episodes: pd.DataFrame
    episode_days: pd.DataFrame
    contributors: pd.DataFrame

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables by name."""
        return {name: getattr(self, name) for name in COLUMNS}


def run(
    daily: pd.DataFrame,
    coverage: pd.DataFrame,
    domains: pd.DataFrame,
    rules: Rules,
    names: Names,
    as_of: str | None = None,
) -> Outcome:
    """Run the policy on the tables ``daily``, ``coverage`` and ``domains`` of the media, up to the day ``as_of``.

    ``as_of`` is an ISO date; by default all days are used. Without any day of coverage the status is ``no-data``.
    """
    daily, coverage, domains = (cut(table, as_of) for table in (daily, coverage, domains))
    found = grid(daily, coverage, list(names.provinces), list(names.topics))
    if not found.days:
        today = {"status": "no-data", "level": None, "episodes_open": 0, "series_total": 0, "series_tested": 0}
        return Outcome(**{name: frame(name, [today] if name == "today" else []) for name in COLUMNS})
    scanned = scan(found, rules)
    why = Why(found, scanned, cells(domains), rules)
    episodes = episode_rows.rows(found, scanned, why, rules, names)
    return Outcome(
        today=day_rows.latest(found, scanned, episodes["episodes"]),
        families=day_rows.families(scanned, rules),
        series=day_rows.series(found, scanned, names),
        days=day_rows.days(found, scanned, rules),
        **episodes,
    )


def cells(domains: pd.DataFrame) -> Cells:
    """Mentions of the listed domains by place, topic and day."""
    places = domains["province_code"].astype("str").where(domains["geo_level"] == "province", NATION)
    columns = (places, *(domains[name].astype("str") for name in ("topic", "date", "domain")), domains["mentions"])
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    for place, topic, day, domain, mentions in zip(*columns, strict=True):
        found.setdefault((place, topic, day), {})[domain] = float(mentions)
    return found
