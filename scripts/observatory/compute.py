"""From the catalogue to results: joins the rooms to the tables they read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from observatory import results
from observatory.indicators import framework, headline, series, visitors
from observatory.ranking import local, national, profile
from observatory.results import ResultPackage
from observatory.review import progress, targets
from observatory.tables.model import Catalogue

HOME = "VNM"
LEVEL = "province34"
SEASONAL = ("intl_tourist_arrivals_month",)
PAPI_YEAR = 2024

COUNTRY_VALUES = "country-values"
PROVINCE_VALUES = "province-values"
INDICATORS = "methodology/indicators"
TARGETS = "methodology/target-progress"
NATIONAL = "methodology/national-index-pilot"
LOCAL = "methodology/local-index-pilot"
UNITS = "reference/provincial-units"
VISITORS = "reference/visitors"
PAPI = "reference/province-papi"
HERITAGE = "reference/province-heritage"
COUNTRIES = "reference/countries"

Frames = dict[str, pd.DataFrame]
Read = tuple[str, str]


@dataclass(frozen=True)
class Recipe:
    """How one result is made: the package that decides, the tables read by name, those read by kind."""

    method: str
    tables: tuple[Read, ...]
    make: Callable[[Catalogue], Frames]
    kinds: tuple[str, ...] = ()


def compute(catalogue: Catalogue) -> dict[str, ResultPackage]:
    """Every result whose tables are all in the catalogue, by name.

    Raises ``FrameworkError`` for an index framework that cannot be computed.
    """
    return {
        name: results.package(
            name, _method(catalogue, recipe.method), _inputs(catalogue, recipe), recipe.make(catalogue)
        )
        for name, recipe in sorted(RECIPES.items())
        if all(_has(catalogue, read) for read in recipe.tables)
    }


def _headline(catalogue: Catalogue) -> Frames:
    by_month = catalogue.frame(VISITORS, "by_month").assign(package=VISITORS)
    latest = _latest(catalogue)
    return {"figures": headline.figures(latest, visitors.year_to_date(by_month), by_month, HOME)}


def _indicator_latest(catalogue: Catalogue) -> Frames:
    return {"latest": _latest(catalogue)}


def _indicator_coverage(catalogue: Catalogue) -> Frames:
    countries = _country_values(catalogue).rename(columns={"country_iso3": "unit_code"})
    provinces = catalogue.of_kind(PROVINCE_VALUES)
    values = pd.concat([countries.assign(unit_level="country"), provinces], ignore_index=True)
    units = catalogue.frame(UNITS, "units")["level"].value_counts()
    expected = {str(level): int(count) for level, count in units.items()}
    return {"coverage": series.coverage(values, expected | {"country": len(_countries(catalogue, "peer"))})}


def _target_progress(catalogue: Catalogue) -> Frames:
    measurements = catalogue.frame(TARGETS, "measurements")
    values = _country_values(catalogue)
    members = _countries(catalogue, "asean")
    rolling = visitors.rolling12(catalogue.frame(VISITORS, "by_month"))
    observations = {}
    for row in measurements[measurements["indicator"].notna()].to_dict("records"):
        target, indicator = str(row["target_id"]), str(row["indicator"])
        if row["series"] == "rolling12":
            observations[target] = progress.of_twelve_months(rolling, HOME)
        elif row["series"] == "asean_rank":
            observations[target] = progress.of_places(values, indicator, members, HOME)
        else:
            observations[target] = progress.of_years(values, indicator, HOME)
    found = targets.review(measurements, observations)
    return {"progress": found.progress, "path": found.path, "observations": found.observations}


def _national_index(catalogue: Catalogue) -> Frames:
    tree = framework.read(catalogue.frame(NATIONAL, "framework"))
    found = national.index(
        _country_values(catalogue),
        tree,
        _countries(catalogue, "peer"),
        _min_availability(catalogue, NATIONAL),
    )
    return {"scores": found.scores, "pillars": found.pillars, "components": found.components}


def _local_index(catalogue: Catalogue) -> Frames:
    found = _local_table(catalogue)
    return {"scores": found.scores, "dimensions": found.dimensions, "former": found.former}


def _locality_profile(catalogue: Catalogue) -> Frames:
    units = catalogue.frame(UNITS, "units")
    crosswalk = catalogue.frame(UNITS, "crosswalk")
    found = _local_table(catalogue)
    return {
        "profiles": profile.profiles(units[units["level"] == LEVEL], found.scores, catalogue.frame(HERITAGE, "values")),
        "predecessors": found.former,
        "papi_series": profile.merged_series(catalogue.frame(PAPI, "values_2011_2016"), crosswalk, profile.YEARLY_PAPI),
        "latest": profile.latest(catalogue.of_kind(PROVINCE_VALUES), LEVEL),
    }


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


def _local_table(catalogue: Catalogue) -> local.LocalTable:
    tree = framework.read(catalogue.frame(LOCAL, "framework"))
    values = catalogue.frame(PAPI, "values_2024")
    crosswalk = catalogue.frame(UNITS, "crosswalk")
    return local.table(values[values["year"] == PAPI_YEAR], crosswalk, tree, _min_availability(catalogue, LOCAL))


def _latest(catalogue: Catalogue) -> pd.DataFrame:
    peers = _countries(catalogue, "peer")
    return series.latest(_country_values(catalogue), catalogue.frame(INDICATORS, "indicators"), peers, SEASONAL)


def _country_values(catalogue: Catalogue) -> pd.DataFrame:
    """Values of countries from the reference packages: those of others never enter a national figure."""
    values = catalogue.of_kind(COUNTRY_VALUES)
    return values[values["package"].str.startswith("reference/")]


def _countries(catalogue: Catalogue, group: str) -> list[str]:
    """Codes of the countries of one group, ``peer`` or ``asean``."""
    countries = catalogue.frame(COUNTRIES, "countries")
    return sorted(countries.loc[countries[group].fillna(False), "iso3"])


def _min_availability(catalogue: Catalogue, package: str) -> float:
    settings = catalogue.frame(package, "settings").set_index("key")["value"]
    return float(settings["min_availability"])


def _has(catalogue: Catalogue, read: Read) -> bool:
    package, table = read
    return package in catalogue.packages and table in catalogue.packages[package].tables


def _method(catalogue: Catalogue, package: str) -> str:
    return f"{package}@{catalogue.packages[package].version}"


def _inputs(catalogue: Catalogue, recipe: Recipe) -> Mapping[str, Mapping[str, str]]:
    """SHA-256 of every table that the recipe reads, by package and table."""
    reads = set(recipe.tables) | {
        (package.id, table.name)
        for package in catalogue
        for table in package.tables.values()
        if table.kind in recipe.kinds
    }
    inputs: dict[str, dict[str, str]] = {}
    for package, table in sorted(reads):
        inputs.setdefault(package, {})[table] = catalogue.packages[package].tables[table].sha256
    return inputs


_LOCAL_TABLES = (
    (LOCAL, "framework"),
    (LOCAL, "settings"),
    (PAPI, "values_2024"),
    (UNITS, "crosswalk"),
)
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
    "local-index-pilot": Recipe(LOCAL, _LOCAL_TABLES, _local_index),
    "locality-profile": Recipe(
        LOCAL,
        (*_LOCAL_TABLES, (UNITS, "units"), (PAPI, "values_2011_2016"), (HERITAGE, "values")),
        _locality_profile,
        (PROVINCE_VALUES,),
    ),
    "national-index-pilot": Recipe(
        NATIONAL,
        ((NATIONAL, "framework"), (NATIONAL, "settings"), (COUNTRIES, "countries")),
        _national_index,
        (COUNTRY_VALUES,),
    ),
    "target-progress": Recipe(
        TARGETS,
        ((TARGETS, "measurements"), (COUNTRIES, "countries"), (VISITORS, "by_month")),
        _target_progress,
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
