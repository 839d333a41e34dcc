"""What the text of a field of the register must be: a level, a day, a time, codes, a number, public notes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from observatory.findings import Finding
from observatory.warning import public_texts
from observatory.warning.process import Process
from observatory.warning.record import day, moment

_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
_COUNT = re.compile(r"[0-9]{1,9}")
_PROVINCES = re.compile(r"[0-9]{2}(?: [0-9]{2})*")
_TOPICS = re.compile(r"[a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)*")
_COUNTRIES = re.compile(r"(?:[A-Z]{2}|other):[0-9]{1,9}(?: (?:[A-Z]{2}|other):[0-9]{1,9})*")
_URL = re.compile(r"https://[^\s<>\"']+")

_VISIBILITY = ("internal", "public")
_VERDICTS = ("pending", "ok", "veto")
_DAY, _TIME = "2026-11-23", "2026-11-23T08:00+07:00"
_RULES: dict[str, tuple[str, Callable[[str, Process], object]]] = {
    "level": ("1, 2, 3, 4", lambda text, process: text in {str(level) for level in process.levels if level}),
    "province_codes": ("01 48", lambda text, _: _PROVINCES.fullmatch(text)),
    "topics": ("tourism diplomacy", lambda text, _: _TOPICS.fullmatch(text)),
    "event_time": (_TIME, moment),
    "statement_time": (_TIME, moment),
    "start_date": (_DAY, lambda text, _: day(text)),
    "end_date": (_DAY, lambda text, _: day(text)),
    "publish_after": (_DAY, lambda text, _: day(text)),
    "observed": ("120", lambda text, _: _COUNT.fullmatch(text)),
    "expected": ("35.5", lambda text, _: _NUMBER.fullmatch(text)),
    "source_countries_aggregated": ("US:40 CN:12 other:9", lambda text, _: _COUNTRIES.fullmatch(text)),
    "official_statement_url": ("https://…", lambda text, _: _URL.fullmatch(text)),
    "responsibility_cluster": ("victim, accidental, intentional", lambda text, process: text in process.clusters),
    "visibility": (", ".join(_VISIBILITY), lambda text, _: text in _VISIBILITY),
    "legal_privacy": (", ".join(_VERDICTS), lambda text, _: text in _VERDICTS),
    "timeline_public": ('[{"date": "2026-11-23", "vi": "…", "en": "…"}]', lambda text, _: public_texts.timeline(text)),
    "lessons_public": ('[{"vi": "…", "en": "…"}]', lambda text, _: public_texts.lessons(text)),
}


def check(fields: Mapping[str, str], process: Process) -> list[Finding]:
    """Fields that the register does not have, and texts that are not what their field holds.

    An empty text is what takes a field back, except for the level.
    """
    found = [
        Finding("incident-unknown-field", field=name, expected=", ".join(process.fields))
        for name in fields
        if name not in process.fields
    ]
    for name, text in fields.items():
        if not plain(text):
            found.append(Finding("incident-field-value", field=name, value=text, expected="UTF-8"))
            continue
        rule = _RULES.get(name)
        if rule and (text.strip() or name == "level") and not rule[1](text, process):
            found.append(Finding("incident-field-value", field=name, value=text, expected=rule[0]))
    return found


def plain(text: str) -> bool:
    """Whether a text holds letters alone that can be written as UTF-8, line ends and tabs among them."""
    return not any(unicodedata.category(letter) in ("Cc", "Cs", "Cn") for letter in text if letter not in "\n\t")


def countries(text: str) -> dict[str, int] | None:
    """Mentions by country as ``US:40 CN:12 other:9`` writes them, or ``None`` where the text is not that."""
    if not _COUNTRIES.fullmatch(text):
        return None
    return {code: int(number) for code, _, number in (part.partition(":") for part in text.split())}
