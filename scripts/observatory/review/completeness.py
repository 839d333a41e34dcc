"""How complete the figures of a year are: which national indicators of the framework have a value of that year.

Every year is held against the framework of today, also one in which an index did not exist yet; a series that ended
is not looked for afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from observatory.review.movement import CLOSED, judged

YEARLY = ["year", "indicator"]


def expected(
    indicators: pd.DataFrame, exceptions: pd.DataFrame, moves: pd.DataFrame, years: Sequence[int]
) -> pd.DataFrame:
    """Each indicator and year that should have a value: ``year``, ``indicator``, ``family`` and ``has_value``.

    ``moves`` has a row for each year and indicator with a value. A value after the end of its series counts too.
    """
    known = judged(indicators, exceptions)["family"].rename_axis("indicator").reset_index()
    table = pd.DataFrame({"year": list(years)}, dtype="Int64").merge(known, how="cross")
    there = moves[YEARLY].drop_duplicates().astype({"year": "Int64", "indicator": "str"})
    table = table.merge(there.assign(has_value=True), on=YEARLY, how="left")
    table["has_value"] = table["has_value"].notna()
    ends = exceptions[exceptions["kind"] == CLOSED].groupby("indicator")["year"].min()
    over = (table["year"] > table["indicator"].map(ends).astype("Int64")).fillna(False)
    return table[table["has_value"] | ~over].reset_index(drop=True)


def families(expected: pd.DataFrame) -> pd.DataFrame:
    """By year and family: ``n_indicators``, ``n_with_value`` and ``share_percent`` (0 to 100)."""
    found = expected.groupby(["year", "family"], as_index=False).agg(
        n_indicators=("has_value", "size"), n_with_value=("has_value", "sum")
    )
    return found.assign(share_percent=found["n_with_value"] / found["n_indicators"] * 100)


def last_years(moves: pd.DataFrame, year: int) -> dict[str, int]:
    """The latest year up to ``year`` in which each indicator has a value, by indicator."""
    found = moves[moves["year"] <= year].groupby("indicator")["year"].max()
    return {str(indicator): int(last) for indicator, last in found.items()}
