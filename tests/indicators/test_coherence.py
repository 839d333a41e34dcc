import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from observatory.indicators.aggregate import aggregate
from observatory.indicators.coherence import coherence
from observatory.indicators.covariance import covariances, cronbach_alpha, principal_components
from observatory.indicators.framework import Framework, Node
from observatory.indicators.weights import balanced

NAN = float("nan")
LEAVES = {"a": "left", "b": "left", "c": "right", "d": "right", "e": "lone"}


def tree() -> Framework:
    nodes = [Node("index", "", 3, 1.0, 1)]
    nodes += [Node(code, "index", 2, 1.0, 1) for code in ("left", "right", "lone")]
    nodes += [Node(leaf, parent, 1, 1.0, 1) for leaf, parent in LEAVES.items()]
    return Framework({node.code: node for node in nodes}, "index")


def scores() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    a, c = rng.uniform(1, 100, (2, 40))
    table = pd.DataFrame({"a": a, "b": a + rng.normal(0, 3, 40), "c": c, "d": 101 - c, "e": rng.uniform(1, 100, 40)})
    table.loc[[3, 7], "a"] = NAN
    return table


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    normalised = scores()
    joined = aggregate(normalised, tree()).scores[["index", "left", "right", "lone"]]
    sizes = pd.DataFrame({"people": normalised["e"] * 2 + 1, "index": normalised["c"] ** 2})
    table = coherence(normalised, joined, tree(), sizes)
    return table.set_index(["measure", "group", "code", "other"]).sort_index()


def test_alpha_is_not_defined_for_one_indicator(found: pd.DataFrame) -> None:
    alpha = found.loc["cronbach-alpha", "value"].droplevel(["group", "other"])
    assert sorted(alpha.index) == ["ALL", "left", "lone", "right"]
    assert math.isnan(alpha["lone"])
    assert alpha["left"] > 0.98
    pairs = scores()[["a", "b"]].cov().to_numpy()
    assert alpha["left"] == pytest.approx(2 * 2 * pairs[0, 1] / pairs.sum(), abs=1e-12)


def test_alpha_of_a_whole_that_cancels_out_is_not_defined() -> None:
    assert math.isnan(cronbach_alpha(np.array([[1.0, -1.0], [-1.0, 1.0]])))
    assert cronbach_alpha(np.ones((3, 3))) == 1.0


def test_flags(found: pd.DataFrame) -> None:
    flags = found["flag"]
    assert flags.loc["correlation-collinear"].to_dict() == {("left", "a", "b"): "collinear"}
    assert flags.loc["correlation-denominator", "lone", "e"].to_dict() == {"people": "size", "index": ""}
    assert flags.loc["correlation-denominator", "right"].to_dict() == {
        ("c", "index"): "size", ("c", "people"): "", ("d", "index"): "size", ("d", "people"): "",
    }  # fmt: skip
    parents = found.loc["correlation-parent"]
    values = parents["value"]
    expected = np.where(values < 0, "negative", np.where(values < 0.3, "weak", ""))
    assert parents["flag"].tolist() == expected.tolist()
    assert set(parents["flag"]) >= {""}


def test_a_parent_that_does_not_vary_has_no_correlation(found: pd.DataFrame) -> None:
    right = found.loc[("correlation-parent", "right"), ["value", "flag"]]
    assert right["value"].isna().all()
    assert set(right["flag"]) == {""}


def test_weights_against_correlations(found: pd.DataFrame) -> None:
    rows = found.loc["weight-correlation", "value"].droplevel("group")
    assert rows["a"].to_dict() == {
        "effective-weight": pytest.approx(1 / 6),
        "correlation": pytest.approx(found_correlation("a")),
    }
    assert set(rows.index.get_level_values("code")) == {*LEAVES, "left", "right", "lone"}


def found_correlation(leaf: str) -> float:
    normalised = scores()
    return float(normalised[leaf].corr(aggregate(normalised, tree()).scores["index"]))


def test_components_and_loadings(found: pd.DataFrame) -> None:
    shares = found.loc[("pca-variance", "right"), "value"]
    assert shares.index.get_level_values("code").tolist() == ["PC1", "PC2"]
    assert shares.tolist() == pytest.approx([1.0, 0.0])
    assert found.loc[("pca-variance", "index"), "value"].isna().all()
    assert found.loc[("pca-loading", "left"), "value"].tolist() == pytest.approx([math.sqrt(0.5)] * 2)
    assert found.loc[("pca-variance", "lone"), "value"].tolist() == [1.0]


