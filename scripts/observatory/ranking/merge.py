"""Values of former provinces carried over to the units they were merged into.

Units are always joined on level and code together, for codes of the two levels collide.
"""

from __future__ import annotations

import pandas as pd

UNIT = ["new_level", "new_code"]
FORMER = ["former_level", "former_code"]


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


def coverage(cells: pd.DataFrame) -> pd.Series[float]:
    """Share of the cells former province x indicator of each unit that hold a value, from 0 to 1."""
    present = cells["value"].notna().astype("float64")
    return present.groupby([cells[name] for name in UNIT]).mean().rename("coverage")
