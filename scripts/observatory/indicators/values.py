"""The values of an index: from one row per value to one row per unit and period, one column per indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators.cells import labels, limited, parse, places, text
from observatory.indicators.framework import Framework

REQUIRED = ("unit", "indicator", "value")
UNIT = ("code", "unit")
SUPPRESSED = "suppressed"
Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Values:
    """What is known of the units of an index.

    ``matrix`` has one row per unit and period (index ``unit``, ``period``; texts, sorted) and one column
    per indicator in the order of the framework, in the unit of each indicator, NaN where nothing is known;
    ``se``, of the same shape, its standard errors, or ``None`` where none is given at all. ``denominators``
    has the same rows and one column per denominator that the framework names. ``groups`` has one row per
    unit and one column of texts per column of the table of units, empty where nothing is known.
    """

    matrix: pd.DataFrame
    se: pd.DataFrame | None
    denominators: pd.DataFrame
    groups: pd.DataFrame


def read(
    frame: pd.DataFrame,
    framework: Framework,
    units: pd.DataFrame | None = None,
    file: str = "values.csv",
    units_file: str = "units.csv",
) -> tuple[Values, list[Finding]]:
    """The values in a long table, with the warnings they give.

    ``frame`` has the columns ``unit``, ``indicator``, ``value`` and may have ``period``, ``se`` and
    ``status``; a value that is empty, ``NA`` or of status ``suppressed`` is missing, but its unit is there.
    ``units`` has one row per unit, by ``code``
    (or ``unit``), and its other columns are groups. The denominator of an indicator is a code of ``frame``
    (the value of the unit in the same period, else the one without a period) or, where no row has it, a
    column of ``units``. Rows of an indicator that the framework does not know are kept out, with a warning.

    Raises ``FindingsError`` with everything that is wrong: a column that is missing, a cell that is no
    finite number, a negative standard error, a row without a unit, a second value of a unit, period and
    indicator, a value of an aggregate, a unit that stands twice in ``units``, and no value at all.
    """
    absent = [Finding("values-column-missing", file=file, row=1, field=name) for name in REQUIRED if name not in frame]
    key = next((name for name in UNIT if units is not None and name in units), "")
    if units is not None and not key:
        absent.append(Finding("units-column-missing", file=units_file, row=1, field=UNIT[0]))
    if absent:
        raise FindingsError(absent, "index-refused")
    long, findings = _long(frame, framework, file)
    values, wrong = _numbers(frame["value"], long.at, file)
    errors, wrong_se = _numbers(frame["se"], long.at, file) if "se" in frame else (np.full(len(values), np.nan), [])
    findings += [*wrong, *wrong_se, *_negative(frame, errors, long.at, file)]
    if "status" in frame:
        values = np.where((frame["status"] == SUPPRESSED).to_numpy()[long.at], np.nan, values)
    matrix = long.matrix(values)
    findings += [] if wrong else _unknown(matrix, file)
    denominators, groups = long.denominators(values, framework), pd.DataFrame(index=long.units)
    if units is not None:
        divisors = denominators.columns[denominators.isna().all()].intersection(units.columns)
        of_unit, wrong = _of_units(units, key, divisors, units_file)
        groups, without = _groups(units, key, long.units, units_file)
        findings += [*wrong, *without]
        denominators[divisors] = of_unit.reindex(matrix.index.get_level_values("unit")).to_numpy()
    if refused := [finding for finding in findings if finding.level == "error"]:
        raise FindingsError(refused, "index-refused")
    se = None if np.isnan(errors).all() else long.matrix(errors)
    return Values(matrix, se, denominators, groups), findings


@dataclass(frozen=True)
class _Long:
    """The rows of a long table that count, by their place in the matrix.

    Row ``at`` of the table belongs to ``columns[column]`` (the indicators, then what else divides) and to
    the pair ``keys[pair]``, a unit and a period as ``unit * number of periods + period``. ``keys`` rises;
    ``rows`` are the pairs that an indicator speaks of, and so the rows of the matrix: a denominator may be
    given for more.
    """

    at: Positions
    column: Positions
    pair: Positions
    keys: Positions
    rows: Positions
    columns: list[str]
    n_indicators: int
    unit_labels: list[str]
    period_labels: list[str]

    @cached_property
    def index(self) -> pd.MultiIndex:
        """Unit and period of each row of the matrix."""
        unit, period = divmod(self.keys[self.rows], len(self.period_labels))
        names = [pd.Index(self.unit_labels, dtype="str"), pd.Index(self.period_labels, dtype="str")]
        return pd.MultiIndex.from_arrays([names[0].take(unit), names[1].take(period)], names=["unit", "period"])

    @property
    def units(self) -> pd.Index[str]:
        """The units of the matrix, each once."""
        return self.index.get_level_values("unit").unique()

    def matrix(self, numbers: Floats) -> pd.DataFrame:
        """The numbers of the table by unit and period, and indicator."""
        place = np.zeros(len(self.keys), dtype="int64")
        place[self.rows] = np.arange(len(self.rows))
        cell = place[self.pair] * self.n_indicators + self.column
        mine = slice(None) if len(self.columns) == self.n_indicators else self.column < self.n_indicators
        array = np.full((len(self.rows), self.n_indicators), np.nan)
        array.ravel()[cell[mine]] = numbers[mine]
        # Each indicator in one piece of memory: what follows goes through them one after the other.
        return pd.DataFrame(
            np.asfortranarray(array), index=self.index, columns=self.columns[: self.n_indicators], copy=False
        )

    def denominators(self, numbers: Floats, framework: Framework) -> pd.DataFrame:
        """What divides, by unit and period: the value of the period, else the one without a period."""
        keys = self.keys[self.rows]
        timeless = keys - keys % len(self.period_labels) if "" in self.period_labels else keys
        found = {}
        for code in dict.fromkeys(framework.nodes[leaf].denominator for leaf in framework.leaves):
            if code:
                mine = self.column == self.columns.index(code)
                given = pd.Series(numbers[mine], index=self.keys[self.pair[mine]])
                given = given[~given.index.duplicated()]
                exact = given.reindex(keys).to_numpy()
                found[code] = np.where(np.isnan(exact), given.reindex(timeless).to_numpy(), exact)
        return pd.DataFrame(found, index=self.index, dtype="float64")


def _long(frame: pd.DataFrame, framework: Framework, file: str) -> tuple[_Long, list[Finding]]:
    """The rows that count, and the findings of those that name no unit, no indicator or a value twice."""
    leaves = framework.leaves
    divisors = [framework.nodes[leaf].denominator for leaf in leaves]
    columns = list(dict.fromkeys([*leaves, *filter(None, divisors)]))
    indicator, codes = labels(frame["indicator"])
    unit, units = labels(frame["unit"])
    period, periods = labels(frame["period"]) if "period" in frame else (np.zeros(len(frame), dtype="int64"), [""])
    place = {code: at for at, code in enumerate(columns)}
    column = np.array([place.get(code, -1) for code in codes], dtype="int64")[indicator]
    known = column >= 0
    nameless = known & (unit == (0 if units[0] == "" else -1))
    at = np.flatnonzero(known & ~nameless)
    pair, keys = pd.factorize(unit[at] * len(periods) + period[at])
    order = np.argsort(keys)
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    column, pair = column[at], rank[pair]
    spoken = np.zeros(len(keys), dtype="bool")
    spoken[pair[column < len(leaves)]] = True
    long = _Long(at, column, pair, keys[order], np.flatnonzero(spoken), columns, len(leaves), units, periods)
    cells = places(frame["unit"], np.flatnonzero(nameless), file)
    return long, [
        *_strangers(frame["indicator"], indicator, codes, framework, place, file),
        *limited([Finding("constraint-error", **cell, expected="required") for cell in cells], file),
        *_duplicates(frame, long, file),
    ]


def _strangers(
    column: pd.Series[Any],
    indicator: Positions,
    codes: Sequence[str],
    framework: Framework,
    known: Mapping[str, int],
    file: str,
) -> list[Finding]:
    """A finding for each code that is an aggregate or that nobody knows, at the first row that has it."""
    aggregates = [code in framework.nodes and framework.nodes[code].level > 1 for code in codes]
    strange = np.array([is_one or code not in known for code, is_one in zip(codes, aggregates, strict=True)])
    rows = np.flatnonzero(strange[indicator])
    first = rows[~pd.Series(indicator[rows]).duplicated().to_numpy()]
    return [
        Finding("values-aggregate-code", **cell)
        if aggregates[indicator[row]]
        else Finding("values-unknown-indicator", "warning", **cell)
        for row, cell in zip(first, places(column, first, file), strict=False)
    ]


def _duplicates(frame: pd.DataFrame, long: _Long, file: str) -> list[Finding]:
    """A finding for each row whose unit, period and indicator stand in a row before it."""
    cell = long.pair * len(long.columns) + long.column
    taken = np.zeros(len(long.keys) * len(long.columns), dtype="bool")
    taken[cell] = True
    if taken.sum() == len(cell):
        return []
    again = long.at[pd.Series(cell).duplicated().to_numpy()]
    return limited([Finding("values-duplicate", **there) for there in places(frame["indicator"], again, file)], file)


def _numbers(column: pd.Series[Any], at: Positions, file: str) -> tuple[Floats, list[Finding]]:
    """The numbers in the rows that count, and a finding for each cell of them that is none."""
    numbers, wrong = parse(column)
    cells = places(column, at[wrong[at]], file)
    return numbers[at], limited([Finding("value-not-a-number", **cell, expected="number") for cell in cells], file)


def _negative(frame: pd.DataFrame, errors: Floats, at: Positions, file: str) -> list[Finding]:
    cells = places(frame["se"], at[errors < 0], file) if "se" in frame else []
    return limited([Finding("values-se-negative", **cell, expected=">= 0") for cell in cells], file)


def _unknown(matrix: pd.DataFrame, file: str) -> list[Finding]:
    """An error where nothing at all is known, else a warning for each indicator without a value."""
    unknown = np.isnan(matrix.to_numpy()).all(axis=0)
    if unknown.all():
        return [Finding("values-empty", file=file, field="value")]
    return [
        Finding("indicator-no-values", "warning", file=file, field="indicator", value=code)
        for code in matrix.columns[unknown]
    ]


def _of_units(units: pd.DataFrame, key: str, columns: pd.Index[str], file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Denominators in columns of the table of units, by unit, and a finding for each cell that is no number."""
    at = np.flatnonzero(~units[key].duplicated().to_numpy())
    numbers, findings = {}, []
    for code in columns:
        numbers[code], wrong = _numbers(units[code], at, file)
        findings += wrong
    return pd.DataFrame(numbers, index=units[key].iloc[at].map(text), columns=columns), findings


def _groups(units: pd.DataFrame, key: str, known: pd.Index[str], file: str) -> tuple[pd.DataFrame, list[Finding]]:
    """The groups of the units that have values; a unit that stands twice, in no row or without a code."""
    codes = units[key].map(text)
    groups = units.drop(columns=key).set_index(codes.rename("unit"))
    groups = groups[~groups.index.duplicated()].map(text).reindex(known, fill_value="").astype("str")
    nameless = places(units[key], np.flatnonzero(codes == ""), file)
    twice = places(units[key], np.flatnonzero(codes.duplicated() & (codes != "")), file)
    return groups, [
        *limited([Finding("constraint-error", **cell, expected="required") for cell in nameless], file),
        *limited([Finding("units-duplicate", **cell) for cell in twice], file),
    ]
