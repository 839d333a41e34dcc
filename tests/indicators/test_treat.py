import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from observatory.indicators.framework import Framework, Node
from observatory.indicators.treat import Treated, shape, treat

NAN = math.nan
Column = list[float]


def tree(*treats: str) -> Framework:
    nodes = [Node("all", "", 2, 1.0, 0)]
    nodes += [Node(f"x{at}", "all", 1, 1.0, 1, treat=own) for at, own in enumerate(treats)]
    return Framework({node.code: node for node in nodes}, "all")


def rows(*columns: Column) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(
        [[f"u{at:03d}" for at in range(len(columns[0]))], [""]], names=["unit", "period"]
    )
    return pd.DataFrame({f"x{at}": column for at, column in enumerate(columns)}, index=index, dtype="float64")


def one(column: Column, how: str = "auto", own: str = "") -> Treated:
    return treat(rows(column), tree(own), how)


def rule(found: Treated) -> str:
    return str(found.rules["rule"].iloc[0])


RISING = [float(value) for value in range(1, 11)]
ONE_OUTLIER = [*RISING, 100.0]
LONG = [float(value) for value in range(1, 41)]
HEAVY = [1.5**power for power in range(60)]


def test_skew_and_kurtosis_of_a_documented_column() -> None:
    # Printed in COINr's article "Outlier treatment", bluefoxr.github.io/COINr/articles/treat.html.
    assert shape(np.array([*RISING, 30.0, 100.0])) == pytest.approx((3.063241, 9.741391), abs=1e-6)
    assert shape(np.array([*RISING, 30.0, 30.0])) == pytest.approx((1.712038, 1.815781), abs=1e-6)


def test_what_too_few_or_equal_values_leave_undefined() -> None:
    for values in ([], [1.0], [1.0, 2.0], [0.1] * 9):
        assert np.isnan(shape(np.array(values, dtype="float64"))).all()
    skew, kurtosis = shape(np.array([1.0, 2.0, 9.0]))
    assert skew > 0
    assert math.isnan(kurtosis)


def test_a_column_that_passes_is_left_as_it_is() -> None:
    found = one(RISING)
    assert rule(found) == ""
    assert found.values["x0"].tolist() == RISING
    assert found.changes(rows(RISING)).empty


def test_the_highest_takes_the_next_lower_value() -> None:
    found = one(ONE_OUTLIER)
    row = found.rules.iloc[0]
    assert found.values["x0"].tolist() == [*RISING, 10.0]
    assert (row["rule"], row["n_changed"], row["high"]) == ("winsorise", 1, 10.0)
    assert math.isnan(row["low"])
    assert row["skew_before"] > 2 > row["skew_after"]
    assert row["kurt_before"] > 3.5 > row["kurt_after"]


def test_the_lowest_takes_the_next_higher_value() -> None:
    found = one([*RISING, -100.0])
    assert found.values["x0"].tolist() == [*RISING, 1.0]
    assert found.rules["low"].tolist() == [1.0]
    assert found.rules["high"].isna().all()


def test_each_step_takes_down_all_that_stand_at_the_top() -> None:
    found = one([*LONG, 150.0, 400.0])
    assert rule(found) == "winsorise"
    assert found.rules["n_changed"].tolist() == [2]
    assert found.values["x0"].tolist()[-2:] == [40.0, 40.0]


def test_both_ends_count_together() -> None:
    column = [*LONG, 9000.0, -800.0]
    found = one(column)
    assert rule(found) == "winsorise"
    assert found.values["x0"].tolist() == [*LONG, 40.0, 1.0]
    assert found.rules[["low", "high", "n_changed"]].iloc[0].tolist() == [1.0, 40.0, 2]
    capped = one(column[-10:], "capped")
    assert rule(capped) in ("log", "log-negative")


def test_beyond_the_limit_the_values_as_they_were_are_given_the_logarithm() -> None:
    column = HEAVY
    found = one(column)
    array = np.array(column)
    margin = 0.01 * (array.max() - array.min())
    assert rule(found) == "log"
    np.testing.assert_allclose(found.values["x0"], np.log(array - array.min() + margin), rtol=0, atol=1e-12)
    assert found.rules["n_changed"].tolist() == [len(column)]


def test_a_negative_skew_is_turned_so_that_the_order_stays() -> None:
    # The plain logarithm would stretch the tail it is meant to bring in.
    column = [-value for value in HEAVY]
    found = one(column)
    array = np.array(column)
    margin = 0.01 * (array.max() - array.min())
    assert rule(found) == "log-negative"
    np.testing.assert_allclose(found.values["x0"], -np.log(array.max() + margin - array), rtol=0, atol=1e-12)
    assert (np.argsort(found.values["x0"]) == np.argsort(array)).all()
    assert abs(found.rules["skew_after"].iloc[0]) < abs(found.rules["skew_before"].iloc[0])


