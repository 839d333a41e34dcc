"""What was received and what is due, counted by body and by package."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contributions import SENT, with_register
from observatory.compute import result
from observatory.results import ResultPackage
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import ROOT

NAMES = ("methodology/contributors", "reference/contributions", "reference/glossary")
COUNTS = ("n_received", "n_accepted", "n_refused", "n_waiting", "n_withdrawn")
STATES = ("accepted", "refused", "received", "withdrawn")


@cache
def published() -> Catalogue:
    return load([ROOT / "datasets" / name for name in NAMES]).catalogue


def row(made: ResultPackage, table: str, key: str, value: str) -> dict[str, Any]:
    frame = made.tables[table].frame
    (found,) = frame[frame[key] == value].to_dict("records")
    return {str(name): cell for name, cell in found.items()}


@pytest.fixture(scope="module")
def made() -> ResultPackage:
    return result(with_register(published()), "contributions")


def test_an_empty_register_counts_nothing_and_only_the_decree_asks_for_anything() -> None:
    empty = result(published(), "contributions")
    units = empty.tables["units"].frame
    assert len(units) == 49
    assert units[list(COUNTS)].sum().sum() == 0 and units["last_received_on"].isna().all()
    assert len(empty.tables["received"].frame) == 0
    assert set(empty.tables["due"].frame["task"]) == {"review", "update"}
    assert units.loc[units["n_packages"] == 0, "next_due_on"].isna().all()


def test_submissions_are_counted_by_body_and_by_package(made: ResultPackage) -> None:
    danang = row(made, "units", "owner", "da-nang")
    assert [danang[name] for name in COUNTS] == [3, 1, 1, 1, 0]
    assert danang["last_received_on"] == "2026-11-20"
    assert [row(made, "units", "owner", "hue")[name] for name in COUNTS] == [1, 0, 0, 0, 1]
    glossary = row(made, "packages", "data_package", "reference/glossary")
    assert [glossary[name] for name in COUNTS] == [2, 0, 0, 1, 1]


def test_what_was_answered_is_kept(made: ResultPackage) -> None:
    refused = row(made, "received", "submission", "2026-0001")
    assert refused["finding_codes"] == "type-error excel-example-left"
    assert (refused["answered_on"], refused["request_number"]) == ("2026-09-01", "12")


def test_days_are_counted_from_the_newest_review(made: ResultPackage) -> None:
    assert row(made, "units", "owner", "hue")["as_of"] == "2026-11-23"
    due = made.tables["due"].frame
    asked = due[due["task"] == "asked"].set_index("due_on")["due_state"].to_dict()
    assert asked == {"2026-11-22": "overdue", "2026-12-23": "due_soon", "2027-01-15": "ok"}
    danang = row(made, "units", "owner", "da-nang")
    assert (danang["n_overdue"], danang["next_due_on"], danang["task_en"]) == (
        1,
        "2026-11-22",
        "Send the figures of 2026",
    )
    reference = row(made, "units", "owner", "reference")
    assert (reference["next_due_on"], reference["n_overdue"]) == ("2027-02-23", 0)


def test_a_package_is_due_three_and_six_months_on() -> None:
    catalogue = published()
    old = replace(catalogue.packages["reference/glossary"], last_reviewed="2026-05-22")
    old = replace(
        old, descriptor={**old.descriptor, "created": "2026-08-23T00:00:00Z", "next_review_due": "2026-12-31"}
    )
    made = result(Catalogue({**catalogue.packages, "reference/glossary": old}), "contributions")
    found = row(made, "packages", "data_package", "reference/glossary")
    assert (found["review_due_on"], found["review_state"]) == ("2026-11-22", "overdue")
    assert (found["update_due_on"], found["update_state"]) == ("2026-11-23", "due_soon")
    assert row(made, "units", "owner", "reference")["n_overdue"] == 1


@settings(max_examples=12, deadline=None)  # each computes the whole result
@given(st.lists(st.tuples(st.sampled_from(["hue", "da-nang", "vtc"]), st.sampled_from(STATES)), max_size=12))
def test_every_submission_is_counted_once(sent: list[tuple[str, str]]) -> None:
    first = SENT[0]
    rows = [(f"2027-{n:04}", owner, *first[2:6], state) for n, (owner, state) in enumerate(sent)]
    units = result(with_register(published(), rows), "contributions").tables["units"].frame
    assert units["n_received"].sum() == len(sent)
    assert units[list(COUNTS[1:])].sum().sum() == len(sent)
