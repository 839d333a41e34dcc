import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.errors import FindingsError
from observatory.indicators import framework
from observatory.indicators.framework import Framework, Node

HEADER = ["code", "parent", "level", "weight", "direction", "goalpost_low", "goalpost_high", "year"]
ROWS = [
    ["index", None, 3, 1.0, 1, None, None, None],
    ["known", "index", 2, 1.0, 1, None, None, None],
    ["felt", "index", 2, 3.0, 1, None, None, None],
    ["sites", "known", 1, 1.0, 1, 0.0, 60.0, 2019],
    ["peace", "felt", 1, 2.0, -1, 1.0, 5.0, 2026],
    ["doors", "felt", 1, 1.0, 1, 0.0, 199.0, 2025],
]


def table(rows: list[list[object]] = ROWS) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=HEADER)
    return frame.astype({"level": "Int64", "direction": "Int64", "year": "Int64", "weight": "float64"})


def texts() -> pd.DataFrame:
    """The same table as a file would give it: nothing but texts, empty where nothing is known."""
    return table().astype("str").fillna("")


def changed(node: str, /, **values: object) -> pd.DataFrame:
    frame = texts()
    for name, value in values.items():
        if name not in frame:
            frame[name] = ""
        frame.loc[frame["code"] == node, name] = value
    return frame


def refused(frame: pd.DataFrame) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(FindingsError) as caught:
        framework.read(frame, "tree.csv")
    assert caught.value.code == "index-refused"
    assert {(finding.file, finding.level) for finding in caught.value.findings} == {("tree.csv", "error")}
    return [(finding.code, finding.row, finding.field, finding.value) for finding in caught.value.findings]


@pytest.mark.parametrize("frame", [table(), texts()], ids=["numbers", "texts"])
def test_reads_the_tree_in_the_order_of_the_table(frame: pd.DataFrame) -> None:
    tree = framework.read(frame)
    assert tree.root == "index"
    assert tree.height == 3
    assert tree.leaves == ["sites", "peace", "doors"]
    assert [node.code for node in tree.children("felt")] == ["peace", "doors"]
    assert tree.nodes["peace"].year == 2026
    assert tree.nodes["index"].year is None
    assert math.isnan(tree.nodes["index"].goalpost_low)
    assert tree.nodes["doors"] == Node("doors", "felt", 1, 1.0, 1, 0.0, 199.0, 2025, tree.nodes["doors"].target)
    assert tree.weights()["felt"] == 3.0
    assert tree.directions().to_dict() == {"sites": 1, "peace": -1, "doors": 1}


def test_only_five_columns_are_required_and_the_rest_is_read_where_it_is_there() -> None:
    plain = framework.read(texts()[list(framework.REQUIRED)])
    assert plain.leaves == ["sites", "peace", "doors"]
    assert plain.nodes["doors"].denominator == ""
    full = changed("doors", denominator="people", treat="log", target="150", in_force_from="2027", name_en="x")
    node = framework.read(full).nodes["doors"]
    assert (node.denominator, node.treat, node.target, node.in_force_from) == ("people", "log", 150.0, "2027")


def test_a_direction_above_the_indicators_and_a_weight_of_zero_are_fine() -> None:
    frame = changed("known", direction="")
    frame.loc[frame["code"] == "doors", "weight"] = "0"
    assert framework.read(frame).nodes["doors"].weight == 0.0


def test_the_way_up_and_the_way_down() -> None:
    tree = framework.read(table())
    assert tree.descendants("felt") == ["peace", "doors"]
    assert tree.descendants("index") == ["sites", "peace", "doors"]
    assert tree.descendants("peace") == ["peace"]
    assert tree.pillar("doors") == "felt"
    flat = Framework({"all": Node("all", "", 2, 1.0, 0), "one": Node("one", "all", 1, 1.0, 1)}, "all")
    assert flat.pillar("one") == "one"


def test_effective_weights_are_products_of_shares() -> None:
    found = framework.read(table()).effective_weights()
    assert found.to_dict() == {"index": 1.0, "known": 0.25, "felt": 0.75, "sites": 0.25, "peace": 0.5, "doors": 0.25}


def test_an_indicator_out_of_force_weighs_nothing_nor_does_its_empty_group() -> None:
    frame = changed("doors", in_force_to="2026-06-30")
    frame["in_force_from"] = ["", "", "", "2027", "", ""]
    tree = framework.read(frame)
    assert tree.in_force("") is tree
    assert tree.in_force("2026").weights()[["sites", "known", "felt", "doors", "index"]].tolist() == [0, 0, 3, 1, 1]
    assert tree.in_force("2027").weights()[["sites", "known", "felt", "doors"]].tolist() == [1, 1, 3, 0]
    assert tree.in_force("2026").effective_weights()[["sites", "peace", "doors"]].tolist() == pytest.approx(
        [0.0, 2 / 3, 1 / 3]
    )


