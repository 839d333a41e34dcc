import pandas as pd
import pytest

from observatory.indicators import framework
from observatory.indicators.framework import FrameworkError

HEADER = ["code", "parent", "level", "weight", "direction", "goalpost_low", "goalpost_high", "year"]
ROWS = [
    ["index", None, 3, 1.0, 1, None, None, None],
    ["known", "index", 2, 1.0, 1, None, None, None],
    ["felt", "index", 2, 3.0, 1, None, None, None],
    ["sites", "known", 1, 1.0, 1, 0.0, 60.0, 2019],
    ["peace", "felt", 1, 2.0, -1, 1.0, 5.0, 2026],
    ["doors", "felt", 1, 1.0, 1, 0.0, 199.0, 2025],
]


def table(rows: list[list[object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=HEADER)
    return frame.astype({"level": "Int64", "direction": "Int64", "year": "Int64", "weight": "float64"})


def changed(node: str, /, **values: object) -> pd.DataFrame:
    frame = table(ROWS)
    for name, value in values.items():
        frame.loc[frame["code"] == node, name] = value
    return frame


def test_reads_the_tree_in_the_order_of_the_table() -> None:
    tree = framework.read(table(ROWS))
    assert tree.root == "index"
    assert tree.height == 3
    assert tree.leaves == ["sites", "peace", "doors"]
    assert [node.code for node in tree.children("felt")] == ["peace", "doors"]
    assert tree.nodes["peace"].year == 2026
    assert tree.nodes["index"].year is None
    assert tree.weights()["felt"] == 3.0


@pytest.mark.parametrize(
    ("frame", "node", "rule"),
    [
        (table([*ROWS, ROWS[3]]), "sites", "unique code"),
        (changed("sites", parent="nowhere"), "sites", "known parent"),
        (changed("felt", parent=None), "index, felt", "exactly one node without a parent"),
        (changed("index", parent="known"), "", "exactly one node without a parent"),
        (changed("sites", parent="index"), "sites", "one level below its parent"),
        (changed("doors", weight=-1.0), "doors", "weight of zero or more"),
        (changed("sites", weight=0.0), "known", "children whose weights sum to more than zero"),
        (changed("peace", direction=0), "peace", "direction of 1 or -1"),
        (changed("peace", goalpost_low=5.0), "peace", "lower goalpost below the upper one"),
        (changed("peace", goalpost_high=None), "peace", "lower goalpost below the upper one"),
        (changed("doors", code="open doors"), "open doors", "no space in a code"),
    ],
)
def test_refuses_a_tree_that_cannot_be_computed(frame: pd.DataFrame, node: str, rule: str) -> None:
    with pytest.raises(FrameworkError) as caught:
        framework.read(frame)
    assert caught.value.code == "framework-invalid"
    assert caught.value.details == {"node": node, "rule": rule}
