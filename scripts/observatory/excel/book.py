"""What a workbook says of itself beside its sheets: their names, its texts, formats of numbers, properties."""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from observatory.excel.markup import Tick, unescape, walk
from observatory.excel.parts import WORKBOOK

RELATIONS, STRINGS, STYLES, PROPERTIES = (
    "xl/_rels/workbook.xml.rels",
    "xl/sharedstrings.xml",
    "xl/styles.xml",
    "docprops/custom.xml",
)
# Formats that have a number and no text in the file (ECMA-376, part 1, 18.8.30), those of East Asia included.
_BUILTIN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_BUILTIN_PERCENTS = {9, 10}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTER = re.compile("[dmyhs]", re.IGNORECASE)
_TRUE = {"1", "true"}


@dataclass
class Book:
    """The sheets in order as name, part and visible or not; the texts; the styles that show dates or percentages."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    dates: set[int] = field(default_factory=set)
    percents: set[int] = field(default_factory=set)
    properties: dict[str, str] = field(default_factory=dict)
    epoch: dt.datetime = dt.datetime(1899, 12, 30)


def read_book(parts: Mapping[str, bytes], tick: Tick) -> Book:
    """The book of the parts, which go by their names in lower case.

    Raises what ``markup.walk`` raises, ``LookupError`` and ``ValueError`` for a workbook that contradicts itself.
    """
    book = Book()
    relations = _Relations()
    if RELATIONS in parts:
        walk(parts[RELATIONS], relations, tick)
    walk(parts[WORKBOOK], _Workbook(book, relations.targets), tick)
    if STRINGS in parts:
        walk(parts[STRINGS], _Strings(book), tick)
    if STYLES in parts:
        walk(parts[STYLES], _Styles(book), tick)
    if PROPERTIES in parts:
        walk(parts[PROPERTIES], _Properties(book), tick)
    return book


class _Relations:
    """The parts of the workbook, by the identifier it uses for them."""

    capture = False

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" Relationship"):
            path = posixpath.normpath(posixpath.join("/xl", attributes["Target"]))
            self.targets[attributes["Id"]] = path.lstrip("/").casefold()

    def end(self, name: str, text: str) -> None:
        pass


class _Workbook:
    """The sheets, and the day that dates count from."""

    capture = False

    def __init__(self, book: Book, targets: Mapping[str, str]) -> None:
        self._book, self._targets = book, targets

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            part = next((self._targets[value] for key, value in attributes.items() if key.endswith(" id")), "")
            visible = attributes.get("state", "visible") == "visible"
            self._book.sheets.append((unescape(attributes["name"]), part, visible))
        elif name == "workbookPr" and attributes.get("date1904") in _TRUE:
            self._book.epoch = dt.datetime(1904, 1, 1)

    def end(self, name: str, text: str) -> None:
        pass


class _Strings:
    """The texts that cells refer to by number; runs of one text are joined, and readings of kana left out."""

    def __init__(self, book: Book) -> None:
        self._strings = book.strings
        self._parts: list[str] = []
        self._reading = 0
        self.capture = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._reading += 1
        self.capture = name == "t" and not self._reading

    def end(self, name: str, text: str) -> None:
        self.capture = False
        if name == "t" and not self._reading:
            self._parts.append(text)
        elif name == "rPh":
            self._reading -= 1
        elif name == "si":
            self._strings.append(unescape("".join(self._parts)))


class _Styles:
    """Which styles of cells show a number as a date, and which as a percentage."""

    capture = False

    def __init__(self, book: Book) -> None:
        self._book = book
        self._codes: dict[int, str] = {}
        self._inside = False
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = _LITERAL.sub("", attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = int(attributes.get("numFmtId", "0"))
            code = self._codes.get(number, "")
            if _DATE_LETTER.search(code) if code else number in _BUILTIN_DATES:
                self._book.dates.add(self._count)
            elif "%" in code or (not code and number in _BUILTIN_PERCENTS):
                self._book.percents.add(self._count)
            self._count += 1

    def end(self, name: str, _text: str) -> None:
        if name == "cellXfs":
            self._inside = False


class _Properties:
    """The custom properties of the document."""

    def __init__(self, book: Book) -> None:
        self._properties = book.properties
        self._name = ""
        self.capture = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" property"):
            self._name = attributes.get("name", "")
        self.capture = name.endswith(" lpwstr")

    def end(self, name: str, text: str) -> None:
        if name.endswith(" lpwstr"):
            self._properties[self._name] = text
        self.capture = False
