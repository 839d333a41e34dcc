"""Figures that may not be published yet: the release calendar, held against what the packages hold.

A repository is public: a figure in a pull request is published. So an embargoed figure is refused wherever packages
are read, and it is never named.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from observatory.findings import Finding
from observatory.tables.model import Package

PACKAGE, TABLE = "reference/release-calendar", "releases"


@dataclass(frozen=True)
class Release:
    """One planned publication: the rows of a table whose ``field`` is ``period``, not before ``at``.

    ``at`` is ``None`` where no moment is known. ``row`` is its line in the calendar.
    """

    row: int
    package: str
    table: str
    field: str
    period: str
    at: datetime | None
    state: str

    def held(self, now: datetime) -> bool:
        """Whether its figures may not be published yet."""
        return self.state != "cancelled" and (self.at is None or now < self.at)


def releases(calendar: Package | None) -> tuple[Release, ...]:
    """The releases of the calendar in its order, none where it is not at hand."""
    if calendar is None or TABLE not in calendar.tables:
        return ()
    rows = calendar.tables[TABLE].frame.to_dict("records")
    return tuple(
        Release(
            row=number,
            package=str(row["package"]),
            table=str(row["table"]),
            field=str(row["period_field"]),
            period=str(row["period"]),
            at=_moment(row["release_at"]),
            state=str(row["state"]),
        )
        for number, row in enumerate(rows, start=2)
    )


def check(package: Package, calendar: Package | None, now: datetime) -> list[Finding]:
    """A finding for each release that a package runs ahead of, at the first of its rows."""
    findings: list[Finding] = []
    for release in releases(calendar):
        table = package.tables.get(release.table) if release.package == package.id else None
        if table is None or not release.held(now) or release.field not in table.frame:
            continue
        rows = [row for row, cell in enumerate(table.frame[release.field], start=2) if _text(cell) == release.period]
        if rows:
            file, moment = str(table.path), release.at.isoformat() if release.at else "?"
            found = Finding("embargoed", file=file, row=rows[0], field=release.field)
            findings.append(replace(found, value=release.period, expected=moment))
    return findings


def inspect(calendar: Package, lookup: Callable[[str], Package | None], now: datetime) -> list[Finding]:
    """What is wrong in the calendar: a moment that is none, a state against the time, a table or field unknown.

    A package that is not there yet may be planned for.
    """
    file = str(calendar.tables[TABLE].path) if TABLE in calendar.tables else ""
    findings: list[Finding] = []
    for release, written in zip(releases(calendar), _written(calendar), strict=True):
        if release.at is None and (written or release.state in ("planned", "released")):
            findings.append(Finding("release-time", file=file, row=release.row, field="release_at", value=written))
        elif release.at and release.state == "released" and now < release.at:
            early = Finding("release-early", file=file, row=release.row, field="state")
            findings.append(replace(early, value=release.state, expected=written))
        elif release.at and release.state in ("planned", "postponed") and now >= release.at:
            late = Finding("release-past", "warning", file=file, row=release.row, field="state")
            findings.append(replace(late, value=release.state, expected=written))
        package = lookup(release.package)
        table = package.tables.get(release.table) if package else None
        if package and (table is None or release.field not in table.frame):
            shown = f"{release.package} · {release.table} · {release.field}"
            findings.append(Finding("release-unknown-table", file=file, row=release.row, field="table", value=shown))
    return findings


def _written(calendar: Package) -> list[str]:
    return [_text(cell) for cell in calendar.tables[TABLE].frame["release_at"]] if TABLE in calendar.tables else []


def _moment(cell: Any) -> datetime | None:
    """The moment of a cell such as ``2027-03-31T09:00:00+07:00``; ``None`` without one, or without its zone."""
    try:
        moment = datetime.fromisoformat(_text(cell))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _text(cell: Any) -> str:
    """A typed cell as the calendar writes it; nothing for a missing one."""
    if pd.isna(cell):
        return ""
    return str(cell).removesuffix(".0") if isinstance(cell, float) else str(cell)
