"""The packages behind the reviews say what they should, and what the editors wrote is what the tables hold."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from observatory.review.wording import WORDS

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
Row = dict[str, str]


@cache
def table(package: str, name: str) -> tuple[Row, ...]:
    with (DATASETS / package / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def figures(package: str, indicator: str, column: str = "value") -> dict[int, float]:
    """A column of one indicator of Viet Nam by year, where it has a figure."""
    rows = [row for row in table(package, "values") if row["country_iso3"] == "VNM" and row["indicator"] == indicator]
    return {int(row["year"]): float(row[column]) for row in rows if row[column]}


def notes(scope: str, period: str, section: str, indicator: str = "") -> str:
    """The text of the notes on one thing, in both languages."""
    found = [
        row
        for row in table("reference/review-notes", "notes")
        if (row["scope"], row["period"], row["section"], row["indicator"]) == (scope, period, section, indicator)
    ]
    assert found
    return " ".join(row["text_vi"] + " " + row["text_en"] for row in found)


# methodology/reviews


def test_every_choice_has_its_reason_in_both_languages() -> None:
    for name in ("settings", "stages", "exceptions", "sentences"):
        for row in table("methodology/reviews", name):
            assert row["why_vi"] and row["why_en"] and row["why_vi"] != row["why_en"], row


def test_the_settings_are_those_that_are_read() -> None:
    keys = {row["key"]: float(row["value"]) for row in table("methodology/reviews", "settings")}
    assert set(keys) == {"first_year", "strategy_from_year", "steady_places", "steady_percent", "old_after_years"}
    assert keys["strategy_from_year"] == 2026 and keys["first_year"] == 2011


def test_from_the_first_year_on_there_are_rankings_and_life_evaluation() -> None:
    first = min(int(row["year"]) for row in table("reference/province-papi", "values_2011_2016"))
    assert first == min(figures("reference/country-happiness", "whr_ladder_score")) == 2011


def test_the_stages_are_those_of_the_strategy() -> None:
    stages = {row["stage"]: row for row in table("methodology/reviews", "stages")}
    horizons = {row["horizon"] for row in table("reference/strategy-targets", "targets")}
    assert {row["horizon"] for row in stages.values()} == horizons
    ranked = {row["stage"]: row for row in table("methodology/ranking-periods", "stages")}
    span = ("from_year", "to_year")
    assert [stages["2026-2030"][end] for end in span] == [ranked["strategy-2026-2030"][end] for end in span]
    assert stages["den-2045"]["to_year"] == ranked["strategy-2031-2045"]["to_year"]
    for row in stages.values():
        assert int(row["from_year"]) <= int(row["to_year"]) and int(row["milestone_years"]) >= 1


def test_sentences_hold_only_words_that_are_filled_in_and_the_same_in_both_languages() -> None:
    rows = {row["sentence"]: row for row in table("methodology/reviews", "sentences")}
    assert set(rows) == {
        *("first", "edition", "period", "field"),
        *("no_baseline", "no_measure", "not_measured", "behind", "missing_data", "old_data", "decision"),
    }
    for row in rows.values():
        vi, en = (set(re.findall(r"\{(.*?)\}", row[f"text_{lang}"])) for lang in ("vi", "en"))
        assert vi == en and vi <= set(WORDS), row


def test_exceptions_are_what_the_figures_and_their_notes_say() -> None:
    rows = table("methodology/reviews", "exceptions")
    said = {
        row["code"]: row["comparable_note_vi"] + row["limits_vi"]
        for row in table("methodology/indicators", "indicators")
    }
    by_kind: dict[str, dict[str, list[int]]] = {"break": {}, "closed": {}, "part": {}}
    for row in rows:
        by_kind[row["kind"]].setdefault(row["indicator"], []).append(int(row["year"]))
    assert by_kind["break"] == {"unesco_whs_cumulative": [2025], "usnews_best_countries_rank": [2022, 2023]}
    assert "nguồn khác" in said["unesco_whs_cumulative"] and "không rõ số nước" in said["usnews_best_countries_rank"]
    assert 2022 not in figures("reference/country-reputation", "usnews_best_countries_rank", "field_size")
    assert by_kind["closed"] == {"wef_ttci_rank": [2019], "hdi_value": [2022], "hdi_rank": [2022]}
    assert (
        max(figures("reference/country-travel", "wef_ttci_rank")) == 2019 and "ngừng công bố" in said["wef_ttci_rank"]
    )
    assert max(figures("reference/country-hdi-2024", "hdi_value")) == 2022
    assert set(by_kind["part"]) == {"intl_tourist_arrivals_month", "intl_tourist_arrivals_ytd"}


# reference/review-notes


def test_a_note_has_both_languages_a_source_and_a_role() -> None:
    packages = {path.parent.relative_to(DATASETS).as_posix() for path in DATASETS.glob("*/*/datapackage.json")}
    for row in table("reference/review-notes", "notes"):
        assert row["text_vi"] and row["text_en"] and row["text_vi"] != row["text_en"]
        assert set(row["source"].split("; ")) <= packages, row["source"]
        assert row["author"] == "Biên tập của dự án"
        assert not row["indicator"] or row["section"] == "moves"


@pytest.mark.parametrize("field", ["text_vi", "text_en"])
def test_the_schema_asks_for_both_languages(field: str) -> None:
    descriptor = json.loads((DATASETS / "reference/review-notes/datapackage.json").read_text(encoding="utf-8"))
    (resource,) = descriptor["resources"]
    (rules,) = (node["constraints"] for node in resource["schema"]["fields"] if node["name"] == field)
    assert rules["required"] is True


def test_soft_power_was_ranked_out_of_more_and_more_countries() -> None:
    ranks, fields = (figures("reference/country-reputation", "gspi_rank", name) for name in ("value", "field_size"))
    for year, before in ((2021, 2020), (2024, 2023)):
        text = notes("year", str(year), "moves", "gspi_rank")
        for number in (ranks[before], fields[before], ranks[year], fields[year]):
            assert str(int(number)) in text


def test_best_countries_of_2024_stayed_where_it_was() -> None:
    ranks, fields = (
        figures("reference/country-reputation", "usnews_best_countries_rank", name) for name in ("value", "field_size")
    )
    text = notes("year", "2024", "moves", "usnews_best_countries_rank")
    assert ranks[2024] == ranks[2023] == 44 and "44" in text
    assert (fields[2023], fields[2024]) == (87, 89) and "87" in text and "89" in text


def test_three_years_of_visitors_are_missing() -> None:
    years = {int(row["year"]) for row in table("reference/visitors", "by_year") if row["country_iso3"] == "VNM"}
    assert {2019, 2023} <= years and not {2020, 2021, 2022} & years
    text = notes("year", "2023", "moves", "intl_tourist_arrivals")
    assert all(str(year) in text for year in (2019, 2020, 2021, 2022))


def test_the_passport_was_counted_otherwise_in_2025() -> None:
    counts = figures("reference/country-passport", "passport_open_destinations")
    text = notes("year", "2025", "moves", "passport_open_destinations")
    assert (counts[2024], counts[2025]) == (48, 52) and "48" in text and "52" in text


def test_life_evaluation_has_no_2013_and_papi_two_gaps_in_2014() -> None:
    years = figures("reference/country-happiness", "whr_ladder_score")
    assert {2012, 2014} <= set(years) and 2013 not in years and "2012" in notes("year", "2013", "overview")
    rows = [row for row in table("reference/province-papi", "values_2011_2016") if row["year"] == "2014"]
    assert len(rows) == 61 and "32" in notes("year", "2014", "ranks") and "32" in notes("year", "2015", "ranks")


def test_the_baselines_and_the_missing_ones_are_as_the_editors_say() -> None:
    rows = {row["target_id"]: row for row in table("methodology/target-progress", "measurements")}
    with_baseline = {name for name, row in rows.items() if row["baseline_year"]}
    assert with_baseline == {"T2045-1", "T2045-2", "T2045-3"} and "Ba trong năm" in notes(
        "stage", "den-2045", "overview"
    )
    assert {rows[name]["baseline_year"] for name in with_baseline} == {"2025"}
    targets = table("reference/strategy-targets", "targets")
    assert (
        sum(row["horizon"] == "2026-2030" for row in targets) == sum(row["horizon"] == "2045" for row in targets) == 5
    )
    assert "Năm mục tiêu" in notes("stage", "2026-2030", "overview")
    assert table("reference/media-daily", "daily") == () and "Chưa thu thập" in notes("year", "2026", "warnings")
