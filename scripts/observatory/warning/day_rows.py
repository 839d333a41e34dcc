"""Rows on today, the series and the days: what a scan says beside its episodes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from observatory.warning.distribution import smallest_alarm
from observatory.warning.frames import frame
from observatory.warning.grid import FAMILIES, Grid
from observatory.warning.names import Names
from observatory.warning.rules import Rules
from observatory.warning.scan import Scan
from observatory.warning.scores import STATES, Reals


def latest(grid: Grid, scan: Scan, episodes: pd.DataFrame) -> pd.DataFrame:
    """The one row on the last day; ``episodes`` is the table of episodes."""
    last = len(grid.days) - 1
    is_open = episodes["status"] == "open"
    begun = scan.tests.test(last) != "none"
    row = {
        "as_of": grid.days[last],
        "status": "open" if is_open.any() else "quiet" if begun else "insufficient-history",
        "level": int(episodes.loc[is_open, "level"].max()) if is_open.any() else 0 if begun else None,
        "episodes_open": int(is_open.sum()),
        "series_total": len(grid.counts),
        "series_tested": int((~np.isnan(scan.kinds["surge"].p[:, last])).sum()),
    }
    return frame("today", [row])


def families(scan: Scan, rules: Rules) -> pd.DataFrame:
    """The families of tests on the last day, for each kind of signal."""
    rows = [
        {
            "family": family,
            "kind": kind,
            "tests": int(tested.tests[number, -1]),
            "rejected": int(tested.rejected[number, -1]),
            "q": rules.discovery_q,
        }
        for kind, tested in scan.kinds.items()
        for number, family in enumerate(FAMILIES)
    ]
    return frame("families", rows)


def series(grid: Grid, scan: Scan, names: Names) -> pd.DataFrame:
    """Every series with its state on the last day; history and missing days are those of the feed."""
    last = len(grid.days) - 1
    same = {
        "usable_days": int(scan.tests.history[last]),
        "test": scan.tests.test(last),
        "missing_days": int(grid.missing.sum()),
        "holiday_days": int(scan.tests.holiday.sum()),
    }
    rows = [
        {
            **names.where(grid.places[grid.place[s]], grid.topics[grid.topic[s]]),
            "geo_level": "province" if grid.place[s] else "nation",
            "state": STATES[scan.state[s, last]],
            **same,
        }
        for s in range(len(grid.counts))
    ]
    return frame("series", rows)


def days(grid: Grid, scan: Scan, rules: Rules) -> pd.DataFrame:
    """The last days of each place, all topics together, with the highest level of its episodes on each day."""
    shown = slice(max(0, len(grid.days) - rules.days_shown), len(grid.days))
    levels = np.zeros((len(grid.places), len(grid.days)), dtype=np.int64)
    for tested in scan.kinds.values():
        for episode in tested.register.episodes:
            place = grid.place[episode.series]
            for day, level in episode.levels.items():
                levels[place, day] = max(levels[place, day], level)
    parts = []
    for place, code in enumerate(grid.places):
        row = place * len(grid.topics)
        found: dict[str, Any] = {
            "date": grid.days[shown],
            "place": code,
            "observed": grid.counts[row, shown],
            "expected": scan.expected[row, shown],
            "ratio": grid.counts[row, shown] / scan.expected[row, shown],
            "bound": bounds(scan, rules, row, shown),
            "p": scan.kinds["surge"].p[row, shown],
            "alarm": scan.kinds["surge"].alarm[row, shown],
            "state": np.array(STATES)[scan.state[row, shown]],
            "level": levels[place, shown],
        }
        parts.append(pd.DataFrame(found))
    return frame("days", pd.concat(parts, ignore_index=True))


def bounds(scan: Scan, rules: Rules, row: int, shown: slice) -> Reals:
    """The bounds of a series on some days; those of EARS are known, the others follow from the expectation."""
    known, expected, phi = (values[row, shown] for values in (scan.ears_bound, scan.expected, scan.phi))
    return np.where(np.isnan(known), smallest_alarm(rules.nbw_alpha, expected, phi), known)
