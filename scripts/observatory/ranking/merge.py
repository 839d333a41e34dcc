"""Values of former provinces carried over to the units they were merged into.

Units are always joined on level and code together, for codes of the two levels collide.
"""

from __future__ import annotations

import pandas as pd

UNIT = ["new_level", "new_code"]
FORMER = ["former_level", "former_code"]
NAMES = {"new_level": "level", "new_code": "code"}
TODAY = list(NAMES.values())


def cells(values: pd.DataFrame, crosswalk: pd.DataFrame, indicators: list[str]) -> pd.DataFrame:
    """One row per former province and indicator, with the unit it became part of; missing stays missing.

    ``values`` has the columns ``unit_level``, ``unit_code``, ``indicator`` and ``value`` (rows of one
    period); ``crosswalk`` has ``UNIT`` and ``FORMER``.
    """
    expected = crosswalk[UNIT + FORMER].merge(pd.DataFrame({"indicator": indicators}), how="cross")
    known = values[["unit_level", "unit_code", "indicator", "value"]].rename(
        columns={"unit_level": "former_level", "unit_code": "former_code"}
    )
    return expected.merge(known, on=[*FORMER, "indicator"], how="left", validate="one_to_one")


def means(cells: pd.DataFrame) -> pd.DataFrame:
    """The arithmetic mean over the former provinces that have a value, for each unit and indicator.

    This is how the digital transformation index of 2024 was published for merged units. Columns:
    ``UNIT``, ``indicator``, ``value``, ``n_former_present`` and ``n_former``.
    """
    groups = cells.groupby([*UNIT, "indicator"], sort=True)["value"]
    return groups.agg(value="mean", n_former_present="count", n_former="size").reset_index()


def yearly(values: pd.DataFrame, crosswalk: pd.DataFrame, indicator: str) -> pd.DataFrame:
    """The means of one indicator for each year of ``values``, with the column ``year``; no year gives no rows."""
    rows = values[values["indicator"] == indicator]
    parts = [means(cells(of_year, crosswalk, [indicator])).assign(year=year) for year, of_year in rows.groupby("year")]
    if not parts:
        nothing = pd.DataFrame(columns=[*UNIT, "indicator", "value", "n_former_present", "n_former", "year"])
        return nothing.astype({"value": "float64"})
    return pd.concat(parts, ignore_index=True)


def coverage(cells: pd.DataFrame) -> pd.Series[float]:
    """Share of the cells former province x indicator of each unit that hold a value, from 0 to 1."""
    present = cells["value"].notna().astype("float64")
    return present.groupby([cells[name] for name in UNIT]).mean().rename("coverage")
