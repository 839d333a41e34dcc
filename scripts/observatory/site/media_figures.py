"""What the pages of the media share: result packages, periods in words, the caveat on tone, figures as written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.site import Site, by, indicator_slug, records
from observatory.tables.model import Text

METHOD = "methodology/media"
RECOGNITION_METHOD = "methodology/recognition"
DAYS = "media-days"
BREAKDOWN = "media-breakdown"
COMPARE = "media-compare"
STORIES = "media-stories"
HEALTH = "media-health"
INDICATORS = "media-indicators"
RECOGNITION = "recognition"

NATION = "nation"
"""The level of figures of the whole country; others are by province."""

HOME_SLUG = "truyen-thong"
COMPARE_SLUG = "truyen-thong/so-sanh"
HEALTH_SLUG = "truyen-thong/suc-khoe-du-lieu"
METHOD_SLUG = "truyen-thong/cach-do"

_YEAR = dt.timedelta(days=365)

CAVEAT = Text(
    "Sắc thái là điểm của cả bài do GDELT chấm sau khi dịch máy sang tiếng Anh, không phải thái độ đối với Việt Nam.",
    "Tone is GDELT's score of the whole document after machine translation into English, not attitude towards "
    "Viet Nam.",
)
SOURCE = Text(
    "Dự án GDELT (gdeltproject.org); tính toán của trang này",
    "the GDELT Project (gdeltproject.org); computed by this site",
)


@dataclass(frozen=True)
class Measure:
    """A measure of a day, a month or another period: its column, its name and how it is written.

    ``decimals`` are those of the figure itself: a share that is written as 12.3% has three.
    """

    column: str
    name: Text
    show: Callable[[object, Lang], str]
    decimals: int
    tone: bool = False
    percent: bool = False


MEASURES = (
    Measure(
        "mentions_per_day",
        Text("Lượt nhắc mỗi ngày (các ngày thu đủ)", "Mentions a day (days collected whole)"),
        lambda value, lang: numbers.number(value, lang, 1),
        1,
    ),
    Measure(
        "share_of_all_news",
        Text("Tỷ trọng trong tin thế giới", "Share of world news"),
        lambda value, lang: numbers.percent(value, lang, 3),
        5,
        percent=True,
    ),
    Measure(
        "tone_mean",
        Text("Sắc thái trung bình", "Mean tone"),
        lambda value, lang: numbers.signed(value, lang, 2),
        2,
        tone=True,
    ),
    Measure(
        "share_negative",
        Text("Tỷ lệ bài có sắc thái tiêu cực", "Share of documents with a negative tone"),
        lambda value, lang: numbers.percent(value, lang, 1),
        3,
        tone=True,
        percent=True,
    ),
    Measure("source_countries", Text("Số nước có nguồn tin", "Source countries"), numbers.integer, 0),
    Measure("languages", Text("Số ngôn ngữ", "Languages"), numbers.integer, 0),
)


def download(result: str, table: str) -> str:
    """The path of a table of the results from the root of the site."""
    return f"tai-ve/results/{result}/data/{table}.csv"


def settings(site: Site) -> dict[str, dict[str, Any]]:
    """The settings of the method, by key."""
    return by(site.data(METHOD, "settings"), "key")


def period(text: str) -> Text:
    """A month (YYYY-MM), a quarter (YYYY-Qn) or a year (YYYY) in words."""
    year, _, part = text.partition("-")
    if part.startswith("Q"):
        return Text(f"quý {part[1:]}/{year}", f"Q{part[1:]} {year}")
    if not part:
        return Text(f"năm {year}", year)
    return Text(numbers.month(int(year), int(part), "vi"), numbers.month(int(year), int(part), "en"))


def whole(row: Mapping[str, Any], least: float) -> bool:
    """Whether enough days of a period (days, days_complete) were collected whole for its figures to stand."""
    return bool(row["days"]) and row["days_complete"] >= least * row["days"]


def coverage_least(site: Site) -> float:
    """The share of a day, and of the days of a period, that must be there: 0 to 1."""
    return float(settings(site)["coverage_least"]["value"])


def latest_month(site: Site) -> dict[str, Any] | None:
    """The last month with enough days collected whole, else the last month; ``None`` where there is none.

    ``whole`` says which of the two it is.
    """
    least = coverage_least(site)
    months = [{**row, "whole": whole(row, least)} for row in months_of(site)]
    return next((row for row in months if row["whole"]), months[0] if months else None)


def headline(site: Site) -> dict[str, Any] | None:
    """The last month with enough days, with its ``name``; ``None`` where there is none."""
    month = latest_month(site)
    return {**month, "name": month_name(month)} if month is not None and month["whole"] else None


def months_of(site: Site) -> list[dict[str, Any]]:
    """The months, the last one first."""
    return records(site.result(DAYS, "months").sort_values("year_month", ascending=False))


def province_slug(unit: Mapping[str, Any]) -> str:
    """The address of the media page of a locality."""
    return f"{HOME_SLUG}/dia-phuong/{unit['code']}-{unit['slug']}"


def covered_provinces(site: Site) -> frozenset[str]:
    """Codes of the units that have media figures, and so a page."""
    return frozenset(site.result(BREAKDOWN, "provinces")["province_code"].dropna()) & site.units.keys()


def streams(site: Site) -> list[dict[str, Any]]:
    """What came of each stream, in the order of the method: the main source first."""
    found = by(site.result(HEALTH, "streams"), "stream")
    return [found[code] for code in site.data(METHOD, "streams")["code"] if code in found]


def last_year(days: pd.DataFrame) -> pd.DataFrame:
    """The rows (date) of the twelve months up to the last day, in order."""
    days = days.sort_values("date")
    if days.empty:
        return days
    before = dt.date.fromisoformat(str(days["date"].iloc[-1])) - _YEAR
    return days[days["date"] > before.isoformat()]


def latest_indicators(site: Site, values: pd.DataFrame) -> list[dict[str, Any]]:
    """The latest row of each indicator in ``values``, one with a value if there is any, with definition and page."""
    ordered = values.assign(known=values["value"].notna()).sort_values(["known", "period_id"])
    return [
        {**row, "definition": site.indicators[row["indicator"]], "page": indicator_slug(row["indicator"])}
        for row in records(ordered.groupby("indicator", sort=False).tail(1).sort_values("indicator"))
    ]


def month_name(month: Mapping[str, Any] | None) -> Text:
    """The month that ``latest_month`` found, in words."""
    return Text("", "") if month is None else period(str(month["year_month"]))


def context(site: Site) -> dict[str, Any]:
    """What the templates of all pages of the media use."""
    return {
        "caveat": CAVEAT,
        "measures": MEASURES,
        "least": coverage_least(site),
        "collected": not site.result(DAYS, "days").empty,
        "period": period,
        "csv": download,
        "version": site.results[DAYS].method,
    }
