"""The index of many runs at once, from the scores of the indicators up to the root.

A quasi-arithmetic mean is a product of transformed scores and weights, so one matrix product gives a group
of all units in all runs. The rules for missing children are those of ``indicators.aggregate``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators.aggregate import SLACK, Aggregation
from observatory.indicators.framework import Framework
from observatory.ranking.design import WEIGHT

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Positions = slice | list[int]


@dataclass(frozen=True)
class Group:
    """A node above the indicators: its position among all nodes, its children's, and theirs among the indicators."""

    node: int
    children: Positions
    leaves: Positions


@dataclass(frozen=True)
class Tree:
    """A framework with the weights of each run, and the share of a group that must be there for a score.

    ``shares`` (nodes, runs) holds the share of each node in its group; ``effective`` (indicators, runs) the
    share of each indicator in the root when nothing is missing, NaN where no weight is left at all.
    """

    levels: Sequence[Sequence[Group]]
    shares: Floats
    effective: Floats
    threshold: float | None

    def index(
        self, leaves: Floats, known: Flags | None, runs: npt.NDArray[np.intp], aggregations: Sequence[Aggregation]
    ) -> tuple[Floats, Flags]:
        """Scores of the root (runs, units), and the runs in which an aggregation has no meaning for a score.

        ``leaves`` holds the scores of the indicators, (units, indicators) when all runs share them and
        otherwise (runs, units, indicators); ``known`` (units, indicators) says which are there, ``None``
        that all are. ``runs`` are positions in ``shares``. In a run that is refused the scores mean nothing.
        """
        refused = np.zeros(len(runs), dtype=bool)
        if known is None and all(aggregation.exponent == 1.0 for aggregation in aggregations):
            return _product(leaves, self.effective[:, runs].T), refused
        shares = self.shares[:, runs]
        scores = np.empty((len(shares), len(runs), leaves.shape[-2]))
        for number, groups in enumerate(self.levels):
            aggregation = aggregations[number % len(aggregations)]
            for group in groups:
                parts = shares[group.children].T
                if number == 0:
                    there = None if known is None else known[:, group.leaves]
                    found, wrong = _of_indicators(leaves[..., group.leaves], there, parts, aggregation, self.threshold)
                else:
                    children = scores[group.children]
                    found, wrong = _of_groups(children, known is None, parts, aggregation, self.threshold)
                scores[group.node] = found
                refused |= wrong
        return scores[self.levels[-1][0].node], refused


def tree(framework: Framework, factors: Floats, threshold: float | None) -> Tree:
    """The tree of a framework whose weights are multiplied by ``factors`` (nodes, runs).

    A group without any weighted child counts for nothing in its own group.
    """
    node = {code: at for at, code in enumerate(framework.nodes)}
    leaf = {code: at for at, code in enumerate(framework.leaves)}
    shares = factors * framework.weights().to_numpy()[:, None]
    shares[node[framework.root]] = 1.0
    levels: list[list[Group]] = []
    for level in range(2, framework.height + 1):
        levels.append([])
        for code in framework.at_level(level):
            children = [child.code for child in framework.children(code)]
            leaves = _positions([leaf[child] for child in children]) if level == 2 else []
            group = Group(node[code], _positions([node[child] for child in children]), leaves)
            total = shares[group.children].sum(axis=0)
            shares[group.children] /= np.where(total > 0, total, 1.0)
            shares[group.node] *= total > 0
            levels[-1].append(group)
    effective = shares.copy()
    effective[node[framework.root]] = np.where(shares[node[framework.root]] > 0, 1.0, np.nan)
    for groups in reversed(levels):
        for group in groups:
            effective[group.children] *= effective[group.node]
    return Tree(levels, shares, effective[_positions([node[code] for code in leaf])], threshold)


