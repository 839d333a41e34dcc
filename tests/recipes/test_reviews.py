"""The reviews from the project's own packages: the same figures as other results, nothing where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from incident_records import public_row
from observatory import results
from observatory.errors import FindingsError
from observatory.recipes import indicators, rankings, review_counts, reviews, targets
from observatory.recipes.recipe import Frames, Read
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import ROOT

PACKAGES = (
    *("methodology/reviews", "reference/review-notes", "methodology/indicators", "methodology/target-progress"),
    *("methodology/ranking-periods", "methodology/unit-assessment", "reference/agencies", "reference/provincial-units"),
    *("reference/province-papi", "reference/countries", "reference/visitors", "reference/country-reputation"),
    *("reference/country-happiness", "reference/country-passport", "reference/country-heritage"),
    *("reference/strategy-targets", "methodology/media", "methodology/crisis-process"),
    *("reference/alert-log", "reference/incidents"),
)


@pytest.fixture(scope="module")
def known() -> Catalogue:
    """The packages that reviews read, without daily media and the registers of awards and of decisions."""
    return load([ROOT / "datasets" / package for package in PACKAGES]).catalogue


@pytest.fixture(scope="module")
def annual(known: Catalogue) -> Frames:
    return made(known, "annual-review")


@pytest.fixture(scope="module")
def stages(known: Catalogue) -> Frames:
    return made(known, "stage-review")


def made(catalogue: Catalogue, name: str) -> Frames:
    """The tables of a result as they are published."""
    package = results.package(name, "methodology/reviews@1.0.0", {}, reviews.RECIPES[name].make(catalogue))
    return {table.name: table.frame for table in package.tables.values()}


def with_rows(catalogue: Catalogue, package: str, table: str, *rows: dict[str, Any]) -> Catalogue:
    """``catalogue`` with these rows after those of one table."""
    held = catalogue.packages[package]
    old = held.tables[table].frame
    new = pd.DataFrame(list(rows)).reindex(columns=old.columns)
    frame = pd.concat([old.astype(object), new.astype(object)], ignore_index=True).astype(old.dtypes.to_dict())
    changed = replace(held, tables={**held.tables, table: replace(held.tables[table], frame=frame)})
    return Catalogue({**catalogue.packages, package: changed})


def test_every_year_from_2011_on_has_a_review(annual: Frames) -> None:
    years = annual["years"].set_index("year")
    assert list(years.index) == list(range(2011, 2027))
    assert years["phase"].tolist() == ["before"] * 15 + ["strategy"]
    assert years["complete"].tolist() == [True] * 15 + [False]
    assert years.loc[2016, "n_localities_ranked"] == 34 and pd.isna(years.loc[2017, "n_localities_ranked"])


def test_no_table_has_a_row_twice_and_every_count_is_that_of_its_rows(annual: Frames, stages: Frames) -> None:
    for result, frames in (("annual-review", annual), ("stage-review", stages)):
        tables = results.package(result, "a/b@1", {}, frames).tables
        for name, table in tables.items():
            key = list(table.primary_key)
            assert not table.frame.duplicated(key).any() and table.frame[key].notna().all(axis=None), name
    years, moves = annual["years"].set_index("year"), annual["moves"]
    words = {"n_better": "better", "n_worse": "worse", "n_steady": "same", "n_not_comparable": "unknown"}
    for column, word in words.items():
        counted = moves[moves["better"] == word].groupby("year").size()
        assert years[column].tolist() == counted.reindex(years.index, fill_value=0).tolist()
    assert years["n_with_value"].tolist() == moves.groupby("year").size().reindex(years.index).tolist()
    assert annual["completeness"]["share_percent"].between(0, 100).all()


def test_a_move_up_to_the_latest_value_is_that_of_the_indicator_itself(known: Catalogue, annual: Frames) -> None:
    latest = indicators.RECIPES["indicator-latest"].make(known)["latest"]
    latest = latest[latest["country_iso3"] == "VNM"].set_index("indicator")
    last = annual["moves"].groupby("indicator").tail(1).set_index("indicator")
    both = last.join(latest.add_suffix("_published"))
    assert (both["value"] == both["value_published"]).all() and (both["year"] == both["year_published"]).all()
    rows = both.drop(index=["unesco_whs_cumulative"])
    columns = ("previous_year", "previous_value", "change", "change_percent")
    for column in columns:
        assert rows[column].astype("float64").equals(rows[f"{column}_published"].astype("float64")), column


def test_moves_that_are_known(annual: Frames) -> None:
    moves = annual["moves"].set_index(["indicator", "year"])
    assert moves.loc[("whr_rank", 2024), ["change", "better"]].tolist() == [-8.0, "better"]
    assert moves.loc[("gspi_rank", 2025), ["change", "better"]].tolist() == [-1.0, "same"]
    assert moves.loc[("gspi_rank", 2024), "better"] == "unknown"
    assert "193" in moves.loc[("gspi_rank", 2024), "note_vi"]
    assert moves.loc[("passport_open_destinations", 2025), "better"] == "unknown"
    assert moves.loc[("intl_tourist_arrivals", 2023), ["previous_year", "better"]].tolist() == [2019, "worse"]
    assert "unesco_whs_cumulative" in moves.index and moves.loc[("unesco_whs_cumulative", 2025), "better"] == "unknown"
    assert not {"whr_ladder_low", "intl_tourist_arrivals_month"} & set(moves.index.get_level_values(0))


def test_localities_move_as_in_the_annual_ranking(known: Catalogue, annual: Frames) -> None:
    ranked = rankings.RECIPES["annual-ranking"].make(known)["rankings"]
    keys = ["series", "level", "code", "year"]
    own = annual["rank_moves"].merge(ranked, on=keys, suffixes=("", "_published"), validate="one_to_one")
    assert len(own) == len(annual["rank_moves"]) == ranked["rank"].notna().sum()
    assert (own["rank"] == own["rank_published"]).all() and (own["movement"] == own["movement_published"]).all()
    changed = annual["rank_moves"].groupby("year")["rank_change"].agg(lambda found: found.notna().sum())
    assert changed.to_dict() == {2011: 0, 2012: 34, 2013: 34, 2014: 0, 2015: 2, 2016: 34}
    assert annual["rank_moves"].groupby("year")["rank_change"].sum().loc[[2012, 2013]].tolist() == [0, 0]


def test_the_latest_year_says_of_targets_what_their_progress_says(known: Catalogue, annual: Frames) -> None:
    progress = targets.RECIPES["target-progress"].make(known)["progress"].set_index("target_id")
    found = annual["targets"][annual["targets"]["year"] == 2026].set_index("target_id")
    assert set(found.index) == set(progress.index)
    progress = progress.loc[found.index]
    for column in ("expected_value", "progress_share", "expected_share", "verdict_ratio"):
        assert found[column].tolist() == pytest.approx(progress[column].astype("float64").tolist(), nan_ok=True), column
    for column in ("verdict", "verdict_reason", "linear_verdict"):
        assert found[column].tolist() == progress[column].tolist(), column
    assert set(annual["targets"].loc[annual["targets"]["year"] == 2025, "target_id"]) == {
        "T2045-1",
        "T2045-2",
        "T2045-3",
    }


def test_nothing_collected_is_not_zero(annual: Frames) -> None:
    assert annual["warnings"]["n"].isna().all() and len(annual["warnings"]) == 16 * (2 + 4)
    assert annual["years"][["n_episodes", "n_incidents", "n_editions", "n_decisions"]].isna().all(axis=None)


def test_first_messages_that_are_no_tests_count_as_episodes(known: Catalogue) -> None:
    sent = {"sent": "2025-05-02T00:00:00+07:00", "alert_level": 2}
    kinds = [("Alert", "Actual"), ("Alert", "Actual"), ("Alert", "Test"), ("Update", "Actual"), ("Cancel", "Actual")]
    rows = [{**sent, "msg_type": kind, "cap_status": status} for kind, status in kinds]
    logged = with_rows(known, *review_counts.MESSAGES, *rows)
    found = review_counts.warnings(logged, 2011)["episode"]
    assert found.to_dict("records") == [{"year": 2025, "alert_level": 2, "n": 2}]
    assert review_counts.warnings(logged, 2026)["episode"].empty


def test_public_incidents_count_in_the_year_they_began(known: Catalogue) -> None:
    found = with_rows(known, "reference/incidents", "incidents", public_row(), public_row(id="2026-002", exercise=True))
    counts = review_counts.warnings(found, 2011)["incident"]
    (row,) = counts.to_dict("records")
    assert (row["year"], row["n"]) == (2026, 1)


def with_table(catalogue: Catalogue, read: Read, frame: pd.DataFrame) -> Catalogue:
    """``catalogue`` with a package that holds this one table."""
    package, name = read
    like = catalogue.packages["methodology/reviews"]
    table = replace(like.tables["settings"], name=name, frame=frame)
    owner, _, own = package.partition("/")
    return Catalogue({**catalogue.packages, package: replace(like, owner=owner, name=own, tables={name: table})})


def test_once_there_is_a_register_its_years_are_counted(known: Catalogue) -> None:
    days = pd.DataFrame({"date": ["2025-12-31", "2026-03-01"], "received": [0, 96]}).astype({"date": "str"})
    collected = with_table(known, review_counts.COVERAGE, days)
    awarded = with_table(collected, review_counts.EDITIONS, pd.DataFrame({"year": [2025, 2025]}, dtype="Int64"))
    rows = [("in_force", "2026-01-02"), ("in_force", "2027-01-01"), ("proposed", None)]
    taken = pd.DataFrame(rows, columns=["status", "in_force_from"], dtype="str")
    taken = taken.assign(decision=["D-1", "D-2", "D-3"], title_vi="Đổi", title_en="Change")
    found = reviews.RECIPES["annual-review"].make(with_table(awarded, review_counts.DECISIONS, taken))
    years = found["years"].set_index("year")
    assert years["n_editions"].to_dict()[2025] == 2 and years["n_editions"].sum() == 2
    assert years["n_decisions"].to_dict()[2026] == 1 and years["n_decisions"].sum() == 1
    assert years.loc[2026, ["n_episodes", "n_incidents"]].tolist() == [0, 0]
    assert years.loc[2025, ["n_episodes", "n_incidents"]].isna().all()
    waiting = found["adjustments"][found["adjustments"]["kind"] == "decision"]
    assert waiting[["year", "subject"]].to_numpy().tolist() == [[2026, "D-3"]]


def test_suggestions_of_the_first_year_of_the_strategy(annual: Frames) -> None:
    rows = annual["adjustments"]
    assert set(rows["year"]) == {2026} and rows["position"].tolist() == list(range(1, len(rows) + 1))
    kinds = rows.groupby("kind")["subject"].agg(set)
    assert kinds["no_baseline"] == {"T2030-1", "T2030-2"}
    assert {"T2030-3", "T2045-4", "media_presence_share"} <= kinds["not_measured"]
    assert "nation_brand_value_rank" in kinds["old_data"] and "wef_ttci_rank" not in kinds["old_data"]
    assert "behind" not in kinds.index and "missing_data" not in kinds.index
    texts = rows[["text_vi", "text_en"]]
    assert texts.notna().all(axis=None) and not texts.apply(lambda cells: cells.str.contains("[{}]")).any(axis=None)


def test_an_editor_is_shown_once(known: Catalogue, annual: Frames) -> None:
    written = known.frame(*reviews.NOTES)
    of_years = written[written["scope"] == "year"]
    shown = [
        *annual["notes"]["text_vi"],
        *annual["adjustments"].loc[annual["adjustments"]["kind"] == "note", "text_vi"],
        *annual["moves"]["note_vi"].dropna(),
    ]
    assert all(shown.count(text) == 1 for text in of_years["text_vi"])


def test_a_note_that_nobody_would_see_stops_the_build(known: Catalogue) -> None:
    row = known.frame(*reviews.NOTES).iloc[0].to_dict() | {"scope": "stage", "period": "2031-2045"}
    with pytest.raises(FindingsError) as stopped:
        reviews.RECIPES["stage-review"].make(with_rows(known, *reviews.NOTES, row))
    (finding,) = stopped.value.findings
    assert (finding.code, finding.value, finding.package) == ("review-note-period", "2031-2045", reviews.NOTES[0])
    assert finding.row == len(known.frame(*reviews.NOTES)) + 2 and finding.file.endswith("notes.csv")


def test_the_two_stages(stages: Frames) -> None:
    table = stages["stages"].set_index("stage")
    assert table["n_targets"].to_dict() == {"2026-2030": 5, "den-2045": 5}
    assert set(table["phase"]) == {"running"} and set(table["n_assessed"]) == {0}
    assert 0.89 < table.loc["2026-2030", "years_elapsed"] < 0.9
    marks = stages["milestones"].set_index(["stage", "target_id", "year"])["expected_value"]
    assert marks[("den-2045", "T2045-2", 2045)] == 30 and marks[("2026-2030", "T2045-2", 2030)] == 46.5
    assert marks[("den-2045", "T2045-3", 2045)] == pytest.approx(70e6)
    assert set(stages["adjustments"]["kind"]) == {"no_baseline", "not_measured"}
    open_rows = stages["targets"][stages["targets"]["cannot_assess_vi"].notna()]
    assert open_rows["cannot_assess_en"].notna().all() and len(open_rows) == 7
