"""How well the parts of an index hang together: reliability, correlations, principal components.

Sources: OECD/JRC Handbook on Constructing Composite Indicators (2008), step 4 (multivariate analysis), and
the limits that the JRC uses in its audits. Covariances and correlations are taken over the rows that have
both values, over all periods together; principal components over the rows that are complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators.covariance import covariances, cronbach_alpha, principal_components
from observatory.indicators.framework import Framework
from observatory.indicators.weights import balanced

Floats = npt.NDArray[np.float64]
Row = tuple[str, str, str, str, float, str]
COLUMNS = ["measure", "group", "code", "other", "value", "flag"]
WEAK = 0.3
COLLINEAR = 0.92
DENOMINATOR = 0.7
ALL = "ALL"


def coherence(
    normalised: pd.DataFrame, aggregates: pd.DataFrame, framework: Framework, denominators: pd.DataFrame
) -> pd.DataFrame:
    """One row per measure and place, with the columns of ``COLUMNS``; a value that is not defined is missing.

    ``normalised`` has one row per unit and period and one column per indicator, ``aggregates`` one per
    aggregate, ``denominators`` one per denominator, with the same rows.

    ===========================  =====================================================================
    cronbach-alpha               of the indicators with values below ``group``; of all for ``ALL``
    correlation-parent           of ``code`` with its parent ``other``; flag ``weak`` or ``negative``
    correlation-collinear        of two children of ``group``, where above 0.92; flag ``collinear``
    correlation-denominator      of indicator and denominator; flag ``size`` where above 0.7 either way
    correlation                  of two aggregates
    pca-variance                 share of the variance of the children of ``group`` in component ``code``
    pca-loading                  of ``code`` in the first component of ``group``
    weight-correlation           of ``code``: its effective weight and its correlation with the index
    optimised-weight             of ``code`` in ``group``, for equal importance
    ===========================  =====================================================================
    """
    nodes = _Nodes.of(normalised[framework.leaves], aggregates, denominators)
    rows = [
        *_reliability(nodes, framework),
        *_parents(nodes, framework),
        *_collinear(nodes, framework),
        *_denominators(nodes, framework),
        *_aggregates(nodes, framework),
        *_components(nodes, framework),
        *_importance(nodes, framework),
        *_optimised(nodes, framework),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@dataclass(frozen=True)
class _Nodes:
    """The scores of all nodes, then the denominators, by column, and how they vary together."""

    place: Mapping[str, int]
    sizes: Sequence[str]
    values: Floats
    among: Floats
    linked: Floats

    @classmethod
    def of(cls, normalised: pd.DataFrame, aggregates: pd.DataFrame, denominators: pd.DataFrame) -> _Nodes:
        parts = [frame.astype("float64").to_numpy() for frame in (normalised, aggregates, denominators)]
        values = np.concatenate(parts, axis=1)
        place = {code: at for at, code in enumerate([*normalised.columns, *aggregates.columns])}
        return cls(place, list(map(str, denominators.columns)), values, *covariances(values))

    def of_codes(self, codes: Sequence[str]) -> Floats:
        """The scores of some nodes."""
        return self.values[:, [self.place[code] for code in codes]]

    def correlation(self, code: str, other: str) -> float:
        """Of two nodes."""
        return float(self.linked[self.place[code], self.place[other]])


def _groups(framework: Framework) -> list[tuple[str, list[str]]]:
    """Every aggregate, from below, with the codes of its children."""
    return [
        (code, [child.code for child in framework.children(code)])
        for level in range(2, framework.height + 1)
        for code in framework.at_level(level)
    ]


def _reliability(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    known = ~np.isnan(np.diag(nodes.among))
    below = {code: framework.descendants(code) for code, _ in _groups(framework) if code != framework.root}
    for group, leaves in {ALL: framework.leaves, **below}.items():
        at = [nodes.place[leaf] for leaf in leaves if known[nodes.place[leaf]]]
        yield "cronbach-alpha", group, group, "", cronbach_alpha(nodes.among[np.ix_(at, at)]), ""


def _parents(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for group, children in _groups(framework):
        for child in children:
            value = nodes.correlation(child, group)
            flag = "negative" if value < 0 else "weak" if value < WEAK else ""
            yield "correlation-parent", group, child, group, value, flag


def _collinear(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for group, children in _groups(framework):
        for code, other in combinations(children, 2):
            value = nodes.correlation(code, other)
            if value > COLLINEAR:
                yield "correlation-collinear", group, code, other, value, "collinear"


def _denominators(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for code in framework.leaves:
        for size, value in zip(nodes.sizes, nodes.linked[nodes.place[code], len(nodes.place) :].tolist(), strict=True):
            flag = "size" if abs(value) > DENOMINATOR else ""
            yield "correlation-denominator", framework.nodes[code].parent, code, size, value, flag


def _aggregates(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for code, other in combinations((code for code, _ in _groups(framework)), 2):
        yield "correlation", "", code, other, nodes.correlation(code, other), ""


def _components(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for group, children in _groups(framework):
        shares, loadings = principal_components(nodes.of_codes(children))
        for position, share in enumerate(shares.tolist(), start=1):
            yield "pca-variance", group, f"PC{position}", "", share, ""
        for child, loading in zip(children, loadings.tolist(), strict=True):
            yield "pca-loading", group, child, "PC1", loading, ""


def _importance(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    weights = framework.effective_weights()
    for code, node in framework.nodes.items():
        if node.parent:
            value = nodes.correlation(code, framework.root)
            yield "weight-correlation", node.parent, code, "effective-weight", float(weights[code]), ""
            yield "weight-correlation", node.parent, code, "correlation", value, ""


def _optimised(nodes: _Nodes, framework: Framework) -> Iterator[Row]:
    for group, children in _groups(framework):
        for child, weight in zip(children, balanced(nodes.of_codes(children)).tolist(), strict=True):
            yield "optimised-weight", group, child, "", weight, ""
