"""The backtest from packages on disk to results: the real series is computed, and May 2014 is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from observatory.compute import compute
from observatory.findings import has_errors
from observatory.recipes import backtest
from observatory.results import ResultPackage
from observatory.tables.load import load
from packages import ROOT, edit_csv

DATASETS = ROOT / "datasets"


@pytest.fixture
def copied(root: Path) -> Path:
    for package in (backtest.BACKTEST, backtest.EVENTS, backtest.POLICY):
        shutil.copytree(DATASETS / package, root / package)
    return root


def result(root: Path) -> ResultPackage:
    loaded = load([root])
    assert not has_errors(loaded.findings), loaded.findings
    return compute(loaded.catalogue)["warning-backtest"]


@pytest.fixture(scope="module")
def found() -> ResultPackage:
    """The result of the project's own packages."""
    loaded = load([DATASETS / package for package in (backtest.BACKTEST, backtest.EVENTS, backtest.POLICY)])
    assert not has_errors(loaded.findings), loaded.findings
    return compute(loaded.catalogue)["warning-backtest"]


def test_may_2014_is_found_in_every_series(found: ResultPackage) -> None:
    monthly = found.tables["monthly"].frame.set_index(["series", "year_month"])
    codes = set(found.tables["monthly"].frame["series"])
    assert codes == {"events", "verbal_conflict", "material_conflict"}
    for code in codes:
        may = monthly.loc[(code, "2014-05")]
        assert may["alarm"] and may["state"] == "scored"
        assert may["observed_count"] >= may["bound"] > may["expected_count"]
        assert may["p"] < 1e-9
    assert not found.simulated


def test_alarms_are_the_months_at_or_over_the_bound_and_missing_ones_say_so(found: ResultPackage) -> None:
    frame = found.tables["monthly"].frame
    over = (frame["observed_count"] >= frame["bound"]).fillna(False)
    assert (frame.loc[frame["alarm"], "observed_count"] >= frame.loc[frame["alarm"], "bound"]).all()
    assert set(frame.loc[over & ~frame["alarm"], "state"]) <= {"below_minimum"}
    assert (frame.groupby("series")["alarm"].sum() >= 1).all()
    lost = frame[frame["observed_count"].isna()]
    assert len(lost) == 15
    assert not lost["alarm"].any()
    assert set(lost["state"]) <= {"missing", "insufficient_history"}


def test_what_comes_after_may_2014_does_not_change_it(found: ResultPackage, copied: Path) -> None:
    before = found.tables["monthly"].frame
    months = pd.read_csv(copied / backtest.EVENTS / "data/months.csv", dtype=str, keep_default_na=False)
    later = months["year"] + months["month"].str.zfill(2) > "201405"
    months[~later].to_csv(copied / backtest.EVENTS / "data/months.csv", index=False, lineterminator="\n")
    after = result(copied).tables["monthly"].frame
    known = before[before["year_month"] <= "2014-05"].reset_index(drop=True)
    pd.testing.assert_frame_equal(after.reset_index(drop=True), known)


def test_a_setting_is_data(found: ResultPackage, copied: Path) -> None:
    loose = found.tables["monthly"].frame["alarm"].sum()
    edit_csv(copied / backtest.BACKTEST, "alpha,0.01", "alpha,1e-9", "monthly_settings")
    assert 3 <= result(copied).tables["monthly"].frame["alarm"].sum() < loose


def test_results_name_their_detectors_in_both_languages(found: ResultPackage) -> None:
    tables = found.tables
    results = tables["results"].frame
    assert results[["detector_vi", "detector_en"]].notna().all(axis=None)
    assert set(results["basis"]) == {"simulated"}
    assert set(tables["subdaily"].frame["basis"]) == {"real"}
    assert tables["misses"].frame["found"].any() and not tables["misses"].frame["found"].all()


def test_a_goal_is_met_within_its_interval_or_not_at_all() -> None:
    results = pd.DataFrame(
        [("b", "nbw", 0.2, 0.1, 0.28), ("b", "ff7", 0.5, 0.4, 0.6), ("b", "ears-c1", 0.1, 0.0, 0.2)],
        columns=["bench", "detector", "f1", "f1_low", "f1_high"],
    )
    asked = results[["bench", "detector"]].assign(measure="f1", at_least=0.27)
    found = backtest.goals(results, asked).set_index("detector")
    assert found["verdict"].to_dict() == {"nbw": "within", "ff7": "met", "ears-c1": "missed"}
    assert found.loc["nbw", ["value", "value_low", "value_high"]].tolist() == [0.2, 0.1, 0.28]


def test_the_budget_of_a_month_counts_every_series_of_the_grid() -> None:
    results = pd.DataFrame(
        [("null", "policy-level-2", 0.12), ("null", "policy-level-1", 9.0), ("daily-5", "nbw", 1.0)],
        columns=["bench", "detector", "false_episodes"],
    )
    found = backtest.budget(results, 2, 12, 1000).set_index("detector")
    assert found.loc["policy-level-2", ["a_month", "series_verdict", "month_verdict"]].tolist() == [10, "held", "held"]
    assert pd.isna(found.loc["policy-level-1", "month_verdict"]) and "nbw" not in found.index
    assert backtest.budget(results, 0.1, 9, 1000)["month_verdict"].dropna().tolist() == ["exceeded"]


def test_the_published_backtest_keeps_within_both_budgets(found: ResultPackage) -> None:
    rows = found.tables["budget"].frame
    limited = rows[rows["detector"] == backtest.BUDGETED]
    assert set(limited["bench"]) == {"null", "null-3-years"}
    assert (limited["series_verdict"] == "held").all() and (limited["month_verdict"] == "held").all()
