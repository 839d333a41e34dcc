"""What must hold of normalising and aggregating whatever the values are."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.indicators.aggregate import Aggregation, aggregate
from observatory.indicators.framework import Framework, Node
from observatory.indicators.normalise import Normalisation, normalise

NAN = float("nan")
LEAVES = {"a": "left", "b": "left", "c": "right", "d": "right"}
MOVED = ("goalposts", "minmax", "zscore", "rank", "borda", "prank", "dist2targ", "dist2max")
NORMALISATIONS = {name: Normalisation(name, 1.0) for name in (*MOVED, "fracmax", "scaled")}
AGGREGATIONS = [
    Aggregation("arithmetic"),
    Aggregation("geometric"),
    Aggregation("harmonic"),
    Aggregation("power", 2.0),
    Aggregation("copeland"),
]


def tree(weights: dict[str, float] | None = None, directions: tuple[int, ...] = (1, -1, 1, -1)) -> Framework:
    """Four indicators in two groups, with goalposts and targets that contain the values drawn below."""
    nodes = [Node("index", "", 3, 1.0, 1)]
    nodes += [Node(code, "index", 2, weight, 1) for code, weight in (("left", 1.0), ("right", 3.0))]
    for (leaf, parent), direction in zip(LEAVES.items(), directions, strict=True):
        weight = (weights or {}).get(leaf, 1.0)
        target = 5000.0 * direction
        nodes.append(Node(leaf, parent, 1, weight, direction, goalpost_low=-10.0, goalpost_high=2000.0, target=target))
    return Framework({node.code: node for node in nodes}, "index")


def moved(framework: Framework, factor: float, shift: float) -> Framework:
    """The same framework for values in other units."""
    nodes = {
        code: replace(
            node,
            goalpost_low=node.goalpost_low * factor + shift,
            goalpost_high=node.goalpost_high * factor + shift,
            target=node.target * factor + shift,
        )
        for code, node in framework.nodes.items()
    }
    return Framework(nodes, framework.root)


@st.composite
def matrices(draw: st.DrawFn, gaps: bool = True) -> pd.DataFrame:
    """Units by indicators; the values of an indicator all differ."""
    rows = draw(st.integers(3, 7))
    table = {leaf: draw(st.lists(st.integers(1, 999), min_size=rows, max_size=rows, unique=True)) for leaf in LEAVES}
    frame = pd.DataFrame(table, index=[f"unit{row}" for row in range(rows)], dtype="float64")
    if gaps:
        for row, leaf in draw(st.sets(st.tuples(st.integers(3, 6), st.sampled_from(list(LEAVES))))):
            frame.loc[frame.index[row:][:1], leaf] = NAN
    return frame


names = st.sampled_from(sorted(NORMALISATIONS))
# All normalisations that give scores above zero, which every aggregation takes.
positive = st.sampled_from([NORMALISATIONS[name] for name in ("goalposts", "minmax", "rank")])
aggregations = st.sampled_from(AGGREGATIONS)


def same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(found, expected, check_exact=False, rtol=1e-9, atol=1e-9)


@given(matrices(), st.sampled_from(MOVED), st.floats(0.01, 100), st.floats(-1000, 1000))
def test_units_of_measurement_do_not_matter(frame: pd.DataFrame, name: str, factor: float, shift: float) -> None:
    framework = tree()
    found = normalise(frame * factor + shift, moved(framework, factor, shift), NORMALISATIONS[name])
    same(found.scores, normalise(frame, framework, NORMALISATIONS[name]).scores)


@given(matrices(), st.floats(0.01, 100))
def test_the_fraction_of_the_maximum_has_no_unit(frame: pd.DataFrame, factor: float) -> None:
    framework, normalisation = tree(directions=(1, 1, 1, 1)), Normalisation("fracmax")
    found = normalise(frame * factor, framework, normalisation)
    same(found.scores, normalise(frame, framework, normalisation).scores)


@given(matrices(), names, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, name: str, random) -> None:
    framework = tree(directions=(1, 1, 1, 1))
    order = list(frame.index)
    random.shuffle(order)
    same(
        normalise(frame.loc[order], framework, NORMALISATIONS[name]).scores.loc[frame.index],
        normalise(frame, framework, NORMALISATIONS[name]).scores,
    )


@given(matrices(), positive, aggregations, st.randoms(use_true_random=False))
def test_nor_does_it_for_the_index(
    frame: pd.DataFrame, normalisation: Normalisation, aggregation: Aggregation, random
) -> None:
    scores = normalise(frame, tree(), normalisation).scores
    order = list(frame.index)
    random.shuffle(order)
    found = aggregate(scores.loc[order], tree(), [aggregation, Aggregation("arithmetic")])
    same(found.scores.loc[frame.index], aggregate(scores, tree(), [aggregation, Aggregation("arithmetic")]).scores)


@given(matrices(), names, st.integers(0, 2), st.sampled_from(list(LEAVES)), st.floats(0.1, 900))
def test_a_better_value_never_lowers_its_score(
    frame: pd.DataFrame, name: str, row: int, leaf: str, better: float
) -> None:
    framework = tree(directions=(1, -1, 1, -1) if name != "fracmax" else (1, 1, 1, 1))
    raised = frame.copy()
    raised.loc[frame.index[row], leaf] += better * framework.nodes[leaf].direction
    before, after = (normalise(table, framework, NORMALISATIONS[name]).scores for table in (frame, raised))
    assert after.loc[frame.index[row], leaf] >= before.loc[frame.index[row], leaf] - 1e-9


@given(matrices(), positive, aggregations, st.integers(0, 2), st.sampled_from(list(LEAVES)), st.floats(0.1, 900))
def test_nor_the_index_of_its_unit(
    frame: pd.DataFrame,
    normalisation: Normalisation,
    aggregation: Aggregation,
    row: int,
    leaf: str,
    better: float,
) -> None:
    framework = tree()
    raised = frame.copy()
    raised.loc[frame.index[row], leaf] += better * framework.nodes[leaf].direction
    before, after = (
        aggregate(
            normalise(table, framework, normalisation).scores, framework, [aggregation, Aggregation("arithmetic")]
        )
        for table in (frame, raised)
    )
    unit = frame.index[row]
    for code in (LEAVES[leaf], "index"):
        assert after.scores.loc[unit, code] >= before.scores.loc[unit, code] - 1e-9


@given(matrices(), positive, aggregations, st.lists(st.one_of(st.floats(1, 9), st.just(NAN)), min_size=7, max_size=7))
def test_an_indicator_of_weight_zero_changes_nothing(
    frame: pd.DataFrame, normalisation: Normalisation, aggregation: Aggregation, other: list[float]
) -> None:
    framework = tree({"b": 0.0})
    scores = normalise(frame, framework, normalisation).scores
    changed = scores.assign(b=other[: len(scores)])
    codes = ["left", "right", "index"]
    methods = [aggregation, Aggregation("arithmetic")]
    before, after = (aggregate(table, framework, methods) for table in (scores, changed))
    same(after.scores[codes], before.scores[codes])
    same(after.effective_weights, before.effective_weights)
    assert (before.effective_weights["b"] == 0.0).all()


@given(matrices(), names)
def test_missing_is_missing_and_known_is_known(frame: pd.DataFrame, name: str) -> None:
    found = normalise(frame, tree(directions=(1, 1, 1, 1)), NORMALISATIONS[name])
    pd.testing.assert_frame_equal(found.scores.isna(), frame.isna())


@pytest.mark.parametrize("threshold", [None, 0.5, 1.0])
@given(frame=matrices(), aggregation=st.sampled_from(AGGREGATIONS[:-1]))
def test_missing_never_counts_as_zero(frame: pd.DataFrame, aggregation: Aggregation, threshold: float | None) -> None:
    scores = normalise(frame, tree(), NORMALISATIONS["minmax"]).scores
    found = aggregate(scores, tree(), [aggregation], threshold).scores
    for code in ("left", "right"):
        group = scores[[leaf for leaf, parent in LEAVES.items() if parent == code]]
        known = found[code].notna()
        least = 2 if threshold == 1.0 else 1
        assert known.equals(group.notna().sum(axis=1) >= least)
        assert (found[code][known] >= group.min(axis=1)[known] - 1e-9).all()
        assert (found[code][known] <= group.max(axis=1)[known] + 1e-9).all()