tables = arrays.arrays("float64", st.tuples(st.integers(6, 20), st.just(3)), elements=st.integers(0, 50).map(float))


@settings(max_examples=60)
@given(tables, st.sets(st.tuples(st.integers(0, 5), st.integers(0, 2)), max_size=6))
def test_correlations_against_pandas(table: np.ndarray, gaps: set[tuple[int, int]]) -> None:
    for row, column in gaps:
        table[row, column] = NAN
    frame = pd.DataFrame(table)
    covariance, correlation = covariances(table)
    assert np.allclose(covariance, frame.cov(), rtol=0, atol=1e-9, equal_nan=True)
    assert np.allclose(correlation, frame.corr(), rtol=0, atol=1e-9, equal_nan=True)


def test_what_rounding_leaves_of_a_constant_has_no_correlation() -> None:
    table = np.column_stack([np.arange(6.0), 0.3 + 1e-17 * np.arange(6), [0.1 + 0.2, 0.3] * 3])
    assert np.isnan(covariances(table)[1][:, 1:]).all()


@settings(max_examples=60)
@given(tables, st.floats(0.1, 10), st.floats(-50, 50))
def test_components_do_not_depend_on_units(table: np.ndarray, factor: float, shift: float) -> None:
    moved = table.copy()
    moved[:, 1] = moved[:, 1] * factor + shift
    shares, loadings = principal_components(table)
    again, _ = principal_components(moved)
    assert np.allclose(again, shares, rtol=0, atol=1e-9, equal_nan=True)
    if not np.isnan(shares).any():
        _, correlation = covariances(table)
        assert np.allclose(correlation @ loadings, shares[0] * 3 * loadings, rtol=0, atol=1e-9)
        assert loadings.sum() >= 0


def test_components_of_incomplete_rows_are_those_of_the_complete_ones() -> None:
    table = scores()[["a", "b", "e"]].to_numpy()
    whole = principal_components(table)
    assert np.array_equal(whole[0], principal_components(table[~np.isnan(table).any(axis=1)])[0])
    assert np.isnan(principal_components(table[3:4])[0]).all()


@settings(max_examples=100)
@given(tables, st.floats(0.1, 10))
def test_balanced_weights_give_every_child_the_same_correlation(table: np.ndarray, factor: float) -> None:
    weights = balanced(table * np.array([1.0, factor, 1.0]))
    if np.isnan(weights).any():
        assert np.isnan(weights).all()
        return
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()
    centred = table * np.array([1.0, factor, 1.0])
    mean = centred @ weights
    found = [np.corrcoef(column, mean)[0, 1] for column in centred.T]
    assert max(found) - min(found) < 1e-9


def test_balanced_weights_of_two_are_as_one_over_their_spread() -> None:
    weights = balanced(np.array([[1.0, 40.0], [2.0, 10.0], [3.0, 20.0], [4.0, 70.0]]))
    spread = np.array([np.std([1, 2, 3, 4]), np.std([40, 10, 20, 70])])
    assert weights == pytest.approx((1 / spread) / (1 / spread).sum(), abs=1e-12)
    assert balanced(np.array([[1.0], [2.0]])).tolist() == [1.0]


@pytest.mark.parametrize(
    "table",
    [
        [[1.0, 2.0], [2.0, 4.0], [3.0, 6.0], [5.0, 10.0]],
        [[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]],
        [[1.0, 2.0], [2.0, 4.5]],
        [[1.0, 2.0], [2.0, NAN], [NAN, 1.0], [3.0, NAN]],
    ],
)
def test_weights_that_the_values_do_not_determine_are_missing(table: list[list[float]]) -> None:
    assert np.isnan(balanced(np.array(table))).all()


def test_weights_below_zero_are_missing() -> None:
    rng = np.random.default_rng(2)
    common = rng.normal(size=60)
    table = np.column_stack([common + 0.1 * rng.normal(size=60), common + 0.2 * rng.normal(size=60), -common])
    assert np.isnan(balanced(table)).all() or (balanced(table) >= 0).all()
    close = np.column_stack([common, common + 0.05 * rng.normal(size=60), common + rng.normal(size=60)])
    close[:, 1] += 0.8 * (close[:, 2] - common)
    correlation = np.corrcoef(close.T)
    assert (np.linalg.solve(correlation, np.ones(3)) < 0).any()
    assert np.isnan(balanced(close)).all()
