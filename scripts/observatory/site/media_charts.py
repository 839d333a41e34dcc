"""The drawings of the media pages: by day, by topic, country and language, on a calendar and on the tile map.

Every drawing of tone carries the caveat in the line above it, so that it goes wherever the drawing goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_days, numbers
from observatory.site.calendar_map import CalendarMap
from observatory.site.chart_rows import bar
from observatory.site.charts import Chart, Labels
from observatory.site.maps import TileMap
from observatory.site.media_figures import BREAKDOWN, CAVEAT, DAYS, SOURCE, covered_provinces, download, province_slug
from observatory.site.site import Site, unit_slug
from observatory.site.tilemap import Classes, classes
from observatory.tables.model import Text

MENTIONS = Text("lượt nhắc", "mentions")

_BARS = 15
_TONE_HEIGHT = 400
_BANDS = Text("dải xám: ngày chưa thu đủ, không vẽ số", "grey bands: days not collected whole, no figure drawn")
_ABSENT = Text("chưa thu đủ, không có số", "not collected whole, no figure")
_TONE_UNIT = Text("Điểm sắc thái", "Points of tone")
_FILES = {"topics": "chu-de", "countries": "nuoc", "languages": "ngon-ngu"}
_COVERAGE_CUTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def volume_by_day(days: pd.DataFrame) -> Chart:
    """Mentions by day and their mean over seven days (rows of ``media-days``)."""
    return chart_days.days(
        "truyen-thong-theo-ngay",
        days.rename(columns={"mentions": "value", "mentions_week": "mean"}),
        Labels(
            title=Text("Lượt nhắc Việt Nam trên báo chí mỗi ngày", "Mentions of Viet Nam in the press by day"),
            description=Text(
                "Số lượt nhắc mỗi ngày và trung bình 7 ngày; ngày chưa thu đủ để trống, không vẽ thành ngày ít tin.",
                "Mentions each day and their mean over 7 days; days not collected whole are left open, not drawn low.",
            ),
            unit=_with_bands(MENTIONS),
            source=SOURCE,
            download=download(DAYS, "days"),
        ),
    )


def tone_by_day(days: pd.DataFrame) -> Chart:
    """Mean tone by day (rows of ``media-days``)."""
    return chart_days.days(
        "truyen-thong-sac-thai",
        days.drop(columns=["mentions_week"]).rename(columns={"tone_mean": "value"}),
        Labels(
            title=Text(
                "Sắc thái trung bình của các bài nhắc đến Việt Nam", "Mean tone of documents that mention Viet Nam"
            ),
            description=_with_caveat(Text("Sắc thái trung bình mỗi ngày", "Mean tone each day")),
            unit=_with_caveat(_with_bands(_TONE_UNIT)),
            source=SOURCE,
            download=download(DAYS, "days"),
        ),
        decimals=2,
        zero=False,
        height=_TONE_HEIGHT,
    )


def mentions_by_month(unit: Mapping[str, Any], months: pd.DataFrame) -> Chart:
    """Mentions a day of one unit by month (its rows of ``provinces``)."""
    return chart_days.months(
        f"truyen-thong-{unit['code']}-luot-nhac",
        months.rename(columns={"year_month": "month", "mentions_per_day": "value"})[["month", "value"]],
        Labels(
            title=Text(f"{unit['name_vi']}: lượt nhắc mỗi ngày", f"{unit['name_en']}: mentions a day"),
            description=Text(
                f"Lượt nhắc {unit['full_name_vi']} mỗi ngày, bình quân các ngày thu đủ của từng tháng.",
                f"Mentions of {unit['full_name_en']} a day, averaged over the days of each month collected whole.",
            ),
            unit=Text("lượt nhắc mỗi ngày", "mentions a day"),
            source=SOURCE,
            download=download(BREAKDOWN, "provinces"),
        ),
        decimals=1,
    )


def tone_by_month(unit: Mapping[str, Any], months: pd.DataFrame) -> Chart:
    """Mean tone of one unit by month (its rows of ``provinces``)."""
    return chart_days.months(
        f"truyen-thong-{unit['code']}-sac-thai",
        months.rename(columns={"year_month": "month", "tone_mean": "value"})[["month", "value"]],
        Labels(
            title=Text(f"{unit['name_vi']}: sắc thái trung bình", f"{unit['name_en']}: mean tone"),
            description=_with_caveat(Text("Sắc thái trung bình mỗi tháng", "Mean tone each month")),
            unit=_with_caveat(_TONE_UNIT),
            source=SOURCE,
            download=download(BREAKDOWN, "provinces"),
        ),
        decimals=2,
        zero=False,
        height=_TONE_HEIGHT,
    )


def bars(table: str, rows: Sequence[Mapping[str, Any]], title: Text) -> Chart:
    """Mentions of one month by topic, source country or language, in the order of ``rows``."""
    topics = table == "topics"
    several = Text(" Một bài có thể thuộc nhiều chủ đề.", " A document may belong to several topics.")
    frame = pd.DataFrame(rows if topics else rows[:_BARS])
    return bar(
        f"truyen-thong-{_FILES[table]}",
        frame.rename(columns={"mentions": "value"})[["name_vi", "name_en", "value"]],
        Labels(
            title=title,
            description=Text(
                f"{title.vi}, nhiều nhất ở trên.{several.vi if topics else ''}",
                f"{title.en}, most mentioned first.{several.en if topics else ''}",
            ),
            unit=MENTIONS,
            source=SOURCE,
            download=download(BREAKDOWN, table),
        ),
        decimals=0,
    )


def volume_calendar(days: pd.DataFrame) -> CalendarMap:
    """Mentions of the days that were collected whole (rows of ``media-days``)."""
    figures = days.set_index("date")["mentions"].where(days.set_index("date")["complete"])
    return CalendarMap(
        title=Text("Lượt nhắc mỗi ngày", "Mentions by day"),
        values=_known(figures),
        details={
            str(row["date"]): Text(_covered(row["coverage"], "vi"), _covered(row["coverage"], "en"))
            for row in days.to_dict("records")
        },
        classes=classes(figures.astype("float64")),
        show=numbers.integer,
        absent=_ABSENT,
    )


def coverage_calendar(title: Text, days: pd.DataFrame) -> CalendarMap:
    """The share of each day that was collected (columns date, coverage), in fifths."""
    return CalendarMap(
        title=title,
        values=_known(days.set_index("date")["coverage"]),
        details={},
        classes=Classes(_COVERAGE_CUTS),
        show=lambda value, lang: numbers.percent(value, lang, 0),
        absent=Text("không có dòng nào trong sổ thu thập", "no row in the ledger of collection"),
    )


def province_map(site: Site, rows: Sequence[Mapping[str, Any]], title: Text, current: str = "") -> TileMap:
    """Mentions a day of the units in one month (rows of ``provinces``) on the tile map."""
    covered = covered_provinces(site)
    figures = {str(row["province_code"]): row["mentions_per_day"] for row in rows if row["province_code"] in site.units}

    def told(value: object, lang: Lang) -> str:
        words = Text("lượt nhắc mỗi ngày", "mentions a day")
        return f"{numbers.number(value, lang, 1)} {words.get(lang)}"

    def page(unit: Mapping[str, Any]) -> str:
        return province_slug(unit) if unit["code"] in covered else unit_slug(unit)

    return TileMap(
        site=site,
        title=title,
        values={code: figures.get(code) for code in site.units},
        details={
            code: Text(told(value, "vi"), told(value, "en")) for code, value in figures.items() if value is not None
        },
        decimals=1,
        current=current,
        page=page,
    )


def _with_bands(unit: Text) -> Text:
    return Text(f"{unit.vi}; {_BANDS.vi}", f"{unit.en}; {_BANDS.en}")


def _with_caveat(unit: Text) -> Text:
    return Text(f"{unit.vi}. {CAVEAT.vi}", f"{unit.en}. {CAVEAT.en}")


def _covered(share: object, lang: Lang) -> str:
    words = Text("thu được", "collected")
    return f"{words.get(lang)} {numbers.percent(share, lang)}"


def _known(figures: pd.Series) -> dict[str, float | None]:
    return {str(day): None if pd.isna(value) else float(value) for day, value in figures.items()}
