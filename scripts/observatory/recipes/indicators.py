"""Results on single indicators: headline figures, latest values, coverage and visitors."""

from __future__ import annotations

import pandas as pd

from observatory.indicators import headline, series, visitors
from observatory.recipes.recipe import (
    COUNTRIES,
    COUNTRY_VALUES,
    HOME,
    INDICATORS,
    PROVINCE_VALUES,
    UNITS,
    VISITORS,
    Frames,
    Recipe,
    countries,
    country_values,
)
from observatory.tables.model import Catalogue

SEASONAL = ("intl_tourist_arrivals_month",)


def _headline(catalogue: Catalogue) -> Frames:
    by_month = catalogue.frame(VISITORS, "by_month").assign(package=VISITORS)
    latest = _latest(catalogue)
    return {"figures": headline.figures(latest, visitors.year_to_date(by_month), by_month, HOME)}


def _indicator_latest(catalogue: Catalogue) -> Frames:
    return {"latest": _latest(catalogue)}


def _indicator_coverage(catalogue: Catalogue) -> Frames:
    by_country = country_values(catalogue).rename(columns={"country_iso3": "unit_code"})
    by_province = catalogue.of_kind(PROVINCE_VALUES)
    values = pd.concat([by_country.assign(unit_level="country"), by_province], ignore_index=True)
    units = catalogue.frame(UNITS, "units")["level"].value_counts()
    expected = {str(level): int(count) for level, count in units.items()}
    return {"coverage": series.coverage(values, expected | {"country": len(countries(catalogue, "peer"))})}


def _visitor_summary(catalogue: Catalogue) -> Frames:
    by_month = catalogue.frame(VISITORS, "by_month")
    by_market = catalogue.frame(VISITORS, "by_market_month_2025")
    months = visitors.monthly(by_month)
    return {
        "yearly": visitors.yearly(catalogue.frame(VISITORS, "by_year"), months),
        "monthly": months,
        "rolling12": visitors.rolling12(by_month),
        "ytd": visitors.year_to_date(by_month),
        "markets": visitors.markets(by_market),
        "regions": visitors.regions(by_market),
    }


def _latest(catalogue: Catalogue) -> pd.DataFrame:
    peers = countries(catalogue, "peer")
    return series.latest(country_values(catalogue), catalogue.frame(INDICATORS, "indicators"), peers, SEASONAL)


RECIPES: dict[str, Recipe] = {
    "headline": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries"), (VISITORS, "by_month")),
        _headline,
        (COUNTRY_VALUES,),
    ),
    "indicator-coverage": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries"), (UNITS, "units")),
        _indicator_coverage,
        (COUNTRY_VALUES, PROVINCE_VALUES),
    ),
    "indicator-latest": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries")),
        _indicator_latest,
        (COUNTRY_VALUES,),
    ),
    "visitor-summary": Recipe(
        INDICATORS,
        (
            (INDICATORS, "indicators"),
            (VISITORS, "by_year"),
            (VISITORS, "by_month"),
            (VISITORS, "by_market_month_2025"),
        ),
        _visitor_summary,
    ),
}
