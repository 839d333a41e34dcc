"""Results of the two pilot indices, and the figures for the page of each locality."""

from __future__ import annotations

from dataclasses import fields

from observatory.indicators import framework
from observatory.ranking import local, national, plan, profile
from observatory.ranking.robustness import Robustness, nodes
from observatory.recipes.recipe import (
    COUNTRIES,
    COUNTRY_VALUES,
    LEVEL,
    PAPI,
    PROVINCE_VALUES,
    UNITS,
    Frames,
    Recipe,
    countries,
    country_values,
)
from observatory.tables.model import Catalogue

NATIONAL = "methodology/national-index-pilot"
LOCAL = "methodology/local-index-pilot"
HERITAGE = "reference/province-heritage"
PAPI_YEAR = 2024


def _national_index(catalogue: Catalogue) -> Frames:
    tree, choices = _chosen(catalogue, NATIONAL)
    asean = countries(catalogue, "asean")
    found = national.index(country_values(catalogue), tree, countries(catalogue, "peer"), asean, choices)
    tables = {"scores": found.scores, "pillars": found.pillars, "components": found.components}
    return tables | {"profile": found.profile, "nodes": nodes(tree)} | _robust(found.robustness)


def _local_index(catalogue: Catalogue) -> Frames:
    tree, choices = _chosen(catalogue, LOCAL)
    found = _local_table(catalogue)
    tables = {"scores": found.scores, "dimensions": found.dimensions, "former": found.former}
    tables |= {"profile": local.profile(found, tree), "nodes": nodes(tree)}
    return tables | _robust(local.firmness(found, tree, choices))


def _robust(found: Robustness) -> Frames:
    """The tables on how firm ranks are."""
    return {field.name: getattr(found, field.name) for field in fields(found)}


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


def _local_table(catalogue: Catalogue) -> local.LocalTable:
    return local_table(catalogue, *_chosen(catalogue, LOCAL))


def local_table(catalogue: Catalogue, tree: framework.Framework, choices: plan.Plan) -> local.LocalTable:
    """The table of localities by any framework and settings."""
    values = catalogue.frame(PAPI, "values_2024")
    crosswalk, units = catalogue.frame(UNITS, "crosswalk"), catalogue.frame(UNITS, "units")
    return local.table(values[values["year"] == PAPI_YEAR], crosswalk, units, tree, choices)


def _chosen(catalogue: Catalogue, package: str) -> tuple[framework.Framework, plan.Plan]:
    """The framework and the settings of a methodology package."""
    tree = framework.read(catalogue.frame(package, "framework"), f"{package}/data/framework.csv")
    return tree, plan.read(catalogue.frame(package, "settings"), tree.height - 1, f"{package}/data/settings.csv")


_LOCAL_TABLES = (
    (LOCAL, "framework"),
    (LOCAL, "settings"),
    (PAPI, "values_2024"),
    (UNITS, "crosswalk"),
    (UNITS, "units"),
)
RECIPES: dict[str, Recipe] = {
    "local-index-pilot": Recipe(LOCAL, _LOCAL_TABLES, _local_index),
    "locality-profile": Recipe(
        LOCAL,
        (*_LOCAL_TABLES, (PAPI, "values_2011_2016"), (HERITAGE, "values")),
        _locality_profile,
        (PROVINCE_VALUES,),
    ),
    "national-index-pilot": Recipe(
        NATIONAL,
        ((NATIONAL, "framework"), (NATIONAL, "settings"), (COUNTRIES, "countries")),
        _national_index,
        (COUNTRY_VALUES,),
    ),
}
