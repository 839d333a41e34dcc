import numpy as np
import pandas as pd
import pytest

from observatory.ranking import survey
from observatory.ranking.survey import NORMAL_95, Draws

DRAWS = Draws(coverage=0.95, runs=2000, seed=7)
COUNTRIES = ["VNM", "THA", "SGP", "LAO"]


def values(*rows: tuple[str, int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["country_iso3", "year", "indicator", "value"]).assign(period="year")


def estimates(scores: dict[int, list[float]], se: dict[int, list[float]]) -> pd.DataFrame:
    rows = [
        (country, year, score, error)
        for year, of_year in scores.items()
        for country, score, error in zip(COUNTRIES, of_year, se[year], strict=False)
    ]
    return pd.DataFrame(rows, columns=["country_iso3", "year", "score", "se"])


def ranked(scores: dict[int, list[float]], se: dict[int, list[float]]) -> survey.SurveyRanks:
    return survey.ranking(estimates(scores, se), DRAWS, 10)


def column(found: survey.SurveyRanks, name: str, year: int) -> list[object]:
    rows = found.rankings[found.rankings["year"] == year].set_index("country_iso3")[name]
    return [None if pd.isna(value) else value for value in rows.reindex(COUNTRIES)]


UNEVEN = [0.3, 0.2, 0.1, 0.2]
TWO = {2024: [6.0, 6.5, 5.0, 4.0], 2025: [7.0, 6.5, 5.0, 4.9]}


def test_the_standard_error_is_the_width_of_the_interval_over_twice_the_normal_quantile() -> None:
    rows = values(
        ("VNM", 2025, "score", 6.4), ("VNM", 2025, "low", 6.3), ("VNM", 2025, "high", 6.5), ("VNM", 2011, "score", 5.4)
    )
    found = survey.estimates(rows, "score", "low", "high", COUNTRIES).set_index("year")
    assert found.loc[2025, "se"] == pytest.approx(0.2 / (2 * 1.96), rel=1e-4)
    assert found.loc[2025, "se"] * 2 * NORMAL_95 == pytest.approx(0.2)
    assert np.isnan(found.loc[2011, "se"])


def test_other_countries_months_and_bounds_without_a_score_do_not_count() -> None:
    rows = values(("VNM", 2025, "score", 6.4), ("USA", 2025, "score", 6.9), ("THA", 2025, "low", 6.0))
    month = values(("LAO", 2025, "score", 5.0)).assign(period="month")
    found = survey.estimates(pd.concat([rows, month]), "score", "low", "high", COUNTRIES)
    assert found["country_iso3"].tolist() == ["VNM"]


def test_small_errors_make_every_interval_the_rank_itself() -> None:
    found = ranked(TWO, dict.fromkeys(TWO, [0.001] * 4))
    for name in ("rank", "rank_low", "rank_high", "table_low", "table_high"):
        assert column(found, name, 2024) == [2, 1, 3, 4]
    assert found.together.empty


def test_large_errors_leave_every_rank_open() -> None:
    found = ranked(TWO, dict.fromkeys(TWO, [50.0] * 4))
    assert column(found, "table_low", 2025) == [1, 1, 1, 1]
    assert column(found, "table_high", 2025) == [4, 4, 4, 4]
    (row,) = found.together[found.together["year"] == 2025].to_dict("records")
    assert (row["first_rank"], row["last_rank"], row["n_members"]) == (1, 4, 4)
    assert row["members"] == "VNM; THA; SGP; LAO"


def test_intervals_for_the_table_are_never_narrower_than_for_one_country() -> None:
    found = ranked(TWO, dict.fromkeys(TWO, UNEVEN)).rankings
    assert (found["table_low"] <= found["rank_low"]).all()
    assert (found["rank_low"] <= found["rank"]).all() and (found["rank"] <= found["rank_high"]).all()
    assert (found["rank_high"] <= found["table_high"]).all()


def test_an_arrow_stands_only_where_the_change_is_credible() -> None:
    sure = ranked(TWO, dict.fromkeys(TWO, [0.001] * 4))
    assert column(sure, "movement", 2025) == ["up", "down", "same", "same"]
    assert column(sure, "p_better", 2025) == [1.0, 0.0, 0.0, 0.0]
    unsure = ranked(TWO, dict.fromkeys(TWO, [2.0] * 4))
    assert column(unsure, "movement", 2025) == ["same"] * 4


def test_movement_is_unknown_without_errors_or_without_the_year_before() -> None:
    scores = {2020: [1.0, 2.0, 3.0, 4.0], **TWO}
    found = ranked(scores, {2020: [0.1] * 4, 2024: [0.1] * 4, 2025: [0.1, 0.1, np.nan, 0.1]})
    for year in scores:
        assert column(found, "movement", year) == ["unknown"] * 4
        assert column(found, "p_better", year) == [None] * 4


def test_a_year_with_one_error_missing_is_ranked_without_intervals() -> None:
    found = ranked({2025: TWO[2025]}, {2025: [0.1, 0.1, np.nan, 0.1]})
    assert column(found, "rank", 2025) == [1, 2, 3, 4]
    assert column(found, "rank_low", 2025) == [None] * 4
    assert found.together.empty and "members" in found.together


def test_the_same_seed_gives_the_same_result() -> None:
    errors = dict.fromkeys(TWO, [0.3] * 4)
    pd.testing.assert_frame_equal(ranked(TWO, errors).rankings, ranked(TWO, errors).rankings)
