"""The dashboard of the media: how much is written about Viet Nam, where, on what, and how much of it was collected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site import media_charts as draw
from observatory.site import media_figures as media
from observatory.site.charts import Chart
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_TABLES = ("topics", "countries", "languages", "provinces")
_BAR_TITLES = {
    "topics": Text("Lượt nhắc theo chủ đề", "Mentions by topic"),
    "countries": Text("Lượt nhắc theo nước có nguồn tin", "Mentions by source country"),
    "languages": Text("Lượt nhắc theo ngôn ngữ", "Mentions by language"),
}


def drafts(site: Site) -> Iterator[Draft]:
    """The dashboard; where nothing has been collected it says so, and why."""
    days = media.last_year(site.result(media.DAYS, "days"))
    month = media.latest_month(site)
    rows = {table: _of_month(site, table, month) for table in _TABLES}
    stories = site.result(media.STORIES, "stories")
    values = site.result(media.INDICATORS, "values")
    named = media.month_name(month)
    yield Draft(
        slug=media.HOME_SLUG,
        template="media.html",
        title=Text("Truyền thông", "Media"),
        description=Text(
            "Báo chí thế giới viết về Việt Nam: số lượt nhắc, sắc thái, chủ đề, nguồn và phần đã thu thập được.",
            "What the world's press writes about Viet Nam: mentions, tone, topics, sources and how much was collected.",
        ),
        context={
            **media.context(site),
            "streams": media.streams(site),
            "last": next(iter(records(days.tail(1))), None),
            "latest": month,
            "months": [{**row, "name": media.period(str(row["year_month"]))} for row in media.months_of(site)],
            "rows": {**rows, "provinces": _provinces(site, rows["provinces"])},
            "map": draw.province_map(
                site, rows["provinces"], Text(f"Lượt nhắc mỗi ngày, {named.vi}", f"Mentions a day, {named.en}")
            ),
            "days": draw.volume_calendar(days),
            "stories": records(stories[stories["year_month"] == stories["year_month"].max()].sort_values("position")),
            "indicators": media.latest_indicators(site, values[values["unit_level"] == media.NATION]),
            "recognition": _recognition(site),
        },
        charts=tuple(_charts(days, rows, named)),
    )


def _charts(days: pd.DataFrame, rows: dict[str, list[dict[str, Any]]], named: Text) -> Iterator[Chart]:
    if days.empty:
        return
    yield draw.volume_by_day(days)
    yield draw.tone_by_day(days)
    for table, title in _BAR_TITLES.items():
        if rows[table]:
            yield draw.bars(table, rows[table], Text(f"{title.vi}, {named.vi}", f"{title.en}, {named.en}"))


def _of_month(site: Site, table: str, month: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The rows of one month, the most mentioned first."""
    if month is None:
        return []
    frame = site.result(media.BREAKDOWN, table)
    return records(
        frame[frame["year_month"] == month["year_month"]].sort_values("mentions", ascending=False, kind="stable")
    )


def _provinces(site: Site, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of provinces with their unit and the page of each."""
    return [
        {**row, "unit": site.units[row["province_code"]], "page": media.province_slug(site.units[row["province_code"]])}
        for row in rows
        if row["province_code"] in site.units
    ]


def _recognition(site: Site) -> list[dict[str, Any]]:
    """Page views of the last month that has any."""
    months = site.result(media.RECOGNITION, "months")
    return records(months[months["year_month"] == months["year_month"].max()])
