"""The engine held against published answers, at each build."""

from __future__ import annotations

import pandas as pd

from observatory.ranking import verification
from observatory.recipes.recipe import Frames, Recipe
from observatory.tables.model import Catalogue

VERIFICATION = "methodology/engine-verification"
ASEM = "reference/asem-2018"
HDI = "reference/hdi-2010-2022"
HELD = "reference/country-hdi-2024"
IMPUTE = "group-mean:eurasia_group"
HELD_NAMES = {
    "hdi_life_expectancy": "life_expectancy",
    "hdi_expected_years_schooling": "expected_schooling",
    "hdi_mean_years_schooling": "mean_schooling",
    "hdi_gni_per_capita": "gni_per_capita",
    "hdi_value": "hdi",
}


def _verification(catalogue: Catalogue) -> Frames:
    tree = catalogue.frame(VERIFICATION, "hdi_framework")
    hdi, held = catalogue.frame(HDI, "values"), _held(catalogue)
    computed = {
        "asem": verification.composite(
            catalogue.frame(ASEM, "values"), catalogue.frame(ASEM, "framework"), catalogue.frame(ASEM, "units"), IMPUTE
        ),
        "hdi": verification.human_development(hdi, tree),
        "hdi-held": verification.human_development(held, tree),
    }
    answers = catalogue.frame(ASEM, "answers").rename(columns={"stage": "quantity"}).assign(case="asem")
    published = [answers[answers["item"] != answers["code"]], _hdi(hdi, "hdi"), _hdi(held, "hdi-held")]
    quantities = catalogue.frame(VERIFICATION, "quantities")
    found = verification.compare(computed, pd.concat(published, ignore_index=True), quantities)
    verification.require(found)
    cases = catalogue.frame(VERIFICATION, "cases")[["case", "against_vi", "against_en", "source"]]
    return {"comparisons": found.merge(cases, on="case", validate="many_to_one")}


def _held(catalogue: Catalogue) -> pd.DataFrame:
    """The components and the HDI of the countries held here, one row per country and year that has them all."""
    values = catalogue.frame(HELD, "values")
    wide = values[values["indicator"].isin(HELD_NAMES)].pivot(
        index=["country_iso3", "year"], columns="indicator", values="value"
    )
    return wide.rename(columns=HELD_NAMES).dropna().reset_index(names=["unit", "year"])


def _hdi(rows: pd.DataFrame, case: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "case": case,
            "quantity": verification.THREE_DECIMALS,
            "item": rows["unit"],
            "code": rows["year"].astype("str"),
            "value": rows["hdi"],
        }
    )


RECIPES: dict[str, Recipe] = {
    "engine-verification": Recipe(
        VERIFICATION,
        (
            *((VERIFICATION, table) for table in ("cases", "hdi_framework", "quantities")),
            *((ASEM, table) for table in ("answers", "framework", "units", "values")),
            (HDI, "values"),
            (HELD, "values"),
        ),
        _verification,
    )
}
