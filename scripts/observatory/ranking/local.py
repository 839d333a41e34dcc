"""The pilot table of localities: dimensions of former provinces, carried over, summed and ranked."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.indicators.framework import Framework
from observatory.ranking import merge, rank
from observatory.ranking.reasons import too_little_data

NAMES = {"new_level": "level", "new_code": "code"}
UNIT = list(NAMES.values())
WHAT = {"vi": "số liệu của các tỉnh cũ", "en": "values of the former provinces"}


@dataclass(frozen=True)
class LocalTable:
    """Results: one row per unit, per unit and dimension, and per former province."""

    scores: pd.DataFrame
    dimensions: pd.DataFrame
    former: pd.DataFrame


def table(values: pd.DataFrame, crosswalk: pd.DataFrame, framework: Framework, min_availability: float) -> LocalTable:
    """Score the units of the crosswalk by the weighted sum of their dimensions and rank them.

    ``values`` are the rows of the kind ``province-values`` of one year, for the former provinces. A unit
    has the mean of those of its former provinces that have a value; a unit with less than
    ``min_availability`` (0 to 1) of its cells former province x dimension keeps its score, where it has
    one, and gets no rank. Medians are taken over the ranked units.
    """
    cells = merge.cells(values, crosswalk, framework.leaves)
    weights = framework.weights()
    dimensions = merge.means(cells)
    dimensions["weight"] = dimensions["indicator"].map(weights)
    former = _former(cells, crosswalk, weights)
    width = sum(
        node.weight * (node.goalpost_high - node.goalpost_low) for node in framework.nodes.values() if node.level == 1
    )
    scores = _scores(cells, dimensions, former, min_availability, width)
    ranked = scores.loc[scores["ranked"], UNIT]
    return LocalTable(scores, _against_median(dimensions.rename(columns=NAMES), ranked), former.rename(columns=NAMES))


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


def _scores(
    cells: pd.DataFrame, dimensions: pd.DataFrame, former: pd.DataFrame, min_availability: float, width: float
) -> pd.DataFrame:
    points = dimensions.assign(points=dimensions["value"] * dimensions["weight"])
    groups = points.groupby(merge.UNIT)["points"]
    score = groups.sum(min_count=1).where(groups.count() == groups.size())
    coverage = merge.coverage(cells)
    ranked = (coverage >= min_availability) & score.notna()
    places = rank.competition(score.where(ranked), scale=width)
    provinces = former.groupby(merge.UNIT)["has_data"].agg(n_former="size", n_former_present="sum")
    median = score[ranked].median()
    table = pd.DataFrame(
        {
            "score": score,
            "rank": places,
            "tied": rank.tied(places),
            "field_size": int(ranked.sum()),
            "coverage": coverage,
            "ranked": ranked,
            "median": median,
            "difference": score - median,
        }
    ).join(provinces)
    present = cells.groupby(merge.UNIT)["value"]
    reasons = too_little_data(ranked, present.count(), present.size(), min_availability, WHAT)
    return table.join(reasons).reset_index().rename(columns=NAMES)


def _against_median(dimensions: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """The dimensions with the median of the ranked units and the difference from it."""
    medians = dimensions.merge(ranked, on=UNIT).groupby("indicator")["value"].median()
    median = dimensions["indicator"].map(medians)
    return dimensions.assign(median=median, difference=dimensions["value"] - median)
