"""The place of a p among those of the past year."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from observatory.warning.calibrate import History, bins

BEYOND, Q = 1e-6, 0.25
ONE = np.zeros(3, dtype=np.int64)  # a family of them all


def filled(rows: list[list[float]], days: int) -> History:
    """A history that has seen these days [n, series]."""
    history = History(len(rows[0]) if rows else 1, days)
    for row in rows:
        history.add(np.array(row))
    return history


def test_a_series_with_a_full_past_is_held_against_itself() -> None:
    history = filled([[0.001, 0.5], [0.2, 0.5], [0.3, 0.5], [0.4, 0.0005]], 4)
    found = history.calibrated(np.array([0.001, 0.001]), np.array([True, True]), np.array([0, 0]), ONE[:2], BEYOND, Q)
    assert found.tolist() == [2 / 5, 2 / 5]


def test_a_p_that_is_larger_than_its_place_stays() -> None:
    history = filled([[0.9]] * 99, 99)
    found = history.calibrated(np.array([0.04]), np.array([True]), np.array([0]), ONE[:1], BEYOND, Q)
    assert found.tolist() == [0.04]


def test_a_short_past_is_pooled_with_series_of_similar_level_only() -> None:
    history = filled([[0.5, 0.5, 0.0001]] * 3, 365)
    p, level = np.array([0.001, 0.9, 0.9]), np.array([2, 2, 5])
    found = history.calibrated(p, np.array([True, False, False]), level, ONE, BEYOND, Q)
    assert found[0] == 1 / 7 and np.isnan(found[1:]).all()


def test_nothing_is_known_on_the_first_day() -> None:
    found = History(1, 365).calibrated(np.array([0.001]), np.array([True]), np.array([0]), ONE[:1], BEYOND, Q)
    assert found.tolist() == [1.0]


def test_what_a_year_cannot_resolve_is_held_against_the_year_of_the_family() -> None:
    history = filled([[0.5, 1e-9, 0.2]] * 5, 5)
    p, level, family = np.array([1e-7, 1e-7, 1e-7]), np.array([1, 2, 3]), np.array([0, 0, 1])
    found = history.calibrated(p, np.ones(3, dtype=bool), level, family, BEYOND, Q)
    assert found.tolist() == [6 / 11, 6 / 11, 1 / 6]


def test_so_a_large_family_lets_through_what_none_of_its_series_could_resolve() -> None:
    history = filled([[0.5] * 300] * 365, 365)
    alone = np.arange(300) == 0
    p, level, family = np.where(alone, 1e-9, 0.5), np.arange(300), np.zeros(300, dtype=np.int64)
    assert history.calibrated(p, alone, level, family, BEYOND, Q)[0] == 1 / (1 + 300 * 365)


def test_a_family_without_the_days_to_tell_leaves_it_as_it_is() -> None:
    history = filled([[0.5, 0.5, 0.5]] * 3, 365)
    p, alone = np.array([1e-7, 0.5, 0.5]), np.array([True, False, False])
    assert history.calibrated(p, alone, np.arange(3), ONE, BEYOND, Q)[0] == 1e-7
    history.add(np.array([0.5, 0.5, 0.5]))
    assert history.calibrated(p, alone, np.arange(3), ONE, BEYOND, Q)[0] == 1 / 13


def test_the_past_is_forgotten_after_its_days_and_days_without_p_do_not_count() -> None:
    history = filled([[0.0001], [np.nan], [0.5], [0.5]], 2)
    assert history.calibrated(np.array([0.001]), np.array([True]), np.array([0]), ONE[:1], BEYOND, Q).tolist() == [
        1 / 3
    ]


@given(
    st.lists(st.lists(st.sampled_from([0.001, 0.01, 0.3, np.nan]), min_size=3, max_size=3), max_size=9),
    st.integers(1, 6),
)
def test_it_is_the_formula(rows: list[list[float]], days: int) -> None:
    level, today = np.array([0, 0, 1]), np.array([0.01, 0.001, 0.3])
    history = History(3, days)
    for row in rows:
        history.add(np.array(row))
    found = history.calibrated(today, np.ones(3, dtype=bool), level, ONE, BEYOND, Q)
    past = [[row[s] for row in rows if not np.isnan(row[s])][-days:] for s in range(3)]
    for s in range(3):
        alike = past[s] if len(past[s]) == days else [p for r in range(3) if level[r] == level[s] for p in past[r]]
        place = (1 + sum(p <= today[s] for p in alike)) / (1 + len(alike))
        assert found[s] == max(today[s], place)


def test_levels_are_whole_doublings_from_a_floor() -> None:
    assert bins(np.array([np.nan, 0.0, 0.05, 1.0, 1.9, 2.0, 15.0]), 0.05).tolist() == [-5, -5, -5, 0, 0, 1, 3]
