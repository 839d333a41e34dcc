"""The columns of a data sheet: what each asks for, in words and as a check of Excel."""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import re2

from observatory.excel.choices import Choices
from observatory.excel.layout import CHECKED_ROWS, FIRST_DATA_ROW
from observatory.excel.words import WORDS
from observatory.findings import Lang
from observatory.tables.kinds import shared_schema
from observatory.tables.model import Text

Value = str | int | float | dt.date

NUMBERS = {"integer", "year", "number"}
EXAMPLE_DATE = dt.date(2000, 1, 1)

_LARGEST = {"integer": 10**15, "year": 9999, "number": 1e300}  # what Excel and the check take for a number
_SMALLEST_YEAR = 1
_LOW, _HIGH = ("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")
_SIGNS = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}
_HOLDS = {
    "minimum": operator.ge,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "exclusiveMaximum": operator.lt,
}
_LIMITS = {*_SIGNS, "minLength", "maxLength"}
_BOUND_WORDS = {"minimum": "least", "exclusiveMinimum": "above", "maximum": "most", "exclusiveMaximum": "below"}
# Texts for an example that obeys a pattern; none of them can be taken for a real value.
_CANDIDATES = (
    *("thi-du", "thi_du", "THI_DU", "td", "TD", "tdu", "TDU", "00", "0000", "0", "0.0.0", "0000-00", "0000-000"),
    *("2000-01", "2000-2000", "2000-01-01T00:00:00+07:00", "https://example.org/thi-du", "example.org"),
    *("thi-du/thi-du", "D-0000-00", "Q0", "UTC+00:00", "0" * 64),
)


@dataclass(frozen=True)
class Column:
    """One column of a data sheet.

    ``automatic`` columns are left empty by the contributor. ``rule`` says in a sentence what may stand there;
    ``check`` is the same for Excel, as options of XlsxWriter's ``data_validation`` without texts, empty where
    Excel can check nothing; ``stops`` tells whether Excel refuses what breaks it, or only asks. ``example`` is
    ``None`` where none can be made up.
    """

    name: str
    title: str
    description: str
    type: str
    required: bool
    automatic: bool
    rule: str
    check: Mapping[str, Any]
    stops: bool
    example: Value | None
    choices: Choices | None

    @property
    def as_text(self) -> bool:
        """Whether cells are text whatever is typed, so that ``01`` stays ``01``."""
        coded = self.choices is not None and self.choices.labels != self.choices.values
        return coded or self.type not in NUMBERS | {"date"}


def columns(
    resource: Mapping[str, Any], choices: Mapping[str, Choices], letters: Sequence[str], lang: Lang
) -> list[Column]:
    """The columns of a table, in the order of its schema.

    ``choices`` gives the choices of a field by its name, ``letters`` the letter of each column in its sheet.
    """
    schema = resource.get("schema") or {}
    key = schema.get("primaryKey") or []
    alone = (key if isinstance(key, str) else key[0]) if isinstance(key, str) or len(key) == 1 else ""
    made = automatic_field(resource)
    return [
        _column(field, choices.get(field["name"]), letter, field["name"] == alone, field["name"] == made, lang)
        for field, letter in zip(schema.get("fields") or [], letters, strict=True)
    ]


def automatic_field(resource: Mapping[str, Any]) -> str:
    """The field that a contributor leaves empty, or nothing.

    It is the key of a kind of table whose natural key is made of other fields: an identifier and no more.
    """
    shared = shared_schema(str(resource.get("kind") or "")) or {}
    natural, key = shared.get("naturalKey") or [], shared.get("primaryKey") or []
    return str(key[0]) if natural and len(key) == 1 and key[0] not in natural else ""


def _column(
    field: Mapping[str, Any], choices: Choices | None, letter: str, key: bool, automatic: bool, lang: Lang
) -> Column:
    rules = _plain(field.get("constraints") or {})
    kind = str(field.get("type", "string"))
    unique = bool(rules.get("unique")) or key
    example = None if automatic else _example(kind, rules, choices, lang)
    check, stops = ({}, False) if automatic else _check(kind, rules, choices, letter, unique)
    return Column(
        name=field["name"],
        title=Text(str(field.get("title") or field["name"]), str(field.get("title_en") or "")).get(lang),
        description=Text(str(field.get("description") or ""), str(field.get("description_en") or "")).get(lang),
        type=kind,
        required=bool(rules.get("required") or key) and not automatic,
        automatic=automatic,
        rule=WORDS[lang]["automatic"] if automatic else _rule(kind, rules, choices, unique, example, lang),
        check=check,
        stops=stops,
        example=example,
        choices=choices,
    )


