"""A workbook of a stranger, read as values: no formula is computed, no link followed, no macro kept.

The archive is taken apart under caps (``parts``) and its sheets are read by the element, so that the farthest
cell, the millionth and the last second are each met where they stand. A library that reads whole sheets
knows neither caps nor what is merged and hidden without building every cell that a file only names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from observatory.excel import parts as excel_parts
from observatory.excel.book import Book, read_book
from observatory.excel.layout import CHOICES_SHEET
from observatory.excel.markup import DoctypeError, TooSlowError, deadline, unescape, walk
from observatory.findings import Finding
from observatory.gate import limits

MAX_ROWS = 20_000  # of a sheet; the largest table of the project has 6,312
MAX_COLUMNS = limits.MAX_COLUMNS + 1  # the column of marks comes before those of the table
MAX_CELLS = 400_000  # with something in them, in all sheets
MAX_SHEETS = limits.MAX_TABLES + 4
MAX_SECONDS = 10.0

_TRUE = {"1", "true"}
_FORMER_LEAP_DAY = 60  # Excel counts a 29 February 1900 that never was

Cell = tuple[int, int]
Value = str | int | float | bool | dt.datetime


@dataclass
class Sheet:
    """One sheet: the values of each row that has some, by row and by column, both from 1.

    ``formulas`` are the cells with a formula, whose value is not read; ``errors`` those that show an error of
    Excel; ``percents`` the numbers shown as a percentage; ``merged`` the merged ranges, as the file writes
    them; ``hidden_columns`` the first and the last column of each hidden run.
    """

    visible: bool
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    formulas: set[Cell] = field(default_factory=set)
    errors: set[Cell] = field(default_factory=set)
    percents: set[Cell] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[Cell] = field(default_factory=list)


@dataclass(frozen=True)
class Opened:
    """A workbook: its sheets in order by name, and the custom properties of the document."""

    file: str
    sheets: Mapping[str, Sheet]
    properties: Mapping[str, str]


class _OverCapError(Exception):
    """A cap that a sheet breaks: the finding's value and rule."""


def open_workbook(path: Path) -> tuple[Opened | None, list[Finding]]:
    """The workbook in ``path``, or ``None`` and the findings that say why it is not read.

    The list of choices of a template is left out: what a cell may hold is asked of the tables themselves.
    """
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(excel_parts.MAX_BYTES + 1)
    except OSError as error:
        return None, [Finding("input-unreadable", file=file, value=error.strerror or "")]
    inflated, findings = excel_parts.parts(content, file)
    if findings:
        return None, findings
    try:
        return _read(inflated, file), []
    except TooSlowError:
        return None, [Finding("excel-too-slow", file=file, expected=f"{MAX_SECONDS:g}")]
    except _OverCapError as error:
        value, expected = error.args
        return None, [Finding("excel-too-far", file=file, value=value, expected=expected)]
    except (DoctypeError, expat.ExpatError, LookupError, ValueError, OverflowError) as error:
        # The words of an error may be the stranger's, so only its kind is said.
        return None, [Finding("excel-unreadable", file=file, value=type(error).__name__)]


def letters_of(column: int) -> str:
    """The letters of a column by its number: ``A`` is 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_of(letters: str) -> int:
    """The number of a column from its letters. Raises ``ValueError`` for anything but 1 to 3 letters."""
    if not (0 < len(letters) <= 3 and letters.isascii() and letters.isalpha()):
        raise ValueError(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _read(parts: Mapping[str, bytes], file: str) -> Opened:
    tick = deadline(MAX_SECONDS)
    book = read_book(parts, tick)
    if len(book.sheets) > MAX_SHEETS:
        raise _OverCapError(str(len(book.sheets)), f"sheet {MAX_SHEETS}")
    sheets: dict[str, Sheet] = {}
    cells = 0
    for name, part, visible in book.sheets:
        if name in sheets:
            raise ValueError("a sheet twice")
        if name == CHOICES_SHEET or part not in parts:
            continue
        reader = _SheetReader(book, Sheet(visible), MAX_CELLS - cells)
        walk(parts[part], reader, tick)
        cells += reader.cells
        sheets[name] = reader.sheet
    return Opened(file, sheets, book.properties)


class _SheetReader:
    """Reads rows and cells in the order in which they must stand; one without a place follows the one before it."""

    def __init__(self, book: Book, sheet: Sheet, most: int) -> None:
        self.sheet = sheet
        self.cells = 0
        self.capture = False
        self._book, self._most = book, most
        self._row = self._column = 0
        self._kind, self._style = "n", 0
        self._text: str | None = None
        self._formula = False
        self._reading = 0
        self._columns: dict[str, int] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name in ("v", "t"):
            self.capture = not self._reading
        elif name == "row":
            self._begin_row(attributes)
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._reading += 1
        elif name == "col":
            if attributes.get("hidden") in _TRUE:
                self.sheet.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            self.sheet.merged.append(attributes.get("ref", ""))

    def end(self, name: str, text: str) -> None:
        if name == "c":
            self._end_cell()
        elif name == "v":
            self.capture, self._text = False, text
        elif name == "t":
            if not self._reading:
                self._text = (self._text or "") + text
            self.capture = False
        elif name == "rPh":
            self._reading -= 1

    def _begin_row(self, attributes: dict[str, str]) -> None:
        row = int(attributes.get("r", self._row + 1))
        if row <= self._row:
            raise ValueError("rows out of order")
        self._row, self._column = row, 0
        if attributes.get("hidden") in _TRUE:
            self.sheet.hidden_rows.add(row)

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        column = self._column + 1
        if "r" in attributes:
            letters = attributes["r"].rstrip("0123456789")
            if letters not in self._columns:
                self._columns[letters] = column_of(letters)
            column = self._columns[letters]
        if column <= self._column:
            raise ValueError("cells out of order")
        self._column = column
        self._kind, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._text, self._formula = None, False

    def _end_cell(self) -> None:
        if self._text is None and not self._formula:
            return
        self.cells += 1
        for number, most, what in (
            (self._row, MAX_ROWS, "row"),
            (self._column, MAX_COLUMNS, "column"),
            (self.cells, self._most, "cell"),
        ):
            if number > most:
                raise _OverCapError(f"{letters_of(self._column)}{self._row}", f"{what} {most}")
        values = self.sheet.rows.setdefault(self._row, {})
        if self._formula:
            self.sheet.formulas.add((self._row, self._column))
        elif self._text:
            values[self._column] = self._value(self._text)

    def _value(self, text: str) -> Value:
        if self._kind == "s":
            return self._book.strings[int(text)]
        if self._kind == "n":
            return self._number(text)
        if self._kind == "b":
            return text in _TRUE
        if self._kind == "d":
            return dt.datetime.fromisoformat(text).replace(tzinfo=None)
        if self._kind == "e":
            self.sheet.errors.add((self._row, self._column))
        return unescape(text)

    def _number(self, text: str) -> Value:
        number = float(text) if "." in text or "e" in text or "E" in text else int(text)
        if self._style in self._book.dates:
            return self._date(number)
        if self._style in self._book.percents:
            self.sheet.percents.add((self._row, self._column))
        return number

    def _date(self, serial: float) -> Value:
        """The moment of a serial number; a time of day without a day keeps day 0, which is no date."""
        if serial < 1 and self._book.epoch.year < 1904:
            return float(serial)
        days = serial + 1 if serial < _FORMER_LEAP_DAY and self._book.epoch.year < 1904 else serial
        moment = self._book.epoch + dt.timedelta(days=days)
        return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
