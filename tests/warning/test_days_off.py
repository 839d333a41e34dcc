"""Public holidays: Tết by its own days, days off moved to a weekday, and which earlier days are alike."""

from __future__ import annotations

import datetime as dt

import numpy as np

from observatory.warning import days_off


def span(first: str, last: str) -> list[dt.date]:
    begin, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    return [begin + dt.timedelta(n) for n in range((end - begin).days + 1)]


def test_tet_has_the_same_name_in_every_year_and_ordinary_days_have_none() -> None:
    days = [dt.date(2024, 2, 10), dt.date(2025, 1, 29), dt.date(2026, 2, 17), dt.date(2026, 3, 17)]
    names = days_off.names(days)
    assert len(set(names[:3])) == 1 and names[0]
    assert names[3] == ""


def test_the_fixed_holidays_are_there() -> None:
    assert all(days_off.names([dt.date(2025, 4, 30), dt.date(2025, 5, 1), dt.date(2025, 9, 2), dt.date(2025, 1, 1)]))


def test_a_day_off_in_place_of_a_weekend_has_the_name_of_its_holiday() -> None:
    sunday, monday = days_off.names([dt.date(2023, 1, 1), dt.date(2023, 1, 2)])
    assert sunday == monday != ""


def test_no_days_have_no_holidays() -> None:
    assert days_off.names([]) == ()


def test_alike_are_earlier_days_of_the_same_holiday_in_enough_years() -> None:
    days = span("2022-01-01", "2025-12-31")
    names, usable = days_off.names(days), np.ones(len(days), dtype=bool)
    third, second = days.index(dt.date(2024, 2, 10)), days.index(dt.date(2023, 1, 22))
    found = [days[at] for at in np.flatnonzero(days_off.alike(names, days, third, usable, 2))]
    assert found == [dt.date(2022, 2, 1), dt.date(2023, 1, 22)]
    assert not days_off.alike(names, days, second, usable, 2).any()


def test_missing_days_do_not_count_as_a_year() -> None:
    days = span("2022-01-01", "2024-12-31")
    names, usable = days_off.names(days), np.ones(len(days), dtype=bool)
    usable[days.index(dt.date(2022, 2, 1))] = False
    assert not days_off.alike(names, days, days.index(dt.date(2024, 2, 10)), usable, 2).any()
