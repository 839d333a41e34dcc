"""The policy where nothing happens: a grid of provinces by topics of simulated noise, and what it is warned of.

Every episode on such a grid is false. Counts are those of ``simulation.quiet``, tone varies around -1 as the tables'
does between mentions and between days, every mention has a source of its own, and no more than a fixed number of
countries writes about a province: nothing that severity looks at is left out.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from observatory.warning import simulation
from observatory.warning.grid import ALL, NATION, Grid
from observatory.warning.rules import Rules
from observatory.warning.scan import Scan
from observatory.warning.scores import Reals

TOPICS = 20
PROVINCES = 34
_MONDAY = dt.date(2020, 1, 6)
_PROVINCE_FAMILY = 1
_TONE, _BETWEEN = -1.0, 0.5
_COUNTRIES = 8


def grid(provinces: int, days: int, seed: int, rules: Rules) -> Grid:
    """A grid of ``provinces`` times ``TOPICS`` series over ``days`` days, in which nothing happens."""
    series = provinces * TOPICS
    counts = simulation.quiet(series, seed)[:, -days:]
    rng = np.random.default_rng([seed, series])
    spread = np.sqrt(rules.tone_within**2 / np.maximum(counts, 1) + _BETWEEN**2)
    begin = _MONDAY + dt.timedelta(days=(simulation.STEPS - days) % 7)
    return Grid(
        days=tuple((begin + dt.timedelta(days=day)).isoformat() for day in range(days)),
        places=(NATION, *(f"{number:02}" for number in range(1, provinces + 1))),
        topics=(ALL, *(f"topic-{number}" for number in range(1, TOPICS + 1))),
        place=np.repeat(np.arange(1, provinces + 1), TOPICS),
        topic=np.tile(np.arange(1, TOPICS + 1), provinces),
        family=np.full(series, _PROVINCE_FAMILY),
        counts=counts,
        tone=np.where(counts > 0, rng.normal(_TONE, spread), np.nan),
        domains=counts,
        countries=np.full((provinces + 1, days), float(_COUNTRIES)),
        exposure=np.ones(days),
        received=np.ones(days),
        marginals={},
    )


def false_episodes(scan: Scan, least: int, first: int, series: int) -> Reals:
    """How many episodes of each series [S] reached level ``least`` and opened on day ``first`` or later."""
    opened = [
        episode.series
        for tested in scan.kinds.values()
        for episode in tested.register.episodes
        if episode.opened >= first and episode.level >= least
    ]
    return np.bincount(np.array(opened, dtype=np.intp), minlength=series).astype(np.float64)
