"""Weights that give every part of a group the same importance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from observatory.indicators.covariance import covariances, varies

Floats = npt.NDArray[np.float64]
TOLERANCE = 1e-10


def balanced(children: Floats) -> Floats:
    """The weights under which every child correlates equally with the weighted arithmetic mean of the group.

    ``children`` has one row per unit and one column per child; rows with a missing value are left out. The
    weights sum to 1, and are missing where the children do not determine them (fewer rows than children,
    a constant child, one that follows from the others) or one of them would be below zero.

    With standard deviations s and the correlation matrix R, the correlations of the children with the mean
    are R (s w) over one common number, so they are equal when s w is proportional to the solution of
    R u = 1 (the equal importance of Becker, Saisana, Paruolo and Vandecasteele, 2017).
    """
    complete = children[~np.isnan(children).any(axis=1)]
    unknown = np.full(children.shape[1], np.nan)
    if len(complete) <= children.shape[1] or not varies(complete).all():
        return unknown
    _, among = covariances(complete)
    if np.linalg.cond(among) * np.finfo("float64").eps > TOLERANCE:
        return unknown
    weights = np.linalg.solve(among, np.ones(len(among))) / complete.std(axis=0)
    return weights / weights.sum() if (weights >= 0).all() else unknown
