"""Which rows and cells of a table changed.

Rows are paired by key, whatever their order, and cells are compared by value: 71.50 is 71.5, 3 is 3.0, and a
missing cell is the same as another missing cell and as a column that is not there. Where there is no key that
both tables have, a row is its own key: rows are then added or removed, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = Mapping[str, Value]

_OWN = ("field", "before", "after")


@dataclass(frozen=True)
class Cell:
    """One changed cell: the key of its row, its field, and its value before and after (``None`` is missing).

    ``row`` is the whole row as it stands in the new table.
    """

    key: Row
    field: str
    before: Value
    after: Value
    row: Row


@dataclass(frozen=True)
class RowChanges:
    """What makes one table into another.

    ``added`` holds rows of the new table in its order, ``removed`` rows of the old one in its order, each with its
    own columns and types. ``cells`` are the changed cells of the rows that both have, in the order of the new
    table. ``key`` is what rows were paired by, empty for whole rows. ``repeated`` holds each value of the key that
    stands more than once in either table; the rows under it were compared as whole rows.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    cells: tuple[Cell, ...]
    key: tuple[str, ...]
    repeated: tuple[Row, ...]

    @property
    def changed(self) -> pd.DataFrame:
        """The changed cells as a table: the columns of the key, ``field``, ``before``, ``after``.

        A column of the key that has one of those three names is called ``NAME (key)``.
        """
        names = {name: f"{name} (key)" if name in _OWN else name for name in self.key}
        records = [{**{names[name]: value for name, value in cell.key.items()}, **_own(cell)} for cell in self.cells]
        return pd.DataFrame(records, columns=[*names.values(), *_OWN], dtype="object")

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(len(self.added) or len(self.removed) or self.cells)


def rows(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str] = ()) -> RowChanges:
    """What makes ``old`` into ``new``, typed frames with one column per field.

    ``key`` names the columns that say which row is which; none, or one that a frame lacks, compares whole rows.
    """
    names = [*new.columns, *(name for name in old.columns if name not in new.columns)]
    before, after = _values(old, names), _values(new, names)
    keyed = tuple(key) if set(key) <= set(old.columns) & set(new.columns) else ()
    if not names:
        return RowChanges(new, old, (), (), ())
    old_ids, new_ids = _numbered(before, after, keyed or names)
    if keyed:
        twice = np.union1d(_twice(old_ids), _twice(new_ids))
        loose_old, loose_new = np.isin(old_ids, twice), np.isin(new_ids, twice)
    else:
        twice = np.empty(0, dtype=np.int64)
        loose_old, loose_new = np.ones(len(old), dtype=bool), np.ones(len(new), dtype=bool)
    gone, come = _unpaired(before[loose_old], after[loose_new], names)
    kept_old, kept_new = np.flatnonzero(~loose_old), np.flatnonzero(~loose_new)
    place = pd.Index(old_ids[kept_old]).get_indexer(pd.Index(new_ids[kept_new]))
    come_rows = np.sort(np.concatenate([kept_new[place < 0], np.flatnonzero(loose_new)[come]]))
    stays = np.isin(old_ids[kept_old], new_ids[kept_new])
    gone_rows = np.sort(np.concatenate([kept_old[~stays], np.flatnonzero(loose_old)[gone]]))
    pairs = kept_old[place[place >= 0]], kept_new[place >= 0]
    both = pd.concat([before[loose_old], after[loose_new]])
    repeated = both[list(keyed)].drop_duplicates().to_dict("records") if keyed else []
    return RowChanges(
        new.iloc[come_rows].reset_index(drop=True),
        old.iloc[gone_rows].reset_index(drop=True),
        _cells(before.iloc[pairs[0]], after.iloc[pairs[1]], keyed),
        keyed,
        tuple({str(name): value for name, value in record.items()} for record in repeated),
    )


def plain(value: Any) -> Value:
    """A cell of a typed frame as a plain value: whole numbers are ``int``, and what is missing is ``None``."""
    if pd.isna(value) or value == "":
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def _own(cell: Cell) -> dict[str, Value]:
    return {"field": cell.field, "before": cell.before, "after": cell.after}


def _values(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The plain values of ``frame`` under ``names``; a column that it lacks is missing throughout."""
    columns = {name: _plain(frame[name]) if name in frame else np.full(len(frame), None) for name in names}
    return pd.DataFrame(columns, columns=list(names), dtype="object")


def _plain(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """The plain values of a column; texts, which are most, all at once."""
    cells = column.to_numpy(dtype=object)
    if isinstance(column.dtype, pd.StringDtype):
        texts = cells.copy()
        texts[column.isna().to_numpy() | (cells == "")] = None
        return texts
    return np.array([*map(plain, cells), None], dtype=object)[:-1]


def _numbered(
    old: pd.DataFrame, new: pd.DataFrame, by: Sequence[str]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """A number for each row of both, the same for the same values of ``by``."""
    both = pd.concat([old[list(by)], new[list(by)]], ignore_index=True)
    numbers = both.groupby(list(by), dropna=False, sort=False).ngroup().to_numpy()
    return numbers[: len(old)], numbers[len(old) :]


def _twice(numbers: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The numbers that stand there more than once."""
    values, counts = np.unique(numbers, return_counts=True)
    return values[counts > 1]


def _unpaired(
    old: pd.DataFrame, new: pd.DataFrame, names: Sequence[str]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The positions of the rows of either that the other lacks; a row counts as often as it stands there."""
    sides = _numbered(old, new, names)
    marks = [pd.MultiIndex.from_arrays([side, pd.Series(side).groupby(side).cumcount()]) for side in sides]
    return np.flatnonzero(~marks[0].isin(marks[1])), np.flatnonzero(~marks[1].isin(marks[0]))


def _cells(old: pd.DataFrame, new: pd.DataFrame, key: Sequence[str]) -> tuple[Cell, ...]:
    """The cells that differ between frames of the same shape, row by row."""
    names = [str(name) for name in new.columns]
    before, after = old.to_numpy(dtype=object), new.to_numpy(dtype=object)
    differs = np.asarray(before != after, dtype=bool)
    found: list[Cell] = []
    for number in np.flatnonzero(differs.any(axis=1)):
        row = dict(zip(names, after[number], strict=True))
        own = {name: row[name] for name in key}
        for column in np.flatnonzero(differs[number]):
            found.append(Cell(own, names[column], before[number, column], after[number, column], row))
    return tuple(found)
