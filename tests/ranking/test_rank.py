import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.ranking import rank

scores = st.lists(st.one_of(st.integers(0, 30).map(float), st.just(float("nan"))), min_size=1, max_size=30)


def places(values: list[float]) -> list[int | None]:
    found = rank.competition(pd.Series(values, dtype="float64"))
    return [None if pd.isna(place) else int(place) for place in found]


def test_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    assert places([90.0, 70.0, 80.0, 80.0]) == [1, 4, 2, 2]


def test_units_without_a_score_have_no_place() -> None:
    assert places([float("nan"), 5.0, float("nan"), 7.0]) == [None, 2, None, 1]


def test_lowest_first() -> None:
    found = rank.competition(pd.Series([52.0, 21.0, 36.0]), highest_first=False)
    assert found.tolist() == [3, 1, 2]


def test_scores_closer_than_the_tolerance_are_equal_and_rounded_ones_are_not() -> None:
    assert places([50.0, 50.0 + 5e-8, 50.0 - 5e-8]) == [1, 1, 1]
    assert places([50.04, 50.01]) == [1, 2]


def test_tied() -> None:
    found = rank.tied(rank.competition(pd.Series([3.0, 2.0, 2.0, float("nan"), float("nan")])))
    assert found.tolist() == [False, True, True, False, False]


@settings(deadline=None, max_examples=60)
@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_table_does_not_matter(values: list[float], random) -> None:
    whole = pd.Series(values, dtype="float64")
    order = list(whole.index)
    random.shuffle(order)
    assert rank.competition(whole.loc[order]).sort_index().equals(rank.competition(whole))


@settings(deadline=None, max_examples=60)
@given(scores)
def test_a_rising_transform_keeps_the_places(values: list[float]) -> None:
    assert places([value**3 + 2 * value for value in values]) == places(values)


@settings(deadline=None, max_examples=60)
@given(scores)
def test_a_place_is_one_more_than_the_number_of_better_units(values: list[float]) -> None:
    known = [value for value in values if not math.isnan(value)]
    expected = [None if math.isnan(value) else 1 + sum(other > value for other in known) for value in values]
    assert places(values) == expected