@pytest.mark.parametrize(
    ("frame", "finding"),
    [
        (texts().drop(columns="weight"), ("framework-column-missing", 1, "weight", "")),
        (table([*ROWS, ROWS[3]]), ("framework-duplicate-code", 8, "code", "sites")),
        (changed("doors", code="open doors"), ("framework-bad-code", 7, "code", "open doors")),
        (changed("doors", code=""), ("framework-bad-code", 7, "code", "")),
        (changed("sites", parent="nowhere"), ("framework-unknown-parent", 5, "parent", "nowhere")),
        (changed("felt", parent=""), ("framework-root", 4, "parent", "index, felt")),
        (changed("sites", parent="index"), ("framework-level", 5, "level", "1")),
        (changed("sites", level=""), ("framework-level", 5, "level", "")),
        (changed("sites", level="one"), ("framework-level", 5, "level", "one")),
        (changed("sites", level="1.5"), ("framework-level", 5, "level", "1.5")),
        (changed("sites", level="0"), ("framework-level", 5, "level", "0")),
        (changed("doors", weight="-1"), ("framework-weight", 7, "weight", "-1")),
        (changed("doors", weight=""), ("framework-weight", 7, "weight", "")),
        (changed("doors", weight="inf"), ("framework-weight", 7, "weight", "inf")),
        (changed("doors", weight="1,5"), ("framework-weight", 7, "weight", "1,5")),
        (changed("sites", weight="0"), ("framework-weights-zero", 3, "code", "known")),
        (changed("peace", direction="0"), ("framework-direction", 6, "direction", "0")),
        (changed("peace", direction=""), ("framework-direction", 6, "direction", "")),
        (changed("peace", goalpost_low="5"), ("framework-goalposts", 6, "goalpost_high", "5.0")),
        (changed("peace", goalpost_low="low"), ("framework-not-a-number", 6, "goalpost_low", "low")),
        (changed("peace", target="nan"), ("framework-not-a-number", 6, "target", "nan")),
        (changed("peace", year="2026.5"), ("framework-not-a-number", 6, "year", "2026.5")),
        (changed("peace", treat="trim"), ("framework-treat", 6, "treat", "trim")),
    ],
)
def test_refuses_a_tree_that_cannot_be_computed(frame: pd.DataFrame, finding: tuple[str, int, str, str]) -> None:
    assert finding in refused(frame)


def test_a_circle_is_named_once_with_its_members() -> None:
    found = refused(changed("known", parent="sites"))
    assert ("framework-cycle", 3, "parent", "known > sites > known") in found
    assert [finding[0] for finding in found].count("framework-cycle") == 1
    assert ("framework-cycle", 2, "parent", "index > index") in refused(changed("index", parent="index"))


def test_a_node_without_children_and_a_table_without_a_root() -> None:
    rows = [row for row in ROWS if row[0] != "sites"]
    assert refused(table(rows)) == [("framework-no-children", 3, "code", "known")]
    assert refused(table([])) == [("framework-root", None, "parent", "")]
    assert ("framework-root", None, "parent", "") in refused(changed("index", parent="sites"))
    assert refused(table([["only", None, 1, 1.0, 1, None, None, None]])) == [("framework-level", 2, "level", "1")]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_rows() -> None:
    frame = changed("peace", direction="up", weight="-2", parent="nowhere")
    frame.loc[frame["code"] == "known", "weight"] = "x"
    codes = [finding[0] for finding in refused(frame)]
    assert codes == ["framework-weight", "framework-unknown-parent", "framework-weight", "framework-direction"]


def test_one_goalpost_alone_is_no_fault_of_the_tree() -> None:
    assert math.isnan(framework.read(changed("peace", goalpost_high="")).nodes["peace"].goalpost_high)


@given(st.permutations(range(len(ROWS))))
def test_the_order_of_rows_changes_no_weight(order: list[int]) -> None:
    shuffled = framework.read(table([ROWS[at] for at in order]))
    expected = framework.read(table()).effective_weights()
    assert shuffled.effective_weights()[expected.index].tolist() == expected.tolist()


@given(
    st.lists(st.sampled_from(["", "0", "1", "-1", "2", "x", "index", "known", "1e999", "nan"]), min_size=5, max_size=5)
)
def test_any_cells_give_a_tree_or_findings(cells: list[str]) -> None:
    frame = texts()
    frame.loc[3, list(framework.REQUIRED)] = cells
    try:
        tree = framework.read(frame)
    except FindingsError as error:
        assert error.findings
    else:
        assert tree.effective_weights()[tree.leaves].sum() == pytest.approx(1.0)
