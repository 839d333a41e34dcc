"""The published packages hold the facts: complete, in the right form, adding up."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
FACTS = ROOT / ".." / "shared" / "facts"
DESCRIPTORS = sorted(DATASETS.glob("*/*/datapackage.json"))
VALUE_COLUMNS = [
    "country_iso3",
    "year",
    "month",
    "indicator",
    "value",
    "unit",
    "source",
    "verified_twice",
    "note",
]
NOT_TRANSCRIBED = {
    *("dti_rank", "dti_score", "fdi_new_plus_adjusted_usd_bn_8m", "fdi_new_registered_usd_bn_10m"),
    *("intl_visitors", "intl_visitors_month", "intl_visitors_nationalday", "intl_visitors_tet9days"),
    *(
        "papi_rank_in_source",
        "par_index",
        "par_index_rank",
        "pii_rank",
        "pii_score",
        "sipas",
        "total_visitors",
    ),
}

# A sum of six dimensions from 1 to 10 cannot be 0: the source has it where a figure is missing.
MISSING_AS_ZERO = {("papi_unweighted_6dim", "0.0")}

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the folder ../shared/facts is absent")


@cache
def table(package: str, name: str) -> pd.DataFrame:
    """A table as text, missing cells empty."""
    path = DATASETS / package / "data" / f"{name}.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")


def resources() -> Iterable[tuple[str, dict]]:
    for path in DESCRIPTORS:
        package = path.parent.relative_to(DATASETS).as_posix()
        for resource in json.loads(path.read_text(encoding="utf-8"))["resources"]:
            yield package, resource


def of_kind(kind: str) -> pd.DataFrame:
    return pd.concat(
        [table(package, r["name"]).assign(package=package) for package, r in resources() if r.get("kind") == kind],
        ignore_index=True,
    )


def raw_facts(name: str) -> list[list[str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def joined(rows: Iterable[Sequence[str]]) -> Counter[str]:
    """Rows as lines: the same for a row whose source holds a comma that was not quoted."""
    return Counter(",".join(row) for row in rows)


def integers(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(columns, "int64"))


# Form


@pytest.mark.parametrize(
    "path", sorted(DATASETS.glob("*/*/data/*.csv")), ids=lambda path: path.parts[-3] + "-" + path.stem
)
def test_text_is_utf8_composed_with_plain_line_ends(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text and not text.startswith("\ufeff") and text.endswith("\n")


@pytest.mark.parametrize("path", DESCRIPTORS, ids=lambda path: path.parent.name)
def test_each_package_has_both_languages_and_names_its_files(path: Path) -> None:
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    for node in (descriptor, *descriptor["resources"]):
        assert node["title"] and node["title_en"]
    assert descriptor["description"] and descriptor["description_en"] and descriptor["sources"]
    readme = (path.parent / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {descriptor['title']}\n") and f"\n# {descriptor['title_en']}\n" in readme
    listed = {resource["path"] for resource in descriptor["resources"]}
    assert listed == {f"data/{file.name}" for file in (path.parent / "data").iterdir()}


def test_foreign_keys_hold_across_packages() -> None:
    checked = 0
    for package, resource in resources():
        for key in resource["schema"].get("foreignKeys", []):
            reference = key["reference"]
            target = table(reference.get("package", package), reference["resource"] or resource["name"])
            known = set(target[reference["fields"]].itertuples(index=False, name=None))
            cells = table(package, resource["name"])[key["fields"]]
            present = cells[(cells != "").all(axis=1)]
            assert set(present.itertuples(index=False, name=None)) <= known, (package, resource["name"], key)
            checked += 1
    assert checked > 30


@pytest.mark.parametrize("kind", ["country-values", "province-values", "framework"])
def test_tables_of_a_kind_have_its_schema(kind: str) -> None:
    shared = json.loads((ROOT / "schemas" / f"{kind}.json").read_text(encoding="utf-8"))
    found = [resource["schema"] for _, resource in resources() if resource.get("kind") == kind]
    assert found
    for schema in found:
        assert {key: shared[key] for key in schema} == schema


# Provincial units


def test_units_are_34_and_63() -> None:
    units = table("reference/provincial-units", "units")
    assert units["level"].value_counts().to_dict() == {"province34": 34, "former63": 63}
    shared_codes = units["code"][units["code"].duplicated()]
    assert len(shared_codes) == 34, "every code of today was a code before: never join on the code alone"
    assert not units.duplicated(["level", "slug"]).any()


def test_crosswalk_covers_all_former_and_all_new_units() -> None:
    crosswalk = table("reference/provincial-units", "crosswalk")
    units = table("reference/provincial-units", "units")
    for level, column in (("former63", "former"), ("province34", "new")):
        names = units[units["level"] == level].set_index("code")["name_vi"]
        pairs = crosswalk[[f"{column}_code", f"{column}_name_vi"]].drop_duplicates()
        assert dict(pairs.itertuples(index=False, name=None)) == names.to_dict()
    assert len(crosswalk) == 63


def test_dong_nai_became_a_city_on_30_april_2026() -> None:
    statuses = table("reference/provincial-units", "statuses")
    spells = statuses[statuses["code"] == "75"][["type", "valid_from", "valid_to"]].to_numpy().tolist()
    assert spells == [["province", "2025-07-01", "2026-04-29"], ["city", "2026-04-30", ""]]
    assert len(statuses) == 35
    current = statuses[statuses["valid_to"] == ""]
    assert current["type"].value_counts().to_dict() == {"province": 27, "city": 7}


def test_tiles_do_not_overlap_and_both_archipelagos_are_drawn() -> None:
    tiles = table("reference/tile-grid", "tiles")
    archipelagos = table("reference/tile-grid", "archipelagos")
    places = pd.concat([tiles, archipelagos])[["col", "row"]]
    assert len(tiles) == 34 and not tiles.duplicated(["code"]).any()
    assert not places.duplicated().any()
    assert dict(archipelagos[["name_vi", "code"]].to_numpy().tolist()) == {
        "Quần đảo Hoàng Sa": "48",
        "Quần đảo Trường Sa": "56",
    }


# Values


def test_every_indicator_used_is_described_and_every_one_described_is_used() -> None:
    used = set(of_kind("country-values")["indicator"]) | set(of_kind("province-values")["indicator"])
    described = table("methodology/indicators", "indicators")
    assert used == set(described.loc[described["family"] != "media", "code"]), "those of the media are computed"


def test_ranks_are_whole_and_within_their_field() -> None:
    values = of_kind("country-values")
    ranks = values[values["indicator"].str.contains("_rank")]
    sized = ranks[ranks["field_size"] != ""]
    assert (ranks["value"].astype(float) % 1 == 0).all()
    assert (sized["value"].astype(int) <= sized["field_size"].astype(int)).all()
    assert (values.loc[~values.index.isin(ranks.index), "field_size"] == "").all()
    by_id = ranks.set_index("id")["field_size"]
    assert by_id["VNM-gspi_rank-2021"] == "105" and by_id["VNM-wef_ttdi_rank-2019"] == "117"
    assert by_id["VNM-usnews_best_countries_rank-2022"] == ""


def test_hdi_editions_are_kept_apart() -> None:
    old, new = table("reference/country-hdi-2024", "values"), table("reference/country-hdi-2025", "values")
    assert set(old["edition"]) == {"HDR 2023-24"} and set(new["edition"]) == {"HDR 2025"}
    assert not set(old["indicator"]) & set(new["indicator"])


def test_markets_add_up_to_regions_and_regions_to_the_total() -> None:
    rows = integers(table("reference/visitors", "by_market_month_2025"), "month", "arrivals")
    parts = rows[rows["level"].isin(["market", "other"])].groupby(["region", "month"])["arrivals"].sum()
    regions = rows[rows["level"] == "region"].set_index(["region", "month"])["arrivals"]
    assert parts.sort_index().equals(regions.sort_index())
    total = rows[rows["level"] == "total"].set_index("month")["arrivals"]
    assert regions.groupby("month").sum().equals(total.sort_index())
    assert rows[rows["level"] == "market"]["partner"].nunique() == 29


def test_months_of_2025_are_the_totals_of_the_markets() -> None:
    months = integers(table("reference/visitors", "by_month"), "year", "month", "arrivals")
    markets = integers(table("reference/visitors", "by_market_month_2025"), "month", "arrivals")
    of_2025 = months[months["year"] == 2025].set_index("month")["arrivals"]
    assert of_2025.to_dict() == markets[markets["level"] == "total"].set_index("month")["arrivals"].to_dict()
    years = table("reference/visitors", "by_year").set_index("id")["value"]
    assert round(of_2025.sum(), -5) == int(years["VNM-intl_tourist_arrivals-2025"])
    assert [(row.year, row.month) for row in months.itertuples()] == [
        *((2025, month) for month in range(1, 13)),
        *((2026, month) for month in range(1, 7)),
    ]


def test_papi_dimensions_add_up_to_the_total() -> None:
    values = table("reference/province-papi", "values_2024").astype({"value": "float64"})
    wide = values.pivot_table(index="unit_code", columns="indicator", values="value")
    dimensions = wide.filter(regex=r"^papi_d[1-8]_")
    complete = dimensions.dropna()
    assert len(wide) == 59 and dimensions.shape[1] == 8 and len(complete) == 58
    assert list(wide.index.difference(complete.index)) == ["06"], "Bắc Kạn has the total alone"
    gaps = (complete.sum(axis=1) - wide.loc[complete.index, "papi_total_8dim"]).abs()
    assert gaps.max() < 1e-4
    assert complete.min(axis=None) >= 1 and complete.max(axis=None) <= 10


def test_papi_carries_no_ranks() -> None:
    values = of_kind("province-values")
    assert not values["indicator"].str.contains("rank").any() and (values["field_size"] == "").all()


# Methodology


def test_measured_targets_start_from_the_stated_baseline() -> None:
    measured = table("methodology/target-progress", "measurements").set_index("target_id")
    stated = table("reference/strategy-targets", "targets").set_index("id")
    assert list(measured.index) == list(stated.index) and len(stated) == 10
    assert measured["baseline_value"].equals(stated["baseline_value"])
    assert measured["target_value"].equals(stated["target_value"])
    assert list(measured.index[measured["baseline_value"] != ""]) == ["T2045-1", "T2045-2", "T2045-3"]
    open_ones = measured["baseline_value"] == ""
    assert (measured.loc[open_ones, ["cannot_assess_vi", "cannot_assess_en"]] != "").all(axis=None)


def test_every_pillar_of_targets_has_targets_and_says_that_it_is_a_proposal() -> None:
    pillars = table("methodology/target-progress", "pillars").set_index("pillar")
    assert set(pillars.index) == set(table("methodology/target-progress", "measurements")["pillar"])
    assert pillars["why_vi"].str.contains("đề xuất của dự án").all()
    assert pillars["why_en"].str.contains("this project's proposal").all()


def test_national_pilot_uses_values_of_most_peers() -> None:
    framework = table("methodology/national-index-pilot", "framework")
    values = of_kind("country-values")
    leaves = framework[framework["level"] == "1"]
    coverage = {
        leaf.code: len(values[(values["indicator"] == leaf.code) & (values["year"] == leaf.year)])
        for leaf in leaves.itertuples()
    }
    assert coverage == {
        "gspi_score": 24,
        "unesco_whs_cumulative": 21,
        "passport_open_destinations": 24,
        "gpi_score": 23,
    }
    for leaf in leaves.itertuples():
        raw = values[(values["indicator"] == leaf.code) & (values["year"] == leaf.year)]["value"].astype(float)
        assert raw.between(float(leaf.goalpost_low), float(leaf.goalpost_high)).all(), leaf.code


# Against the facts as collected


@needs_facts
@pytest.mark.shared
def test_every_country_fact_is_there_once() -> None:
    ours = of_kind("country-values")
    same = ours["indicator"].replace({"hdi_rank_hdr2025": "hdi_rank"})
    written = Counter(ours.assign(indicator=same)[VALUE_COLUMNS].itertuples(index=False, name=None))
    facts = Counter(tuple(row) for row in raw_facts("country_indicators.csv"))
    assert len(ours) == 6130
    assert written == facts


@needs_facts
@pytest.mark.shared
def test_every_province_fact_is_there_once_but_those_left_out() -> None:
    ours = of_kind("province-values")
    columns = [
        "unit_level",
        "unit_code",
        "year",
        "indicator",
        "value",
        "unit",
        "source",
        "verified_twice",
        "note",
    ]
    written = Counter(ours[columns].itertuples(index=False, name=None))
    levels = {"new34": "province34", "former63": "former63"}
    facts = [
        (levels[level], code, *rest)
        for level, code, _name, _new, *rest in raw_facts("province_indicators.csv")
        if rest[1] not in NOT_TRANSCRIBED and (rest[1], rest[2]) not in MISSING_AS_ZERO
    ]
    assert written == Counter(facts) and len(ours) == 908


@needs_facts
@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "package", "name"),
    [
        ("tourism_arrivals_monthly.csv", "reference/visitors", "by_month"),
        ("tourism_arrivals_2025_market_month.csv", "reference/visitors", "by_market_month_2025"),
        ("units.csv", "reference/agencies", "agencies"),
        ("glossary.csv", "reference/glossary", "terms"),
    ],
)
def test_whole_tables_are_copied_row_by_row(file: str, package: str, name: str) -> None:
    assert joined(table(package, name).to_numpy().tolist()) == joined(raw_facts(file))


@needs_facts
@pytest.mark.shared
def test_source_markets_are_copied_row_by_row() -> None:
    columns = ["year", "month", "partner_iso3", "arrivals", "period", "source", "verified_twice", "note"]
    written = table("reference/visitors", "source_markets")[columns]
    assert joined(written.to_numpy().tolist()) == joined(raw_facts("tourism_source_markets.csv"))


@needs_facts
@pytest.mark.shared
def test_final_targets_and_tasks_are_there_and_drafts_are_not() -> None:
    facts = raw_facts("strategy_targets.csv")
    targets = table("reference/strategy-targets", "targets")
    final = [row for row in facts if row[2] == "final"]
    assert joined(targets.to_numpy().tolist()) == joined(final)
    tasks = table("reference/strategy-targets", "annex_tasks")
    annex = {row[0]: row for row in facts if row[2] == "final (Annex VI)"}
    assert set(tasks["id"]) == set(annex)
    for task in tasks.itertuples():
        row = annex[task.id]
        assert (task.text_vi, task.output_vi, task.note) == (row[4], row[7], row[-1])
        assert task.source == ",".join(row[11:14])
    assert {row[0] for row in facts} - set(targets["id"]) - set(tasks["id"]) == {f"D-{n}" for n in range(1, 8)}


@needs_facts
@pytest.mark.shared
def test_units_agree_with_the_facts() -> None:
    units = table("reference/provincial-units", "units").set_index(["level", "code"])
    new = pd.read_csv(FACTS / "provinces.csv", dtype=str, keep_default_na=False)
    former = pd.read_csv(FACTS / "former_provinces.csv", dtype=str, keep_default_na=False)
    columns = ["name_vi", "name_en", "type", "source", "verified_twice", "note"]
    ours = units.loc["province34"].loc[new["code_gso"]]
    assert ours[columns].to_numpy().tolist() == new[columns].to_numpy().tolist()
    assert list(ours["population"]) == list(new["population_at_merger"])
    assert list(ours["area_km2"]) == list(new["area_km2"])
    ours = units.loc["former63"].loc[former["former_code_gso"]]
    assert ours[columns].to_numpy().tolist() == former[columns].to_numpy().tolist()
