"""The register of the project held against its methodology and its archive, and the effect of every decision."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from catalogues import altered, bumped
from observatory.compute import result
from observatory.errors import FindingsError
from observatory.recipes.decisions import RECIPES
from observatory.recipes.pilots import LOCAL, NATIONAL
from observatory.recipes.register import ARCHIVE, DECISIONS, INDICES, history, present, register, unrecorded
from observatory.recipes.targets import TARGETS
from observatory.results import ResultPackage
from observatory.review.decisions import carried_out
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import ROOT

PACKAGES = (
    *(DECISIONS, ARCHIVE, NATIONAL, LOCAL, TARGETS, "methodology/indicators"),
    *("reference/countries", "reference/province-papi", "reference/provincial-units", "reference/country-reputation"),
    *("reference/country-heritage", "reference/country-passport", "reference/country-peace"),
)
PROPOSED = ("D-2026-10", "D-2026-11")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    loaded = load([ROOT / "datasets" / package for package in PACKAGES])
    assert loaded.findings == ()
    return loaded.catalogue


@pytest.fixture(scope="module")
def results(catalogue: Catalogue) -> dict[str, ResultPackage]:
    return {name: result(catalogue, name) for name in RECIPES}


@pytest.fixture(scope="module")
def effects(results: dict[str, ResultPackage]) -> dict[str, pd.DataFrame]:
    return {name: table.frame for name, table in results["decisions"].tables.items()}


@pytest.fixture(scope="module")
def versions(results: dict[str, ResultPackage]) -> dict[str, pd.DataFrame]:
    return {name: table.frame for name, table in results["method-versions"].tables.items()}


def index(catalogue: Catalogue, package: str) -> pd.DataFrame:
    """The scores of an index as it is published, with few replications: they bear on no score."""
    few = altered(catalogue, package, "settings", {"key": "runs"}, value="20")
    scores = result(few, package.partition("/")[2]).tables["scores"].frame
    return scores.rename(columns={"country_iso3": "code"}).set_index("code")[["score", "rank"]]


def found(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(finding.code, finding.package) for finding in unrecorded(catalogue)]


# The register against the methodology


def test_register_methodology_and_archive_agree(catalogue: Catalogue) -> None:
    assert unrecorded(catalogue) == []


def test_the_first_versions_are_those_the_project_began_with(catalogue: Catalogue) -> None:
    known = register(catalogue)
    settings = {package: history(catalogue, known, package)[0].state["settings"] for package in (NATIONAL, LOCAL)}
    assert {key: row["value"] for key, row in settings[NATIONAL].items()} == {"min_availability": "0.8"}
    assert set(settings[LOCAL]) == {"min_availability", "score_scale"}
    assert len(history(catalogue, known, "methodology/indicators")[0].state["indicators"]) == 48
    first = history(catalogue, known, TARGETS)[0].state
    assert "pillars" not in first or not first["pillars"]
    assert first["measurements"]["T2030-2"]["cannot_assess_en"].endswith("is not measured yet.")


def test_carrying_every_decision_out_again_ends_at_the_present(catalogue: Catalogue) -> None:
    known = register(catalogue)
    for package in (NATIONAL, LOCAL, TARGETS, "methodology/indicators"):
        past = history(catalogue, known, package)
        state = past[0].state
        for version in past[1:]:
            for decision in version.decisions:
                state = carried_out(state, decision)
        assert state == present(catalogue, package)
        assert past[-1].version == catalogue.packages[package].version


def test_no_decision_number_is_made_up(catalogue: Catalogue) -> None:
    listed = catalogue.frame(DECISIONS, "decisions")
    assert listed["decision_number"].isna().all()
    assert set(listed.loc[listed["status"] == "proposed", "decision"]) == set(PROPOSED)
    assert listed.loc[listed["status"] == "proposed", ["decided_on", "in_force_from"]].isna().all(axis=None)


def test_a_weight_changed_in_silence_is_found(catalogue: Catalogue) -> None:
    changed = altered(catalogue, NATIONAL, "framework", {"code": "gpi_score"}, weight=2.0)
    assert ("version-changed", ARCHIVE) in found(changed)


def test_wording_may_be_better_without_a_version(catalogue: Catalogue) -> None:
    changed = altered(catalogue, NATIONAL, "framework", {"code": "gpi_score"}, why_vi="Viết lại cho rõ.")
    assert found(changed) == []


def test_a_setting_that_is_not_what_was_decided_is_found_with_its_place(catalogue: Catalogue) -> None:
    changed = altered(catalogue, LOCAL, "settings", {"key": "band_cuts"}, value="80; 60; 40; 30")
    findings = unrecorded(changed)
    drift = next(finding for finding in findings if finding.code == "decision-drift")
    assert drift.file.endswith("decisions/data/changes.csv") and drift.row is not None
    row = catalogue.frame(DECISIONS, "changes").iloc[drift.row - 2]
    assert (row["decision"], row["field"], drift.value) == ("D-2026-06", "value", "80; 60; 40; 20")
    with pytest.raises(FindingsError):
        result(changed, "method-versions")


@pytest.mark.parametrize("package", [NATIONAL, LOCAL, TARGETS])
def test_a_new_version_without_a_decision_is_found(catalogue: Catalogue, package: str) -> None:
    assert ("version-unexplained", package) in found(bumped(catalogue, package, "9.0.0"))


def test_a_proposal_starts_from_what_is_in_force(catalogue: Catalogue) -> None:
    stale = altered(catalogue, DECISIONS, "decisions", {"decision": "D-2026-10"}, from_version="1.0.0")
    assert found(stale) == [("decision-unreached", DECISIONS)]
    drifted = altered(catalogue, DECISIONS, "changes", {"decision": "D-2026-10"}, before="2")
    assert found(drifted) == [("decision-drift", DECISIONS)]


def test_a_register_that_cannot_be_read_is_found(catalogue: Catalogue) -> None:
    undated = altered(catalogue, DECISIONS, "decisions", {"decision": "D-2026-01"}, in_force_from=None)
    assert [code for code, _ in found(undated)] == ["decision-undated"]


def test_a_published_row_that_was_altered_is_found(catalogue: Catalogue) -> None:
    assert found(altered(catalogue, ARCHIVE, "published", {"code": "VNM"}, rank=1)) == [("archive-rewritten", ARCHIVE)]


def test_a_version_that_is_not_archived_is_a_warning(catalogue: Catalogue) -> None:
    held = catalogue.packages[ARCHIVE]
    empty = {name: replace(table, frame=table.frame.iloc[:0]) for name, table in held.tables.items()}
    findings = unrecorded(Catalogue({**catalogue.packages, ARCHIVE: replace(held, tables=empty)}))
    assert {(finding.code, finding.level) for finding in findings} == {("version-unarchived", "warning")}
    assert [finding.value for finding in findings] == list(INDICES)


def test_without_a_register_nothing_is_said(catalogue: Catalogue) -> None:
    rest = {name: package for name, package in catalogue.packages.items() if name != DECISIONS}
    assert unrecorded(Catalogue(rest)) == []


# Effects


def test_writing_rules_down_moved_no_one(effects: dict[str, pd.DataFrame]) -> None:
    rows = effects["register"].set_index("decision")
    of_indices = rows[(rows["status"] == "in_force") & rows["index"].notna()]
    assert len(of_indices) == 6
    assert (of_indices[["n_rank_moves", "largest_rank_move", "largest_score_change"]] == 0).all(axis=None)
    assert of_indices.groupby("index")["n_units"].first().to_dict() == {LOCAL[12:]: 34, NATIONAL[12:]: 24}
    assert rows.loc[rows["index"].isna(), "n_units"].isna().all()


def test_half_weight_is_what_half_weight_gives(catalogue: Catalogue, effects: dict[str, pd.DataFrame]) -> None:
    rows = effects["effects"]
    rows = rows[rows["decision"] == "D-2026-10"].set_index("code")
    halved = altered(catalogue, NATIONAL, "framework", {"code": "unesco_whs_cumulative"}, weight=0.5)
    expected = index(halved, NATIONAL)
    pd.testing.assert_series_equal(rows["score_after"], expected["score"], check_names=False)
    pd.testing.assert_series_equal(rows["rank_after"], expected["rank"], check_names=False)
    summary = effects["register"].set_index("decision").loc["D-2026-10"]
    moved = (rows["rank_change"].fillna(0) != 0).sum()
    assert summary["n_rank_moves"] == moved > 0 and summary["largest_rank_move"] == rows["rank_change"].abs().max()


def test_goalposts_by_hand(effects: dict[str, pd.DataFrame], catalogue: Catalogue) -> None:
    values = catalogue.frame("reference/country-peace", "values")
    (peace,) = values[
        (values["indicator"] == "gpi_score") & (values["country_iso3"] == "VNM") & (values["year"] == 2026)
    ]["value"]
    rows = effects["effects"].set_index(["decision", "code"])
    change = rows.loc[("D-2026-11", "VNM"), "score_after"] - rows.loc[("D-2026-11", "VNM"), "score_before"]
    # A quarter of the index: the indicator is half of one of two pillars.
    assert change == pytest.approx(((3 - peace) / 2 - (5 - peace) / 4) * 100 / 4)
    assert values.loc[(values["indicator"] == "gpi_score") & (values["year"] == 2026), "value"].max() < 3.5


def test_the_paces_of_targets_stand_before_and_after(effects: dict[str, pd.DataFrame]) -> None:
    rows = effects["paces"].set_index(["decision", "target_id"])
    assert rows.loc[("D-2026-08", "T2030-2"), ["required_pace_before", "required_pace_after"]].tolist() == [20.0, 20.0]
    known = rows["required_pace_after"].notna()
    assert (rows.loc[known, "required_pace_before"] == rows.loc[known, "required_pace_after"]).all()


def test_a_later_deadline_asks_for_a_slower_pace(catalogue: Catalogue) -> None:
    at = {"decision": "D-2026-08"}
    later = altered(catalogue, DECISIONS, "decisions", at, status="proposed", from_version="1.2.0", to_version="1.3.0")
    held = later.packages[DECISIONS]
    changes = held.tables["changes"].frame
    one = changes[changes["decision"] == "D-2026-08"].iloc[:1]
    one = one.assign(row_key="T2045-2", field="target_year", before="2045", after="2050")
    kept = pd.concat([changes[changes["decision"] != "D-2026-08"], one], ignore_index=True)
    tables = {**held.tables, "changes": replace(held.tables["changes"], frame=kept)}
    shifted = Catalogue({**later.packages, DECISIONS: replace(held, tables=tables)})
    shifted = altered(shifted, DECISIONS, "decisions", {"decision": "D-2026-09"}, from_version="1.0.0")
    paces = result(shifted, "decisions").tables["paces"].frame.set_index(["decision", "target_id"])
    row = paces.loc[("D-2026-08", "T2045-2")]
    assert row["required_pace_before"] == pytest.approx(22 / 20) and row["required_pace_after"] == pytest.approx(
        22 / 25
    )


# Versions


def test_only_the_present_versions_are_in_the_archive(versions: dict[str, pd.DataFrame]) -> None:
    listed = versions["versions"].set_index(["index", "version"])
    assert listed["current"].tolist() == [False, True] * 2 and listed["archived"].tolist() == [False, True] * 2
    assert listed["n_moves_rules"].tolist() == [0] * 4


def test_newer_data_move_the_replay_and_not_what_was_published(catalogue: Catalogue) -> None:
    at = {"id": str(_row(catalogue)["id"])}
    newer = altered(catalogue, "reference/country-peace", "values", at, value=1.0)
    tables = {name: table.frame for name, table in result(newer, "method-versions").tables.items()}
    published = tables["published"].set_index(["index", "version", "code"])["rank"]
    assert published[("national-index-pilot", "1.1.0", "VNM")] == 17
    replayed = tables["replayed"].set_index(["index", "version", "code"])
    for version in ("1.0.0", "1.1.0"):
        assert replayed.loc[("national-index-pilot", version, "VNM"), "rank"] < 17
    assert replayed.loc[("national-index-pilot", "1.1.0", "VNM"), "rank_change_data"] > 0
    assert pd.isna(replayed.loc[("national-index-pilot", "1.0.0", "VNM"), "rank_change_data"])
    assert tables["versions"].set_index(["index", "version"]).loc[("national-index-pilot", "1.1.0"), "n_moves_data"] > 0


def test_the_rules_of_a_version_are_listed_cell_by_cell(
    catalogue: Catalogue, versions: dict[str, pd.DataFrame]
) -> None:
    rows = versions["settings"].set_index(["index", "version"])
    now = rows.loc[("national-index-pilot", "1.1.0")]
    cells = {(row["table"], row["row_key"], row["field"]): row["cell"] for row in now.to_dict("records")}
    expected = {
        (table, key, name): text
        for table, held in present(catalogue, NATIONAL).items()
        for key, row in held.items()
        for name, text in row.items()
    }
    assert cells == expected


def test_inputs_name_every_table_that_is_read(results: dict[str, ResultPackage]) -> None:
    for name, recipe in RECIPES.items():
        inputs = results[name].inputs
        assert {DECISIONS, NATIONAL, LOCAL, "reference/country-peace"} <= set(inputs)
        assert all(table in inputs[package] for package, table in recipe.tables)


def _row(catalogue: Catalogue) -> pd.Series:
    values = catalogue.frame("reference/country-peace", "values")
    of_home = (values["indicator"] == "gpi_score") & (values["country_iso3"] == "VNM") & (values["year"] == 2026)
    return values[of_home].iloc[0]
