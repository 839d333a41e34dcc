"""The rankings, the assessment and the verification from packages on disk to results."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assessments import FROZEN, NOTIFIED, SURVEY, criterion
from observatory.compute import compute
from observatory.errors import FindingsError
from observatory.findings import has_errors
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import ROOT, edit_csv, table, write_package

DATASETS = ROOT / "datasets"
ASSESSMENT = ("methodology/unit-assessment", "reference/agencies", "reference/provincial-units")
VERIFICATION = (
    *("methodology/engine-verification", "reference/asem-2018", "reference/hdi-2010-2022"),
    *("reference/country-hdi-2024", "reference/countries", "methodology/indicators"),
)
PERIODS = ("methodology/ranking-periods", "reference/province-papi", "methodology/indicators", *ASSESSMENT)


def catalogue(root: Path, *packages: str) -> Catalogue:
    """The project's own ``packages``, copied to ``root`` where they are not there yet, and all that lies there."""
    for package in packages:
        if not (root / package).exists():
            shutil.copytree(DATASETS / package, root / package)
    loaded = load([root])
    assert not has_errors(loaded.findings), loaded.findings
    return loaded.catalogue


def write_scores(root: Path, *rows: dict[str, Any]) -> Path:
    """A package of the kind ``assessment-scores`` of one table."""
    schema = shared_schema("assessment-scores") or {}
    fields = schema["fields"]
    cells = [["" if row.get(f["name"]) is None else row.get(f["name"], "") for f in fields] for row in rows]
    content = table(cells, fields, {"primaryKey": schema["primaryKey"]}, kind="assessment-scores")
    return write_package(root, "vhttdl", "scores-2026", {"scores": content}, last_reviewed="2027-05-01")


