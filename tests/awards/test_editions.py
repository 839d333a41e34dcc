"""Editions: prizes add up or it is said, and nobody is named without a ground."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.awards.calendar import check as check_events
from observatory.awards.calendar import dated
from observatory.awards.editions import KINDS, check, named, prizes, summary, with_words

RULES = pd.DataFrame({"award": ["b", "b"], "edition": ["2025", "2025"], "n_prizes": [1, 17]})
AWARDS = pd.DataFrame({"award": ["a", "b", "c"], "name_vi": ["A", "B", "C"], "name_en": ["A", "B", "C"]})


def editions(*rows: dict[str, Any]) -> pd.DataFrame:
    nothing = dict.fromkeys((*KINDS, "n_total", "n_categories"))
    about = {"award": "a", "edition": "2025", "year": 2025, "number": "I", "date": "2025-12-12"}
    known = pd.DataFrame([{**nothing, **about, **row} for row in rows], columns=[*nothing, *about])
    return known.astype(dict.fromkeys(nothing, "Int64"))


def laureates(*rows: dict[str, Any]) -> pd.DataFrame:
    columns = ["award", "edition", "position", "person", "ground"]
    return pd.DataFrame([{"award": "a", "edition": "2025", "position": 1, **row} for row in rows], columns=columns)


WHOLE = dict(zip(KINDS, (None, 8, 16, 24, 40), strict=True)) | {"n_total": 88}


def test_prizes_are_added_up_from_the_kinds_or_else_from_the_rules() -> None:
    found = prizes(editions(WHOLE, {"award": "b", "n_total": 36, "n_categories": 2}, {"award": "c"}), RULES)
    assert found.tolist() == [88, 36, pd.NA]
    assert check(editions(WHOLE, {"award": "b", "n_total": 36, "n_categories": 2}), RULES, laureates()) == []


def test_a_total_that_is_not_the_sum_is_found() -> None:
    (finding,) = check(editions(WHOLE | {"n_total": 87}).assign(row=2), RULES, laureates())
    assert (finding.code, finding.value, finding.expected, finding.row) == ("award-total-differs", "87", "88", 2)
    assert check(editions(WHOLE | {"n_third": None, "n_total": 87}), RULES, laureates()) == []


def test_a_person_without_a_ground_is_found() -> None:
    sound = {"person": "Nguyễn Văn A", "ground": "printed_as_laureate"}
    assert check(editions(), RULES, laureates(sound, {"position": 2})) == []
    (finding,) = check(editions(), RULES, laureates({"person": "Nguyễn Văn A"}))
    assert (finding.code, finding.field) == ("award-person-no-ground", "ground")


def test_awards_and_editions_come_with_what_they_hold() -> None:
    two = editions(WHOLE, {"edition": "2023", "year": 2023})
    rows = summary(AWARDS, two).set_index("award")
    assert rows.loc["a", ["n_editions", "first_year", "last_year"]].tolist() == [2, 2023, 2025]
    assert rows.loc["b", "n_editions"] == 0
    full = named(AWARDS, two, RULES, laureates({}, {"position": 2}))
    assert full["n_laureates_recorded"].tolist() == [2, 0]
    assert full["name_vi"].tolist() == ["A", "A"]
    assert full["edition_number"].tolist() == ["I", "I"]


def test_words_are_missing_where_there_is_no_code() -> None:
    words = pd.DataFrame({"prize": ["first"], "name_vi": ["Giải Nhất"], "name_en": ["First prize"]})
    themes = pd.DataFrame({"code": ["culture"], "name_vi": ["Văn hóa"], "name_en": ["Culture"]})
    found = with_words(pd.DataFrame({"prize": ["first", None], "theme": [None, "culture"]}), words, themes)
    assert found["prize_vi"].tolist()[0] == "Giải Nhất"
    assert found["theme_en"].tolist()[1] == "Culture"
    assert found["prize_en"].isna().tolist() == [False, True]


def test_an_event_is_upcoming_until_its_last_day_is_over() -> None:
    events = pd.DataFrame({"event": ["x", "y"], "award": ["a", None], "date_from": ["2026-11-01", "2026-11-20"]})
    events["date_to"] = ["2026-11-22", "2026-11-23"]
    assert dated(events, AWARDS, "2026-11-23")["upcoming"].tolist() == [False, True]
    assert check_events(events) == []
    (finding,) = check_events(events.assign(date_to="2026-11-10").tail(1))
    assert (finding.code, finding.value) == ("award-event-order", "2026-11-10")


@settings(max_examples=25)
@given(st.lists(st.integers(0, 99), min_size=5, max_size=5), st.integers(0, 9))
def test_only_the_sum_is_accepted(counts: list[int], more: int) -> None:
    row = dict(zip(KINDS, counts, strict=True)) | {"n_total": sum(counts) + more}
    assert len(check(editions(row), RULES, laureates())) == (more > 0)
