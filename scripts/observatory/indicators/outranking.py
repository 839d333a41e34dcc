"""Which units outrank which, indicator by indicator, and the Copeland scores that follow.

Source: OECD/JRC Handbook on Constructing Composite Indicators (2008), 6.3 (non-compensatory aggregation),
and Copeland's rule. Two units are compared on the indicators that both have: a missing value wins and loses
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from observatory.errors import FindingsError
from observatory.findings import Finding

Floats = npt.NDArray[np.float64]
MOST_UNITS = 10_000
TOLERANCE = 1e-12
# Pairs of units compared at a time, so that the tables of a block stay in the cache of the processor.
CELLS = 1 << 16


def outranking(children: Floats, weights: Floats) -> Floats:
    """The share of weight by which the unit of each row beats that of each column, ties counting half.

    ``children`` has one row per unit and one column per indicator, ``weights`` one value per column. The
    shares are of the weight of what both units have, and missing where they have nothing in common, so
    that a share and its mirror sum to 1.
    """
    result = np.empty((len(children), len(children)))
    for start, lead, common in _comparisons(children, weights):
        with np.errstate(invalid="ignore", divide="ignore"):
            share = 0.5 + 0.5 * lead / common
        stop = start + len(share)
        result[start:stop, start:] = share
        result[start:, start:stop] = 1.0 - share.T
    return result


def copeland(children: Floats, weights: Floats) -> Floats:
    """For each unit, the number of units it outranks (share above one half) less those that outrank it.

    A unit without any value is missing. Raises ``FindingsError`` (``too-many-units``) above ``MOST_UNITS``
    rows, since the work grows with their square.
    """
    if len(children) > MOST_UNITS:
        found = Finding("too-many-units", value=str(len(children)), expected=str(MOST_UNITS))
        raise FindingsError([found], "index-refused")
    points = np.zeros(len(children))
    for start, lead, common in _comparisons(children, weights):
        margin = 2.0 * TOLERANCE * common
        sign = (lead > margin).view(np.int8) - (lead < -margin).view(np.int8)
        stop = start + len(sign)
        points[start:stop] += sign.sum(axis=1)
        points[stop:] -= sign[:, len(sign) :].sum(axis=0)
    points[np.isnan(children[:, weights > 0]).all(axis=1)] = np.nan
    return points


def _comparisons(children: Floats, weights: Floats) -> Iterator[tuple[int, Floats, Floats]]:
    """Blocks of the comparison of units, from the diagonal to the right.

    Each is the first row, the weight of wins less that of losses, of the shape (rows of the block, units
    from the first row on), and the weight of the indicators that both units have: of the same shape, or of
    one cell where nothing is missing.
    """
    counted = weights > 0
    columns = np.ascontiguousarray(children[:, counted].T)
    shares = weights[counted] / weights[counted].sum()
    present = (~np.isnan(columns)).astype("float64")
    complete = bool(present.size and present.all())
    height = max(1, CELLS // max(1, len(children)))
    for start in range(0, len(children), height):
        block, rest = slice(start, start + height), slice(start, None)
        shape = (min(height, len(children) - start), len(children) - start)
        lead = np.zeros(shape)
        wins, losses = np.empty(shape, dtype=bool), np.empty(shape, dtype=bool)
        for share in np.unique(shares):
            net = np.zeros(shape, dtype=np.int16)
            for column in columns[shares == share]:
                np.greater(column[block, None], column[rest], out=wins)
                np.less(column[block, None], column[rest], out=losses)
                net += wins.view(np.int8)
                net -= losses.view(np.int8)
            lead += share * net
        common = np.ones((1, 1)) if complete else (present[:, block] * shares[:, None]).T @ present[:, rest]
        yield start, lead, common
