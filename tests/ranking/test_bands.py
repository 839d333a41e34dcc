"""Bands by fixed cut points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.ranking.bands import BANDS, bands

CUTS = (80.0, 60.0, 40.0, 20.0)


def test_a_score_on_a_cut_belongs_to_the_higher_band() -> None:
    scores = pd.Series([100.0, 80.0, 79.999, 60.0, 40.0, 20.0, 19.9, 0.0])
    assert bands(scores, CUTS).tolist() == [
        *("very-high", "very-high", "high", "high", "middle", "below-middle", "low", "low"),
    ]


def test_a_missing_score_has_no_band() -> None:
    assert bands(pd.Series([np.nan, 50.0]), CUTS).isna().tolist() == [True, False]


@pytest.mark.parametrize("cuts", [(80, 60, 40), (80, 60, 60, 20), (20, 40, 60, 80), ()])
def test_cuts_that_do_not_part_the_scale_are_refused(cuts: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="falling cut points"):
        bands(pd.Series([1.0]), cuts)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_a_better_score_is_never_in_a_lower_band(values: list[float]) -> None:
    found = bands(pd.Series(sorted(values)), CUTS).map(BANDS.index)
    assert found.is_monotonic_decreasing


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20), st.floats(0, 100))
def test_the_band_of_a_unit_does_not_depend_on_the_others(values: list[float], own: float) -> None:
    alone = bands(pd.Series([own]), CUTS)
    assert bands(pd.Series([own, *values]), CUTS).iloc[0] == alone.iloc[0]
