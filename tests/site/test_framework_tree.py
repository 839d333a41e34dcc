"""The tree that a page shows has the shares that were computed."""

from __future__ import annotations

import pandas as pd
import pytest

from observatory.indicators import framework
from observatory.ranking.robustness import nodes
from observatory.site.framework_tree import Branch, tree
from observatory.site.site import by

HEAD = ["code", "parent", "level", "weight", "direction"]
ROWS = [
    ("top", None, 3, 1.0, 1),
    ("a", "top", 2, 3.0, 1),
    ("a1", "a", 1, 1.0, 1),
    ("a2", "a", 1, 0.0, 1),
    ("b", "top", 2, 1.0, 1),
    ("b1", "b", 1, 2.0, 1),
    ("b2", "b", 1, 6.0, 1),
]


@pytest.fixture
def shown() -> Branch:
    frame = pd.DataFrame(ROWS, columns=HEAD)
    rows = [dict(zip(HEAD, row, strict=True)) for row in ROWS]
    return tree(rows, by(nodes(framework.read(frame)), "node"))


def test_shares_are_of_the_group_and_of_the_index(shown: Branch) -> None:
    assert (shown.share, shown.effective) == (1.0, 1.0)
    assert {branch.row["code"]: (branch.share, branch.effective) for branch in shown.walk()} == {
        "a": (0.75, 0.75),
        "a1": (1.0, 0.75),
        "a2": (0.0, 0.0),
        "b": (0.25, 0.25),
        "b1": (0.25, 0.0625),
        "b2": (0.75, 0.1875),
    }


def test_indicators_are_what_nothing_lies_below(shown: Branch) -> None:
    assert [leaf.row["code"] for leaf in shown.leaves] == ["a1", "a2", "b1", "b2"]
    assert [child.row["code"] for child in shown.children] == ["a", "b"]


def test_a_group_that_counts_for_nothing_has_shares_of_zero_below_it() -> None:
    rows = [
        ("top", None, 3, 1, 1),
        ("a", "top", 2, 0, 1),
        ("a1", "a", 1, 1, 1),
        ("b", "top", 2, 1, 1),
        ("b1", "b", 1, 1, 1),
    ]
    found = nodes(framework.read(pd.DataFrame(rows, columns=HEAD))).set_index("node")
    assert found.loc["a1", ["group_share", "index_share"]].tolist() == [0.0, 0.0]
    assert found["index_share"].tolist() == [1.0, 0.0, 0.0, 1.0, 1.0]
