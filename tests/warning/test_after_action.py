"""After the event: hours by hand, deadlines kept and broken, and what a review must hold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_records import REVIEW, SETS, START, at_state, moved, opened, process, signed
from observatory.errors import FindingsError
from observatory.warning import after_action, moves, publication
from observatory.warning.after_action import Derived, Due, derived, dues
from observatory.warning.record import REVIEW as REVIEW_FIELD
from observatory.warning.record import Record

ALL = ("triage", "assessment", "holding_statement", "status_update_every", "review_meeting")


def due(record: Record, step: str) -> Due:
    return next(one for one in dues(record, process()) if one.deadline.step == step)


def reviewed(**changes: Any) -> Record:
    text = json.dumps(REVIEW | changes, ensure_ascii=False)
    return moves.move(at_state("closed"), "reviewed", signed(9, "analyst"), {REVIEW_FIELD: text}, process())


def refused(**changes: Any) -> set[tuple[str, str]]:
    with pytest.raises(FindingsError) as found:
        reviewed(**changes)
    return {(finding.code, finding.field) for finding in found.value.findings}


def test_hours_of_an_incident_by_hand() -> None:
    # The event at 02:00, detected at 08:00, triaged at 09:00, told at 20:00, contained at 13:00.
    hours = derived(reviewed(), process())
    assert hours == Derived(6.0, 1.0, 12.0, 5.0, True)
    assert tuple(Derived.__annotations__) == after_action.DERIVED


def test_times_of_the_review_come_before_those_of_the_register() -> None:
    times = {
        "event_time": "2026-11-01T08:00+07:00",
        "alert_time": "2026-11-02T06:00+07:00",
        "human_ack_time": "2026-11-02T06:30+07:00",
    }
    assert derived(reviewed(detection=times), process()) == Derived(22.0, 0.5, None, 7.0, True)


def test_what_was_not_noted_stays_missing() -> None:
    assert derived(opened(), process()) == Derived(None, None, None, None, None)
    assert derived(opened(event_time="2026-11-02T07:00+07:00"), process()).time_to_detect_h == 1.0


@pytest.mark.parametrize(
    ("level", "steps"),
    [
        (1, ["triage", "assessment"]),
        (2, [*ALL]),
        (4, [*ALL, "initial_press_information", "public_incident_page"]),
    ],
)
def test_the_deadlines_are_those_of_the_level(level: int, steps: list[str]) -> None:
    found = [one.deadline.step for one in dues(opened(level, "person"), process())]
    assert sorted(found) == sorted(steps)


def test_deadlines_run_from_detection_event_and_closing() -> None:
    record = opened(3, "person", event_time="2026-11-02T06:00+07:00")
    assert due(record, "triage").until == START + timedelta(hours=2)
    assert due(record, "initial_press_information").until == START + timedelta(hours=22)
    assert due(opened(3, "person"), "initial_press_information").until is None
    assert due(record, "review_meeting").until is None
    closed = at_state("closed", record)
    assert due(closed, "review_meeting").until == START + timedelta(hours=7 + 120)
    assert due(closed, "public_incident_page").until == START + timedelta(hours=7 + 720)


@pytest.mark.parametrize(("hours", "kept"), [(2.0, True), (2.01, False)])
def test_a_step_is_kept_up_to_its_last_moment(hours: float, kept: bool) -> None:
    record = moved(opened(3, "person"), "triage", hours)
    assert due(record, "triage").kept() is kept
    assert derived(record, process()).sla_met is (None if kept else False)


def test_an_open_step_is_broken_only_once_its_time_is_past() -> None:
    one = due(opened(), "triage")
    assert (one.kept(), one.kept(START + timedelta(hours=8))) == (None, None)
    assert one.kept(START + timedelta(hours=9)) is False
    assert one.hours_left(START + timedelta(hours=6)) == 2.0
    assert one.hours_left(START + timedelta(hours=9)) == -1.0
    assert due(moved(opened(), "triage", 1), "triage").hours_left(START) is None


def test_all_deadlines_kept_is_known_only_when_each_is() -> None:
    # Level 1 has two deadlines, triage and assessment, both met within the first two hours.
    low = at_state("assessed", opened(1, "person"))
    assert derived(low, process()).sla_met is True
    assert derived(at_state("assessed", opened(1, "person"), every=40), process()).sla_met is False
    assert derived(at_state("triage", opened(1, "person")), process()).sla_met is None


def test_the_level_that_counts_is_the_highest() -> None:
    record = moves.amend(at_state("assessed"), signed(3, "incident_lead"), {"level": "4"}, process())
    record = moves.amend(record, signed(4, "incident_lead"), {"level": "1"}, process())
    assert due(record, "triage").until == START + timedelta(hours=1)


def test_updates_are_counted_while_it_is_handled() -> None:
    record = at_state("responding", opened(4, "person"))  # activated at 3, responding at 4, an update each 4 hours
    assert due(record, "status_update_every").until == START + timedelta(hours=8)
    told = moves.amend(record, signed(7, "scribe"), {"message_log": "hai"}, process())
    assert due(told, "status_update_every").until == START + timedelta(hours=11)
    assert due(told, "status_update_every").kept() is None
    held = moved(told, "contained", 10)
    assert due(held, "status_update_every").kept() is True
    again = moved(held, "responding", 100)
    assert due(again, "status_update_every").until == START + timedelta(hours=104)
    late = moved(again, "contained", 105)
    assert due(late, "status_update_every").kept() is False
    assert due(at_state("assessed", opened(4, "person")), "status_update_every").until is None


@given(st.lists(st.floats(0.01, 50), min_size=0, max_size=6))
def test_the_longest_silence_decides(gaps: list[float]) -> None:
    record, hours = at_state("responding", opened(4, "person")), 4.0
    for gap in gaps:
        hours += gap
        record = moves.amend(record, signed(hours, "scribe"), {"message_log": f"{hours}"}, process())
    record = moved(record, "contained", hours + 1)
    assert due(record, "status_update_every").kept() is (max([1.0, *gaps]) * 3600 <= 4 * 3600 + 1e-3)


# What a review must hold


@pytest.mark.parametrize("name", [name for name, mandatory in process().review_fields.items() if mandatory])
def test_a_review_has_its_mandatory_fields(name: str) -> None:
    assert refused(**{name: ""}) == {("incident-field-missing", f"after_action_review.{name}")}


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"names": ["x"]}, "review-unknown-field", "names"),
        ({"detection": {"when": "x"}}, "review-unknown-field", "detection.when"),
        ({"detection": "hôm qua"}, "review-unknown-field", "detection"),
        ({"incident_id": "2026-002"}, "review-other-incident", "incident_id"),
        ({"meeting_date": "12/11/2026"}, "incident-field-value", "meeting_date"),
        ({"detection": {"event_time": "2026-11-02T08:00"}}, "incident-field-value", "event_time"),
        ({"actions": ["sửa"]}, "incident-field-value", "actions"),
        ({"actions": [{"text": "x", "owner": "y"}]}, "incident-field-value", "actions"),
        ({"owner": " CHI "}, "incident-same-person", "after_action_review.owner, incident_lead"),
        (
            {"detection": {"event_time": "2026-11-02T08:00+07:00", "alert_time": "2026-11-02T07:00+07:00"}},
            "review-times-order",
            "detection",
        ),
    ],
)
def test_a_review_keeps_to_its_form(changes: dict[str, Any], code: str, field: str) -> None:
    assert refused(**changes) == {(code, field)}


def test_a_review_may_list_what_is_to_be_done() -> None:
    action = {"text": "Sửa ngưỡng", "owner": "Tổ kỹ thuật", "due": "2026-12-01", "status": "open"}
    assert reviewed(actions=[action], impact={"peak_ratio": 4.0, "countries": 3}).state == "reviewed"


@pytest.mark.parametrize("text", ["không phải JSON", "[]", '"x"', "[" * 9000])
def test_what_is_no_review_is_said(text: str) -> None:
    with pytest.raises(FindingsError) as found:
        moves.move(at_state("closed"), "reviewed", signed(9, "analyst"), {REVIEW_FIELD: text}, process())
    assert [finding.code for finding in found.value.findings] == ["review-unreadable"]


def test_the_public_part_of_a_review_is_summaries_and_hours() -> None:
    row = publication.review_row(reviewed(), process())
    assert row == {
        "incident_id": "2026-001",
        "public_summary_vi": REVIEW["public_summary_vi"],
        "public_summary_en": REVIEW["public_summary_en"],
        "time_to_detect_h": "6",
        "time_to_ack_h": "1",
        "time_to_statement_h": "12",
        "time_to_contain_h": "5",
        "sla_met": "true",
        "source": publication.SOURCE,
    }
    assert publication.review_row(reviewed(public_summary_en=""), process()) is None
    assert publication.review_row(at_state("closed"), process()) is None


def test_the_statement_of_the_register_counts_where_the_review_has_none() -> None:
    told = {"statement_time": "2026-11-02T18:00+07:00"}
    record = moves.amend(at_state("activated"), signed(12, "spokesperson"), told, process())
    assert derived(record, process()).time_to_statement_h == 10.0
    assert datetime.fromisoformat(told["statement_time"]) == START + timedelta(hours=10)
    assert SETS["activated"]["holding_statement"]
