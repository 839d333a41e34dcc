"""What the warning pages share: packages, addresses, levels in words, episodes and all that is said of them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import Any

from observatory.feeds import files as feeds
from observatory.findings import Lang
from observatory.site import media_figures as media
from observatory.site import numbers
from observatory.site.site import HOME, Site, by, records, unit_slug
from observatory.tables.model import Text

METHOD = "methodology/warning"
PROCESS = "methodology/crisis-process"
RESULT = "warning"
FEED = "alert-feed"
INCIDENTS = "incidents"
BACKTEST = "warning-backtest"

HOME_SLUG = "canh-bao"
ARCHIVE_SLUG = "canh-bao/luu-tru"
METHOD_SLUG = "canh-bao/cach-do"
SERIES_SLUG = "canh-bao/chuoi"
PROCESS_SLUG = "canh-bao/quy-trinh"
INCIDENTS_SLUG = "canh-bao/su-co"
REVIEWS_SLUG = "canh-bao/rut-kinh-nghiem"
BACKTEST_SLUG = "canh-bao/thu-nghiem"

DOORS = (
    (HOME_SLUG, Text("Hôm nay", "Today")),
    (ARCHIVE_SLUG, Text("Lưu trữ và nguồn cấp", "Archive and feeds")),
    (METHOD_SLUG, Text("Cách báo động", "How alarms are raised")),
    (SERIES_SLUG, Text("Tình trạng các chuỗi", "State of the series")),
    (BACKTEST_SLUG, Text("Thử nghiệm", "Backtest")),
    (PROCESS_SLUG, Text("Quy trình xử lý", "Process of handling")),
    (INCIDENTS_SLUG, Text("Các sự cố", "Incidents")),
    (REVIEWS_SLUG, Text("Rút kinh nghiệm", "Lessons")),
)
KINDS = {
    "surge": Text("tăng đột biến", "surge"),
    "silence": Text("im ắng bất thường", "unusual silence"),
    "tone": Text("sắc thái xấu đi", "worse tone"),
    "multi_province": Text("nhiều địa phương cùng lúc", "several provinces at once"),
}
FAMILIES = {
    "nation": Text("cả nước và từng chủ đề", "the country and each topic"),
    "province": Text("từng địa phương, từng chủ đề", "each province and topic"),
    "province-total": Text("từng địa phương, mọi chủ đề", "each province, all topics"),
}
DIMENSIONS = {
    "source_country": Text("Nước của nguồn tin", "Source country"),
    "language": Text("Ngôn ngữ", "Language"),
    "topic": Text("Chủ đề", "Topic"),
    "province": Text("Địa phương", "Province"),
    "domain": Text("Tên miền", "Domain"),
}
SOURCE = Text(
    "Dự án GDELT (gdeltproject.org); dự kiến và ngưỡng do trang này tính",
    "the GDELT Project (gdeltproject.org); expectation and bound computed by this site",
)
FEEDS = (
    (Text("Atom, tiếng Việt", "Atom, in Vietnamese"), feeds.atom_path("vi"), "application/atom+xml"),
    (Text("Atom, tiếng Anh", "Atom, in English"), feeds.atom_path("en"), "application/atom+xml"),
    (Text("JSON, cả hai ngôn ngữ", "JSON, in both languages"), feeds.JSON, "application/json"),
)
"""The feeds: title, path from the root of the site, media type."""
NO_DATA = "no-data"
RECENT_DAYS = 90
SMALLEST = 1e-6


def levels(site: Site) -> dict[int, dict[str, Any]]:
    """The levels of the process by number, from the lowest."""
    return {int(row["id"]): row for row in records(site.data(PROCESS, "levels").sort_values("id"))}


def today(site: Site) -> dict[str, Any]:
    """The one row that says how things stand."""
    (row,) = records(site.result(RESULT, "today"))
    return row


def standing(site: Site) -> dict[str, Any]:
    """How things stand, with the row of the level where one can be stated."""
    row = today(site)
    return row if row["alert_level"] is None else {**row, "level": levels(site)[int(row["alert_level"])]}


def tests(site: Site) -> dict[str, dict[str, Any]]:
    """The tests by code, in the order of the history that they need."""
    return by(site.data(METHOD, "tests").sort_values("usable_from", kind="stable"), "code")


def settings(site: Site) -> dict[str, dict[str, Any]]:
    """The settings of the method, by key."""
    return by(site.data(METHOD, "settings"), "key")


def episodes(site: Site) -> list[dict[str, Any]]:
    """All episodes, open ones first, then the latest: each with its level in words, its page and its ``why``."""
    whys: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in records(site.result(RESULT, "contributors").sort_values(["episode_id", "dimension", "position"])):
        whys.setdefault(str(row["episode_id"]), {}).setdefault(str(row["dimension"]), []).append(row)
    named = tests(site)
    rows = records(site.result(RESULT, "episodes"))
    rows.sort(key=lambda row: (str(row["first_day"]), str(row["episode_id"])), reverse=True)
    rows.sort(key=lambda row: row["status"] != "open")
    return [
        {
            **row,
            "page": place_page(site, row["place"]),
            "kind_name": KINDS[row["kind"]],
            "family_name": FAMILIES.get(str(row["family"])),
            "method": named.get(str(row["test"])),
            "why": [(DIMENSIONS[key], own) for key, own in whys.get(str(row["episode_id"]), {}).items()],
        }
        for row in rows
    ]


def recent(rows: Iterable[Mapping[str, Any]], as_of: object) -> list[Mapping[str, Any]]:
    """The closed episodes whose last day lies within the last days up to ``as_of``."""
    if as_of is None:
        return []
    since = (dt.date.fromisoformat(str(as_of)) - dt.timedelta(days=RECENT_DAYS)).isoformat()
    return [row for row in rows if row["status"] != "open" and str(row["last_day"]) > since]


def place_page(site: Site, place: object) -> str:
    """The address of the page of a place: of its media figures where it has them; empty for the whole country."""
    unit = site.units.get(str(place))
    if unit is None:
        return media.HOME_SLUG if place == HOME else ""
    return media.province_slug(unit) if unit["code"] in media.covered_provinces(site) else unit_slug(unit)


def context(site: Site, here: str) -> dict[str, Any]:
    """What the templates of all pages on early warning use; ``here`` is the page they stand on."""
    return {
        "here": here,
        "doors": DOORS,
        "levels": levels(site),
        "today": today(site),
        "collected": today(site)["status"] != NO_DATA,
        "tests": list(tests(site).values()),
        "caveat": media.CAVEAT,
        "csv": media.download,
        "small": small,
        "version": site.results[RESULT].method,
    }


def small(value: object, lang: Lang) -> str:
    """A probability behind its sign, as ``= 0.0027``: two digits that count, or ``<`` where it is below a millionth."""
    if numbers.is_missing(value):
        return numbers.missing(lang)
    p = float(str(value))
    if p < SMALLEST:
        return f"< {numbers.number(SMALLEST, lang, 6)}"
    places = 2 if p >= 0.1 else 1 - math.floor(math.log10(p))
    return f"= {numbers.number(p, lang, places)}"


def incident_anchor(incident_id: object) -> str:
    """The place of an incident on a page."""
    return f"su-co-{incident_id}"
