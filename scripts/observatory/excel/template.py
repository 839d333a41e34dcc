"""The template of a package: an empty workbook that says what to write where, made from the schema alone.

Nothing in it depends on the clock, and every text is written as text: nothing that a descriptor holds can
become a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from observatory.excel.choices import Choices
from observatory.excel.columns import Column, columns
from observatory.excel.guide import write_guide
from observatory.excel.layout import (
    CHECKED_ROWS,
    CHOICES_SHEET,
    EXAMPLE_MARKS,
    FIRST_DATA_ROW,
    FIRST_FIELD_COLUMN,
    GUIDE_SHEETS,
    HELP_ROW,
    IDENTITY_SHEET,
    MARK_FIELD,
    NAME_ROW,
    REQUIRED_MARK,
    TITLE_ROW,
    Identity,
    identity_properties,
    identity_rows,
    sheet_names,
)
from observatory.excel.styles import styles
from observatory.excel.words import WORDS
from observatory.findings import Lang
from observatory.tables.model import Package

MAX_INLINE = 255  # characters of a list of choices that stands in the check itself; of Excel
MAX_TITLE, MAX_TEXT = 32, 255  # of the notes that Excel shows at a cell

_NO_DATE = "2000-01-01"
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HELP_CHARS = 180
_NARROWEST, _WIDEST = 13, 42


class _Lists:
    """The hidden sheet of choices: one column for each list that does not fit into a check."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._names: dict[tuple[str, ...], str] = {}

    def source(self, labels: tuple[str, ...]) -> list[str] | str:
        """What a check takes as its list: the labels, or the name of their range."""
        if len(",".join(labels)) <= MAX_INLINE and not any(set(label) & set(',"') for label in labels):
            return list(labels)
        if labels not in self._names:
            column = len(self._names)
            name = self._names[labels] = f"choices_{column + 1}"
            for row, label in enumerate(labels):
                self._sheet.write_string(row, column, label)
            letter = xl_col_to_name(column)
            self._book.define_name(name, f"='{CHOICES_SHEET}'!${letter}$1:${letter}${len(labels)}")
        return f"={self._names[labels]}"


class Content(Protocol):
    """Rows that stand in the place of the examples, with a sheet of its own before all others, named ``sheet``."""

    @property
    def sheet(self) -> str:
        """The name of that sheet."""

    def write(self, book: Any, first: Any, pages: Mapping[str, Any]) -> None:
        """Write it, and the rows of each data sheet; ``pages`` gives those by table."""


def template(
    package: Package,
    tables: Sequence[str],
    lang: Lang,
    choices: Mapping[tuple[str, str], Choices],
    content: Content | None = None,
) -> bytes:
    """The template of ``tables`` of ``package`` in one workbook: the same bytes whenever what is given is the same.

    ``choices`` gives the choices of a column by table and field, ``content`` what is filled in already. Raises
    ``KeyError`` for a table that the package does not have.
    """
    described = {str(resource["name"]): resource for resource in package.descriptor["resources"]}
    sheets = sheet_names({table: package.tables[table].title for table in tables}, lang)
    identity = Identity(package.id, package.version, lang, {sheet: table for table, sheet in sheets.items()})
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(_OPTIONS))
    book.set_properties(
        {
            "title": package.title.get(lang),
            "subject": package.id,
            "comments": WORDS[lang]["properties"],
            "created": dt.datetime.fromisoformat(package.last_reviewed or _NO_DATE),
        }
    )
    for name, value in identity_properties(identity).items():
        book.set_custom_property(name, value)
    drawn = styles(book)
    first = book.add_worksheet(content.sheet) if content else None
    guide = book.add_worksheet(GUIDE_SHEETS[lang])
    pages = {table: book.add_worksheet(sheet) for table, sheet in sheets.items()}
    hidden = book.add_worksheet(CHOICES_SHEET)
    lists = _Lists(book, hidden)
    listed: dict[str, list[Column]] = {}
    for table, page in pages.items():
        own = {field: found for (of, field), found in choices.items() if of == table}
        fields = (described[table].get("schema") or {}).get("fields") or []
        letters = [xl_col_to_name(number) for number in range(FIRST_FIELD_COLUMN - 1, len(fields) + 1)]
        listed[table] = columns(described[table], own, letters, lang)
        _write_sheet(page, listed[table], lists, drawn, lang)
        if content is None:
            _write_examples(page, listed[table], drawn, lang)
    write_guide(guide, package, {sheets[table]: found for table, found in listed.items()}, drawn, lang)
    named = book.add_worksheet(IDENTITY_SHEET)
    for number, row in enumerate(identity_rows(identity)):
        for column, text in enumerate(row):
            named.write_string(number, column, text)
    for sheet in (hidden, named):
        sheet.very_hidden()
    if content:
        content.write(book, first, pages)
    (first or guide).activate()
    book.close()
    return out.getvalue()


