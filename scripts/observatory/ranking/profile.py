"""Figures for the page of each locality: where it stands, what it was made of, what is known of it."""

from __future__ import annotations

import pandas as pd

from observatory.ranking import merge

UNIT = merge.TODAY
HERITAGE = "unesco_whs_count"
YEARLY_PAPI = "papi_unweighted_6dim"


def profiles(units: pd.DataFrame, scores: pd.DataFrame, heritage: pd.DataFrame) -> pd.DataFrame:
    """One row per unit with its PAPI standing, its World Heritage sites and its population density.

    ``units`` has ``level``, ``code``, ``population`` and ``area_km2``; ``scores`` is the local table;
    ``heritage`` has rows of the kind ``province-values``. A unit that ``heritage`` does not name has no
    count: that the source is silent is not a zero.
    """
    papi = scores.rename(columns={name: f"papi_{name}" for name in scores.columns if name not in (*UNIT, "n_former")})
    rows = units[[*UNIT, "population", "area_km2"]].merge(papi, on=UNIT, how="left", validate="one_to_one")
    counts = heritage[heritage["indicator"] == HERITAGE].rename(
        columns={
            "unit_level": "level",
            "unit_code": "code",
            "year": "whs_year",
            "value": "whs_count",
            "note": "whs_note",
        }
    )
    last = counts.sort_values("whs_year").groupby(UNIT).tail(1)
    rows = rows.merge(last[[*UNIT, "whs_year", "whs_count", "whs_note"]], on=UNIT, how="left")
    return rows.assign(density=rows["population"] / rows["area_km2"])


def merged_series(values: pd.DataFrame, crosswalk: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """An indicator of the former provinces by year, as the mean for each unit of today.

    Only years in which every former province of the unit has a value; ``median`` is over those units.
    """
    means = merge.yearly(values, crosswalk, indicator).rename(columns=merge.NAMES)
    found = means[means["n_former_present"] == means["n_former"]].reset_index(drop=True)
    median = found.groupby("year")["value"].transform("median")
    return found.assign(median=median, difference=found["value"] - median)


def latest(values: pd.DataFrame, level: str) -> pd.DataFrame:
    """The latest row of each unit of ``level``, indicator and package, whoever published it."""
    rows = values[values["unit_level"] == level].rename(columns={"unit_level": "level", "unit_code": "code"})
    rows = rows.assign(source_package=rows["package"], source_row=rows["id"])
    time = rows["year"] * 12 + rows["month"].fillna(0)
    return rows.loc[time.sort_values(kind="stable").index].groupby([*UNIT, "indicator", "package"]).tail(1)
