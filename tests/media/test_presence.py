"""The indicators of the media: values, growth against the baseline, and what a dead day must not do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daily_frames import day, tables, views
from observatory.media import presence
from observatory.media.measures import collected

ENTITIES = pd.DataFrame(
    {"entity": ["viet-nam", "da-nang"], "unit_level": [None, "province34"], "unit_code": [None, "48"]}
)
RULES = presence.Rules(least=0.8, baseline_year=2025)
Rows = list[dict[str, list[dict[str, object]]]]


def year(number: int, mentions: int, days: int = 366, **kwargs: Any) -> Rows:
    """The days of a year from its first on."""
    dates = pd.date_range(f"{number}-01-01", f"{number}-12-31")[:days]
    return [day(date.date().isoformat(), mentions, **kwargs) for date in dates]


def values(days: Rows, baseline: dict[str, float] | None = None, read: pd.DataFrame | None = None) -> pd.DataFrame:
    frozen = pd.DataFrame(
        [(code, "nation", None, 2025, value) for code, value in (baseline or {}).items()],
        columns=["indicator", "geo_level", "province_code", "year", "value"],
    ).astype({"indicator": "str", "province_code": "str", "year": "Int64", "value": "float64"})
    seen = views() if read is None else read
    return presence.values(collected(**tables(*days), least=0.8), seen, ENTITIES, frozen, ["48"], RULES)


def one(table: pd.DataFrame, indicator: str, period: str, unit: str = "VNM") -> dict[Any, Any]:
    rows = table[(table["indicator"] == indicator) & (table["period_id"] == period) & (table["unit_code"] == unit)]
    (row,) = rows.to_dict("records")
    return row


def test_presence_is_the_share_of_all_news_in_per_cent() -> None:
    table = values(year(2026, 150, lines=100_000, provinces={"48": 15}))
    row = one(table, presence.SHARE, "2026")
    assert row["value"] == pytest.approx(0.15) and row["status"] == "observed"
    assert (row["unit_level"], row["kind"], row["year"]) == ("nation", "year", 2026) and pd.isna(row["month"])
    assert one(table, presence.SHARE, "2026", "48")["value"] == pytest.approx(0.015)
    assert one(table, presence.SHARE, "2026-03")["month"] == 3


def test_growth_is_the_constant_yearly_rate_since_the_baseline() -> None:
    days = year(2026, 120, lines=100_000) + year(2027, 144, lines=100_000)
    table = values(days, {presence.SHARE: 0.1})
    first, second = (one(table, presence.GROWTH, period) for period in ("2026", "2027"))
    assert first["value"] == pytest.approx(20) and second["value"] == pytest.approx(20)
    assert second["change_percent"] == pytest.approx(44) and second["baseline_value"] == 0.1
    assert first["status"] == "observed"


def test_without_a_frozen_baseline_growth_has_no_value_and_says_so() -> None:
    row = one(values(year(2026, 120)), presence.GROWTH, "2026")
    assert row["status"] == "no-baseline" and np.isnan(row["value"])


def test_the_baseline_year_and_the_months_have_no_growth() -> None:
    table = values(year(2025, 100), {presence.SHARE: 0.1})
    assert not (table["indicator"] == presence.GROWTH).any()
    assert table["baseline_value"].isna().all()


def test_a_year_with_too_few_complete_days_has_no_value() -> None:
    table = values(year(2026, 120, days=291), {presence.SHARE: 0.1})
    for indicator in (presence.SHARE, presence.GROWTH, presence.POSITIVE, presence.COUNTRIES, presence.LANGUAGES):
        row = one(table, indicator, "2026")
        assert row["status"] == "incomplete" and np.isnan(row["value"]), indicator
    assert one(values(year(2026, 120, days=292)), presence.SHARE, "2026")["status"] == "observed"
    assert one(table, presence.SHARE, "2026-09")["status"] == "observed", "a month stands on its own days"


def test_positive_news_are_a_volume_not_a_share() -> None:
    days = year(2026, 100, positive=30)
    assert one(values(days), presence.POSITIVE, "2026")["value"] == 30
    twice = values(year(2026, 200, positive=60), {presence.POSITIVE: 30})
    assert one(twice, presence.POSITIVE, "2026")["change_percent"] == pytest.approx(100)


def test_recognition_adds_up_the_editions_of_a_day() -> None:
    read = views(
        ("2026-03", "viet-nam", "en.wikipedia", 3100, 31, "observed"),
        ("2026-03", "viet-nam", "fr.wikipedia", 310, 31, "observed"),
        ("2026-03", "da-nang", "en.wikipedia", 62, 31, "observed"),
    )
    table = values([], read=read)
    assert one(table, presence.VIEWS, "2026-03")["value"] == pytest.approx(110)
    assert one(table, presence.VIEWS, "2026-03", "48")["value"] == pytest.approx(2)
    assert one(table, presence.VIEWS, "2026")["status"] == "incomplete"


def test_nothing_collected_gives_no_value_at_all() -> None:
    assert values([]).empty


SPARSE = st.lists(
    st.tuples(st.integers(1, 28), st.integers(0, 40)), min_size=1, max_size=8, unique_by=lambda row: row[0]
)


@given(SPARSE, st.integers(1, 28))
@settings(max_examples=6)
def test_a_dead_day_changes_no_indicator(rows: list[tuple[int, int]], dead: int) -> None:
    alive = [day(f"2026-02-{n:02}", count, lines=500, positive=count // 2) for n, count in rows if n != dead]
    before, after = values(alive), values([*alive, day(f"2026-02-{dead:02}", 0, coverage=0.0)])
    keys = ["indicator", "unit_code", "period_id"]
    pairs = after.merge(before, on=keys, how="left", suffixes=("", "_before"))
    assert pairs["value"].equals(pairs["value_before"])
