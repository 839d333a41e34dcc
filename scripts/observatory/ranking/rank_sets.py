"""Confidence sets for ranks of estimates with standard errors.

The method is that of Mogstad, Romano, Shaikh and Wilhelm (2024), "Inference for Ranks with Applications to
Mobility across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91(1),
doi:10.1093/restud/rdad006: all pairs of units are compared with one critical value, found by simulating
the largest standardised difference, and pairs found different are set aside before the next step
(step-down). A unit's rank lies between 1 + the number of units surely above it and p - the number surely
below it. Estimates of different units are taken as independent and normal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.ranking.rank import TOLERANCE, ranks

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
SEED = 20240101
# Numbers held at once while simulating: 16 MB of float64.
BLOCK = 2**21


def rank_sets(
    estimates: pd.Series[float],
    se: pd.Series[float],
    coverage: float = 0.95,
    simultaneous: bool = False,
    runs: int = 10_000,
    seed: int = SEED,
) -> pd.DataFrame:
    """One row per unit: ``estimate``, ``se``, ``rank`` (1 is the highest), ``rank_low`` and ``rank_high``.

    A marginal set covers the true rank of its own unit with probability ``coverage``, for the page of one
    unit; simultaneous sets cover all true ranks at once with that probability, for a table. A unit whose
    estimate or standard error is missing has no rank and is not compared. ``runs`` is the number of
    simulations; the same arguments give the same sets.

    Raises ``ValueError`` for a standard error below zero and a coverage that is not between 0 and 1.
    """
    frame = pd.DataFrame({"estimate": estimates, "se": se.reindex(estimates.index)}, dtype="float64")
    if (frame["se"] < 0).any() or not 0 < coverage < 1:
        raise ValueError("standard errors are zero or more and the coverage lies between 0 and 1")
    known = frame.dropna()
    draws = np.random.default_rng(seed).standard_normal((runs, len(known))) * known["se"].to_numpy()
    above, below = _separated(known["estimate"].to_numpy(), known["se"].to_numpy(), draws, coverage, simultaneous)
    sets = pd.DataFrame(
        {"rank": ranks(known["estimate"].to_numpy()), "rank_low": 1 + above, "rank_high": len(known) - below},
        index=known.index,
        dtype="Int64",
    )
    return frame.join(sets)


def _separated(
    estimates: Floats, se: Floats, draws: Floats, coverage: float, simultaneous: bool
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """How many units are surely above each unit, and how many surely below it.

    ``higher[i, k]`` says that unit i was not yet found above unit k in the family of comparisons that the
    set of unit i rests on, and ``lower[i, k]`` that it was not yet found below.
    """
    width = np.hypot(se[:, None], se)
    gap = estimates[:, None] - estimates
    gap[np.abs(gap) <= TOLERANCE * np.abs(estimates).max(initial=0.0)] = 0.0
    certain = width == 0
    with np.errstate(over="ignore"):
        score = np.divide(gap, width, out=np.zeros_like(gap), where=~certain)
    higher = ~certain & ~np.eye(len(se), dtype=bool)
    lower = higher.copy()
    found = True
    while found and higher.any():
        largest = _largest(draws, width, higher, lower)
        if simultaneous:
            largest = largest.max(axis=1, keepdims=True)
        critical = np.quantile(largest, coverage, axis=0)[:, None]
        new_higher, new_lower = higher & (score > critical), lower & (-score > critical)
        found = bool((new_higher | new_lower).any())
        higher &= ~new_higher
        lower &= ~new_lower
    above = ~lower & (gap < 0)
    below = ~higher & (gap > 0)
    return above.sum(axis=1), below.sum(axis=1)


def _largest(draws: Floats, width: Floats, higher: Flags, lower: Flags) -> Floats:
    """The largest standardised difference that chance alone makes in the family of each unit (runs, units)."""
    runs, units = draws.shape
    size = max(1, BLOCK // max(1, units * units))
    divisor = np.where(width > 0, width, 1.0)
    largest = np.empty_like(draws)
    for start in range(0, runs, size):
        part = draws[start : start + size]
        difference = part[:, :, None] - part[:, None, :]
        difference /= divisor
        upward = np.max(difference, axis=2, where=higher, initial=-np.inf)
        downward = -np.min(difference, axis=2, where=lower, initial=np.inf)
        np.maximum(upward, downward, out=largest[start : start + size])
    return largest