def _plain(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The constraints without limits that are no numbers: those are left to the check."""
    return {name: rule for name, rule in rules.items() if name not in _LIMITS or type(rule) in (int, float)}


def _rule(
    kind: str, rules: Mapping[str, Any], choices: Choices | None, unique: bool, example: Value | None, lang: Lang
) -> str:
    words = WORDS[lang]
    if choices is not None:
        said = words["closed" if choices.closed else "open"]
    elif kind == "date":
        said = words["date"]
    elif "pattern" in rules:
        said = words["pattern" if example is None else "like"].format(pattern=rules["pattern"], example=example)
    else:
        bounds = _bounds(rules, lang)
        named = kind if kind in NUMBERS else "text"
        said = words[named].format(bounds=f" {bounds}" if bounds else "")
    return " ".join([said, words["unique"]]) if unique else said


def _bounds(rules: Mapping[str, Any], lang: Lang) -> str:
    """The limits of a number or of the length of a text, in words."""
    words = WORDS[lang]
    shown = {name: str(value).replace(".", ",") if lang == "vi" else str(value) for name, value in rules.items()}
    if "minimum" in rules and "maximum" in rules:
        return words["range"].format(low=shown["minimum"], high=shown["maximum"])
    said = [words[word].format(bound=shown[name]) for name, word in _BOUND_WORDS.items() if name in rules]
    lengths = {"minLength": "shortest", "maxLength": "longest"}
    said += [words[word].format(bound=shown[name]) for name, word in lengths.items() if name in rules]
    return ", ".join(said)


def _check(
    kind: str, rules: Mapping[str, Any], choices: Choices | None, letter: str, unique: bool
) -> tuple[Mapping[str, Any], bool]:
    """The check of Excel, and whether it refuses; a list that may grow only asks."""
    first = f"{letter}{FIRST_DATA_ROW}"
    if choices is not None:
        return {"validate": "list"}, choices.closed
    if kind == "date":
        return {"validate": "date", "criteria": ">=", "value": dt.date(1900, 1, 1)}, True
    if kind in NUMBERS:
        return _number_check(kind, rules, first), True
    if "maxLength" in rules and "minLength" in rules:
        return {
            "validate": "length",
            "criteria": "between",
            "minimum": rules["minLength"],
            "maximum": rules["maxLength"],
        }, True
    for name, sign in (("maxLength", "<="), ("minLength", ">=")):
        if name in rules:
            return {"validate": "length", "criteria": sign, "value": rules[name]}, True
    if unique:
        last = FIRST_DATA_ROW + CHECKED_ROWS - 1
        # COUNTIF takes "01" for "1" and knows wildcards; EXACT does not.
        alike = f"=SUMPRODUCT(--EXACT(${letter}${FIRST_DATA_ROW}:${letter}${last},{first}))=1"
        return {"validate": "custom", "value": alike}, False
    return {}, False


def _number_check(kind: str, rules: Mapping[str, Any], first: str) -> Mapping[str, Any]:
    whole = "integer" if kind != "number" else "decimal"
    low = next((name for name in _LOW if name in rules), "")
    high = next((name for name in _HIGH if name in rules), "")
    if low.startswith("exclusive") or high.startswith("exclusive"):
        parts = [f"ISNUMBER({first})", *(f"{first}{_SIGNS[name]}{rules[name]}" for name in (low, high) if name)]
        parts += [f"{first}=INT({first})"] if kind != "number" else []
        return {"validate": "custom", "value": f"=AND({','.join(parts)})"}
    smallest = _SMALLEST_YEAR if kind == "year" else -_LARGEST[kind]
    bounds = {"minimum": rules.get(low, smallest), "maximum": rules.get(high, _LARGEST[kind])}
    return {"validate": whole, "criteria": "between", **bounds}


def _example(kind: str, rules: Mapping[str, Any], choices: Choices | None, lang: Lang) -> Value | None:
    """A value that the check takes and nobody takes for a figure.

    ``None`` where none can be made up, and for numbers that need not be given.
    """
    if choices is not None:
        return choices.labels[0]
    if kind == "date":
        return EXAMPLE_DATE
    if kind in NUMBERS:
        return _number_example(kind, rules) if rules.get("required") else None
    texts = _CANDIDATES if "pattern" in rules else (WORDS[lang]["example"], "…" * int(rules.get("minLength", 1)))
    pattern = re2.compile(rules.get("pattern", r"(?s).*"))
    longest = int(rules.get("maxLength", 1000))
    fitting = (text for text in texts if int(rules.get("minLength", 0)) <= len(text) <= longest)
    return next((text for text in fitting if pattern.fullmatch(text)), None)


def _number_example(kind: str, rules: Mapping[str, Any]) -> int | float | None:
    step = {"exclusiveMinimum": 1, "exclusiveMaximum": -1}
    tried = [rules[name] + step.get(name, 0) for name in (*_LOW, *_HIGH) if name in rules]
    for value in (*tried, 2000 if kind == "year" else 0):
        if all(test(value, rules[name]) for name, test in _HOLDS.items() if name in rules):
            return int(value) if kind != "number" else float(value)
    return None
