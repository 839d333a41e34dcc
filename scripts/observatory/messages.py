"""What findings and errors say to people, in Vietnamese and English, from one catalogue.

The catalogue is ``messages.toml``: one table for each code with ``vi``, ``vi_hint``, ``en`` and
``en_hint``. A text may name ``{value}``, ``{expected}``, ``{field}``, ``{row}`` and, for errors, the
details that the error carries. A code may have a variant for one rule, ``code/expected``, whose sentences
stand in for those of the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from importlib.resources import files
from typing import Any

from observatory.errors import ObservatoryError
from observatory.findings import Finding, Lang

_PLACE = {
    "vi": {"row": "dòng {row}", "field": "cột “{field}”"},
    "en": {"row": "row {row}", "field": "column “{field}”"},
}
VALUE_LIMIT = 120


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Every code with its four texts."""
    text = files("observatory").joinpath("messages.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def message(finding: Finding, lang: Lang) -> str:
    """What was found, in one sentence."""
    return _fill(_texts(finding)[lang], _shown(finding))


def hint(finding: Finding, lang: Lang) -> str:
    """What to do about it."""
    return _fill(_texts(finding)[f"{lang}_hint"], _shown(finding))


def place(finding: Finding, lang: Lang) -> str:
    """Where it was found: file, row and column, as far as they are known."""
    shown = _shown(finding)
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


def _texts(finding: Finding) -> dict[str, str]:
    """The sentences of a finding: those of its variant, where the catalogue has one."""
    texts = catalogue()
    return texts.get(f"{finding.code}/{finding.expected}") or texts[finding.code]


def _shown(finding: Finding) -> dict[str, str]:
    """The details of a finding as people may see them: control characters named, and the value cut."""
    details = {key: "" if value is None else str(value) for key, value in asdict(finding).items()}
    if len(details["value"]) > VALUE_LIMIT:
        details["value"] = f"{details['value'][:VALUE_LIMIT]}…"
    return {key: _printable(value) for key, value in details.items()}


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)


def _fill(template: str, details: Mapping[str, str]) -> str:
    """``template`` with its places filled; braces inside a value are never read as places."""
    for key, value in details.items():
        template = template.replace("{" + key + "}", value.replace("{", "{\u2060"))
    return template.replace("{\u2060", "{")
