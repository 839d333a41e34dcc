import pandas as pd

from observatory.indicators import headline

LATEST = pd.DataFrame(
    {
        "country_iso3": ["VNM", "VNM", "VNM", "VNM", "THA"],
        "indicator": ["gspi_rank", "whr_ladder_score", "whr_ladder_low", "whr_ladder_high", "gpi_rank"],
        "year": [2026, 2025, 2025, 2024, 2026],
        "value": [52.0, 6.428, 6.353, 6.424, 101.0],
        "source_row": ["VNM-gspi_rank-2026", "s", "l", "h", "t"],
    }
)
YTD = pd.DataFrame(
    {
        "country_iso3": ["VNM", "VNM"],
        "year": [2025, 2026],
        "to_month": [6, 6],
        "arrivals": [100, 120],
        "n_estimates": [0, 1],
        "growth_percent": [None, 20.0],
    }
)
MONTHS = pd.DataFrame(
    {
        "country_iso3": ["VNM"],
        "year": [2026],
        "month": [6],
        "source": ["office"],
        "package": ["reference/visitors"],
    }
)


def figures(ytd: pd.DataFrame = YTD) -> pd.DataFrame:
    return headline.figures(LATEST, ytd, MONTHS, "VNM").set_index("key")


def test_every_figure_has_a_row_in_the_order_of_the_page() -> None:
    found = figures()
    assert list(found.index) == list(headline.FIGURES)
    assert found["position"].tolist() == list(range(1, len(headline.FIGURES) + 1))


def test_what_is_not_known_stays_missing_and_others_never_fill_in() -> None:
    assert pd.isna(figures().loc["peace_rank", "value"])


def test_an_interval_needs_both_ends_of_the_same_year() -> None:
    found = figures().loc["happiness_score"]
    assert found["low"] == 6.353
    assert pd.isna(found["high"])


def test_visitors_of_the_year_so_far() -> None:
    found = figures().loc["visitors_ytd"]
    assert found[["value", "year", "month", "previous_value", "change"]].tolist() == [
        120.0,
        2026,
        6,
        100.0,
        20.0,
    ]
    assert found[["status", "source", "source_package"]].tolist() == [
        "estimate",
        "office",
        "reference/visitors",
    ]


def test_visitors_without_the_year_before_or_at_all() -> None:
    assert pd.isna(figures(YTD.tail(1)).loc["visitors_ytd"].get("previous_value"))
    assert pd.isna(figures(YTD.head(0)).loc["visitors_ytd", "value"])
