"""Intervals of the measures of a backtest, by drawing its series anew (Efron and Tibshirani 1993, chapter 13).

The series are the units that are independent of each other; the days of one series are not.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.warning.metrics import Tally, measures
from observatory.warning.scores import Reals

DRAWS = 1000
LEVEL = 0.95


def interval(counted: Tally, seed: int, draws: int = DRAWS) -> tuple[Reals, Reals]:
    """Lower and upper ends of the 95 % percentile intervals of ``MEASURES``, each [12].

    A draw in which a measure is undefined is left out of its interval; NaN where all are.
    """
    drawn = measures(counted, _drawn(len(counted.delay), seed, draws))
    ends = np.array([_ends(values[~np.isnan(values)]) for values in drawn.T]).T
    return ends[0], ends[1]


def of_mean(values: Reals, seed: int, draws: int = DRAWS) -> tuple[float, float]:
    """Lower and upper end of the interval of the mean of ``values`` [S], one of each series."""
    return _ends(values[_drawn(len(values), seed, draws)].mean(axis=1))


def _drawn(series: int, seed: int, draws: int) -> npt.NDArray[np.intp]:
    """Positions of series [draws, series]."""
    return np.random.default_rng(seed).integers(series, size=(draws, series))


def _ends(values: Reals) -> tuple[float, float]:
    if not len(values):
        return np.nan, np.nan
    low, high = np.quantile(values, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return float(low), float(high)