def _write_sheet(sheet: Any, listed: Sequence[Column], lists: _Lists, drawn: Mapping[str, Any], lang: Lang) -> None:
    """One data sheet: three rows of head and the checks of every column below."""
    words = WORDS[lang]
    sheet.freeze_panes(HELP_ROW, FIRST_FIELD_COLUMN - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(NAME_ROW - 1, HELP_ROW - 1)
    sheet.set_row(TITLE_ROW - 1, 32)
    sheet.set_row(HELP_ROW - 1, 92)
    mark = FIRST_FIELD_COLUMN - 2
    sheet.set_column(mark, mark, 16, drawn["note"])
    sheet.write_string(NAME_ROW - 1, mark, MARK_FIELD, drawn["name"])
    sheet.write_string(TITLE_ROW - 1, mark, words["mark"], drawn["automatic"])
    sheet.write_string(HELP_ROW - 1, mark, words["mark-help"], drawn["help"])
    for number, column in enumerate(listed, start=FIRST_FIELD_COLUMN - 1):
        kind = "automatic" if column.automatic else "required" if column.required else "optional"
        title = column.title + (f" {REQUIRED_MARK}" if column.required else "")
        sheet.set_column(number, number, _width(column), drawn[_cells(column)])
        sheet.write_string(NAME_ROW - 1, number, column.name, drawn["name"])
        sheet.write_string(TITLE_ROW - 1, number, title, drawn[kind])
        sheet.write_string(HELP_ROW - 1, number, _cut(_told(column, lang), _HELP_CHARS), drawn["help"])
        sheet.data_validation(
            FIRST_DATA_ROW - 1, number, FIRST_DATA_ROW + CHECKED_ROWS - 2, number, _validation(column, lists, lang)
        )


def _write_examples(sheet: Any, listed: Sequence[Column], drawn: Mapping[str, Any], lang: Lang) -> None:
    """The row of the example, with its mark."""
    sheet.write_string(FIRST_DATA_ROW - 1, FIRST_FIELD_COLUMN - 2, EXAMPLE_MARKS[lang], drawn["example"])
    for number, column in enumerate(listed, start=FIRST_FIELD_COLUMN - 1):
        _write_example(sheet, number, column, drawn)


def _write_example(sheet: Any, number: int, column: Column, drawn: Mapping[str, Any]) -> None:
    row, value = FIRST_DATA_ROW - 1, column.example
    style = drawn[f"example-{_cells(column)}"]
    if value is None:
        sheet.write_blank(row, number, None, style)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, number, dt.datetime.combine(value, dt.time()), style)
    elif isinstance(value, str):
        sheet.write_string(row, number, value, style)
    else:
        sheet.write_number(row, number, value, style)


def _validation(column: Column, lists: _Lists, lang: Lang) -> dict[str, Any]:
    """The check of a column with what Excel says at its cells."""
    rule = dict(column.check) or {"validate": "any"}
    if rule["validate"] == "list" and column.choices is not None:
        rule["source"] = lists.source(column.choices.labels)
    return rule | {
        "ignore_blank": True,
        "input_title": _cut(column.title, MAX_TITLE),
        "input_message": _cut(_told(column, lang), MAX_TEXT),
        "error_title": _cut(WORDS[lang]["error"], MAX_TITLE),
        "error_message": _cut(f"{column.title}: {column.rule}", MAX_TEXT),
        "error_type": "stop" if column.stops else "warning",
    }


def _told(column: Column, lang: Lang) -> str:
    """What the contributor is told of a column: whether to fill it in, its rule, and what the list does not tell."""
    words = WORDS[lang]
    must = "" if column.automatic else words["required"] if column.required else words["optional"]
    explained = column.choices is not None and column.choices.closed and column.choices.labels != column.choices.values
    return " ".join(part for part in (must, column.rule, "" if explained else column.description) if part)


def _cells(column: Column) -> str:
    """The style of the cells of a column."""
    return "text" if column.as_text else "date" if column.type == "date" else "number"


def _width(column: Column) -> int:
    """The width of a column in characters: that of its title and example, within limits."""
    longest = max(len(column.title) + 3, len(column.name) + 1, len(str(column.example or "")) + 2)
    return min(max(longest, _NARROWEST), _WIDEST)


def _cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` of the units in which Excel counts (UTF-16)."""
    if len(text.encode("utf-16-le")) <= 2 * limit:
        return text
    kept = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return f"{kept.rstrip()}…"
