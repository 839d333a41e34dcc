import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators import impute as room
from observatory.indicators.framework import Framework, Node
from observatory.indicators.impute import impute

NAN = math.nan
TREE = Framework(
    {
        "all": Node("all", "", 3, 1.0, 0),
        "left": Node("left", "all", 2, 1.0, 0),
        "right": Node("right", "all", 2, 1.0, 0),
        "a": Node("a", "left", 1, 1.0, 1),
        "b": Node("b", "left", 1, 1.0, -1),
        "c": Node("c", "left", 1, 5.0, 1),
        "d": Node("d", "right", 1, 1.0, 1),
    },
    "all",
)
NONE = pd.DataFrame()


def matrix(rows: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples(rows, names=["unit", "period"])
    return pd.DataFrame(list(rows.values()), index=index, columns=TREE.leaves, dtype="float64")


def years(*values: float, periods: list[str] | None = None, unit: str = "u") -> pd.DataFrame:
    names = periods or [str(2020 + at) for at in range(len(values))]
    return matrix({(unit, period): [value] * 4 for period, value in zip(names, values, strict=True)})


UNITS = matrix(
    {
        ("u1", ""): [1, 10, 0, 5],
        ("u2", ""): [3, 20, 1, NAN],
        ("u3", ""): [8, 60, 4, 6],
        ("u4", ""): [NAN, 30, NAN, NAN],
        ("u5", ""): [NAN, NAN, NAN, NAN],
    }
)
GROUPS = pd.DataFrame({"region": ["north", "north", "south", "north", ""]}, index=["u1", "u2", "u3", "u4", "u5"])


def test_none_leaves_everything() -> None:
    assert impute(UNITS, TREE, "none", NONE) is UNITS


@pytest.mark.parametrize(
    ("how", "expected"),
    [("mean", 4.0), ("median", 3.0), ("group-mean:region", 2.0), ("group-median:region", 2.0)],
)
def test_from_other_units(how: str, expected: float) -> None:
    found = impute(UNITS, TREE, how, GROUPS)
    assert found.loc[("u4", ""), "a"] == expected
    assert found[UNITS.notna()].equals(UNITS)


def test_a_group_without_a_value_and_a_unit_without_a_group_stay_missing() -> None:
    found = impute(UNITS.assign(d=[NAN, NAN, 6.0, NAN, NAN]), TREE, "group-mean:region", GROUPS)
    assert found["d"].isna().tolist() == [True, True, False, True, True]
    assert found.loc[("u5", "")].isna().all()
    unknown = impute(UNITS, TREE, "group-mean:region", GROUPS.drop(index="u5"))
    assert unknown.loc[("u5", "")].isna().all()


def test_units_without_a_group_are_named_where_they_lack_a_value() -> None:
    groups = GROUPS.assign(region=["", "north", "south", "north", ""])
    found = room.findings(UNITS, "group-mean:region", groups)
    assert [(finding.code, finding.level, finding.value) for finding in found] == [
        ("unit-without-group", "warning", "u5")
    ]
    assert room.findings(UNITS, "mean", groups) == []


def test_each_period_is_imputed_from_its_own_units() -> None:
    frame = pd.concat([years(2, 4, unit="u1"), years(NAN, NAN, unit="u2"), years(6, 8, unit="u3")])
    found = impute(frame, TREE, "mean", NONE)
    assert found.loc["u2", "a"].tolist() == [4.0, 6.0]
    groups = pd.DataFrame({"g": ["x", "x", "y"]}, index=["u1", "u2", "u3"])
    assert impute(frame, TREE, "group-median:g", groups).loc["u2", "a"].tolist() == [2.0, 4.0]


def test_a_group_nobody_knows_and_a_way_nobody_knows() -> None:
    with pytest.raises(FindingsError) as caught:
        impute(UNITS, TREE, "group-mean:island", GROUPS)
    (finding,) = caught.value.findings
    assert (finding.code, finding.field) == ("units-column-missing", "island")
    with pytest.raises(ValueError, match="nearest"):
        impute(UNITS, TREE, "nearest", GROUPS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1, NAN, 3], [1, 2, 3]),
        ([1, NAN, NAN, 7], [1, 3, 5, 7]),
        ([1, NAN, NAN, NAN, NAN, NAN, 7], [1, 2, 3, 4, 5, 6, 7]),
        ([1, NAN, NAN, NAN], [1, 1, 1, NAN]),
        ([1, 2, NAN, NAN, NAN, NAN], [1, 2, 2, 2, NAN, NAN]),
        ([NAN, NAN, 3, NAN], [NAN, NAN, 3, 3]),
        ([NAN, NAN], [NAN, NAN]),
    ],
)
def test_between_two_periods_a_line_after_the_last_its_value_before_the_first_nothing(
    before: list[float], after: list[float]
) -> None:
    found = impute(years(*before), TREE, "panel", NONE)
    np.testing.assert_allclose(found["a"], after)


