"""What a template workbook looks like: the one place that both its writer and its reader go by.

A workbook holds tables of one package: a guide, one data sheet for each table, and two hidden sheets, the
lists of choices and the identity, which says what package and tables it is for. The identity stands in the
document properties too, so that it can be checked against itself.

A data sheet has the field names in its first row, titles in the second and rules in the third; figures
begin in ``FIRST_DATA_ROW``, where a fresh template has its example. Column A is no field: it holds the mark
of the example and, in a checked copy, the remarks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from observatory.findings import LANGS, Lang
from observatory.tables.model import Text

FORMAT, FORMAT_VERSION = "observatory-template", "1"
IDENTITY_SHEET = "_observatory"
CHOICES_SHEET = "Danh mục"
GUIDE_SHEETS: Mapping[Lang, str] = {"vi": "Hướng dẫn", "en": "Guide"}
NAME_ROW, TITLE_ROW, HELP_ROW, FIRST_DATA_ROW = 1, 2, 3, 4
FIRST_FIELD_COLUMN = 2
MARK_FIELD = "#"
EXAMPLE_MARKS: Mapping[Lang, str] = {"vi": "THÍ DỤ – XÓA DÒNG NÀY", "en": "EXAMPLE – DELETE THIS ROW"}
SEPARATOR = " – "  # between a code and its name, as in "48 – Đà Nẵng"
REQUIRED_MARK = "*"
CHECKED_ROWS = 10_000  # rows of a data sheet that have drop-downs and checks
MAX_SHEET_CHARS = 31  # of Excel

_PROPERTY, _SHEET_PROPERTY = "observatory-", "observatory-sheet-"
_RESERVED = {name.casefold() for name in (IDENTITY_SHEET, CHOICES_SHEET, *GUIDE_SHEETS.values(), "History")}
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True)
class Identity:
    """What a workbook says it is for; ``package`` is ``owner/name``, ``sheets`` gives the table of each data sheet."""

    package: str
    package_version: str
    lang: Lang
    sheets: Mapping[str, str]


def sheet_names(titles: Mapping[str, Text], lang: Lang) -> dict[str, str]:
    """The sheet of each table, by the table's name: its title, legal and unique whatever the case of its letters.

    ``titles`` gives the title of each table, in the order of the sheets.
    """
    taken = set(_RESERVED)
    names: dict[str, str] = {}
    for table, title in titles.items():
        text = _ILLEGAL.sub(" ", unicodedata.normalize("NFC", title.get(lang) or table))
        stem = " ".join(text.split())
        stem = stem if _cut(stem, MAX_SHEET_CHARS) else table
        name, number = _cut(stem, MAX_SHEET_CHARS), 1
        while name.casefold() in taken:
            number += 1
            end = f" ({number})"
            name = _cut(stem, MAX_SHEET_CHARS - len(end)) + end
        taken.add(name.casefold())
        names[table] = name
    return names


def _cut(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` of the units in which Excel counts (UTF-16), ending with a word where it can."""
    kept = text.encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore")
    if kept != text and " " in kept and not text[len(kept) :].startswith(" "):
        kept = kept.rpartition(" ")[0]
    return kept.strip(" ',;:-–(")


def is_example(first: object) -> bool:
    """Whether a row is the example of the template, by its first cell."""
    return isinstance(first, str) and first.strip().startswith(tuple(EXAMPLE_MARKS.values()))


def identity_rows(identity: Identity) -> list[tuple[str, ...]]:
    """The rows of the identity sheet: key and value, and for each table its sheet too."""
    return [
        ("format", FORMAT),
        ("format_version", FORMAT_VERSION),
        ("package", identity.package),
        ("package_version", identity.package_version),
        ("lang", identity.lang),
        *(("table", table, sheet) for sheet, table in identity.sheets.items()),
    ]


def identity_properties(identity: Identity) -> dict[str, str]:
    """The same as custom properties of the document."""
    rows = identity_rows(identity)
    said = {f"{_PROPERTY}{row[0].replace('_', '-')}": row[1] for row in rows if len(row) == 2}
    return said | {f"{_SHEET_PROPERTY}{table}": sheet for sheet, table in identity.sheets.items()}


def identity_of_rows(rows: Iterable[Sequence[object]]) -> Identity | None:
    """The identity that the rows of an identity sheet say; ``None`` where they do not say a whole one."""
    said: dict[str, str] = {}
    sheets: dict[str, str] = {}
    for row in rows:
        key, value, sheet = (["" if cell is None else str(cell) for cell in row[:3]] + ["", "", ""])[:3]
        if key == "table" and value and sheet:
            sheets[sheet] = value
        else:
            said[key] = value
    return _identity(said, sheets)


def identity_of_properties(properties: Mapping[str, object]) -> Identity | None:
    """The identity that the custom properties of a document say; ``None`` where they do not say a whole one."""
    said = {
        name.removeprefix(_PROPERTY).replace("-", "_"): str(value)
        for name, value in properties.items()
        if name.startswith(_PROPERTY) and not name.startswith(_SHEET_PROPERTY)
    }
    sheets = {
        str(value): name.removeprefix(_SHEET_PROPERTY)
        for name, value in properties.items()
        if name.startswith(_SHEET_PROPERTY) and value
    }
    return _identity(said, sheets)


def _identity(said: Mapping[str, str], sheets: Mapping[str, str]) -> Identity | None:
    lang = said.get("lang", "")
    if said.get("format") != FORMAT or said.get("format_version") != FORMAT_VERSION:
        return None
    if not said.get("package") or not sheets or lang not in LANGS:
        return None
    return Identity(said["package"], said.get("package_version", ""), lang, dict(sheets))
