import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from observatory.errors import FindingsError
from observatory.indicators.outranking import copeland, outranking

NAN = float("nan")
cells = st.one_of(st.integers(0, 4).map(float), st.just(NAN))
tables = arrays.arrays("float64", st.tuples(st.integers(1, 7), st.just(3)), elements=cells)
weights = st.tuples(*[st.integers(1, 5).map(float)] * 3).map(np.array)


def test_shares_of_weight() -> None:
    found = outranking(np.array([[3.0, 1.0], [2.0, 1.0], [1.0, 5.0]]), np.array([3.0, 1.0]))
    assert found.tolist() == [[0.5, 0.875, 0.75], [0.125, 0.5, 0.75], [0.25, 0.25, 0.5]]


def test_a_missing_value_wins_and_loses_nothing_wherever_it_stands_in_the_table() -> None:
    """COINr gives the weight of a missing value to the unit that stands further down."""
    table = np.array([[1.0, NAN], [2.0, 1.0]])
    assert outranking(table, np.ones(2)).tolist() == [[0.5, 0.0], [1.0, 0.5]]
    assert outranking(table[::-1], np.ones(2)).tolist() == [[0.5, 1.0], [0.0, 0.5]]
    assert copeland(table, np.array([1.0, 9.0])).tolist() == [-1.0, 1.0]


def test_units_with_nothing_in_common_give_no_point_either_way() -> None:
    table = np.array([[1.0, NAN], [NAN, 1.0], [0.0, 0.0], [NAN, NAN]])
    assert np.isnan(outranking(table, np.ones(2))[0, 1])
    assert copeland(table, np.ones(2)) == pytest.approx([1.0, 1.0, -2.0, NAN], nan_ok=True)


def test_no_weight_at_all_compares_nothing() -> None:
    assert np.isnan(outranking(np.ones((3, 2)), np.zeros(2))).all()
    assert np.isnan(copeland(np.ones((3, 2)), np.zeros(2))).all()


def test_copeland_counts_units_beaten_less_units_lost_to() -> None:
    table = np.array([[3.0, 3.0, 0.0], [2.0, 2.0, 2.0], [1.0, 1.0, 1.0], [2.0, 2.0, 2.0]])
    assert copeland(table, np.ones(3)).tolist() == [3.0, 0.0, -3.0, 0.0]


def test_a_tie_of_weights_is_a_tie_in_spite_of_rounding() -> None:
    table = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert copeland(table, np.array([0.1, 0.2, 0.3])).tolist() == [0.0, 0.0]


def test_more_units_than_can_be_compared_are_refused() -> None:
    with pytest.raises(FindingsError) as caught:
        copeland(np.zeros((10_001, 1)), np.ones(1))
    assert [(finding.code, finding.value) for finding in caught.value.findings] == [("too-many-units", "10001")]


def test_blocks_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    table = np.where(rng.random((40, 6)) < 0.2, NAN, rng.integers(0, 5, (40, 6)))
    weight = rng.random(6)
    whole = outranking(table, weight), copeland(table, weight)
    monkeypatch.setattr("observatory.indicators.outranking.CELLS", 40 * 7)
    assert np.allclose(outranking(table, weight), whole[0], rtol=0, atol=1e-14, equal_nan=True)
    assert np.array_equal(copeland(table, weight), whole[1], equal_nan=True)


@settings(max_examples=80)
@given(tables, weights)
def test_against_the_definition(table: np.ndarray, weight: np.ndarray) -> None:
    expected = np.full((len(table), len(table)), NAN)
    for a, first in enumerate(table):
        for b, second in enumerate(table):
            both = ~np.isnan(first) & ~np.isnan(second)
            if both.any():
                won = weight[both & (first > second)].sum() + weight[both & (first == second)].sum() / 2
                expected[a, b] = won / weight[both].sum()
    assert np.allclose(outranking(table, weight), expected, rtol=0, atol=1e-12, equal_nan=True)
    points = np.where(np.isnan(expected), 0.0, np.sign(np.round(expected - 0.5, 12))).sum(axis=1)
    points[np.isnan(table).all(axis=1)] = NAN
    assert np.array_equal(copeland(table, weight), points, equal_nan=True)


@settings(max_examples=60)
@given(tables, weights, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(table: np.ndarray, weight: np.ndarray, random) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    assert np.array_equal(copeland(table[order], weight), copeland(table, weight)[order], equal_nan=True)
