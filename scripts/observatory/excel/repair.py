"""What Excel and its users leave in a cell, put right where only one reading is possible.

Each repair is pure, is said, and stands on a rule of ``RULES``. What has two readings (``1.234``: a little over
one, or over a thousand?) is never chosen: the text stays as it is and the doubt is a finding. A text that a
table may hold as it stands is not touched.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from observatory.excel.codes import Codes
from observatory.excel.opened import Value

Rule = Literal[
    "edge-space",
    "no-break-space",
    "not-composed",
    "decimal-comma",
    "thousands",
    "date-format",
    "label-to-code",
    "leading-zero",
    "number-from-number",
    "id-from-key",
]
Doubt = Literal["", "ambiguous-number", "ambiguous-date", "date-with-time", "excel-percent", "label-level"]

MAX_REPAIRED_CHARS = 8_192  # a longer text is refused by the check of cells, and is left to it
NUMBERS = {"integer", "year", "number"}

_NO_BREAK = "\u00a0\u2007\u202f"
_EXCEL_DIGITS = 15  # the digits of a number that Excel keeps and shows
_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")
_SHORT_GROUP = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")  # 1.234 and 1,234: one group or three decimals
_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)")
_GROUPED = (
    re.compile(r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3})+),([0-9]+)"),  # 1.234,5
    re.compile(r"(-?[1-9][0-9]{0,2}(?:,[0-9]{3})+)\.([0-9]+)"),  # 1,234.5
    re.compile(r"(-?[1-9][0-9]{0,2}(?: [0-9]{3})+)(?:[.,]([0-9]+))?"),  # 1 234 567,8
    re.compile(r"(-?[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})()"),  # 21.200.000
    re.compile(r"(-?[1-9][0-9]{0,2}(?:,[0-9]{3}){2,})()"),  # 21,200,000
)
_PERCENT = re.compile(r"-?[0-9][0-9.,]*\s?%")
_DAY_FIRST = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([/.-])([0-9]{1,2})\2([0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}")


@dataclass(frozen=True)
class Repair:
    """One repair: the row as Excel shows it, the field, the text before and after, and the rule."""

    row: int
    field: str
    before: str
    after: str
    rule: Rule


@dataclass(frozen=True)
class Repaired:
    """A cell as the text that a table takes; ``rule`` where it was repaired, ``doubt`` where it has two readings.

    ``implied`` are other cells of the row that the cell's label says too, when they are still empty.
    """

    text: str
    rule: Rule | None = None
    doubt: Doubt = ""
    implied: Mapping[str, str] = field(default_factory=dict)


def repair(
    value: Value,
    node: Mapping[str, Any],
    codes: Codes | None = None,
    row: Mapping[str, str] | None = None,
    *,
    percent: bool = False,
) -> Repaired:
    """The text of a cell of the field that ``node`` of a Table Schema describes, whose choices are ``codes``.

    ``row`` holds the other cells of the row, as far as they are repaired: a label must agree with them.
    ``percent`` says that Excel shows the number as a percentage: 71,5% is 0.715 in the file, and nobody but
    its writer knows which of the two the table wants.
    """
    kind = str(node.get("type", "string"))
    if percent and kind in NUMBERS:
        return Repaired(shown(value), doubt="excel-percent")
    if isinstance(value, str):
        return _repair_text(value, kind, codes, row or {})
    if isinstance(value, dt.datetime):
        return _repair_moment(value, kind)
    if isinstance(value, bool):
        words = node.get("trueValues" if value else "falseValues") or [str(value).lower()]
        return Repaired(str(words[0]) if kind == "boolean" else str(value).upper())
    text = _digits(value)
    if codes is not None:
        return _coded(text, codes, row or {}) or Repaired(text)
    rounded = isinstance(value, float) and float(text) != value
    return Repaired(text, "number-from-number") if rounded else Repaired(text)


def shown(value: Value) -> str:
    """A cell as a text, as it stands."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else _digits(value)


def number_of(text: str) -> tuple[str, Doubt]:
    """A number as the table writes it, from the way people write it; the text itself where it is none."""
    if _SHORT_GROUP.fullmatch(text):
        return text, "ambiguous-number"
    if _PLAIN.fullmatch(text):
        return text, ""
    if _PERCENT.fullmatch(text):
        return text, "excel-percent"
    for pattern in _GROUPED:
        if found := pattern.fullmatch(text):
            whole, decimals = re.sub("[., ]", "", found[1]), found[2]
            return (f"{whole}.{decimals}" if decimals else whole), ""
    if found := _COMMA.fullmatch(text):
        return f"{found[1]}.{found[2]}", ""
    return text, ""


def date_of(text: str) -> tuple[str, Doubt]:
    """A day as YYYY-MM-DD from the order of the country, day first; the text itself where it is none."""
    if _SHORT_YEAR.fullmatch(text):
        return text, "ambiguous-date"
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = int(found[1]), int(found[3]), int(found[4])
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    else:
        return text, ""
    try:
        return dt.date(year, month, day).isoformat(), ""
    except ValueError:
        return text, ""


def _repair_text(value: str, kind: str, codes: Codes | None, row: Mapping[str, str]) -> Repaired:
    if len(value) > MAX_REPAIRED_CHARS:
        return Repaired(value)
    text, rule = value, None
    for name, clean in _CLEANED:
        cleaned = clean(text)
        if cleaned != text:
            text, rule = cleaned, rule or name
    doubt: Doubt = ""
    if codes is not None and (coded := _coded(text, codes, row)):
        return coded if coded.rule or coded.doubt else Repaired(coded.text, rule)
    if kind in NUMBERS:
        number, doubt = number_of(text)
        if number != text:
            grouped = len(re.findall("[., ]", text)) > 1 or " " in text
            text, rule = number, "thousands" if grouped else "decimal-comma"
    elif kind == "date":
        day, doubt = date_of(text)
        if day != text:
            text, rule = day, "date-format"
    if doubt:
        return Repaired(value, doubt=doubt)
    return Repaired(text, rule)


def _repair_moment(value: dt.datetime, kind: str) -> Repaired:
    """A date of Excel; one in a column of texts or of numbers is written as a day too, and checked as that."""
    if value.time() != dt.time() and kind != "datetime":
        return Repaired(shown(value), doubt="date-with-time" if kind == "date" else "")
    if kind == "datetime":
        return Repaired(value.isoformat())
    return Repaired(value.date().isoformat())


def _coded(text: str, codes: Codes, row: Mapping[str, str]) -> Repaired | None:
    """The cell as a code, where it is or means one."""
    if text in codes.values:
        return Repaired(text)
    if meant := codes.of_label(text, row):
        code, implied = meant
        return Repaired(code, "label-to-code", implied=implied) if code else Repaired(text, doubt="label-level")
    if code := codes.of_name(text, row):
        return Repaired(code, "label-to-code")
    code = codes.padded.get(text, "")
    return Repaired(code, "leading-zero") if code else None


def _digits(number: float) -> str:
    """A number of Excel in the digits that Excel shows; a whole one without a point."""
    if isinstance(number, int):
        return str(number)
    short = float(f"{number:.{_EXCEL_DIGITS}g}")
    return str(int(short)) if short.is_integer() and abs(short) < 10**_EXCEL_DIGITS else repr(short)


_CLEANED: tuple[tuple[Rule, Callable[[str], str]], ...] = (
    ("no-break-space", lambda text: text.translate(dict.fromkeys(map(ord, _NO_BREAK), " "))),
    ("edge-space", str.strip),
    ("not-composed", lambda text: unicodedata.normalize("NFC", text)),
)
