"""Who answers for which folder: every locality once, the units of the ministry that are assessed, and the project."""

from __future__ import annotations

import csv
import json

from packages import ROOT

DATASETS = ROOT / "datasets"


def rows(package: str, table: str) -> list[dict[str, str]]:
    with (DATASETS / package / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OWNERS = rows("methodology/contributors", "owners")
BY_KIND = {kind: [row for row in OWNERS if row["kind"] == kind] for kind in ("province", "agency", "project")}
REGISTER = json.loads((DATASETS / "reference/contributions/datapackage.json").read_text(encoding="utf-8"))


def test_every_locality_has_one_folder_named_as_its_slug() -> None:
    units = {row["code"]: row for row in rows("reference/provincial-units", "units") if row["level"] == "province34"}
    today = {
        row["code"]: row
        for row in rows("reference/provincial-units", "statuses")
        if row["level"] == "province34" and not row["valid_to"]
    }
    listed = BY_KIND["province"]
    assert len(listed) == len(units) == 34
    assert {row["code"]: row["owner"] for row in listed} == {code: unit["slug"] for code, unit in units.items()}
    for row in listed:
        assert row["level"] == "province34"
        assert (row["name_vi"], row["name_en"]) == tuple(today[row["code"]][f"full_name_{x}"] for x in ("vi", "en"))


def test_the_units_of_the_ministry_are_those_that_are_assessed() -> None:
    assessed = {
        row["code"] for row in rows("methodology/unit-assessment", "assessed_units") if row["assessed"] == "true"
    }
    named = {row["code"]: row for row in rows("reference/agencies", "agencies")}
    listed = BY_KIND["agency"]
    assert sorted(row["code"] for row in listed) == sorted(assessed)
    for row in listed:
        assert (row["owner"], row["level"]) == (row["code"].lower(), "ministry")
        assert all(row[name] == named[row["code"]][name] for name in ("name_vi", "name_en"))


def test_every_folder_of_data_has_somebody_who_answers_for_it_and_every_folder_one_owner() -> None:
    folders = [row["owner"] for row in OWNERS]
    assert len(folders) == len(set(folders)) == len(OWNERS)
    assert {row["owner"] for row in BY_KIND["project"]} == {"reference", "methodology"}
    assert {path.name for path in DATASETS.iterdir() if path.is_dir()} <= set(folders)
    assert len({row["team"] for row in OWNERS}) == len(OWNERS)


def test_accounts_send_for_a_folder_that_there_is_or_for_all() -> None:
    folders = {row["owner"] for row in OWNERS} | {"*"}
    assert {row["owner"] for row in rows("methodology/contributors", "accounts")} <= folders


def test_the_register_asks_for_nothing_about_a_person() -> None:
    names = {field["name"] for resource in REGISTER["resources"] for field in resource["schema"]["fields"]}
    assert {"submission", "owner", "codes", "due_on"} <= names
    assert not {name for name in names if {"sender", "mail", "phone", "person", "account"} & set(name.split("_"))}
