"""The tables of the dashboard: known answers on a few days, then what must hold for any days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daily_frames import day, tables
from observatory.media import dashboard
from observatory.media.measures import NATION, Collected, bounds, collected, measures, period_ids

NAMES = pd.DataFrame({"code": ["trade", "sport"], "name_vi": ["Thương mại", "Thể thao"], "name_en": ["Trade", "Sport"]})
UNITS = pd.DataFrame({"code": ["01", "48"], "name_vi": ["Hà Nội", "Đà Nẵng"], "name_en": ["Hanoi", "Da Nang"]})


def found(*days: dict[str, list[dict[str, object]]], least: float = 0.8) -> Collected:
    return collected(**tables(*days), least=least)


def one(frame: pd.DataFrame, **where: object) -> dict[Any, Any]:
    for column, value in where.items():
        frame = frame[frame[column] == value]
    (row,) = frame.to_dict("records")
    return row


# Days


def test_a_day_is_complete_from_the_least_coverage_on() -> None:
    table = dashboard.days(found(day("2026-03-01", 10, coverage=0.8), day("2026-03-02", 10, coverage=0.79)))
    assert table["complete"].tolist() == [True, False]


def test_the_week_is_the_mean_of_the_complete_days_among_the_last_seven() -> None:
    days = [day(f"2026-03-{n:02}", n * 10) for n in range(1, 10)]
    days[2] = day("2026-03-03", 999, coverage=0.5)
    table = dashboard.days(found(*days))
    assert table["mentions_week"].tolist()[:4] == [10, 15, 15, pytest.approx(70 / 3)]
    assert table["mentions_week"].iloc[8] == pytest.approx((40 + 50 + 60 + 70 + 80 + 90) / 6)


def test_days_that_nobody_collected_are_not_in_the_week() -> None:
    table = dashboard.days(found(day("2026-03-01", 10), day("2026-03-20", 40, coverage=0.1)))
    assert table["mentions_week"].iloc[0] == 10 and np.isnan(table["mentions_week"].iloc[1])


# Months


def test_a_month_adds_up_counts_and_divides_once() -> None:
    days = [
        day("2026-03-01", 100, tone=1.0, negative=0.1, toned=100, lines=100_000),
        day("2026-03-02", 300, tone=-3.0, negative=0.5, toned=200, lines=50_000),
    ]
    row = one(dashboard.months(found(*days)))
    assert row["year_month"] == "2026-03" and row["days"] == 31 and row["days_complete"] == 2
    assert row["mentions_per_day"] == 200
    assert row["tone_mean"] == pytest.approx((100 * 1.0 + 200 * -3.0) / 300)
    assert row["share_negative"] == pytest.approx((10 + 100) / 300)
    assert row["share_of_all_news"] == pytest.approx(400 / 150_000)


def test_incomplete_days_count_for_nothing_and_a_month_without_a_complete_day_has_no_figure() -> None:
    days = [day("2026-03-01", 100), day("2026-03-02", 900, coverage=0.2), day("2026-04-01", 900, coverage=0.2)]
    table = dashboard.months(found(*days))
    assert one(table, year_month="2026-03")["mentions_per_day"] == 100
    april = one(table, year_month="2026-04")
    assert april["days_complete"] == 0
    assert all(np.isnan(april[name]) for name in dashboard.MEASURES)


def test_days_without_a_tone_do_not_pull_the_tone_to_zero() -> None:
    days = [day("2026-03-01", 10, tone=2.0, toned=10), day("2026-03-02", 10, tone=None, negative=None, toned=0)]
    row = one(dashboard.months(found(*days)))
    assert row["tone_mean"] == 2.0 and row["share_negative"] == pytest.approx(0.2)


def test_own_country_and_language_and_the_unknown_are_not_counted() -> None:
    parts = {"source_country_iso2": {"VN": 5, "ZZ": 2, "US": 1, "FR": 1, "DE": 0}, "lang": {"vi": 5, "und": 1, "en": 3}}
    row = one(dashboard.months(found(day("2026-03-01", 9, parts=parts))))
    assert (row["source_countries"], row["languages"]) == (2, 1)


# Breakdowns


def test_topics_have_their_share_of_the_month_and_their_names() -> None:
    days = [
        day("2026-03-01", 10, parts={"topic": {"trade": 4, "sport": 8}}),
        day("2026-03-02", 10, tone=1.5, parts={"topic": {"trade": 2}}),
        day("2026-03-03", 90, coverage=0.1, parts={"topic": {"trade": 90}}),
    ]
    table = dashboard.breakdown(found(*days), "topic", NAMES)
    trade = one(table, topic="trade")
    assert (trade["mentions"], trade["share"], trade["name_en"]) == (6, 0.3, "Trade")
    assert trade["tone_mean"] == pytest.approx((4 * -0.5 + 2 * 1.5) / 6)
    assert one(table, topic="sport")["share"] == 0.4


def test_every_province_has_a_row_and_a_silent_one_has_zero_not_nothing() -> None:
    table = dashboard.provinces(found(day("2026-03-01", 10, provinces={"48": 4}), day("2026-03-02", 30)), UNITS)
    assert one(table, province_code="48")["mentions_per_day"] == 2
    assert one(table, province_code="48")["share"] == pytest.approx(0.1)
    silent = one(table, province_code="01")
    assert silent["mentions"] == 0 and silent["share"] == 0 and np.isnan(silent["tone_mean"])


# Periods


@pytest.mark.parametrize(
    ("kind", "expected", "first", "last", "days"),
    [
        ("month", "2024-02", "2024-02-01", "2024-02-29", 29),
        ("quarter", "2024-Q1", "2024-01-01", "2024-03-31", 91),
        ("year", "2024", "2024-01-01", "2024-12-31", 366),
    ],
)
def test_periods_are_those_of_the_calendar(kind: str, expected: str, first: str, last: str, days: int) -> None:
    ids = period_ids(pd.Series(["2024-02-29"]), kind)
    assert ids.tolist() == [expected]
    assert bounds(ids).iloc[0].tolist() == [first, last, days]


def whole_month(year: int, month: int, mentions: int) -> list[dict[str, list[dict[str, object]]]]:
    days = pd.Period(f"{year}-{month:02}").days_in_month
    return [day(f"{year}-{month:02}-{n:02}", mentions, lines=10_000) for n in range(1, days + 1)]


def test_a_month_is_held_against_the_one_before_and_the_same_one_a_year_before() -> None:
    days = whole_month(2025, 1, 50) + whole_month(2025, 12, 80) + whole_month(2026, 1, 100)
    table = dashboard.changes(dashboard.periods(found(*days)), 0.8)
    january = table[(table["period_id"] == "2026-01") & (table["measure"] == "mentions_per_day")]
    assert one(january, kind="previous")["against"] == "2025-12"
    assert one(january, kind="previous")["change_percent"] == pytest.approx(25)
    assert one(january, kind="year-before")["change_percent"] == pytest.approx(100)
    tone = table[(table["period_id"] == "2026-01") & (table["measure"] == "tone_mean")]
    assert tone["after"].notna().all() and tone["change_percent"].isna().all()


def test_nothing_is_compared_with_a_period_of_too_few_days() -> None:
    days = whole_month(2025, 12, 80)[:20] + whole_month(2026, 1, 100)
    table = dashboard.changes(dashboard.periods(found(*days)), 0.8)
    row = one(table[table["measure"] == "mentions_per_day"], period_id="2026-01")
    assert all(np.isnan(row[name]) for name in ("before", "after", "change_percent"))


def test_with_nothing_collected_every_table_is_empty() -> None:
    nothing = found()
    assert dashboard.days(nothing).empty and dashboard.months(nothing).empty
    assert dashboard.breakdown(nothing, "topic", NAMES).empty and dashboard.provinces(nothing, UNITS).empty
    assert dashboard.changes(dashboard.periods(nothing), 0.8).empty


# What must hold for any days

COUNTS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans()), min_size=1, max_size=12)


@given(COUNTS)
@settings(max_examples=10)
def test_measures_are_those_of_the_complete_days_alone(rows: list[tuple[int, int, bool]]) -> None:
    days = [
        day(f"2026-03-{n:02}", mentions, lines=1000, coverage=1.0 if whole else 0.3, provinces={"48": part})
        for n, (mentions, part, whole) in enumerate(rows, start=1)
    ]
    kept = [(mentions, part) for mentions, part, whole in rows if whole]
    table = measures(found(*days), "month", [NATION, "48"])
    for place, values in ((NATION, [m for m, _ in kept]), ("48", [p for _, p in kept])):
        row = one(table, place=place)
        if kept:
            assert row["mentions"] == sum(values)
            assert row["share_of_all_news"] == pytest.approx(sum(values) / (1000 * len(kept)))
            assert row["mentions_per_day"] * row["days_complete"] == pytest.approx(row["mentions"])
        else:
            assert np.isnan(row["mentions"]) and np.isnan(row["mentions_per_day"])
