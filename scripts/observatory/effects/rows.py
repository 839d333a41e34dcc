"""Which published rows of a table change, and which of those changes a correction tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import pandas as pd

from observatory.changes.rows import Row, Value, plain, rows
from observatory.effects.model import RowEffect
from observatory.tables.model import Package, Table

_CORRECTIONS = "corrections"
_NOTHING = pd.DataFrame()


def row_effects(before: Package | None, after: Package | None) -> list[RowEffect]:
    """The rows and cells in which two states of a package differ, table by table; a state may be absent.

    A change is ``corrected`` when ``after`` records a correction of that very cell, or of a cell of that row for a
    row that is gone.
    """
    package = next((state.id for state in (after, before) if state), "")
    told = set(_corrected(after)) if after else set()
    old, new = (dict(state.tables) if state else {} for state in (before, after))
    return [
        effect
        for name in sorted(old.keys() | new.keys())
        for effect in _of_table(package, name, old.get(name), new.get(name), told)
    ]


def _of_table(
    package: str, name: str, before: Table | None, after: Table | None, told: set[tuple[str, str, str]]
) -> Iterator[RowEffect]:
    old, new = (table.frame if table else _NOTHING for table in (before, after))
    if before is not None and after is not None and old.equals(new):
        return
    key = next((table.primary_key for table in (after, before) if table), ())
    found = rows(old, new, key)
    for change, frame in (("added", found.added), ("removed", found.removed)):
        for cells in _records(frame):
            own = {column: cells.get(column) for column in key} if key else cells
            if change == "added":
                yield RowEffect(package, name, own, change, "", None, cells)
            else:
                corrected = any((table, of) == (name, _written(own)) for table, of, _ in told)
                yield RowEffect(package, name, own, change, "", cells, None, corrected)
    for cell in found.cells:
        corrected = (name, _written(cell.key), cell.field) in told
        yield RowEffect(package, name, cell.key, "changed", cell.field, cell.before, cell.after, corrected)


def _records(frame: pd.DataFrame) -> list[Row]:
    """The rows with their cells as plain values, without the empty ones."""
    records: list[Row] = []
    for record in frame.to_dict("records"):
        cells: dict[str, Value] = {str(name): plain(value) for name, value in record.items()}
        records.append({name: value for name, value in cells.items() if value is not None})
    return records


def _corrected(package: Package) -> Iterator[tuple[str, str, str]]:
    """Table, key and field of every cell that the package records a correction of."""
    for table in package.tables.values():
        if table.kind == _CORRECTIONS:
            columns: Sequence[str] = ("table", "key", "field")
            yield from table.frame[list(columns)].astype(str).itertuples(index=False, name=None)


def _written(key: Row) -> str:
    """A key as corrections write it: the texts of its cells as a compact JSON object, sorted by column."""
    texts = {name: "" if value is None else str(value) for name, value in key.items()}
    return json.dumps(texts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
