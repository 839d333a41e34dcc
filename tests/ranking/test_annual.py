import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.ranking import annual, rank

CROSSWALK = pd.DataFrame(
    [
        ("province34", "01", "former63", "01"),
        ("province34", "08", "former63", "02"),
        ("province34", "08", "former63", "08"),
        ("province34", "79", "former63", "79"),
    ],
    columns=["new_level", "new_code", "former_level", "former_code"],
)
GROUPS = pd.DataFrame(
    {"level": "province34", "code": ["01", "08", "79", "80"], "peer_group": ["Bắc", "Bắc", "Nam", "Nam"]}
)
SCALE = (6.0, 60.0)
VALUES = [("01", 2011, 40.0), ("02", 2011, 30.0), ("08", 2011, 34.0), ("79", 2011, 40.0)]
LATER = [("01", 2012, 36.0), ("02", 2012, 39.0), ("79", 2012, 35.0)]


def values(*rows: tuple[str, int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit_code", "year", "value"])
    return frame.assign(unit_level="former63", indicator="papi")


def ranked(*rows: tuple[str, int, float]) -> pd.DataFrame:
    found = annual.rankings(annual.carried(values(*rows), CROSSWALK, "papi", SCALE), GROUPS, 54, 0.8)
    return found.set_index(["code", "year"])


def test_a_merged_unit_has_the_mean_of_its_former_provinces() -> None:
    found = annual.carried(values(*VALUES), CROSSWALK, "papi", SCALE).set_index("code")
    assert found["score"].to_dict() == {"01": 40.0, "08": 32.0, "79": 40.0}
    assert found.loc["08", ["n_present", "n_expected"]].tolist() == [2, 2]


def test_other_indicators_do_not_count() -> None:
    assert annual.carried(values(*VALUES), CROSSWALK, "other", SCALE).empty


def test_a_value_that_the_scale_cannot_hold_is_missing() -> None:
    rows = values(("01", 2011, 0.0), ("02", 2011, 60.5), ("08", 2011, 34.0), ("79", 2011, 40.0))
    found = annual.carried(rows, CROSSWALK, "papi", SCALE).set_index("code")
    assert pd.isna(found.loc["01", "score"]) and found.loc["01", "n_present"] == 0
    assert found.loc["08", ["score", "n_present"]].tolist() == [34.0, 1]


def test_units_are_ranked_year_by_year_in_the_country_and_in_their_group() -> None:
    found = ranked(*VALUES, *LATER)
    assert found.loc[("01", 2011), ["rank", "tied", "field_size"]].tolist() == [1, True, 3]
    assert found.loc[("79", 2011), "rank"] == 1
    assert found.loc[("08", 2011), ["rank", "peer_rank", "peer_size"]].tolist() == [3, 2, 2]
    assert found.loc[("79", 2011), ["peer_rank", "peer_size"]].tolist() == [1, 1]
    assert found.loc[("01", 2012), ["rank", "field_size"]].tolist() == [1, 2]


def test_a_unit_short_of_data_keeps_its_score_and_gets_no_rank() -> None:
    row = ranked(*VALUES, *LATER).loc[("08", 2012)]
    assert row["score"] == 39.0
    assert not row["ranked"]
    assert pd.isna(row["rank"]) and pd.isna(row["peer_rank"])
    assert row["reason_vi"] == "Mới có 1/2 số liệu của các tỉnh cũ, chưa đạt mức 80%"
    assert row["reason_en"] == "1 of 2 values of the former provinces, short of the 80% required"


def test_movement_is_unknown_without_a_sampling_error() -> None:
    assert set(ranked(*VALUES, *LATER)["movement"]) == {"unknown"}


def test_a_unit_without_a_group_has_no_peer_rank() -> None:
    rows = pd.DataFrame({"score": [1.0, 2.0], "ranked": True, "peer_group": [None, ""]})
    assert rank.places(rows, 10)[["peer_rank", "peer_size"]].isna().all(axis=None)


def test_coverage_lists_every_unit_with_its_years() -> None:
    rows = annual.rankings(annual.carried(values(*VALUES, *LATER), CROSSWALK, "papi", SCALE), GROUPS, 54, 0.8)
    units = GROUPS.assign(scope="locality")
    found = annual.coverage(units, rows.assign(scope="locality")).set_index("code")
    assert found.loc["01", ["n_years", "first_year", "last_year", "latest_rank"]].tolist() == [2, 2011, 2012, 1]
    assert found.loc["80", "n_years"] == 0 and not found.loc["80", "has_scores"]
    assert pd.isna(found.loc["80", "first_year"]) and pd.isna(found.loc["08", "latest_rank"])
    assert found["has_scores"].sum() == 3


SCORES = st.lists(st.integers(0, 600), min_size=3, max_size=3)


@settings(max_examples=30)
@given(SCORES, st.permutations(range(3)))
def test_the_order_of_the_rows_is_irrelevant(scores: list[int], order: list[int]) -> None:
    rows = pd.DataFrame({"score": [score / 10 for score in scores], "ranked": True, "peer_group": ["a", "a", "b"]})
    again = rank.places(rows.iloc[list(order)], 60).sort_index()
    pd.testing.assert_frame_equal(rank.places(rows, 60), again)


@settings(max_examples=30)
@given(SCORES, st.integers(0, 2), st.integers(0, 100))
def test_a_higher_score_never_gives_a_worse_rank(scores: list[int], at: int, more: int) -> None:
    rows = pd.DataFrame({"score": [score / 10 for score in scores], "ranked": True, "peer_group": "a"})
    better = rows.assign(score=rows["score"] + pd.Series({at: more / 10}).reindex(rows.index).fillna(0.0))
    assert rank.places(better, 60)["rank"][at] <= rank.places(rows, 60)["rank"][at]


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_share_that_is_needed_is_that_of_the_settings(share: float) -> None:
    rows = annual.carried(values(*LATER), CROSSWALK, "papi", SCALE)
    found = annual.rankings(rows, GROUPS, 54, share).set_index("code")
    assert bool(found.loc["08", "ranked"]) is (share == 0.5)
