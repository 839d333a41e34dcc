"""Estimates in place of missing values, from other units, other periods or other indicators.

Whatever cannot be estimated (a group without a value, a unit without a group) stays missing; no known
value changes.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators.cells import limited
from observatory.indicators.framework import Framework

LONGEST_CARRY = 2.0
Floats = NDArray[np.float64]
_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)


def impute(matrix: pd.DataFrame, framework: Framework, how: str, groups: pd.DataFrame) -> pd.DataFrame:
    """The matrix with its missing cells estimated, as far as ``how`` can.

    ``matrix`` has one row per unit and period and one column per indicator; ``groups`` one row per unit and
    one column of texts per grouping.

    - ``none``: nothing is estimated.
    - ``mean``, ``median``: of the units with a value in the same period.
    - ``group-mean:COLUMN``, ``group-median:COLUMN``: of those of the same group and period.
    - ``panel``: within a unit, on the straight line between the period before and the one after; after the
      last known period its value, for at most ``LONGEST_CARRY`` periods. Periods are told apart by their
      number where all are numbers, else by their place in the sorted list.
    - ``row-mean``: the mean place of the unit's other indicators of the same group of level 2, each on the
      way from its worst to its best value over all rows, as a value of the indicator that is missing.

    Raises ``FindingsError`` for a ``COLUMN`` that ``groups`` does not have and ``ValueError`` for any other
    ``how``.
    """
    name, _, column = how.partition(":")
    if column and column not in groups:
        raise FindingsError([Finding("units-column-missing", field=column)], "index-refused")
    if how == "none":
        return matrix
    if name in ("mean", "median", "group-mean", "group-median"):
        estimates = _of_group(matrix, "mean" if name.endswith("mean") else "median", groups[column] if column else None)
    elif how == "panel":
        estimates = _of_neighbours(matrix)
    elif how == "row-mean":
        estimates = _of_row(matrix, framework)
    else:
        raise ValueError(how)
    array = matrix.to_numpy(copy=True)
    np.copyto(array, estimates, where=np.isnan(array))
    return pd.DataFrame(array, index=matrix.index, columns=matrix.columns, copy=False)


def findings(matrix: pd.DataFrame, how: str, groups: pd.DataFrame) -> list[Finding]:
    """A warning for each unit that lacks a value and, where ``how`` asks for a group, has none."""
    column = how.partition(":")[2]
    if not column:
        return []
    short = _units(matrix)[matrix.isna().any(axis=1).to_numpy()].unique()
    without = short[groups[column].reindex(short).fillna("").to_numpy() == ""]
    return limited([Finding("unit-without-group", "warning", field=column, value=str(unit)) for unit in without], "")


def _of_group(matrix: pd.DataFrame, how: Literal["mean", "median"], group: pd.Series[str] | None) -> Floats:
    """The mean or the median of the rows of the same period and, where given, the same group of units."""
    key, periods = pd.factorize(_periods(matrix))
    if group is not None:
        named = group.mask(group == "").reindex(_units(matrix))
        codes, _ = pd.factorize(named)
        key = np.where(codes < 0, -1, codes * len(periods) + key)
    estimates: Floats = matrix.groupby(key, sort=False).transform(how).to_numpy(copy=True)
    estimates[key < 0] = np.nan
    return estimates


def _of_neighbours(matrix: pd.DataFrame) -> Floats:
    """The value between the neighbours in time of the same unit, or that of the last one before."""
    array = matrix.to_numpy()
    estimates = np.full(array.shape, np.nan)
    unit, _ = pd.factorize(_units(matrix))
    time = _times(_periods(matrix))
    order = np.lexsort((time, unit))
    unit, time, row = unit[order], time[order], np.arange(len(order))
    begin = np.searchsorted(unit, unit, side="left")
    end = np.searchsorted(unit, unit, side="right")
    for at in np.flatnonzero(np.isnan(array).any(axis=0)):
        values = array[order, at]
        known = ~np.isnan(values)
        before = np.maximum.accumulate(np.where(known, row, -1))
        after = np.minimum.accumulate(np.where(known, row, len(row))[::-1])[::-1]
        follows, precedes = before >= begin, after < end
        before, after = np.where(follows, before, row), np.where(precedes, after, row)
        waited = time - time[before]
        with np.errstate(invalid="ignore"):
            between = values[before] + (values[after] - values[before]) * (waited / (time[after] - time[before]))
        carried = np.where(follows & ~precedes & (waited <= LONGEST_CARRY), values[before], np.nan)
        estimates[order, at] = np.where(follows & precedes, between, carried)
    return estimates


def _of_row(matrix: pd.DataFrame, framework: Framework) -> Floats:
    """The mean place of the indicators of the same group of level 2, as a value of each of them."""
    array = matrix.to_numpy()
    low: Floats = np.fmin.reduce(array)
    high: Floats = np.fmax.reduce(array)
    upwards = framework.directions()[matrix.columns].to_numpy() > 0
    worst, best = np.where(upwards, low, high), np.where(upwards, high, low)
    way = np.where(high > low, best - worst, np.nan)
    places = (array - worst) / way
    estimates = np.full(array.shape, np.nan)
    for code in framework.at_level(2):
        columns = matrix.columns.get_indexer(pd.Index(framework.descendants(code)))
        group = places[:, columns]
        known = ~np.isnan(group)
        with np.errstate(invalid="ignore"):
            mean = np.where(known, group, 0.0).sum(axis=1) / known.sum(axis=1)
        estimates[:, columns] = worst[columns] + mean[:, None] * way[columns]
    return estimates


def _units(matrix: pd.DataFrame) -> pd.Index[Any]:
    units: pd.Index[Any] = matrix.index
    return units.get_level_values("unit") if "unit" in units.names else units


def _periods(matrix: pd.DataFrame) -> pd.Index[Any]:
    rows: pd.Index[Any] = matrix.index
    return rows.get_level_values("period") if "period" in rows.names else pd.Index(["" for _ in rows], dtype="str")


def _times(periods: pd.Index[Any]) -> Floats:
    """When each row is: the number of its period where all are numbers, else its place among them."""
    codes, names = pd.factorize(periods, sort=True)
    numeric = all(_NUMBER.fullmatch(name) for name in names)
    return np.array([float(name) for name in names] if numeric else range(len(names)), dtype="float64")[codes]
