"""Recorded permissions to publish one kind of personal data in one field of one table, until a day.

They are rows of the package ``methodology/waivers``, which only the core team changes; a contributor's own package
cannot grant itself one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from observatory.findings import Finding
from observatory.tables.model import Package

PACKAGE, TABLE = "methodology/waivers", "personal_data"


@dataclass(frozen=True)
class Waiver:
    """One permission; ``until`` is the last day it holds (YYYY-MM-DD)."""

    row: int
    package: str
    table: str
    field: str
    kind: str
    until: str


def waivers(package: Package | None) -> tuple[Waiver, ...]:
    """The permissions of the package of waivers, none where it is not at hand."""
    if package is None or TABLE not in package.tables:
        return ()
    rows = package.tables[TABLE].frame.to_dict("records")
    keys = ("package", "table", "field", "kind", "until")
    return tuple(Waiver(row, *(str(cells[key]) for key in keys)) for row, cells in enumerate(rows, start=2))


def standing(
    found: Mapping[str, Sequence[Finding]], package: str, granted: Sequence[Waiver], today: date
) -> tuple[list[Finding], set[Waiver]]:
    """What personal data no waiver covers, and the waivers that were needed.

    ``found`` holds the findings of each table of ``package``, by its name. A waiver is needed even when its last day
    has passed, but covers nothing then.
    """
    mine = {(w.table, w.field, w.kind): w for w in granted if w.package == package}
    left: list[Finding] = []
    needed: set[Waiver] = set()
    for table, findings in found.items():
        for finding in findings:
            waiver = mine.get((table, finding.field, finding.expected))
            if waiver:
                needed.add(waiver)
            if waiver is None or waiver.until < today.isoformat():
                left.append(finding)
    return left, needed


def review(package: Package, needed: Iterable[Waiver], checked: Iterable[str], today: date) -> list[Finding]:
    """Warnings about waivers: those whose last day has passed, and those that nothing needs any more.

    ``package`` is the package of waivers; ``checked`` are the ids of the packages that were looked at, for nothing
    is said about the others.
    """
    wanted, known, file = set(needed), set(checked), str(package.tables[TABLE].path)
    findings: list[Finding] = []
    for waiver in waivers(package):
        place = f"{waiver.package} · {waiver.table} · {waiver.field}"
        if waiver.until < today.isoformat():
            findings.append(
                Finding("waiver-expired", "warning", file=file, row=waiver.row, value=place, expected=waiver.until)
            )
        elif waiver.package in known and waiver not in wanted:
            findings.append(Finding("waiver-unused", "warning", file=file, row=waiver.row, value=place))
    return findings
