"""What one run of a collector comes to."""

from __future__ import annotations

from dataclasses import dataclass

from observatory.findings import Finding


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
