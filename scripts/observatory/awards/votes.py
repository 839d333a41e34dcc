"""Judges as voters: the counts of Borda and of Copeland over the order in which each judge puts the entries."""

from __future__ import annotations

import numpy as np
import pandas as pd

from observatory.awards import parts
from observatory.awards.scores import Fit, Reals

# Every entry is held against every other: the work grows with the square of their number.
MAX_ENTRIES = 10_000
_BLOCK = 256


def borda(totals: Reals) -> Fit:
    """The points of each entry of ``totals`` [N, J], NaN where a judge did not score.

    A judge gives an entry one point for each entry below it and half a point for each that stands even. On an
    incomplete panel the points are divided by the most that the judge could give, and the mean share is scaled to
    J judges of all N entries that were scored, so that a full panel has the classical count. A judge of one entry
    orders nothing. Source: Borda (1781), section 7c of the method of the index.
    """
    given = ~np.isnan(totals)
    each = given.sum(axis=0)
    voters = each > 1
    share = np.full(totals.shape, np.nan)
    if voters.any():
        ranks = pd.DataFrame(totals[:, voters]).rank().to_numpy()
        share[:, voters] = (ranks - 1) / (each[voters] - 1)
    said = ~np.isnan(share)
    number = said.sum(axis=1)
    mean = np.full(len(totals), np.nan)
    mean[number > 0] = np.where(said, share, 0.0).sum(axis=1)[number > 0] / number[number > 0]
    most = voters.sum() * (given.any(axis=1).sum() - 1)
    return Fit(mean * most, np.full(totals.shape[1], np.nan), parts.main(totals)[0])


def copeland(totals: Reals) -> Fit:
    """Wins minus losses of each entry of ``totals`` [N, J] over all others.

    An entry wins against another when more of the judges who scored both put it higher; a pair that no judge scored
    has no winner. An entry that is held against no other has no score. Source: Copeland (1951), section 7c.
    Raises ``ValueError`` for more than ``MAX_ENTRIES`` entries.
    """
    entries = len(totals)
    if entries > MAX_ENTRIES:
        raise ValueError(f"more than {MAX_ENTRIES} entries")
    score, met = np.zeros(entries), np.zeros(entries, dtype=np.bool_)
    given = ~np.isnan(totals)
    together = given.astype(np.float32)
    # Ranks by judge; a missing one is below every other as the first of a pair, and above as the second.
    ranks = pd.DataFrame(totals).rank(method="dense").fillna(0).to_numpy("int16").T
    first, second = np.where(given.T, ranks, -1), np.where(given.T, ranks, np.iinfo(np.int16).max)
    for begin in range(0, entries, _BLOCK):
        rows = slice(begin, begin + _BLOCK)
        lead = np.zeros((len(totals[rows]), entries), dtype=np.int32)
        for low, high in zip(first, second, strict=True):
            lead += low[rows, None] > high
            lead -= low > high[rows, None]
        score[rows] = np.sign(lead).sum(axis=1)
        met[rows] = (together[rows] @ together.T > 0).sum(axis=1) > 1
    return Fit(np.where(met, score, np.nan), np.full(totals.shape[1], np.nan), parts.main(totals)[0])
