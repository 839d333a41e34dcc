import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.indicators import screen
from observatory.indicators.framework import Framework, Node

NAN = math.nan
LEAVES = ["a", "b", "c", "d", "e"]


def tree(**dates: tuple[str, str]) -> Framework:
    nodes = [Node("all", "", 3, 1.0, 0), Node("left", "all", 2, 1.0, 0), Node("right", "all", 2, 1.0, 0)]
    for leaf in LEAVES:
        begin, end = dates.get(leaf, ("", ""))
        parent = "left" if leaf in "abc" else "right"
        nodes.append(Node(leaf, parent, 1, 1.0, 1, in_force_from=begin, in_force_to=end))
    return Framework({node.code: node for node in nodes}, "all")


def rows(*values: list[float], periods: list[str] | None = None) -> pd.DataFrame:
    names = periods or [""] * len(values)
    index = pd.MultiIndex.from_tuples([(f"u{at}", period) for at, period in enumerate(names)], names=["unit", "period"])
    return pd.DataFrame(values, columns=LEAVES, index=index, dtype="float64")


@pytest.mark.parametrize(
    ("values", "availability", "lowest", "enough"),
    [
        ([1, 1, 1, 1, 1], 1.0, 1.0, True),
        ([NAN, 1, 1, 1, 1], 0.8, 2 / 3, True),
        ([1, 1, 1, NAN, 1], 0.8, 0.5, True),
        ([NAN, NAN, 1, 1, 1], 0.6, 1 / 3, False),
        ([1, 1, 1, NAN, NAN], 0.6, 0.0, False),
        ([0, 0, 0, 0, 0], 1.0, 1.0, True),
        ([NAN] * 5, 0.0, 0.0, False),
    ],
)
def test_units_need_four_fifths_of_all_and_half_of_each_group(
    values: list[float], availability: float, lowest: float, enough: bool
) -> None:
    found = screen.units(rows(values), tree()).iloc[0]
    assert found.to_dict() == {
        "availability": pytest.approx(availability),
        "lowest_group": pytest.approx(lowest),
        "enough": enough,
    }


def test_a_group_may_be_short_where_the_whole_is_not() -> None:
    wide = Framework(
        {
            "all": Node("all", "", 3, 1.0, 0),
            "left": Node("left", "all", 2, 1.0, 0),
            "right": Node("right", "all", 2, 1.0, 0),
            **{f"i{at}": Node(f"i{at}", "left" if at else "right", 1, 1.0, 1) for at in range(10)},
        },
        "all",
    )
    matrix = pd.DataFrame([[NAN, *[1.0] * 9]], columns=wide.leaves)
    assert screen.units(matrix, wide).iloc[0].tolist() == [0.9, 0.0, False]


def test_only_indicators_in_force_in_the_period_count() -> None:
    matrix = rows([1, 1, 1, 1, NAN], [1, 1, 1, NAN, NAN], periods=["2025", "2026"])
    found = screen.units(matrix, tree(e=("2026", "2027")))
    assert found["availability"].tolist() == [1.0, 0.6]
    assert found["lowest_group"].tolist() == [1.0, 0.0]
    of_e = screen.indicators(matrix, tree(e=("2026", ""))).loc["e"]
    assert of_e["availability"] == 0.0


def test_indicators_need_values_other_than_zero_and_different_ones() -> None:
    matrix = rows([1, 0, 3, NAN, 1], [2, 0, 3, NAN, 2], [3, 0, 3, 1, 3], [4, 1, 3, 2, 3])
    found = screen.indicators(matrix, tree())
    assert found["availability"].tolist() == [1.0, 1.0, 1.0, 0.5, 1.0]
    assert found["nonzero"].tolist() == [1.0, 0.25, 1.0, 0.5, 1.0]
    assert found["unique"].tolist() == [1.0, 0.5, 0.25, 0.5, 0.75]
    assert found["enough"].to_dict() == {"a": True, "b": False, "c": False, "d": False, "e": True}


def test_what_is_short_is_said_with_the_limit_it_misses() -> None:
    matrix = rows([1, 1, 1, NAN, NAN], [2, 2, 2, 2, 2], periods=["2026", "2026"])
    found = screen.findings(screen.units(matrix, tree()), screen.indicators(matrix, tree()))
    assert [(finding.code, finding.value, finding.expected) for finding in found] == [
        ("unit-short-of-data", "u0 2026", "availability 60% (≥ 80%), lowest_group 0% (≥ 50%)"),
        ("indicator-short-of-data", "d", "availability 50% (≥ 65%)"),
        ("indicator-short-of-data", "e", "availability 50% (≥ 65%)"),
    ]
    assert {finding.level for finding in found} == {"warning"}


cell = st.one_of(st.floats(-10, 10), st.just(NAN))


@given(st.lists(st.lists(cell, min_size=5, max_size=5), min_size=1, max_size=6))
def test_shares_are_shares_and_the_lowest_group_is_never_above_the_whole(values: list[list[float]]) -> None:
    matrix = rows(*values)
    found = screen.units(matrix, tree())
    assert found["availability"].between(0, 1).all()
    assert (found["lowest_group"] <= found["availability"] + 1e-12).all()
    np.testing.assert_allclose(found["availability"], matrix.notna().mean(axis=1))
    turned = screen.units(matrix.iloc[::-1], tree())
    pd.testing.assert_frame_equal(turned.loc[found.index], found)


def test_a_share_just_below_its_limit_does_not_read_as_the_limit() -> None:
    short = pd.DataFrame(
        {"availability": [39 / 49], "lowest_group": [1.0], "enough": [False]},
        index=pd.MultiIndex.from_tuples([("BRN", "")], names=["unit", "period"]),
    )
    whole = screen.indicators(rows([1, 2, 3, 4, 5], [2, 3, 4, 5, 6]), tree())
    (found,) = screen.findings(short, whole)
    assert found.expected == "availability 79.5% (≥ 80%)"
