"""What one run of a collector is asked for, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from observatory.findings import Finding
from observatory.media.collect.methodology import Methodology


def utc_now() -> datetime:
    """The time to the second, in UTC and without a zone."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


@dataclass(frozen=True)
class Request:
    """What a collector is asked for.

    ``origin`` is the address or the folder to collect from, ``None`` for the collector's own; ``since`` and
    ``until`` are days in UTC, both inclusive. ``advance`` is called with the name of each step, and ``now`` tells the
    time.
    """

    origin: str | None
    store: Path
    since: date | None
    until: date | None
    methodology: Methodology
    advance: Callable[[str], None]
    now: Callable[[], datetime] = utc_now


@dataclass(frozen=True)
class Collected:
    """Counts of one run, and what it found wrong.

    ``got``, ``absent`` and ``bad`` count slices, feeds or articles, as their rows stand in the ledger;
    ``kept`` counts the rows that went into the store. Findings of level error make the exit status 1.
    """

    got: int
    absent: int
    bad: int
    kept: int
    findings: tuple[Finding, ...]
