"""Charts over days and months, and the calendar: what is missing is a gap, a band or a dashed cell, never low."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.site import chart_days, numbers
from observatory.site.calendar_map import CalendarMap
from observatory.site.charts import Chart, Labels, svg
from observatory.site.tilemap import Classes, classes
from observatory.tables.model import Text

WORDS = Text("chữ", "words")
LABELS = Labels(title=WORDS, description=WORDS, unit=WORDS, source=WORDS)
FIRST = dt.date(2024, 2, 27)


def frame(complete: list[bool]) -> pd.DataFrame:
    days = [(FIRST + dt.timedelta(days=n)).isoformat() for n in range(len(complete))]
    return pd.DataFrame({"date": days, "value": 5.0, "coverage": 1.0, "complete": complete})


def figures(chart: Chart) -> list[dict[str, object]]:
    return list(chart.specs["vi", "light"]["datasets"]["figures"])


def calendar(values: dict[str, float | None], cuts: Classes) -> str:
    return CalendarMap(WORDS, values, {}, cuts, numbers.integer, Text("không có", "none")).html("vi")


def test_a_missing_month_is_a_gap_over_the_turn_of_the_year() -> None:
    months = pd.DataFrame({"month": ["2025-11", "2026-02"], "value": [1.5, 2.5]})
    chart = chart_days.months("a", months, LABELS, decimals=1)
    assert [row[:2] for row in chart.rows["vi"]] == [
        ("tháng 2/2026", "2,5"),
        ("tháng 1/2026", "—"),
        ("tháng 12/2025", "—"),
        ("tháng 11/2025", "1,5"),
    ]
    (band,) = [row for row in figures(chart) if "until" in row]
    assert band["point"] == "tháng 12/2025 – tháng 1/2026"
    assert (band["at"], band["until"]) == ("2025-11-16T00:00:00Z", "2026-01-16T00:00:00Z")


def test_a_day_alone_between_gaps_is_still_drawn() -> None:
    chart = chart_days.days("a", frame([False, True, False]), LABELS)
    assert len([row for row in figures(chart) if "until" in row]) == 2
    assert "mark-symbol" in svg(chart.specs["vi", "light"], "vi")


def test_nothing_whole_draws_bands_alone() -> None:
    chart = chart_days.days("a", frame([False, False]), LABELS)
    assert [row["value"] for row in figures(chart) if "kind" in row] == [None, None]
    assert svg(chart.specs["en", "dark"], "en").startswith("<svg")


@pytest.mark.parametrize("column", ["date", "value", "coverage", "complete"])
def test_a_column_that_is_absent_is_refused(column: str) -> None:
    with pytest.raises(ValueError, match=column):
        chart_days.days("a", frame([True]).drop(columns=column), LABELS)


def test_a_day_twice_or_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        chart_days.days("a", pd.concat([frame([True]), frame([True])]), LABELS)
    with pytest.raises(ValueError, match="nothing"):
        chart_days.days("a", frame([]), LABELS)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_every_day_has_either_a_figure_or_a_band(complete: list[bool]) -> None:
    rows = figures(chart_days.days("a", frame(complete), LABELS))
    shown = [row["value"] is not None for row in rows if "kind" in row]
    assert shown == complete

    def day(text: object) -> dt.datetime:
        return dt.datetime.fromisoformat(str(text))

    covered = sum((day(row["until"]) - day(row["at"])).days for row in rows if "until" in row)
    assert covered == complete.count(False)


def test_the_calendar_knows_leap_years_and_draws_months_between() -> None:
    html = calendar({"2024-01-31": 1.0, "2024-03-01": 9.0}, classes(pd.Series([1.0, 9.0])))
    assert html.count("<figure") == 3
    assert "29/02/2024: không có" in html and "30/02/2024" not in html
    assert html.count("<rect ") == 31 + 29 + 31
    shades = dict(re.findall(r"<title>([\d/]+): [^<]*</title><rect class=\"(\w+)\"", html))
    assert shades["31/01/2024"] == "q0" and shades["01/03/2024"] == "q4" and shades["15/02/2024"] == "none"
    # The first of January 2024 was a Monday.
    assert '<title>01/01/2024: không có</title><rect class="none" x="0" y="22"' in html


def test_a_calendar_without_days_is_nothing() -> None:
    assert calendar({}, Classes(())) == ""
