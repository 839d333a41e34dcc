"""The improved Farrington detector on one week of 680 series, against R's farringtonFlexible on eight of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import oracle

from observatory.warning import farrington

SERIES, WEEKS, THEIRS = 680, 300, 8
# Forty times as fast for each series.
GOAL = SERIES / THEIRS / 40
MOST_SECONDS = 0.1
# Seconds of R 4.2.2 for one series (method page of early warning, section 12).
RECORDED = 0.00795
CODE = """
counts <- sts(observed = as.matrix(read.csv("{file}", header = FALSE)), frequency = 52, start = c(2016, 1))
settings <- list(range = {weeks}, b = 5, w = 3, noPeriods = 10, pastWeeksNotIncluded = 26, alpha = 0.01,
                 pThresholdTrend = 1, thresholdMethod = "nbPlugin")
work <- function() farringtonFlexible(counts, control = settings)
"""


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    rng = np.random.default_rng(2026)
    t = np.arange(WEEKS)
    means = np.exp(rng.normal(1.5, 1, (SERIES, 1)) + 0.001 * t + 0.4 * np.cos(2 * np.pi * t / 52))
    counts = rng.negative_binomial(means, 0.5).astype(np.float64)
    file = folder / "counts.csv"
    np.savetxt(file, counts[:THEIRS].T, fmt="%d", delimiter=",")

    def ours() -> None:
        farrington.detect(counts, 52, farrington.IMPROVED, WEEKS - 1)

    theirs = oracle.work(CODE.format(file=file, weeks=WEEKS))
    if theirs is None:
        global __doc__
        __doc__ += " R is not installed here: its time is the one recorded on another machine."
        return ours, lambda: time.sleep(THEIRS * RECORDED)
    return ours, theirs
