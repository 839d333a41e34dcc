"""Models: known, measured before and after, counted once, and never recognised without a decision."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.awards.models import check, measured, reach

UNITS = frozenset({("province34", "46"), ("ministry", "TITC")})
INDICATORS = pd.DataFrame(
    {"code": ["up", "down", "none"], "name_vi": ["L", "X", "K"], "name_en": ["U", "D", "N"], "direction": [1, -1, 0]}
)
NOTHING = dict.fromkeys(("effect_indicator", "effect_before", "effect_after", "effect_unit_vi", "effect_unit_en"))
EFFECT = {"effect_before": 4.0, "effect_after": 5.0, "effect_unit_vi": "tin", "effect_unit_en": "items"}


def models(*rows: dict[str, Any]) -> pd.DataFrame:
    row = {"model": "m", "level": "province34", "code": "46", "recognition": "proposed", "recognised_by": None}
    return pd.DataFrame([{**NOTHING, **row, **one} for one in rows] or [], columns=[*NOTHING, *row])


def replications(*rows: dict[str, Any]) -> pd.DataFrame:
    row = {"model": "m", "level": "ministry", "code": "TITC", "year": 2025, "region_vi": None}
    numbers = dict.fromkeys(("effect_before", "effect_after"), "float64")
    return pd.DataFrame([{**NOTHING, **row, **one} for one in rows], columns=[*NOTHING, *row]).astype(numbers)


def steps(*names: str) -> pd.DataFrame:
    return pd.DataFrame({"model": names, "position": range(1, len(names) + 1)})


def codes(made: pd.DataFrame, done: pd.DataFrame | None = None, listed: pd.DataFrame | None = None) -> list[str]:
    parts = (steps() if listed is None else listed, replications() if done is None else done)
    return [finding.code for finding in check(made, *parts, frozenset({"other"}), UNITS)]


def test_sound_rows_have_nothing_wrong() -> None:
    assert codes(models({}, {"model": "n", **EFFECT}), replications({}, {"model": "other"}), steps("m", "other")) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"code": "47"}, "model-unknown-unit"),
        ({"level": "ministry"}, "model-unknown-unit"),
        ({"recognition": "recognised"}, "model-not-decided"),
        (EFFECT | {"effect_unit_vi": None}, "model-effect-no-unit"),
        (EFFECT | {"effect_after": None, "effect_unit_en": None}, "model-effect-no-unit"),
    ],
)
def test_what_a_model_may_not_say(row: dict[str, Any], code: str) -> None:
    assert codes(models(row)) == [code]


def test_a_decision_makes_a_model_recognised() -> None:
    assert codes(models({"recognition": "recognised", "recognised_by": "Quyết định số 1/QĐ-BVHTTDL"})) == []


def test_what_is_used_twice_or_unknown_is_found() -> None:
    assert codes(models({}, {})) == ["model-repeated"]
    assert codes(models({}), replications({"model": "z"}), steps("y")) == ["model-unknown"] * 2
    assert codes(models({}), replications({}, {})) == ["model-replication-repeated"]


def test_an_effect_is_measured_in_the_direction_of_its_indicator() -> None:
    rows = [{"effect_indicator": name, **EFFECT} for name in ("up", "down", "none", None)]
    same, zero = EFFECT | {"effect_after": 4.0, "effect_indicator": "up"}, EFFECT | {"effect_before": 0.0}
    found = measured(replications(*rows, same, zero, EFFECT | {"effect_after": None}), INDICATORS)
    assert found["better"].tolist()[:6] == ["better", "worse", "unknown", "unknown", "same", "unknown"]
    assert found["better"].isna().tolist()[6]
    assert found["effect_change"].tolist()[:6] == [1, 1, 1, 1, 0, 5]
    assert found["effect_change_percent"].tolist()[:5] == [25, 25, 25, 25, 0]
    assert found["effect_change_percent"].isna().tolist()[5:] == [True, True]
    assert found["effect_indicator_vi"].tolist()[:3] == ["L", "X", "K"]


def test_reach_counts_units_once_and_effects_that_were_measured() -> None:
    north, south = {"region_vi": "Bắc", **EFFECT, "effect_indicator": "up"}, {"region_vi": "Nam", "code": "46"}
    done = replications(north | {"year": 2023}, north | {"effect_after": 3.0}, south)
    (row, empty) = reach(models({}, {"model": "n"}), measured(done, INDICATORS)).to_dict("records")
    counts = ("n_replications", "n_places", "n_regions", "first_year", "last_year", "n_with_effect")
    assert [row[name] for name in counts] == [3, 2, 2, 2023, 2025, 2]
    assert (row["n_effect_better"], row["n_effect_worse"]) == (1, 1)
    assert [empty[name] for name in counts[:3]] == [0, 0, 0]
    assert pd.isna(empty["first_year"])


@settings(max_examples=25)
@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_turning_the_direction_round_turns_the_verdict(before: float, after: float) -> None:
    row = EFFECT | {"effect_before": before, "effect_after": after}
    rows = replications(row | {"effect_indicator": "up"}, row | {"effect_indicator": "down"})
    up, down = measured(rows, INDICATORS)["better"]
    assert {up, down} == ({"same"} if before == after else {"better", "worse"})
