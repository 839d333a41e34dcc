"""Clearance fails closed: each forbidden field, early date and wrong state is found, and so is everything else."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_records import ON, at_state, cleared, opened, process, public_row, rows, signed
from observatory.findings import Finding
from observatory.warning import clearance, moves, public_texts, publication

URL = "https://example.org/phat-ngon"
NOTE = '{{"date": "2026-11-0{}", "vi": "x", "en": "y"}}'
NEVER = (
    *("names_or_handles_of_private_persons", "minors", "health_data", "article_full_text"),
    *("screenshots_of_personal_posts", "attribution_to_actors", "draft_messages", "contact_of_duty_staff"),
    *("intelligence_sources", "internal_deliberation", "counts_below_cell_minimum", "anything_marked_state_secret"),
)
HIDDEN_STATES = ("detected", "triage", "dismissed", "monitoring", "assessed", "activated", "responding")
SHOWN_STATES = ("contained", "recovering", "closed", "reviewed")


def found(**changes: Any) -> list[Finding]:
    return clearance.check(rows(public_row(**changes)), process(), ON)


def codes(**changes: Any) -> set[tuple[str, str]]:
    return {(finding.code, finding.field) for finding in found(**changes)}


def test_a_cleared_record_has_nothing_against_it() -> None:
    assert found() == []
    assert clearance.check(rows(), process(), ON) == []


@pytest.mark.parametrize("name", NEVER)
def test_a_column_that_is_never_public_is_refused(name: str) -> None:
    assert name in process().never_public
    assert codes(**{name: "x"}) == {("incident-never-public", name)}
    assert [finding.code for finding in clearance.undeclared([name], process())] == ["incident-never-public"]


def test_the_columns_that_are_never_public_are_all_tried_here() -> None:
    assert set(NEVER) == process().never_public


@pytest.mark.parametrize(
    "name", [*sorted(set(process().fields) - set(process().public_fields)), "follows", "actor", "ghi_chu"]
)
def test_any_other_column_is_refused(name: str) -> None:
    assert codes(**{name: None}) == {("incident-field-not-public", name)}


@pytest.mark.parametrize(
    "after", ["2026-11-24", "2026-12-01", "2099-01-01", "9999-12-31", "", None, "ngay", "24/11/2026"]
)
def test_a_record_is_not_public_before_its_day(after: str | None) -> None:
    assert ("incident-too-early", "publish_after") in codes(publish_after=after)


@pytest.mark.parametrize("after", [ON, "2026-11-22", "2020-01-01"])
def test_a_record_is_public_from_its_day_on(after: str) -> None:
    assert codes(publish_after=after) == set()


@pytest.mark.parametrize("state", [*HIDDEN_STATES, "", None, "xong"])
def test_a_state_before_containment_is_not_public(state: str | None) -> None:
    assert codes(state=state) == {("incident-state-not-public", "state")}


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_an_official_statement_makes_an_earlier_state_public(state: str) -> None:
    assert codes(state=state, official_statement_url=URL) == set()


def test_no_statement_makes_an_unknown_state_public() -> None:
    assert codes(state="xong", official_statement_url=URL) == {("incident-state-not-public", "state")}


@pytest.mark.parametrize("state", SHOWN_STATES)
def test_a_state_from_containment_on_is_public(state: str) -> None:
    assert codes(state=state) == set()


@pytest.mark.parametrize("visibility", ["internal", "Public", "", None, "true"])
def test_only_what_was_made_public_is(visibility: str | None) -> None:
    assert ("incident-not-public", "visibility") in codes(visibility=visibility)


@pytest.mark.parametrize("verdict", ["pending", "veto", "stale", "OK", "", None])
def test_legal_and_privacy_must_have_said_ok(verdict: str | None) -> None:
    assert ("incident-no-verdict", "legal_privacy") in codes(legal_privacy=verdict)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_high_levels_are_public_after_an_official_statement_only(level: int) -> None:
    expected = set() if level <= 2 else {("incident-no-statement", "official_statement_url")}
    assert codes(level_peak=level) == expected
    assert codes(level_peak=level, official_statement_url=URL) == set()


@pytest.mark.parametrize("level", [0, 5, None, "cao", "-1"])
def test_a_level_that_is_none_is_refused(level: object) -> None:
    assert ("incident-field-value", "level_peak") in codes(level_peak=level)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"observed": 4}, "observed"),
        ({"observed": 0}, "observed"),
        ({"source_countries_aggregated": "US:40 CN:4"}, "source_countries_aggregated, CN"),
        ({"source_countries_aggregated": "US:40 other:1"}, "source_countries_aggregated, other"),
        ({"observed": None, "expected": 2.0, "excess_ratio": 2.0}, "expected, excess_ratio"),
    ],
)
def test_no_count_below_the_minimum_comes_out(changes: dict[str, Any], field: str) -> None:
    assert codes(**changes) == {("incident-small-count", field)}


def test_a_count_of_the_minimum_and_none_at_all_may_be_public() -> None:
    assert codes(observed=5, source_countries_aggregated="US:5") == set()
    assert codes(observed=None, expected=None, excess_ratio=None, source_countries_aggregated=None) == set()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("viết cho an.nguyen@example.org", "email"),
        ("viết cho an (at) example.org", "email"),
        ("ａｎ＠example.org", "email"),
        ("tài khoản @an_nguyen đăng", "handle"),
        ("gọi 0912345678", "phone"),
        ("gọi 0912 345 678.", "phone"),
        ("gọi (024) 3943-8231", "phone"),
        ("gọi +84 912 345 678", "phone"),
        ("số 012345678", "phone"),
        ("số 123456789", "identity-number"),
        ("căn cước 079123456789", "phone"),
        ("căn cước 179123456789", "identity-number"),
        ("căn cước 179 123 456 789", "identity-number"),
        ("số １２３４５６７８９", "identity-number"),
        ("văn bản MẬT số 5", "secrecy-mark"),
        ("TUYỆT MẬT", "secrecy-mark"),
    ],
)
@pytest.mark.parametrize("field", ["title_vi", "timeline_public", "lessons_public"])
def test_texts_with_data_of_a_person_are_refused(text: str, kind: str, field: str) -> None:
    whole = {
        "title_vi": text,
        "timeline_public": f'[{{"date": "2026-11-02", "vi": "{text}", "en": "x"}}]',
        "lessons_public": f'[{{"vi": "x", "en": "{text}"}}]',
    }[field]
    assert ("incident-personal-data", field) in codes(**{field: whole})
    assert kind in {shown for shown, _ in public_texts.personal(text)}


@pytest.mark.parametrize(
    "text",
    [
        "21.200.000 lượt khách, 1.234.567.890 lượt xem",
        "từ 2026-11-02 đến 2026-11-09, 02/11/2026",
        "Nghị định 47/2020/NĐ-CP, Điều 18; năm 2026, 34 tỉnh, 120 tin, gấp 3,93 lần",
        "lúc 20:15, 45 nước, 63 tỉnh cũ; bí mật kinh doanh; bảo mật",
        "500000 đồng; 10000000 lượt",
    ],
)
def test_ordinary_figures_are_no_data_of_a_person(text: str) -> None:
    assert public_texts.personal(text) == ()


@given(st.integers(0, 10**9), st.sampled_from(["", " ", ".", "-"]))
def test_a_mobile_number_is_found_however_it_is_written(number: int, mark: str) -> None:
    digits = f"09{number % 10**8:08}"
    text = mark.join([digits[:4], digits[4:7], digits[7:]])
    assert public_texts.personal(f"gọi {text} nhé")


@pytest.mark.parametrize(
    "changes",
    [
        {"timeline_public": "ngày 2/11: có tin sai"},
        {"timeline_public": "[]"},
        {"timeline_public": '[{"date": "2026-11-02", "vi": "x"}]'},
        {"timeline_public": '[{"date": "2/11/2026", "vi": "x", "en": "y"}]'},
        {"timeline_public": f"[{NOTE.format(3)}, {NOTE.format(2)}]"},
        {"timeline_public": '[{"date": "2026-11-02", "vi": "x", "en": "y", "actor": "z"}]'},
        {"lessons_public": "[" * 5000},
        {"lessons_public": '[{"vi": "x", "en": ""}]'},
        {"official_statement_url": "http://example.org"},
        {"official_statement_url": "javascript:alert(1)"},
        {"source_countries_aggregated": "US:40,CN:12"},
        {"topics": "Du lịch"},
        {"start_date": "2026-13-01"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_cannot_be_read_is_refused(changes: dict[str, str]) -> None:
    assert ("incident-field-value", next(iter(changes))) in codes(**changes)


def test_days_out_of_order_and_a_missing_mark_of_exercise_are_refused() -> None:
    assert codes(end_date="2026-10-31") == {("incident-date-order", "end_date")}
    assert codes(exercise=None) == {("incident-field-missing", "exercise")}
    assert codes(exercise=True) == set()
    assert ("incident-personal-data", "official_statement_url") in codes(official_statement_url="https://x.org/@an")


def test_a_finding_says_where_it_is() -> None:
    (finding,) = clearance.check(rows(public_row(), public_row(visibility="internal")), process(), ON)
    assert (finding.package, finding.file, finding.row, finding.level) == ("hue/x", "data/x.csv", 3, "error")


def test_a_table_that_hides_what_it_is_is_found() -> None:
    (finding,) = clearance.undeclared(["id", "timeline_public", "legal_privacy"], process())
    assert (finding.code, finding.field) == ("incident-undeclared", "timeline_public, legal_privacy")
    assert clearance.undeclared(["id", "title_vi", "state", "observed"], process()) == []


def test_a_review_takes_a_public_record_that_was_reviewed() -> None:
    review = {
        "incident_id": "2026-001",
        "public_summary_vi": "Đã đính chính.",
        "public_summary_en": "x",
        "source": "Sổ",
    }
    records = rows(public_row(state="reviewed"))
    assert clearance.check_reviews(rows(review), records) == []
    for others in (rows(public_row(state="closed")), rows(public_row(id="2026-002", state="reviewed"))):
        (finding,) = clearance.check_reviews(rows(review), others)
        assert (finding.code, finding.value) == ("review-without-record", "2026-001")
    (finding,) = clearance.check_reviews(rows(review | {"public_summary_en": "mail an@example.org"}), records)
    assert (finding.code, finding.field) == ("incident-personal-data", "public_summary_en")


# From the register


def test_a_record_gives_its_public_fields_and_no_others() -> None:
    row = publication.row(cleared(), process())
    assert set(row) == set(process().public_fields)
    assert clearance.check(pd.DataFrame([row]), process(), ON) == []
    assert (row["level_peak"], row["excess_ratio"], row["state"], row["exercise"]) == ("2", "4", "closed", "false")
    assert (row["start_date"], row["end_date"]) == ("2026-11-02", "2026-11-02")


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_a_live_record_does_not_come_out_without_a_statement(state: str) -> None:
    row = publication.row(at_state(state), process())
    against = {finding.code for finding in clearance.check(pd.DataFrame([row]), process(), ON)}
    assert {"incident-not-public", "incident-too-early", "incident-state-not-public", "incident-no-verdict"} <= against


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        ("scribe", {"title_en": "Another"}),
        ("analyst", {"observed": "121"}),
        ("incident_lead", {"level": "3"}),
        ("spokesperson", {"official_statement_url": ""}),
    ],
)
def test_a_verdict_does_not_count_for_what_was_changed_after_it(role: str, fields: dict[str, str]) -> None:
    record = moves.amend(cleared(), signed(30, role), fields, process())
    assert publication.row(record, process())["legal_privacy"] == publication.STALE
    again = moves.amend(record, signed(31, "legal_privacy"), {"legal_privacy": "ok"}, process())
    assert publication.row(again, process())["legal_privacy"] == "ok"


def test_a_verdict_stands_when_only_the_day_of_publication_changes() -> None:
    record = moves.amend(cleared(), signed(30, "publisher"), {"publish_after": "2026-11-20"}, process())
    assert publication.row(record, process())["legal_privacy"] == "ok"


def test_a_ratio_needs_both_counts() -> None:
    for fields in ({"observed": "10"}, {"expected": "3"}, {"observed": "10", "expected": "0"}):
        assert publication.row(opened(**fields), process())["excess_ratio"] == ""


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "visibility": st.sampled_from(["public", "internal", ""]),
            "legal_privacy": st.sampled_from(["ok", "veto", ""]),
            "state": st.sampled_from([*HIDDEN_STATES, *SHOWN_STATES]),
            "publish_after": st.dates().map(str),
            "level_peak": st.integers(0, 5),
            "official_statement_url": st.sampled_from([None, URL]),
        },
    )
)
def test_a_record_passes_only_when_all_conditions_hold(changes: dict[str, Any]) -> None:
    row = public_row(**changes)
    statement = row["official_statement_url"] is not None
    conditions = (
        row["visibility"] == "public",
        row["legal_privacy"] == "ok",
        row["state"] in SHOWN_STATES or statement,
        "2000" <= row["publish_after"] <= ON,
        row["level_peak"] in (1, 2) or (row["level_peak"] in (3, 4) and statement),
    )
    assert (clearance.check(rows(row), process(), ON) == []) == all(conditions)
