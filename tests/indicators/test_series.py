import pandas as pd

from observatory.indicators import series

PEERS = ["THA", "VNM"]
INDICATORS = pd.DataFrame(
    {
        "code": ["soft_rank", "soft_score", "hdi", "hdi_rank", "sites", "arrivals_month", "ytd"],
        "kind": ["rank", "score", "index", "rank", "count", "count", "count"],
        "direction": [-1, 1, 1, -1, 0, 1, 1],
    }
)
HEADER = ["country_iso3", "indicator", "year", "month", "value", "field_size", "edition", "period"]


def values(*rows: tuple[object, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([[*row, *[None] * (len(HEADER) - len(row))] for row in rows], columns=HEADER)
    frame = frame.assign(
        package="reference/some",
        id=[f"{row[0]}-{row[1]}-{row[2]}-{row[3]}" for row in rows],
        period=frame["period"].fillna("year"),
        status=["derived" if row[2] == 2019 else "published" for row in rows],
    )
    return frame.astype({"year": "Int64", "month": "Int64", "field_size": "Int64", "value": "float64"})


def latest(*rows: tuple[object, ...], seasonal: tuple[str, ...] = ()) -> pd.DataFrame:
    found = series.latest(values(*rows), INDICATORS, PEERS, seasonal)
    return found.set_index(["indicator", "country_iso3"])


def test_the_latest_value_with_the_one_before_it() -> None:
    row = latest(("VNM", "sites", 2018, None, 8), ("VNM", "sites", 2025, 7, 9), ("VNM", "sites", 2019, None, 8)).loc[
        ("sites", "VNM")
    ]
    assert (row["year"], row["month"], row["value"]) == (2025, 7, 9.0)
    assert (row["previous_year"], row["previous_value"], row["change"]) == (2019, 8.0, 1.0)
    assert row["change_percent"] == 12.5
    assert (row["status"], row["previous_status"]) == ("published", "derived")
    assert row["source_row"] == "VNM-sites-2025-7"
    assert row["source_package"] == "reference/some"


def test_no_value_before_gives_no_change() -> None:
    row = latest(("VNM", "soft_score", 2026, None, 40.4)).loc[("soft_score", "VNM")]
    assert pd.isna(row["previous_value"])
    assert pd.isna(row["change"])


def test_ranks_out_of_different_numbers_have_no_change() -> None:
    found = latest(
        ("VNM", "soft_rank", 2023, None, 69, 121),
        ("VNM", "soft_rank", 2024, None, 53, 193),
        ("THA", "soft_rank", 2024, None, 40, 193),
        ("THA", "soft_rank", 2025, None, 39, 193),
    )
    assert pd.isna(found.loc[("soft_rank", "VNM"), "change"])
    assert found.loc[("soft_rank", "VNM"), "previous_field_size"] == 121
    assert found.loc[("soft_rank", "THA"), "change"] == -1.0
    assert pd.isna(found.loc[("soft_rank", "THA"), "change_percent"])


def test_editions_are_never_compared() -> None:
    row = latest(
        ("VNM", "hdi", 2022, None, 0.726, None, "HDR 2023-24"),
        ("VNM", "hdi", 2023, None, 0.766, None, "HDR 2025"),
    ).loc[("hdi", "VNM")]
    assert row["edition"] == "HDR 2025"
    assert pd.isna(row["previous_value"])


def test_seasonal_and_year_to_date_values_are_compared_with_the_same_month() -> None:
    found = latest(
        ("VNM", "arrivals_month", 2025, 1, 2.07, None, None, "month"),
        ("VNM", "arrivals_month", 2025, 12, 2.02, None, None, "month"),
        ("VNM", "arrivals_month", 2026, 1, 2.5, None, None, "month"),
        ("VNM", "ytd", 2024, 11, 15.8, None, None, "ytd"),
        ("VNM", "ytd", 2025, 10, 17.2, None, None, "ytd"),
        ("VNM", "ytd", 2025, 11, 19.15, None, None, "ytd"),
        seasonal=("arrivals_month",),
    )
    assert found.loc[("arrivals_month", "VNM"), "previous_value"] == 2.07
    assert found.loc[("ytd", "VNM"), "previous_value"] == 15.8


def test_order_among_peers_needs_every_peer_in_the_same_year() -> None:
    found = latest(
        ("VNM", "soft_rank", 2025, None, 52),
        ("THA", "soft_rank", 2025, None, 39),
        ("VNM", "soft_score", 2025, None, 40.0),
        ("THA", "soft_score", 2025, None, 45.0),
        ("FRA", "soft_score", 2025, None, 65.8),
        ("VNM", "hdi", 2023, None, 0.766),
        ("THA", "hdi", 2022, None, 0.798),
        ("VNM", "sites", 2025, None, 9),
        ("THA", "sites", 2025, None, 8),
    )
    assert found.loc[("soft_rank", "VNM"), "peer_order"] == 2
    assert found.loc[("soft_rank", "THA"), "peer_order"] == 1
    assert found.loc[("soft_score", "VNM"), "peer_order"] == 2
    assert found.loc[("soft_score", "VNM"), ["n_countries", "peer_count"]].tolist() == [3, 2]
    assert pd.isna(found.loc[("soft_score", "FRA"), "peer_order"])
    assert pd.isna(found.loc[("hdi", "VNM"), "peer_order"])
    assert pd.isna(found.loc[("sites", "VNM"), "peer_order"])


def test_of_year_takes_the_latest_month() -> None:
    frame = values(("VNM", "sites", 2025, 1, 8), ("VNM", "sites", 2025, 7, 9), ("VNM", "sites", 2024, 7, 8))
    assert series.of_year(frame, "sites", 2025)["value"].to_dict() == {"VNM": 9.0}
    assert series.of_year(frame, "sites", None).empty


def test_coverage_counts_rows_units_and_what_is_missing() -> None:
    frame = pd.DataFrame(
        {
            "indicator": ["papi"] * 3,
            "unit_level": ["former63"] * 3,
            "unit_code": ["01", "02", "01"],
            "year": [2023, 2023, 2024],
            "verified_twice": ["yes", "no", "yes (two press sources)"],
        }
    )
    row = series.coverage(frame, {"former63": 63}).iloc[0]
    assert (row["first_year"], row["last_year"], row["n_rows"], row["n_units"]) == (2023, 2024, 3, 2)
    assert (row["n_last_year"], row["expected_units"], row["n_missing_last_year"]) == (1, 63, 62)
    assert row["verified_share"] == 2 / 3
