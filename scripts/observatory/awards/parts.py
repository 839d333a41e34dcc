"""Which entries of a sheet can be held against each other: those that judges connect."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from observatory.awards.scores import Flags, Reals


def main(values: Reals) -> tuple[Flags, Flags]:
    """Which entries [N] and which judges [J] of ``values`` [N, J], NaN for no score, make up the main part.

    Two entries are connected by a judge who scored both, or by a chain of such. The main part is the one with the
    most entries, then with the most scores. Where two parts are alike in both there is no main part: which of them
    stood first in the table must not decide.
    """
    entries, judges = values.shape
    entry, judge = np.nonzero(~np.isnan(values))
    if not entry.size:
        return np.zeros(entries, dtype=np.bool_), np.zeros(judges, dtype=np.bool_)
    graph = coo_array((np.ones(len(entry)), (entry, judge + entries)), shape=(entries + judges,) * 2)
    parts, label = connected_components(graph, directed=False)
    sizes = np.bincount(label[:entries][~np.isnan(values).all(axis=1)], minlength=parts)
    scores = np.bincount(label[entry], minlength=parts)
    order = np.lexsort((scores, sizes))
    best = order[-1]
    if parts > 1 and (sizes[best], scores[best]) == (sizes[order[-2]], scores[order[-2]]):
        return np.zeros(entries, dtype=np.bool_), np.zeros(judges, dtype=np.bool_)
    inside = label == best
    return inside[:entries], inside[entries:]
