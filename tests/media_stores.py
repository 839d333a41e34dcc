"""Stores of mentions to count: made up row by row, or from the real rows of ../shared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from observatory.media import gkg
from observatory.media.collect.ledger import Ledger, LedgerRow
from observatory.media.collect.methodology import Methodology
from observatory.media.collect.store import EVENTS, MENTIONS, Store
from observatory.media.events import read_events, to_events
from observatory.media.mention import Mention
from observatory.media.places import Crosswalk
from packages import ROOT

NOON = datetime(2026, 11, 2, 12)
METHODOLOGY = Methodology.load(ROOT / "datasets")
SAMPLES = {"spark-gdelt_gkg.csv": "20200318000000", "spark-gdelt_gkgT.csv": "20200318001500.translation"}
EVENT_SAMPLES = ("spark-gdelt_events.csv", "spark-gdelt_eventsT.csv")


def mention(number: int, **fields: Any) -> Mention:
    """A mention of GDELT's graph, in English, from the United States, of no province, without a tone."""
    plain: dict[str, Any] = {
        "mention_id": f"{number:016x}",
        "source_system": "gdelt_gkg",
        "record_id": str(number),
        "seen_at_utc": NOON,
        "published_at_utc": None,
        "date_quality": "seen_only",
        "url": f"https://example.com/{number}",
        "canonical_url": f"example.com/{number}",
        "domain": "example.com",
        "source_country_iso2": "US",
        "source_country_method": "list",
        "lang": "en",
        "translated": False,
        "title": f"Title {number}",
        "tone": None,
        "tone_pos": None,
        "tone_neg": None,
        "word_count": None,
        "themes": (),
        "adm1_fips": ("VM",),
        "province_code_2025": (),
        "place_names": (),
        "story_id": None,
        "dup_of": None,
        "raw_slice": "20261102120000",
        "collector_version": "0",
    }
    return Mention(**{**plain, **fields})


def fill(store: Path, mentions: Iterable[Mention], rows: Sequence[LedgerRow] = ()) -> Path:
    """A store with these mentions and these rows of the graph's ledger."""
    for system, of in (("gkg", "gdelt_gkg"), ("rss", "rss")):
        Store(store).write([one for one in mentions if one.source_system == of], system, set())
    store.mkdir(exist_ok=True)
    Ledger(store, "gkg").record(rows)
    return store


def slice_row(name: str, **fields: Any) -> LedgerRow:
    """A slice in the ledger, got with 100 lines."""
    day = date(int(name[:4]), int(name[4:6]), int(name[6:8]))
    return LedgerRow(**{"date": day, "stream": "gkg", "name": name, "lines": 100, "bad_lines": 0, "kept": 1, **fields})


def from_samples(shared: Path, store: Path) -> int:
    """Put the real mentions and events of Viet Nam into a store and look for stories; gives the mentions."""
    places, kept, folder = Crosswalk(METHODOLOGY.places), 0, shared / "samples/media"
    for file, name in SAMPLES.items():
        found = gkg.read_slice([(folder / file).read_bytes()])
        rows = gkg.to_mentions(found.rows, name, places, METHODOLOGY.languages, METHODOLOGY.outlets, "0")
        Store(store).put(MENTIONS, rows, "gkg", set())
        kept += len(rows)
    for number, file in enumerate(EVENT_SAMPLES):
        name = f"2020031800{number}000.export"
        events = to_events(read_events([(folder / file).read_bytes()]).rows, name, places)
        Store(store).put(EVENTS, events, "events", set())
    Store(store).assign_stories(METHODOLOGY.settings)
    streams = {"20200318000000": "gkg", "20200318001500": "gkg-translation"}
    Ledger(store, "gkg").record([slice_row(name, stream=stream) for name, stream in streams.items()])
    return kept


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)
