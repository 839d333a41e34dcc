"""Sheets of judges' scores for tests, written as one row of letters and numbers for each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from hypothesis import strategies as st

from observatory.awards import panel
from observatory.awards.scores import Scale, Sheet, read
from observatory.errors import FindingsError

Cells = Sequence[Sequence[float | None]]
_ = None

# Quarter points, as panels give them; R 4.2.2 with lme4 1.1.31 was given the same rows.
PANEL: Cells = [
    [7.5, 8, _, 6.25],
    [6, _, 5.5, 5],
    [9, 9.25, 8, _],
    [_, 7, 6.5, 5.75],
    [8.25, 8.5, _, _],
    [5, 6.75, _, 4.5],
]


def frame(cells: Cells) -> pd.DataFrame:
    """``entry, judge, score`` of a matrix: entries e1, e2, …, judges J1, J2, …; nothing for ``None``."""
    rows = [
        (f"e{i}", f"J{j}", score)
        for i, row in enumerate(cells, 1)
        for j, score in enumerate(row, 1)
        if score is not None
    ]
    return pd.DataFrame(rows, columns=["entry", "judge", "score"])


def sheet(cells: Cells) -> Sheet:
    """The sheet of a matrix."""
    found, findings = read(frame(cells))
    assert found is not None, findings
    return found


def judge(
    table: pd.DataFrame, method: panel.Method, scale: Scale | Mapping[str, Scale] | None = None, cut: int | None = None
) -> pd.DataFrame:
    """What the method says of each entry of a table, with its place."""
    found, findings = read(table, scale=scale)
    if found is None:
        raise FindingsError(findings)
    return panel.rows(panel.stand(found, method, cut))


def reals(cells: Cells) -> npt.NDArray[np.float64]:
    """A matrix with NaN for ``None``."""
    return np.array([[np.nan if score is None else score for score in row] for row in cells])


quarters = st.integers(0, 40).map(lambda number: number / 4)


@st.composite
def matrices(draw: st.DrawFn, full: bool = False, most: int = 7) -> npt.NDArray[np.float64]:
    """Scores of 2 to ``most`` entries by 2 to ``most`` judges, on a full or an incomplete but connected panel."""
    entries, judges = draw(st.integers(2, most)), draw(st.integers(2, most))
    cells = np.array(draw(st.lists(quarters, min_size=entries * judges, max_size=entries * judges)))
    values = cells.reshape(entries, judges)
    if full:
        return values
    kept = np.array(draw(st.lists(st.booleans(), min_size=entries * judges, max_size=entries * judges)))
    kept = kept.reshape(entries, judges)
    kept[0, :] = kept[:, 0] = True
    return np.where(kept, values, np.nan)
