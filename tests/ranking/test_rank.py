import math

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.ranking import rank

NAN = float("nan")
scores = st.lists(st.one_of(st.integers(0, 30).map(float), st.just(NAN)), min_size=1, max_size=30)


def places(values: list[float]) -> list[int | None]:
    found = rank.competition(pd.Series(values, dtype="float64"))
    return [None if pd.isna(place) else int(place) for place in found]


def test_equal_scores_share_a_place_and_the_next_is_skipped() -> None:
    assert places([90.0, 70.0, 80.0, 80.0]) == [1, 4, 2, 2]


def test_units_without_a_score_have_no_place() -> None:
    assert places([NAN, 5.0, NAN, 7.0]) == [None, 2, None, 1]


def test_lowest_first() -> None:
    found = rank.competition(pd.Series([52.0, 21.0, 36.0]), highest_first=False)
    assert found.tolist() == [3, 1, 2]


def test_scores_of_any_number_type() -> None:
    found = rank.competition(pd.Series([52, None, 36], dtype="Int64", index=["a", "b", "c"]))
    assert found.dropna().to_dict() == {"a": 1, "c": 2}
    assert str(found.dtype) == "Int64"


def test_scores_closer_than_the_tolerance_are_equal_and_rounded_ones_are_not() -> None:
    assert places([50.0, 50.0 + 5e-8, 50.0 - 5e-8]) == [1, 1, 1]
    assert places([50.04, 50.01]) == [1, 2]


def test_a_chain_of_close_scores_is_counted_from_its_best() -> None:
    assert places([50.0, 50.0 - 6e-8, 50.0 - 12e-8, 50.0 - 18e-8]) == [1, 1, 3, 3]


def test_tied() -> None:
    found = rank.tied(rank.competition(pd.Series([3.0, 2.0, 2.0, NAN, NAN])))
    assert found.tolist() == [False, True, True, False, False]


def test_ranks_of_many_runs_each_by_its_own_scale() -> None:
    found = rank.ranks(np.array([[[1e9, 1e9 - 0.5, 0.0], [1.0, 0.5, NAN]], [[-4.0, -4.0, 3.0], [NAN, NAN, NAN]]]))
    assert found.tolist() == [[[1, 1, 3], [1, 2, 0]], [[2, 2, 1], [0, 0, 0]]]
    assert found.dtype == np.int32
    assert rank.ranks(np.array([3.0, 2.5]), scale=1e9).tolist() == [1, 1]


def test_ranks_within_each_period_and_column() -> None:
    index = pd.MultiIndex.from_tuples(
        [("a", "2025"), ("a", "2026"), ("b", "2025"), ("b", "2026"), ("c", "2026")], names=["unit", "period"]
    )
    frame = pd.DataFrame({"x": [1.0, 5.0, 2.0, 6.0, 5.0], "y": [NAN, 1.0, 7.0, NAN, 2.0]}, index=index)
    found = rank.frame_ranks(frame)
    assert found["x"].tolist() == [2, 2, 1, 1, 2]
    assert found["y"].tolist() == [pd.NA, 2, 1, pd.NA, 1]
    assert found.dtypes.map(str).tolist() == ["Int64", "Int64"]
    assert rank.frame_ranks(frame.droplevel("period"))["x"].tolist() == [5, 2, 4, 1, 2]


def test_no_rows_at_all() -> None:
    assert rank.competition(pd.Series([], dtype="float64")).empty
    assert rank.frame_ranks(pd.DataFrame({"x": []}, dtype="float64")).empty


@settings(max_examples=60)
@given(scores, st.randoms(use_true_random=False))
def test_the_order_of_the_table_does_not_matter(values: list[float], random) -> None:
    whole = pd.Series(values, dtype="float64")
    order = list(whole.index)
    random.shuffle(order)
    assert rank.competition(whole.loc[order]).sort_index().equals(rank.competition(whole))


@settings(max_examples=60)
@given(scores)
def test_a_rising_transform_keeps_the_places(values: list[float]) -> None:
    assert places([value**3 + 2 * value for value in values]) == places(values)


@settings(max_examples=60)
@given(scores)
def test_a_place_is_one_more_than_the_number_of_better_units(values: list[float]) -> None:
    known = [value for value in values if not math.isnan(value)]
    expected = [None if math.isnan(value) else 1 + sum(other > value for other in known) for value in values]
    assert places(values) == expected
    assert rank.ranks(np.array(values)).tolist() == [place or 0 for place in expected]
