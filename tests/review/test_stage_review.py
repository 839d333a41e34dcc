"""The stages of the Strategy: how far they have run, their targets, the milestones on the way."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.review import stage

PLAN = pd.DataFrame(
    [("short", 2026, 2030, "2026-2030", 1), ("long", 2026, 2045, "2045", 5), ("late", 2031, 2045, "2045", 7)],
    columns=["stage", "from_year", "to_year", "horizon", "milestone_years"],
)
LISTED = pd.DataFrame({"id": ["T-1", "T-2", "T-3"], "horizon": ["2026-2030", "2045", "2099"]})
PROGRESS = pd.DataFrame(
    {
        "target_id": ["T-1", "T-2", "T-3"],
        "measurable": [False, True, True],
        "verdict": ["not_available", "substantial_progress", "not_available"],
    }
)
PATH = pd.DataFrame(
    [(target, year, float(year - 2025)) for target in ("T-1", "T-2") for year in range(2025, 2046)],
    columns=["target_id", "year", "value"],
)


def stages(as_of: str) -> pd.DataFrame:
    own = stage.of_stages(PLAN, LISTED, PROGRESS)
    return stage.stages(PLAN, own, as_of).set_index("stage")


@pytest.mark.parametrize(
    ("day", "phases"),
    [
        ("2025-12-31", ["future", "future", "future"]),
        ("2026-01-01", ["running", "running", "future"]),
        ("2030-12-31", ["running", "running", "future"]),
        ("2031-01-01", ["over", "running", "running"]),
        ("2046-01-01", ["over", "over", "over"]),
    ],
)
def test_a_stage_runs_from_its_first_day_to_its_last(day: str, phases: list[str]) -> None:
    assert stages(day)["phase"].tolist() == phases


@pytest.mark.parametrize(("day", "years"), [("2020-05-01", 0), ("2026-01-01", 0), ("2028-01-01", 2), ("2050-01-01", 5)])
def test_years_passed_lie_between_none_and_all(day: str, years: float) -> None:
    assert stages(day).at["short", "years_elapsed"] == years


@settings(max_examples=20)
@given(st.dates(min_value=pd.Timestamp("2020-01-01").date(), max_value=pd.Timestamp("2050-01-01").date()))
def test_a_running_stage_is_between_its_ends(day: object) -> None:
    found = stages(str(day))
    length = found["to_year"] - found["from_year"] + 1
    running = found["phase"] == "running"
    assert (found["years_elapsed"][found["phase"] == "future"] == 0).all()
    assert (found["years_elapsed"][found["phase"] == "over"] == length[found["phase"] == "over"]).all()
    assert ((found["years_elapsed"] < length) | ~running).all() and (found["years_elapsed"] >= 0).all()


def test_the_targets_of_a_stage_are_those_of_its_horizon() -> None:
    own = stage.of_stages(PLAN, LISTED, PROGRESS)
    assert own[["stage", "target_id"]].to_numpy().tolist() == [["short", "T-1"], ["long", "T-2"], ["late", "T-2"]]
    found = stages("2028-01-01")
    assert found["n_targets"].tolist() == [1, 1, 1] and found["n_assessed"].tolist() == [0, 1, 1]


def test_milestones_are_counted_back_from_the_end_of_the_stage() -> None:
    found = stage.milestones(PLAN, PROGRESS, PATH)
    years = found.groupby("stage")["year"].agg(list)
    assert years["short"] == [2026, 2027, 2028, 2029, 2030]
    assert years["long"] == [2030, 2035, 2040, 2045] and years["late"] == [2031, 2038, 2045]
    assert set(found["target_id"]) == {"T-2"}
    assert found.set_index(["stage", "year"]).at[("long", 2045), "expected_value"] == 20.0
