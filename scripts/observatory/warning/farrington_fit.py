"""Quasi-Poisson regressions of many baselines at once: a level for each season and one linear trend, log link.

Past outbreaks are weighed down once by their Anscombe residuals (Farrington et al. 1996, section 3.6).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from scipy import special

from observatory.warning.farrington_iteration import Baselines, iterate, normal_equations
from observatory.warning.scores import Flags, Reals

# A count that determines its own mean has no residual, up to rounding.
_ALONE = 1.0 - 1e-9


@dataclass(frozen=True)
class Fit:
    """What B regressions say of the step to score; each array has B elements.

    ``log_mean`` is the logarithm of its expected count for an exposure of 1, ``slope`` the trend per step on that
    scale (0 for none). Their variances are ``scale`` times ``mean_spread`` and ``slope_spread``. ``scale`` is
    ``phi_unbounded``, but where past outbreaks are looked for it is the weighted mean square of the relative
    residuals ``(count - mean) / mean``: not what theory asks for, but what the known answers were computed with.
    ``freedom`` counts the degrees of freedom left, and ``settled`` is False where the iteration did not converge.
    """

    log_mean: Reals
    slope: Reals
    phi_unbounded: Reals
    scale: Reals
    mean_spread: Reals
    slope_spread: Reals
    freedom: Reals
    settled: Flags

    @property
    def phi(self) -> Reals:
        """The dispersion, at least that of the Poisson distribution."""
        return np.maximum(self.phi_unbounded, 1.0)

    @property
    def trend_p(self) -> Reals:
        """The two-sided p-value of the trend by Student's t."""
        t = np.abs(self.slope) / np.sqrt(self.scale * self.slope_spread)
        return np.asarray(2.0 * special.stdtr(self.freedom, -t), dtype=np.float64)

    def put(self, which: Flags, other: Fit) -> None:
        """Write the regressions of ``other`` over the marked ones."""
        for field in fields(self):
            getattr(self, field.name)[which] = getattr(other, field.name)


def fit(baselines: Baselines, *, trend: bool, threshold: float | None) -> Fit:
    """The regressions; past outbreaks are weighed down unless ``threshold`` is None.

    A count whose standardised Anscombe residual s exceeds ``threshold`` gets the weight ``s ** -2``, and the weights
    are scaled to sum to the number of counts.
    """
    found, mu, leverage = _regress(baselines, trend=trend, relative=threshold is not None)
    if threshold is not None:
        weights, again = _weights(baselines, mu, leverage, found.phi, threshold)
        if again.any():
            weighed = replace(baselines.take(again), weights=weights)
            found.put(again, _regress(weighed, trend=trend, relative=True)[0])
    return found


def _weights(baselines: Baselines, mu: Reals, leverage: Reals, phi: Reals, threshold: float) -> tuple[Reals, Flags]:
    """The weights of the second fit, and for which baselines [B] there is one.

    Above its mean a count has a smaller Anscombe than Pearson residual, which finds the few that need a cube root.
    """
    y = baselines.counts
    room = np.subtract(1.0, leverage)
    alone = leverage >= _ALONE
    room *= phi[:, None]
    square = np.subtract(y, mu)
    positive = square > 0
    square *= square
    limit = np.multiply(mu, threshold**2)
    limit *= room
    high = (square > limit) & positive & ~alone & (baselines.weights > 0)
    at = np.nonzero(high)
    residual = 1.5 * (np.cbrt(y[at]) ** 2 - np.cbrt(mu[at]) ** 2) / (mu[at] ** (1 / 6) * np.sqrt(room[at]))
    high[at] = residual > threshold
    again = np.asarray(high.any(axis=1), dtype=np.bool_)
    weights = baselines.weights[again]
    weights[high[again]] = residual[residual > threshold] ** -2.0
    known = baselines.weights[again].sum(axis=1)
    return np.asarray(weights * (known / weights.sum(axis=1))[:, None], dtype=np.float64), again


def _regress(baselines: Baselines, *, trend: bool, relative: bool) -> tuple[Fit, Reals, Reals]:
    """The regressions, the means [B, m], and the leverages [B, m] before the prior weights."""
    reference, prior = baselines.reference, baselines.weights
    now = float(reference.lags.mean())
    time = np.asarray(now - reference.lags, dtype=np.float64)
    level, slope, mu, settled, before = iterate(baselines, time, trend=trend)
    spare = np.empty_like(mu)
    normal = normal_equations(reference, prior * before, time, spare)
    seasons = (normal.weight > 0).sum(axis=1)
    freedom = (prior > 0).sum(axis=1) - seasons - (1.0 if trend else 0.0)
    apart = np.divide(baselines.counts, mu, out=np.ones_like(mu), where=mu > 0)
    apart -= 1.0
    apart *= apart
    apart *= prior
    scale = apart.sum(axis=1) / freedom
    phi = np.multiply(apart, before, out=spare).sum(axis=1) / freedom
    slope_spread = 1.0 / normal.across if trend else np.zeros(len(slope))
    leverage = apart
    if trend:
        np.subtract(time, reference.spread(normal.middle), out=leverage)
        leverage *= leverage
        leverage *= slope_spread[:, None]
        leverage += reference.spread(1.0 / normal.weight)
    else:
        leverage[:] = reference.spread(1.0 / normal.weight)
    leverage *= before
    ahead = now - normal.middle[:, 0]
    mean_spread = 1.0 / normal.weight[:, 0] + ahead**2 * slope_spread
    found = Fit(
        level[:, 0] + slope * now,
        slope,
        phi,
        scale if relative else phi.copy(),
        mean_spread,
        slope_spread,
        freedom,
        settled,
    )
    return found, mu, leverage
