"""Cells as strings: what a spreadsheet or a careless export leaves that a validator lets through.

frictionless reads ``1_000``, fullwidth digits, ``NaN`` and a number with a space behind it as numbers,
and compiles a ``pattern`` with an engine that can hang; so those are decided here, on the text, with RE2.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import re2

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate.schema import good_label
from observatory.gate.text import FORMULA
from observatory.tables import places

_NUMBER = re.compile(r"\A-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?\Z")
_INTEGER = re.compile(r"\A-?(?:0|[1-9][0-9]{0,17})\Z")
_TITLES = 20  # rows in which a header is looked for that is not where it should be
_GRAMMAR = {"number": _NUMBER, "integer": _INTEGER, "year": _INTEGER}


def rows(text: str, file: str) -> tuple[list[list[str]], list[Finding]]:
    """The records of a CSV text; a blank line is an empty record. Stops at the cap on rows.

    A table begins with its header: blank lines above it are a finding each.
    """
    csv.field_size_limit(limits.MAX_LINE_BYTES)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    try:
        for record in reader:
            records.append(record)
            line = reader.line_num
            if len(records) > limits.MAX_ROWS:
                return records, [Finding("too-many-rows", file=file, expected=str(limits.MAX_ROWS))]
    except csv.Error:
        rest = list(islice(io.StringIO(text, newline=""), line, None))
        index = places.unreadable("".join(rest))
        column = "" if index is None else places.name(places.names(records[0] if records else [], []), index)
        begun = rest[0].rstrip("\r\n") if rest else ""
        return records, [Finding("csv-error", file=file, row=len(records) + 1, field=column, value=begun)]
    blank = next((number for number, record in enumerate(records) if record), 0)
    return records, [Finding("blank-row", file=file, row=row) for row in range(1, blank + 1)]


def above_header(records: Sequence[Sequence[str]], fields: Sequence[Mapping[str, Any]], file: str) -> Finding | None:
    """The finding that rows stand above the header of a table, such as a title, or ``None``."""
    known = [field["name"] for field in fields]
    if not known or list(records[0]) == known or known not in (list(record) for record in records[:_TITLES]):
        return None
    return Finding("rows-above-header", file=file, row=1, value=" ".join(filter(None, records[0])))


def inspect_header(header: Sequence[str], file: str) -> list[Finding]:
    """Column names of a table without a schema that cannot be shown as they are; not the blank ones."""
    return [
        Finding("bad-label", file=file, row=1, field=f"#{number}", value=name)
        for number, name in enumerate(header, start=1)
        if name.strip() and not good_label(name)
    ]


def inspect(
    records: Sequence[Sequence[str]], fields: Sequence[Mapping[str, Any]], missing: Sequence[str], file: str
) -> list[Finding]:
    """What is wrong with single cells, by the type and the pattern of their field.

    ``records`` includes the header. Records of another width are left to the structure check. Stops, and
    says so, at ``limits.MAX_FINDINGS``.
    """
    checks = [_check(field, file) for field in fields]
    findings = [finding for _, finding in checks if finding]
    width = len(fields)
    whole = [record for record in records[1:] if len(record) == width]
    # Each distinct text of a column is judged once; rows are walked only for the columns with a fault.
    faults: dict[int, dict[str, tuple[str, str]]] = {}
    for index, (field, (pattern, _)) in enumerate(zip(fields, checks, strict=True)):
        distinct = {record[index] for record in whole}.difference(missing)
        judged = {cell: _fault(cell, str(field.get("type", "string")), pattern) for cell in distinct}
        if faulty := {cell: fault for cell, fault in judged.items() if fault[0]}:
            faults[index] = faulty
    for number, record in enumerate(records[1:] if faults else (), start=2):
        if len(record) != width:
            continue
        for index, faulty in faults.items():
            code, expected = faulty.get(record[index], ("", ""))
            if code:
                name, value = fields[index]["name"], record[index]
                findings.append(Finding(code, file=file, row=number, field=name, value=value, expected=expected))
        if len(findings) >= limits.MAX_FINDINGS:
            return [*findings, more(file, number)]
    return findings


def more(file: str, row: int | None) -> Finding:
    """The finding that says that a list of findings ends at its cap."""
    return Finding("more-findings", file=file, row=row, expected=str(limits.MAX_FINDINGS))


def _check(field: Mapping[str, Any], file: str) -> tuple[Any, Finding | None]:
    """The compiled pattern of a field, or the finding that it does not compile."""
    pattern = (field.get("constraints") or {}).get("pattern")
    if pattern is None:
        return None, None
    try:
        return re2.compile(pattern), None
    except (re2.error, TypeError):
        return None, Finding("bad-pattern", file=file, field=field["name"], value=str(pattern))


def _fault(cell: str, kind: str, pattern: Any) -> tuple[str, str]:
    """The code of what is wrong with a cell and the rule it broke, or two empty strings."""
    if len(cell) > limits.MAX_CELL_CHARS:
        return "cell-too-long", str(limits.MAX_CELL_CHARS)
    if cell != cell.strip():
        return "edge-space", ""
    grammar = _GRAMMAR.get(kind)
    if grammar:
        if not grammar.match(cell):
            return "type-error", kind
        if kind == "number" and abs(float(cell)) > 1e300:
            return "type-error", kind
    elif cell.startswith(FORMULA) and not _NUMBER.match(cell):
        return "formula-prefix", "= + - @"
    if pattern is not None and not pattern.fullmatch(cell):
        return "constraint-error", f"pattern {pattern.pattern}"
    return "", ""
