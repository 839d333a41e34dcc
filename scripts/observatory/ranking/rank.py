"""Places in a ranking: 1, 2, 2, 4, taken from scores that were not rounded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators import order

TOLERANCE = 1e-9


def ranks(scores: npt.NDArray[np.float64], scale: float | None = None) -> npt.NDArray[np.int32]:
    """The place of each score along the last axis, 1 for the highest and 0 for a missing one.

    Scores that differ by no more than ``TOLERANCE`` of ``scale`` from the best of their group share its
    place, and the places they fill are skipped after them. ``scale`` is the width of the scale of the
    scores; without one, the largest score of each row, whatever its sign, stands in for it.
    """
    if scale is not None:
        return order.places(-scores, TOLERANCE * scale)
    largest = np.fmax.reduce(np.abs(scores), axis=-1, initial=0.0)
    return order.places(-scores, TOLERANCE * largest)


def competition(scores: pd.Series[float], scale: float = 100.0, highest_first: bool = True) -> pd.Series[int]:
    """The place of each score, 1 for the best, by the rule of ``ranks``; units without a score have none.

    Returns ``Int64`` with the index of ``scores``.
    """
    values = np.asarray(scores.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)
    return pd.Series(_nullable(ranks(values if highest_first else -values, scale)), index=scores.index)


def frame_ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """The place of each unit in each column, among the rows of its period where the index has a ``period``.

    Returns ``Int64`` with the shape and labels of ``scores``; a missing score has no place.
    """
    values = scores.to_numpy(dtype="float64").T
    found = np.zeros(values.shape, dtype="int32")
    codes = np.zeros(len(scores), dtype="intp")
    if "period" in scores.index.names:
        codes, _ = pd.factorize(scores.index.get_level_values("period"))
    by_period = np.argsort(codes, kind="stable")
    for rows in np.split(by_period, np.flatnonzero(np.diff(codes[by_period])) + 1):
        found[:, rows] = ranks(values[:, rows])
    columns = dict(zip(scores.columns, map(_nullable, found), strict=True))
    return pd.DataFrame(columns, index=scores.index, copy=False)


def tied(places: pd.Series[int]) -> pd.Series[bool]:
    """True for each place that more than one unit holds."""
    return places.notna() & places.duplicated(keep=False)


def places(rows: pd.DataFrame, scale: float, by: Sequence[str] = ()) -> pd.DataFrame:
    """``rows`` with the place of each ranked unit among all and in its ``peer_group``, apart for each ``by``.

    ``rows`` has ``score``, ``ranked`` and ``peer_group``. Adds ``rank``, ``tied``, ``field_size``,
    ``peer_rank`` and ``peer_size``; sizes count the ranked units and stand in every row.
    """
    every = pd.Series(0, index=rows.index, name="all")
    whole = [every, *(rows[name] for name in by)]
    peers = [*whole, rows["peer_group"].fillna("")]
    score = rows["score"].where(rows["ranked"]).astype("float64")
    place = score.groupby(whole).transform(lambda group: competition(group, scale)).astype("Int64")
    grouped = rows["peer_group"].fillna("") != ""
    peer_place = score.groupby(peers).transform(lambda group: competition(group, scale)).astype("Int64")
    return rows.assign(
        rank=place,
        tied=place.groupby(whole).transform(tied).astype("bool"),
        field_size=score.groupby(whole).transform("count").astype("Int64"),
        peer_rank=peer_place.where(grouped),
        peer_size=score.groupby(peers).transform("count").astype("Int64").where(grouped),
    )


def _nullable(places: npt.NDArray[np.int32]) -> pd.arrays.IntegerArray:
    """Places as ``Int64``, 0 as missing."""
    return pd.arrays.IntegerArray(places.astype("int64"), places == 0)
