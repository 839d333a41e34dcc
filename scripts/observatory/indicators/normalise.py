"""Raw values brought to one scale from 0 (worst) to 100 (best)."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.indicators.framework import Framework, Node

SCALE = 100.0


@dataclass(frozen=True)
class Normalised:
    """Scores from 0 to 100 and, of the same shape, which of them lay outside their goalposts."""

    scores: pd.DataFrame
    clipped: pd.DataFrame


def goalposts(raw: pd.DataFrame, framework: Framework) -> Normalised:
    """Score each value by its distance from the lower goalpost, in hundredths of the way to the upper one.

    ``raw`` has one row per unit and one column per indicator of the framework. The formula is
    ``100 (x - low) / (high - low)`` for an indicator of direction 1 and ``100 (high - x) / (high - low)``
    for one of direction -1, cut off at 0 and 100 as in the Human Development Index. Goalposts are fixed,
    so scores of different years can be compared. Missing stays missing.
    """
    scores = pd.DataFrame({leaf: _scaled(raw[leaf], framework.nodes[leaf]) for leaf in framework.leaves})
    return Normalised(scores.clip(0, SCALE), (scores < 0) | (scores > SCALE))


def _scaled(values: pd.Series[float], node: Node) -> pd.Series[float]:
    width = node.goalpost_high - node.goalpost_low
    way = values - node.goalpost_low if node.direction == 1 else node.goalpost_high - values
    return way.astype("float64") / width * SCALE
