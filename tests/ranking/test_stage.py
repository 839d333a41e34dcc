import pandas as pd
import pytest

from observatory.ranking import stage

GROUPS = pd.DataFrame({"level": "province34", "code": ["01", "02", "03"], "peer_group": ["a", "a", "b"]})
STAGES = pd.DataFrame(
    {"stage": ["trial", "next"], "scope": "locality", "from_year": [2011, 2026], "to_year": [2015, 2030]}
)


def yearly() -> pd.DataFrame:
    rows = [("01", year, 10.0 + year - 2011, True) for year in range(2011, 2016)]
    rows += [("02", year, 13.0, True) for year in range(2011, 2015)] + [("02", 2015, 90.0, False)]
    rows += [("03", 2011, 50.0, True), ("03", 2020, 99.0, True)]
    return pd.DataFrame(rows, columns=["code", "year", "score", "ranked"]).assign(level="province34")


def ranked(min_years: float = 0.8) -> pd.DataFrame:
    return stage.rankings(yearly(), GROUPS, 2011, 2015, 60, min_years).set_index("code")


def test_the_score_is_the_mean_of_the_ranked_years_of_the_stage() -> None:
    assert ranked()["score"].tolist() == [12.0, 13.0, 50.0]
    assert ranked()["n_years"].tolist() == [5, 4, 1]


def test_a_unit_with_too_few_years_is_shown_and_not_ranked() -> None:
    found = ranked()
    assert found["rank"].tolist() == [2, 1, pd.NA]
    assert found.loc["03", "reason_en"] == "1 of 5 ranked years, short of the 80% required"
    assert found["field_size"].tolist() == [2, 2, 2]
    assert found.loc[["01", "02"], "peer_rank"].tolist() == [2, 1]
    assert found.loc["03", "peer_size"] == 0


def test_a_unit_without_any_year_has_no_score() -> None:
    found = stage.rankings(yearly(), GROUPS, 2016, 2019, 60, 0.8)
    assert found["score"].isna().all() and not found["ranked"].any()
    assert found["reason_vi"].unique().tolist() == ["Chưa có năm được xếp hạng (0/4), chưa đạt mức 80%"]


@pytest.mark.parametrize(("needed", "size"), [(0.2, 3), (0.8, 2), (1.0, 1)])
def test_how_many_years_are_needed_is_a_setting(needed: float, size: int) -> None:
    assert ranked(needed)["field_size"].unique().tolist() == [size]


def test_a_stage_without_scores_says_so() -> None:
    rows = ranked().reset_index().assign(stage="trial", scope="locality")
    found = stage.status(STAGES, rows).set_index("stage")
    assert found.loc["trial", ["status", "n_units", "n_ranked"]].tolist() == ["pilot", 3, 2]
    assert found.loc["next", ["status", "n_units", "n_ranked"]].tolist() == ["no data", 0, 0]
