import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.indicators.aggregate import aggregate, availability
from observatory.indicators.framework import Framework, Node

NAN = float("nan")
LEAVES = ["a", "b", "c", "d"]


def tree(weights: tuple[float, float, float, float] = (1, 1, 1, 1)) -> Framework:
    nodes = [Node("index", "", 3, 1.0, 1, NAN, NAN, None)]
    nodes += [Node(code, "index", 2, 1.0, 1, NAN, NAN, None) for code in ("left", "right")]
    nodes += [
        Node(leaf, parent, 1, weight, 1, 0.0, 100.0, 2026)
        for leaf, parent, weight in zip(LEAVES, ["left", "left", "right", "right"], weights, strict=True)
    ]
    return Framework({node.code: node for node in nodes}, "index")


def rows(*values: tuple[float, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(values, columns=LEAVES, index=[f"unit{n}" for n in range(len(values))])


def test_means_go_up_level_by_level() -> None:
    found = aggregate(rows((10, 30, 40, 80)), tree((1, 3, 1, 1)))
    assert found.scores.loc["unit0", "left"] == 25.0
    assert found.scores.loc["unit0", "right"] == 60.0
    assert found.scores.loc["unit0", "index"] == 42.5
    assert found.effective_weights.loc["unit0"].tolist() == [0.125, 0.375, 0.25, 0.25]


def test_the_weight_of_a_missing_child_goes_to_the_others_of_its_group() -> None:
    found = aggregate(rows((10, NAN, 40, 80)), tree())
    assert found.scores.loc["unit0", "left"] == 10.0
    assert found.scores.loc["unit0", "index"] == 35.0
    assert found.effective_weights.loc["unit0"].tolist() == [0.5, 0.0, 0.25, 0.25]


def test_a_missing_group_gives_its_weight_to_the_other_groups() -> None:
    found = aggregate(rows((NAN, NAN, 40, 80)), tree())
    assert math.isnan(found.scores.loc["unit0", "left"])
    assert found.scores.loc["unit0", "index"] == 60.0
    assert found.effective_weights.loc["unit0"].tolist() == [0.0, 0.0, 0.5, 0.5]


def test_too_little_of_a_group_leaves_it_missing_by_count_or_by_weight() -> None:
    by_count = aggregate(rows((10, NAN, 40, 80)), tree(), min_group_share=0.6)
    by_weight = aggregate(rows((10, NAN, 40, 80)), tree((1, 3, 1, 1)))
    assert math.isnan(by_count.scores.loc["unit0", "left"])
    assert math.isnan(by_weight.scores.loc["unit0", "left"])


def test_nothing_known_gives_no_score_and_no_weights() -> None:
    found = aggregate(rows((NAN, NAN, NAN, NAN)), tree(), min_group_share=0.0)
    assert found.scores["index"].isna().all()
    assert found.effective_weights.loc["unit0"].sum() == 0.0


def test_a_child_of_weight_zero_counts_for_nothing() -> None:
    found = aggregate(rows((10, 90, 40, 80)), tree((1, 0, 1, 1)))
    assert found.scores.loc["unit0", "left"] == 10.0
    assert found.effective_weights.loc["unit0", "b"] == 0.0


score = st.one_of(st.floats(0, 100), st.just(NAN))
weight = st.floats(0.01, 10)


@settings(deadline=None, max_examples=30)
@given(st.tuples(score, score, score, score), st.tuples(weight, weight, weight, weight))
def test_bounds_and_contributions(
    values: tuple[float, float, float, float], weights: tuple[float, float, float, float]
) -> None:
    normalised = rows(values)
    found = aggregate(normalised, tree(weights))
    share = availability(normalised).iloc[0]
    assert 0.0 <= share <= 1.0
    index = found.scores["index"].iloc[0]
    if math.isnan(index):
        return
    used = found.effective_weights.iloc[0]
    counted = normalised.iloc[0][used > 0]
    assert counted.min() - 1e-9 <= index <= counted.max() + 1e-9
    assert used.sum() == pytest.approx(1.0)
    assert float(np.nansum(used * normalised.iloc[0])) == pytest.approx(index, abs=1e-9)


@settings(deadline=None, max_examples=30)
@given(st.tuples(*[st.floats(0, 100)] * 4), st.floats(0.1, 10))
def test_only_the_proportions_of_weights_matter(values: tuple[float, ...], factor: float) -> None:
    plain = aggregate(rows(values), tree((1, 2, 3, 4)))
    scaled = aggregate(rows(values), tree((factor, 2 * factor, 3 * factor, 4 * factor)))
    assert scaled.scores["index"].iloc[0] == pytest.approx(plain.scores["index"].iloc[0])
