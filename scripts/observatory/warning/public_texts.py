"""Texts of an incident that may become public: the timeline and the lessons as data, and what no text may hold."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass

from observatory.warning.record import day

# Days and grouped thousands look like phone numbers once their marks are gone.
_DAYS = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b|\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}\b")
_THOUSANDS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?![0-9])")
_PERSONAL = {
    "email": re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE),
    "handle": re.compile(r"(?<![\w.+-])@[\w.]{2,}"),
    "phone": re.compile(r"(?<![0-9])(?:\+|0)(?:[\s.()-]{0,2}[0-9]){8,13}(?![0-9])"),
    "identity-number": re.compile(r"(?<![0-9])(?:[0-9](?:[ .-]?[0-9]){11}|[0-9](?:[ .-]?[0-9]){8})(?![0-9])"),
    "secrecy-mark": re.compile(r"\b(?:TUYỆT MẬT|TỐI MẬT|MẬT|TOP SECRET|SECRET)\b"),
}


@dataclass(frozen=True)
class Note:
    """A public text in both languages; ``day`` is YYYY-MM-DD in the timeline and empty for a lesson."""

    day: str
    vi: str
    en: str


def timeline(text: str) -> tuple[Note, ...] | None:
    """The public timeline written as ``[{"date": "2026-11-23", "vi": "…", "en": "…"}, …]``, or ``None``.

    Its days must not go back.
    """
    notes = _notes(text, dated=True)
    if notes is None or any(day(note.day) is None for note in notes):
        return None
    days = [note.day for note in notes]
    return notes if days == sorted(days) else None


def lessons(text: str) -> tuple[Note, ...] | None:
    """The public lessons written as ``[{"vi": "…", "en": "…"}, …]``, or ``None`` where the text is not that."""
    return _notes(text, dated=False)


def personal(text: str) -> tuple[tuple[str, str], ...]:
    """What looks like data of a person, or is marked as secret: its kind and where it stands.

    Kinds: ``email``, ``handle``, ``phone``, ``identity-number`` (9 or 12 digits) and ``secrecy-mark``. A name is
    not found: that is for people to look at.
    """
    plain = unicodedata.normalize("NFKC", text)
    shown = _THOUSANDS.sub(" # ", _DAYS.sub(" # ", plain))
    return tuple((kind, found[0].strip()) for kind, rule in _PERSONAL.items() if (found := rule.search(shown)))


def _notes(text: str, dated: bool) -> tuple[Note, ...] | None:
    keys = {"vi", "en"} | ({"date"} if dated else set())
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(listed, list) or not listed:
        return None
    for item in listed:
        if not isinstance(item, dict) or item.keys() != keys:
            return None
        if not all(isinstance(value, str) and value.strip() for value in item.values()):
            return None
    return tuple(Note(item.get("date", ""), item["vi"], item["en"]) for item in listed)
