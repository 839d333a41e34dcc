"""The results of the published datasets, held against figures that are known from elsewhere."""

from pathlib import Path

import frictionless
import pandas as pd
import pytest

from observatory import results
from observatory.compute import RECIPES, compute
from observatory.results import ResultPackage
from observatory.site.site import Site
from observatory.tables.model import Catalogue
from published_site import published_site

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
Results = dict[str, ResultPackage]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return published_site(tmp_path_factory)


@pytest.fixture(scope="module")
def catalogue(site: Site) -> Catalogue:
    return site.catalogue


@pytest.fixture(scope="module")
def computed(site: Site) -> Results:
    return dict(site.results)


def frame(computed: Results, package: str, table: str, key: str) -> pd.DataFrame:
    return computed[package].tables[table].frame.set_index(key)


def test_every_result_is_made_from_the_published_datasets(computed: Results) -> None:
    assert list(computed) == results.names() == sorted(RECIPES)


def test_a_result_names_its_method_and_the_tables_it_read(catalogue: Catalogue, computed: Results) -> None:
    result = computed["national-index-pilot"]
    version = catalogue.packages["methodology/national-index-pilot"].version
    assert result.method == f"methodology/national-index-pilot@{version}"
    table = catalogue.packages["methodology/national-index-pilot"].tables["framework"]
    assert result.inputs["methodology/national-index-pilot"]["framework"] == table.sha256
    assert "values" in result.inputs["reference/country-reputation"]
    assert "reference/province-papi" not in result.inputs


def test_without_its_datasets_a_result_is_left_out() -> None:
    assert compute(Catalogue({})) == {}


def test_the_place_among_asean_members_reproduces_the_baseline(computed: Results) -> None:
    rows = frame(computed, "target-progress", "observations", "target_id").loc["T2045-1"]
    first = rows[rows["to_year"] == 2025].iloc[0]
    assert first["value"] == 5.0
    assert first["elapsed_years"] == 0.0
    progress = frame(computed, "target-progress", "progress", "target_id")
    assert progress.loc["T2045-1", "baseline_value"] == 5.0


def test_three_of_ten_targets_can_be_measured(computed: Results) -> None:
    rows = frame(computed, "target-progress", "progress", "target_id")
    assert len(rows) == 10
    assert sorted(rows.index[rows["measurable"]]) == ["T2045-1", "T2045-2", "T2045-3"]
    others = rows[~rows["measurable"]]
    assert set(rows["verdict"]) == {"not_available"}
    assert set(others["verdict_reason"]) == {"percent_change", "not_measured"}
    assert others["cannot_assess_vi"].notna().all()
    assert others["cannot_assess_en"].notna().all()
    assert rows.loc["T2045-3", "required_pace"] == pytest.approx(6.154, abs=0.001)


def test_a_rise_of_a_fifth_each_year_ends_at_2488(computed: Results) -> None:
    rows = frame(computed, "target-progress", "path", "target_id").loc["T2030-1"]
    assert rows["value"].iloc[-1] == pytest.approx(248.832)


def test_twenty_nine_units_are_ranked_and_five_only_shown(computed: Results) -> None:
    rows = frame(computed, "local-index-pilot", "scores", "code")
    assert len(rows) == 34
    assert sorted(rows.index[~rows["ranked"]]) == ["04", "08", "19", "25", "82"]
    assert sorted(rows["rank"].dropna()) == list(range(1, 30))
    assert set(rows["field_size"]) == {29}
    assert rows.loc["04", "coverage"] == 0.0
    assert rows.loc["25", "coverage"] == pytest.approx(2 / 3)


def test_the_dimensions_of_a_former_province_sum_to_its_published_total(
    catalogue: Catalogue, computed: Results
) -> None:
    values = catalogue.frame("reference/province-papi", "values_2024")
    totals = values[values["indicator"] == "papi_total_8dim"].set_index("unit_code")["value"]
    former = frame(computed, "local-index-pilot", "former", "former_code")
    sums = former.loc[former["has_data"], "score"]
    assert len(sums) == 58
    assert (sums - totals.loc[sums.index]).abs().max() < 1e-5
    assert not former.loc["06", "has_data"]


def test_the_national_pilot_ranks_the_countries_with_every_indicator(computed: Results) -> None:
    scores = frame(computed, "national-index-pilot", "scores", "country_iso3")
    assert len(scores) == 24
    assert scores.loc["VNM", "ranked"]
    assert scores["score"].between(0, 100).all()
    assert sorted(scores["rank"].dropna()) == list(range(1, int(scores["field_size"].iloc[0]) + 1))
    parts = frame(computed, "national-index-pilot", "components", "country_iso3")["contribution"]
    assert parts.groupby("country_iso3").sum().to_dict() == pytest.approx(scores["score"].to_dict())


def test_the_pilots_score_as_their_first_version_did(computed: Results) -> None:
    scores = frame(computed, "national-index-pilot", "scores", "country_iso3")
    known = {"VNM": 40.35349664991625, "DEU": 78.13072654941374, "MMR": 26.115965242881074, "BRN": 51.57839195979899}
    assert scores.loc[list(known), "score"].to_dict() == pytest.approx(known, abs=1e-12, rel=0)
    assert scores.loc[["VNM", "DEU", "MMR"], "rank"].tolist() == [17, 1, 21]
    scores = frame(computed, "local-index-pilot", "scores", "code")
    known = {"22": 47.821237, "01": 43.7747158, "48": 42.1082621, "11": 41.3758275, "19": 46.3486519}
    assert scores.loc[list(known), "score"].to_dict() == pytest.approx(known, abs=1e-12, rel=0)
    assert scores.loc[["22", "01", "48", "11"], "rank"].tolist() == [1, 15, 22, 29]


