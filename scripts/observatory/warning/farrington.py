"""The improved Farrington detector: a count held against the same season of earlier years.

Early warning, section 5; Farrington et al. (1996) and Noufaily et al. (2013). A quasi-Poisson regression with a trend
and seasons runs over the reference steps of each step, past outbreaks weighed down. The trend is left out where there
are fewer than three years, where its p-value is not below ``p_threshold_trend``, where the count expected with it
exceeds every reference count, and where the regression with it does not settle. A count over the bound is an alarm,
unless the last ``limit54[1]`` steps, the step itself among them, sum to less than ``limit54[0]``: then there is no
bound.

With an exposure, the logarithm of it is an offset of the regression: expectation and bound hold for the exposure of
the step itself. Missing steps leave the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from observatory.warning import farrington_fit
from observatory.warning.farrington_bound import Method, Power, bound_and_p
from observatory.warning.farrington_fit import Fit
from observatory.warning.farrington_iteration import Baselines
from observatory.warning.farrington_reference import Positions, Reference, reference
from observatory.warning.scores import CODE, Flags, Reals, Scores, undefined

MIN_YEARS_FOR_TREND = 3
# Reference counts at a time, so that the arrays in between stay in the cache of the processor.
_CELLS = 1 << 16


@dataclass(frozen=True)
class Settings:
    """How the detector is set; the defaults are those of Noufaily et al. (2013) in common use.

    ``b`` years of windows of ``w`` steps either side; ``no_periods`` seasons; the last ``past_weeks_not_included``
    steps left out; ``reweight`` past outbreaks with residuals over ``weights_threshold``; ``alpha`` one-sided;
    ``trend`` kept below the p-value ``p_threshold_trend``; ``powertrans`` of the ``delta`` bound; ``limit54``: least
    sum of counts, and over how many steps.
    """

    b: int = 5
    w: int = 3
    no_periods: int = 10
    past_weeks_not_included: int = 26
    reweight: bool = True
    weights_threshold: float = 2.58
    alpha: float = 0.01
    trend: bool = True
    p_threshold_trend: float = 1.0
    powertrans: Power = "2/3"
    threshold_method: Method = "nbPlugin"
    limit54: tuple[float, int] = (5, 4)


IMPROVED = Settings()
ORIGINAL_1996 = Settings(
    no_periods=1,
    past_weeks_not_included=3,
    weights_threshold=1.0,
    p_threshold_trend=0.05,
    threshold_method="delta",
)


def detect(
    counts: Reals,
    freq: int,
    settings: Settings = IMPROVED,
    first: int = 0,
    last: int | None = None,
    exposure: Reals | None = None,
) -> Scores:
    """Scores of the steps ``first`` to ``last`` (not included) of ``counts`` [S series, T steps], NaN for missing.

    ``freq`` is the number of steps in a year, ``exposure`` [S, T] what the counts are out of; a step without a
    positive exposure is missing. ``p`` stands beside the bounds that ``limit54`` withholds too. The state is
    ``insufficient_history`` before the oldest reference step, where the regression has no degree of freedom left,
    where the settings leave no reference at all, and for steps not asked for; ``gap`` where fewer than half of the
    reference is there, or none of its windows; ``all_zero`` and ``constant`` describe the reference.
    """
    counts = np.asarray(counts, dtype=np.float64)
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    last = counts.shape[1] if last is None else min(last, counts.shape[1])
    panel = _Panel.of(counts, exposure, settings.limit54[1])
    scores.state[:, first:last][~panel.there[:, first:last]] = CODE["missing"]
    layout = reference(settings.b, settings.w, settings.no_periods, settings.past_weeks_not_included, freq)
    if layout is None:
        return scores
    # The oldest window may stick out of the series by one step, but its middle may not.
    reach = settings.b * freq + max(settings.w - 1, 0)
    begun = np.where(panel.there.any(axis=1), panel.there.argmax(axis=1), counts.shape[1])
    steps = np.arange(max(first, reach), max(last, reach, first))
    series, position = np.nonzero((steps >= begun[:, None] + reach) & panel.there[:, steps])
    height = max(1, _CELLS // len(layout.lags))
    with np.errstate(all="ignore"):
        for begin in range(0, len(series), height):
            some = slice(begin, begin + height)
            _score(panel, layout, settings, series[some], steps[position[some]], scores)
    return scores


@dataclass(frozen=True)
class _Panel:
    """Counts (0 where there is none), which of them are there, exposures, and the sums of recent counts; all [S, T]."""

    counts: Reals
    there: Flags
    exposure: Reals | None
    recent: Reals

    @classmethod
    def of(cls, counts: Reals, exposure: Reals | None, span: int) -> _Panel:
        there = ~np.isnan(counts)
        if exposure is not None:
            there &= np.isfinite(exposure) & (exposure > 0)
        known = np.where(there, counts, 0.0)
        recent = known.copy()
        for back in range(1, min(span, counts.shape[1])):
            recent[:, back:] += known[:, :-back]
        return cls(known, there, exposure, recent)


def _score(
    panel: _Panel, layout: Reference, settings: Settings, series: Positions, steps: Positions, scores: Scores
) -> None:
    """Fill ``scores`` at these pairs of a series and a step."""
    past = steps[:, None] - layout.lags
    there = panel.there[series[:, None], past] & (past >= 0)
    enough = (2 * there.sum(axis=1) >= len(layout.lags)) & there[:, : layout.lengths[0]].any(axis=1)
    scores.state[series[~enough], steps[~enough]] = CODE["gap"]
    if not enough.all():
        series, steps, past, there = series[enough], steps[enough], past[enough], there[enough]
    if not len(series):
        return
    counts = np.where(there, panel.counts[series[:, None], past], 0.0)
    largest = counts.max(axis=1)
    exposure = None if panel.exposure is None else np.where(there, panel.exposure[series[:, None], past], 1.0)
    now = np.zeros(len(series)) if panel.exposure is None else np.log(panel.exposure[series, steps])
    found = _regressions(Baselines.of(layout, counts, there.astype(np.float64), exposure), now, settings)
    log_mean = found.log_mean + now
    y = panel.counts[series, steps]
    bound, p = bound_and_p(
        y,
        log_mean,
        found.phi,
        found.scale * found.mean_spread,
        method=settings.threshold_method,
        power=settings.powertrans,
        alpha=settings.alpha,
    )
    few = panel.recent[series, steps] < settings.limit54[0]
    bound[few | ~found.settled] = np.nan
    p[~found.settled] = np.nan
    expected = np.where(np.isnan(bound), np.nan, np.exp(log_mean))
    expected[~found.settled & (largest == 0)] = 0.0
    state = np.where(few, CODE["below_minimum"], CODE["scored"])
    state[counts.sum(axis=1) == there.sum(axis=1) * largest] = CODE["constant"]
    state[largest == 0] = CODE["all_zero"]
    decided = found.freedom > 0
    at = series[decided], steps[decided]
    scores.expected[at] = expected[decided]
    scores.bound[at] = bound[decided]
    scores.p[at] = p[decided]
    scores.alarm[at] = (y > bound)[decided]
    scores.state[at] = state[decided]


def _regressions(baselines: Baselines, now: Reals, settings: Settings) -> Fit:
    """The regressions the detector settles for, with the trend or without; ``now`` [B] is the log of the exposure."""
    threshold = settings.weights_threshold if settings.reweight else None
    if not (settings.trend and settings.b >= MIN_YEARS_FOR_TREND):
        return farrington_fit.fit(baselines, trend=False, threshold=threshold)
    found = farrington_fit.fit(baselines, trend=True, threshold=threshold)
    largest = baselines.counts.max(axis=1)
    sure = (found.trend_p < settings.p_threshold_trend) | (settings.p_threshold_trend >= 1)
    keep = found.settled & sure & (np.exp(found.log_mean + now) <= largest)
    keep |= found.freedom <= 0
    if not keep.all():
        found.put(~keep, farrington_fit.fit(baselines.take(~keep), trend=False, threshold=threshold))
    return found
