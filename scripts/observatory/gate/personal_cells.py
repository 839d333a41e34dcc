"""Personal data in what is about to be published: the cells of a table, the lines of a text, the texts of a descriptor.

A finding names the place and the kind, never the value, and ``hidden`` takes the value out of every other finding
about the same place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate.personal import named, personal, shortened

CODE = "personal-data"
_FIGURES = {"boolean", "date", "datetime", "integer", "number", "time", "year", "yearmonth"}
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
# A card number among figures is one where figures of that length are not the rule.
_LONG = re.compile(r"[0-9]{15,19}")
_LONG_SHARE = 0.02
_SHORT_SHARE, _SHORT_CELLS = 0.8, 5


def cells(records: Sequence[Sequence[str]], fields: Sequence[Mapping[str, Any]], file: str) -> list[Finding]:
    """A ``personal-data`` finding for each cell and kind, with its row and its field; ``expected`` is the kind.

    ``records`` includes the header; cells beyond the fields are looked at too. Each distinct text of a column is
    judged once. Figures (by the type of the field) are personal only under a column named for such numbers, or where
    most of a column looks like phone or citizen's numbers that a spreadsheet took the first zero from.
    """
    if not records:
        return []
    faulty: dict[int, dict[str, tuple[str, ...]]] = {}
    for index in range(max(map(len, records))):
        field = fields[index] if index < len(fields) else {"name": f"#{index + 1}"}
        texts = {record[index] for record in records[1:] if index < len(record)}
        if kinds := _column(texts, field) | _header(records[0], index):
            faulty[index] = kinds
    # Rows are walked only for the columns that hold any.
    by_row = [
        (row, str(fields[index]["name"]) if index < len(fields) else f"#{index + 1}", kind)
        for row, record in enumerate(records if faulty else (), start=1)
        for index, kinds in faulty.items()
        if index < len(record)
        for kind in kinds.get(record[index], ())
    ]
    found = [
        Finding("personal-data", file=file, row=row, field=name, expected=kind)
        for row, name, kind in by_row[: limits.MAX_FINDINGS]
    ]
    if len(by_row) > limits.MAX_FINDINGS:
        found.append(Finding("more-findings", file=file, row=found[-1].row, expected=str(limits.MAX_FINDINGS)))
    return found


def lines(text: str, file: str) -> list[Finding]:
    """A finding for each line of ``text`` and each kind in it; the line stands in ``row``."""
    return [
        Finding("personal-data", file=file, row=row, expected=kind)
        for row, line in enumerate(text.split("\n"), start=1)
        for kind in personal(line)
    ][: limits.MAX_FINDINGS]


def hidden(findings: Iterable[Finding], personal_ones: Iterable[Finding]) -> list[Finding]:
    """``findings`` without the values of places that hold personal data, and without values that look like such.

    A place is a line of a file; a finding about a whole file counts as one about each of its lines.
    """
    places = {(finding.file, finding.row) for finding in personal_ones}
    files = {file for file, _ in places}
    return [
        replace(finding, value="")
        if finding.value
        and (
            (finding.file, finding.row) in places
            or (finding.row is None and finding.file in files)
            or personal(finding.value, finding.field)
        )
        else finding
        for finding in findings
    ]


def _column(texts: set[str], field: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The kinds in each distinct text of a column that holds any."""
    texts.discard("")
    kind = named(str(field["name"])) or named(str(field.get("title") or "")) or named(str(field.get("title_en") or ""))
    name = str(field["name"]) if named(str(field["name"])) else str(field.get("title") if kind else "")
    found = _shortened(texts)
    if str(field.get("type", "string")) in _FIGURES:
        return found | ({text: kinds for text in texts if (kinds := _figure(text, kind))} if kind else {})
    judge = _judge(texts)
    for text in texts:
        if kinds := judge(text, name):
            found[text] = kinds
    return found


def _header(header: Sequence[str], index: int) -> dict[str, tuple[str, ...]]:
    """The kinds in the name of a column, as the file has it."""
    kinds = personal(header[index]) if index < len(header) else ()
    return {header[index]: kinds} if kinds else {}


def _figure(text: str, kind: str) -> tuple[str, ...]:
    return (kind,) if kind in personal(text, kind) else ()


def _judge(texts: set[str]) -> Callable[[str, str], tuple[str, ...]]:
    """``personal``, but for a column of figures without a type, where a long figure is no card."""
    figures = [text for text in texts if _NUMBER.fullmatch(text)]
    long = sum(1 for text in figures if len(text.partition(".")[0]) >= 12)
    if 2 * len(figures) < len(texts) or long <= max(1, _LONG_SHARE * len(figures)):
        return personal
    cards = sum(1 for text in figures if _LONG.fullmatch(text) and "bank-card" in personal(text))
    if 2 * cards >= len(figures):
        return personal
    return lambda text, name: () if _NUMBER.fullmatch(text) and not text.startswith("0") else personal(text, name)


def _shortened(texts: set[str]) -> dict[str, tuple[str, ...]]:
    """Every cell of a column most of whose cells are phone or citizen's numbers without their first zero."""
    least = max(_SHORT_CELLS, _SHORT_SHARE * len(texts))
    digits = [text for text in texts if 9 <= len(text) <= 11 and text.isdecimal()]
    if len(digits) < least:
        return {}
    for kind in ("phone", "citizen-id"):
        short = [text for text in digits if shortened(text, kind)]
        if len(short) >= least:
            return dict.fromkeys(short, (kind,))
    return {}
