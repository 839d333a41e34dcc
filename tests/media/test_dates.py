"""Dates of feeds: the real Vietnamese forms, the standards, and nonsense that must stay without a date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import dates

HANOI = timedelta(hours=7)


@pytest.mark.parametrize(
    ("text", "moment", "quality"),
    [
        ("Mon, 14 Sep 2026 18:48:23 +07:00", "2026-09-14T11:48:23", "exact"),
        ("9/14/2026 6:44:00 PM", "2026-09-14T11:44:00", "offset_assumed"),
        ("Mon, 14 Sep 26 08:00:00 +0700", "2026-09-14T01:00:00", "exact"),
        ("Mon, 14 Sep 2026 08:00:00 +07", "2026-09-14T01:00:00", "exact"),
        ("Mon, 14 Sep 2026 08:00:00 GMT+7", "2026-09-14T01:00:00", "exact"),
    ],
)
def test_the_five_vietnamese_forms(text: str, moment: str, quality: str) -> None:
    assert dates.to_utc(text, HANOI) == (datetime.fromisoformat(moment), quality)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Mon, 14 Sep 2026 18:48:23 GMT", "2026-09-14T18:48:23"),
        ("14 Sep 2026 18:48 UT", "2026-09-14T18:48:00"),
        ("Monday, 14-Sep-99 18:48:23 EST", "1999-09-14T23:48:23"),
        ("Mon, 14 September 2026 18:48:23 PDT", "2026-09-15T01:48:23"),
        ("Mon, 14 Sep 2026 24:00:00 GMT", "2026-09-15T00:00:00"),
        ("Mon, 14 Sep 2026 23:59:60 -0000", "2026-09-15T00:00:00"),
        ("Mon, 14 Sep 2026 18:48:23 +0530 (IST)", "2026-09-14T13:18:23"),
        ("Thu,  1 Jan 2026\n 00:30:00 +0900", "2025-12-31T15:30:00"),
        ("2026-09-14T18:48:23Z", "2026-09-14T18:48:23"),
        ("2026-09-14t18:48:23.123456+07:00", "2026-09-14T11:48:23"),
        ("2026-09-14T18:48+07", "2026-09-14T11:48:00"),
        ("2026-09-14 18:48:23 UTC", "2026-09-14T18:48:23"),
        ("2026-02-28T23:00:00-03:30", "2026-03-01T02:30:00"),
        ("9/14/2026 12:05 AM +07:00", "2026-09-13T17:05:00"),
        ("9/14/2026 12:05:00 p.m. GMT", "2026-09-14T12:05:00"),
        ("9/14/2026 6:44:00\u202fPM GMT+07:00", "2026-09-14T11:44:00"),
    ],
)
def test_a_named_zone_is_exact_whatever_is_assumed(text: str, moment: str) -> None:
    assert dates.to_utc(text, None) == dates.to_utc(text, HANOI) == (datetime.fromisoformat(moment), "exact")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-09-14T18:48:23", "2026-09-14T11:48:23"),
        ("Mon, 14 Sep 2026 18:48:23", "2026-09-14T11:48:23"),
        ("9/14/2026 6:44:00 AM", "2026-09-13T23:44:00"),
    ],
)
def test_without_a_zone_the_offset_of_the_source_is_taken_or_there_is_no_date(text: str, moment: str) -> None:
    assert dates.to_utc(text, HANOI) == (datetime.fromisoformat(moment), "offset_assumed")
    assert dates.to_utc(text, None) == (None, "seen_only")


@pytest.mark.parametrize("text", ["2026-09-14", "14 Sep 2026"])
def test_a_day_without_a_time_is_filed_under_that_day(text: str) -> None:
    assert dates.to_utc(text, HANOI) == dates.to_utc(text, None) == (datetime(2026, 9, 14), "offset_assumed")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hôm qua",
        "14/09/2026 18:44",
        "9/14/2026 18:44:00",
        "9/14/2026 18:44:00 PM",
        "13/14/2026 6:44:00 PM",
        "Mon, 31 Feb 2026 10:00:00 GMT",
        "Mon, 14 Foo 2026 10:00:00 GMT",
        "Mon, 14 Sep 2026 25:00:00 GMT",
        "Mon, 14 Sep 2026 24:01:00 GMT",
        "Mon, 14 Sep 2026 10:61:00 GMT",
        "Mon, 14 Sep 2026 10:00:00 +25:00",
        "Mon, 14 Sep 2026 10:00:00 +07:75",
        "Mon, 14 Sep 2026 10:00:00 XYZ",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "2026",
        "2026-09",
        "1789411703",
        "２０２６-09-14T18:48:23Z",
        "9999-12-31T23:59:59-14:00",
        "2026-09-14T18:48:23Z" + " " * 200 + "x",
    ],
)
def test_what_fits_no_form_is_no_date(text: str) -> None:
    assert dates.to_utc(text, HANOI) == (None, "seen_only")


@pytest.mark.parametrize(
    ("text", "hours"), [("+07:00", 7), ("GMT+7", 7), ("UTC-03:30", -3.5), ("-0500", -5), ("Z", 0), ("ICT", 7)]
)
def test_offsets(text: str, hours: float) -> None:
    assert dates.offset(text) == timedelta(hours=hours)
    assert dates.offset(f"{text}x") is None


MOMENTS = st.datetimes(datetime(1991, 1, 1), datetime(2049, 12, 30)).map(lambda at: at.replace(microsecond=0))
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(MOMENTS, OFFSETS)
def test_written_and_read_again(moment: datetime, east: timedelta) -> None:
    local = moment.replace(tzinfo=UTC).astimezone(timezone(east))
    for text in (format_datetime(local), local.isoformat(), local.isoformat(sep=" "), format_datetime(local)[5:]):
        assert dates.to_utc(text, None) == (moment, "exact")
    plain = local.replace(tzinfo=None)
    for text in (plain.isoformat(), f"{plain:%m/%d/%Y %I:%M:%S %p}", f"{plain:%d %b %y %H:%M:%S}"):
        assert dates.to_utc(text, east) == (moment, "offset_assumed")


PIECES = st.sampled_from(
    [
        *("Mon, ", "14", "Sep", "26", "2026", "-", "/", ":", "08", "60", "24", "T", "Z", " "),
        *("+07:00", "+9999", "GMT", "PM", "(", ")", "0", "١", "\x00"),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)), st.none() | OFFSETS)
def test_no_text_raises(text: str, east: timedelta | None) -> None:
    moment, quality = dates.to_utc(text, east)
    assert quality in {"exact", "offset_assumed", "seen_only"}
    assert (moment is None) == (quality == "seen_only")
    assert moment is None or moment.tzinfo is None
