"""Indicators joined into pillars and an index, level by level.

The quasi-arithmetic means are those of the OECD/JRC Handbook on Constructing Composite Indicators (2008),
step 6: with f(x) = x, ln x, 1/x or x^p, the mean is f⁻¹(Σ w f(x) / Σ w). Copeland's rule is in
``outranking``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.indicators import outranking
from observatory.indicators.cells import row_label
from observatory.indicators.framework import Framework

Floats = npt.NDArray[np.float64]
Weight = float | Floats
MIN_GROUP_SHARE = 0.5
SLACK = 1e-12
MOST_FINDINGS = 200
LEAST_POWER, MOST_POWER = 1e-3, 100.0
EXPONENTS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}


@dataclass(frozen=True)
class Aggregation:
    """One way to join children: arithmetic, geometric, harmonic, power (with its exponent) or copeland."""

    name: str
    power: float = math.nan

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for an unknown name and an exponent at which rounding takes over."""
        if self.name not in {*EXPONENTS, "power", "copeland"}:
            raise ValueError(self.name)
        if self.name == "power" and self.power and not LEAST_POWER <= abs(self.power) <= MOST_POWER:
            raise ValueError(f"power {self.power:g}: 0, or {LEAST_POWER:g} to {MOST_POWER:g} above or below it")

    @property
    def exponent(self) -> float:
        """The p of the power mean it is; 0 stands for the geometric one."""
        return EXPONENTS.get(self.name, self.power)

    def transform(self, values: Floats) -> Floats:
        """What is averaged in place of ``values``."""
        if self.exponent == 1.0:
            return values
        if self.exponent == 0.0:
            return np.log(values)
        return np.reciprocal(values) if self.exponent == -1.0 else np.power(values, self.exponent)

    def inverse(self, means: Floats) -> Floats:
        """The score that belongs to an average of transformed values."""
        if self.exponent == 1.0:
            return means
        if self.exponent == 0.0:
            return np.exp(means)
        return np.reciprocal(means) if self.exponent == -1.0 else np.power(means, 1.0 / self.exponent)

    def refuses(self, values: Floats) -> npt.NDArray[np.bool_]:
        """Which values it has no meaning for: below zero unless arithmetic, and zero for p of 0 and less."""
        if self.name == "copeland" or self.exponent == 1.0:
            return np.zeros(values.shape, dtype=bool)
        return values < 0 if self.exponent > 0 else values <= 0


ARITHMETIC = (Aggregation("arithmetic"),)


@dataclass(frozen=True)
class Aggregate:
    """What the units of an index score: ``scores`` has one row per unit and one column per node."""

    scores: pd.DataFrame
    framework: Framework

    @cached_property
    def effective_weights(self) -> pd.DataFrame:
        """One column per indicator: its share in the index of each unit.

        The weight of what is missing is given to what is present; a row sums to 1 where the unit has a
        score and to 0 where it has none.
        """
        framework = self.framework
        weights = _weights(self.scores.index, framework)
        shares = {framework.root: self.scores[framework.root].notna().to_numpy() * np.float64(1)}
        for level in range(framework.height, 1, -1):
            for code in framework.at_level(level):
                codes = [node.code for node in framework.children(code)]
                used = [self.scores[child].notna().to_numpy() * weights[child] for child in codes]
                total: Floats = np.maximum(sum(used), np.finfo("float64").tiny)
                shares |= {child: shares[code] * part / total for child, part in zip(codes, used, strict=True)}
        return pd.DataFrame({leaf: shares[leaf] for leaf in framework.leaves}, index=self.scores.index)


def aggregate(
    normalised: pd.DataFrame,
    framework: Framework,
    aggregations: Sequence[Aggregation] = ARITHMETIC,
    threshold: float | None = MIN_GROUP_SHARE,
) -> Aggregate:
    """The score of each group, from the pillars up to the index.

    ``normalised`` has one row per unit and one column per indicator. ``aggregations`` is one for all levels
    or one for each level, from below. A missing child is left out and the weights of the others are scaled
    up, as long as at least ``threshold`` of the group is there, by count and by weight (``None`` asks for
    one child only); otherwise the group is missing. A child of weight zero counts for nothing. Where the
    index has a level ``period``, indicators count in the periods they are in force, and Copeland's rule
    compares the units of one period.

    Raises ``ValueError`` for a number of aggregations that does not fit, and ``FindingsError`` for values
    that an aggregation has no meaning for (``score-not-positive``) and too many units for Copeland's rule
    (``too-many-units``).
    """
    if len(aggregations) not in (1, framework.height - 1):
        raise ValueError(f"{len(aggregations)} aggregations for {framework.height - 1} levels")
    leaves = framework.leaves
    groups = [framework.at_level(level) for level in range(2, framework.height + 1)]
    codes = leaves + [code for level in groups for code in level]
    table = np.empty((len(normalised), len(codes)), order="F")
    table[:, : len(leaves)] = normalised[leaves].astype("float64").to_numpy()
    columns = dict(zip(codes, table.T, strict=True))
    weights = _weights(normalised.index, framework)
    for position, level in enumerate(groups):
        aggregation = aggregations[position % len(aggregations)]
        children = {code: [node.code for node in framework.children(code)] for code in level}
        _refuse(columns, weights, children, aggregation, normalised.index)
        for code, members in children.items():
            parts = [columns[child] for child in members], [weights[child] for child in members]
            if aggregation.name == "copeland":
                columns[code][:] = _copeland(*parts, threshold, normalised.index)
            else:
                columns[code][:] = _mean(*parts, aggregation, threshold)
    return Aggregate(pd.DataFrame(table, index=normalised.index, columns=codes, copy=False), framework)


