"""From the catalogue to results: every recipe whose tables are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from observatory import results
from observatory.recipes import (
    alerts,
    assessment,
    awards,
    backtest,
    contributions,
    decisions,
    incidents,
    indicators,
    media,
    pilots,
    rankings,
    reviews,
    targets,
    verification,
    warning,
)
from observatory.recipes.recipe import Read, Recipe
from observatory.results import ResultPackage
from observatory.tables.model import Catalogue

RECIPES: dict[str, Recipe] = {
    **alerts.RECIPES,
    **awards.RECIPES,
    **backtest.RECIPES,
    **contributions.RECIPES,
    **decisions.RECIPES,
    **incidents.RECIPES,
    **indicators.RECIPES,
    **media.RECIPES,
    **pilots.RECIPES,
    **rankings.RECIPES,
    **assessment.RECIPES,
    **reviews.RECIPES,
    **targets.RECIPES,
    **verification.RECIPES,
    **warning.RECIPES,
}


def compute(catalogue: Catalogue) -> dict[str, ResultPackage]:
    """Every result whose tables are all in the catalogue, and a table of each kind it reads, by name.

    Raises ``FindingsError`` for a framework of an index that cannot be computed.
    """
    return {name: result(catalogue, name) for name in computable(catalogue)}


def computable(catalogue: Catalogue) -> list[str]:
    """The names of the results whose tables are all in the catalogue, and a table of each kind, in order."""
    there = {table.kind for package in catalogue for table in package.tables.values()}
    return [
        name
        for name, recipe in sorted(RECIPES.items())
        if all(_has(catalogue, read) for read in recipe.tables) and set(recipe.kinds) <= there | {*recipe.may_lack}
    ]


def result(catalogue: Catalogue, name: str) -> ResultPackage:
    """One result, whose tables are there; it is simulated when anything that it was made of is.

    Raises ``KeyError`` where a table is missing, and what its recipe raises.
    """
    recipe = RECIPES[name]
    inputs = inputs_of(catalogue, name)
    made = results.package(name, _method(catalogue, recipe.method), inputs, recipe.make(catalogue))
    return replace(made, simulated=any(catalogue.packages[package].simulated for package in inputs))


def _has(catalogue: Catalogue, read: Read) -> bool:
    package, table = read
    return package in catalogue.packages and table in catalogue.packages[package].tables


def _method(catalogue: Catalogue, package: str) -> str:
    return f"{package}@{catalogue.packages[package].version}"


def inputs_of(catalogue: Catalogue, name: str) -> Mapping[str, Mapping[str, str]]:
    """SHA-256 of every table that a result is made of, by package and table."""
    recipe = RECIPES[name]
    reads = {
        *recipe.tables,
        *(read for read in recipe.optional if _has(catalogue, read)),
        *(
            (package.id, table.name)
            for package in catalogue
            for table in package.tables.values()
            if table.kind in recipe.kinds
        ),
    }
    inputs: dict[str, dict[str, str]] = {}
    for package, table in sorted(reads):
        inputs.setdefault(package, {})[table] = catalogue.packages[package].tables[table].sha256
    return inputs
