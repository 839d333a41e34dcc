import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.indicators.aggregate import Aggregation, aggregate
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.indicators.values import Values
from observatory.ranking import contributions, index
from observatory.ranking.contributions import Edition

NAN = float("nan")
NODES = [
    Node("index", "", 3, 1.0, 0),
    Node("left", "index", 2, 2.0, 0),
    Node("right", "index", 2, 1.0, 0),
    Node("a", "left", 1, 1.0, 1, 0.0, 100.0),
    Node("b", "left", 1, 3.0, 1, 0.0, 100.0),
    Node("c", "right", 1, 1.0, -1, 0.0, 10.0),
    Node("d", "right", 1, 1.0, 1, 0.0, 50.0),
]
TREE = Framework({node.code: node for node in NODES}, "index")
UNITS = ["u", "v", "w", "x"]
WHOLE = pd.DataFrame(
    {"a": [80.0, 40, 60, 20], "b": [50.0, 50, 20, 80], "c": [10.0, 30, 50, 70], "d": [0.0, 90, 60, 30]}
)
ALL = pd.Series(True, index=UNITS)
ONE_GROUP = pd.Series("all", index=UNITS)


def weights(scores: pd.DataFrame, tree: Framework = TREE) -> pd.DataFrame:
    return aggregate(scores, tree).effective_weights


def root(scores: pd.DataFrame) -> pd.Series:
    return aggregate(scores, TREE).scores["index"]


def test_effective_weight_times_the_distance_from_the_mean() -> None:
    scores = WHOLE.set_axis(UNITS)
    found = contributions.arithmetic(scores, weights(scores), ALL, ONE_GROUP)
    # The effective weights are 1/6, 1/2, 1/6 and 1/6; the means 50, 50, 40 and 45.
    assert found.total.loc["u"].to_dict() == pytest.approx({"a": 5.0, "b": 0.0, "c": -5.0, "d": -7.5})
    assert found.peer_means.loc["u"].tolist() == pytest.approx([50.0, 50.0, 40.0, 45.0])
    assert (found.weighting.abs() < 1e-12).all(axis=None)


def test_peers_are_the_ranked_units_of_the_same_group() -> None:
    scores = WHOLE.set_axis(UNITS)
    groups = pd.Series(["north", "north", "south", "south"], index=UNITS)
    found = contributions.arithmetic(scores, weights(scores), ALL.where(ALL.index != "x", False), groups)
    assert found.peer_means.loc["v", "a"] == 60.0
    assert found.peer_means.loc["x"].tolist() == pytest.approx(scores.loc["w"].tolist())
    assert found.total.loc["w"].abs().max() < 1e-12
    assert found.total.loc["x", "a"] == pytest.approx((20 - 60) / 6)


def test_a_unit_without_group_peers_or_score_has_no_contributions() -> None:
    scores = WHOLE.set_axis(UNITS)
    scores.loc["v"] = NAN
    groups = pd.Series(["a", "a", None, "b"], index=UNITS)
    ranked = pd.Series([True, False, True, False], index=UNITS)
    found = contributions.arithmetic(scores, weights(scores), ranked, groups)
    assert found.total.notna().all(axis=1).to_dict() == {"u": True, "v": False, "w": False, "x": False}
    assert found.peer_means.notna().all(axis=1).to_dict() == {"u": True, "v": True, "w": False, "x": False}


def test_what_is_missing_counts_by_the_weight_it_gives_away() -> None:
    scores = WHOLE.set_axis(UNITS)
    scores.loc["u", "c"] = NAN
    found = contributions.arithmetic(scores, weights(scores), ALL.where(ALL.index != "u", False), ONE_GROUP)
    assert found.value.loc["u", "c"] == 0.0
    level = (root(scores).loc[["v", "w", "x"]]).mean()
    assert found.weighting.loc["u", "c"] == pytest.approx(-(found.peer_means.loc["u", "c"] - level) / 6)


cell = st.one_of(st.floats(0.5, 100), st.just(NAN))
tables = st.lists(st.tuples(cell, cell, cell, cell), min_size=1, max_size=8)
flags = st.lists(st.tuples(st.booleans(), st.sampled_from("xyz")), min_size=8, max_size=8)


@settings(max_examples=50)
@given(tables, flags)
def test_contributions_sum_exactly_to_the_gap_in_scores(rows: list[tuple[float, ...]], drawn: list) -> None:
    scores = pd.DataFrame(rows, columns=list("abcd"), dtype="float64")
    total = root(scores)
    ranked = pd.Series([flag for flag, _ in drawn[: len(rows)]]) & total.notna()
    groups = pd.Series([group for _, group in drawn[: len(rows)]])
    found = contributions.arithmetic(scores, weights(scores), ranked, groups)
    mean = groups.map(total[ranked].groupby(groups[ranked]).mean()).astype("float64")
    gap = total - mean
    assert found.total.notna().all(axis=1).equals(gap.notna())
    assert (found.total.sum(axis=1)[gap.notna()] - gap.dropna()).abs().max() < 1e-10 or gap.isna().all()


@settings(max_examples=50)
@given(tables)
def test_geometric_contributions_sum_to_the_logarithm_of_the_ratio(rows: list[tuple[float, ...]]) -> None:
    scores = pd.DataFrame(rows, columns=list("abcd"), dtype="float64")
    joined = aggregate(scores, TREE, (Aggregation("geometric"),))
    total = joined.scores["index"]
    everyone = pd.Series("all", index=scores.index)
    found = contributions.geometric(scores, joined.effective_weights, total.notna(), everyone)
    gap = np.log(total) - np.log(total).mean()
    assert (found.total.sum(axis=1)[gap.notna()] - gap.dropna()).abs().max() < 1e-10 or gap.isna().all()


