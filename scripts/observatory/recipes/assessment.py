"""The assessment of units and localities: states, frozen scores and the rows to look at again."""

from __future__ import annotations

import pandas as pd

from observatory.errors import FindingsError
from observatory.ranking import assessment, assessment_rules, audit
from observatory.recipes import origins
from observatory.recipes.rankings import AGENCIES, ASSESSMENT, units
from observatory.recipes.recipe import UNITS, Frames, Recipe, settings
from observatory.tables.model import Catalogue

SCORES = "assessment-scores"


def _assessment(catalogue: Catalogue) -> Frames:
    keys = settings(catalogue, ASSESSMENT)
    rules = assessment.Rules(int(keys["reply_working_days"]), float(keys["results_survey_share"]))
    known, scores, as_of = units(catalogue), origins.of_kind(catalogue, SCORES), _as_of(catalogue)
    if found := assessment_rules.check(scores, known, rules, as_of):
        raise FindingsError(found)
    assessed = assessment.assess(scores, known, rules, int(keys["first_year"]), as_of)
    drawn = audit.draw(assessment.latest(scores), float(keys["audit_share"]), keys["audit_seed"])
    jumped = audit.jumps(assessed.criteria, float(keys["jump_mad"]), int(keys["jump_min_years"]))
    rows = [drawn.assign(why="drawn"), jumped.assign(why="jump")]
    return {"units": assessed.units, "criteria": assessed.criteria, "audit": pd.concat(rows, ignore_index=True)}


def _as_of(catalogue: Catalogue) -> str:
    """The day of the data: the latest review of a package that holds scores, or else of the method."""
    holders = [
        package.last_reviewed for package in catalogue if any(table.kind == SCORES for table in package.tables.values())
    ]
    return max(holders, default=catalogue.packages[ASSESSMENT].last_reviewed)


RECIPES: dict[str, Recipe] = {
    "unit-assessment": Recipe(
        ASSESSMENT,
        ((ASSESSMENT, "assessed_units"), (ASSESSMENT, "settings"), (AGENCIES, "agencies"), (UNITS, "units")),
        _assessment,
        (SCORES,),
        may_lack=(SCORES,),
    )
}
