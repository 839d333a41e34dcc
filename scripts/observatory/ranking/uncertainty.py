"""What the runs of a Monte Carlo say about each unit: an interval of its rank, and who cannot be told apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.ranking.replicate import Replicates

Floats = npt.NDArray[np.float64]
TOP = 10


def summary(replicates: Replicates, nominal: pd.Series[int], groups: pd.Series[str] | None = None) -> pd.DataFrame:
    """One row per unit and period of the replicates, with the spread of its rank and its score over the runs.

    ``nominal`` holds the published ranks by the same index, ``groups`` the peer group of each unit by
    unit. Percentiles interpolate linearly (type 7 of Hyndman and Fan, 1996) and, like the shares, leave
    out the runs that give the unit no rank. Columns:

    - ``rank``, ``rank_median``, ``rank_p5``, ``rank_p95``, ``score_p5``, ``score_p95``
    - ``p_top10``: share of the runs with rank 10 or better
    - ``p_best_in_group``: share of the runs in which no unit of the same group and period ranks better
    """
    ranked = replicates.ranks > 0
    low, median, high = percentiles(np.where(ranked, replicates.ranks, np.nan), [0.05, 0.5, 0.95])
    score_low, score_high = percentiles(np.where(ranked, replicates.scores, np.nan), [0.05, 0.95])
    best = _best_in_group(replicates, groups)
    return pd.DataFrame(
        {
            "rank": nominal.reindex(replicates.index).astype("Int64"),
            "rank_median": median,
            "rank_p5": low,
            "rank_p95": high,
            "p_top10": _share(ranked & (replicates.ranks <= TOP), ranked),
            "p_best_in_group": best,
            "score_p5": score_low,
            "score_p95": score_high,
        },
        index=replicates.index,
    )


def together(summary: pd.DataFrame, low: str = "rank_p5", high: str = "rank_p95") -> pd.DataFrame:
    """The longest runs of units next to each other whose intervals of rank all overlap: nobody can order them.

    ``summary`` has the columns ``rank``, ``low`` and ``high`` and one row per unit; units without a rank
    are left out. One row per run of two units or more that no longer run contains: ``first_rank``,
    ``last_rank`` and ``members``, the labels of the units from the best on. Intervals overlap pairwise
    when the highest of their lower ends is not above the lowest of their upper ends.
    """
    ranked = summary.dropna(subset=["rank", low, high]).sort_values("rank", kind="stable")
    starts, ends = _longest(ranked[low].to_numpy("float64"), ranked[high].to_numpy("float64"))
    ranks, labels = ranked["rank"].to_numpy("int64"), ranked.index.to_numpy()
    return pd.DataFrame(
        {
            "first_rank": ranks[starts],
            "last_rank": ranks[ends],
            "members": [tuple(labels[start : end + 1]) for start, end in zip(starts, ends, strict=True)],
        }
    )


def percentiles(values: Floats, shares: list[float]) -> list[Floats]:
    """Percentiles of each column of ``values`` (runs, units), missing left out, interpolated linearly."""
    ordered = np.sort(np.ascontiguousarray(values.T), axis=-1)
    count = np.isfinite(ordered).sum(axis=-1)
    found = []
    for share in shares:
        position = share * np.maximum(count - 1, 0)
        below = position.astype("int64")
        above = np.minimum(below + 1, np.maximum(count - 1, 0))
        lower, upper = (np.take_along_axis(ordered, at[:, None], axis=-1)[:, 0] for at in (below, above))
        found.append(lower + (upper - lower) * (position - below))
    return found


def _best_in_group(replicates: Replicates, groups: pd.Series[str] | None) -> Floats:
    """Share of the runs that put a unit before all others of its group and period."""
    shares = np.full(len(replicates.index), np.nan)
    if groups is None:
        return shares
    keys = replicates.keys().assign(group=lambda frame: frame["unit"].map(groups).replace("", None))
    for rows in keys.groupby(["group", "period"]).indices.values():
        ranks = replicates.ranks[:, rows]
        ranked = ranks > 0
        best = np.where(ranked, ranks, np.iinfo(ranks.dtype).max).min(axis=1, keepdims=True)
        shares[rows] = _share(ranked & (ranks == best), ranked)
    return shares


def _share(true: npt.NDArray[np.bool_], counted: npt.NDArray[np.bool_]) -> Floats:
    """How often something is true among the runs that count, by column; missing when none does."""
    runs = counted.sum(axis=0)
    share: Floats = np.divide(true.sum(axis=0), runs, out=np.full(len(runs), np.nan), where=runs > 0)
    return share


def _longest(low: Floats, high: Floats) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last positions of the longest stretches of two or more whose intervals overlap pairwise.

    From every position the stretch is lengthened by blocks of falling powers of two, whose highest lower
    and lowest upper ends were found by doubling: n log n steps, all positions at once.
    """
    count = len(low)
    blocks = [(low, high)]
    while 2 ** len(blocks) <= count:
        size = 2 ** (len(blocks) - 1)
        last_low, last_high = blocks[-1]
        blocks.append((np.maximum(last_low[:-size], last_low[size:]), np.minimum(last_high[:-size], last_high[size:])))
    start = np.arange(count)
    end, most, least = start.copy(), np.full(count, -np.inf), np.full(count, np.inf)
    for level in reversed(range(len(blocks))):
        size, (block_low, block_high) = 2**level, blocks[level]
        fits = end + size <= count
        at = np.where(fits, end, 0)
        next_most, next_least = np.maximum(most, block_low[at]), np.minimum(least, block_high[at])
        fits &= next_most <= next_least
        most, least = np.where(fits, next_most, most), np.where(fits, next_least, least)
        end = end + size * fits
    maximal = np.ones(count, dtype=bool)
    maximal[1:] = end[1:] > end[:-1]
    kept = maximal & (end - start >= 2)
    return start[kept], end[kept] - 1
