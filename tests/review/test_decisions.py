"""The register of decisions: what a decision changes can be taken back and carried out again, and nothing drifts."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.review import decisions
from observatory.review.decisions import Change, Decision, State

FRAMEWORK = pd.DataFrame(
    {
        "code": ["root", "a", "b"],
        "weight": [1.0, 1.0, 0.5],
        "year": pd.array([None, 2019, 2026], dtype="Int64"),
        "counted": pd.array([None, True, False], dtype="boolean"),
        "name_vi": ["Gốc", "A", "B"],
    }
)
SETTINGS = pd.DataFrame({"key": ["runs", "cuts"], "value": ["1000", "80; 60"]})
KEYS = {"framework": ("code",), "settings": ("key",)}
NOW = decisions.state({"framework": FRAMEWORK, "settings": SETTINGS}, KEYS)
NAMES = [
    *("decision", "kind", "status", "package", "from_version", "to_version", "decided_on", "in_force_from", "index"),
]
ROW = ["D-2026-01", "weight", "in_force", "methodology/x", "1.0.0", "1.1.0", "2026-11-23", "2026-11-23", None]
CELLS = ["decision", "position", "table", "row_key", "field", "before", "after"]


def decided(*changes: Change, status: str = "in_force") -> Decision:
    versions = ("methodology/x", "1.0.0", "1.1.0")
    return Decision("D-2026-01", "rule", status, *versions, "2026-11-23", "2026-11-23", "", changes, 2)


def change(table: str, key: str, field: str, before: str, after: str) -> Change:
    return Change(table, key, field, before, after, 2)


def refused(register: pd.DataFrame, changes: pd.DataFrame) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FindingsError) as caught:
        decisions.read(register, changes)
    return [(finding.code, finding.row, finding.field) for finding in caught.value.findings]


def register(**cells: object) -> pd.DataFrame:
    return pd.DataFrame([ROW], columns=NAMES).assign(**cells)


ONE = pd.DataFrame([["D-2026-01", 1, "framework", "a", "weight", "2", "1"]], columns=CELLS)


def test_cells_are_written_as_in_the_file_and_empty_ones_are_left_out() -> None:
    assert NOW["framework"]["b"] == {"code": "b", "weight": "0.5", "year": "2026", "counted": "false", "name_vi": "B"}
    assert NOW["framework"]["root"] == {"code": "root", "weight": "1", "name_vi": "Gốc"}


def test_a_composite_key_is_joined() -> None:
    frame = pd.DataFrame({"stage": ["2026-2030"], "scope": ["country"], "value": [1]})
    assert list(decisions.state({"stages": frame}, {"stages": ("stage", "scope")})["stages"]) == ["2026-2030/country"]


def test_a_weight_is_taken_back_and_carried_out_again() -> None:
    decision = decided(change("framework", "a", "weight", "2", "1"))
    before = decisions.taken_back(NOW, decision)
    assert before["framework"]["a"]["weight"] == "2"
    assert NOW["framework"]["a"]["weight"] == "1"
    assert decisions.carried_out(before, decision) == NOW


def test_a_row_that_was_added_is_gone_before() -> None:
    decision = decided(change("settings", "cuts", "key", "", "cuts"), change("settings", "cuts", "value", "", "80; 60"))
    before = decisions.taken_back(NOW, decision)
    assert list(before["settings"]) == ["runs"]
    assert decisions.carried_out(before, decision) == NOW


def test_a_row_that_was_taken_away_is_there_before() -> None:
    decision = decided(change("settings", "seed", "key", "seed", ""), change("settings", "seed", "value", "7", ""))
    before = decisions.taken_back(NOW, decision)
    assert before["settings"]["seed"] == {"key": "seed", "value": "7"}
    assert decisions.carried_out(before, decision) == NOW


def test_a_cell_that_is_not_as_told_is_found_with_its_place() -> None:
    told = replace(change("framework", "a", "weight", "2", "3"), line=7)
    with pytest.raises(FindingsError) as caught:
        decisions.taken_back(NOW, decided(told, change("settings", "none", "value", "", "1")), "changes.csv")
    first, second = sorted(caught.value.findings, key=lambda finding: -(finding.row or 0))
    assert (first.code, first.file, first.row, first.field) == ("decision-drift", "changes.csv", 7, "after")
    assert first.value == "3" and first.expected == "methodology/x · framework · a · weight: 1"
    assert second.expected.endswith("settings · none · value: ")


def test_the_register_is_read_in_order() -> None:
    listed = pd.concat([register(decision="D-2026-02"), register()], ignore_index=True)
    cells = [["D-2026-02", 2, "t", "k", "b", "", "1"], ["D-2026-02", 1, "t", "k", "a", "", "1"]]
    found = decisions.read(listed, pd.concat([ONE, pd.DataFrame(cells, columns=CELLS)]))
    assert [decision.id for decision in found] == ["D-2026-01", "D-2026-02"]
    assert [item.field for item in found[1].changes] == ["a", "b"]
    assert (found[0].line, found[1].line) == (3, 2) and found[0].index == ""


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"in_force_from": None}, "decision-undated", "in_force_from"),
        ({"decided_on": None}, "decision-undated", "in_force_from"),
        ({"to_version": "1.0.0"}, "decision-versions", "to_version"),
        ({"from_version": "1.10.0", "to_version": "1.9.0"}, "decision-versions", "to_version"),
        ({"decision": "D-2026-09"}, "decision-empty", "decision"),
    ],
)
def test_a_decision_that_says_too_little_is_refused(cells: dict[str, object], code: str, field: str) -> None:
    assert refused(register(**cells), ONE) == [(code, 2, field)]


def test_a_proposal_needs_no_days() -> None:
    found = decisions.read(register(status="proposed", decided_on=None, in_force_from=None), ONE)
    assert found[0].in_force_from == ""


def test_a_table_comes_back_from_a_state() -> None:
    frame = decisions.frame(NOW, "framework", ["weight", "limit"])
    assert list(frame)[:2] == ["weight", "limit"] and frame["limit"].isna().all()
    assert frame["code"].tolist() == ["root", "a", "b"]
    assert decisions.frame({}, "none", ["x"]).empty


TEXTS = st.text("ab1", max_size=2)
STATES = st.dictionaries(
    st.sampled_from("tu"),
    st.dictionaries(st.sampled_from("xyz"), st.dictionaries(st.sampled_from("fgh"), TEXTS.filter(bool), min_size=1)),
)
PLACES = st.tuples(st.sampled_from("tu"), st.sampled_from("xyz"), st.sampled_from("fgh"))


@st.composite
def moves(draw: st.DrawFn) -> tuple[State, Decision]:
    """A state and a decision that led to it."""
    state = draw(STATES)
    changes = []
    for table, key, field in draw(st.lists(PLACES, unique=True, max_size=5)):
        there = state.get(table, {}).get(key, {}).get(field, "")
        changes.append(change(table, key, field, draw(TEXTS), there))
    return state, decided(*changes)


def without_empty(state: State) -> State:
    return {table: rows for table, rows in state.items() if rows}


@settings(max_examples=50)
@given(moves())
def test_back_and_forth_is_where_it_began(move: tuple[State, Decision]) -> None:
    state, decision = move
    before = decisions.taken_back(state, decision)
    assert without_empty(decisions.carried_out(before, decision)) == without_empty(state)


@settings(max_examples=50)
@given(moves(), st.data())
def test_no_altered_cell_goes_unseen(move: tuple[State, Decision], data: st.DataObject) -> None:
    state, decision = move
    if not decision.changes:
        return
    told = data.draw(st.sampled_from(decision.changes))
    rows = {table: {key: dict(cells) for key, cells in held.items()} for table, held in state.items()}
    rows.setdefault(told.table, {}).setdefault(told.row_key, {})[told.field] = told.after + "!"
    with pytest.raises(FindingsError) as caught:
        decisions.taken_back(rows, decision)
    assert [finding.code for finding in caught.value.findings] == ["decision-drift"]
