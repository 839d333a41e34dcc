"""The awards held here against the collected facts: every edition, laureate, rule and legal form, and no more."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from packages import ROOT

PACKAGES = ROOT / "datasets/reference"
CODES = {"Giải thưởng toàn quốc": "thong-tin-doi-ngoai", "Giải thưởng truyền": "happy-vietnam", "Cuộc": "tet-hanh-phuc"}
PRIZES = {"Đặc biệt": "special", "Nhất": "first", "Nhì": "second", "Ba": "third", "Khuyến khích": "consolation"}
COUNTS = [*(f"n_{name}" for name in ("special", "first", "second", "third", "consolation")), "n_total", "n_entries"]


def table(name: str, package: str = "awards") -> pd.DataFrame:
    return pd.read_csv(PACKAGES / package / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


@pytest.fixture
def facts(shared: Path) -> pd.DataFrame:
    found = pd.read_csv(shared / "facts/awards.csv", dtype=str, keep_default_na=False)
    code = found["award_vi"].map(lambda name: next((CODES[key] for key in CODES if name.startswith(key)), ""))
    return found.assign(award=code, title=found["title_or_rule"].str.partition(" |")[0])


@pytest.mark.shared
def test_editions_are_those_of_the_facts(facts: pd.DataFrame) -> None:
    theirs = facts[facts["record"] == "edition"].sort_values(["award", "year"])
    ours = table("editions").sort_values(["award", "year"])
    columns = ["award", "year", "date", *COUNTS, "source", "verified_twice"]
    assert ours[columns].to_numpy().tolist() == theirs[columns].to_numpy().tolist()
    assert ours["number"].tolist() == theirs["edition"].tolist()
    assert (ours["edition"] == ours["year"]).all()
    categories = theirs["categories"].str.extract(r"^(\d+)")[0].fillna("")
    assert ours["n_categories"].tolist() == categories.tolist()
    for listed, said in zip(ours["categories_en"], theirs["categories"], strict=True):
        assert listed in said
    assert ours["categories_vi"].str.count(";").tolist() == ours["categories_en"].str.count(";").tolist()
    names = table("awards").set_index("award")["name_en"]
    assert names[theirs["award"]].tolist() == theirs["award_en"].tolist()


@pytest.mark.shared
def test_laureates_are_those_of_the_facts(facts: pd.DataFrame) -> None:
    theirs, ours = facts[facts["record"] == "winner"], table("laureates")
    assert len(ours) == len(theirs)
    for fact, row in zip(theirs.to_dict("records"), ours.to_dict("records"), strict=True):
        assert (row["award"], row["edition"], row["source"]) == (fact["award"], fact["year"], fact["source"])
        assert row["prize"] == PRIZES[fact["prize"]]
        title, _, unit = fact["title_or_rule"].partition("|")
        plain = row["title"].replace("“", '"').replace("”", '"')
        language = {"fr": " (French)", "en": " (English)", "": ""}[row["work_language"]]
        assert title.strip() == plain + language
        assert row["organisation"] in unit and row["person"] in unit
        if not row["organisation"] and not row["person"]:
            assert not unit.strip() or "cut in the excerpt" in unit
        assert bool(row["category_vi"]) == (fact["category"] != "(not stated)")
        assert fact["category"] in (row["category_vi"], row["category_en"].lower(), "(not stated)")


@pytest.mark.shared
def test_rules_and_legal_forms_are_those_of_the_facts(facts: pd.DataFrame) -> None:
    (rule,) = facts[facts["record"] == "rules"].to_dict("records")
    ours = table("rules")
    assert set(ours["source"]) == {rule["source"]} and set(ours["date"]) == {rule["date"]}
    said = [(int(n), int(million)) for n, million in re.findall(r"(\d+) [a-z ]+ \((\d+)M", rule["title_or_rule"])]
    counted = zip(ours["n_prizes"].astype(int), ours["amount_vnd"].astype(int) // 1_000_000, strict=True)
    assert list(counted) == said
    assert ours["n_prizes"].astype(int).sum() == int(rule["n_total"])
    forms, legal = facts[facts["record"] == "legal form"], table("legal_forms")
    assert legal["name_en"].tolist() == forms["title_or_rule"].str.partition("| ")[2].tolist()
    assert [f"{float(times):g}" for times in legal["base_salaries"]] == [
        f"{float(note.partition(' x')[0]):g}" for note in forms["note"]
    ]
    assert (legal["law"].to_numpy() == forms["award_vi"].to_numpy()).all()
    assert (legal["source"].to_numpy() == forms["source"].to_numpy()).all()


@pytest.mark.shared
def test_every_day_of_the_calendar_is_a_day_of_the_facts(facts: pd.DataFrame) -> None:
    events = table("events")
    said = set(facts.loc[facts["date"] != "", ["award", "date", "source"]].itertuples(index=False, name=None))
    assert set(events[["award", "date_from", "source"]].itertuples(index=False, name=None)) == said
    assert (events["date_from"] == events["date_to"]).all()


def test_persons_are_named_only_where_the_source_prints_them_as_laureates() -> None:
    rows = table("laureates")
    named = rows[rows["person"] != ""]
    assert sorted(named["person"]) == ["GS.TS Furuta Motoo", "Nguyễn Linh Vinh Quốc"]
    assert set(named["ground"]) == {"printed_as_laureate"}
    assert set(rows.loc[rows["person"] == "", "ground"]) == {""}


def test_nothing_was_judged_and_no_model_was_sent_yet() -> None:
    for package, names in (
        ("award-judging", ("nominations", "criteria", "panels", "judged", "scores")),
        ("models", ("models", "steps", "replications")),
    ):
        assert all(table(name, package).empty for name in names)
