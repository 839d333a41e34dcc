"""The annual ranking: one series of scores, ranked year by year, among all units and inside peer groups."""

from __future__ import annotations

import pandas as pd

from observatory.ranking import merge, rank
from observatory.ranking.reasons import FORMER_VALUES, too_little_data

UNIT = merge.TODAY
UNKNOWN = "unknown"


def carried(values: pd.DataFrame, crosswalk: pd.DataFrame, indicator: str, scale: tuple[float, float]) -> pd.DataFrame:
    """An indicator of the former provinces by year, carried over to the units of today.

    ``values`` are rows of the kind ``province-values``; a value outside ``scale`` (its lowest and highest
    possible value) cannot have been observed and counts as missing. Columns: ``level``, ``code``, ``year``, ``score``
    (the mean of the former provinces that have a value), ``n_present`` and ``n_expected`` of them.
    """
    observed = values[values["value"].between(*scale)]
    names = merge.NAMES | {"value": "score", "n_former_present": "n_present", "n_former": "n_expected"}
    return merge.yearly(observed, crosswalk, indicator).rename(columns=names).drop(columns="indicator")


def rankings(scores: pd.DataFrame, groups: pd.DataFrame, scale: float, min_availability: float) -> pd.DataFrame:
    """Rank the units of each year by ``score``, highest first, and inside their peer group.

    ``scores`` has the columns of ``carried``; ``groups`` gives the ``peer_group`` of each ``level`` and
    ``code``; ``scale`` is the width of the scale of the scores. A unit with less than ``min_availability``
    (0 to 1) of the values of a year keeps its score and gets no rank. ``movement`` is ``unknown``: without
    a published sampling error no change of rank can be called real (``survey`` ranks a series that has one).

    Columns: those of ``rank.places``, ``ranked``, ``reason_vi``, ``reason_en`` and ``movement``.
    """
    rows = scores.merge(groups[[*UNIT, "peer_group"]], on=UNIT, how="left", validate="many_to_one")
    present, expected = rows["n_present"], rows["n_expected"]
    ranked = rows["score"].notna() & (present >= min_availability * expected)
    reasons = too_little_data(ranked, present, expected, min_availability, FORMER_VALUES)
    return rank.places(rows.assign(ranked=ranked), scale, ["year"]).join(reasons).assign(movement=UNKNOWN)


def coverage(units: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per unit of ``units``: the years it has scores for, and its latest rank.

    ``units`` has ``scope``, ``level`` and ``code``; ``ranked`` is the outcome of ``rankings`` with its
    ``scope``. Columns added: ``n_years``, ``first_year``, ``last_year``, ``latest_rank``, ``has_scores``.
    """
    key = ["scope", *UNIT]
    scored = ranked[ranked["score"].notna()].sort_values("year", kind="stable")
    found = scored.groupby(key)["year"].agg(n_years="count", first_year="min", last_year="max")
    last = scored.drop_duplicates(key, keep="last").set_index(key)["rank"].rename("latest_rank")
    table = units[key].merge(found.join(last).reset_index(), on=key, how="left", validate="one_to_one")
    years = table["n_years"].fillna(0).astype("Int64")
    return table.assign(n_years=years, has_scores=years > 0)
