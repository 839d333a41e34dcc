import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.indicators.order import places

NAN = float("nan")


def test_equal_values_share_the_lowest_place_and_missing_ones_have_none() -> None:
    assert places(np.array([5.0, 2.0, NAN, 2.0, 7.0])).tolist() == [3, 1, 0, 1, 4]


def test_each_row_by_itself_with_its_own_tolerance() -> None:
    found = places(np.array([[1.0, 1.5, 3.0], [1.0, 1.5, 3.0]]), np.array([1.0, 0.1]))
    assert found.tolist() == [[1, 1, 3], [1, 2, 3]]


def test_a_chain_of_close_values_is_parted_where_the_first_of_a_group_is_too_far() -> None:
    assert places(np.array([0.0, 0.6, 1.2, 1.8, 2.4, 9.0]), 1.0).tolist() == [1, 1, 3, 3, 5, 6]
    assert places(np.array([[0.0, 0.6, 1.2], [0.0, 5.0, 9.0]]), 1.0).tolist() == [[1, 1, 3], [1, 2, 3]]


@pytest.mark.parametrize("shape", [(0,), (3, 0), (1,)])
def test_hardly_anything(shape: tuple[int, ...]) -> None:
    assert places(np.zeros(shape)).tolist() == np.ones(shape).tolist()


@settings(max_examples=100)
@given(st.lists(st.one_of(st.integers(0, 40).map(float), st.just(NAN)), min_size=1), st.integers(0, 6))
def test_against_the_definition_one_value_after_the_other(values: list[float], tolerance: int) -> None:
    expected = {}
    leader, place = NAN, 0
    for position, value in enumerate(sorted(value for value in values if value == value), start=1):
        if not value - leader <= tolerance:
            leader, place = value, position
        expected[value] = place
    assert places(np.array(values), float(tolerance)).tolist() == [expected.get(value, 0) for value in values]
