"""A watched series as a chart: gaps stay gaps, alarms are marked, days and months are written in each language."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from observatory.site.calendar_map import CalendarMap
from observatory.site.chart_watch import watch
from observatory.site.charts import Labels
from observatory.site.numbers import integer
from observatory.site.tilemap import Classes
from observatory.tables.model import Text

LABELS = Labels(Text("Tin", "News"), Text("Nhiều.", "Much."), Text("tin", "items"), Text("Nguồn", "Source"))


def frame(*steps: str) -> pd.DataFrame:
    """Observed 10, 11, …, with the second step missing and an alarm on the last."""
    observed = [None if n == 1 else 10.0 + n for n in range(len(steps))]
    alarm = [n == len(steps) - 1 for n in range(len(steps))]
    return pd.DataFrame({"at": steps, "observed": observed, "expected": 9.5, "bound": 12.0, "alarm": alarm})


def rows(chart: Any, lang: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = chart.specs[lang, "light"]["datasets"]["figures"]
    return found


def test_a_missing_step_is_a_gap_and_a_dash() -> None:
    chart = watch("x", frame("2026-09-01", "2026-09-02", "2026-09-03"), LABELS)
    observed = [row["value"] for row in rows(chart, "en") if row["kind"] == "Observed"]
    assert observed == [10.0, None, 12.0]
    assert chart.rows["vi"][1] == ("02/09/2026", "—", "9,5", "12,0", "không")
    assert chart.rows["en"][0] == ("3 September 2026", "12", "9.5", "12.0", "yes")


def test_only_observations_carry_an_alarm() -> None:
    found = rows(watch("x", frame("2026-09-01", "2026-09-02", "2026-09-03"), LABELS), "vi")
    assert [(row["kind"], row["at"]) for row in found if row["alarm"]] == [("Quan sát", "2026-09-03T00:00:00Z")]


def test_months_are_told_from_days_and_one_can_be_named() -> None:
    chart = watch("x", frame("2014-04", "2014-05", "2014-06"), LABELS, marked="2014-06")
    (named,) = (row for row in rows(chart, "vi") if row["note"])
    assert (named["note"], named["at"]) == ("tháng 6/2014", "2014-06-01T00:00:00Z")
    assert chart.header[0].en == "Month" and chart.rows["en"][0][0] == "June 2014"


def test_steps_are_put_in_order_and_none_may_be_there_twice() -> None:
    chart = watch("x", frame("2026-09-01", "2026-09-02").iloc[::-1], LABELS)
    assert [row[0] for row in chart.rows["vi"]] == ["02/09/2026", "01/09/2026"]
    with pytest.raises(ValueError, match="rows twice"):
        watch("x", frame("2026-09-01", "2026-09-01"), LABELS)


def test_a_marked_day_of_a_calendar_has_a_dot() -> None:
    days = {"2026-09-01": 1.0, "2026-09-02": 2.0}
    calendar = CalendarMap(Text("A"), days, {}, Classes((0.0, 1.0)), integer, Text("B"), frozenset({"2026-09-02"}))
    html = calendar.html("vi")
    assert html.count("obs-calendar__mark") == 1
    assert html.index("02/09/2026") < html.index("obs-calendar__mark") < html.index("</svg>")
