"""The calendars on the site, one file for each language: the commendation programme, and releases and reviews."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from observatory.feeds import release_calendar
from observatory.feeds.calendar import calendar, path
from observatory.findings import LANGS
from observatory.site.pages.release_calendar import PACKAGE as RELEASES
from observatory.site.pages.release_calendar import releases, reviews
from observatory.site.site import Site
from observatory.tables.model import Text

AWARDS, EVENTS = "awards", "events"
PACKAGE = "reference/awards"


def write(site: Site, folder: Path) -> None:
    """Write the calendars below ``folder``, the root of the rendered site; without an event there is none."""
    _write_awards(site, folder)
    _write_releases(site, folder)


def _write_releases(site: Site, folder: Path) -> None:
    """The releases whose moment is known, but for those called off, and the reviews that are due."""
    if RELEASES not in site.catalogue.packages:
        return
    told = [
        (str(row["release"]), str(row["release_at"]), Text(str(row["title_vi"]), str(row["title_en"])))
        for row in releases(site)
        if row["release_at"] and row["state"] != "cancelled"
    ]
    due = {day: [package.title for package in packages] for day, packages in reviews(site).items()}
    for lang in LANGS:
        place = folder / release_calendar.path(lang)
        place.parent.mkdir(parents=True, exist_ok=True)
        content = release_calendar.release_calendar(told, due, lang, site.updated)
        place.write_bytes(content.encode("utf-8"))


def _write_awards(site: Site, folder: Path) -> None:
    if AWARDS not in site.results or site.result(AWARDS, EVENTS).empty:
        return
    rows = site.result(AWARDS, EVENTS).sort_values(["date_from", "event"]).to_dict("records")
    events = [{str(name): None if pd.isna(cell) else cell for name, cell in row.items()} for row in rows]
    stamp = site.catalogue.packages[PACKAGE].last_reviewed
    for lang in LANGS:
        place = folder / path(lang)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(calendar(events, lang, stamp).encode("utf-8"))
