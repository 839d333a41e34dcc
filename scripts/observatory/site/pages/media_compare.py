"""Two periods of the media side by side: the last month against those before it, and any two that a reader picks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from observatory.site import media_figures as media
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

PREVIOUS = "previous"
YEAR_BEFORE = "year-before"
_KINDS = {
    "month": Text("Tháng", "Months"),
    "quarter": Text("Quý", "Quarters"),
    "year": Text("Năm", "Years"),
}


@dataclass(frozen=True)
class Pair:
    """A period, the one it is held against, and the published change of each measure in percent."""

    title: Text
    after: dict[str, Any]
    before: dict[str, Any]
    changes: dict[str, float | None]


def drafts(site: Site) -> Iterator[Draft]:
    """The page; where nothing has been collected it says so."""
    least = media.coverage_least(site)
    periods = [
        {**row, "name": media.period(str(row["period_id"])), "whole": media.whole(row, least)}
        for row in records(site.result(media.COMPARE, "periods").sort_values("first_day", ascending=False))
    ]
    yield Draft(
        slug=media.COMPARE_SLUG,
        template="media_compare.html",
        title=Text("Truyền thông: so sánh hai kỳ", "Media: two periods compared"),
        description=Text(
            "Đặt hai tháng, quý hoặc năm cạnh nhau: lượt nhắc, sắc thái, tỷ trọng, số nước và số ngôn ngữ.",
            "Two months, quarters or years side by side: mentions, tone, share, source countries and languages.",
        ),
        context={
            **media.context(site),
            "pairs": _pairs(site, periods),
            "groups": [
                (title, [row for row in periods if row["kind"] == kind])
                for kind, title in _KINDS.items()
                if any(row["kind"] == kind for row in periods)
            ],
            "periods": periods,
        },
    )


def _pairs(site: Site, periods: list[dict[str, Any]]) -> list[Pair]:
    """The last whole month against the month before and against the same month of the year before."""
    known = {str(row["period_id"]): row for row in periods}
    after = next((row for row in periods if row["kind"] == "month" and row["whole"]), None)
    if after is None:
        return []
    changes = site.result(media.COMPARE, "changes")
    own = records(changes[changes["period_id"] == after["period_id"]])
    titles = {
        PREVIOUS: Text("So với tháng trước", "Against the month before"),
        YEAR_BEFORE: Text("So với cùng tháng năm trước", "Against the same month of the year before"),
    }
    pairs = []
    for kind, title in titles.items():
        rows = [row for row in own if row["kind"] == kind and row["against"] in known]
        if rows:
            percent = {str(row["measure"]): row["change_percent"] for row in rows}
            pairs.append(Pair(title, after, known[str(rows[0]["against"])], percent))
    return pairs
