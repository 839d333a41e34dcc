"""Outliers: winsorised, or else brought in by a logarithm, where skew and kurtosis say so.

An indicator passes when ``|skew| < 2`` or ``kurtosis < 3.5`` (OECD/JRC practice, with the estimators G1 and
G2 of Joanes and Gill, 1998, as spreadsheets have them). One that does not is winsorised: all cells at the
maximum take the next lower value, or, where the skew is negative, all at the minimum the next higher, until
it passes or so many cells are at the two ends that the limit is reached. Where that does not do, the
values as they were are given the logarithm of ``x - min + 0.01 (max - min)``, or, where their skew is
negative, minus that of ``max + 0.01 (max - min) - x``; the result is kept whether or not it passes.
Either way the order of the values stays.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatory.indicators.framework import Framework

MOST_SKEW = 2.0
MOST_KURTOSIS = 3.5
MOST_CELLS = 5
MARGIN = 0.01
Floats = NDArray[np.float64]


class Shape(NamedTuple):
    """Skew and kurtosis of a column; NaN where it has fewer than 3 and 4 values, or only one value."""

    skew: float
    kurtosis: float

    @property
    def passes(self) -> bool:
        """True when the column has no outliers to speak of."""
        return abs(self.skew) < MOST_SKEW or self.kurtosis < MOST_KURTOSIS


@dataclass(frozen=True)
class Transform:
    """A fitted treatment of one indicator, a rising function of its raw values.

    Values beyond ``low`` and ``high`` are set to them first: the caps of winsorising, and elsewhere the
    end at which the function would leave its domain. ``power`` is that of the Box-Cox form.
    """

    rule: str
    low: float = -math.inf
    high: float = math.inf
    margin: float = 0.0
    power: float = 1.0

    def apply(self, values: Floats) -> Floats:
        """The treated values; missing stays missing."""
        held: Floats = np.clip(values, self.low, self.high)
        if self.rule == "log":
            return np.log(held - self.low + self.margin)
        if self.rule == "log-negative":
            return -np.log(self.high + self.margin - held)
        if self.rule == "boxcox":
            from_one = held - self.low + 1.0
            return np.log(from_one) if self.power == 0 else (from_one**self.power - 1.0) / self.power
        return held


@dataclass(frozen=True)
class Treated:
    """Treated values and how they came about.

    ``values`` has the rows and columns that were given. ``rules`` has one row per indicator: ``code``,
    ``rule`` (empty where nothing was done, else winsorise, log, log-negative, boxcox, untreated-constant or
    untreated-short), ``n_changed`` cells, ``skew_before``, ``kurt_before``, ``skew_after``, ``kurt_after``
    and the caps of winsorising, ``low`` and ``high``. ``transforms`` has one per indicator.
    """

    values: pd.DataFrame
    rules: pd.DataFrame
    transforms: tuple[Transform, ...]

    def apply(self, array: Floats) -> Floats:
        """Raw values, with indicators along the last axis, treated as the fitted ones were.

        The array itself is given back where no indicator is treated.
        """
        return _applied(array, self.transforms)

    def changes(self, before: pd.DataFrame) -> pd.DataFrame:
        """Every cell that treatment changed, by indicator: unit, period, code, rule, before, after.

        ``before`` are the values that were treated, with the index ``unit``, ``period``.
        """
        parts = []
        for code, transform in zip(before.columns, self.transforms, strict=True):
            if transform.rule:
                old, new = before[code].to_numpy(), self.values[code].to_numpy()
                changed = (old != new) & ~np.isnan(old)
                rows = before.index[changed].to_frame(index=False)
                parts.append(rows.assign(code=code, rule=transform.rule, before=old[changed], after=new[changed]))
        columns = ["unit", "period", "code", "rule", "before", "after"]
        return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def treat(matrix: pd.DataFrame, framework: Framework, how: str) -> Treated:
    """The matrix with its outliers treated, parameters taken over all of its rows.

    ``matrix`` has one row per unit and period and one column per indicator. ``how`` is ``none``; ``auto``:
    winsorising while fewer than five cells are at the two ends, so that a tie may go past it; ``capped``:
    for n values below 100, at most ``max(1, n // 20)`` cells, and a tie that would go past the limit sends
    the indicator to the logarithm; or ``boxcox:LAMBDA``: an indicator that does not pass is given the
    Box-Cox form of ``x - min + 1``. A node whose ``treat`` is ``none`` is left alone, one with ``auto``
    treated also where ``how`` is ``none``, one with ``log`` given the logarithm even where it passes.
    An indicator with fewer than four values, or one value only, is not treated.

    Raises ``ValueError`` for any other ``how``.
    """
    name, _, power = how.partition(":")
    if name not in ("none", "auto", "capped", "boxcox"):
        raise ValueError(how)
    fits = [
        _fit(column[~np.isnan(column)], _rule(framework.nodes[str(code)].treat, name), float(power or 1))
        for code, column in zip(matrix.columns, np.ascontiguousarray(matrix.to_numpy().T), strict=True)
    ]
    transforms = tuple(fit.transform for fit in fits)
    treated = _applied(matrix.to_numpy(), transforms)
    values = pd.DataFrame(treated, index=matrix.index, columns=matrix.columns, copy=False)
    rules = pd.DataFrame(
        {
            "code": matrix.columns,
            "rule": [fit.rule for fit in fits],
            "n_changed": [fit.n_changed for fit in fits],
            "skew_before": [fit.before.skew for fit in fits],
            "kurt_before": [fit.before.kurtosis for fit in fits],
            "skew_after": [fit.after.skew for fit in fits],
            "kurt_after": [fit.after.kurtosis for fit in fits],
            "low": [fit.cap(fit.transform.low) for fit in fits],
            "high": [fit.cap(fit.transform.high) for fit in fits],
        }
    )
    return Treated(values, rules, transforms)


def shape(values: Floats) -> Shape:
    """Skew and kurtosis of values of which none is missing.

    With d the distances from the mean and S2 the sum of their squares: skew is
    ``sqrt(n) sum(d^3) / S2^1.5 * sqrt(n (n-1)) / (n-2)``, kurtosis
    ``((n+1)(r-3) + 6)(n-1) / ((n-2)(n-3))`` with ``r = n sum(d^4) / S2^2``.
    """
    n = values.size
    low, high = (values.min(), values.max()) if n else (0.0, 0.0)
    if n < 3 or low == high:
        return Shape(math.nan, math.nan)
    # A power of two changes no digit, and keeps the fourth powers within float64.
    exponent = math.frexp(max(abs(low), abs(high)))[1]
    distance = values * math.ldexp(1.0, -max(exponent, -1000))
    distance -= distance.mean()
    square = distance * distance
    spread = float(square.sum())
    skew = math.sqrt(n) * float((square * distance).sum()) / spread**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return Shape(skew, math.nan)
    ratio = n * float((square * square).sum()) / spread**2
    return Shape(skew, ((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


@dataclass(frozen=True)
class _Fit:
    rule: str
    transform: Transform
    n_changed: int
    before: Shape
    after: Shape

    def cap(self, end: float) -> float:
        return end if self.rule == "winsorise" and math.isfinite(end) else math.nan


def _rule(of_node: str, of_all: str) -> str:
    """The treatment of one indicator: its own, where its node asks for one, else that of all."""
    if of_node == "auto":
        return of_all if of_all in ("auto", "capped") else "auto"
    return of_node or of_all


def _fit(values: Floats, rule: str, power: float) -> _Fit:
    before = shape(values)
    left = Transform("")
    if rule == "none":
        return _Fit("", left, 0, before, before)
    if values.size < 4:
        return _Fit("untreated-short", left, 0, before, before)
    if not 0 < _margin(values) < math.inf:
        return _Fit("untreated-constant", left, 0, before, before)
    if rule == "log":
        transform = _logarithm(values, before)
    elif before.passes:
        transform = left
    elif rule == "boxcox":
        transform = Transform("boxcox", low=float(values.min()), power=power)
    else:
        transform = _winsorised(values, before, rule == "capped") or _logarithm(values, before)
    if not transform.rule:
        return _Fit("", left, 0, before, before)
    after = transform.apply(values)
    return _Fit(transform.rule, transform, int((after != values).sum()), before, shape(after))


def _winsorised(values: Floats, before: Shape, capped: bool) -> Transform | None:
    """The caps that make an indicator pass, or nothing where the limit on cells does not let them."""
    most = max(1, values.size // 20) if capped and values.size < 100 else MOST_CELLS
    low, high = -math.inf, math.inf
    at_low = at_high = 0
    held, found = values, before
    while not found.passes and at_low + at_high < most:
        if found.skew >= 0:
            inner = held[held < held.max()]
            high, at_high = float(inner.max()), held.size - inner.size
        else:
            inner = held[held > held.min()]
            low, at_low = float(inner.min()), held.size - inner.size
        held = np.clip(values, low, high)
        if held.min() == held.max() or (capped and at_low + at_high > most):
            return None
        found = shape(held)
    return Transform("winsorise", low, high) if found.passes else None


def _logarithm(values: Floats, before: Shape) -> Transform:
    margin = _margin(values)
    if before.skew < 0:
        return Transform("log-negative", high=float(values.max()), margin=margin)
    return Transform("log", low=float(values.min()), margin=margin)


def _margin(values: Floats) -> float:
    """What keeps the logarithm of the end value finite; 0 or infinite where no logarithm can be taken."""
    return MARGIN * (float(values.max()) - float(values.min()))


def _applied(array: Floats, transforms: tuple[Transform, ...]) -> Floats:
    if not any(transform.rule for transform in transforms):
        return array
    treated = array.copy(order="K")
    for at, transform in enumerate(transforms):
        if transform.rule:
            treated[..., at] = transform.apply(array[..., at])
    return treated
