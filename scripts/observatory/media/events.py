"""GDELT's Events 2.0 and Mentions 2.0: what happened to or in Viet Nam, by CAMEO, and where it was written of.

Fields are numbered from 0 as in the codebooks of GDELT 2.0: an event has 61, a mention of an event 16.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from observatory.media import language, readings, urls
from observatory.media.places import COUNTRY, Crosswalk
from observatory.media.tabbed import TabbedRows, decoded

EVENT_FIELDS = 61
MENTION_FIELDS = 16
ACTOR_COUNTRIES = (7, 17)
GEO_ADM1 = (38, 46, 54)
VIETNAM = "VNM"


@dataclass(frozen=True)
class EventSlice:
    """What one slice of either table holds: whole rows, and counts as in ``gkg.Slice``.

    ``duplicate_ids`` counts events that came before in the slice, or mentions that are the same in all fields.
    """

    rows: list[tuple[str, ...]]
    lines: int
    bad_lines: int
    kept: int
    duplicate_ids: int
    delimiter_problem: bool


@dataclass(frozen=True, slots=True)
class Event:
    """An event in or with Viet Nam. ``None`` is what the row does not tell or what cannot be read.

    ``day`` is when it happened, ``added_at_utc`` when GDELT found it. Actors' countries are CAMEO codes
    (``VNM``); ``quad_class`` is 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material
    conflict; ``goldstein`` is -10 to 10. ``mentions``, ``sources`` and ``articles`` are those of the first slice.
    ``tone`` is of the documents, after machine translation into English. ``action_adm1`` is where it happened, in
    Viet Nam or not, and ``province_code_2025`` the unit of it.
    """

    event_id: int
    day: date
    added_at_utc: datetime
    actor1_country: str | None
    actor2_country: str | None
    root_code: str
    event_code: str
    quad_class: int | None
    goldstein: float | None
    mentions: int | None
    sources: int | None
    articles: int | None
    tone: float | None
    action_adm1: str | None
    province_code_2025: str | None
    url: str
    raw_slice: str


@dataclass(frozen=True, slots=True)
class EventMention:
    """One sentence of one document that tells of an event.

    ``mention_type`` is 1 for the web, 2 to 6 for what has no address. ``confidence`` is per cent. ``lang`` is the
    language of the document. ``doc_tone`` is of the whole document, after machine translation into English.
    """

    event_id: int
    event_time: datetime | None
    mention_time: datetime
    mention_type: int | None
    source_name: str
    url: str
    confidence: int | None
    doc_tone: float | None
    lang: str | None
    raw_slice: str


def read_events(blocks: Iterable[bytes]) -> EventSlice:
    """The events of a slice that have an actor of Viet Nam or took place there, by ADM1, for an actor or the action.

    Every line is checked for its 61 fields. Of two rows with one id the first is kept. Nothing raises.
    """
    table = TabbedRows(blocks, EVENT_FIELDS)
    country, adm1 = f"{VIETNAM}\n".encode(), COUNTRY.encode()
    rows: dict[int, tuple[str, ...]] = {}
    duplicates = 0
    for fields in table:
        number = _number(fields)
        if number is None:
            table.refuse()
        elif any(fields[at] == country for at in ACTOR_COUNTRIES) or any(
            fields[at].startswith(adm1) for at in GEO_ADM1
        ):
            duplicates += number in rows
            rows.setdefault(number, tuple(decoded(fields)))
    return _slice(table, rows.values(), duplicates)


def read_event_mentions(blocks: Iterable[bytes], ids: Container[int]) -> EventSlice:
    """The mentions of a slice that tell of one of the events ``ids``; the same sentence counts once."""
    table = TabbedRows(blocks, MENTION_FIELDS)
    rows: dict[tuple[str, ...], None] = {}
    duplicates = 0
    for fields in table:
        number = _number(fields)
        if number is None:
            table.refuse()
        elif number in ids:
            row = tuple(decoded(fields))
            duplicates += row in rows
            rows[row] = None
    return _slice(table, rows, duplicates)


def to_events(rows: Iterable[Sequence[str]], raw_slice: str, places: Crosswalk) -> list[Event]:
    """One event for each row of ``read_events``. Raises ``ValueError`` as ``to_event_mentions`` does."""
    return [_event(row, raw_slice, places) for row in rows]


def to_event_mentions(
    rows: Iterable[Sequence[str]], raw_slice: str, languages: Mapping[str, str]
) -> list[EventMention]:
    """One mention of an event for each row of ``read_event_mentions``; ``languages`` as in ``gkg.to_mentions``.

    Raises ``ValueError`` when neither a row nor the name of the slice, ``raw_slice``, tells the time.
    """
    return [_event_mention(row, raw_slice, languages) for row in rows]


def _event(row: Sequence[str], raw_slice: str, places: Crosswalk) -> Event:
    added = readings.time(row[59]) or readings.slice_time(raw_slice)
    happened = readings.time(f"{row[1]}000000")
    return Event(
        event_id=int(row[0]),
        day=(happened or added).date(),
        added_at_utc=added,
        actor1_country=row[7] or None,
        actor2_country=row[17] or None,
        root_code=row[28],
        event_code=row[26],
        quad_class=readings.whole(row[29]),
        goldstein=readings.real(row[30]),
        mentions=readings.whole(row[31]),
        sources=readings.whole(row[32]),
        articles=readings.whole(row[33]),
        tone=readings.real(row[34]),
        action_adm1=row[54] or None,
        province_code_2025=places.unit(row[54]),
        url=_url(row[60]),
        raw_slice=raw_slice,
    )


def _event_mention(row: Sequence[str], raw_slice: str, languages: Mapping[str, str]) -> EventMention:
    source_language = readings.source_language(row[14])
    return EventMention(
        event_id=int(row[0]),
        event_time=readings.time(row[1]),
        mention_time=readings.time(row[2]) or readings.slice_time(raw_slice),
        mention_type=readings.whole(row[3]),
        source_name=row[4],
        url=_url(row[5]),
        confidence=readings.whole(row[11]),
        doc_tone=readings.real(row[13]),
        lang=language.of_gdelt(source_language, languages) if source_language else None if row[14] else "en",
        raw_slice=raw_slice,
    )


def _slice(table: TabbedRows, rows: Iterable[tuple[str, ...]], duplicates: int) -> EventSlice:
    kept = [] if table.delimiter_problem else list(rows)
    return EventSlice(kept, table.lines, table.bad_lines, len(kept), duplicates, table.delimiter_problem)


def _number(fields: Sequence[bytes]) -> int | None:
    """The id of the event, the first field of both tables; it must fit 64 bits."""
    digits = fields[0][:-1]
    return int(digits) if digits.isdigit() and len(digits) <= 18 else None


def _url(text: str) -> str:
    return text.strip() if urls.canonical(text) else ""
