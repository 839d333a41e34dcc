"""The result on early warning: today's level, the series, the episodes and the reasons of each.

Everything comes from the daily tables of ``reference/media-daily``; while they hold nothing, the status is
``no-data`` and every other table is empty.
"""

from __future__ import annotations

import pandas as pd

from observatory.recipes.recipe import LEVEL, UNITS, Frames, Read, Recipe, settings
from observatory.tables.model import Catalogue
from observatory.warning import policy
from observatory.warning.names import Names
from observatory.warning.rules import Rules, rules

WARNING = "methodology/warning"
MEDIA = "methodology/media"
DAILY = "reference/media-daily"
# Columns of the policy whose names mean something else in other results.
RENAMED = {"observed": "observed_count", "expected": "expected_count", "level": "alert_level"}


def names(catalogue: Catalogue) -> Names:
    """The names that episodes and their parts are shown with."""
    units = catalogue.frame(UNITS, "units")
    return Names(
        provinces=_titles(units[units["level"] == LEVEL], "code"),
        topics=_titles(catalogue.frame(MEDIA, "topics"), "code"),
        countries=_titles(catalogue.frame(MEDIA, "countries"), "iso2"),
        languages=_titles(catalogue.frame(MEDIA, "languages").drop_duplicates("code"), "code"),
    )


def policy_rules(catalogue: Catalogue) -> Rules:
    """The settings of the methodology."""
    return rules(settings(catalogue, WARNING))


def outcome(catalogue: Catalogue, as_of: str | None = None) -> policy.Outcome:
    """The policy on the tables of the catalogue, up to the day ``as_of``."""
    daily, coverage, domains = (catalogue.frame(DAILY, table) for table in ("daily", "coverage", "domains"))
    return policy.run(daily, coverage, domains, policy_rules(catalogue), names(catalogue), as_of)


def _warning(catalogue: Catalogue) -> Frames:
    return {name: frame.rename(columns=RENAMED) for name, frame in outcome(catalogue).frames().items()}


def _titles(frame: pd.DataFrame, code: str) -> dict[str, tuple[str, str]]:
    columns = (frame[name].astype(str) for name in (code, "name_vi", "name_en"))
    return {key: (vi, en) for key, vi, en in zip(*columns, strict=True)}


READ: tuple[Read, ...] = (
    *((DAILY, table) for table in ("daily", "coverage", "domains")),
    (WARNING, "settings"),
    *((MEDIA, table) for table in ("topics", "countries", "languages")),
    (UNITS, "units"),
)
RECIPES: dict[str, Recipe] = {"warning": Recipe(WARNING, READ, _warning)}
