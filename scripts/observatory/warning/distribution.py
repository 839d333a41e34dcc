"""Tails and quantiles of counts: negative binomial with a mean and a dispersion, Poisson where there is none.

``mu`` is the mean and ``phi`` the variance divided by the mean, so that the negative binomial has size
``mu / (phi - 1)`` and probability ``1 / phi``; at ``phi <= 1`` it is the Poisson distribution (Noufaily et al.
2013, section 3; early warning, section 4). Tails are incomplete beta and gamma functions (NIST Digital Library of
Mathematical Functions, 8.17.5 and 8.4.10), so a far tail keeps its digits. Arguments broadcast against each other,
and the result has the broadcast shape; it is NaN where an argument is NaN, or where a mean is negative or infinite.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import special

from observatory.warning.scores import Flags, Reals

# Below this excess of the dispersion over 1 the two distributions are the same to the last digits kept.
_NO_DISPERSION = 1e-9
_FARTHEST = 2.0**62


def upper_normal(alpha: float) -> float:
    """The value that a standard normal variable exceeds with probability ``alpha``."""
    return float(-special.ndtri(alpha))


def normal_upper_tail(z: npt.ArrayLike) -> Reals:
    """P(Z >= z) of a standard normal variable."""
    return np.asarray(special.ndtr(-np.asarray(z, dtype=np.float64)), dtype=np.float64)


def nb_upper_tail(y: npt.ArrayLike, mu: npt.ArrayLike, phi: npt.ArrayLike) -> Reals:
    """P(Y >= y); a ``y`` between two whole numbers counts as the upper one."""
    return _tail(np.ceil(np.asarray(y, dtype=np.float64)), mu, phi, upper=True)


def nb_lower_tail(y: npt.ArrayLike, mu: npt.ArrayLike, phi: npt.ArrayLike) -> Reals:
    """P(Y <= y); a ``y`` between two whole numbers counts as the lower one."""
    return _tail(np.floor(np.asarray(y, dtype=np.float64)) + 1.0, mu, phi, upper=False)


def nb_quantile(prob: npt.ArrayLike, mu: npt.ArrayLike, phi: npt.ArrayLike) -> Reals:
    """The smallest whole q with P(Y <= q) >= prob; infinite where no q reaches it (``prob`` of 1 and a mean over 0).

    NaN where ``prob`` is below 0 or over 1.
    """
    prob, mu, phi = _broadcast(prob, mu, phi)
    guess = _near(special.ndtri(np.clip(prob, 0, 1)), mu, phi)
    endless = (prob == 1) & (mu > 0)
    known = (prob >= 0) & (prob <= 1) & _defined(mu, phi)
    return _first(lambda q, at: nb_lower_tail(q, mu.flat[at], phi.flat[at]) >= prob.flat[at], guess, known, endless)


def smallest_alarm(alpha: npt.ArrayLike, mu: npt.ArrayLike, phi: npt.ArrayLike) -> Reals:
    """The smallest whole y with P(Y >= y) < alpha; infinite where ``alpha`` is 0. NaN where it is below 0."""
    alpha, mu, phi = _broadcast(alpha, mu, phi)
    guess = _near(-special.ndtri(np.clip(alpha, 0, 1)), mu, phi) + 1.0
    known = (alpha >= 0) & _defined(mu, phi)
    return _first(lambda y, at: nb_upper_tail(y, mu.flat[at], phi.flat[at]) < alpha.flat[at], guess, known, alpha == 0)


def _broadcast(*arguments: npt.ArrayLike) -> list[Reals]:
    return [np.array(array) for array in np.broadcast_arrays(*(np.asarray(one, dtype=np.float64) for one in arguments))]


def _defined(mu: Reals, phi: Reals) -> Flags:
    return np.asarray(np.isfinite(mu) & (mu >= 0) & ~np.isnan(phi), dtype=np.bool_)


def _tail(y: Reals, mu: npt.ArrayLike, phi: npt.ArrayLike, *, upper: bool) -> Reals:
    """P(Y >= y), or P(Y < y) where not ``upper``, of a whole ``y``."""
    y, mu, phi = _broadcast(y, mu, phi)
    excess = phi - 1.0
    poisson = excess <= _NO_DISPERSION
    some = np.maximum(y, 1.0)
    with np.errstate(all="ignore"):
        gamma, beta = (special.gammainc, special.betainc) if upper else (special.gammaincc, special.betaincc)
        size = mu / np.where(poisson, 1.0, excess)
        share = np.where(poisson, 0.5, excess / phi)
        tail = np.where(poisson, gamma(some, mu), np.nan)
        spread = ~poisson & (size > 0)
        tail[spread] = beta(some[spread], size[spread], share[spread])
    tail[size == 0] = 0.0 if upper else 1.0
    tail[y <= 0] = 1.0 if upper else 0.0
    tail[np.isnan(y) | ~_defined(mu, phi)] = np.nan
    return np.asarray(tail, dtype=np.float64)


def _near(z: Reals, mu: Reals, phi: Reals) -> Reals:
    """About where the quantile of the normal quantile ``z`` lies: two terms of Cornish and Fisher (1938)."""
    phi = np.maximum(phi, 1.0)
    z = np.clip(z, -40.0, 40.0)
    with np.errstate(invalid="ignore"):
        guess = np.floor(mu + z * np.sqrt(phi * mu) + (z * z - 1.0) / 6.0 * (2.0 * phi - 1.0))
    return np.asarray(np.maximum(np.nan_to_num(guess), 0.0), dtype=np.float64)


def _first(
    reached: Callable[[Reals, npt.NDArray[np.intp]], Flags],
    guess: Reals,
    known: Flags,
    endless: Flags,
) -> Reals:
    """The smallest whole number from 0 on at which ``reached(numbers, positions)``, which never falls back, holds."""
    answer = np.where(known & endless, np.inf, np.nan).ravel()
    at = np.flatnonzero(known & ~endless)
    high = guess.flat[at]
    low = np.full(at.size, -1.0)
    there = reached(high, at)
    low[~there] = high[~there]
    step = 1.0
    above, below = np.flatnonzero(there & (high > 0)), np.flatnonzero(~there)
    while above.size or below.size:
        lower = np.maximum(high[above] - step, -1.0)
        still = (lower >= 0) & reached(lower, at[above])
        low[above[~still]] = lower[~still]
        high[above[still]] = lower[still]
        above = above[still]
        upper = low[below] + step
        still = ~reached(upper, at[below]) & (upper < _FARTHEST)
        high[below[~still]] = upper[~still]
        low[below[still]] = upper[still]
        below = below[still]
        step *= 4.0
    apart = np.flatnonzero(high - low > 1)
    while apart.size:
        middle = low[apart] + np.floor((high[apart] - low[apart]) / 2.0)
        there = reached(middle, at[apart])
        high[apart[there]] = middle[there]
        low[apart[~there]] = middle[~there]
        apart = apart[(high[apart] - low[apart] > 1) & (middle < _FARTHEST / 512)]
    answer[at] = high
    return answer.reshape(guess.shape)
