"""The process: all 121 moves, and every rule on who may enter what and when."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_records import REVIEW, SETS, START, WHO, at_state, moved, opened, process, signed
from observatory.errors import FindingsError
from observatory.warning import moves
from observatory.warning.record import Record, day, moment, person

STATES = (
    *("detected", "triage", "dismissed", "monitoring", "assessed", "activated"),
    *("responding", "contained", "recovering", "closed", "reviewed"),
)
ALLOWED = {
    ("detected", "triage"),
    ("triage", "dismissed"),
    ("triage", "monitoring"),
    ("triage", "assessed"),
    ("monitoring", "assessed"),
    ("monitoring", "dismissed"),
    ("assessed", "activated"),
    ("assessed", "monitoring"),
    ("activated", "responding"),
    ("responding", "contained"),
    ("contained", "responding"),
    ("contained", "recovering"),
    ("recovering", "responding"),
    ("recovering", "closed"),
    ("closed", "responding"),
    ("closed", "reviewed"),
}
PAIRS = list(itertools.product(STATES, STATES))


def codes(run: Callable[..., object], *arguments: object, **named: str) -> set[tuple[str, str]]:
    """What is found against something: each code with its field."""
    with pytest.raises(FindingsError) as refused:
        run(*arguments, **named)
    assert refused.value.code == "incident-refused"
    return {(finding.code, finding.field) for finding in refused.value.findings}


@pytest.mark.parametrize(("start", "end"), PAIRS, ids=[f"{start}-{end}" for start, end in PAIRS])
def test_each_of_the_121_moves_is_allowed_or_refused_by_name(start: str, end: str) -> None:
    record = at_state(start)
    assert record.state == start
    if (start, end) in ALLOWED:
        assert moved(record, end, 30.0).state == end
    else:
        with pytest.raises(FindingsError) as refused:
            moved(record, end, 30.0)
        (finding,) = refused.value.findings
        assert (finding.code, finding.field, finding.value) == ("incident-move-not-allowed", start, end)
        assert set(finding.expected.split(", ")) == {to for a, to in ALLOWED if a == start} or finding.expected == "–"


def test_there_are_sixteen_moves_and_one_hundred_and_five_others() -> None:
    assert len(PAIRS) == 121 and len(ALLOWED) == 16
    assert set(process().transitions) == ALLOWED and set(process().states) == set(STATES)


@pytest.mark.parametrize(("start", "end"), sorted(ALLOWED))
def test_a_state_is_not_entered_without_what_it_requires(start: str, end: str) -> None:
    record = at_state(start)
    for name in process().states[end].requires:
        if name in record.fields:
            continue
        fields = {key: text for key, text in SETS[end].items() if key != name}
        role = {"assessed": "analyst", "dismissed": "analyst", "reviewed": "analyst"}.get(end, "incident_lead")
        for left in (fields, fields | {name: "  "}):
            found = codes(moves.move, record, end, signed(30, role), left, process())
            assert ("incident-field-missing", name) in found


@pytest.mark.parametrize(("start", "end"), sorted(ALLOWED))
def test_a_move_takes_a_role_that_has_the_power(start: str, end: str) -> None:
    record, power = at_state(start), process().transitions[start, end]
    for role in process().roles.values():
        run = partial(moves.move, record, end, signed(30, role.code, "Lan"), SETS.get(end, {}), process())
        if role.may(power, 2):
            assert run().state == end
        else:
            assert ("incident-role-may-not", end) in codes(run)


@pytest.mark.parametrize(("level", "may"), [(1, True), (2, False), (3, False), (4, False)])
def test_the_duty_monitor_alone_dismisses_level_1_only(level: int, may: bool) -> None:
    record = moved(opened(level, "person"), "triage", 1)
    run = partial(moves.move, record, "dismissed", signed(2), SETS["dismissed"], process())
    if may:
        assert run().state == "dismissed"
    else:
        assert codes(run) == {("incident-role-may-not", "dismissed")}


# Opening and levels


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_machine_opens_levels_1_and_2_alone(level: int) -> None:
    if level <= 2:
        record = opened(level, "machine")
        assert (record.state, record.level, record.entries[0].role) == ("detected", level, "machine")
    else:
        assert codes(opened, level, "machine") == {("incident-machine-level", "level")}


@pytest.mark.parametrize("role", sorted(WHO))
def test_levels_3_and_4_are_opened_by_who_may_set_them(role: str) -> None:
    run = partial(moves.begin, "2026-001", "person", signed(role=role), {"level": "3"}, process())
    if role == "incident_lead":
        assert run().level == 3
    else:
        assert codes(run) == {("incident-role-may-not", "level")}


@pytest.mark.parametrize("role", sorted(set(WHO) - {"incident_lead"}))
def test_a_level_is_set_by_the_incident_lead_alone(role: str) -> None:
    record = at_state("assessed")
    found = codes(moves.amend, record, signed(9, role), {"level": "3"}, process())
    assert ("incident-role-may-not", "level") in found
    raised = moves.amend(record, signed(9, "incident_lead"), {"level": "3"}, process())
    lowered = moves.amend(raised, signed(10, "incident_lead"), {"level": "1"}, process())
    assert (raised.level, lowered.level, lowered.level_peak) == (3, 1, 3)


@pytest.mark.parametrize("level", ["0", "5", "", "-1", "2.0", "٢", "hai"])
def test_a_level_is_one_of_four(level: str) -> None:
    signature = signed(role="incident_lead")
    run = partial(moves.begin, "2026-001", "person", signature, {"level": level}, process())
    assert codes(run) == {("incident-field-value", "level")}


def test_the_machine_has_no_role_and_moves_nothing() -> None:
    found = codes(moves.move, opened(), "triage", signed(1, "machine"), {}, process())
    assert found == {("incident-unknown-role", "role")}


def test_an_incident_is_opened_with_little() -> None:
    found = codes(opened, closing_note="x", draft_messages="y")
    assert found == {("incident-not-at-opening", "closing_note"), ("incident-unknown-field", "draft_messages")}


# Time, signature, values


@pytest.mark.parametrize(
    "time",
    [
        *("", "hôm qua", "2026-11-02", "2026-11-02T10:00", "2026-11-02T10:00Z", "2026-11-02T10:00+00:00"),
        *("2026-11-02T10:00+08:00", "1999-12-31T10:00+07:00", "2101-01-01T10:00+07:00", "9999-12-31T23:59+07:00"),
    ],
)
def test_a_time_has_the_offset_of_viet_nam(time: str) -> None:
    found = codes(moves.move, opened(), "triage", signed(time=time), {}, process())
    assert found == {("incident-time", "time")}


def test_nothing_is_entered_before_what_is_there_already() -> None:
    record = moved(opened(), "triage", 5)
    found = codes(moves.move, record, "monitoring", signed(4.99, "analyst"), {}, process())
    assert found == {("incident-time-order", "time")}
    assert moves.move(record, "monitoring", signed(5, "analyst"), {}, process()).state == "monitoring"


@pytest.mark.parametrize("name", ["actor", "reason"])
@pytest.mark.parametrize("text", ["", "  ", "\x00", "\udcff"])
def test_everything_is_signed_and_has_a_reason(name: str, text: str) -> None:
    signature = (
        signed(1, "duty_monitor", **{name: text})
        if name == "reason"
        else moves.Signature(text, "duty_monitor", signed(1).time, "lý do")
    )
    assert codes(moves.move, opened(), "triage", signature, {}, process()) == {("incident-field-missing", name)}


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("province_codes", "Huế", "46 48"),
        ("topics", "Du lịch", "tourism diplomacy"),
        ("event_time", "2026-11-01", "2026-11-01T08:00+07:00"),
        ("start_date", "1/11/2026", "2026-11-01"),
        ("observed", "12.5", "12"),
        ("expected", "-3", "3.5"),
        ("expected", "1e400", "3"),
        ("source_countries_aggregated", "Mỹ 40", "US:40 other:9"),
        ("responsibility_cluster", "unknown", "accidental"),
        ("title_vi", "a\x07b", "Một dòng\nhai dòng"),
    ],
)
def test_a_field_holds_what_it_is_for(name: str, bad: str, good: str) -> None:
    record = at_state("assessed")
    role = "scribe" if name.startswith("title") else "analyst"
    found = codes(moves.amend, record, signed(9, role), {name: bad}, process())
    assert found == {("incident-field-value", name)}
    set_to = moves.amend(record, signed(9, role), {name: good}, process())
    assert set_to.fields[name] == good
    if name != "responsibility_cluster":
        assert name not in moves.amend(set_to, signed(9, role), {name: ""}, process()).fields


def test_nothing_to_set_and_unknown_names_are_said() -> None:
    record = opened()
    assert codes(moves.amend, record, signed(1), {}, process()) == {("incident-nothing-set", "")}
    assert codes(moves.move, record, "xong", signed(1), {}, process()) == {("incident-unknown-state", "")}
    assert codes(moves.move, record, "triage", signed(1, "vua"), {}, process()) == {("incident-unknown-role", "role")}


# Reopening


@pytest.mark.parametrize(("hours", "may"), [(14 * 24, True), (14 * 24 + 0.01, False), (0, True), (400 * 24, False)])
def test_a_closed_incident_is_reopened_within_fourteen_days(hours: float, may: bool) -> None:
    record = at_state("closed")
    run = partial(moved, record, "responding", 7 + hours)
    if may:
        assert run().state == "responding"
    else:
        assert codes(run) == {("incident-reopen-late", "responding")}
    assert moved(record, "reviewed", 7 + hours).state == "reviewed"


def test_the_days_to_reopen_run_from_the_last_closing() -> None:
    record = moved(at_state("closed"), "responding", 300)
    for step, to in enumerate(("contained", "recovering", "closed"), start=301):
        record = moved(record, to, step)
    assert moved(record, "responding", 303 + 14 * 24).state == "responding"


# Separation of duties


@pytest.mark.parametrize("actor", ["Chi", " chi ", "CHI", "Ｃｈｉ"])
def test_who_leads_an_incident_neither_publishes_nor_reviews_it(actor: str) -> None:
    record = at_state("closed")
    fields = {"visibility": "public"}
    found = codes(moves.amend, record, signed(9, "publisher", actor), fields, process())
    assert found == {("incident-same-person", "publisher, incident_lead")}
    run = partial(moves.move, record, "reviewed", signed(9, "analyst", actor), SETS["reviewed"], process())
    assert ("incident-same-person", "reviewer, incident_lead") in codes(run)


def test_who_has_published_an_incident_does_not_lead_it_later() -> None:
    record = moves.amend(at_state("assessed"), signed(9, "publisher"), {"publish_after": "2027-01-01"}, process())
    named = SETS["activated"] | {"incident_lead": "Khánh"}
    run = partial(moves.move, record, "activated", signed(10, "incident_lead"), named, process())
    assert codes(run) == {("incident-same-person", "publisher, incident_lead")}
    run = partial(moves.move, record, "activated", signed(10, "incident_lead", "Khánh"), SETS["activated"], process())
    assert codes(run) == {("incident-same-person", "publisher, incident_lead")}


def test_a_lead_who_was_replaced_still_does_not_review() -> None:
    record = moves.amend(at_state("responding"), signed(5, "incident_lead"), {"incident_lead": "Lan"}, process())
    for hours, to in ((6, "contained"), (7, "recovering"), (8, "closed")):
        record = moves.move(record, to, signed(hours, "incident_lead", "Lan"), SETS.get(to, {}), process())
    for actor in ("Chi", "Lan"):
        run = partial(moves.move, record, "reviewed", signed(9, "analyst", actor), SETS["reviewed"], process())
        assert ("incident-same-person", "reviewer, incident_lead") in codes(run)
    assert REVIEW["owner"] == WHO["analyst"]


def test_the_lead_does_not_write_the_review_in_another_role_either() -> None:
    fields = {"after_action_review": SETS["reviewed"]["after_action_review"]}
    found = codes(moves.amend, at_state("closed"), signed(9, "scribe", "chi"), fields, process())
    assert found == {("incident-same-person", "reviewer, incident_lead")}


# Properties


@given(st.lists(st.sampled_from(STATES), max_size=12))
def test_whatever_is_tried_a_record_only_goes_where_the_process_leads(tries: list[str]) -> None:
    record = opened()
    for hours, to in enumerate(tries, start=1):
        before = record
        try:
            record = moved(record, to, hours)
        except FindingsError:
            assert (before.state, to) not in ALLOWED
            assert record is before
        else:
            assert (before.state, to) in ALLOWED
            assert record.entries[:-1] == before.entries
    states = [entry.state for entry in record.entries]
    assert all(pair in ALLOWED for pair in itertools.pairwise(states))


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_not(text: str) -> None:
    assert moment(text, process()) is None or moment(text, process()).utcoffset() == START.utcoffset()
    assert day(text) is None or day(text).isoformat() == text
    assert person(text) == person(f" {text.upper()} ") or text.upper().lower() != text.lower()


def test_a_record_says_what_follows_from_its_entries() -> None:
    record: Record = at_state("closed")
    assert (record.level, record.detected_at, record.state) == (2, START, "closed")
    assert [time.hour for time in record.entered("triage")] == [9]
    assert record.last_set(["no_such_field"]) == -1
    assert record.held(process())["incident_lead"] == {"chi"}
