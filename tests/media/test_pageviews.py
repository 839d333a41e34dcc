"""Page views: the address asked, the answer checked against it, and no zero that was not served."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import pageviews
from observatory.media.pageviews import AnswerError, DayViews

FIRST = date(2026, 8, 29)


def _item(day: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "project": "vi.wikipedia",
        "article": "Vịnh_Hạ_Long",
        "granularity": "daily",
        "timestamp": f"{FIRST + timedelta(days=day):%Y%m%d}00",
        "access": "all-access",
        "agent": "user",
        "views": 7,
        **changes,
    }


def _parse(*items: dict[str, Any]) -> dict[date, int]:
    return pageviews.parse(json.dumps({"items": items}).encode(), "vi.wikipedia", "Vịnh Hạ Long")


def _reason(content: bytes) -> str:
    with pytest.raises(AnswerError) as refused:
        pageviews.parse(content, "vi.wikipedia", "Vịnh_Hạ_Long")
    return refused.value.reason


def test_the_address() -> None:
    assert pageviews.address("vi.wikipedia", "Vịnh Hạ Long", FIRST, date(2026, 9, 4)) == (
        "https://wikimedia.org/api/rest_v1/metrics/pageviews/per-article/vi.wikipedia/all-access/user/"
        "V%E1%BB%8Bnh_H%E1%BA%A1_Long/daily/2026082900/2026090400"
    )
    assert "/AC%2FDC%3F/" in pageviews.address("en.wikipedia", "AC/DC?", FIRST, FIRST, "http://127.0.0.1:1/")


@pytest.mark.shared
def test_a_real_answer(shared: Path) -> None:
    content = (shared / "samples/media/pageviews_example.json").read_bytes()
    views = pageviews.parse(content, "en.wikipedia", "Milford_Sound")
    assert next(iter(views)) == FIRST
    assert (len(views), list(views.values())[:6]) == (7, [146, 196, 171, 176, 193, 217])
    assert pageviews.about(content) == ("en.wikipedia", "Milford_Sound")
    with pytest.raises(AnswerError, match="wrong-echo"):
        pageviews.parse(content, "en.wikipedia", "Ha_Long_Bay")


def test_the_long_name_of_a_project_is_the_same_project() -> None:
    assert _parse(_item(project="vi.wikipedia.org")) == {FIRST: 7}


@pytest.mark.parametrize(
    "wrong",
    [
        {"project": "en.wikipedia"},
        {"article": "Hạ_Long"},
        {"agent": "all-agents"},
        {"access": "desktop"},
        {"granularity": "monthly"},
    ],
)
def test_an_answer_to_another_question_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(AnswerError, match="wrong-echo"):
        _parse(_item(), _item(1, **wrong))


def test_a_day_named_twice_is_refused() -> None:
    with pytest.raises(AnswerError, match="wrong-echo"):
        _parse(_item(), _item())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><body>Too many requests</body></html>",
        b"{}",
        b"[]",
        b'{"items": []}',
        b'{"items": [1]}',
        b'{"items": {"views": 1}}',
        b'{"items":' + b"[" * 100_000,
        b"\xff\xfe",
        json.dumps({"items": [_item(views=-1)]}).encode(),
        json.dumps({"items": [_item(views=True)]}).encode(),
        json.dumps({"items": [_item(views="7")]}).encode(),
        json.dumps({"items": [_item(timestamp="20260230")]}).encode(),
        json.dumps({"items": [_item(timestamp=None)]}).encode(),
    ],
)
def test_what_is_no_answer(content: bytes) -> None:
    assert _reason(content) == "bad-json"


def _days(views: dict[date, int] | None, count: int, published: int) -> list[tuple[int | None, str]]:
    last = FIRST + timedelta(days=count - 1)
    found = pageviews.days(views, FIRST, last, FIRST + timedelta(days=published))
    assert [one.day for one in found] == [FIRST + timedelta(days=number) for number in range(count)]
    return [(one.views, one.status) for one in found]


def test_a_day_missing_between_served_ones_had_no_reader() -> None:
    views = {FIRST: 3, FIRST + timedelta(days=2): 5}
    assert _days(views, 3, 2) == [(3, "observed"), (0, "observed"), (5, "observed")]


def test_the_last_days_are_not_published_yet_and_no_zero() -> None:
    views = {FIRST: 3}
    assert _days(views, 4, 1) == [(3, "observed"), *[(None, "not_published")] * 3]
    assert _days(None, 3, 0) == [(None, "absent_verified"), *[(None, "not_published")] * 2]


def test_a_day_missing_at_the_end_is_settled_after_a_week() -> None:
    views = {FIRST: 3}
    assert _days(views, 10, 9) == [(3, "observed"), *[(0, "observed")] * 2, *[(None, "not_published")] * 7]


def test_a_day_served_early_is_taken() -> None:
    assert _days({FIRST + timedelta(days=1): 4}, 2, 0) == [(0, "observed"), (4, "observed")]


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 10**9), min_size=1), st.integers(1, 25), st.integers(-3, 30))
def test_served_figures_stay_and_the_rest_is_zero_or_nothing(
    served: dict[int, int], count: int, published: int
) -> None:
    views = {FIRST + timedelta(days=day): value for day, value in served.items()}
    last = FIRST + timedelta(days=count - 1)
    for one in pageviews.days(views, FIRST, last, FIRST + timedelta(days=published)):
        if one.day in views:
            assert one == DayViews(one.day, views[one.day], "observed")
        else:
            assert (one.views, one.status) in {(0, "observed"), (None, "not_published")}
            assert one.views is None or one.day < max(views) or one.day <= FIRST + timedelta(days=published)


@given(st.binary())
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    assert _reason(content) in {"bad-json", "wrong-echo"}
