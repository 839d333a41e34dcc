"""A mention: one document of the world's press that is about Viet Nam. Never its text: title, link and scores only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from datetime import date, datetime

GKG = "gdelt_gkg"
RSS = "rss"
SITEMAP = "sitemap"
MANUAL = "manual"

EXACT = "exact"
OFFSET_ASSUMED = "offset_assumed"
SEEN_ONLY = "seen_only"


@dataclass(frozen=True, slots=True)
class Mention:
    """One row of the table ``mentions``; the fields are its columns, in their order.

    Times are UTC and carry no zone. ``date_quality`` says where ``published_at_utc`` comes from: ``exact`` (the
    source gave a zone), ``offset_assumed`` (it gave none, and the source's usual one was taken), ``seen_only``
    (no usable date: ``published_at_utc`` is ``None``).

    ``tone`` is GDELT's score of the whole document, -100 to 100, after machine translation into English; it is
    not attitude towards Viet Nam. ``tone_pos`` and ``tone_neg`` are per cent of all words.

    ``lang`` is of ISO 639-1, where there is none of ISO 639-3. ``source_country_method`` is ``list``, ``cctld`` or
    ``unknown``. ``adm1_fips`` has GDELT's codes (``VM``, ``VM44``), ``province_code_2025`` the units since July 2025.

    ``story_id`` and ``dup_of`` (a ``mention_id``) are ``None`` until the month was looked through for stories.
    ``raw_slice`` is the file or feed that it was read from.
    """

    mention_id: str
    source_system: str
    record_id: str
    seen_at_utc: datetime
    published_at_utc: datetime | None
    date_quality: str
    url: str
    canonical_url: str
    domain: str
    source_country_iso2: str | None
    source_country_method: str
    lang: str | None
    translated: bool
    title: str | None
    tone: float | None
    tone_pos: float | None
    tone_neg: float | None
    word_count: int | None
    themes: tuple[str, ...]
    adm1_fips: tuple[str, ...]
    province_code_2025: tuple[str, ...]
    place_names: tuple[str, ...]
    story_id: str | None
    dup_of: str | None
    raw_slice: str
    collector_version: str

    @property
    def day(self) -> date:
        """The day under which it is filed and counted, in UTC.

        GDELT's rows count on the day on which GDELT saw them, because the slices received that day are what they
        are divided by; others on the day of publication, or when first seen if that is not known.
        """
        if self.source_system == GKG or self.published_at_utc is None:
            return self.seen_at_utc.date()
        return self.published_at_utc.date()


COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Mention))


def mention_id(source_system: str, record_id: str) -> str:
    """16 hexadecimal digits that stay the same for the same record of the same source, run after run."""
    text = f"{source_system}\0{record_id}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
