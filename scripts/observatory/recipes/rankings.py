"""The annual, the stage and the survey rankings."""

from __future__ import annotations

import pandas as pd

from observatory.ranking import annual, stage, survey
from observatory.recipes.recipe import (
    COUNTRIES,
    COUNTRY_VALUES,
    LEVEL,
    PROVINCE_VALUES,
    UNITS,
    Frames,
    Recipe,
    countries,
    country_values,
    reference_values,
    settings,
)
from observatory.tables.model import Catalogue

PERIODS = "methodology/ranking-periods"
ASSESSMENT = "methodology/unit-assessment"
AGENCIES = "reference/agencies"
LOCALITY, COUNTRY, MINISTRY_UNIT = "locality", "country", "ministry-unit"
MINISTRY_LEVEL = "ministry"


def units(catalogue: Catalogue) -> pd.DataFrame:
    """``scope``, ``level``, ``code`` and ``peer_group`` of all localities and units of the ministry.

    The peer group of a locality is its region, that of a unit of the ministry its kind.
    """
    provinces = catalogue.frame(UNITS, "units")
    localities = provinces[provinces["level"] == LEVEL].rename(columns={"region_vi": "peer_group"})
    listed = catalogue.frame(ASSESSMENT, "assessed_units")
    assessed = listed.loc[listed["assessed"].fillna(False), ["code"]]
    agencies = catalogue.frame(AGENCIES, "agencies")[["code", "kind"]].rename(columns={"kind": "peer_group"})
    bodies = assessed.merge(agencies, on="code", validate="one_to_one")
    columns = ["scope", "level", "code", "peer_group"]
    parts = [localities.assign(scope=LOCALITY), bodies.assign(scope=MINISTRY_UNIT, level=MINISTRY_LEVEL)]
    return pd.concat([part[columns] for part in parts], ignore_index=True)


def _annual(catalogue: Catalogue) -> Frames:
    known = units(catalogue)
    ranked = _yearly(catalogue, known)
    return {"rankings": ranked, "units": annual.coverage(known, ranked)}


def _stages(catalogue: Catalogue) -> Frames:
    known = units(catalogue)
    yearly = _yearly(catalogue, known)
    least = float(settings(catalogue, PERIODS)["min_years"])
    series = catalogue.frame(PERIODS, "series").set_index("series")
    widths = series["scale_high"] - series["scale_low"]
    stages = catalogue.frame(PERIODS, "stages")
    parts = []
    for row in stages[stages["series"].notna()].to_dict("records"):
        found = stage.rankings(
            yearly[yearly["series"] == row["series"]],
            known[known["scope"] == row["scope"]],
            int(row["from_year"]),
            int(row["to_year"]),
            float(widths[row["series"]]),
            least,
        )
        parts.append(found.assign(stage=row["stage"], scope=row["scope"]))
    ranked = pd.concat(parts, ignore_index=True)
    return {"stages": stage.status(stages, ranked), "rankings": ranked}


def _survey(catalogue: Catalogue) -> Frames:
    keys = settings(catalogue, PERIODS)
    draws = survey.Draws(float(keys["coverage"]), int(keys["runs"]), int(keys["seed"]))
    series = catalogue.frame(PERIODS, "series")
    (row,) = series[series["scope"] == COUNTRY].to_dict("records")
    estimates = survey.estimates(
        country_values(catalogue),
        str(row["indicator"]),
        str(row["low_indicator"]),
        str(row["high_indicator"]),
        countries(catalogue, "peer"),
    )
    found = survey.ranking(estimates, draws, float(row["scale_high"]) - float(row["scale_low"]))
    return {"rankings": found.rankings, "together": found.together}


def _yearly(catalogue: Catalogue, known: pd.DataFrame) -> pd.DataFrame:
    """The yearly ranking of the localities by every series of theirs."""
    values = reference_values(catalogue, PROVINCE_VALUES)
    crosswalk = catalogue.frame(UNITS, "crosswalk")
    least = float(settings(catalogue, PERIODS)["min_availability"])
    series = catalogue.frame(PERIODS, "series")
    groups = known[known["scope"] == LOCALITY]
    parts = []
    for row in series[series["scope"] == LOCALITY].to_dict("records"):
        scale = (float(row["scale_low"]), float(row["scale_high"]))
        scores = annual.carried(values, crosswalk, str(row["indicator"]), scale)
        ranked = annual.rankings(scores, groups, scale[1] - scale[0], least)
        parts.append(ranked.assign(scope=LOCALITY, series=row["series"]))
    return pd.concat(parts, ignore_index=True)


_UNITS = ((UNITS, "units"), (ASSESSMENT, "assessed_units"), (AGENCIES, "agencies"))
_YEARLY = (*_UNITS, (UNITS, "crosswalk"), (PERIODS, "series"), (PERIODS, "settings"))
RECIPES: dict[str, Recipe] = {
    "annual-ranking": Recipe(PERIODS, _YEARLY, _annual, (PROVINCE_VALUES,)),
    "stage-ranking": Recipe(PERIODS, (*_YEARLY, (PERIODS, "stages")), _stages, (PROVINCE_VALUES,)),
    "survey-ranks": Recipe(
        PERIODS,
        ((PERIODS, "series"), (PERIODS, "settings"), (COUNTRIES, "countries")),
        _survey,
        (COUNTRY_VALUES,),
    ),
}