def row(name: str = "a", cells: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return criterion(name, cells, source="Biên bản", **changes)


# Assessment


def test_without_scores_every_unit_stands_with_its_state(root: Path) -> None:
    result = compute(catalogue(root, *ASSESSMENT))["unit-assessment"]
    units = result.tables["units"].frame
    assert units["scope"].value_counts().to_dict() == {"locality": 34, "ministry-unit": 13}
    assert set(units["state"]) == {"no-scores"}
    assert result.tables["criteria"].frame.empty and result.tables["audit"].frame.empty


def test_a_package_of_scores_is_read_and_published_once_frozen(root: Path) -> None:
    survey = {"source": "Báo cáo điều tra", "reason_vi": None}
    write_scores(root, row("a", FROZEN), row("s", FROZEN | SURVEY | survey), row("a", NOTIFIED, code="VPB"))
    result = compute(catalogue(root, *ASSESSMENT))["unit-assessment"]
    units = result.tables["units"].frame.set_index("code")
    assert units.loc["CBC", ["state", "self_score", "verified_score", "gap"]].tolist() == ["frozen", 8.0, 6.0, 2.0]
    assert units.loc["CBC", "final_score"] == 12.0
    assert units.loc["VPB", ["state", "reply_until"]].tolist() == ["panel", "2027-03-15"]
    assert pd.isna(units.loc["VPB", "self_score"])
    assert set(result.tables["criteria"].frame["code"]) == {"CBC"}
    assert len(result.tables["audit"].frame) == 1
    assert "vhttdl/scores-2026" in result.inputs


def test_the_day_is_that_of_the_data(root: Path) -> None:
    write_scores(root, row("a", FROZEN, frozen_at="2027-05-02"))
    units = compute(catalogue(root, *ASSESSMENT))["unit-assessment"].tables["units"].frame.set_index("code")
    assert units.loc["CBC", "state"] == "panel"


def test_scores_that_break_a_rule_stop_the_build(root: Path) -> None:
    write_scores(root, row("a", FROZEN), row("b", FROZEN, verified_score=12))
    with pytest.raises(FindingsError) as caught:
        compute(catalogue(root, *ASSESSMENT))
    (finding,) = caught.value.findings
    assert (finding.code, finding.package, finding.row) == ("assessment-above-maximum", "vhttdl/scores-2026", 3)
    assert finding.file.endswith("data/scores.csv")


@pytest.mark.parametrize(
    "changes",
    [{"max_score": 0}, {"self_score": -1}, {"part": "volume"}, {"evidence_url": "tệp đính kèm"}, {"year": 2025}],
)
def test_the_schema_refuses_what_one_row_alone_can_tell(root: Path, changes: dict[str, Any]) -> None:
    write_scores(root, row("a", FROZEN | changes))
    assert {finding.code for finding in load([root]).findings} <= {"constraint-error", "bad-pattern"}
    assert has_errors(load([root]).findings)


# Verification


def test_the_published_answers_are_met(root: Path) -> None:
    found = compute(catalogue(root, *VERIFICATION))["engine-verification"].tables["comparisons"].frame
    assert found["holds"].all() and len(found) == 9
    compared = found.set_index(["case", "quantity"])["n_compared"].to_dict()
    assert compared[("asem", "minmax")] == 2499 and compared[("asem", "ranks")] == 561
    assert compared[("asem", "correlations")] == 110 and compared[("hdi", "three-decimals")] == 2639
    largest = found.set_index(["case", "quantity"])["largest_difference"]
    assert largest[("asem", "ranks")] == 0 and largest[("hdi", "three-decimals")] == 0
    assert largest["asem"].max() == 1e-12


def test_an_answer_that_is_not_met_stops_the_build(root: Path) -> None:
    shutil.copytree(DATASETS / "reference/hdi-2010-2022", root / "reference/hdi-2010-2022")
    edit_csv(root / "reference/hdi-2010-2022", "VNM,2022,0.726", "VNM,2022,0.727")
    with pytest.raises(FindingsError) as caught:
        compute(catalogue(root, *VERIFICATION))
    (finding,) = caught.value.findings
    assert (finding.code, finding.field) == ("verification-failed", "hdi · three-decimals")


# Rankings


def test_the_annual_ranking_of_the_34_localities(root: Path) -> None:
    computed = compute(catalogue(root, *PERIODS))
    ranked = computed["annual-ranking"].tables["rankings"].frame
    assert len(ranked) == 34 * 6 and set(ranked["movement"]) == {"unknown"}
    best = ranked[(ranked["year"] == 2016) & (ranked["rank"] == 1)]
    assert best["code"].tolist() == ["42"] and best["peer_rank"].tolist() == [1]
    short = ranked[~ranked["ranked"]]
    assert short[["code", "year"]].to_numpy().tolist() == [["24", 2014], ["82", 2014]]
    units = computed["annual-ranking"].tables["units"].frame
    assert units.groupby("scope")["has_scores"].sum().to_dict() == {"locality": 34, "ministry-unit": 0}


def test_the_stage_ranking_and_the_stages_without_data(root: Path) -> None:
    found = compute(catalogue(root, *PERIODS))["stage-ranking"].tables
    ranked = found["rankings"].frame
    assert ranked["ranked"].all() and set(ranked["field_size"]) == {34}
    assert ranked.set_index("code").loc[["24", "82"], "n_years"].tolist() == [5, 5]
    stages = found["stages"].frame
    assert stages["status"].tolist() == ["pilot", *["no data"] * 4]


def test_the_survey_ranks_of_the_peers(root: Path) -> None:
    packages = ("reference/country-happiness", "reference/countries", "methodology/indicators", *PERIODS)
    found = compute(catalogue(root, *packages))["survey-ranks"].tables
    ranked = found["rankings"].frame.set_index(["country_iso3", "year"])
    assert ranked.loc[("VNM", 2025), ["rank", "field_size"]].tolist() == [10, 22]
    low, high = ranked.loc[("VNM", 2025), ["rank_low", "rank_high"]]
    assert low <= 10 <= high
    assert ranked.loc[("VNM", 2018), "movement"] == "unknown" and pd.isna(ranked.loc[("VNM", 2018), "se"])
    assert set(found["together"].frame["year"]) == set(range(2019, 2026))
