"""Which rows of an assessment are looked at again: some drawn by lot, and those that jumped."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from observatory.ranking.assessment import CRITERION, UNIT

TOLERANCE = 1e-9
HANDED_IN = ["self_score", "self_at"]


def draw(scores: pd.DataFrame, share: float, seed: str) -> pd.DataFrame:
    """The rows drawn for the spot audit: ``share`` (0 to 1) of each scope and year, rounded up.

    Rows are taken in the order of a SHA-256 over ``seed``, the self-assessed scores handed in for the
    scope and year, and the criterion. Anyone can repeat the draw, and nobody can foresee it before the
    last self-assessment is in. Columns: those that name a criterion.
    """
    drawn = [scores.iloc[:0]]
    for _, group in scores.sort_values(CRITERION, kind="stable").groupby(["scope", "year"]):
        salt = _digest("\n".join([seed, *_joined(group, [*CRITERION, *HANDED_IN])]))
        lots = np.argsort([_digest(f"{salt}|{key}") for key in _joined(group, CRITERION)])
        drawn.append(group.iloc[np.sort(lots[: int(np.ceil(share * len(group) - TOLERANCE))])])
    return pd.concat(drawn)[CRITERION].reset_index(drop=True)


def jumps(scores: pd.DataFrame, limit: float, min_years: int) -> pd.DataFrame:
    """The rows whose final score left its unit's own history by more than ``limit`` deviations.

    ``scores`` has one row per criterion and year with ``final_score`` and ``max_score``; scores are
    compared as shares of the maximum. The history of a row are the years before it, at least
    ``min_years`` of them; a deviation is the median absolute deviation from their median (not scaled to a
    normal distribution). Where the history never varied, any change counts.

    Columns: those that name a criterion, ``jump`` (from the median of the history) and ``deviation``
    (the median absolute deviation), both as shares of the maximum.
    """
    series = [*UNIT, "criterion"]
    rows = scores.assign(share=scores["final_score"].astype("float64") / scores["max_score"].astype("float64"))
    rows = rows.dropna(subset="share")[[*CRITERION, "share"]].reset_index(names="row")
    pairs = rows.merge(rows[[*series, "year", "share"]], on=series, suffixes=("", "_before"))
    past = pairs[pairs["year_before"] < pairs["year"]].drop(columns="year_before")
    by_row = past["row"]
    median = past.groupby(by_row)["share_before"].median()
    deviation = (past["share_before"] - by_row.map(median)).abs().groupby(by_row).median()
    found = rows.set_index("row").assign(years=past.groupby(by_row).size(), median=median, deviation=deviation)
    jump = found["share"] - found["median"]
    far = (found["years"] >= min_years) & (jump.abs() > limit * found["deviation"] + TOLERANCE)
    return found.assign(jump=jump).loc[far, [*CRITERION, "jump", "deviation"]].reset_index(drop=True)


def _joined(rows: pd.DataFrame, columns: list[str]) -> list[str]:
    """The cells of each row as one text, missing ones empty."""
    texts = rows[columns].astype("str")
    return texts[columns[0]].str.cat(texts[columns[1:]], sep="|", na_rep="").tolist()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
