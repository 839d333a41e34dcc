"""The crisis process says what it should, marks what is ours as a proposal, and is whole."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from incident_records import process
from observatory.tables.kinds import shared_schema
from observatory.warning.clearance import RECORDS, REVIEWS
from observatory.warning.record import CLOSED, CONTAINED, LEAD, PUBLISHER, REVIEW_POWER, REVIEWED, REVIEWER
from packages import ROOT

FOLDER = ROOT / "datasets/methodology/crisis-process"
NAMES = sorted(path.stem for path in (FOLDER / "data").glob("*.csv"))
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def words(cell: str) -> list[str]:
    return cell.split()


@pytest.mark.parametrize("name", NAMES)
def test_every_row_says_what_it_rests_on_in_both_languages(name: str) -> None:
    rows = table(name)
    assert set(rows["basis"]) <= {"proposal", "source"}
    for column in (column for column in rows if column.endswith("_vi")):
        english = rows[column.removesuffix("_vi") + "_en"]
        assert (rows[column] != "").all() and (english != "").all(), column
        assert not english.str.contains(VIETNAMESE).any(), column


def test_levels_and_hours_are_proposals_and_no_scale_is_called_official() -> None:
    assert set(table("levels")["basis"]) == {"proposal"}
    assert table("levels")["basis_note_vi"].str.contains("không tìm thấy thang cấp độ chính thức").all()
    hours = table("hours")
    ours = hours[~hours["step"].isin(["initial_press_information", "review_meeting"])]
    assert set(ours["basis"]) == {"proposal"}
    press = hours[hours["step"] == "initial_press_information"]
    assert press["basis_note_en"].str.contains("to be verified").all()


def test_the_process_holds_together() -> None:
    powers = set(table("powers")["code"])
    known = process()
    assert {power for role in table("roles")["may"] for power in words(role)} == powers
    assert set(known.transitions.values()) | set(known.fields.values()) <= powers
    for power in {*known.transitions.values(), *known.fields.values()}:
        assert any(role.may(power, 4) for role in known.roles.values()), power
    assert {name for state in known.states.values() for name in state.requires} <= set(known.fields)
    assert set(table("artefacts")["required_by"]) - {""} <= set(known.states)
    assert known.first == "detected"
    ends = {state.code for state in known.states.values() if state.terminal}
    assert ends == set(known.states) - {start for start, _ in known.transitions} == {"dismissed", "reviewed"}


def test_the_code_and_the_process_name_the_same_things() -> None:
    known = process()
    assert {CONTAINED, CLOSED, REVIEWED, "activated", "responding", "triage", "assessed"} <= set(known.states)
    assert {LEAD, PUBLISHER} <= set(known.roles)
    assert known.duties == {(PUBLISHER, LEAD), (REVIEWER, LEAD)}
    assert known.transitions[CLOSED, REVIEWED] == REVIEW_POWER
    separate = dict(zip(table("roles")["code"], table("roles")["not_same_person_as"], strict=True))
    assert (separate[PUBLISHER], separate[LEAD]) == (LEAD, PUBLISHER)
    assert known.machine_level_max == max(level.id for level in known.levels.values() if not level.by_person) == 2
    assert (known.reopen.days, known.cell_minimum, known.exercises_count) == (14, 5, False)


def test_what_is_published_is_what_the_process_lists() -> None:
    schema = shared_schema(RECORDS)
    assert schema
    assert {field["name"] for field in schema["fields"]} == set(process().public_fields)
    flagged = set(table("fields").query("public == 'true'")["code"])
    assert flagged <= set(process().public_fields)
    reviews = shared_schema(REVIEWS)
    assert reviews
    shown = set(table("review_fields").query("part != 'internal'")["code"])
    assert {field["name"] for field in reviews["fields"]} == shown | {"incident_id", "source"}
    for published in (schema, reviews):
        assert not {field["name"] for field in published["fields"]} & process().never_public


@pytest.mark.parametrize("name", ["incidents", "reviews"])
def test_no_incident_is_in_the_public_repository_today(name: str) -> None:
    path = ROOT / "datasets/reference/incidents/data" / f"{name}.csv"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 1


# Held against what was proposed


def proposed(shared: Path) -> dict[str, Any]:
    import yaml

    document: dict[str, Any] = yaml.safe_load((shared / "method/crisis-process.yaml").read_text(encoding="utf-8"))
    return document


@pytest.mark.shared
def test_states_moves_roles_and_fields_are_those_proposed(shared: Path) -> None:
    given, known = proposed(shared), process()
    assert [state["id"] for state in given["states"]] == list(known.states)
    for state in given["states"]:
        mine = known.states[state["id"]]
        assert mine.requires == tuple(state.get("requires", ()))
        assert (mine.automatic, mine.terminal) == (state.get("auto", False), state.get("terminal", False))
    assert {tuple(pair) for pair in given["transitions"]} == set(known.transitions)
    for role in given["roles"]:
        may = table("roles").set_index("code").loc[role["id"], "may"]
        assert set(role["may"]) <= set(words(str(may)))
    public = given["publication"]
    content = {name for name, part in known.public_fields.items() if part == "content"}
    assert content == set(public["public_fields"])
    assert known.never_public == set(public["never_public"])
    shown = {state.code for state in known.states.values() if state.publishable}
    assert shown == {"contained", "recovering", "closed", "reviewed"}


@pytest.mark.shared
def test_levels_and_hours_are_those_proposed(shared: Path) -> None:
    given = proposed(shared)
    levels = table("levels").set_index("id")
    for level in given["levels"]:
        row = levels.loc[str(level["id"])]
        assert (row["name_vi"], row["name_en"], row["colour"]) == (level["vi"], level["en"], level["colour"])
        assert {key: row[f"cap_{key}"] for key in level["cap"]} == level["cap"]
        assert row["public_rule"] == level["public"]
    hours = {(row["step"], row["level"]): float(row["hours"]) for row in table("hours").to_dict("records")}
    wanted = {
        (step, str(level)): float(number)
        for step, rule in given["sla_hours"].items()
        for level, number in rule.items()
        if isinstance(level, int)
    }
    assert hours == wanted


@pytest.mark.shared
def test_strategies_and_reviews_are_those_proposed(shared: Path) -> None:
    given = proposed(shared)
    strategies = table("strategies")
    for cluster, rule in given["response_strategies"].items():
        wanted = rule if isinstance(rule, list) else rule["default"]
        assert strategies.loc[strategies["cluster"] == cluster, "code"].tolist() == wanted
    review = given["after_action_review"]
    flat: list[str] = []
    for field in review["fields"]:
        if isinstance(field, dict):
            (name, parts), *_ = field.items()
            flat += [f"{name}.{part}" for part in parts] if isinstance(parts, dict) else [name]
        else:
            flat.append(field)
    rows = table("review_fields")
    assert set(rows.loc[rows["part"] != "derived", "code"]) == set(flat)
    assert rows.loc[rows["part"] == "derived", "code"].tolist() == review["derived"]
    options = table("disinformation").query("part == 'option'")["code"].tolist()
    assert options == given["disinformation_branch"]["options"]
