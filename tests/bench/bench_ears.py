"""EARS C1, C2 and C3 of 680 series of 3,650 days, 0.3 s each, against R's earsC on four of the series."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import oracle

from observatory.warning import ears

SERIES, DAYS, THEIRS = 680, 3650, 4
# Two hundred times as fast for each series.
GOAL = SERIES / THEIRS / 200
MOST_SECONDS = 0.9
# Seconds of R 4.2.2 for one series: C1, C2 and C3 (method page of early warning, section 12).
RECORDED = (0.045, 0.0485, 0.067)
CODE = """
counts <- sts(observed = as.matrix(read.csv("{file}", header = FALSE)), frequency = 365, start = c(2016, 1))
work <- function() for (method in c("C1", "C2", "C3")) earsC(counts, control = list(method = method))
"""


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    counts = np.random.default_rng(2026).poisson(20, (SERIES, DAYS)).astype(np.float64)
    file = folder / "counts.csv"
    np.savetxt(file, counts[:THEIRS].T, fmt="%d", delimiter=",")

    def ours() -> None:
        for method in ears.ALPHA:
            ears.detect(counts, method)

    theirs = oracle.work(CODE.format(file=file))
    if theirs is None:
        global __doc__
        __doc__ += " R is not installed here: its times are those recorded on another machine."
        return ours, lambda: time.sleep(THEIRS * sum(RECORDED))
    return ours, theirs
