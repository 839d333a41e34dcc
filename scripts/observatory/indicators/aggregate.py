"""Indicators joined into pillars and an index: weighted arithmetic means, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.indicators.framework import Framework

MIN_GROUP_SHARE = 0.5


@dataclass(frozen=True)
class Aggregate:
    """What the units of an index score.

    ``scores`` has one row per unit and one column per node of the framework. ``effective_weights`` has
    one column per indicator: its share in the index once the weight of what is missing was given to what
    is present; a row sums to 1 where the unit has a score and to 0 where it has none.
    """

    scores: pd.DataFrame
    effective_weights: pd.DataFrame


def aggregate(normalised: pd.DataFrame, framework: Framework, min_group_share: float = MIN_GROUP_SHARE) -> Aggregate:
    """The mean of each group, from the pillars up to the index.

    ``normalised`` has one row per unit and one column per indicator. A missing child is left out and the
    weights of the others are scaled up, as long as at least ``min_group_share`` of the group is there,
    by count and by weight; otherwise the group is missing. A child of weight zero counts for nothing.
    """
    scores = normalised[framework.leaves].astype("float64")
    shares = pd.DataFrame(0.0, index=scores.index, columns=list(framework.nodes))
    shares[framework.root] = 1.0
    for level in range(2, framework.height + 1):
        for code in framework.at_level(level):
            weights = pd.Series({node.code: node.weight for node in framework.children(code) if node.weight})
            group = scores[list(weights.index)]
            used = group.notna() * weights
            enough = (group.notna().mean(axis=1) >= min_group_share) & (
                used.sum(axis=1) >= min_group_share * weights.sum()
            )
            parts = used.div(used.sum(axis=1).where(enough & group.notna().any(axis=1)), axis=0)
            scores[code] = (group.fillna(0.0) * parts).sum(axis=1, skipna=False)
            shares[list(weights.index)] = parts.fillna(0.0)
    return Aggregate(scores, pd.DataFrame({leaf: _product(shares, framework, leaf) for leaf in framework.leaves}))


def availability(values: pd.DataFrame) -> pd.Series[float]:
    """Share of the columns that each unit has a value for, from 0 to 1."""
    return values.notna().mean(axis=1).astype("float64")


def _product(shares: pd.DataFrame, framework: Framework, leaf: str) -> pd.Series[float]:
    """The share of an indicator in the index: the product of the shares on its way up."""
    product = shares[leaf]
    code = framework.nodes[leaf].parent
    while code:
        product = product * shares[code]
        code = framework.nodes[code].parent
    return product
