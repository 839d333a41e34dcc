"""Places of values in rising order, where equal values share the lowest place."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


def places(values: Floats, tolerance: Floats | float = 0.0) -> Ints:
    """The place of each value along the last axis, 1 for the smallest and 0 for a missing one.

    Values that lie no more than ``tolerance`` (of each leading position, or one for all) above the
    smallest of their group share its place, and the places they fill are skipped after them.
    """
    width = np.broadcast_to(np.asarray(tolerance, dtype="float64"), values.shape[:-1])[..., None]
    order = np.argsort(values, axis=-1)
    ordered = np.take_along_axis(values, order, axis=-1)
    first = np.ones(values.shape, dtype=bool)
    np.greater(np.diff(ordered, axis=-1), width, out=first[..., 1:])
    found = _carried(first)
    if width.any():
        leader = np.take_along_axis(ordered, np.maximum(found, 1) - 1, axis=-1)
        for position in map(tuple, np.argwhere((ordered - leader > width).any(axis=-1))):
            found[position] = _carried(_leaders(ordered[position], float(width[position][0])))
    found[np.isnan(ordered)] = 0
    result = np.empty_like(found)
    np.put_along_axis(result, order, found, axis=-1)
    return result


def _carried(first: npt.NDArray[np.bool_]) -> Ints:
    """The position of the first of each group, from 1, given to the whole group."""
    positions = np.arange(1, first.shape[-1] + 1, dtype="int32")
    return np.maximum.accumulate(np.where(first, positions, np.int32(0)), axis=-1)


def _leaders(ordered: Floats, width: float) -> npt.NDArray[np.bool_]:
    """Which of the ordered values open a group, where neighbours are close but the ends of a chain are not.

    The value after the last within ``width`` of a leader is the next leader; the path from the first one
    is followed by doubling the length of its steps.
    """
    count = ordered.size
    step = np.append(np.searchsorted(ordered, ordered + width, side="right"), count)
    reached = np.zeros(count + 1, dtype=bool)
    reached[0] = True
    length = 1
    while length <= count:
        reached[step[np.flatnonzero(reached)]] = True
        step = step[step]
        length *= 2
    return reached[:count]
