"""Corrections as data: published cells that were wrong, each with what stood there, what is right, and why.

A package that corrects its figures holds a table of the kind ``corrections``. The CSV file that was published stays
as it was; the corrected text takes the place of the cell when the package is read, and only where the cell still
holds what the correction expects. What comes out is held to the same rules as any table.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from observatory.findings import Finding
from observatory.tables import metadata
from observatory.tables.kinds import shared_schema
from observatory.tables.model import Table

KIND = "corrections"
_COLUMNS = ("table", "key", "field", "expect", "value", "corrected_on")
_NUMBERS = ("integer", "number", "year")
Records = list[list[str]]


@dataclass
class Applied:
    """The records of every corrected table (header first), by name, and what could not be corrected.

    ``places`` gives the file and the line of the correction that a cell (table, row, field) got its text from.
    """

    records: dict[str, Records] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[tuple[str, int, str], tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Correction:
    row: int
    table: str
    key: str
    field: str
    expect: str
    value: str
    day: str


def key_text(cells: Mapping[str, str]) -> str:
    """The ``key`` of a row: its key columns and the texts of their cells as one line of JSON, sorted by column."""
    return json.dumps(dict(cells), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def apply(descriptor: Mapping[str, Any], folder: Path, sheets: Mapping[str, Records]) -> Applied:
    """The tables of a checked package with all its corrections, those of one cell in the order of their days.

    ``sheets`` holds the records of every table, which are not changed. Findings, at the line of the correction:
    ``correction-unknown-table``, ``correction-bad-key`` (not the text that ``key_text`` writes, or it names more than
    one row), ``correction-unknown-row``, ``correction-unknown-field``, ``correction-key-field`` and
    ``correction-expect``.
    """
    applied = Applied()
    resources = {resource["name"]: resource for resource in descriptor["resources"]}
    for name, resource in resources.items():
        if resource.get("kind") != KIND or not _is_whole(sheets[name]):
            continue
        file = str(folder / resource["path"])
        for correction in _listed(sheets[name]):
            problem = _correct(correction, resources, sheets, applied, file)
            if problem:
                applied.findings.append(replace(problem, file=file, row=correction.row))
    return applied


def placed(findings: Sequence[Finding], applied: Applied, files: Mapping[str, str]) -> list[Finding]:
    """Findings of the corrected tables, each at the correction that brought it in where there is one.

    ``files`` gives the name of a table by its file.
    """
    moved: list[Finding] = []
    for finding in findings:
        place = applied.places.get((files.get(finding.file, ""), finding.row or 0, finding.field))
        moved.append(replace(finding, file=place[0], row=place[1], field="value") if place else finding)
    return moved


def table(resource: Mapping[str, Any], folder: Path, records: Records) -> Table:
    """A table of the model with its corrections: its text and the digest of it are those of the corrected records."""
    text = csv_text(records)
    content = text.encode("utf-8")
    made = metadata.table(resource, folder, records, hashlib.sha256(content).hexdigest(), len(content))
    return replace(made, corrected=text)


def csv_text(records: Records) -> str:
    """A table as the CSV file that is offered for download."""
    lines: list[str] = []
    for record in filter(None, records):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(record)  # so that a lone CR in a cell is quoted too
        lines.append(line.getvalue().removesuffix("\r\n"))
    return "\n".join([*lines, ""])


def _is_whole(records: Records) -> bool:
    """Whether a table of the kind has its columns; where it has not, that is found when kinds are checked."""
    schema = shared_schema(KIND) or {}
    return records[0] == [node["name"] for node in schema["fields"]]


def _listed(records: Records) -> list[_Correction]:
    """The corrections by day, those of one day in the order of the table."""
    listed = [
        _Correction(row, *(dict(zip(records[0], cells, strict=True))[name] for name in _COLUMNS))
        for row, cells in enumerate(records[1:], start=2)
    ]
    return sorted(listed, key=lambda correction: correction.day)


def _correct(
    correction: _Correction,
    resources: Mapping[str, Any],
    sheets: Mapping[str, Records],
    applied: Applied,
    file: str,
) -> Finding | None:
    """Make one correction, or say what stops it."""
    resource = resources.get(correction.table)
    if resource is None or resource.get("kind") == KIND:
        tables = ", ".join(name for name, node in resources.items() if node.get("kind") != KIND)
        return Finding("correction-unknown-table", field="table", value=correction.table, expected=tables)
    records = applied.records.get(correction.table) or sheets[correction.table]
    header, primary, key = records[0], _primary(resource), _key(correction.key)
    if correction.field not in header:
        return Finding("correction-unknown-field", field="field", value=correction.field, expected=", ".join(header))
    rows = _rows(records, key) if key and set(key) <= set(header) else None
    if key is None or rows is None or len(rows) > 1:
        columns = ", ".join(primary or header)
        return Finding("correction-bad-key", field="key", value=correction.key, expected=columns)
    if correction.field in {*key, *primary}:
        return Finding(
            "correction-key-field", field="field", value=correction.field, expected=", ".join(primary or key)
        )
    if not rows:
        return Finding("correction-unknown-row", field="key", value=correction.key, expected=correction.table)
    (row,) = rows
    column, missing = header.index(correction.field), metadata.missing_values(resource)
    current = records[row][column]
    if not _same(current, correction.expect, _type(resource, correction.field), missing):
        shown = "" if current in missing else current
        return Finding("correction-expect", field="expect", value=correction.expect, expected=shown)
    changed = [*records]
    changed[row] = [*records[row]]
    changed[row][column] = correction.value or ("" if "" in missing else missing[0])
    applied.records[correction.table] = changed
    applied.places[correction.table, row + 1, correction.field] = (file, correction.row)
    return None


def _rows(records: Records, key: Mapping[str, str]) -> list[int]:
    """The places of the records that hold the cells of ``key``; the header is at 0."""
    columns = {records[0].index(name): cell for name, cell in key.items()}
    return [
        number
        for number, record in enumerate(records)
        if number and record and all(record[column] == cell for column, cell in columns.items())
    ]


def _type(resource: Mapping[str, Any], name: str) -> str:
    fields = (resource.get("schema") or {}).get("fields") or []
    return next((str(node.get("type", "string")) for node in fields if node["name"] == name), "string")


def _key(text: str) -> dict[str, str] | None:
    try:
        key = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(key, dict) or not key or not all(isinstance(cell, str) for cell in key.values()):
        return None
    return key if key_text(key) == text else None


def _primary(resource: Mapping[str, Any]) -> list[str]:
    key = (resource.get("schema") or {}).get("primaryKey") or []
    return [key] if isinstance(key, str) else list(key)


def _same(current: str, expect: str, kind: str, missing: Sequence[str]) -> bool:
    """Whether a cell holds what is expected; numbers are compared as numbers, and all ways to say missing are one."""
    if current == expect or (current in missing and expect in ("", *missing)):
        return True
    if kind not in _NUMBERS or current in missing or not expect:
        return False
    try:
        return float(current) == float(expect)
    except ValueError:
        return False
