import pandas as pd
import pytest

from observatory.indicators.framework import Framework, Node
from observatory.ranking import local

NAN = float("nan")
ROOT = Node("papi", "", 2, 1.0, 1, NAN, NAN, None)
TREE = Framework(
    {"papi": ROOT, **{code: Node(code, "papi", 1, 1.0, 1, 1.0, 10.0, 2024) for code in ("d1", "d2")}}, "papi"
)
CROSSWALK = pd.DataFrame(
    {
        "former_level": "former63",
        "former_code": ["01", "22", "08", "02", "04", "19", "06"],
        "former_name_vi": [
            "Hà Nội",
            "Quảng Ninh",
            "Tuyên Quang",
            "Hà Giang",
            "Cao Bằng",
            "Thái Nguyên",
            "Bắc Kạn",
        ],
        "new_level": "province34",
        "new_code": ["01", "22", "08", "08", "04", "19", "19"],
    }
)
DIMENSIONS = {"01": (5, 6), "22": (7, 8), "08": (4, 5), "02": (6, 5), "19": (5, 5), "06": (NAN, 9)}


@pytest.fixture
def found() -> local.LocalTable:
    rows = [
        ("former63", code, indicator, float(value))
        for code, pair in DIMENSIONS.items()
        for indicator, value in zip(("d1", "d2"), pair, strict=True)
        if value == value
    ]
    values = pd.DataFrame(rows, columns=["unit_level", "unit_code", "indicator", "value"])
    return local.table(values, CROSSWALK, TREE, 0.8)


def test_scores_are_sums_of_mean_dimensions(found: local.LocalTable) -> None:
    scores = found.scores.set_index("code")
    assert scores["score"].to_dict() == pytest.approx({"01": 11, "04": NAN, "08": 10, "19": 12, "22": 15}, nan_ok=True)
    assert scores["rank"].dropna().to_dict() == {"01": 2, "08": 3, "22": 1}
    assert scores["field_size"].tolist() == [3] * 5
    assert scores["median"].iloc[0] == 11.0
    assert scores.loc["22", "difference"] == 4.0


def test_units_short_of_data_are_shown_unranked_with_the_reason(found: local.LocalTable) -> None:
    scores = found.scores.set_index("code")
    assert scores["coverage"].to_dict() == {"01": 1.0, "04": 0.0, "08": 1.0, "19": 0.75, "22": 1.0}
    assert scores["ranked"].to_dict() == {"01": True, "04": False, "08": True, "19": False, "22": True}
    assert scores.loc["19", "reason_vi"] == "Mới có 3/4 số liệu của các tỉnh cũ, chưa đạt mức 80%"
    assert scores.loc["04", "reason_vi"] == "Chưa có số liệu của các tỉnh cũ (0/2), chưa đạt mức 80%"
    assert scores.loc["19", "reason_en"] == "3 of 4 values of the former provinces, short of the 80% required"
    assert pd.isna(scores.loc["01", "reason_vi"])


def test_former_provinces_have_data_when_every_dimension_is_there(found: local.LocalTable) -> None:
    former = found.former.set_index("former_code")
    assert former["has_data"].to_dict() == {
        "01": True, "02": True, "04": False, "06": False, "08": True, "19": True, "22": True,
    }  # fmt: skip
    assert former.loc["06", "n_dimensions"] == 1
    assert pd.isna(former.loc["06", "score"])
    assert former.loc["02", "score"] == 11.0
    assert found.scores.set_index("code").loc["19", ["n_former", "n_former_present"]].tolist() == [2, 1]


def test_dimensions_stand_against_the_median_of_the_ranked_units(found: local.LocalTable) -> None:
    dimensions = found.dimensions.set_index(["code", "indicator"])
    assert dimensions.loc[("08", "d1"), "value"] == 5.0
    assert dimensions.loc[("19", "d2"), ["value", "median", "difference"]].tolist() == [7.0, 6.0, 1.0]
    assert dimensions.loc[("19", "d2"), "n_former_present"] == 2
