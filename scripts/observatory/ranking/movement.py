"""Who moved up or down between two rankings, said only where it is credible."""

from __future__ import annotations

import numpy as np
import pandas as pd

from observatory.ranking.replicate import Replicates

CREDIBLE = 0.9


def movement(before: Replicates, after: Replicates) -> pd.DataFrame:
    """How surely each unit ranks better or worse than before, by unit.

    Run by run, the ranks of ``after`` are held against those of ``before``, so both come from one design
    and cover one period each. Only units ranked in both in some run are listed. ``p_better`` and
    ``p_worse`` are shares of those runs; ``arrow`` is ``up`` where ``p_better`` is at least 0.9, ``down``
    where ``p_worse`` is, and otherwise ``same``.

    Raises ``ValueError`` when the two have different numbers of runs or a unit stands in one twice.
    """
    units = [pd.Index(replicates.keys()["unit"]) for replicates in (before, after)]
    if len(before.ranks) != len(after.ranks) or not all(index.is_unique for index in units):
        raise ValueError("movement compares two single periods over the same runs")
    shared = units[1][units[1].isin(units[0])]
    old, new = (one.ranks[:, index.get_indexer(shared)] for one, index in zip((before, after), units, strict=True))
    ranked = (old > 0) & (new > 0)
    runs = ranked.sum(axis=0)
    counts = pd.DataFrame(
        {"p_better": (ranked & (new < old)).sum(axis=0), "p_worse": (ranked & (new > old)).sum(axis=0)}, index=shared
    )
    found: pd.DataFrame = counts[runs > 0].div(runs[runs > 0], axis=0)
    arrow = np.where(found["p_better"] >= CREDIBLE, "up", np.where(found["p_worse"] >= CREDIBLE, "down", "same"))
    return found.assign(arrow=arrow)
