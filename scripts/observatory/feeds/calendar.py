"""The calendar of the commendation programme as iCalendar (RFC 5545), one for each language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import icalendar

from observatory.feeds.cap import SENDER
from observatory.findings import Lang

NAMES: dict[Lang, str] = {
    "vi": "Biểu dương trong thông tin đối ngoại",
    "en": "Commendation in external information",
}
KINDS: dict[str, dict[Lang, str]] = {
    "ceremony": {"vi": "Lễ trao giải", "en": "Award ceremony"},
    "launch": {"vi": "Phát động", "en": "Launch"},
    "conference": {"vi": "Hội nghị", "en": "Conference"},
    "deadline": {"vi": "Hạn nộp", "en": "Deadline"},
    "contest": {"vi": "Cuộc thi", "en": "Contest"},
}
_SOURCES: dict[Lang, str] = {"vi": "Nguồn", "en": "Source"}


def path(lang: Lang) -> str:
    """Where the calendar of a language lies, from the root of the site."""
    return f"{'' if lang == 'vi' else f'{lang}/'}bieu-duong/lich.ics"


def calendar(events: Sequence[Mapping[str, Any]], lang: Lang, stamp: str) -> str:
    """The calendar of ``events``, rows of the result ``awards`` with missing cells as ``None``, in their order.

    Each is an event of whole days, from ``date_from`` to ``date_to``. Its UID stays the same from build to build and
    is the same in both languages; ``stamp``, an ISO day, is the day of the data, so that equal data give equal bytes.
    Raises ``ValueError`` for a day that is none.
    """
    made = blank(NAMES[lang], lang)
    for event in events:
        made.add_component(_event(event, lang, stamp))
    text: bytes = made.to_ical()
    return text.decode("utf-8")


def blank(name: str, lang: Lang) -> icalendar.Calendar:
    """A published calendar called ``name``, without an event."""
    made = icalendar.Calendar()
    made.add("prodid", f"-//{SENDER}//{name}//{lang.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    return made


def _event(event: Mapping[str, Any], lang: Lang, stamp: str) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", f"{event['event']}@{SENDER}")
    made.add("dtstamp", dt.datetime.combine(dt.date.fromisoformat(stamp), dt.time(), dt.UTC))
    made.add("dtstart", dt.date.fromisoformat(event["date_from"]))
    made.add("dtend", dt.date.fromisoformat(event["date_to"]) + dt.timedelta(days=1))
    made.add("summary", event[f"title_{lang}"], {"language": lang})
    made.add("categories", [KINDS[event["kind"]][lang]])
    made.add("description", f"{_SOURCES[lang]}: {event['source']}")
    if event[f"place_{lang}"]:
        made.add("location", event[f"place_{lang}"], {"language": lang})
    made.add("transp", "TRANSPARENT")
    return made
