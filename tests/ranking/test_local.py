import pandas as pd
import pytest

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.framework import Framework, Node
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalisation
from observatory.ranking import local
from observatory.ranking.design import Alternatives
from observatory.ranking.plan import Plan

NAN = float("nan")
ROOT = Node("papi", "", 2, 1.0, 0)
TREE = Framework(
    {"papi": ROOT, **{code: Node(code, "papi", 1, 1.0, 1, 1.0, 10.0, 2024) for code in ("d1", "d2")}}, "papi"
)
ARITHMETIC, GEOMETRIC = (Aggregation("arithmetic"),), (Aggregation("geometric"),)
CHOICES = Plan(
    min_availability=0.8,
    threshold=1.0,
    cuts=(80.0, 60.0, 40.0, 20.0),
    alternatives=Alternatives(("none",), (Normalisation("goalposts"),), (ARITHMETIC, GEOMETRIC), ("none",)),
    other=Method(normalise=Normalisation("goalposts", 1, 100), aggregate=GEOMETRIC),
    runs=30,
    seed=1,
)
UNITS = pd.DataFrame(
    {
        "level": "province34",
        "code": ["01", "04", "08", "19", "22"],
        "region_vi": ["Đồng bằng", "Miền núi", "Miền núi", "Miền núi", "Đồng bằng"],
    }
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
    return local.table(values, CROSSWALK, UNITS, TREE, CHOICES)


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
    assert dimensions.loc[("19", "d2"), "normalised"] == pytest.approx(100 * 6 / 9)
    assert pd.isna(dimensions.loc[("04", "d1"), "normalised"])


def test_ranks_among_the_units_of_a_region(found: local.LocalTable) -> None:
    scores = found.scores.set_index("code")
    assert scores["peer_rank"].dropna().to_dict() == {"01": 2, "08": 1, "22": 1}
    assert scores["peer_size"].to_dict() == {"01": 2, "04": 1, "08": 1, "19": 1, "22": 2}
    assert scores.loc["22", "peer_group"] == "Đồng bằng"


def test_the_profile_sums_to_the_gap_from_the_region_in_points(found: local.LocalTable) -> None:
    rows = local.profile(found, TREE).set_index(["code", "indicator"])
    gaps = rows["gap_contribution"].groupby("code").sum(min_count=1)
    assert gaps.to_dict() == pytest.approx({"01": -2, "04": NAN, "08": 0, "19": 2, "22": 2}, nan_ok=True)
    assert rows.loc[("22", "d1"), ["gap_contribution", "one_more_point"]].tolist() == pytest.approx([1.0, 0.09])
    assert rows.loc[("22", "d1"), "peer_mean"] == pytest.approx(100 * 5 / 9)
    assert rows.loc["19", ["strength", "weakness"]].isna().all(axis=None)


def test_how_firm_the_ranks_are(found: local.LocalTable) -> None:
    firm = local.firmness(found, TREE, CHOICES)
    spread = firm.uncertainty.set_index("code")
    assert spread["rank"].to_dict() == {"01": 2, "08": 3, "22": 1}
    assert spread.loc["22", ["rank_low", "rank_high", "p_best_in_group"]].tolist() == [1.0, 1.0, 1.0]
    scores = found.scores.set_index("code")["score"]
    assert (spread["score_low"] <= scores[spread.index] + 1e-9).all()
    assert spread.loc["22", ["score_low", "score_high"]].between(14, 16).all()
    assert set(firm.alternatives["code"]) == {"01", "08", "19", "22"}
    assert set(firm.alternatives["level"]) == {"province34"}
    assert firm.leave_one_out["pillar"].tolist() == ["d1", "d2"]
