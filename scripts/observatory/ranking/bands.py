"""Bands of a score, from very high to low, by cut points that are fixed beforehand and never by the ranks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

BANDS = ("very-high", "high", "middle", "below-middle", "low")


def bands(scores: pd.Series[float], cuts: Sequence[float]) -> pd.Series[str]:
    """The band of each score, missing where there is none.

    ``cuts`` falls from the least score of the highest band to that of the last but one; a score on a cut
    belongs to the higher band. Raises ``ValueError`` when there is not one cut fewer than bands or they
    do not fall.
    """
    if len(cuts) != len(BANDS) - 1 or any(high <= low for high, low in pairwise(cuts)):
        raise ValueError(f"{len(BANDS) - 1} falling cut points are needed: {cuts}")
    place = (scores.to_numpy("float64")[:, None] < np.asarray(cuts)).sum(axis=1)
    return pd.Series(np.array(BANDS, dtype=object)[place], index=scores.index).where(scores.notna(), None)
