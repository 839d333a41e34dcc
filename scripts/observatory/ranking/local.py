"""The pilot table of localities: dimensions of former provinces, carried over, summed and ranked."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from observatory.indicators.aggregate import aggregate
from observatory.indicators.framework import Framework
from observatory.indicators.normalise import goalposts
from observatory.indicators.values import Values
from observatory.ranking import contributions, merge, rank
from observatory.ranking.bands import bands
from observatory.ranking.plan import Plan
from observatory.ranking.reasons import FORMER_VALUES, too_little_data
from observatory.ranking.robustness import Robustness, robustness

NAMES, UNIT = merge.NAMES, merge.TODAY
SCALE = 100.0


@dataclass(frozen=True)
class LocalTable:
    """Results: one row per unit, per unit and dimension, and per former province."""

    scores: pd.DataFrame
    dimensions: pd.DataFrame
    former: pd.DataFrame


@dataclass(frozen=True)
class _Sum:
    """The scale of a weighted sum: a normalised score of 0 stands for ``low`` points, one of 100 for ``high``."""

    weights: pd.Series[float]
    low: float
    high: float

    @property
    def points(self) -> pd.Series[float]:
        """Points of the sum for one point of each normalised dimension."""
        return self.weights / self.weights.sum() * (self.high - self.low) / SCALE

    def normalised(self, points: pd.Series[float]) -> pd.Series[float]:
        """Points of the sum as a score from 0 to 100."""
        return (points - self.low) / (self.high - self.low) * SCALE

    def onto(self, normalised: pd.Series[float]) -> pd.Series[float]:
        """A score from 0 to 100 as points of the sum."""
        return self.low + normalised * (self.high - self.low) / SCALE


def table(
    values: pd.DataFrame, crosswalk: pd.DataFrame, units: pd.DataFrame, framework: Framework, plan: Plan
) -> LocalTable:
    """Score the units of the crosswalk by the weighted sum of their dimensions and rank them.

    ``values`` are the rows of the kind ``province-values`` of one year, for the former provinces; ``units``
    has ``level``, ``code`` and ``region_vi``, the peer group of a unit; the dimensions of ``framework`` share
    one pair of goalposts. A unit has the mean of those of its former provinces that have a value; one with
    less than ``plan.min_availability`` of its cells former province x dimension keeps its score, where it
    has one, and gets no rank. Medians are taken over the ranked units.
    """
    cells = merge.cells(values, crosswalk, framework.leaves)
    means = merge.means(cells).rename(columns=NAMES)
    matrix = means.pivot(index=UNIT, columns="indicator", values="value")[framework.leaves].astype("float64")
    scale = _sum(framework)
    former = _former(cells, crosswalk, scale.weights).rename(columns=NAMES)
    coverage = merge.coverage(cells).rename_axis(UNIT)
    score = aggregate(matrix, framework, threshold=plan.threshold).scores[framework.root] * scale.weights.sum()
    ranked = (coverage >= plan.min_availability) & score.notna()
    regions = units.set_index(UNIT)["region_vi"].reindex(matrix.index)
    present = cells.rename(columns=NAMES).groupby(UNIT)["value"]
    reasons = too_little_data(ranked, present.count(), present.size(), plan.min_availability, FORMER_VALUES)
    scores = _scores(score, ranked, regions, scale.high - scale.low)
    provinces = former.groupby(UNIT)["has_data"].agg(n_former="size", n_former_present="sum")
    return LocalTable(
        scores.assign(coverage=coverage, band=bands(scale.normalised(score), plan.cuts))
        .join([provinces, reasons])
        .reset_index(),
        _dimensions(means, matrix, framework, ranked),
        former,
    )


def profile(table: LocalTable, framework: Framework) -> pd.DataFrame:
    """How each unit differs from the ranked units of its region, in points of the sum (``contributions``)."""
    scores = table.scores.set_index(UNIT)
    normalised = _matrix(table, framework, "normalised")
    weights = pd.DataFrame(1.0, index=normalised.index, columns=normalised.columns) * _sum(framework).points
    counted = weights.where(scores["score"].notna(), 0.0)
    return contributions.profile(normalised, counted, scores["ranked"], scores["peer_group"])


def firmness(table: LocalTable, framework: Framework, plan: Plan) -> Robustness:
    """How firm the ranks of a table are.

    The frames by unit have ``level`` and ``code``, and ``score_low`` and ``score_high`` are points of the sum.
    """
    matrix, scores, scale = _matrix(table, framework, "value"), table.scores.set_index(UNIT), _sum(framework)
    codes = matrix.index.get_level_values("code").rename("unit")
    index = pd.MultiIndex.from_arrays([codes, [""] * len(codes)], names=["unit", "period"])
    given = Values(matrix.set_axis(index), None, pd.DataFrame(index=index), pd.DataFrame(index=codes))
    ranked, regions = scores["ranked"].set_axis(index), scores["peer_group"].set_axis(codes)
    found = robustness(given, framework, plan, ranked, regions)
    level = pd.Series(matrix.index.get_level_values("level"), index=codes)

    def named(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(level=level.reindex(frame.index)).rename_axis("code").reset_index()

    ends = {name: scale.onto(found.uncertainty[name]) for name in ("score_low", "score_high")}
    return replace(found, uncertainty=named(found.uncertainty.assign(**ends)), alternatives=named(found.alternatives))


def _matrix(table: LocalTable, framework: Framework, column: str) -> pd.DataFrame:
    """A column of the dimensions, units by indicators, in the order of the scores."""
    return table.dimensions.pivot(index=UNIT, columns="indicator", values=column)[framework.leaves].astype("float64")


def _sum(framework: Framework) -> _Sum:
    weights = framework.weights()[framework.leaves]
    nodes = [framework.nodes[leaf] for leaf in framework.leaves]
    low = sum(node.weight * node.goalpost_low for node in nodes)
    return _Sum(weights, low, sum(node.weight * node.goalpost_high for node in nodes))


def _former(cells: pd.DataFrame, crosswalk: pd.DataFrame, weights: pd.Series[float]) -> pd.DataFrame:
    points = cells.assign(points=cells["value"] * cells["indicator"].map(weights))
    groups = points.groupby(merge.FORMER)
    found = groups.agg(n_dimensions=("value", "count"), n_expected=("value", "size")).join(
        groups["points"].sum(min_count=1).rename("score")
    )
    complete = found["n_dimensions"] == found["n_expected"]
    found = found.assign(has_data=complete, score=found["score"].where(complete)).reset_index()
    names = crosswalk[[*merge.UNIT, *merge.FORMER, "former_name_vi"]]
    return names.merge(found, on=merge.FORMER, validate="one_to_one")


def _scores(score: pd.Series[float], ranked: pd.Series[bool], regions: pd.Series[str], width: float) -> pd.DataFrame:
    rows = pd.DataFrame({"score": score, "ranked": ranked, "peer_group": regions})
    median = score[ranked].median()
    return rank.places(rows, width).assign(median=median, difference=score - median)


def _dimensions(
    means: pd.DataFrame, matrix: pd.DataFrame, framework: Framework, ranked: pd.Series[bool]
) -> pd.DataFrame:
    """Each dimension of each unit, with the median of the ranked units and the difference from it."""
    normalised = goalposts(matrix, framework).scores.melt(
        ignore_index=False, var_name="indicator", value_name="normalised"
    )
    found = means.merge(normalised.reset_index(), on=[*UNIT, "indicator"], validate="one_to_one")
    median = found["indicator"].map(matrix[ranked].median())
    return found.assign(
        weight=found["indicator"].map(framework.weights()), median=median, difference=found["value"] - median
    )
