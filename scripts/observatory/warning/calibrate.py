"""Where a p stands among those of the past year: what a nominal p is really worth.

The method page, section 7: p_cal = (1 + number of the past 365 scored days of the series with p <= today's) /
(1 + 365). A series with fewer scored days is pooled with the series of similar level. The larger of p and p_cal
counts. A p that a year of one series cannot resolve is held against the year of its whole family instead: taken as it
stands it would trust a tail far beyond what 56 days can tell. While the family has too few days to tell either, such a
p stays as it is, lest the first weeks hear nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from observatory.warning.scores import Flags, Reals

Bins = np.ndarray[Any, np.dtype[np.int64]]


def bins(expected: Reals, floor: float) -> Bins:
    """The level of each series [S] in whole doublings, from its usual expected count, at least ``floor``."""
    levels = np.log2(np.maximum(np.nan_to_num(expected, nan=0.0), floor))
    return np.asarray(np.floor(levels), dtype=np.int64)


class History:
    """The p of the last ``days`` scored days of each of ``series`` series."""

    def __init__(self, series: int, days: int) -> None:
        self._ring = np.full((series, days), np.nan)
        self._number = np.zeros(series, dtype=np.int64)

    def add(self, p: Reals) -> None:
        """Take in one day's p [S], NaN for a series without."""
        rows = np.flatnonzero(~np.isnan(p))
        self._ring[rows, self._number[rows] % self._ring.shape[1]] = p[rows]
        self._number[rows] += 1

    def calibrated(self, p: Reals, wanted: Flags, level: Bins, family: Bins, beyond: float, q: float) -> Reals:
        """The larger of p [S] and its place in the past, for ``wanted`` series; NaN for the others.

        ``level`` [S] tells which series are similar; a p below ``beyond`` is held against all of its ``family`` [S],
        once that has the days to tell a single alarm at the false discovery rate ``q``.
        """
        found = np.where(wanted, p, np.nan)
        days = self._ring.shape[1]
        full = self._number >= days
        rows = np.flatnonzero(wanted & (p >= beyond))
        own = rows[full[rows]]
        within = np.count_nonzero(self._ring[own] <= p[own, None], axis=1)
        found[own] = np.maximum(p[own], (1 + within) / (1 + days))
        for at, alike, share in (
            (rows[~full[rows]], level, np.inf),
            (np.flatnonzero(wanted & (p < beyond)), family, q),
        ):
            for pool in np.unique(alike[at]):
                among, members = at[alike[at] == pool], alike == pool
                number = np.minimum(self._number[members], days)
                if number.sum() >= len(number) / share:
                    past = self._ring[members, : int(number.max())]
                    within = np.array([np.count_nonzero(past <= today) for today in p[among]])
                    found[among] = np.maximum(p[among], (1 + within) / (1 + number.sum()))
        return found
