"""False discoveries held in check: the procedure of Benjamini and Hochberg (1995, Journal of the RSS B 57)."""

from __future__ import annotations

import numpy as np

from observatory.warning.scores import Flags, Reals


def rejected(p: Reals, q: float) -> Flags:
    """Which of the tests [n] are rejected at the false discovery rate ``q``; NaN is no test.

    With m tests in ascending order of p, those up to the last k with p(k) <= k q / m are rejected.
    """
    tested = ~np.isnan(p)
    ordered = np.sort(p[tested])
    passed = np.flatnonzero(ordered <= q * np.arange(1, len(ordered) + 1) / max(len(ordered), 1))
    limit = ordered[passed[-1]] if len(passed) else -np.inf
    return np.asarray(tested & (p <= limit), dtype=np.bool_)
