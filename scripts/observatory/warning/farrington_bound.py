"""The bound over which a count is an alarm, and the probability of a count at least as large.

With the expected count ``mu``, the dispersion ``phi`` and the variance ``v`` of the logarithm of ``mu``:

* ``delta``: a normal interval on a scale where counts are less skewed (Farrington et al. 1996, section 3.7), the count
  itself, its square root or its power of 2/3;
* ``nbPlugin``: the quantile of the negative binomial with mean ``mu`` and variance ``phi mu`` (Noufaily et al. 2013,
  section 3.4);
* ``muan``: the same with the upper confidence limit ``exp(log mu + z sqrt(v))`` of the mean in place of ``mu``.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from observatory.warning.distribution import nb_quantile, nb_upper_tail, normal_upper_tail, upper_normal
from observatory.warning.scores import Reals

Method = Literal["delta", "nbPlugin", "muan"]
Power = Literal["2/3", "1/2", "none"]

_POWERS: dict[Power, float] = {"2/3": 2 / 3, "1/2": 1 / 2, "none": 1.0}


def bound_and_p(
    y: Reals, log_mean: Reals, phi: Reals, variance: Reals, *, method: Method, power: Power, alpha: float
) -> tuple[Reals, Reals]:
    """The bound at ``alpha`` and P(Y >= y) of each count; arrays of one shape."""
    z = upper_normal(alpha)
    mu = np.exp(log_mean)
    if method == "delta":
        return _delta(y, mu, phi, variance, _POWERS[power], z)
    if method == "muan":
        mu = np.exp(log_mean + z * np.sqrt(variance))
    return nb_quantile(1.0 - alpha, mu, phi), nb_upper_tail(y, mu, phi)


def _delta(y: Reals, mu: Reals, phi: Reals, variance: Reals, power: float, z: float) -> tuple[Reals, Reals]:
    spread = power * mu ** (power - 1.0) * np.sqrt(phi * mu + mu**2 * variance)
    centre = mu**power
    bound = np.maximum(centre + z * spread, 0.0) ** (1.0 / power)
    return bound, normal_upper_tail((y**power - centre) / spread)
