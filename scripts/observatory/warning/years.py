"""The Farrington method with as many past years as a series has, from three to five.

Farrington et al. (1996) and Noufaily et al. (2013) compare with five years; three are the fewest from which a trend
can be told (method page, sections 2 and 5). Each step uses the years that were there before it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from observatory.warning import farrington
from observatory.warning.scores import Flags, Reals, Scores, undefined

LEAST, MOST = 3, 5


def detect(
    counts: Reals,
    known: Flags,
    freq: int,
    settings: farrington.Settings,
    first: int = 0,
    last: int | None = None,
    exposure: Reals | None = None,
) -> Scores:
    """Score the steps from ``first`` up to ``last`` of ``counts`` [S, T], ``freq`` of them a year.

    ``known`` [S, T] says which steps make up history: b years are used once ``b * freq + w`` of them come before a
    step. Up to ``settings.b`` years are, and from ``LEAST`` of them on, or from ``settings.b`` where that is less;
    before, the state is ``insufficient_history``. ``exposure`` [S, T] is what the collector saw.
    """
    last = counts.shape[1] if last is None else min(last, counts.shape[1])
    scores = undefined((counts.shape[0], counts.shape[1]), "insufficient_history")
    full = (np.cumsum(known, axis=1) - known - settings.w) // freq
    depth: npt.NDArray[np.integer] = np.minimum(full, settings.b)
    depth[:, :first] = depth[:, last:] = 0
    for b in range(min(LEAST, settings.b), settings.b + 1):
        rows, steps = np.flatnonzero((depth == b).any(axis=1)), np.flatnonzero((depth == b).any(axis=0))
        if not len(rows):
            continue
        seen = None if exposure is None else exposure[rows]
        begin, end = int(steps[0]), int(steps[-1]) + 1
        part = farrington.detect(counts[rows], freq, replace(settings, b=b), begin, end, seen)
        row, step = np.nonzero(depth[rows] == b)
        for values, found in (
            (scores.expected, part.expected),
            (scores.bound, part.bound),
            (scores.p, part.p),
            (scores.alarm, part.alarm),
            (scores.state, part.state),
        ):
            values[rows[row], step] = found[row, step]
    return scores
