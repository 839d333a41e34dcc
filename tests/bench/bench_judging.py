"""Additive model and crossed random effects of 2,500 entries by 60 judges, each cell there with 0.3, against R's lmer.

R fits the random effects alone: its lm would hold a column for each entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import oracle

from observatory.awards import additive, mixed

ENTRIES, JUDGES, FILLED = 2500, 60, 0.3
GOAL = 0.6
MOST_SECONDS = 2.0
# Seconds of R 4.2.2 with lme4 1.1.31.
RECORDED = 0.7
CODE = """
scores <- read.csv("{file}", colClasses = c("factor", "factor", "numeric"))
work <- function() lmer(score ~ 1 + (1 | entry) + (1 | judge), scores)
"""


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    random = np.random.default_rng(2026)
    quality, severity = random.normal(7, 1, (ENTRIES, 1)), random.normal(0, 0.5, JUDGES)
    full = np.round(quality + severity + random.normal(0, 0.7, (ENTRIES, JUDGES)), 2)
    values = np.where(random.random(full.shape) < FILLED, full, np.nan)
    entry, judge = np.nonzero(~np.isnan(values))
    file = folder / "scores.csv"
    rows = (f"e{i},J{j},{values[i, j]}\n" for i, j in zip(entry.tolist(), judge.tolist(), strict=True))
    file.write_text("entry,judge,score\n" + "".join(rows))

    def ours() -> None:
        additive.fit(values)
        mixed.fit(values)

    theirs = oracle.work(CODE.format(file=file), "lme4")
    if theirs is None:
        global __doc__
        __doc__ += " R with lme4 is not installed here: its time is the one recorded on another machine."
        return ours, lambda: time.sleep(RECORDED)
    return ours, theirs
