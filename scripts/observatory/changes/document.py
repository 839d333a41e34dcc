"""A difference as one JSON document, whole: every row and every cell, personal data hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from observatory.changes.package import Described
from observatory.changes.rows import Row
from observatory.changes.sentences import records
from observatory.changes.told import Difference, Told, package_sentences, table_sentences
from observatory.changes.words import masked
from observatory.findings import Lang


def document(differences: Sequence[Difference], lang: Lang) -> dict[str, Any]:
    """``identical`` and, for each package that differs, what changed; ``before`` and ``after`` are null if missing."""
    return {"identical": not differences, "packages": [_package(item, lang) for item in differences]}


def _package(item: Difference, lang: Lang) -> dict[str, Any]:
    changes = item.package
    return {
        "package": changes.package.id if changes else None,
        "state": changes.state if changes else "kept",
        "descriptor": _described(changes.described, lang) if changes else [],
        "sentences": package_sentences(changes, lang) if changes else [],
        "tables": [_table(told, lang) for told in item.tables],
    }


def _table(told: Told, lang: Lang) -> dict[str, Any]:
    changes = told.changes
    rows = changes.rows
    cells = [
        {
            "change": "changed",
            "key": _masked(cell.key, lang),
            "field": cell.field,
            "before": masked(cell.before, cell.field, lang),
            "after": masked(cell.after, cell.field, lang),
        }
        for cell in rows.cells
    ]
    return {
        "table": changes.name,
        "state": changes.state,
        "key": list(rows.key),
        "descriptor": _described(changes.described, lang),
        "columns": [asdict(change) for change in changes.columns],
        "counts": {"added": len(rows.added), "removed": len(rows.removed), "changed": len(cells)},
        "sentences": table_sentences(told, lang),
        "added": [_masked(row, lang) for row in records(rows.added)],
        "removed": [_masked(row, lang) for row in records(rows.removed)],
        "changed": cells,
        "repeated_keys": [_masked(key, lang) for key in rows.repeated],
    }


def _described(entries: Sequence[Described], lang: Lang) -> list[dict[str, Any]]:
    return [dict(_masked(asdict(entry), lang)) for entry in entries]


def _masked(row: Row, lang: Lang) -> Mapping[str, Any]:
    return {name: masked(value, name, lang) for name, value in row.items()}
