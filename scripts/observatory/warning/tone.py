"""Tone: a day's mean tone against its usual one, and a moving average that sees a slow drift.

The method page, section 6. The squared standard error of a day's mean is the variance among the mentions of a day
over their number, plus the variance between days (from the median absolute deviation, so that single days do not
matter). The usual tone is the median of the baseline days weighted by their mentions. The moving average is that of
Roberts (1959, Technometrics 1): E = lambda z + (1 - lambda) E, with standard error sqrt(lambda / (2 - lambda)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from observatory.warning.distribution import normal_upper_tail, upper_normal
from observatory.warning.rules import Rules
from observatory.warning.scores import Flags, Reals


@dataclass(frozen=True)
class ToneDay:
    """The tone of one day of every series [S]; NaN where it is not tested.

    ``usual`` in points; ``drop`` below it in standard errors (negative for a better tone); ``p_day`` the tail of the
    day alone, ``p`` twice the smaller of that and the tail of the moving average; ``low`` where the day is beyond its
    limit, or the moving average is and the day is still below the usual.
    """

    usual: Reals
    drop: Reals
    p_day: Reals
    p: Reals
    low: Flags


class ToneTest:
    """The test of tone over the days of a panel; days are taken one after the other."""

    def __init__(self, tone: Reals, mentions: Reals, rules: Rules) -> None:
        self._tone, self._mentions, self._rules = tone, mentions, rules
        self._average = np.zeros(len(tone))
        self._limit = upper_normal(rules.tone_alpha)
        self._spread = np.sqrt(rules.tone_lambda / (2 - rules.tone_lambda))

    def day(self, t: int, usable: Flags) -> ToneDay:
        """Test day ``t`` against the ``usable`` days [S, T] of its baseline; later days are not looked at."""
        rules, series = self._rules, len(self._tone)
        last = t - rules.nbw_guard
        window = slice(max(0, last - rules.nbw_window), max(0, last))
        enough = (self._mentions[:, t] >= rules.tone_least_mentions) & ~np.isnan(self._tone[:, t])
        rows = np.flatnonzero(enough)
        known = usable[rows, window] & (self._mentions[rows, window] > 0) & ~np.isnan(self._tone[rows, window])
        kept = known.sum(axis=1) >= rules.tone_least_days
        rows, known = rows[kept], known[kept]
        tone = np.where(known, self._tone[rows, window], np.nan)
        usual = weighted_median(tone, np.where(known, self._mentions[rows, window], 0.0))
        between = rules.tone_mad * _median(np.abs(tone - usual[:, None]))
        error = np.sqrt(rules.tone_within**2 / self._mentions[rows, t] + between**2)
        drop = (usual - self._tone[rows, t]) / error
        self._average[rows] = rules.tone_lambda * drop + (1 - rules.tone_lambda) * self._average[rows]
        drift = self._average[rows] / self._spread
        p_day = normal_upper_tail(drop)
        p = np.minimum(1.0, 2 * np.minimum(p_day, normal_upper_tail(drift)))
        low = np.zeros(series, dtype=np.bool_)
        low[rows] = (drop >= self._limit) | ((drift >= rules.tone_limit) & (p_day < rules.stay_open_p))
        placed = [_placed(series, rows, values) for values in (usual, drop, p_day, p)]
        return ToneDay(placed[0], placed[1], placed[2], placed[3], low)


def weighted_median(values: Reals, weights: Reals) -> Reals:
    """The median of each row [n, m] by ``weights``: the first value at which half of the weight is reached.

    NaN values must have the weight 0; NaN for a row without any weight.
    """
    if not values.size:
        return np.full(len(values), np.nan)
    order = np.argsort(values, axis=1)
    reached = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    at = (reached >= reached[:, -1:] / 2).argmax(axis=1)
    found = np.take_along_axis(values, np.take_along_axis(order, at[:, None], axis=1), axis=1)[:, 0]
    return np.asarray(np.where(reached[:, -1] > 0, found, np.nan), dtype=np.float64)


def _median(values: Reals) -> Reals:
    """The median of each row without its NaN."""
    return weighted_median(values, (~np.isnan(values)).astype(np.float64))


def _placed(series: int, rows: np.ndarray[tuple[int], np.dtype[np.intp]], values: Reals) -> Reals:
    full = np.full(series, np.nan)
    full[rows] = values
    return full
