"""A checked workbook to give back: the template filled with what was read, and every fault at its cell.

It is written anew, so nothing of the file that came in but its values is in it. A cell with a fault has a colour and
a comment, and column A of its row says so in a word. Whoever mends it there can send the same file again. It is
their own file: what looks like somebody's data stays in its cell here, and the comment names its kind alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

from observatory.excel.choices import Choices
from observatory.excel.layout import FIRST_DATA_ROW, FIRST_FIELD_COLUMN, NAME_ROW, is_example
from observatory.excel.opened import Opened, Sheet, Value, letters_of
from observatory.excel.read import ReadTable
from observatory.excel.repair import NUMBERS, Repair
from observatory.excel.template import template
from observatory.excel.told import EXPECTED, WORDS, repair_text, rule_text
from observatory.findings import Finding, Lang, has_errors
from observatory.messages import hint, message
from observatory.tables.model import Package

MAX_COMMENTS = 2_000  # Excel draws each as a shape; beyond, a cell has its colour and the word in column A alone
MAX_LISTED = 2_000  # findings, and repairs, on the summary

Mark = Literal["error", "warning", "repair"]

_MAX_COMMENT = 2_000  # characters; Excel shows no scroll bar
_MAX_TEXT = 32_767  # of Excel
_EXACT = 10**15  # whole numbers above it lose digits in Excel
_COMMENT = {"x_scale": 2.5, "y_scale": 1.6}
_COLOURS: dict[Mark, dict[str, Any]] = {
    "error": {"bg_color": "#F9D0D0", "font_color": "#5C0A0A", "border": 2, "border_color": "#B42318"},
    "warning": {"bg_color": "#FFF0B3", "font_color": "#4D3800", "border": 1, "border_color": "#8A6500"},
    "repair": {"bg_color": "#D6E9FA", "font_color": "#0B2E4F", "border": 4, "border_color": "#1F5C99"},
}
_FORMATS = {"text": {"num_format": "@"}, "date": {"num_format": "yyyy-mm-dd"}, "number": {}}
_WIDTHS = (28, 10, 12, 28, 60, 60)


def marked(
    package: Package,
    opened: Opened,
    tables: Sequence[ReadTable],
    findings: Sequence[Finding],
    repairs: Sequence[tuple[str, Repair]],
    choices: Mapping[tuple[str, str], Choices],
    lang: Lang,
) -> bytes:
    """The checked copy of a workbook.

    ``tables`` are those that were read from ``opened``, ``repairs`` go with the name of their table.
    """
    content = _Content(opened, tables, findings, repairs, lang)
    return template(package, [read.table for read in tables], lang, choices, content)


class _Content:
    """The rows of a checked workbook and its summary."""

    def __init__(
        self,
        opened: Opened,
        tables: Sequence[ReadTable],
        findings: Sequence[Finding],
        repairs: Sequence[tuple[str, Repair]],
        lang: Lang,
    ) -> None:
        self._opened, self._tables, self._findings, self._repairs = opened, tables, findings, repairs
        self._lang, self._words = lang, WORDS[lang]
        self._left = MAX_COMMENTS
        self._styles: dict[tuple[Mark | None, str], Any] = {}

    @property
    def sheet(self) -> str:
        return self._words["sheet"]

    def write(self, book: Any, first: Any, pages: Mapping[str, Any]) -> None:
        marks: tuple[Mark | None, ...] = ("error", "warning", "repair", None)
        self._styles = {
            (mark, kind): book.add_format({**own, **(_COLOURS[mark] if mark else {}), "valign": "top"})
            for mark in marks
            for kind, own in _FORMATS.items()
        }
        for read in self._tables:
            self._write_rows(pages[read.table], self._opened.sheets[read.sheet], read)
        heading = book.add_format({"bold": True, "font_size": 14, "font_color": "#1F3B63"})
        label = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._write_summary(first, heading, label, wrapped)

    def _write_rows(self, page: Any, sheet: Sheet, read: ReadTable) -> None:
        said: dict[int, dict[int, list[Finding]]] = defaultdict(lambda: defaultdict(list))
        for finding in self._findings:
            if finding.file == read.place and finding.row is not None:
                columns = [read.columns[name] for name in finding.field.split(", ") if name in read.columns]
                for column in columns or [FIRST_FIELD_COLUMN - 1]:
                    said[finding.row][column].append(finding)
        repaired: dict[int, dict[int, Repair]] = defaultdict(dict)
        for table, repair in self._repairs:
            if table == read.table and repair.field in read.columns and repair.rule not in EXPECTED:
                repaired[repair.row][read.columns[repair.field]] = repair
        targets = self._targets(page, sheet, read)
        numbers = {read.columns[name] for name, kind in read.types.items() if kind in NUMBERS and name in read.columns}
        for row in sorted(sheet.rows.keys() | said.keys()):
            if row < FIRST_DATA_ROW:
                continue
            values = sheet.rows.get(row, {})
            self._write_note(page, row, values.get(FIRST_FIELD_COLUMN - 1), said.get(row, {}), bool(repaired.get(row)))
            for column in sorted((values.keys() | said.get(row, {}).keys()) & targets.keys()):
                found, value = said.get(row, {}).get(column, []), values.get(column)
                mended = None if found else repaired.get(row, {}).get(column)
                if mended:
                    value = _value(mended.after, column in numbers)
                mark: Mark | None = _worst(found) if found else "repair" if mended else None
                self._write(page, row, targets[column], value, mark)
                texts = [self._told(finding) for finding in found] + (
                    [repair_text(mended, self._lang)] if mended else []
                )
                self._comment(page, row, targets[column], texts)

    def _targets(self, page: Any, sheet: Sheet, read: ReadTable) -> dict[int, int]:
        """The column of the copy for each column of the sheet: those of the table in its order, others behind them."""
        order = {name: number for number, name in enumerate(read.types, start=FIRST_FIELD_COLUMN)}
        targets = {column: order[name] for name, column in read.columns.items()}
        others = {column for values in sheet.rows.values() for column in values if column >= FIRST_FIELD_COLUMN}
        for number, column in enumerate(sorted(others - targets.keys()), start=FIRST_FIELD_COLUMN + len(order)):
            targets[column] = number
            name = sheet.rows.get(NAME_ROW, {}).get(column)
            self._write(page, NAME_ROW, number, name, "error")
        return targets

    def _write_note(
        self, page: Any, row: int, note: Value | None, said: Mapping[int, Sequence[Finding]], repaired: bool
    ) -> None:
        """What column A says of a row: the worst there is in it. The mark of an example stays."""
        found = [finding for each in said.values() for finding in each]
        mark: Mark | None = _worst(found) if found else "repair" if repaired else None
        text = note if is_example(note) else self._words[mark] if mark else None
        if text is not None:
            self._write(page, row, FIRST_FIELD_COLUMN - 1, text, mark)
        own = said.get(FIRST_FIELD_COLUMN - 1, ())
        self._comment(page, row, FIRST_FIELD_COLUMN - 1, [self._told(finding) for finding in own])

    def _write(self, page: Any, row: int, column: int, value: Value | None, mark: Mark | None) -> None:
        """A value at a place of Excel (from 1), never as a formula or a link."""
        at = (row - 1, column - 1)
        if value is None:
            page.write_blank(*at, None, self._styles[mark, "text"])
        elif isinstance(value, bool):
            page.write_boolean(*at, value, self._styles[mark, "number"])
        elif isinstance(value, dt.datetime):
            page.write_datetime(*at, value, self._styles[mark, "date"])
        elif isinstance(value, int | float) and abs(value) < _EXACT:
            page.write_number(*at, value, self._styles[mark, "number"])
        else:
            page.write_string(*at, str(value)[:_MAX_TEXT], self._styles[mark, "text"])

    def _comment(self, page: Any, row: int, column: int, texts: Sequence[str]) -> None:
        if texts and self._left:
            self._left -= 1
            page.write_comment(row - 1, column - 1, "\n".join(texts)[:_MAX_COMMENT], _COMMENT)

    def _told(self, finding: Finding) -> str:
        return f"[{finding.code}] {message(finding, self._lang)} {hint(finding, self._lang)}"

    def _write_summary(self, page: Any, heading: Any, label: Any, wrapped: Any) -> None:
        words = self._words
        errors = sum(finding.level == "error" for finding in self._findings)
        for column, width in enumerate(_WIDTHS):
            page.set_column(column, column, width)
        page.write_string(0, 0, words["title"], heading)
        page.write_string(1, 0, words["invalid" if errors else "valid"])
        page.write_string(2, 0, words["how"])
        counts = (
            ("rows", sum(len(read.records) for read in self._tables)),
            ("errors", errors),
            ("warnings", len(self._findings) - errors),
            ("repairs", sum(repair.rule not in EXPECTED for _, repair in self._repairs)),
        )
        for row, (key, count) in enumerate(counts, start=4):
            page.write_string(row, 0, words[key], label)
            page.write_number(row, 1, count)
        row = 9
        for title, head, lines, total in (
            (
                "found",
                ("place", "cell", "level", "code", "message", "hint"),
                self._findings_told(),
                len(self._findings),
            ),
            ("repaired", ("place", "cell", "before", "after", "rule"), self._repairs_told(), counts[-1][1]),
        ):
            if not total:
                continue
            page.write_string(row, 0, words[title], heading)
            for column, key in enumerate(head):
                page.write_string(row + 1, column, words[key], label)
            row += 2
            for texts in islice(lines, MAX_LISTED):
                for column, text in enumerate(texts):
                    page.write_string(row, column, text[:_MAX_TEXT], wrapped)
                row += 1
            if total > MAX_LISTED:
                page.write_string(row, 0, words["more"].format(more=total - MAX_LISTED))
            row += 2

    def _findings_told(self) -> Iterator[tuple[str, ...]]:
        by_place = {read.place: read for read in self._tables}
        for finding in self._findings:
            read = by_place.get(finding.file)
            cell = read.cell(finding) if read else ""
            place = read.sheet if read else finding.file
            texts = (message(finding, self._lang), hint(finding, self._lang))
            yield (place, cell or str(finding.row or ""), self._words[finding.level], finding.code, *texts)

    def _repairs_told(self) -> Iterator[tuple[str, ...]]:
        by_table = {read.table: read for read in self._tables}
        for table, repair in self._repairs:
            if repair.rule not in EXPECTED:
                read = by_table[table]
                cell = f"{letters_of(read.columns[repair.field])}{repair.row}"
                yield (read.sheet, cell, repair.before, repair.after, rule_text(repair.rule, self._lang))


def _worst(findings: Sequence[Finding]) -> Mark:
    return "error" if has_errors(findings) else "warning"


def _value(text: str, number: bool) -> Value:
    """A repaired text as Excel should hold it."""
    try:
        return float(text) if number else text
    except ValueError:
        return text
