"""Places in a ranking: 1, 2, 2, 4, taken from scores that were not rounded."""

from __future__ import annotations

import pandas as pd

TOLERANCE = 1e-9


def competition(scores: pd.Series[float], scale: float = 100.0, highest_first: bool = True) -> pd.Series[int]:
    """The place of each score, 1 for the best; units without a score have none.

    Scores that differ by no more than ``TOLERANCE`` of ``scale`` (the width of the scale of the scores)
    from the best of their group share its place, and the places they fill are skipped after them.
    Returns ``Int64`` with the index of ``scores``.
    """
    ordered = scores.dropna().sort_values(ascending=not highest_first, kind="stable")
    places: list[int] = []
    leader = float("nan")
    for position, score in enumerate(ordered, start=1):
        if abs(score - leader) <= TOLERANCE * scale:
            places.append(places[-1])
        else:
            places.append(position)
            leader = score
    return pd.Series(places, index=ordered.index, dtype="Int64").reindex(scores.index)


def tied(places: pd.Series[int]) -> pd.Series[bool]:
    """True for each place that more than one unit holds."""
    return places.notna() & places.duplicated(keep=False)
