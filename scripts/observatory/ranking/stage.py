"""The stage ranking: the mean of the yearly scores of a stage, for units with enough ranked years."""

from __future__ import annotations

import pandas as pd

from observatory.ranking import rank
from observatory.ranking.annual import UNIT
from observatory.ranking.reasons import too_little_data

WHAT = {"vi": "năm được xếp hạng", "en": "ranked years"}
PILOT, NO_DATA = "pilot", "no data"


def rankings(
    yearly: pd.DataFrame, groups: pd.DataFrame, from_year: int, to_year: int, scale: float, min_years: float
) -> pd.DataFrame:
    """Rank units by the mean of their scores in the years ``from_year`` to ``to_year``.

    ``yearly`` is the outcome of ``annual.rankings`` for one series; scores count in the years in which the
    unit was ranked. A unit ranked in less than ``min_years`` (0 to 1) of the years of the stage keeps its
    score and gets no rank. ``groups`` lists the units and their ``peer_group``; those without any year are
    shown without a score. Columns: ``level``, ``code``, ``n_years``, ``score``, those of
    ``rank.places``, ``ranked``, ``reason_vi`` and ``reason_en``.
    """
    counted = yearly[yearly["ranked"].astype("bool") & yearly["year"].between(from_year, to_year)]
    means = counted.groupby(UNIT)["score"].agg(n_years="count", score="mean").reset_index()
    rows = groups[[*UNIT, "peer_group"]].merge(means, on=UNIT, how="left", validate="one_to_one")
    rows["n_years"] = rows["n_years"].fillna(0).astype("Int64")
    total = pd.Series(to_year - from_year + 1, index=rows.index)
    ranked = (rows["score"].notna() & (rows["n_years"] >= min_years * total)).astype("bool")
    reasons = too_little_data(ranked, rows["n_years"], total, min_years, WHAT)
    return rank.places(rows.assign(ranked=ranked), scale).join(reasons)


def status(stages: pd.DataFrame, ranked: pd.DataFrame) -> pd.DataFrame:
    """One row per stage and scope with ``status``, ``n_units`` (with a score) and ``n_ranked``.

    ``ranked`` joins the outcomes of ``rankings`` with their ``stage`` and ``scope``. A stage in which
    nobody has a score has the status ``no data``; the others are pilots, for none rests on an assessment.
    """
    key = ["stage", "scope"]
    counts = ranked.groupby(key).agg(n_units=("score", "count"), n_ranked=("ranked", "sum")).reset_index()
    table = stages.merge(counts, on=key, how="left", validate="one_to_one")
    table[["n_units", "n_ranked"]] = table[["n_units", "n_ranked"]].fillna(0).astype("Int64")
    return table.assign(status=(table["n_units"] > 0).map({True: PILOT, False: NO_DATA}))
