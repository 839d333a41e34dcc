"""The drawings of the warning pages: the watched country, calendars of ratios, the map of levels, detectors."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site import warning_figures as warning
from observatory.site.backtest_figures import Measure
from observatory.site.calendar_map import CalendarMap
from observatory.site.chart_rows import interval
from observatory.site.chart_watch import watch
from observatory.site.charts import Chart, Labels
from observatory.site.media_figures import download
from observatory.site.site import HOME, LEVEL, Site
from observatory.site.tilemap import NO_CLASS, Classes, TileValue, tile_map
from observatory.tables.model import Text

# Less than half of what was expected, about as much, more, twice as much, four times and above.
_RATIO_CUTS = (0.0, 0.5, 1.5, 2.0, 4.0, math.inf)
_GRID = "reference/tile-grid"
_UNTESTED = Text("chưa thử được", "not tested")
_SIMULATED = Text("Chuỗi mô phỏng, không phải tin về Việt Nam.", "Simulated series, not news on Viet Nam.")
_TRIANGLES = Text("tam giác: ngày báo động", "triangles: days of alarm")


@dataclass(frozen=True)
class LevelMap:
    """The provinces with the highest level of their open episodes: a number on each tile, a colour that repeats it.

    ``levels`` holds no entry for a province that was not tested: its tile has no number and no level.
    """

    site: Site
    levels: Mapping[str, int]

    def html(self, lang: Lang, url: Callable[[str], str]) -> str:
        """The map; ``url`` gives the link to the page of a slug."""
        names = {level: str(row[f"name_{lang}"]) for level, row in warning.levels(self.site).items()}
        tiles = {(LEVEL, code): _tile(self.levels.get(code), names, lang) for code in self.site.units}
        units = pd.DataFrame(list(self.site.units.values()))
        tiled = units.merge(self.site.data(_GRID, "tiles"), on=["level", "code"], suffixes=("", "_tile"))
        legend = [(f"level{level}", f"{level}: {names[level]}") for level in sorted(set(self.levels.values()))]
        if len(self.levels) < len(self.site.units):
            legend.append((NO_CLASS, _UNTESTED.get(lang)))
        return tile_map(
            tiled,
            self.site.data(_GRID, "archipelagos"),
            lang,
            link=lambda _level, code: url(warning.place_page(self.site, code)),
            values=tiles,
            legend=legend,
            label=Text("Cấp cảnh báo của các địa phương", "Level of warning of the localities").get(lang),
        )


def country(days: pd.DataFrame) -> Chart:
    """Mentions of the whole country by day with what was expected and the bound (rows of ``days``)."""
    return watch(
        "canh-bao-ca-nuoc",
        days[days["place"] == HOME].rename(
            columns={"date": "at", "observed_count": "observed", "expected_count": "expected"}
        ),
        Labels(
            title=Text(
                "Lượt nhắc Việt Nam mỗi ngày so với dự kiến", "Mentions of Viet Nam by day against the expected"
            ),
            description=Text(
                "Số lượt nhắc mỗi ngày, số dự kiến và ngưỡng báo động; ngày thiếu dữ liệu để trống.",
                "Mentions each day, what was expected and the bound of an alarm; days without data are left open.",
            ),
            unit=Text(f"lượt nhắc; {_TRIANGLES.vi}", f"mentions; {_TRIANGLES.en}"),
            source=warning.SOURCE,
            download=download(warning.RESULT, "days"),
        ),
    )


def ratio_calendar(title: Text, days: pd.DataFrame) -> CalendarMap:
    """The days of one place (rows of ``days``), shaded by how many times the expected was observed."""
    rows = days.to_dict("records")
    return CalendarMap(
        title=title,
        values={str(row["date"]): None if pd.isna(row["ratio"]) else float(row["ratio"]) for row in rows},
        details={str(row["date"]): _told(row) for row in rows if not pd.isna(row["ratio"])},
        classes=Classes(_RATIO_CUTS),
        show=_times,
        absent=Text("thiếu dữ liệu hoặc chưa thử được", "no data, or not tested"),
        marked=frozenset(str(row["date"]) for row in rows if row["alarm"]),
    )


def measured(rows: Sequence[Mapping[str, Any]], measure: Measure) -> Chart:
    """One measure of the detectors on simulated series, with its 95% interval (rows of ``results``)."""
    columns = {measure.column: "value", f"{measure.column}_low": "low", f"{measure.column}_high": "high"}
    frame = pd.DataFrame(rows).rename(columns={**columns, "detector_vi": "name_vi", "detector_en": "name_en"})
    made = Text("số liệu mô phỏng", "simulated data")
    return interval(
        f"canh-bao-thu-nghiem-{measure.column.replace('_', '-')}",
        frame[["name_vi", "name_en", *columns.values()]],
        Labels(
            title=Text(f"{measure.name.vi} của các phép thử ({made.vi})", f"{measure.name.en} by detector ({made.en})"),
            description=Text(
                f"{measure.name.vi}: {measure.means.vi}. Chấm: số đo; vạch: khoảng tin cậy 95%. {_SIMULATED.vi}",
                f"{measure.name.en}: {measure.means.en}. Dots: the figure; lines: its 95% interval. {_SIMULATED.en}",
            ),
            unit=Text(f"{measure.means.vi}; {made.vi}", f"{measure.means.en}; {made.en}"),
            source=Text(f"{made.vi}; lệnh observatory backtest", f"{made.en}; the command observatory backtest"),
            download=download(warning.BACKTEST, "results"),
        ),
        decimals=measure.decimals,
    )


def month_by_month(months: pd.DataFrame, marked: str) -> Chart:
    """One real series by month (rows of ``monthly``) with its expectation, its bound and its alarms."""
    name = Text(str(months["series_vi"].iloc[0]), str(months["series_en"].iloc[0]))
    made = Text("số liệu thật", "real data")
    return watch(
        "canh-bao-thu-nghiem-theo-thang",
        months.rename(columns={"year_month": "at", "observed_count": "observed", "expected_count": "expected"}),
        Labels(
            title=Text(
                f"Trung Quốc – Việt Nam: {name.vi} ({made.vi})",
                f"China – Viet Nam: {name.en} ({made.en})",
            ),
            description=Text(
                "Số sự kiện GDELT ghi mỗi tháng, số dự kiến và ngưỡng; tam giác là tháng báo động.",
                "Events that GDELT recorded each month, the expected and the bound; triangles are months of alarm.",
            ),
            unit=Text(f"sự kiện mỗi tháng; {made.vi}", f"events a month; {made.en}"),
            source=Text(
                "Dự án GDELT (gdeltproject.org), gói reference/events-china-viet-nam",
                "the GDELT Project (gdeltproject.org), package reference/events-china-viet-nam",
            ),
            download=download(warning.BACKTEST, "monthly"),
        ),
        marked=marked,
    )


def _tile(level: int | None, names: Mapping[int, str], lang: Lang) -> TileValue:
    if level is None:
        return TileValue(NO_CLASS, "", _UNTESTED.get(lang))
    if level == 0:
        return TileValue("level0", "0", Text("không có đợt nào đang mở", "no open episode").get(lang))
    return TileValue(f"level{level}", str(level), f"{Text('cấp', 'level').get(lang)} {level} ({names[level].lower()})")


def _times(value: object, lang: Lang) -> str:
    return f"{numbers.number(value, lang, 1)}×"


def _told(row: Mapping[Any, Any]) -> Text:
    """What the title of a day says beside its ratio."""

    def say(lang: Lang) -> str:
        observed, expected = numbers.number(row["observed_count"], lang), numbers.number(row["expected_count"], lang, 1)
        words = Text(f"quan sát {observed}, dự kiến {expected}", f"observed {observed}, expected {expected}").get(lang)
        return f"{words}; {Text('báo động', 'alarm').get(lang)}" if row["alarm"] else words

    return Text(say("vi"), say("en"))
