import math

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from observatory.review import progress, targets
from observatory.review.progress import Goal

PLACES = Goal("linear", 2025, 52.0, 2045, 30.0)
VISITORS = Goal("growth", 2025, 21.2e6, 2045, 70e6)


def results(*rows: tuple[int, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["to_year", "to_month", "value"])
    return frame.assign(n_members=None, source_row="row")


def standing(aim: Goal, *rows: tuple[int, int, float]) -> dict[str, object]:
    return progress.standing(aim, progress.observed(aim, results(*rows)))


def test_the_growth_that_seventy_million_visitors_ask_for() -> None:
    required = standing(VISITORS)["required_pace"]
    assert required == pytest.approx(6.15, abs=0.005)
    assert VISITORS.at(0) == 21.2e6
    assert VISITORS.at(20) == pytest.approx(70e6)


def test_places_to_climb_each_year() -> None:
    found = standing(PLACES, (2026, 12, 52.0))
    assert found["required_pace"] == pytest.approx(1.1)
    assert found["remaining_pace"] == pytest.approx(22 / 19)
    assert found["observed_pace"] == 0.0
    assert found["pace_unit"] == "places_per_year"


def test_the_latest_result_is_held_against_the_path() -> None:
    found = standing(PLACES, (2026, 12, 40.0), (2027, 12, 48.0))
    assert found["expected_value"] == pytest.approx(49.8)
    assert found["time_share"] == 0.1
    assert found["progress_share"] == pytest.approx(4 / 22)


def test_twelve_months_are_dated_by_their_last_month() -> None:
    found = standing(VISITORS, (2025, 12, 21.17e6), (2026, 6, 22.76e6))
    assert found["elapsed_years"] == 0.5
    assert found["latest_value"] == 22.76e6
    assert found["expected_value"] == pytest.approx(21.2e6 * (70 / 21.2) ** (0.5 / 20))
    assert "observed_pace" not in found


def test_results_before_the_baseline_say_nothing() -> None:
    assert "progress_share" not in standing(PLACES, (2024, 12, 53.0))


goals = st.builds(
    Goal,
    st.sampled_from(["linear", "growth"]),
    st.integers(2000, 2030),
    st.floats(1, 1e8),
    st.integers(2031, 2060),
    st.floats(1, 1e8),
)


@settings(deadline=None, max_examples=60)
@given(goals)
def test_none_of_the_way_at_the_baseline_and_all_of_it_at_the_target(aim: Goal) -> None:
    assume(abs(aim.target_value / aim.baseline_value - 1) > 1e-6)
    assert aim.share(aim.baseline_value) == 0.0
    assert aim.share(aim.target_value) == 1.0
    assert aim.share(aim.at(0)) == pytest.approx(0.0, abs=1e-6)
    assert aim.share(aim.at(aim.years)) == pytest.approx(1.0, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(goals, st.floats(0.01, 1))
def test_on_the_path_the_observed_pace_is_the_required_one(aim: Goal, share: float) -> None:
    elapsed = share * aim.years
    required = aim.pace(aim.baseline_value, aim.target_value, aim.years)
    assert aim.pace(aim.baseline_value, aim.at(elapsed), elapsed) == pytest.approx(required, rel=1e-6, abs=1e-6)


def test_place_among_the_members_from_ranks_in_the_world() -> None:
    ranks = {"SGP": 21, "MYS": 36, "THA": 39, "IDN": 45, "VNM": 52, "PHL": 53, "CHN": 2}
    values = pd.DataFrame(
        {
            "country_iso3": list(ranks),
            "indicator": "gspi_rank",
            "year": 2025,
            "value": [float(value) for value in ranks.values()],
            "id": [f"{code}-gspi_rank-2025" for code in ranks],
        }
    )
    found = progress.of_places(values, "gspi_rank", ["IDN", "MYS", "PHL", "SGP", "THA", "VNM", "BRN"], "VNM")
    assert found[["to_year", "value", "n_members", "source_row"]].to_numpy().tolist() == [
        [2025, 5.0, 6, "VNM-gspi_rank-2025"]
    ]


MEASUREMENTS = pd.DataFrame(
    {
        "target_id": ["T1", "T2", "T3"],
        "pillar": ["rank", "media", "rank"],
        "indicator": ["gspi_rank", None, None],
        "series": ["year", None, None],
        "form": ["linear", "per_year", None],
        "baseline_year": [2025, None, None],
        "baseline_value": [52.0, None, None],
        "target_year": [2045, 2030, None],
        "target_value": [30.0, 20.0, None],
        "assumed_start_year": [None, 2025, None],
        "cannot_assess_vi": [None, "Chưa có số gốc.", "Mục tiêu định tính."],
    }
)
PILLARS = pd.DataFrame({"pillar": ["rank", "media"], "name_vi": ["Hạng", "Báo"], "name_en": ["Rank", "Media"]})


def reviewed(measurements: pd.DataFrame, *rows: tuple[int, int, float]) -> targets.Review:
    return targets.review(measurements, {"T1": results(*rows)}, PILLARS, ("Cả", "All"))


def test_every_target_has_a_row_and_only_those_with_a_goal_are_measured() -> None:
    found = reviewed(MEASUREMENTS, (2025, 12, 52.0), (2026, 12, 52.0))
    rows = found.progress.set_index("target_id")
    assert rows["measurable"].to_dict() == {"T1": True, "T2": False, "T3": False}
    assert set(rows["verdict"]) == {"not_available"}
    assert rows["verdict_reason"].to_dict() == {"T1": "under_two_years", "T2": "percent_change", "T3": "not_measured"}
    assert rows.loc["T2", ["required_pace", "pace_unit"]].tolist() == [20.0, "percent_per_year"]
    assert rows.loc["T3", "cannot_assess_vi"] == "Mục tiêu định tính."
    assert math.isnan(rows.loc["T3", "required_pace"])
    assert pd.isna(rows.loc["T1", "latest_month"])
    assert found.observations["path_value"].tolist() == pytest.approx([52.0, 50.9])


def test_a_rise_each_year_is_drawn_from_one_hundred() -> None:
    found = reviewed(MEASUREMENTS)
    assert found.progress.loc[0, "verdict_reason"] == "no_value"
    rows = found.path[found.path["target_id"] == "T2"]
    assert rows["year"].tolist() == [2025, 2026, 2027, 2028, 2029, 2030]
    assert rows["value"].tolist() == pytest.approx([100, 120, 144, 172.8, 207.36, 248.832])
    line = found.path[found.path["target_id"] == "T1"]["value"]
    assert (line.iloc[0], line.iloc[-1], len(line)) == (52.0, pytest.approx(30.0), 21)
    assert "T3" not in set(found.path["target_id"])


def test_the_verdict_goes_up_to_its_pillar_and_the_strategy() -> None:
    found = reviewed(MEASUREMENTS, (2028, 12, 45.0))
    assert found.progress.loc[0, "verdict"] == "substantial_progress"
    rows = found.levels.set_index("code")
    score = found.progress.loc[0, "verdict_score"]
    assert rows["score"].tolist()[::2] == [score, score]
    assert rows[["n_targets", "n_scored"]].to_numpy().tolist() == [[2, 1], [1, 0], [3, 1]]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("target_value", 52.0, "target_equals_base"),
        ("target_year", 2025, "no_time"),
        ("baseline_value", None, "not_measured"),
    ],
)
def test_where_there_is_no_way_to_go_the_reason_is_named(column: str, value: float | None, reason: str) -> None:
    changed = MEASUREMENTS.assign(**{column: [value, *MEASUREMENTS[column][1:]]})
    found = reviewed(changed, (2028, 12, 45.0))
    assert found.progress.loc[0, ["measurable", "verdict", "verdict_reason"]].tolist() == [
        False,
        "not_available",
        reason,
    ]
    assert found.observations.empty


@pytest.mark.parametrize("baseline", [0.0, -4.0])
def test_growth_from_zero_or_across_it_is_drawn_as_a_straight_line(baseline: float) -> None:
    first = {"form": "growth", "baseline_value": baseline, "target_value": 6.0}
    changed = MEASUREMENTS.assign(**{name: [value, *MEASUREMENTS[name][1:]] for name, value in first.items()})
    found = reviewed(changed, (2030, 12, 3.0))
    assert found.path[found.path["year"] == 2035]["value"].iloc[0] == pytest.approx((baseline + 6) / 2)
    assert found.progress.loc[0, "verdict_reason"] == ("linear_form" if baseline == 0 else "sign_change")
