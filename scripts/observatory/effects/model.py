"""What a change does, as one record that feeds the JSON document, the comment and the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from observatory.changes.rows import Row, Value
from observatory.effects.watched import GROUPS, Group
from observatory.findings import Finding
from observatory.messages import as_json
from observatory.tables.model import Text

SUBJECTS: Mapping[Group, str] = {
    "indicators": "indicator",
    "scores": "index",
    "ranks": "index",
    "headline": "figure",
    "verdicts": "target",
    "alerts": "measure",
    "coverage": "indicator",
}


@dataclass(frozen=True, order=True)
class Place:
    """What moves: a subject (an index, an indicator), a unit (``VNM``, ``province34:48``), a period and a series."""

    subject: str
    unit: str = ""
    period: str = ""
    series: str = ""


@dataclass(frozen=True)
class Move:
    """One figure before and after; ``None`` where there is none."""

    place: Place
    before: Value
    after: Value

    @property
    def by(self) -> float | None:
        """How far a number moved, ``None`` where one side has none."""
        sides = (self.before, self.after)
        if any(isinstance(side, (bool, str)) or side is None for side in sides):
            return None
        return float(self.after) - float(self.before)  # type: ignore[arg-type]


Moves = Mapping[Group, tuple[Move, ...]]


@dataclass(frozen=True)
class RowEffect:
    """A row added or removed, or a cell changed; ``corrected`` says that a correction is recorded for it.

    ``key`` is what the row is known by. Of a whole row ``field`` is empty, and ``before`` or ``after`` holds its
    cells, without the empty ones.
    """

    package: str
    table: str
    key: Row
    change: str
    field: str
    before: Value | Row
    after: Value | Row
    corrected: bool = False


@dataclass(frozen=True)
class PackageEffect:
    """A package that was added, removed or changed, with its versions; ``method`` says that it decides a method."""

    package: str
    change: str
    before: str
    after: str
    method: bool


@dataclass(frozen=True)
class Reason:
    """A rule of severity that is met: what it measures, how much that is, and why it matters."""

    rule: str
    measure: str
    measured: float
    severity: str
    why: Text


@dataclass(frozen=True)
class Impact:
    """Everything between two revisions, ``base`` and ``head`` (commit ids).

    ``findings`` are what was found at ``head``; ``base_errors`` counts the errors at ``base``; ``held`` are the
    packages that cannot be accepted at ``head``, whose figures of ``base`` stand; ``not_computed`` are the results that
    ``base`` gives and ``head`` does not. ``names`` gives titles of units and indices by their code.
    """

    base: str
    head: str
    severity: str = "none"
    reasons: tuple[Reason, ...] = ()
    findings: tuple[Finding, ...] = ()
    base_errors: int = 0
    packages: tuple[PackageEffect, ...] = ()
    held: tuple[str, ...] = ()
    not_computed: tuple[str, ...] = ()
    rows: tuple[RowEffect, ...] = ()
    moves: Moves = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)

    def of(self, group: Group) -> tuple[Move, ...]:
        """What moves of one group."""
        return self.moves.get(group, ())


def document(impact: Impact) -> dict[str, Any]:
    """The whole as a JSON document; every list is sorted, and what did not change is in none."""
    return {
        "severity": impact.severity,
        "rows": [_row(row) for row in impact.rows],
        **{group: [_move(move, SUBJECTS[group]) for move in impact.of(group)] for group in GROUPS},
        "base": impact.base,
        "head": impact.head,
        "why": [
            {
                "rule": reason.rule,
                "severity": reason.severity,
                "measure": reason.measure,
                "measured": reason.measured,
                "vi": reason.why.vi,
                "en": reason.why.en,
            }
            for reason in impact.reasons
        ],
        "packages": [
            {"package": item.package, "change": item.change, "before": item.before or None, "after": item.after or None}
            for item in impact.packages
        ],
        "method_changed": [item.package for item in impact.packages if item.method],
        "held": list(impact.held),
        "not_computed": list(impact.not_computed),
        "base_errors": impact.base_errors,
        "findings": [as_json(finding, "vi") | {"en": as_json(finding, "en")["message"]} for finding in impact.findings],
    }


def _row(row: RowEffect) -> dict[str, Any]:
    return {
        "package": row.package,
        "table": row.table,
        "key": dict(row.key),
        "change": row.change,
        "field": row.field or None,
        "before": row.before,
        "after": row.after,
        "corrected": row.corrected,
    }


def _move(move: Move, subject: str) -> dict[str, Any]:
    place = move.place
    return {
        subject: place.subject,
        "unit": place.unit or None,
        "period": place.period or None,
        "series": place.series or None,
        "before": move.before,
        "after": move.after,
    }
