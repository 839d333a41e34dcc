"""What findings and errors say to people, in Vietnamese and English, from one catalogue.

The catalogue is ``messages.toml``: one table for each code with ``vi``, ``vi_hint``, ``en`` and
``en_hint``. A text may name ``{value}``, ``{expected}``, ``{field}``, ``{row}`` and, for errors, the
details that the error carries. A code may have a variant for one rule, ``code/expected``, whose sentences
stand in for those of the code; a rule with a bound, such as ``minimum 1900``, has the variant of its first
word, where ``{expected}`` is the bound alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from observatory.errors import ObservatoryError
from observatory.findings import Finding, Lang

_PLACE = {
    "vi": {"row": "dòng {row}", "field": "cột “{field}”", "number": "thứ {number} ({letter})"},
    "en": {"row": "row {row}", "field": "column “{field}”", "number": "no. {number} ({letter})"},
}
_NUMBERED = re.compile(r"#([1-9][0-9]{0,3})")
VALUE_LIMIT = 120


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every code with its four texts."""
    text = files("observatory").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def message(finding: Finding, lang: Lang) -> str:
    """What was found, in one sentence."""
    texts, shown = _said(finding, lang)
    return _fill(texts[lang], shown)


def hint(finding: Finding, lang: Lang) -> str:
    """What to do about it."""
    texts, shown = _said(finding, lang)
    return _fill(texts[f"{lang}_hint"], shown)


def place(finding: Finding, lang: Lang) -> str:
    """Where it was found: file, row and column, as far as they are known."""
    shown = _shown(finding, lang)
    parts = [shown["file"] or shown["package"]]
    parts += [_fill(_PLACE[lang][key], shown) for key in ("row", "field") if shown[key]]
    return ", ".join(part for part in parts if part)


def error_message(error: ObservatoryError, lang: Lang) -> str:
    """What went wrong and what to do, for an error that ended a command."""
    texts = catalogue()[error.code]
    return f"{_fill(texts[lang], error.details)} {_fill(texts[f'{lang}_hint'], error.details)}"


def as_json(finding: Finding, lang: Lang) -> dict[str, Any]:
    """The finding with its sentences, for ``--json``; what is no Unicode text is written as its code."""
    details = {
        key: value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
        for key, value in asdict(finding).items()
    }
    return {**details, "message": message(finding, lang), "hint": hint(finding, lang)}


def _said(finding: Finding, lang: Lang) -> tuple[dict[str, str], dict[str, str]]:
    """The sentences of a finding, those of its variant where the catalogue has one, and what fills them."""
    texts, shown = catalogue(), _shown(finding, lang)
    rule, _, bound = finding.expected.partition(" ")
    if variant := texts.get(f"{finding.code}/{finding.expected}"):
        return variant, shown
    if bound and (variant := texts.get(f"{finding.code}/{rule}")):
        return variant, {**shown, "expected": shown["expected"].partition(" ")[2]}
    return texts[finding.code], shown


def _shown(finding: Finding, lang: Lang) -> dict[str, str]:
    """The details of a finding as people may see them: control characters named, and the value cut.

    A column without a name goes by its number and by its letter in a spreadsheet.
    """
    details = {key: "" if value is None else str(value) for key, value in asdict(finding).items()}
    if len(details["value"]) > VALUE_LIMIT:
        details["value"] = f"{details['value'][:VALUE_LIMIT]}…"
    if numbered := _NUMBERED.fullmatch(details["field"]):
        details["field"] = _PLACE[lang]["number"].format(number=numbered[1], letter=_letter(int(numbered[1])))
    return {key: _printable(value) for key, value in details.items()}


def _letter(number: int) -> str:
    """The letters of a column in a spreadsheet: A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def _fill(template: str, details: Mapping[str, str]) -> str:
    """``template`` with its places filled; braces inside a value are never read as places."""
    for key, value in details.items():
        template = template.replace("{" + key + "}", value.replace("{", "{\u2060"))
    return template.replace("{\u2060", "{")
