"""The packages of the backtest: what was measured can be measured again, and the months are those of the source."""

from __future__ import annotations

import csv
import math
from collections import Counter, defaultdict
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory import backtest
from observatory.warning import metrics, simulation

ROOT = Path(__file__).resolve().parents[2]
DATASETS = ROOT / "datasets"
FIRST = simulation.STEPS - simulation.TESTED
SAMPLE = "samples/media/gdelt_events_china_vietnam_monthly_2003-2023.csv"


@cache
def table(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATASETS / package / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def of_backtest(name: str) -> pd.DataFrame:
    return table("methodology/warning-backtest", name)


def settings() -> dict[str, float]:
    return {key: float(value) for key, value in of_backtest("settings")[["key", "value"]].itertuples(index=False)}


# Simulated


def test_every_detector_stands_in_every_bench_with_its_series_and_is_named() -> None:
    results = of_backtest("results")
    assert set(results["basis"]) == {"simulated"}
    nulls, levels = [null.bench for null in backtest.NULLS], [f"policy-level-{level}" for level in backtest.NULL_LEVELS]
    expected = {(f"daily-{size}", detector) for size in backtest.SIZES for detector in backtest.DETECTORS}
    expected |= {(bench, level) for bench in nulls for level in levels}
    assert set(results[["bench", "detector"]].itertuples(index=False, name=None)) == expected
    assert len(results) == len(expected)
    assert set(of_backtest("detectors")["code"]) == {*backtest.DETECTORS, *levels, "subdaily"}
    main = results[results["bench"] == f"daily-{backtest.MAIN_SIZE}"]
    assert set(main["series_total"]) == {str(int(settings()["series_main"]))} == {str(backtest.SERIES)}


def test_the_figures_asked_for_are_reached_by_their_intervals() -> None:
    rows = of_backtest("results").set_index(["bench", "detector"])
    for detector, f1, specificity, pod in (("nbw", 0.27, 0.985, 0.75), ("ff7", 0.50, 0.98, 0.93)):
        row = rows.loc[("daily-5", detector)]
        for measure, least in (("f1", f1), ("specificity", specificity), ("pod", pod)):
            low, value, high = (float(row[f"{measure}{end}"]) for end in ("_low", "", "_high"))
            assert low <= value <= high
            assert high >= least, (detector, measure)


def test_false_episodes_of_level_2_stay_within_the_budget() -> None:
    budget = table("methodology/warning", "settings").set_index("key")["value"].astype(float)
    rows = of_backtest("results").set_index(["bench", "detector"])["false_episodes"]
    years = {null.bench: float(rows[(null.bench, "policy-level-2")]) for null in backtest.NULLS}
    assert max(years.values()) <= budget["budget_series_year"]
    assert max(years.values()) * budget["budget_grid"] / 12 <= budget["budget_month"]


def test_each_event_is_found_or_missed_once_by_each_detector() -> None:
    misses, results = of_backtest("misses"), of_backtest("results")
    assert not misses.duplicated(["bench", "detector", "series_number"]).any()
    assert ((misses["delay_days"] == "") == (misses["found"] == "false")).all()
    found = misses.assign(found=misses["found"] == "true").groupby(["bench", "detector"])["found"].mean()
    pod = results[results["pod"] != ""].set_index(["bench", "detector"])["pod"].astype(float)
    pd.testing.assert_series_equal(found.sort_index(), pod.sort_index(), check_names=False, atol=1e-6)


def test_a_slice_is_measured_again_to_the_last_digit() -> None:
    simulated = simulation.simulate(48, 10, int(settings()["seed"]))
    outbreak = simulated.outbreak[:, FIRST:] > 0
    misses, results = of_backtest("misses"), of_backtest("results").set_index(["bench", "detector"])
    verdicts = backtest.verdicts(simulated.counts, FIRST, lambda _: None)
    for detector, alarms in islice(verdicts, 4):
        counted = metrics.tally(alarms, outbreak)
        row = results.loc[("daily-10", detector)]
        for name, value in zip(metrics.MEASURES, metrics.measures(counted), strict=True):
            assert float(row[name]) == pytest.approx(float(value), abs=6e-7), (detector, name)
        listed = misses[(misses["bench"] == "daily-10") & (misses["detector"] == detector)]
        delay = [counted.delay[int(number) - 1] for number in listed["series_number"]]
        assert [text == "" or float(text) == days for text, days in zip(listed["delay_days"], delay, strict=True)]
        assert [text == "" for text in listed["delay_days"]] == [math.isnan(days) for days in delay]


# Real


@pytest.mark.shared
def test_the_months_are_those_of_the_source(shared: Path) -> None:
    found: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    with (shared / SAMPLE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[divmod(int(row["MonthYear"]), 100)][row["QuadClass"]] += int(row["RecordCount"])
    groups = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
    months = table("reference/events-china-viet-nam", "months")
    for row in months.to_dict("records"):
        counted = found.pop((int(row["year"]), int(row["month"])), None)
        if counted is None:
            assert row["note"] and not any(row[name] for name in ("events", *groups))
        else:
            assert [int(row[name]) for name in groups] == [counted[code] for code in "1234"]
            assert int(row["events"]) == counted.total()
    assert not found


def test_months_without_a_gap_and_five_that_the_source_lacks() -> None:
    months = table("reference/events-china-viet-nam", "months")
    steps = months["year"].astype(int) * 12 + months["month"].astype(int)
    assert np.diff(steps).tolist() == [1] * 248
    assert (months["events"] == "").sum() == 5
    assert (months["source"] != "").all() and set(months["verified_twice"]) == {"no"}
