"""EARS C1, C2 and C3: a day held against the mean and the spread of the days shortly before it.

Early warning, section 3; Hutwagner, Thompson, Seeman and Treadwell (2003). With ``b`` baseline days, sample
standard deviation ``sd`` and ``s = max(sd, min_sigma)``, both over the baseline, and ``z`` the normal quantile at
``1 - alpha``:

* C1: baseline t-b..t-1, C2: baseline t-b-2..t-3; bound = mean + z s, alarm where y > bound.
* C3: on the baseline of C2, with the excess e(t) = max(0, (y - mean)/s - 1); bound = max(0, y + s (z - e(t-1) -
  e(t-2))). The count of the day itself cancels out of the comparison, so C3 alarms on the two days before, provided
  that y > 0.

A missing day leaves the baseline, which does not reach further back for it. A baseline with fewer than half of its
days, or fewer than three, decides nothing: the state is ``gap``; so is that of C3 where one of the two days before
is missing. Days before ``b + 1`` (C1), ``b + 3`` (C2) or ``b + 5`` (C3) days of the series are there have the state
``insufficient_history``.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from scipy import special

from observatory.warning.distribution import normal_upper_tail
from observatory.warning.scores import CODE, Flags, Reals, Scores, undefined

Method = Literal["ears-c1", "ears-c2", "ears-c3"]

ALPHA: dict[Method, float] = {"ears-c1": 0.001, "ears-c2": 0.001, "ears-c3": 0.025}
BASELINE = 7
MIN_BASELINE = 3
_GUARD = {"ears-c1": 0, "ears-c2": 2, "ears-c3": 2}
# Cells at a time, so that the arrays in between stay in the cache of the processor.
_CELLS = 1 << 16
_EPS = float(np.finfo(np.float64).eps)
# Whole numbers up to here are exact.
_WHOLE = 2.0**53
# Relative error of a variance that is let pass.
_PRECISION = 1e-10
# Counts held at once where windows are summed anew.
_GATHERED = 2_000_000


def detect(
    counts: Reals,
    method: Method,
    baseline: int = BASELINE,
    alpha: float | None = None,
    min_sigma: float = 0.0,
) -> Scores:
    """EARS scores of ``counts`` [S series, T days], NaN for a missing day; ``alpha`` is by default that of ``ALPHA``.

    ``expected`` is the mean of the baseline. ``p`` is the upper tail of a standard normal variable at
    (y - mean)/s for C1 and C2, and at e(t-1) + e(t-2) for C3, so that an alarm has p < alpha. A baseline that does
    not vary has the state ``all_zero`` or ``constant``; with a ``min_sigma`` of 0 C1 and C2 then alarm on any count
    over the mean, and C3 cannot alarm where s is 0, and has no bound where an excess is 0/0.

    Raises ``ValueError`` for a baseline under three days, an ``alpha`` outside (0, 1) or a negative ``min_sigma``.
    """
    alpha = ALPHA[method] if alpha is None else alpha
    if baseline < MIN_BASELINE or not 0 < alpha < 1 or not 0 <= min_sigma < np.inf:
        raise ValueError(f"baseline={baseline}, alpha={alpha}, min_sigma={min_sigma}")
    counts = np.asarray(counts, dtype=np.float64)
    z = float(special.ndtri(1.0 - alpha))
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    height = max(1, _CELLS // max(1, counts.shape[1]))
    for begin in range(0, len(counts), height):
        rows = slice(begin, begin + height)
        part = Scores(scores.expected[rows], scores.bound[rows], scores.p[rows], scores.alarm[rows], scores.state[rows])
        _score(counts[rows], method, baseline, z, min_sigma, part)
    return scores


def _score(counts: Reals, method: Method, b: int, z: float, min_sigma: float, scores: Scores) -> None:
    """Fill ``scores`` for these series."""
    absent = np.isnan(counts)
    scores.state[absent] = CODE["missing"]
    lead, steps = b + _GUARD[method], counts.shape[1]
    if steps <= lead:
        return
    mean, sd, decided = _baselines(counts, absent, b)
    mean, sd, decided = mean[:, : steps - lead], sd[:, : steps - lead], decided[:, : steps - lead]
    y = counts[:, lead:]
    spread = np.maximum(sd, min_sigma) if min_sigma > 0 else sd
    with np.errstate(divide="ignore", invalid="ignore"):
        if method == "ears-c3":
            excess = np.maximum((y - mean) / spread - 1.0, 0.0)
            known = decided & ~absent[:, lead:]
            decided = decided[:, 2:] & known[:, 1:-1] & known[:, :-2]
            mean, sd, spread, y = mean[:, 2:], sd[:, 2:], spread[:, 2:], y[:, 2:]
            before = excess[:, 1:-1] + excess[:, :-2]
            bound = np.maximum(y + spread * (z - before), 0.0)
            p = normal_upper_tail(before)
            p[np.isnan(bound) | (spread == 0)] = np.nan
            lead += 2
        else:
            bound = mean + z * spread
            p = normal_upper_tail((y - mean) / spread)
            p[np.isnan(p)] = 1.0
    begun = np.where(absent.all(axis=1), steps, absent.argmin(axis=1))
    short = np.arange(lead, steps) < (begun + lead)[:, np.newaxis]
    state = np.where(sd > 0, CODE["scored"], np.where(mean == 0, CODE["all_zero"], CODE["constant"])).astype(np.int8)
    state[np.isnan(bound) & (sd > 0)] = CODE["constant"]
    state[~decided] = CODE["gap"]
    state[short] = CODE["insufficient_history"]
    state[absent[:, lead:]] = CODE["missing"]
    blank = ~decided | short | absent[:, lead:]
    for array, values in ((scores.expected, mean), (scores.bound, bound), (scores.p, p)):
        values[blank] = np.nan
        array[:, lead:] = values
    scores.alarm[:, lead:] = y > bound
    scores.state[:, lead:] = state


def _baselines(counts: Reals, absent: Flags, b: int) -> tuple[Reals, Reals, Flags]:
    """Mean, sample standard deviation and "enough days are there" of each ``b`` days in a row, [S, T - b + 1].

    Sums over a window are differences of cumulative sums, centred on the first count of the series. Those of whole
    numbers of usual size are exact; a window where rounding could be seen in the result is summed anew. Nothing
    depends on what comes after a window.
    """
    gaps = bool(absent.any())
    first = absent.argmin(axis=1) if gaps else np.zeros(len(counts), dtype=np.intp)
    centre = np.take_along_axis(counts, first[:, np.newaxis], axis=1)
    centred = counts - centre
    days: Reals | float = float(b)
    enough = np.ones((len(counts), counts.shape[1] - b + 1), dtype=bool)
    if gaps:
        centred[absent] = 0.0
        days = _windows(np.cumsum(~absent, axis=1, dtype=np.float64), b)
        enough = days >= max(MIN_BASELINE, b / 2)
    run = np.cumsum(centred * centred, axis=1)
    sums, squares, total = _windows(np.cumsum(centred, axis=1), b), _windows(run, b), run[:, b - 1 :]
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = centre + sums / days
        scatter = np.maximum(days * squares - sums * sums, 0.0)
        sd = np.sqrt(scatter / (days * (days - 1.0)))
    rounded = b * total >= _WHOLE
    broken = centred != np.rint(centred)
    if broken.any():
        rounded |= np.logical_or.accumulate(broken, axis=1)[:, b - 1 :]
    if rounded.any():
        doubtful = rounded & enough & (scatter <= b * (b + 4) * _EPS * total / _PRECISION)
        _sum_anew(counts, b, doubtful, mean, sd)
    return mean, sd, enough


def _windows(run: Reals, b: int) -> Reals:
    """Sums of each ``b`` values in a row from the cumulative sums ``run``."""
    sums = run[:, b - 1 :].copy()
    sums[:, 1:] -= run[:, :-b]
    return sums


def _sum_anew(counts: Reals, b: int, doubtful: Flags, mean: Reals, sd: Reals) -> None:
    """Put mean and standard deviation of the ``doubtful`` windows in place, each from its own counts."""
    series, begins = np.nonzero(doubtful)
    for start in range(0, len(series), _GATHERED // b + 1):
        some = slice(start, start + _GATHERED // b + 1)
        values = counts[series[some, np.newaxis], begins[some, np.newaxis] + np.arange(b)]
        least = np.fmin.reduce(values, axis=1)
        values -= least[:, np.newaxis]
        middle = np.nanmean(values, axis=1)
        scatter = np.nansum((values - middle[:, np.newaxis]) ** 2, axis=1)
        mean[series[some], begins[some]] = least + middle
        sd[series[some], begins[some]] = np.sqrt(scatter / (np.isfinite(values).sum(axis=1) - 1))
