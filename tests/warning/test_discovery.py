"""Benjamini and Hochberg: the example of their paper, and the definition word for word."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from observatory.warning.discovery import rejected

# The fifteen ordered p of Benjamini and Hochberg (1995), section 4: four are rejected at 0.05.
PAPER = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.324,
    0.4262,
    0.5719,
    0.6528,
    0.759,
    1,
]


def test_the_example_of_the_paper() -> None:
    assert rejected(np.array(PAPER), 0.05).tolist() == [True] * 4 + [False] * 11


def test_a_later_p_can_carry_an_earlier_one() -> None:
    assert rejected(np.array([0.04, 0.03]), 0.05).tolist() == [True, True]
    assert rejected(np.array([0.03, 0.06]), 0.05).tolist() == [False, False]


def test_what_was_not_tested_is_no_test() -> None:
    assert rejected(np.array([np.nan, 0.04]), 0.05).tolist() == [False, True]
    assert rejected(np.array([np.nan]), 0.05).tolist() == [False]
    assert rejected(np.zeros(0), 0.05).tolist() == []


@given(
    st.lists(st.sampled_from([0.0, 0.001, 0.01, 0.02, 0.03, 0.05, 0.2, 0.9]), max_size=12), st.sampled_from([0.05, 0.1])
)
def test_it_is_the_definition(values: list[float], q: float) -> None:
    """Rejected are those not above the largest p(k) with p(k) <= k q / m."""
    ordered, m = sorted(values), len(values)
    passing = [ordered[k - 1] for k in range(1, m + 1) if ordered[k - 1] <= k * q / m]
    limit = max(passing, default=-1.0)
    assert rejected(np.array(values), q).tolist() == [value <= limit for value in values]