def test_the_logarithm_is_kept_even_where_it_does_not_pass() -> None:
    found = one([0.0] * 60 + [1.0])
    row = found.rules.iloc[0]
    assert row["rule"] == "log"
    assert abs(row["skew_after"]) > 2
    assert row["kurt_after"] > 3.5


def test_a_tied_top_goes_past_five_in_auto_and_to_the_logarithm_in_capped() -> None:
    tied = [*[float(value % 40) for value in range(200)], *[400.0] * 2, *[390.0] * 2, *[380.0] * 2]
    auto, capped = one(tied), one(tied, "capped")
    assert auto.rules[["rule", "n_changed"]].iloc[0].tolist() == ["winsorise", 6]
    assert rule(capped) == "log"


@pytest.mark.parametrize(("count", "most"), [(19, 1), (40, 2), (59, 2), (60, 3), (99, 4), (100, 5), (200, 5)])
def test_how_many_cells_capped_may_change(count: int, most: int) -> None:
    for outliers in range(1, 8):
        body = [math.sin(value) for value in range(count - outliers)]
        found = one([*body, *[50.0 * 2**step for step in range(outliers)]], "capped")
        if rule(found) == "winsorise":
            assert found.rules["n_changed"].iloc[0] <= most
        else:
            assert rule(found) in ("log", "")
    allowed = [*[math.sin(value) for value in range(count - most)], *[50.0 + step for step in range(most)]]
    assert rule(one(allowed, "capped")) in ("winsorise", "")


def test_five_of_thirty_four_provinces_are_too_many_for_capped() -> None:
    provinces = [*[float(value) for value in range(31)], 300.0, 310.0, 320.0]
    assert one(provinces, "auto").rules[["rule", "n_changed"]].iloc[0].tolist() == ["winsorise", 3]
    assert rule(one(provinces, "capped")) == "log"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([0.1] * 9, "untreated-constant"),
        ([1.0, 2.0, 1000.0, NAN, NAN, NAN, NAN, NAN, NAN], "untreated-short"),
        ([NAN] * 9, "untreated-short"),
        ([0.0] * 8 + [5e-324], "untreated-constant"),
    ],
)
@pytest.mark.parametrize("own", ["", "log"])
def test_what_cannot_be_treated_is_left_and_marked(column: Column, expected: str, own: str) -> None:
    found = one(column, own=own)
    assert rule(found) == expected
    np.testing.assert_array_equal(found.values["x0"], column)
    assert found.changes(rows(column)).empty


def test_an_indicator_may_ask_for_its_own_treatment() -> None:
    columns = [ONE_OUTLIER] * 4
    tree_of_all = tree("", "none", "auto", "log")
    assert treat(rows(*columns), tree_of_all, "none").rules["rule"].tolist() == ["", "", "winsorise", "log"]
    assert treat(rows(*columns), tree_of_all, "auto").rules["rule"].tolist() == ["winsorise", "", "winsorise", "log"]
    passes = treat(rows(RISING, RISING), tree("", "log"), "auto")
    assert passes.rules["rule"].tolist() == ["", "log"]


def test_an_indicator_that_asks_for_auto_is_capped_where_all_are() -> None:
    provinces = [*[float(value) for value in range(31)], 300.0, 310.0, 320.0]
    assert rule(one(provinces, "capped", own="auto")) == "log"
    assert rule(one(provinces, "boxcox:2", own="auto")) == "winsorise"


@pytest.mark.parametrize(("power", "expected"), [("0", math.log(100)), ("0.5", 18.0), ("-1", 0.99)])
def test_box_cox_of_what_does_not_pass(power: str, expected: float) -> None:
    found = treat(rows(ONE_OUTLIER, [*RISING, 11.0]), tree("", ""), f"boxcox:{power}")
    assert found.rules["rule"].tolist() == ["boxcox", ""]
    assert found.values["x0"].iloc[0] == 0.0
    assert found.values["x0"].iloc[-1] == pytest.approx(expected)


def test_a_treatment_nobody_knows() -> None:
    with pytest.raises(ValueError, match="trim"):
        one(RISING, "trim")


