"""Reviews and updates that are due: the arithmetic of months, and what is warned of on which day."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.tables.load import load
from observatory.tables.model import Package, Source, Text
from observatory.tables.upkeep import due_state, inspect, months_later, newest_review, upkeep
from packages import ROOT

DAY = datetime.date.fromisoformat
DAYS = st.dates(datetime.date(1990, 1, 1), datetime.date(2150, 1, 1))


def package(reviewed: str = "2026-05-31", **descriptor: object) -> Package:
    nothing = Source("")
    words = (Text("a"), Text("a"), "1.0.0", reviewed, nothing, ())
    return Package("hue", "a", Path("datasets/hue/a"), *words, {}, {"created": "2026-05-31T00:00:00Z", **descriptor})


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-11-23", 6, "2027-05-23"),
        ("2026-11-23", 3, "2027-02-23"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-03-31", 3, "2026-06-30"),
    ],
)
def test_months_known_answers(day: str, months: int, later: str) -> None:
    assert months_later(DAY(day), months) == DAY(later)


@given(DAYS, st.integers(0, 240))
def test_months_land_in_the_right_month_and_never_on_a_later_day(day: datetime.date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + datetime.timedelta(days=1)).day == 1)


@given(DAYS, DAYS)
def test_a_day_that_has_passed_is_overdue_and_only_such_a_day(due_on: datetime.date, as_of: datetime.date) -> None:
    state = due_state(due_on, as_of)
    assert (state == "overdue") == (due_on < as_of)
    assert (state == "due_soon") == (0 <= (due_on - as_of).days <= 30)


def test_the_days_of_a_package_are_counted_from_what_it_says() -> None:
    days = upkeep(package())
    assert (days.review_due_on, days.update_due_on) == (DAY("2026-11-30"), DAY("2026-08-31"))
    assert upkeep(package(next_review_due="2026-07-01")).review_due_on == DAY("2026-07-01")
    assert upkeep(package(next_review_due="2030-01-01")).review_due_on == DAY("2026-11-30")  # six months at the latest
    assert upkeep(package(updated="2026-10-15")).update_due_on == DAY("2027-01-15")
    unsaid = upkeep(package("", created="some day"))
    assert (unsaid.review_due_on, unsaid.update_due_on) == (None, None)


@pytest.mark.parametrize(
    ("as_of", "codes"),
    [
        ("2026-08-31", []),
        ("2026-09-01", ["update-due"]),
        ("2026-11-30", ["update-due"]),
        ("2026-12-01", ["review-due", "update-due"]),
    ],
)
def test_a_warning_comes_the_day_after(as_of: str, codes: list[str]) -> None:
    found = inspect([package()], DAY(as_of))
    assert [finding.code for finding in found] == codes
    assert {finding.level for finding in found} <= {"warning"}


def test_a_warning_names_the_day_and_where_it_is_counted_from() -> None:
    review, update = inspect([package()], DAY("2027-01-01"))
    assert (review.field, review.value, review.expected) == ("last_reviewed", "2026-05-31", "2026-11-30")
    assert (update.field, update.value, update.expected) == ("updated", "2026-05-31", "2026-08-31")
    assert (review.package, review.file) == ("hue/a", "datasets/hue/a/datapackage.json")


def test_our_own_packages_are_reviewed_and_updated_on_the_day_of_the_build() -> None:
    packages = list(
        load([ROOT / "datasets" / "reference" / "glossary", ROOT / "datasets" / "methodology" / "reviews"]).catalogue
    )
    as_of = newest_review(packages)
    assert as_of and inspect(packages, as_of) == []
    assert newest_review([]) is None


def test_a_day_of_update_that_is_none_is_refused(tmp_path: Path) -> None:
    text = (ROOT / "datasets" / "reference" / "glossary" / "datapackage.json").read_text(encoding="utf-8")
    folder = tmp_path / "reference" / "glossary"
    (folder / "data").mkdir(parents=True)
    (folder / "datapackage.json").write_text(text.replace('"created"', '"updated": "23/11/2026",\n  "created"', 1))
    (folder / "data" / "terms.csv").write_bytes((ROOT / "datasets/reference/glossary/data/terms.csv").read_bytes())
    assert ("metadata-date", "updated") in {(f.code, f.field) for f in load([folder]).findings}
