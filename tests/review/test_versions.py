"""Versions of a methodology rebuilt from the register, and what refuses to be rebuilt."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.review.decisions import Change, Decision, carried_out
from observatory.review.versions import Version, rules_digest, versions

PACKAGE = "methodology/x"
NOW = {"settings": {"w": {"key": "w", "value": "3", "why_vi": "Vì thế"}, "n": {"key": "n", "value": "9"}}}


def decision(number: int, start: str, end: str, *changes: Change, status: str = "in_force") -> Decision:
    name, day = f"D-2026-{number:02d}", f"2026-11-{number:02d}"
    return Decision(name, "rule", status, PACKAGE, start, end, day, day, "", changes, number + 1)


def value(key: str, before: str, after: str) -> Change:
    return Change("settings", key, "value", before, after, 2)


FIRST = decision(1, "1.0.0", "1.1.0", value("w", "1", "2"))
ALSO = decision(2, "1.0.0", "1.1.0", value("n", "8", "9"))
SECOND = decision(5, "1.1.0", "2.0.0", value("w", "2", "3"))
PROPOSAL = decision(6, "2.0.0", "2.1.0", value("w", "3", "4"), status="proposed")


def rebuilt(*register: Decision, version: str = "2.0.0") -> tuple[Version, ...]:
    return versions(PACKAGE, version, NOW, "2026-10-01", register)


def codes(*register: Decision, version: str = "2.0.0") -> list[str]:
    with pytest.raises(FindingsError) as caught:
        rebuilt(*register, version=version)
    return [finding.code for finding in caught.value.findings]


def test_every_version_is_found_the_oldest_first() -> None:
    found = rebuilt(FIRST, ALSO, SECOND, PROPOSAL)
    assert [version.version for version in found] == ["1.0.0", "1.1.0", "2.0.0"]
    values = [{key: row["value"] for key, row in version.state["settings"].items()} for version in found]
    assert values == [{"w": "1", "n": "8"}, {"w": "2", "n": "9"}, {"w": "3", "n": "9"}]
    assert [[one.id for one in version.decisions] for version in found] == [
        [],
        ["D-2026-01", "D-2026-02"],
        ["D-2026-05"],
    ]


def test_a_version_ends_on_the_day_the_next_one_begins() -> None:
    days = [(version.in_force_from, version.in_force_to) for version in rebuilt(FIRST, ALSO, SECOND)]
    assert days == [("2026-10-01", "2026-11-02"), ("2026-11-02", "2026-11-05"), ("2026-11-05", "")]


def test_a_package_without_decisions_has_its_first_version() -> None:
    (only,) = rebuilt(PROPOSAL, replace(FIRST, package="methodology/y"), version="1.0.0")
    assert (only.version, only.state, only.in_force_from) == ("1.0.0", NOW, "2026-10-01")


def test_a_version_no_decision_leads_to_is_refused() -> None:
    assert codes(FIRST, ALSO) == ["version-unexplained"]
    assert codes(SECOND) == ["version-unexplained"]


def test_a_decision_that_leads_elsewhere_is_refused() -> None:
    assert codes(FIRST, ALSO, SECOND, replace(PROPOSAL, status="in_force")) == ["decision-unreached"]


def test_decisions_to_one_version_start_from_one() -> None:
    assert codes(FIRST, ALSO, SECOND, replace(SECOND, from_version="1.0.0")) == ["decision-versions"]


def test_a_methodology_that_drifted_is_refused() -> None:
    assert codes(FIRST, ALSO, replace(SECOND, changes=(value("w", "2", "4"),))) == ["decision-drift"]


@given(st.permutations([FIRST, ALSO, SECOND, PROPOSAL]))
def test_walking_back_and_forth_ends_at_the_present(register: list[Decision]) -> None:
    found = rebuilt(*register)
    state = found[0].state
    for version in found[1:]:
        for one in version.decisions:
            state = carried_out(state, one)
        assert state == version.state
    assert state == NOW


@pytest.mark.parametrize(
    ("table", "key", "cells", "same"),
    [
        ("settings", "w", {"key": "w", "value": "3", "why_vi": "Viết lại"}, True),
        ("settings", "w", {"key": "w", "value": "3", "name_en": "Weight"}, True),
        ("settings", "w", {"key": "w", "value": "3.5", "why_vi": "Vì thế"}, False),
        ("settings", "more", {"key": "more"}, False),
        ("framework", "w", {"key": "w"}, False),
    ],
)
def test_the_digest_of_rules_tells_rules_from_wording(table: str, key: str, cells: dict[str, str], same: bool) -> None:
    changed = {**NOW, table: {**NOW.get(table, {}), key: cells}}
    assert (rules_digest(changed) == rules_digest(NOW)) is same
