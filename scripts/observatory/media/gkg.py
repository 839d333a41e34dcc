"""GDELT's Global Knowledge Graph 2.1: the rows of a slice that are about Viet Nam, and the mentions they make.

Fields are numbered from 0 as in the codebook of GKG 2.1. A row is about Viet Nam when the ADM1 code, the fourth part,
of a block of V1Locations or V2EnhancedLocations begins with ``VM``. The country code before it decides nothing: in
2015 two of three countries carry a neighbour's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from observatory.media import language, outlets, readings, titles, urls
from observatory.media.mention import EXACT, GKG, SEEN_ONLY, Mention, mention_id
from observatory.media.places import COUNTRY, Crosswalk
from observatory.media.tabbed import TabbedRows

FIELDS = 27
RECORD, DATE, COLLECTION, SOURCE, DOCUMENT = range(5)
THEMES, ENHANCED_THEMES, LOCATIONS, ENHANCED_LOCATIONS = range(7, 11)
TONE, TRANSLATION, EXTRAS = 15, 25, 26
READ = frozenset(
    {RECORD, DATE, COLLECTION, SOURCE, DOCUMENT, THEMES, ENHANCED_THEMES, LOCATIONS, ENHANCED_LOCATIONS, TONE}
    | {TRANSLATION, EXTRAS}
)
"""The fields that a mention is made of; no other is kept, because the rest is four fifths of a row."""
CITATION_ONLY = "2"
"""The SourceCollectionIdentifier of documents that are named by a citation and have no address."""

_IN_VIETNAM = re.compile(rb"(?:\A|;)[^#;]*#[^#;]*#[^#;]*#VM")
# U+FFFD, a question mark that took a letter's place, and UTF-8 read as Latin-1 or Windows-1252.
_CONTINUED = "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
_DAMAGED = re.compile(rf"\ufffd|\w\?|\?\w|\u00bf\w|[\u00c3-\u00c6]{_CONTINUED}|\u00e1[\u00ba\u00bb]")
_TRANSLATED = re.compile(r"-T\d+\Z", re.ASCII)
_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.DOTALL)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>\s*(\d{14})\s*</PAGE_PRECISEPUBTIMESTAMP>", re.ASCII)


@dataclass(frozen=True)
class Slice:
    """What one slice holds.

    ``rows`` have 27 texts each, those that no mention is made of empty. ``lines`` counts all lines, ``bad_lines``
    those that are no GKG row, ``kept`` the rows about Viet Nam, ``damaged_names`` how many of these have a place
    name in Viet Nam with letters lost, ``duplicate_ids`` the rows whose record came before and that were left out.
    With a ``delimiter_problem`` somebody saved the file anew, and there are no rows.
    """

    rows: list[tuple[str, ...]]
    lines: int
    bad_lines: int
    kept: int
    damaged_names: int
    duplicate_ids: int
    delimiter_problem: bool


def read_slice(blocks: Iterable[bytes]) -> Slice:
    """The rows about Viet Nam of one slice, given as blocks of bytes of any size.

    Every line is checked for its 27 fields, kept or not. Nothing raises, whatever the bytes are.
    """
    table = TabbedRows(blocks, FIELDS)
    rows: dict[str, tuple[str, ...]] = {}
    duplicates = 0
    for fields in table:
        if _in_vietnam(fields[LOCATIONS]) or _in_vietnam(fields[ENHANCED_LOCATIONS]):
            record = _text(fields[RECORD])
            if not record:
                table.refuse()
            elif record in rows:
                duplicates += 1
            else:
                rows[record] = tuple(_text(field) if at in READ else "" for at, field in enumerate(fields))
    kept = [] if table.delimiter_problem else list(rows.values())
    damaged = sum(any(_DAMAGED.search(name) for name, _ in _places(row)) for row in kept)
    return Slice(kept, table.lines, table.bad_lines, len(kept), damaged, duplicates, table.delimiter_problem)


def to_mentions(
    rows: Iterable[Sequence[str]],
    raw_slice: str,
    places: Crosswalk,
    languages: Mapping[str, str],
    outlet_countries: Mapping[str, str],
    version: str,
) -> list[Mention]:
    """One mention for each row of ``Slice.rows``, in the same order; ``raw_slice`` is the name of the slice.

    ``languages`` leads from GDELT's three letters to our code, ``outlet_countries`` from a domain to ISO 3166-1.
    Names of places are kept as they are, damage and all: nothing is ever joined by them. Raises ``ValueError`` when
    neither a row nor the name of the slice tells the time.
    """
    return [_mention(row, raw_slice, places, languages, outlet_countries, version) for row in rows]


def _mention(
    row: Sequence[str],
    raw_slice: str,
    places: Crosswalk,
    languages: Mapping[str, str],
    outlet_countries: Mapping[str, str],
    version: str,
) -> Mention:
    seen = readings.time(row[DATE]) or readings.slice_time(raw_slice)
    stamp = _PUBLISHED.search(row[EXTRAS])
    published = readings.time(stamp[1]) if stamp else None
    if published and published - seen > timedelta(days=1):
        published = None
    canonical = "" if row[COLLECTION] == CITATION_ONLY else urls.canonical(row[DOCUMENT])
    domain = urls.domain(canonical) or row[SOURCE].strip().lower()
    country, method = outlets.country(domain, outlet_countries)
    translated = bool(row[TRANSLATION] or _TRANSLATED.search(row[RECORD]))
    source_language = readings.source_language(row[TRANSLATION])
    title = _TITLE.search(row[EXTRAS])
    tone, positive, negative, words = _tone(row[TONE])
    found = list(_places(row))
    adm1 = sorted({code for _, code in found})
    return Mention(
        mention_id=mention_id(GKG, row[RECORD]),
        source_system=GKG,
        record_id=row[RECORD],
        seen_at_utc=seen,
        published_at_utc=published,
        date_quality=EXACT if published else SEEN_ONLY,
        url=row[DOCUMENT].strip() if canonical else "",
        canonical_url=canonical,
        domain=domain,
        source_country_iso2=country,
        source_country_method=method,
        lang=language.of_gdelt(source_language, languages) if source_language else None if translated else "en",
        translated=translated,
        title=(titles.plain(title[1]) or None) if title else None,
        tone=tone,
        tone_pos=positive,
        tone_neg=negative,
        word_count=words,
        themes=_themes(row),
        adm1_fips=tuple(adm1),
        province_code_2025=places.units(adm1),
        place_names=tuple(dict.fromkeys(name for name, _ in found if name)),
        story_id=None,
        dup_of=None,
        raw_slice=raw_slice,
        collector_version=version,
    )


def _in_vietnam(locations: bytes) -> bool:
    return b"#VM" in locations and _IN_VIETNAM.search(locations) is not None


def _text(field: bytes) -> str:
    return field[:-1].removesuffix(b"\r").decode("utf-8", "replace")


def _places(row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Name and ADM1 code of each place in Viet Nam that a row names."""
    for block in f"{row[LOCATIONS]};{row[ENHANCED_LOCATIONS]}".split(";"):
        parts = block.split("#")
        if len(parts) > 3 and parts[3].startswith(COUNTRY):
            yield parts[1], parts[3]


def _themes(row: Sequence[str]) -> tuple[str, ...]:
    enhanced = (theme.partition(",")[0] for theme in row[ENHANCED_THEMES].split(";"))
    return tuple(sorted({*row[THEMES].split(";"), *enhanced} - {""}))


def _tone(text: str) -> tuple[float | None, float | None, float | None, int | None]:
    """Tone (-100 to 100), per cent of positive and of negative words, and how many words; all or none."""
    parts = text.split(",")
    if len(parts) != 7:
        return None, None, None, None
    tone, positive, negative = (readings.real(part) for part in parts[:3])
    words = readings.whole(parts[6])
    if None in (tone, positive, negative) or words is None or words < 0 or abs(tone or 0) > 100:
        return None, None, None, None
    return tone, positive, negative, words
