from __future__ import annotations

from io import StringIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import parse_normalise
from observatory.ranking.design import STREAM, Alternatives, Design, draw, varying

TREE = Framework(
    {
        "index": Node("index", "", 3, 1.0, 1),
        "a": Node("a", "index", 2, 2.0, 1),
        "b": Node("b", "index", 2, 1.0, 1),
        "c": Node("c", "index", 2, 0.0, 1),
        "a1": Node("a1", "a", 1, 1.0, 1),
        "a2": Node("a2", "a", 1, 3.0, 1),
        "b1": Node("b1", "b", 1, 1.0, -1),
        "b2": Node("b2", "b", 1, 0.0, 1),
        "c1": Node("c1", "c", 1, 1.0, 1),
    },
    "index",
)
FULL = Alternatives(
    ("none", "auto"),
    (parse_normalise("goalposts"), parse_normalise("minmax:1:100")),
    ((Aggregation("arithmetic"),), (Aggregation("arithmetic"), Aggregation("power", 0.5))),
    ("none", "group-mean:region"),
    drop_indicator=True,
    noise=True,
)


def test_weights_vary_where_a_group_has_a_choice() -> None:
    assert varying(TREE) == ["a", "b", "a1", "a2"]
    frame = draw(TREE, FULL, 4000, 1).frame
    factors = frame[["w:a", "w:b", "w:a1", "w:a2"]]
    assert frame.columns[frame.columns.str.startswith("w:")].tolist() == list(factors)
    assert factors.min().between(0.75, 0.76).all()
    assert factors.max().between(1.24, 1.25).all()
    assert (factors.mean() - 1).abs().max() < 0.01
    assert factors.corr().where(~np.eye(4, dtype=bool)).abs().max(axis=None) < 0.05


def test_choices_are_equally_likely_and_independent() -> None:
    frame = draw(TREE, FULL, 8000, 1).frame
    assert frame["run"].tolist() == list(range(1, 8001))
    for column in ("impute", "treat", "normalise", "aggregate"):
        assert frame[column].value_counts(normalize=True).between(0.48, 0.52).all()
    together = frame.groupby(["impute", "treat", "normalise", "aggregate"]).size() / 8000
    assert len(together) == 16
    assert together.between(0.05, 0.075).all()
    assert set(frame["drop"]) == {"", "a1", "a2", "b1"}
    assert frame["drop"].value_counts(normalize=True).between(0.23, 0.27).all()
    assert set(frame["aggregate"]) == {"arithmetic", "arithmetic,power:0.5"}


def test_nothing_varies_that_was_not_asked_for() -> None:
    plain = Alternatives(("none",), (parse_normalise("rank"),), ((Aggregation("arithmetic"),),), ("none",), 0.0)
    frame = draw(TREE, plain, 3, 9).frame
    assert frame.drop(columns="run").drop_duplicates().to_dict("records") == [
        {"seed": 9, "impute": "none", "treat": "none", "normalise": "rank", "aggregate": "arithmetic", "drop": "",
         "noise": 0}
    ]  # fmt: skip


def test_the_last_indicator_is_never_dropped() -> None:
    tree = Framework({code: TREE.nodes[code] for code in ("index", "b", "b1", "b2")}, "index")
    assert set(draw(tree, FULL, 50, 1).frame["drop"]) == {""}


def test_runs_of_one_stream_share_their_method_and_take_different_parts() -> None:
    frame = draw(TREE, FULL, 20_000, 1).frame
    streams = frame.groupby("seed")
    assert (streams[["impute", "treat", "normalise", "aggregate"]].nunique() == 1).all(axis=None)
    assert (streams["noise"].nunique() == streams.size()).all()
    assert (streams["noise"].max() == streams.size()).all()
    assert frame["noise"].between(1, STREAM).all()
    assert streams.size().max() == STREAM


@settings(max_examples=20)
@given(st.integers(1, 60), st.integers(0, 2**32))
def test_a_design_survives_being_written_as_text(runs: int, seed: int) -> None:
    design = draw(TREE, FULL, runs, seed)
    text = design.frame.to_csv(index=False)
    pd.testing.assert_frame_equal(Design.read(pd.read_csv(StringIO(text))).frame, design.frame)
    pd.testing.assert_frame_equal(Design.read(pd.read_csv(StringIO(text), dtype=str)).frame, design.frame)
    pd.testing.assert_frame_equal(draw(TREE, FULL, runs, seed).frame, design.frame)


def test_another_seed_is_another_design() -> None:
    assert not draw(TREE, FULL, 50, 1).frame.equals(draw(TREE, FULL, 50, 2).frame)


def test_a_design_without_a_column_is_refused() -> None:
    with pytest.raises(KeyError, match="noise"):
        Design.read(draw(TREE, FULL, 3, 1).frame.drop(columns="noise"))