def test_periods_that_are_numbers_count_by_their_number() -> None:
    uneven = years(1, NAN, 9, periods=["9", "10", "17"]).sort_index()
    assert impute(uneven, TREE, "panel", NONE).loc[("u", "10"), "a"] == 2.0
    late = years(1, NAN, NAN, periods=["2018", "2020", "2022"])
    np.testing.assert_array_equal(impute(late, TREE, "panel", NONE)["a"], [1.0, 1.0, NAN])


def test_other_periods_count_by_their_place_among_all() -> None:
    frame = pd.concat(
        [
            years(1, NAN, 4, periods=["2025-Q1", "2025-Q2", "2025-Q4"], unit="u1"),
            years(5, periods=["2025-Q3"], unit="u2"),
        ]
    )
    assert impute(frame, TREE, "panel", NONE).loc[("u1", "2025-Q2"), "a"] == 2.0


def test_nothing_passes_from_one_unit_to_another() -> None:
    frame = pd.concat([years(1, NAN, unit="u1"), years(NAN, 5, unit="u2"), years(NAN, NAN, unit="u3")])
    np.testing.assert_array_equal(impute(frame, TREE, "panel", NONE)["a"], [1, 1, NAN, 5, NAN, NAN])


def test_the_mean_place_of_the_same_group_becomes_a_value() -> None:
    found = impute(UNITS, TREE, "row-mean", NONE)
    # u4 has b = 30, where less is better: 60 % of the way from the worst (60) to the best (10).
    assert found.loc[("u4", ""), "a"] == pytest.approx(1 + 0.6 * 7)
    assert found.loc[("u4", ""), "c"] == pytest.approx(0.6 * 4)
    assert found.loc[("u4", ""), "b"] == 30.0
    assert math.isnan(found.loc[("u4", ""), "d"])
    assert found.loc[("u5", "")].isna().all()


def test_a_value_on_the_way_down_is_filled_from_the_worst_end() -> None:
    frame = UNITS.copy()
    frame.loc[("u1", ""), "b"] = NAN
    found = impute(frame, TREE, "row-mean", NONE)
    assert found.loc[("u1", ""), "b"] == pytest.approx(60.0)


def test_a_constant_indicator_says_nothing_and_is_not_filled() -> None:
    frame = UNITS.assign(c=[2.0, 2.0, 2.0, NAN, NAN])
    found = impute(frame, TREE, "row-mean", NONE)
    assert math.isnan(found.loc[("u4", ""), "c"])
    assert found.loc[("u4", ""), "a"] == pytest.approx(1 + 0.6 * 7)


cell = st.one_of(st.floats(-100, 100).map(lambda value: round(value, 3)), st.just(NAN))
HOWS = ["mean", "median", "group-mean:g", "group-median:g", "panel", "row-mean"]


@given(st.lists(st.lists(cell, min_size=4, max_size=4), min_size=6, max_size=6), st.sampled_from(HOWS), st.randoms())
def test_known_values_stay_estimates_lie_within_them_and_the_order_of_rows_is_nothing(
    values: list[list[float]], how: str, random: object
) -> None:
    keys = [(unit, period) for unit in ("u1", "u2", "u3") for period in ("2024", "2025")]
    frame = matrix(dict(zip(keys, values, strict=True)))
    groups = pd.DataFrame({"g": ["x", "x", "y"]}, index=["u1", "u2", "u3"])
    found = impute(frame, TREE, how, groups)
    assert found[frame.notna()].equals(frame)
    low, high = frame.min() - 1e-9, frame.max() + 1e-9
    assert (found.isna() | ((found >= low) & (found <= high))).all(axis=None)
    order = list(range(len(frame)))
    random.shuffle(order)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(
        impute(frame.iloc[order], TREE, how, groups).loc[frame.index], found, check_freq=False
    )
