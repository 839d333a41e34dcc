"""Results on single indicators: headline figures, latest values, coverage and visitors."""

from __future__ import annotations

import pandas as pd

from observatory.indicators import headline, series, visitors
from observatory.media import presence
from observatory.recipes import media
from observatory.recipes.recipe import (
    COUNTRIES,
    COUNTRY_VALUES,
    HOME,
    INDICATORS,
    LEVEL,
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
    by_country = of_countries(catalogue).rename(columns={"country_iso3": "unit_code"})
    by_province = pd.concat([catalogue.of_kind(PROVINCE_VALUES), *_media(catalogue, LEVEL)], ignore_index=True)
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
    return series.latest(of_countries(catalogue), catalogue.frame(INDICATORS, "indicators"), peers, SEASONAL)


def of_countries(catalogue: Catalogue) -> pd.DataFrame:
    """Values of countries: those published by others, and this country's own from the media."""
    return pd.concat([country_values(catalogue), *_media(catalogue, presence.NATION_LEVEL)], ignore_index=True)


def _media(catalogue: Catalogue, level: str) -> list[pd.DataFrame]:
    """The yearly indicators of the media at one level as published values are written; nothing while there are none.

    Years alone are comparable with years: a longer period has more countries and languages.
    """
    if not all(package in catalogue.packages for package, _ in media.VALUES_READ):
        return []
    found = media.values(catalogue)
    rows = found[(found["unit_level"] == level) & (found["kind"] == "year") & found["value"].notna()]
    if rows.empty:
        return []
    units = catalogue.frame(INDICATORS, "indicators").set_index("code")["unit_vi"]
    names = rows["indicator"] + "-" + rows["unit_code"] + "-" + rows["period_id"]
    own = rows[["indicator", "unit_level", "value"]].assign(
        id=names,
        year=rows["year"].astype("Int64"),
        period="year",
        unit=rows["indicator"].map(units),
        status="derived",
        source=f"{media.DAILY}, {media.MEDIA}",
        verified_twice="no",
        package=media.DAILY,
    )
    if level == presence.NATION_LEVEL:
        return [own.drop(columns="unit_level").assign(country_iso3=HOME)]
    return [own.assign(unit_code=rows["unit_code"])]


RECIPES: dict[str, Recipe] = {
    "headline": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries"), (VISITORS, "by_month")),
        _headline,
        (COUNTRY_VALUES,),
        media.VALUES_READ,
    ),
    "indicator-coverage": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries"), (UNITS, "units")),
        _indicator_coverage,
        (COUNTRY_VALUES, PROVINCE_VALUES),
        media.VALUES_READ,
    ),
    "indicator-latest": Recipe(
        INDICATORS,
        ((INDICATORS, "indicators"), (COUNTRIES, "countries")),
        _indicator_latest,
        (COUNTRY_VALUES,),
        media.VALUES_READ,
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
