"""Who has enough data: units against the indicators in force, indicators against the units.

Screening marks and removes nothing. The limits for indicators are those of the indicator statistics of the
R package COINr (0.65 available, 0.5 other than zero, 0.5 distinct).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatory.findings import Finding
from observatory.indicators.cells import limited, row_label
from observatory.indicators.framework import Framework

OF_UNIT = {"availability": 0.80, "lowest_group": 0.50}
OF_INDICATOR = {"availability": 0.65, "nonzero": 0.50, "unique": 0.50}


def units(matrix: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Which units and periods have enough data to be ranked.

    ``matrix`` has one row per unit and period and one column per indicator. The result has the same rows:
    ``availability``, the share of the indicators in force in the period that have a value, ``lowest_group``,
    that share in the group of level 2 where it is lowest, and ``enough``: neither below ``OF_UNIT``.
    """
    known = ~np.isnan(matrix.to_numpy())
    force = _in_force(matrix, framework)
    counted = known & force
    columns = list(matrix.columns)
    groups = [[columns.index(leaf) for leaf in framework.descendants(code)] for code in framework.at_level(2)]
    with np.errstate(invalid="ignore"):
        availability = counted.sum(axis=1) / force.sum(axis=1)
        lowest = np.fmin.reduce([counted[:, at].sum(axis=1) / force[:, at].sum(axis=1) for at in groups])
    found = pd.DataFrame({"availability": availability, "lowest_group": lowest}, index=matrix.index)
    return found.assign(enough=_enough(found, OF_UNIT))


def indicators(matrix: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Which indicators have enough data to tell units apart, by code.

    ``availability`` is the share of the rows of ``matrix`` (those of periods in which the indicator is in
    force) that have a value, ``nonzero`` the share of the rows with a value other than zero, ``unique`` the
    number of distinct values per row, and ``enough`` says that none is below ``OF_INDICATOR``.
    """
    force = np.broadcast_to(_in_force(matrix, framework), matrix.shape)
    array = matrix.to_numpy()
    known = ~np.isnan(array) & force
    distinct = [len(pd.unique(array[known[:, at], at])) for at in range(array.shape[1])]
    counts = {"availability": known.sum(axis=0), "nonzero": (known & (array != 0)).sum(axis=0), "unique": distinct}
    with np.errstate(invalid="ignore"):
        shares = {name: np.asarray(count) / force.sum(axis=0) for name, count in counts.items()}
    found = pd.DataFrame(shares, index=pd.Index(matrix.columns, name="code"))
    return found.assign(enough=_enough(found, OF_INDICATOR))


def findings(by_unit: pd.DataFrame, by_indicator: pd.DataFrame) -> list[Finding]:
    """A warning for each row of ``units`` and of ``indicators`` that has too little data."""
    short = by_unit[~by_unit["enough"]]
    thin = by_indicator[~by_indicator["enough"]]
    of_units = [
        Finding("unit-short-of-data", "warning", value=row_label(row), expected=_missed(shares, OF_UNIT))
        for row, shares in zip(short.index, short.to_dict("records"), strict=True)
    ]
    of_indicators = [
        Finding("indicator-short-of-data", "warning", value=row_label(code), expected=_missed(shares, OF_INDICATOR))
        for code, shares in zip(thin.index, thin.to_dict("records"), strict=True)
    ]
    return [*limited(of_units, ""), *limited(of_indicators, "")]


def _in_force(matrix: pd.DataFrame, framework: Framework) -> NDArray[np.bool_]:
    """Which cells of the matrix count: one row for all where no indicator has dates or no row a period."""
    nodes = [framework.nodes[str(leaf)] for leaf in matrix.columns]
    if "period" not in matrix.index.names or not any(node.in_force_from or node.in_force_to for node in nodes):
        return np.ones((1, len(nodes)), dtype="bool")
    codes, periods = pd.factorize(matrix.index.get_level_values("period"))
    return np.array([[node.in_force(period) for node in nodes] for period in periods])[codes]


def _enough(shares: pd.DataFrame, limits: Mapping[str, float]) -> NDArray[np.bool_]:
    enough = np.ones(len(shares), dtype="bool")
    for name, limit in limits.items():
        enough &= shares[name].to_numpy() >= limit
    return enough


def _missed(shares: Mapping[Hashable, float], limits: Mapping[str, float]) -> str:
    """The shares that are too low, cut off after a tenth of a per cent, and what they should be."""
    return ", ".join(
        f"{name} {np.floor(shares[name] * 1000) / 10:g}% (≥ {limit:.0%})"
        for name, limit in limits.items()
        if not shares[name] >= limit
    )
