"""The calendar: read back by the library it is for, whole days, and the same bytes for the same data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.feeds.calendar import KINDS, NAMES, calendar, path
from observatory.findings import LANGS, Lang

STAMP = "2026-11-23"


def event(**changes: Any) -> dict[str, Any]:
    return {
        "event": "giai-2026",
        "kind": "ceremony",
        "date_from": "2026-12-11",
        "date_to": "2026-12-12",
        "title_vi": "Lễ trao giải, lần thứ XI; Hà Nội",
        "title_en": "Award ceremony",
        "place_vi": None,
        "place_en": None,
        "source": "https://example.org/giai?a=1,2;b",
    } | changes


def read(text: str) -> list[Any]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


@pytest.mark.parametrize("lang", LANGS)
def test_an_event_comes_back_as_it_was(lang: Lang) -> None:
    (found,) = read(calendar([event(place_vi="Hà Nội", place_en="Ha Noi")], lang, STAMP))
    assert found["summary"] == event()[f"title_{lang}"]
    assert found["summary"].params["LANGUAGE"] == lang
    assert found["location"] == {"vi": "Hà Nội", "en": "Ha Noi"}[lang]
    assert (found["dtstart"].dt, found["dtend"].dt) == (dt.date(2026, 12, 11), dt.date(2026, 12, 13))
    assert found["dtstamp"].dt == dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
    assert found["uid"] == "giai-2026@quan-sat-hinh-anh-viet-nam"
    assert event()["source"] in found["description"]
    assert found["categories"].cats == [KINDS["ceremony"][lang]]


@pytest.mark.parametrize("lang", LANGS)
def test_the_calendar_has_its_name_and_its_lines_are_short(lang: Lang) -> None:
    text = calendar([event(), event(event="hai")], lang, STAMP)
    made = icalendar.Calendar.from_ical(text)
    assert (made["x-wr-calname"], made["version"], made["method"]) == (NAMES[lang], "2.0", "PUBLISH")
    lines = text.split("\r\n")
    assert lines[-1] == "" and "\n" not in "".join(lines)
    assert max(len(line.encode()) for line in lines) <= 75
    assert calendar([event(), event(event="hai")], lang, STAMP) == text
    assert "location" not in read(text)[0]


def test_each_language_has_its_place_on_the_site() -> None:
    assert [path(lang) for lang in LANGS] == ["bieu-duong/lich.ics", "en/bieu-duong/lich.ics"]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError):
        calendar([event(date_from="2026-02-30")], "vi", STAMP)


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120))
def test_any_title_comes_through_as_it_is(title: str) -> None:
    (found,) = read(calendar([event(title_vi=title)], "vi", STAMP))
    assert found["summary"] == title