def factors(framework: Framework, frame: pd.DataFrame) -> Floats:
    """What the weight of each node is multiplied by in each run of a design's frame (nodes, runs).

    Raises ``KeyError`` for a code that the framework does not have.
    """
    position = {code: at for at, code in enumerate(framework.nodes)}
    table = np.ones((len(position), len(frame)))
    weights = frame.columns[frame.columns.str.startswith(WEIGHT)]
    table[[position[name.removeprefix(WEIGHT)] for name in weights]] = frame[weights].to_numpy("float64").T
    codes, labels = pd.factorize(frame["drop"])
    for number, code in enumerate(labels):
        if code:
            table[position[code], codes == number] = 0.0
    return table


def _of_indicators(
    values: Floats, known: Flags | None, parts: Floats, aggregation: Aggregation, threshold: float | None
) -> tuple[Floats, Flags]:
    """Scores of a group of indicators in each run, and the runs that are refused."""
    terms, wrong = _transformed(values, known, aggregation)
    refused = np.zeros(len(parts), dtype=bool)
    if wrong is not None:
        refused |= (wrong.any(axis=-2) & (parts > 0)).any(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        if known is None:
            scores = aggregation.inverse(_product(terms, parts))
            scores[~parts.any(axis=1)] = np.nan
            return scores, refused
        used, count = parts @ known.T, (parts > 0).astype("float64") @ known.T
        scores = aggregation.inverse(_product(np.where(known, terms, 0.0), parts) / used)
    scores[~_enough(used, count, parts, threshold)] = np.nan
    return scores, refused


def _of_groups(
    children: Floats, whole: bool, parts: Floats, aggregation: Aggregation, threshold: float | None
) -> tuple[Floats, Flags]:
    """Scores of a group of groups in each run, and the runs that are refused.

    ``whole`` says that no indicator is missing.
    """
    refused = np.zeros(len(parts), dtype=bool)
    total, used, count = (np.zeros_like(children[0]) for _ in range(3))
    every = whole and bool((parts > 0).all())
    for child, part in zip(children, parts.T[..., None], strict=True):
        there = None if every else ~np.isnan(child)
        terms, wrong = _transformed(child, there, aggregation)
        if wrong is not None:
            refused |= (wrong & (part > 0)).any(axis=1)
        if there is None:
            total += part * terms
            continue
        total += part * np.where(there, terms, 0.0)
        used += part * there
        count += (part > 0) & there
    with np.errstate(invalid="ignore", divide="ignore"):
        if every:
            return aggregation.inverse(total), refused
        scores = aggregation.inverse(total / used)
    scores[~_enough(used, count, parts, threshold)] = np.nan
    return scores, refused


def _transformed(values: Floats, known: Flags | None, aggregation: Aggregation) -> tuple[Floats, Flags | None]:
    """What is averaged in place of ``values``, and which of those known it has no meaning for, if any can be.

    Those are averaged as 0: with a weight their run is refused, and without one they must not count.
    """
    if aggregation.exponent == 1.0:
        return values, None
    wrong = aggregation.refuses(values) if known is None else aggregation.refuses(values) & known
    with np.errstate(invalid="ignore", divide="ignore"):
        terms = aggregation.transform(values)
    return (np.where(wrong, 0.0, terms) if wrong.any() else terms), wrong


def _product(terms: Floats, parts: Floats) -> Floats:
    """Weighted sums over the children of ``terms``, for each run and unit."""
    if terms.ndim == 2:
        return parts @ terms.T
    found: Floats = np.matmul(terms, np.ascontiguousarray(parts)[:, :, None])[..., 0]
    return found


def _enough(used: Floats, count: Floats, parts: Floats, threshold: float | None) -> Flags:
    """Where the children that are there, by weight and by count, are enough of the group."""
    enough = used > 0
    if threshold is not None:
        enough &= count >= threshold * (parts > 0).sum(axis=1, keepdims=True) - SLACK
        enough &= used >= threshold * (1.0 - SLACK)
    return enough


def _positions(at: list[int]) -> Positions:
    """A slice where the positions follow each other, which needs no copy."""
    return slice(at[0], at[-1] + 1) if at == list(range(at[0], at[-1] + 1)) else at
