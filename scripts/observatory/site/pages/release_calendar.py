"""The release calendar: figures that are announced, and the days on which packages are due for review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.feeds import release_calendar as feed
from observatory.site import numbers
from observatory.site.contributions import DOORS
from observatory.site.sheets import lang_of
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Package, Text

SLUG = "du-lieu/lich-cong-bo"
PACKAGE, TABLE = "reference/release-calendar", "releases"
STATES = {
    "planned": Text("dự kiến", "planned"),
    "released": Text("đã công bố", "released"),
    "postponed": Text("hoãn", "postponed"),
    "cancelled": Text("không công bố", "cancelled"),
}
FILES = (
    (Text("Tiếng Việt", "In Vietnamese"), feed.path("vi")),
    (Text("Tiếng Anh", "In English"), feed.path("en")),
)


def releases(site: Site) -> list[dict[str, Any]]:
    """The announced releases, the next first and those without a moment last; missing cells are ``None``."""
    rows = records(site.data(PACKAGE, TABLE))
    return sorted(rows, key=lambda row: (row["release_at"] is None, row["release_at"] or "", row["release"]))


def reviews(site: Site) -> dict[str, list[Package]]:
    """The packages by the day on which they are due for review, the next day first."""
    due: dict[str, list[Package]] = {}
    for package in site.catalogue:
        if day := str(package.descriptor.get("next_review_due") or ""):
            due.setdefault(day, []).append(package)
    return dict(sorted(due.items()))


def drafts(site: Site) -> Iterator[Draft]:
    """The page; a moment that nobody announced is not guessed."""
    yield Draft(
        slug=SLUG,
        template="release_calendar.html",
        title=Text("Lịch công bố và rà soát", "Release calendar"),
        description=Text(
            "Số liệu nào được công bố khi nào, và từng gói dữ liệu đến hạn rà soát ngày nào.",
            "Which figures are published when, and on which day each data package is due for review.",
        ),
        context={
            "releases": [_shown(row) for row in releases(site)],
            "reviews": reviews(site),
            "packages": site.catalogue.packages,
            "files": FILES,
            "lang_of": lang_of,
            "doors": DOORS,
        },
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A release with its moment as both languages write it, and the words of its state."""
    moment = str(row["release_at"] or "")
    day, _, clock = moment.partition("T")
    hour = clock[:5]
    written = Text(f"{hour} ngày {numbers.date(day, 'vi')}", f"{hour}, {numbers.date(day, 'en')}") if moment else None
    return {**row, "moment": written, "state_name": STATES[str(row["state"])]}