@pytest.mark.parametrize(("name", "key"), [("national-index-pilot", "country_iso3"), ("local-index-pilot", "code")])
def test_the_ranks_of_a_pilot_come_with_how_firm_they_are(computed: Results, name: str, key: str) -> None:
    scores = frame(computed, name, "scores", key)
    ranked = scores.index[scores["ranked"]]
    spread = frame(computed, name, "uncertainty", key)
    assert sorted(spread.index) == sorted(ranked)
    assert spread["rank"].to_dict() == scores.loc[ranked, "rank"].to_dict()
    assert (spread["rank_low"] <= spread["rank_median"]).all()
    assert (spread["rank_median"] <= spread["rank_high"]).all()
    assert spread["score_low"].lt(spread["score_high"]).all()
    runs = computed[name].tables["design"].frame
    assert set(spread["n_runs"]) == {runs["run"].nunique()} == {1000}
    shares = frame(computed, name, "sensitivity", "factor")
    assert {"normalise", "aggregate", "weights:1"} <= set(shares.index)
    assert shares["first_order"].between(0, 1).all()
    together = computed[name].tables["together"].frame
    assert together["members"].str.split("; ").map(len).tolist() == together["n_members"].tolist()
    beside = frame(computed, name, "alternatives", key)
    assert sorted(beside["rank"].dropna()) == list(range(1, len(ranked) + 1))


def test_gaps_from_the_peers_are_made_of_contributions(computed: Results) -> None:
    scores = frame(computed, "national-index-pilot", "scores", "country_iso3")
    parts = frame(computed, "national-index-pilot", "profile", "country_iso3")["gap_contribution"]
    gaps = scores["score"] - scores.loc[scores["ranked"], "score"].mean()
    assert parts.groupby("country_iso3").sum().to_dict() == pytest.approx(gaps.to_dict())
    scores = frame(computed, "local-index-pilot", "scores", "code")
    assert scores["peer_group"].nunique() == 6
    assert (scores["peer_rank"] <= scores["peer_size"])[scores["ranked"]].all()
    means = scores[scores["ranked"]].groupby("peer_group")["score"].mean()
    gaps = scores["score"] - scores["peer_group"].map(means).astype("float64")
    parts = frame(computed, "local-index-pilot", "profile", "code")["gap_contribution"]
    assert parts.groupby("code").sum(min_count=1).to_dict() == pytest.approx(gaps.to_dict(), nan_ok=True)


def test_probabilities_of_leading_are_given_to_asean_members_alone(computed: Results) -> None:
    shares = frame(computed, "national-index-pilot", "uncertainty", "country_iso3")["p_best_in_group"].dropna()
    assert sorted(shares.index) == ["IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"]
    assert shares.sum() >= 1.0


def test_visitors_of_2025_and_of_the_first_half_of_2026(computed: Results) -> None:
    months = frame(computed, "visitor-summary", "rolling12", "to_year").loc[2025]
    yearly = computed["visitor-summary"].tables["yearly"].frame
    ours = yearly[yearly["country_iso3"] == "VNM"].set_index("year")
    assert ours.loc[2025, "monthly_sum"] == months["arrivals"]
    assert ours.loc[2025, "arrivals"] == 21_200_000
    assert pd.isna(ours.loc[2023, "growth_percent"])
    markets = computed["visitor-summary"].tables["markets"].frame
    assert markets["arrivals"].sum() == months["arrivals"]
    assert markets["share"].sum() == pytest.approx(1.0)
    ytd = frame(computed, "visitor-summary", "ytd", "year")
    assert ytd.loc[2026, "arrivals"] == 12_251_850
    assert ytd.loc[2026, "growth_percent"] == pytest.approx(14.88, abs=0.005)


def test_the_front_page_figures(computed: Results) -> None:
    rows = frame(computed, "headline", "figures", "key")
    assert rows.loc["soft_power_rank", ["year", "value", "field_size"]].tolist() == [2026, 52.0, 193]
    assert rows.loc["hdi_value", ["year", "value", "previous_value"]].tolist() == [2023, 0.766, 0.764]
    assert rows.loc["happiness_score", ["low", "high"]].tolist() == [6.353, 6.504]
    assert rows["source"].notna().all()


def test_revised_editions_of_the_human_development_index_are_never_compared(computed: Results) -> None:
    latest = computed["indicator-latest"].tables["latest"].frame
    old = latest[latest["indicator"] == "hdi_value"]
    assert set(old["edition"]) == {"HDR 2023-24"}
    assert old["year"].max() == 2022
    assert set(latest.loc[latest["indicator"] == "hdi_value_hdr2025", "edition"]) == {"HDR 2025"}


def test_every_locality_has_a_profile_and_its_former_provinces(computed: Results) -> None:
    assert len(computed["locality-profile"].tables["profiles"].frame) == 34
    assert len(computed["locality-profile"].tables["predecessors"].frame) == 63
    series = computed["locality-profile"].tables["papi_series"].frame
    # Bắc Giang and Đồng Tháp lack 2014, so that Bắc Ninh and Đồng Tháp of today do.
    assert len(series) == 34 * 6 - 2
    assert set(series.loc[series["year"] == 2014, "code"]) == set(series["code"]) - {"24", "82"}
    assert series["value"].notna().all()


def test_what_is_written_validates_and_is_the_same_twice(
    catalogue: Catalogue, computed: Results, tmp_path: Path
) -> None:
    results.write(computed, tmp_path / "one")
    results.write(compute(catalogue), tmp_path / "two")
    for folder in sorted((tmp_path / "one").iterdir()):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
        assert report.valid, report.flatten(["type", "message"])
        assert report.stats["tasks"] == len(computed[folder.name].tables)
    for path in sorted((tmp_path / "one").rglob("*.*")):
        assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
