"""The methodology of early warning says what the code does, and that its numbers are proposals."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from observatory.warning import farrington, ff7, nbw, years
from observatory.warning.rules import Rules, rules
from observatory.warning.scores import STATES

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "methodology" / "warning" / "data"
# What the detectors hold as constants of their own, by setting.
BUILT_IN = {
    "history_nbw": nbw.HISTORY,
    "nbw_alpha": nbw.ALPHA,
    "nbw_window": nbw.WINDOW,
    "nbw_guard": nbw.GUARD,
    "nbw_reach": nbw.FARTHEST,
    "silence_least_expected": nbw.SILENCE_FROM,
    "day_least_count": nbw.MINIMUM,
    "ff7_alpha": ff7.ALPHA,
    "ff7_least_count": ff7.MINIMUM,
    "ff7_least_days": ff7.LEAST_DAYS,
    "ff7_years_least": years.LEAST,
    "ff7_years_most": years.MOST,
    "nbw_least_window": nbw.LEAST_WINDOW,
}
# Constants inside a detector that only its results show; the tests of the detectors hold them.
INSIDE = {"nbw_weeks", "nbw_add", "nbw_factor_low", "nbw_factor_high", "nbw_square_cap", "ears_lag"}
INSIDE |= {"ff7_half_window", "ff7_groups", "ff7_left_out"}
# What false alarms are measured against.
BUDGET = {"budget_series_year", "budget_month", "budget_grid"}


@cache
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=str, keep_default_na=False)


def settings() -> dict[str, str]:
    return dict(zip(table("settings")["key"], table("settings")["value"], strict=True))


def test_every_setting_is_used_and_every_number_used_is_a_setting() -> None:
    assert set(settings()) == {field.name for field in fields(Rules)} | set(BUILT_IN) | INSIDE | BUDGET


@pytest.mark.parametrize("key", BUILT_IN)
def test_detectors_have_the_numbers_that_are_published(key: str) -> None:
    assert float(settings()[key]) == BUILT_IN[key]


def test_nbw_weeks_are_those_of_the_weekday_factor() -> None:
    assert int(settings()["nbw_weeks"]) * 7 == nbw.FACTOR_DAYS


def test_a_setting_that_is_missing_or_no_whole_number_is_refused() -> None:
    with pytest.raises(KeyError):
        rules({key: value for key, value in settings().items() if key != "gap_days"})
    with pytest.raises(ValueError, match="gap_days"):
        rules(settings() | {"gap_days": "2.5"})


def test_weights_share_out_the_whole_score_and_levels_rise() -> None:
    found = rules(settings())
    weights = [getattr(found, f"weight_{part}") for part in ("ratio", "excess", "spread", "tone", "persistence")]
    assert sum(weights) == pytest.approx(1)
    assert 0 < found.level_1 < found.level_2 < found.level_3 < found.level_4 < 100
    assert found.tone_level_cap < found.machine_cap == 2


def test_levels_weights_and_budgets_are_proposals() -> None:
    basis = dict(zip(table("settings")["key"], table("settings")["basis"], strict=True))
    ours = [key for key in basis if key.startswith(("weight_", "level_", "budget_", "machine_"))]
    assert len(ours) == 13 and {basis[key] for key in ours} == {"proposal"}


def test_states_are_those_of_the_detectors() -> None:
    assert tuple(table("states")["code"]) == STATES


def test_tests_follow_each_other_without_a_gap() -> None:
    tests = table("tests").set_index("code")
    ladder = tests.loc[["none", "ears-c2", "nbw", "ff7+nbw"]]
    first = ladder["usable_from"].astype(int).tolist()
    last = ladder["usable_to"].tolist()
    found = rules(settings())
    assert first == [0, found.history_least, found.history_nbw, found.history_ff7]
    assert [int(day) + 1 for day in last[:-1]] == first[1:] and last[-1] == ""


def test_the_farrington_settings_are_those_of_the_seven_day_sum() -> None:
    """A set of years that Farrington's method takes gives the same answer with the published settings as FF7 gives."""
    rng = np.random.default_rng(7)
    counts = rng.poisson(6.0, (2, 3 * 365 + 40)).astype(float)
    last = counts.shape[1] - 1
    ours = {key: int(settings()[f"ff7_{key}"]) for key in ("half_window", "groups", "left_out", "years_least")}
    published = farrington.Settings(
        b=ours["years_least"],
        w=ours["half_window"],
        no_periods=ours["groups"],
        past_weeks_not_included=ours["left_out"],
        alpha=float(settings()["ff7_alpha"]),
        threshold_method="nbPlugin",
        limit54=(int(settings()["ff7_least_count"]), 1),
    )
    expected = farrington.detect(ff7.weekly_sums(counts), 365, published, last).p[:, last]
    assert not np.isnan(expected).any()
    np.testing.assert_allclose(ff7.detect(counts, 365, first=last).p[:, last], expected)
