"""Severity: the formula by hand, its limits, and levels with a cap."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy_tables import policy_rules

from observatory.warning.severity import Effect, level, severity, usual_excess

RULES = policy_rules()
QUIET = Effect(10, 10, 50, 0, 0, np.nan, 0)
counts = st.floats(0, 1e5)


def test_the_formula_by_hand() -> None:
    """Two doublings of four; 30 of 60; 5 of 10 countries and 10 of 25 domains; 6 SE of 12; 2 days of 5."""
    found = severity(Effect(40, 10, 60, 5, 10, 6, 2), RULES)
    assert found.ratio == pytest.approx(17.5)
    assert found.excess == pytest.approx(10)
    assert found.spread == pytest.approx(9)
    assert found.tone == pytest.approx(7.5)
    assert found.persistence == pytest.approx(4)
    assert found.total == pytest.approx(48)


def test_the_largest_effect_scores_a_hundred_and_none_scores_nothing() -> None:
    assert severity(Effect(1e6, 1, 1, 99, 99, 99, 99), RULES).total == pytest.approx(100)
    assert severity(QUIET, RULES).total == 0


def test_next_to_nothing_expected_counts_as_the_floor() -> None:
    assert severity(replace(QUIET, observed=0.1, expected=0.0), RULES).ratio == pytest.approx(35 / 4)


@given(counts, counts, st.floats(1, 1e4), st.floats(0, 300), st.floats(0, 300), st.floats(-50, 50), st.integers(0, 99))
def test_more_of_anything_never_scores_less(
    observed: float, expected: float, usual: float, countries: float, domains: float, drop: float, days: int
) -> None:
    effect = Effect(observed, expected, usual, countries, domains, drop, days)
    total = severity(effect, RULES).total
    assert 0 <= total <= 100 + 1e-9
    for change in (
        {"observed": observed + 5},
        {"countries": countries + 1},
        {"domains": domains + 1},
        {"drop": drop + 1},
        {"days": days + 1},
    ):
        assert severity(replace(effect, **change), RULES).total >= total - 1e-9


def test_levels_start_at_their_bounds_and_stop_at_the_cap() -> None:
    assert [level(score, RULES, 4) for score in (0, 19.9, 20, 40, 59.9, 60, 80)] == [0, 0, 1, 2, 2, 3, 4]
    assert level(95, RULES, RULES.machine_cap) == 2


def test_the_usual_excess_is_a_percentile_of_the_known_days_and_at_least_one() -> None:
    assert usual_excess(np.array([[0.0, 50.0], [np.nan, 100.0]]), 50) == 50
    assert usual_excess(np.array([[0.1, -4.0]]), 99) == 1
    assert usual_excess(np.full((2, 2), np.nan), 99) == 1
