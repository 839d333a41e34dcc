"""The packages behind the rankings, the assessment and the verification say what they should."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


@cache
def table(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATASETS / package / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def settings(package: str) -> dict[str, str]:
    return dict(table(package, "settings")[["key", "value"]].itertuples(index=False, name=None))


# Assessment


def test_every_body_of_the_ministry_is_listed_and_those_left_out_have_a_reason() -> None:
    agencies = table("reference/agencies", "agencies")
    listed = table("methodology/unit-assessment", "assessed_units")
    of_ministry = agencies[agencies["parent"].str.startswith("Bộ VHTTDL")]
    assert sorted(listed["code"]) == sorted(of_ministry["code"])
    assert set(listed.loc[listed["assessed"] == "false", "code"]) == {"VNVN"}
    directly = set(agencies.loc[agencies["parent"] == "Bộ VHTTDL", "code"])
    assert set(listed.loc[listed["assessed"] == "true", "code"]) == directly | {"VTC"}


def test_the_steps_are_in_order_and_marked_as_a_proposal() -> None:
    steps = table("methodology/unit-assessment", "steps")
    assert steps["position"].astype(int).tolist() == list(range(1, 8))
    assert steps["step"].tolist()[1:] == [
        *("self-assessment", "verification", "reply", "panel", "freeze", "publication"),
    ]
    assert set(steps["status"]) == {"proposal"}
    assert (steps["source"] != "").all()


def test_the_steps_and_the_settings_say_the_same() -> None:
    steps = table("methodology/unit-assessment", "steps").set_index("step")
    keys = settings("methodology/unit-assessment")
    assert steps.loc["reply", "working_days"] == keys["reply_working_days"] == "10"
    share = f"{float(keys['results_survey_share']):.0%}".replace("%", " %")
    assert share in steps.loc["criteria", "rule_vi"] and share.replace(" ", " ") in steps.loc["criteria", "rule_en"]
    assert f"{float(keys['audit_share']):.0%}".replace("%", " %") in steps.loc["verification", "rule_vi"]


def test_there_are_no_scores_yet() -> None:
    assert not [path for path in DATASETS.rglob("datapackage.json") if "assessment-scores" in path.read_text("utf-8")]


# Periods


def test_stages_of_the_strategy_follow_each_other_and_have_no_data() -> None:
    stages = table("methodology/ranking-periods", "stages")
    strategy = stages[stages["stage"].str.startswith("strategy")]
    assert set(strategy["series"]) == {""}
    for _, rows in strategy.groupby("scope"):
        assert rows[["from_year", "to_year"]].to_numpy().tolist() == [["2026", "2030"], ["2031", "2045"]]
    trial = stages[~stages["stage"].str.startswith("strategy")]
    assert set(trial["series"]) <= set(table("methodology/ranking-periods", "series")["series"])


def test_the_scales_hold_every_value() -> None:
    series = table("methodology/ranking-periods", "series").set_index("series")
    papi = table("reference/province-papi", "values_2011_2016")
    low, high = series.loc["papi-6dim", ["scale_low", "scale_high"]].astype(float)
    assert papi["value"].astype(float).between(low, high).all()
    assert len(papi) == 376
    happiness = table("reference/country-happiness", "values").set_index("id")
    bounds = [float(happiness.loc[f"VNM-whr_ladder_{name}-2025", "value"]) for name in ("low", "score", "high")]
    assert bounds == sorted(bounds)
    assert float(settings("methodology/ranking-periods")["min_availability"]) == 0.8


# Verification


def test_asem_is_whole() -> None:
    framework, units = table("reference/asem-2018", "framework"), table("reference/asem-2018", "units")
    values, answers = table("reference/asem-2018", "values"), table("reference/asem-2018", "answers")
    assert framework["level"].value_counts().to_dict() == {"1": 49, "2": 8, "3": 2, "4": 1}
    assert len(units) == 51 and set(values["unit"]) == set(units["unit"])
    assert set(values["indicator"]) == set(framework.loc[framework["level"] == "1", "code"]) | {
        *("Area", "Energy", "GDP", "Population")
    }
    assert answers["stage"].value_counts().to_dict() == {
        "minmax": 2499,
        "zscore": 2499,
        "scores": 561,
        "ranks": 561,
        "correlations": 121,
        "effective-weights": 60,
        "cronbach": 11,
    }


def test_every_quantity_compared_belongs_to_a_case_whose_package_is_there() -> None:
    cases = table("methodology/engine-verification", "cases").set_index("case")
    quantities = table("methodology/engine-verification", "quantities")
    assert set(quantities["case"]) == set(cases.index)
    assert all((DATASETS / package / "datapackage.json").is_file() for package in cases["package"])
    stages = set(table("reference/asem-2018", "answers")["stage"])
    assert set(quantities.loc[quantities["case"] == "asem", "quantity"]) == stages


def test_the_goalposts_of_the_hdi_are_those_of_undp() -> None:
    nodes = table("methodology/engine-verification", "hdi_framework").set_index("code")
    leaves = nodes[nodes["level"] == "1"][["goalpost_low", "goalpost_high"]].astype(float)
    assert leaves.to_numpy().tolist() == [[20, 85], [0, 18], [0, 15], [math.log(100), math.log(75000)]]


def test_the_full_digits_round_to_the_figures_held() -> None:
    full = table("reference/hdi-2010-2022", "values").set_index(["unit", "year"])
    held = table("reference/country-hdi-2024", "values")
    mine = held[(held["indicator"] == "hdi_value") & (held["year"].astype(int) >= 2010)]
    shown = [(row.value, full.loc[(row.country_iso3, row.year), "hdi"]) for row in mine.itertuples()]
    assert len(shown) > 250
    assert all(float(ours) == float(theirs) for ours, theirs in shown)


# Against the answers as given


@pytest.mark.shared
def test_asem_is_copied_number_by_number(shared: Path) -> None:
    folder = shared / "known-answers" / "index" / "asem"
    with (folder / "asem_idata.csv").open(encoding="utf-8", newline="") as stream:
        raw = {row["uCode"]: row for row in csv.DictReader(stream)}
    values = table("reference/asem-2018", "values")
    assert all(float(raw[row.unit][row.indicator]) == float(row.value) for row in values.itertuples())
    codes = set(values["indicator"])
    assert len(values) == sum(row[code] not in ("", "NA") for row in raw.values() for code in codes)
    answers = table("reference/asem-2018", "answers")
    scores = answers[answers["stage"] == "scores"]
    with (folder / "notreat_agg_amean.csv").open(encoding="utf-8", newline="") as stream:
        given = {row["uCode"]: row for row in csv.DictReader(stream)}
    assert all(float(given[row.item][row.code]) == float(row.value) for row in scores.itertuples())


@pytest.mark.shared
def test_the_hdi_is_copied_number_by_number(shared: Path) -> None:
    given = pd.read_csv(shared / "known-answers" / "index" / "hdi" / "hdi_2010_2022.csv", keep_default_na=False)
    ours = table("reference/hdi-2010-2022", "values").astype({"year": int}).sort_values(["unit", "year"])
    theirs = given.sort_values(["iso3", "year"])
    pairs = {
        "hdi": "hdi",
        "life_expectancy": "le",
        "expected_schooling": "eys",
        "mean_schooling": "mys",
        "gni_per_capita": "gnipc",
    }
    assert ours["unit"].tolist() == theirs["iso3"].tolist()
    for name, source in pairs.items():
        assert ours[name].astype(float).tolist() == theirs[source].astype(float).tolist()
