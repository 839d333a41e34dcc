"""What a detector says of every step of a panel of series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]
State = Literal[
    "scored",
    "insufficient_history",
    "missing",
    "all_zero",
    "constant",
    "gap",
    "holiday_unscored",
    "below_minimum",
]

STATES: tuple[State, ...] = get_args(State)
CODE: dict[State, int] = {state: code for code, state in enumerate(STATES)}


@dataclass(frozen=True)
class Scores:
    """The verdict on each step of a panel [S series, T steps].

    ``expected`` and ``bound`` are in the unit of the counts and ``p`` is a probability; each is NaN where it is
    undefined. ``alarm`` is False wherever the detector could not decide. ``state`` holds positions in ``STATES``:
    ``scored`` where the detector decided with all that it asks for, otherwise the reason why it did not or why its
    verdict says little.
    """

    expected: Reals
    bound: Reals
    p: Reals
    alarm: Flags
    state: Codes

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for arrays of different shapes."""
        shapes = {array.shape for array in (self.expected, self.bound, self.p, self.alarm, self.state)}
        if len(shapes) != 1:
            raise ValueError(f"arrays of different shapes: {sorted(shapes)}")


def undefined(shape: tuple[int, int], state: State) -> Scores:
    """Scores of this shape that say nothing, because of ``state``; a detector fills in what it decides."""
    expected, bound, p = (np.full(shape, np.nan) for _ in range(3))
    return Scores(expected, bound, p, np.zeros(shape, dtype=bool), np.full(shape, CODE[state], dtype=np.int8))
