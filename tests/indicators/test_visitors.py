import pandas as pd
import pytest

from observatory.indicators import visitors


def months(*years: tuple[int, list[int]], estimates: tuple[tuple[int, int], ...] = ()) -> pd.DataFrame:
    rows = [
        ("VNM", year, month, arrivals, "estimate" if (year, month) in estimates else "final", "office", None)
        for year, values in years
        for month, arrivals in enumerate(values, start=1)
    ]
    names = ["country_iso3", "year", "month", "arrivals", "status", "source", "note"]
    return pd.DataFrame(rows, columns=names).astype({"year": "Int64", "month": "Int64", "arrivals": "Int64"})


def by_year(*rows: tuple[int, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "value"]).astype({"year": "Int64"})
    return frame.assign(country_iso3="VNM", id=[f"VNM-{row[0]}" for row in rows])


def test_growth_only_between_years_that_follow_each_other() -> None:
    found = visitors.yearly(by_year((2019, 18.0), (2023, 12.6), (2024, 17.6)), months())
    assert found["growth_percent"].isna().tolist() == [True, True, False]
    assert found["growth_percent"].iloc[2] == pytest.approx((17.6 / 12.6 - 1) * 100)


def test_a_year_shows_the_sum_of_its_months_when_all_are_there() -> None:
    found = visitors.yearly(by_year((2025, 80.0), (2026, 9.0)), months((2025, [*range(1, 13)]), (2026, [4, 5])))
    assert found["monthly_sum"].tolist()[0] == 78
    assert pd.isna(found["monthly_sum"].iloc[1])


def test_months_stand_beside_the_same_month_of_the_year_before() -> None:
    found = visitors.monthly(months((2025, [100, 200]), (2026, [150, 100])))
    assert found["growth_percent"].tolist()[2:] == pytest.approx([50.0, -50.0])
    assert found["same_month_last_year"].isna().tolist() == [True, True, False, False]


def test_twelve_months_in_a_row() -> None:
    found = visitors.rolling12(months((2025, [10] * 12), (2026, [20, 30]), estimates=((2026, 1),)))
    assert found["arrivals"].tolist() == [120, 130, 150]
    assert found[["from_year", "from_month"]].to_numpy().tolist() == [[2025, 1], [2025, 2], [2025, 3]]
    assert found[["to_year", "to_month"]].to_numpy().tolist() == [[2025, 12], [2026, 1], [2026, 2]]
    assert found["n_estimates"].tolist() == [0, 1, 1]


def test_a_gap_breaks_the_twelve_months() -> None:
    whole = months((2025, [10] * 12), (2026, [20, 30]))
    assert visitors.rolling12(whole[whole["month"] != 7]).empty


def test_year_to_date_compares_the_same_months() -> None:
    found = visitors.year_to_date(months((2025, [1, 2, 3, 4]), (2026, [2, 4]), estimates=((2026, 1),)))
    assert found["arrivals"].tolist() == [3, 6]
    assert found["to_month"].tolist() == [2, 2]
    assert found["n_estimates"].tolist() == [0, 1]
    assert found["growth_percent"].tolist()[1] == pytest.approx(100.0)


def test_year_to_date_leaves_out_years_with_a_month_missing() -> None:
    whole = months((2025, [1, 2, 3]), (2026, [2, 4]))
    found = visitors.year_to_date(whole[~((whole["year"] == 2025) & (whole["month"] == 1))])
    assert found["year"].tolist() == [2026]
    assert found["growth_percent"].isna().all()


def market_rows() -> pd.DataFrame:
    levels = [
        ("total", "", "All markets", None, 20),
        ("region", "Asia", "Asia", None, 15),
        ("market", "Asia", "China", "CHN", 10),
        ("market", "Asia", "Japan", "JPN", 3),
        ("other", "Asia", "Other Asia", None, 2),
        ("region", "Africa", "Africa", None, 5),
        ("other", "Africa", "Other Africa", None, 5),
    ]
    rows = [
        (2025, month, *names, arrivals * (2 if month == 3 else 1), "office")
        for month in range(1, 13)
        for *names, arrivals in levels
    ]
    return pd.DataFrame(
        rows, columns=["year", "month", "level", "region", "partner", "partner_iso3", "arrivals", "source"]
    )


def test_markets_have_shares_that_sum_to_one_and_ranks_among_the_named() -> None:
    found = visitors.markets(market_rows()).set_index("partner")
    assert found["share"].sum() == pytest.approx(1.0)
    assert found.loc["China", ["arrivals", "rank", "peak_month", "peak_arrivals"]].tolist() == [130, 1, 3, 20]
    assert pd.isna(found.loc["Other Asia", "rank"])
    assert found.loc["Japan", "rank"] == 2


def test_regions_count_the_markets_they_name() -> None:
    found = visitors.regions(market_rows()).set_index("region")
    assert found["n_markets"].to_dict() == {"Asia": 2, "Africa": 0}
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["rank"].to_dict() == {"Asia": 1, "Africa": 2}
