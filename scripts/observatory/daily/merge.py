"""New tables beside those of an earlier run: what the store no longer has, or never had, is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from observatory.errors import ObservatoryError
from observatory.media import domains as named
from observatory.media import top


def read(path: Path, like: pd.DataFrame) -> pd.DataFrame:
    """A table of an earlier run with the columns and types of ``like``, or no rows where there is no file.

    Raises ``ObservatoryError`` (``media-earlier-unreadable``) where the file is not such a table.
    """
    if not path.exists():
        return like.iloc[:0]
    try:
        found = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
        if list(found.columns) != list(like.columns):
            raise ValueError(", ".join(found.columns))
        return pd.DataFrame({name: _typed(found[name], like[name]) for name in like.columns})
    except (OSError, ValueError) as error:
        raise ObservatoryError("media-earlier-unreadable", file=str(path), detail=str(error)) from error


def by_day(new: pd.DataFrame, earlier: pd.DataFrame, days: set[str], keys: Sequence[str]) -> pd.DataFrame:
    """``new`` without the ``days`` that stay as they were, and the rows of ``earlier`` of those days."""
    rows = pd.concat([new[~new["date"].isin(days)], earlier[earlier["date"].isin(days)]])
    return rows.sort_values(list(keys), ignore_index=True)


def domains(new: pd.DataFrame, earlier: pd.DataFrame, days: set[str]) -> pd.DataFrame:
    """The leading domains, by day as ``by_day`` has them, the first of each cell first."""
    return named.ordered(by_day(new, earlier, days, named.KEYS))


def kept_days(new: pd.Series, earlier: pd.Series) -> set[str]:
    """The days of ``earlier`` that stay: those that ``new`` does not have, or has fewer slices of.

    Both give the slices received by day.
    """
    return set(earlier.index[earlier > new.reindex(earlier.index).fillna(-1)])


def received(table: pd.DataFrame, column: str) -> pd.Series:
    """The slices received by day of a table with the columns ``date`` and ``column``."""
    return table.groupby("date")[column].max()


def streams(new: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Coverage by day and stream: of two rows of the same, the one that received more, the new one where equal."""
    rows = pd.concat([new, earlier]).sort_values("received", ascending=False, kind="stable")
    return _first(rows, ["date", "stream"])


def stories(new: pd.DataFrame, earlier: pd.DataFrame, listed: int) -> pd.DataFrame:
    """The stories of both, each once and as told by more outlets, ranked anew within each month."""
    order = ["domains", "mentions"]
    rows = pd.concat([new, earlier]).sort_values(order, ascending=False, kind="stable")
    rows = rows.drop_duplicates(["month", "story_id"])
    rows = rows.sort_values(["month", *order, "story_id"], ascending=[True, False, False, True])
    rows = rows.assign(position=rows.groupby("month").cumcount() + 1)
    return rows[rows["position"] <= listed].reset_index(drop=True)[list(top.COLUMNS)]


def recognition(new: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Views by month and article: of two rows of the same, the one with more days observed."""
    rows = pd.concat([new, earlier]).sort_values("days_observed", ascending=False, kind="stable")
    return _first(rows, ["month", "entity", "project", "article"])


def _first(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    return rows.drop_duplicates(keys).sort_values(keys, ignore_index=True)


def _typed(texts: pd.Series, like: pd.Series) -> pd.Series:
    if pd.api.types.is_integer_dtype(like.dtype):
        return pd.to_numeric(texts.where(texts != "")).astype("Int64").astype(like.dtype)
    if pd.api.types.is_float_dtype(like.dtype):
        return pd.to_numeric(texts.where(texts != "")).astype("float64")
    return texts.astype("str")
