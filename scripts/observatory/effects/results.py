"""What moves between two computations of the same results."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from observatory.changes.rows import Value, plain
from observatory.effects.model import Move, Moves, Place
from observatory.effects.watched import GROUPS, WATCHED, Group, Watched
from observatory.results import ResultPackage

# Sums of many figures may differ in their last digits; what is below is the arithmetic's, not the data's.
_RELATIVE = 1e-9
_COUNTRY = "country"


def effects(
    before: Mapping[str, ResultPackage],
    after: Mapping[str, ResultPackage],
    watched: Sequence[Watched] = WATCHED,
) -> Moves:
    """What moves in the watched tables of results by name, in the order of subject, unit, period and series.

    A result that only one side has moves from nothing, or to nothing.
    """
    found: dict[Group, list[Move]] = {}
    for one in watched:
        found.setdefault(one.group, []).extend(moves(_table(before, one), _table(after, one), one))
    return together(found)


def moves(before: pd.DataFrame, after: pd.DataFrame, watched: Watched) -> list[Move]:
    """The places of ``watched`` whose value differs between two frames of the same columns, either of them empty."""
    old, new = placed(before, watched), placed(after, watched)
    return [
        Move(place, old.get(place), new.get(place))
        for place in old.keys() | new.keys()
        if not same(old.get(place), new.get(place))
    ]


def placed(frame: pd.DataFrame, watched: Watched) -> dict[Place, Value]:
    """The values of a frame by the place they stand at."""
    if frame.empty:
        return {}
    size = len(frame)
    subjects = _texts(frame, watched.subject) if watched.subject else [_named(watched)] * size
    units = _joined(frame, watched.unit, ":")
    periods = _joined(frame, watched.period, "-")
    series = _joined(frame, watched.series, " ")
    values = [plain(value) for value in frame[watched.value]]
    return {
        Place(subject, unit.removeprefix(f"{_COUNTRY}:"), period, part): value
        for subject, unit, period, part, value in zip(subjects, units, periods, series, values, strict=True)
    }


def together(groups: Mapping[Group, Iterable[Move]]) -> Moves:
    """Moves by group, each in order; of two at the same place the last stands."""
    return {
        group: tuple(
            move for _, move in sorted({move.place: move for move in groups[group]}.items(), key=lambda item: item[0])
        )
        for group in GROUPS
        if groups.get(group)
    }


def same(before: Value, after: Value) -> bool:
    """Whether two values are one, numbers but for the last digits of their arithmetic."""
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        return math.isclose(before, after, rel_tol=_RELATIVE, abs_tol=0.0)
    return before == after


def _named(watched: Watched) -> str:
    return watched.value if watched.group == "alerts" else watched.result


def _table(results: Mapping[str, ResultPackage], watched: Watched) -> pd.DataFrame:
    result = results.get(watched.result)
    return result.tables[watched.table].frame if result else pd.DataFrame()


def _texts(frame: pd.DataFrame, column: str) -> list[str]:
    """The cells of a column as texts, whole numbers with two digits at least, so that months are in order."""
    cells = [plain(value) for value in frame[column]]
    return ["" if cell is None else f"{cell:02d}" if type(cell) is int else str(cell) for cell in cells]


def _joined(frame: pd.DataFrame, columns: Sequence[str], mark: str) -> list[str]:
    """The cells of several columns in one text for each row, without the missing ones."""
    if not columns:
        return [""] * len(frame)
    parts = (_texts(frame, name) for name in columns)
    return [mark.join(cell for cell in row if cell) for row in zip(*parts, strict=True)]
