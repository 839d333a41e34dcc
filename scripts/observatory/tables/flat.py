"""A single CSV file without a descriptor, such as an analyst's own: read whole, every cell as text.

Packages go through ``load``; here there is no schema to hold the file against, so only its form is
checked, and the rooms judge what stands in the cells.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import pyarrow
import pyarrow.csv

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate import text as gate_text

MAX_BYTES = 4_000_000_000
_BLOCK = 1 << 24
_MARK = b"\xef\xbb\xbf"
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\r\n"
_OTHER_DELIMITER = re.compile(r"[;\t|]")
_BLANK_LINE = (b"\n\n", b"\n\r", b"\r\r")


@dataclass(frozen=True)
class Flat:
    """The cells of a file, one ``str`` column per name of its header, and the SHA-256 of its bytes.

    Row ``i`` of the frame is line ``i + 2`` as a spreadsheet shows it. An empty cell is an empty text.
    """

    frame: pd.DataFrame
    sha256: str


def read(path: Path) -> tuple[Flat | None, list[Finding]]:
    """The table in ``path``: UTF-8 with or without a byte order mark, commas, one header line.

    The table is ``None`` when the list holds findings, each of them an error: a file that cannot be
    opened, is too large, is not clean UTF-8, has no header, is parted by something else than commas,
    names a column twice, or has rows of another width than its header. Columns without a name are left out.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Finding("input-unreadable", file=file, value=error.strerror or "")]
    if len(content) > MAX_BYTES:
        return None, [Finding("file-too-large", file=file, value=str(len(content)), expected=str(MAX_BYTES))]
    digest = hashlib.sha256(content).hexdigest()
    content = content.removeprefix(_MARK).rstrip(b"\r\n") + b"\n"
    findings = _inspect_text(content, file) or _inspect_header(content, file)
    if findings:
        return None, findings
    if any(mark in content for mark in (b'"', *_BLANK_LINE)):
        findings = _inspect_rows(content, file)
    if findings:
        return None, findings
    table, uneven = _parse(content)
    if uneven:
        return None, _inspect_rows(content, file)
    named = [index for index, name in enumerate(table.column_names) if name.strip()]
    return Flat(table.select(named).to_pandas(), digest), []


def _inspect_text(content: bytes, file: str) -> list[Finding]:
    """What ``gate.text`` finds in the text, looked at block by block so that a large file fits."""
    line, begin = 0, 0
    while begin < len(content):
        end = content.find(b"\n", begin + _BLOCK) + 1 or len(content)
        block = content[begin:end]
        if not _plain(block):
            text, findings = gate_text.decode(block, file)
            findings = findings or gate_text.inspect(text or "", file)
            if findings:
                return [replace(finding, row=(finding.row or 1) + line) for finding in findings]
        line += block.count(b"\n")
        begin = end
    return []


def _plain(block: bytes) -> bool:
    """True for printable ASCII in lines below the cap, where ``gate.text`` has nothing to find."""
    if block.translate(None, _PRINTABLE):
        return False
    line = 0
    while len(block) - line > limits.MAX_LINE_BYTES:
        line = block.rfind(b"\n", line, line + limits.MAX_LINE_BYTES) + 1
        if not line:
            return False
    return True


def _inspect_header(content: bytes, file: str) -> list[Finding]:
    """What is wrong with the first record."""
    try:
        header = next(_records(content), [])
    except csv.Error as error:
        return [Finding("csv-error", file=file, row=1, value=str(error))]
    if not any(name.strip() for name in header):
        return [Finding("empty-table", file=file)]
    if len(header) == 1 and (other := _OTHER_DELIMITER.search(header[0])):
        return [Finding("wrong-delimiter", file=file, row=1, value=other[0], expected=",")]
    twice = [name for name, count in Counter(header).items() if count > 1 and name.strip()]
    return [Finding("duplicate-label", file=file, row=1, value=name) for name in twice]


def _parse(content: bytes) -> tuple[pyarrow.Table, bool]:
    """All cells as text, and whether there were rows of another width than the header, which are left out."""
    uneven = False

    def skip(_row: pyarrow.csv.InvalidRow) -> str:
        nonlocal uneven
        uneven = True
        return "skip"

    names = next(_records(content))
    table = pyarrow.csv.read_csv(
        io.BytesIO(content),
        parse_options=pyarrow.csv.ParseOptions(
            newlines_in_values=b'"' in content, ignore_empty_lines=False, invalid_row_handler=skip
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pyarrow.string()), strings_can_be_null=False
        ),
    )
    return table, uneven


def _inspect_rows(content: bytes, file: str) -> list[Finding]:
    """Rows that are blank, too short or too long, and what ends the file as CSV; at most ``MAX_FINDINGS``."""
    findings: list[Finding] = []
    records = _records(content)
    header = next(records)
    row = 1
    try:
        for row, record in enumerate(records, start=2):
            if not record:
                findings.append(Finding("blank-row", file=file, row=row))
            elif len(record) < len(header):
                findings.append(Finding("missing-cell", file=file, row=row, field=header[len(record)]))
            elif len(record) > len(header):
                findings.append(Finding("extra-cell", file=file, row=row, value=record[len(header)]))
            if len(findings) >= limits.MAX_FINDINGS:
                break
    except csv.Error as error:
        findings.append(Finding("csv-error", file=file, row=row + 1, value=str(error)))
    return findings


def _records(content: bytes) -> Iterator[list[str]]:
    csv.field_size_limit(limits.MAX_LINE_BYTES)
    return csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""), strict=True)