def test_every_changed_cell_is_recorded() -> None:
    before = rows([*RISING, 100.0, NAN], [*RISING, 11.0, 12.0], [*RISING, NAN, -100.0])
    found = treat(before, tree("", "", ""), "auto").changes(before)
    assert list(found.columns) == ["unit", "period", "code", "rule", "before", "after"]
    assert found.to_numpy().tolist() == [
        ["u010", "", "x0", "winsorise", 100.0, 10.0],
        ["u011", "", "x2", "winsorise", -100.0, 1.0],
    ]


def test_values_drawn_anew_are_treated_as_the_fitted_ones() -> None:
    before = rows([*LONG, *LONG[:19], 300.0], HEAVY, [-value for value in HEAVY], [float(value) for value in range(60)])
    found = treat(before, tree("", "", "", ""), "auto")
    np.testing.assert_array_equal(found.apply(before.to_numpy()), found.values.to_numpy())
    drawn = np.stack([before.to_numpy() * 1.5, before.to_numpy() - 7.0])
    treated = found.apply(drawn)
    assert treated.shape == drawn.shape
    assert np.isfinite(treated).all()
    assert treated[..., 0].max() == found.values["x0"].max()
    assert treated[..., 1].min() == found.values["x1"].min()
    np.testing.assert_array_equal(treated[..., 3], drawn[..., 3])


def test_nothing_to_treat_gives_the_same_array() -> None:
    before = rows(ONE_OUTLIER)
    array = before.to_numpy()
    assert treat(before, tree(""), "none").apply(array) is array


def test_the_given_matrix_is_not_changed() -> None:
    before = rows(ONE_OUTLIER)
    treat(before, tree(""), "auto")
    assert before["x0"].tolist() == ONE_OUTLIER


cell = st.one_of(st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), st.sampled_from([NAN, 0.0, 1e9, -1e9]))
hows = st.sampled_from(["none", "auto", "capped", "boxcox:0.5"])


@given(st.lists(cell, min_size=1, max_size=40), hows, st.sampled_from(["", "log", "auto", "none"]))
def test_the_order_of_values_stays_and_missing_stays_missing(column: Column, how: str, own: str) -> None:
    found = one(column, how, own)
    before, after = np.array(column), found.values["x0"].to_numpy()
    known = ~np.isnan(before)
    assert (np.isnan(after) == ~known).all()
    order = np.argsort(before[known])
    assert (np.diff(after[known][order]) >= 0).all()
    assert np.isfinite(after[known]).all()
    changed = found.rules["n_changed"].iloc[0]
    assert changed == len(found.changes(rows(column)))
    if rule(found) == "winsorise" and how == "capped":
        assert changed <= (max(1, known.sum() // 20) if known.sum() < 100 else 5)


@given(st.lists(cell, min_size=1, max_size=40), st.randoms())
def test_the_order_of_rows_changes_nothing(column: Column, random: object) -> None:
    order = list(range(len(column)))
    random.shuffle(order)  # type: ignore[attr-defined]
    plain, turned = one(column), one([column[at] for at in order])
    assume(_clear(plain) and _clear(turned))
    assert rule(plain) == rule(turned)
    np.testing.assert_allclose(turned.values["x0"], plain.values["x0"].to_numpy()[order], rtol=1e-9, atol=1e-9)


@given(
    st.lists(st.integers(-1000, 1000).map(float), min_size=4, max_size=40),
    st.floats(0.01, 1000),
    st.integers(-1000, 1000),
)
def test_the_rule_does_not_ask_for_scale_or_origin(column: Column, factor: float, shift: int) -> None:
    assume(max(column) > min(column))
    plain = one(column)
    moved = one([value * factor + shift for value in column])
    assert shape(np.array(column) * factor + shift) == pytest.approx(shape(np.array(column)), rel=1e-6, abs=1e-6)
    assume(_clear(plain))
    assert rule(moved) == rule(plain)
    assert moved.rules["n_changed"].iloc[0] == plain.rules["n_changed"].iloc[0]


@given(st.lists(st.floats(-1e300, 1e300), min_size=4, max_size=12))
def test_no_size_of_number_is_too_much_for_the_rule(column: Column) -> None:
    skew, kurtosis = shape(np.array(column))
    assert math.isfinite(skew) == math.isfinite(kurtosis) == (max(column) > min(column))


def _clear(found: Treated) -> bool:
    """True where rounding cannot have decided the rule: no skew or kurtosis lies at its limit."""
    numbers = found.rules[["skew_before", "kurt_before", "skew_after", "kurt_after"]].to_numpy(dtype="float64")
    limits = np.abs(np.abs(numbers[:, ::2]) - 2).min(initial=1), np.abs(numbers[:, 1::2] - 3.5).min(initial=1)
    return not min(limits) < 1e-6 and not (np.abs(numbers[:, ::2]) < 1e-6).any()
