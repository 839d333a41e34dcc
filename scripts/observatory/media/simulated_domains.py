"""Simulated table ``domains``: which made-up outlets carried the most of a day, place and topic.

The mentions of the nation are shared out among the outlets first; those of a province, of a topic and of a topic in a
province are then drawn from the larger cell they belong to, so none of them has more of a domain than that cell has.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from observatory.media.domains import COLUMNS, LEAST, LISTED, ordered
from observatory.media.simulated_course import lot

ALL, NO_TOPIC = "all", "none"
_CELL = ["date", "geo_level", "province_code", "topic"]

Counts = np.ndarray[Any, np.dtype[np.int64]]


def domains(rng: np.random.Generator, daily: pd.DataFrame, outlets: int) -> pd.DataFrame:
    """The table for the cells of ``daily``, with ``outlets`` outlets in all.

    The domains named of a cell leave enough mentions for one of each other domain that ``unique_domains`` counts.
    """
    whole = (daily[["source_country_iso2", "lang"]] == ALL).all(axis=1) & (daily["topic"] != NO_TOPIC)
    # One mention of every domain is spoken for: what is left must do to bring one domain to the least.
    can_name = daily["mentions"] - daily["unique_domains"] >= LEAST - 1
    cells = daily.loc[whole & can_name, [*_CELL, "mentions", "unique_domains"]]
    # The nation before its provinces, and the whole of a place before its topics.
    cells = cells.assign(part=cells["topic"] != ALL).sort_values(["date", "geo_level", "part", *_CELL[2:]])
    weights = lot(rng, outlets)
    carried: dict[tuple[str, str], Counts] = {}
    rows: list[tuple[str, str, str, str, str, int]] = []
    for date, level, province, topic, mentions, distinct, _ in cells.itertuples(index=False):
        if topic != ALL:
            found = rng.multivariate_hypergeometric(carried[date, province], mentions)
        elif province:
            found = rng.multivariate_hypergeometric(carried[date, ""], mentions)
        else:
            found = _shared_out(rng, weights, mentions, distinct)
        leading = np.argsort(-found[:-1], kind="stable")[:LISTED]
        _keep_room(found, leading, mentions - distinct)
        if topic == ALL:
            carried[date, province] = found
        names = [(f"nguon-{outlet + 1:02}.example.org", int(found[outlet])) for outlet in leading]
        rows += [(date, level, province, topic, *one) for one in names if one[1] >= LEAST]
    return ordered(pd.DataFrame(rows, columns=list(COLUMNS)).astype({"mentions": "int64"}))


def _shared_out(rng: np.random.Generator, weights: np.ndarray[Any, Any], mentions: int, distinct: int) -> Counts:
    """The mentions of each outlet, and last those of outlets without a name, one of each: ``distinct`` in all."""
    chosen = rng.choice(len(weights), min(distinct, len(weights)), replace=False, p=weights)
    counts = np.zeros(len(weights) + 1, dtype=np.int64)
    counts[chosen] = 1 + rng.multinomial(mentions - distinct, weights[chosen] / weights[chosen].sum())
    counts[-1] = distinct - len(chosen)
    return counts


def _keep_room(counts: Counts, leading: Counts, room: int) -> None:
    """Take from the ``leading`` outlets, for those without a name, what they have beyond one each and ``room``."""
    for outlet in leading:
        size = min(int(counts[outlet]), 1 + room)
        counts[-1] += counts[outlet] - size
        counts[outlet] = size
        room -= max(size - 1, 0)
