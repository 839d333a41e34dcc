"""Rows of a workbook beside the rows that are published: which are new, which change a figure, which say the same.

Rows are told apart by the natural key of their kind, or by the primary key. Nothing is ever removed: an empty
cell of a row that is published says nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from observatory.excel.columns import automatic_field
from observatory.excel.read import ReadTable
from observatory.excel.repair import NUMBERS, Repair
from observatory.findings import Finding
from observatory.gate.personal import personal
from observatory.tables import metadata
from observatory.tables.kinds import shared_schema

Records = Sequence[Sequence[str]]

_NOT_IN_ID = {"period", "edition"}  # what the identifiers that are published leave out


@dataclass(frozen=True)
class Change:
    """A published cell that the workbook changes: its row in Excel and among the published, key, and texts."""

    row: int
    line: int
    key: Mapping[str, str]
    field: str
    before: str
    after: str


@dataclass
class Merged:
    """What a sheet brings: ``added`` rows with their rows in Excel, ``changes``, and how many rows say the same."""

    added: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    same: int = 0
    repairs: list[Repair] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def merge(read: ReadTable, resource: Mapping[str, Any], published: Records) -> Merged:
    """Set the rows of a sheet against the published records (header first) of the same table."""
    merged = Merged()
    missing = metadata.missing_values(resource)
    kinds = {str(node["name"]): str(node.get("type", "string")) for node in resource["schema"]["fields"]}
    key, made = key_of(resource), automatic_field(resource)
    header = list(published[0])
    known = [dict(zip(header, record, strict=False)) for record in published[1:] if record]
    places: dict[tuple[str, ...], int] = {}
    for number, record in enumerate(known):
        places.setdefault(_key(record, key or header, kinds, missing), number)
    seen: dict[tuple[str, ...], int] = {}
    for row, record in zip(read.rows, read.records, strict=True):
        own = _key(record, key or header, kinds, missing)
        twin = seen.setdefault(own, row)
        if twin != row:
            shown = ", ".join(part for part in own if part)
            value = "" if personal(shown) else shown
            merged.findings.append(
                Finding(
                    "excel-row-twice",
                    file=read.place,
                    row=row,
                    field=", ".join(key or header),
                    value=value,
                    expected=str(twin),
                )
            )
        elif own in places:
            line = places[own]
            _set_against(merged, read, row, record, known[line], line, resource, made)
        else:
            if made and not record.get(made):
                record[made] = row_id(record, key)
                merged.repairs.append(Repair(row, made, "", record[made], "id-from-key"))
            merged.added.append((row, record))
    return merged


def key_of(resource: Mapping[str, Any]) -> list[str]:
    """The fields that tell the rows of a table apart; empty where it does not say."""
    natural = (shared_schema(str(resource.get("kind") or "")) or {}).get("naturalKey")
    return list(natural or primary_key(resource))


def primary_key(resource: Mapping[str, Any]) -> list[str]:
    """The primary key of a table as a list; empty where it has none."""
    primary = (resource.get("schema") or {}).get("primaryKey") or []
    return [primary] if isinstance(primary, str) else list(primary)


def row_id(record: Mapping[str, str], natural: Sequence[str]) -> str:
    """The identifier of a row as those that are published: ``province34-01-unesco_whs_count-2025``.

    A month has two digits.
    """
    parts = [(name, record.get(name, "")) for name in natural if name not in _NOT_IN_ID]
    return "-".join(text.zfill(2) if name == "month" else text for name, text in parts if text)


def same(one: str, other: str, kind: str, missing: Sequence[str] = ("",)) -> bool:
    """Whether two texts of a column say the same value."""
    return _canonical(one, kind, missing) == _canonical(other, kind, missing)


def _set_against(
    merged: Merged,
    read: ReadTable,
    row: int,
    record: Mapping[str, str],
    published: Mapping[str, str],
    line: int,
    resource: Mapping[str, Any],
    made: str,
) -> None:
    """The cells of a row that differ from those published for the same key."""
    missing = metadata.missing_values(resource)
    key = {name: published[name] for name in primary_key(resource)}
    changes = []
    for node in resource["schema"]["fields"]:
        name = str(node["name"])
        before, after = published.get(name, ""), record.get(name, "")
        if after == "" or same(before, after, str(node.get("type", "string")), missing):
            continue
        if name == made:
            merged.findings.append(
                Finding("excel-id-differs", file=read.place, row=row, field=name, value=after, expected=before)
            )
        else:
            changes.append(Change(row, line, key, name, "" if before in missing else before, after))
    merged.changes += changes
    merged.same += not changes


def _key(
    record: Mapping[str, str], names: Sequence[str], kinds: Mapping[str, str], missing: Sequence[str]
) -> tuple[str, ...]:
    return tuple(_canonical(record.get(name, ""), kinds.get(name, "string"), missing) for name in names)


def _canonical(text: str, kind: str, missing: Sequence[str]) -> str:
    """One text for all that say the same value."""
    if text in missing:
        return ""
    if kind in NUMBERS:
        try:
            return repr(float(text))
        except ValueError:
            return text
    return text