def _mean(
    columns: Sequence[Floats], weights: Sequence[Weight], aggregation: Aggregation, threshold: float | None
) -> Floats:
    used, enough = _coverage(columns, weights, threshold)
    total = np.zeros_like(used)
    with np.errstate(invalid="ignore", divide="ignore"):
        for column, weight in zip(columns, weights, strict=True):
            part = weight * aggregation.transform(column)
            part[np.isnan(part)] = 0.0
            total += part
        total /= used
        scores = aggregation.inverse(total)
    scores[~enough] = np.nan
    return scores


def _copeland(columns: Sequence[Floats], weights: Sequence[Weight], threshold: float | None, index: pd.Index) -> Floats:
    """Copeland scores among the units of each period that have enough of the group."""
    _, enough = _coverage(columns, weights, threshold)
    scores = np.full(len(index), np.nan)
    for rows in _periods(index).values():
        kept = rows[enough[rows]]
        if kept.size:
            share = [float(np.broadcast_to(weight, enough.shape)[kept[0]]) for weight in weights]
            scores[kept] = outranking.copeland(np.column_stack([column[kept] for column in columns]), np.array(share))
    return scores


def _coverage(
    columns: Sequence[Floats], weights: Sequence[Weight], threshold: float | None
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The weight of the children that each row has, and whether that is enough of the group."""
    used = np.zeros(columns[0].shape)
    count = np.zeros(columns[0].shape)
    for column, weight in zip(columns, weights, strict=True):
        there = ~np.isnan(column)
        used += weight * there
        count += (weight > 0) & there
    enough = used > 0
    if threshold is not None:
        enough &= count >= threshold * sum(np.greater(weight, 0.0) * 1 for weight in weights) - SLACK
        enough &= used >= threshold * sum(weights) * (1.0 - SLACK)
    return used, enough


def _weights(index: pd.Index, framework: Framework) -> dict[str, Weight]:
    """The weight of each node inside its group: a number, or one per row where it changes with the period."""
    plain: dict[str, Weight] = {node.code: node.weight for node in framework.nodes.values()}
    if "period" not in index.names or not any(
        node.in_force_from or node.in_force_to for node in framework.nodes.values()
    ):
        return plain
    table = np.empty((len(index), len(plain)))
    for period, rows in _periods(index).items():
        table[rows] = framework.in_force(period).weights().to_numpy()
    return {
        code: weight if (column == weight).all() else column
        for (code, weight), column in zip(plain.items(), table.T, strict=True)
    }


def _periods(index: pd.Index) -> dict[str, npt.NDArray[np.intp]]:
    """Positions of the rows of each period; one period where the index has none."""
    if "period" not in index.names:
        return {"": np.arange(len(index))}
    codes, labels = pd.factorize(index.get_level_values("period"))
    rows = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes, minlength=len(labels)))[:-1])
    return dict(zip(map(str, labels), rows, strict=True))


def _refuse(
    columns: Mapping[str, Floats],
    weights: Mapping[str, Weight],
    children: Mapping[str, list[str]],
    aggregation: Aggregation,
    index: pd.Index,
) -> None:
    """Raises ``FindingsError`` when an aggregation has no meaning for a value that would count."""
    findings: list[Finding] = []
    for code in (child for members in children.values() for child in members):
        wrong = np.flatnonzero(aggregation.refuses(columns[code]) & (weights[code] > 0))
        for row in wrong[: MOST_FINDINGS - len(findings)]:
            value = f"{columns[code][row]:.6g} ({row_label(index[row])}, {code})"
            findings.append(Finding("score-not-positive", value=value, expected=aggregation.name))
    if findings:
        raise FindingsError(findings, "index-refused")