def test_geometric_contributions_in_per_cent() -> None:
    scores = pd.DataFrame({"a": [40.0, 10.0], "b": [5.0, 5.0]}, index=["u", "v"])
    even = pd.DataFrame(0.5, index=scores.index, columns=scores.columns)
    found = contributions.geometric(scores, even, ALL[:2].set_axis(["u", "v"]), ONE_GROUP[:2].set_axis(["u", "v"]))
    assert found.peer_means.loc["u"].tolist() == pytest.approx([20.0, 5.0])
    assert found.percent().loc["u"].tolist() == pytest.approx([100 * (2**0.5 - 1), 0.0])
    with pytest.raises(ValueError, match="above zero"):
        contributions.geometric(scores * 0, even, ALL[:2], ONE_GROUP[:2])


def test_strengths_and_weaknesses_are_places_of_the_contributions_of_ranked_units() -> None:
    scores = WHOLE.set_axis(UNITS).rename_axis("unit")
    ranked = ALL.where(ALL.index != "x", False)
    found = contributions.profile(scores, weights(scores), ranked, ONE_GROUP).set_index(["unit", "indicator"])
    assert list(found.loc["u"].index) == ["a", "b", "c", "d"]
    assert found.loc["u", "strength"].dropna().to_dict() == {"b": 1, "a": 2}
    assert found.loc["u", "weakness"].dropna().to_dict() == {"d": 1, "c": 2}
    assert found.loc["x", ["strength", "weakness"]].isna().all(axis=None)
    assert found.loc["x", "gap_contribution"].notna().all()
    assert found.loc[("u", "b"), "one_more_point"] == pytest.approx(0.5)


def test_only_the_first_five_are_named() -> None:
    codes = [f"i{n}" for n in range(8)]
    scores = pd.DataFrame([range(8), [0] * 8], index=["u", "v"], columns=codes, dtype="float64")
    even = pd.DataFrame(1 / 8, index=scores.index, columns=codes)
    found = contributions.profile(scores.rename_axis("unit"), even, ALL[:2].set_axis(["u", "v"]), ONE_GROUP[:2])
    places = found[found["unit"] == "u"].set_index("indicator")["strength"]
    assert places.dropna().to_dict() == {"i7": 1, "i6": 2, "i5": 3, "i4": 4, "i3": 5}


def edition(
    rows: dict[str, list[float]], tree: Framework = TREE, method: Method | None = None, year: str = ""
) -> Edition:
    matrix = pd.DataFrame.from_dict(rows, orient="index", columns=tree.leaves, dtype="float64")
    units = matrix.index
    matrix.index = pd.MultiIndex.from_arrays([units, [year] * len(units)], names=["unit", "period"])
    values = Values(matrix, None, pd.DataFrame(index=matrix.index), pd.DataFrame(index=units))
    return Edition(values, tree, method or Method())


def test_a_change_of_values_alone_and_one_of_goalposts_alone() -> None:
    before = edition({"u": [40, 40, 5, 25], "v": [60, 20, 5, 25]}, year="2025")
    after = edition({"u": [46, 40, 5, 25], "v": [60, 20, 5, 25]}, year="2026")
    found = contributions.change(before, after).set_index(["unit", "code"])
    assert found.loc[("u", "index"), ["value_change", "method_change"]].tolist() == pytest.approx([1.0, 0.0])
    assert found.loc["v", "value_change"].abs().max() == 0.0
    wider = Framework({**TREE.nodes, "a": Node("a", "left", 1, 1.0, 1, 0.0, 200.0)}, "index")
    found = contributions.change(before, edition({"u": [40, 40, 5, 25]}, wider)).set_index(["unit", "code"])
    assert found.loc[("u", "a"), ["before", "restated", "after"]].tolist() == [40.0, 20.0, 20.0]
    assert found.loc[("u", "index"), ["value_change", "method_change"]].tolist() == pytest.approx([0.0, -20 / 6])
    assert pd.isna(found.loc[("v", "index"), "after"])


def test_a_new_indicator_and_another_mean_are_changes_of_method() -> None:
    smaller = Framework({code: node for code, node in TREE.nodes.items() if code != "d"}, "index")
    before = edition({"u": [40, 40, 5]}, smaller)
    after = edition({"u": [40, 60, 5, 10]}, method=Method(normalise=Normalisation("goalposts", 1, 100)))
    found = contributions.change(before, after).set_index("code")
    assert pd.isna(found.loc["d", "before"])
    first = index.compute(before.values, smaller, before.method).scores["index"].iloc[0]
    last = index.compute(after.values, TREE, after.method).scores["index"].iloc[0]
    assert found.loc["index", ["before", "after"]].tolist() == [first, last]


@settings(max_examples=50)
@given(
    st.lists(st.floats(1, 9), min_size=8, max_size=8),
    st.floats(20, 200),
    st.sampled_from(["arithmetic", "geometric", "harmonic"]),
)
def test_the_two_parts_of_a_change_sum_to_it(cells: list[float], high: float, name: str) -> None:
    other = Framework({**TREE.nodes, "b": Node("b", "left", 1, 1.0, 1, -5.0, high)}, "index")
    method = Method(normalise=Normalisation("goalposts", 1, 100), aggregate=(Aggregation(name),))
    found = contributions.change(edition({"u": cells[:4]}), edition({"u": cells[4:]}, other, method))
    assert (found["method_change"] + found["value_change"] - (found["after"] - found["before"])).abs().max() < 1e-10
