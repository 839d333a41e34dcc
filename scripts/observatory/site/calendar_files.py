"""The calendar of the commendation programme on the site, one file for each language."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from observatory.feeds.calendar import calendar, path
from observatory.findings import LANGS
from observatory.site.site import Site

AWARDS, EVENTS = "awards", "events"
PACKAGE = "reference/awards"


def write(site: Site, folder: Path) -> None:
    """Write both calendars below ``folder``, the root of the rendered site; without an event there is none."""
    if AWARDS not in site.results or site.result(AWARDS, EVENTS).empty:
        return
    rows = site.result(AWARDS, EVENTS).sort_values(["date_from", "event"]).to_dict("records")
    events = [{str(name): None if pd.isna(cell) else cell for name, cell in row.items()} for row in rows]
    stamp = site.catalogue.packages[PACKAGE].last_reviewed
    for lang in LANGS:
        place = folder / path(lang)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(calendar(events, lang, stamp).encode("utf-8"))
