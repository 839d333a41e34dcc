"""Where in a table something is: rows and columns as a spreadsheet shows them.

A row is a record of the CSV file, counted from 1 with the header, so a cell that holds a line break moves
nothing that stands below it. A column goes by its name in the schema; without a schema by its label, and by
its position, as ``#3``, where the label is blank or stands twice, or the record is longer than the header.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from observatory.findings import Finding
from observatory.gate import text as gate_text

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# A cell as RFC 4180 writes it, up to what ends it; a quote that never closes fits nothing.
_CELL = re.compile(r'(?:"(?>[^"]|"")*"|(?!")[^,\r\n]*)(?=[,\r\n]|\Z)')


def names(header: Sequence[str], fields: Sequence[Mapping[str, Any]]) -> list[str]:
    """What to call each column of a table with this header, by the ``fields`` of its schema (none: [])."""
    counted = Counter(header)
    labels = [label if label.strip() and counted[label] == 1 else f"#{n}" for n, label in enumerate(header, start=1)]
    known = [str(field["name"]) for field in fields]
    return [*known, *(f"#{n}" for n in range(len(known) + 1, len(header) + 1))] if known else labels


def name(columns: Sequence[str], index: int) -> str:
    """What to call the column at ``index`` (from 0), which may lie beyond the header."""
    return columns[index] if index < len(columns) else f"#{index + 1}"


def position(before: str) -> tuple[int, int]:
    """The row (from 1) and the index of the column (from 0) of what follows the text ``before``."""
    row, index = 1, 0
    for row, record in enumerate(csv.reader(io.StringIO(f"{before}x", newline="")), start=1):  # noqa: B007
        index = len(record) - 1
    return row, index


def undecoded(finding: Finding, content: bytes, fields: Sequence[Mapping[str, Any]]) -> Finding:
    """The finding that ``content`` is not UTF-8, at the cell of the first bytes that are not.

    A file in UTF-16 is wrong as a whole, so no column of it is named.
    """
    fault = gate_text.undecodable(content)
    if finding.code != "encoding-error" or fault is None or content.startswith(_UTF16):
        return finding
    before = content[: fault[0]].decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        row, index = position(before)
        header = next(csv.reader(io.StringIO(before, newline="")), []) if row > 1 else []
    except csv.Error:  # a cell over the cap
        return finding
    return replace(finding, row=row, field=name(names(header, fields), index))


def unreadable(rest: str) -> int | None:
    """The index of the first column of a record, the beginning of ``rest``, that cannot be read as a cell."""
    start = 0
    for index in range(len(rest) + 1):
        cell = _CELL.match(rest, start)
        if cell is None:
            return index
        if rest[cell.end() : cell.end() + 1] != ",":
            return None
        start = cell.end() + 1
    return None


def in_cells(
    findings: Sequence[Finding], text: str, records: Sequence[Sequence[str]], columns: Sequence[str], file: str
) -> list[Finding]:
    """What the gate found in the lines of a table, at the cells of its ``records`` (header first).

    At most ``gate.text.MAX_FINDINGS`` cells are named, and a last finding says so.
    """
    if not findings:
        return []
    lines = [finding for finding in findings if finding.code == "line-too-long"]
    placed = [replace(finding, row=_record_of(text, finding.row or 1)) for finding in lines]
    most = gate_text.MAX_FINDINGS
    found = list(islice(_texts(records, columns, file), most + 1))
    if len(found) > most:
        found[most:] = [Finding("more-findings", file=file, row=found[most - 1].row, expected=str(most))]
    return [*found, *placed] or list(findings)


def _texts(records: Sequence[Sequence[str]], columns: Sequence[str], file: str) -> Iterator[Finding]:
    """Hidden characters and letters that are not composed, cell by cell."""
    for row, record in enumerate(records, start=1):
        for index, cell in enumerate(record):
            if character := gate_text.hidden(cell):
                yield Finding("hidden-character", file=file, row=row, field=name(columns, index), value=character)
            if not unicodedata.is_normalized("NFC", cell):
                word = gate_text.first_decomposed(cell)
                yield Finding(
                    "not-composed", file=file, row=row, field=name(columns, index), value=word, expected="NFC"
                )


def _record_of(text: str, line: int) -> int:
    """The row of the record that holds the beginning of a line (from 1), as the gate counts lines."""
    before = "".join(f"{part}\n" for part in islice(text.split("\n"), line - 1))
    try:
        return position(before)[0]
    except csv.Error:
        return line
