"""Parent episodes: one topic unusual in several provinces at a time is one matter (the method page, section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Span:
    """What a parent needs of an episode: its number, province and topic, and its active days in order."""

    number: int
    province: int
    topic: int
    active: tuple[int, ...]


@dataclass(frozen=True)
class Parent:
    """Episodes of one topic that overlap in enough provinces; days are positions."""

    topic: int
    first: int
    last: int
    members: tuple[int, ...]


def parents(spans: Sequence[Span], least: int, gap: int) -> list[Parent]:
    """The parents among episodes of provinces: runs of days on which at least ``least`` provinces are active.

    Runs with at most ``gap`` days between them are one. What happens later neither moves the first day of a run nor
    takes a member out, so identifiers stay.
    """
    found = []
    for topic in sorted({span.topic for span in spans}):
        alike = [span for span in spans if span.topic == topic]
        last_day = max(span.active[-1] for span in alike)
        days = np.zeros((max(span.province for span in alike) + 1, last_day + 1), dtype=bool)
        for span in alike:
            days[span.province, list(span.active)] = True
        shared = np.flatnonzero(days.sum(axis=0) >= least)
        for run in np.split(shared, np.flatnonzero(np.diff(shared) > gap + 1) + 1):
            if len(run):
                first, last = int(run[0]), int(run[-1])
                members = tuple(span.number for span in alike if any(first <= day <= last for day in span.active))
                found.append(Parent(topic, first, last, members))
    return found
