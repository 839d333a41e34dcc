"""The result on the Strategy's targets."""

from __future__ import annotations

from observatory.indicators import visitors
from observatory.recipes.recipe import (
    COUNTRIES,
    COUNTRY_VALUES,
    HOME,
    VISITORS,
    Frames,
    Recipe,
    countries,
    country_values,
)
from observatory.review import progress, targets
from observatory.tables.model import Catalogue

TARGETS = "methodology/target-progress"
STRATEGY = ("Cả Chiến lược", "The whole Strategy")


def _target_progress(catalogue: Catalogue) -> Frames:
    measurements = catalogue.frame(TARGETS, "measurements")
    values = country_values(catalogue)
    members = countries(catalogue, "asean")
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
    found = targets.review(measurements, observations, catalogue.frame(TARGETS, "pillars"), STRATEGY)
    return {
        "progress": found.progress,
        "path": found.path,
        "observations": found.observations,
        "levels": found.levels,
    }


RECIPES: dict[str, Recipe] = {
    "target-progress": Recipe(
        TARGETS,
        ((TARGETS, "measurements"), (TARGETS, "pillars"), (COUNTRIES, "countries"), (VISITORS, "by_month")),
        _target_progress,
        (COUNTRY_VALUES,),
    ),
}
