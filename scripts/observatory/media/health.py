"""Health of the collection: what should have come, what came, and why the rest did not.

A stream without a row was never collected, which is not the same as a quiet one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

_COUNTS = ["expected", "received", "absent", "bad", "lines", "bad_lines", "kept"]


def streams(coverage: pd.DataFrame, known: pd.DataFrame, stale_after: int) -> pd.DataFrame:
    """One row for each of the ``known`` streams (``code``, ``name_vi``, ``name_en``) with what all its days add up to.

    ``status`` is ``not-collected`` without a day; ``stale`` when the last day on which anything was received lies more
    than ``stale_after`` days before the last day of any stream; else ``collected``. No clock is read: when all streams
    stop together, their last day is what tells.
    """
    sums = coverage.groupby("stream")[_COUNTS].sum(min_count=1)
    spans = coverage.groupby("stream")["date"].agg(first_day="min", last_day="max", days="nunique")
    came = coverage[coverage["received"] > 0].groupby("stream")["date"].max().rename("last_received")
    table = known[["code", "name_vi", "name_en"]].rename(columns={"code": "stream"})
    table = table.merge(sums, on="stream", how="left").merge(spans, on="stream", how="left")
    table = table.merge(came, on="stream", how="left")
    newest = str(coverage["date"].max())
    status = [_status(row, newest, stale_after) for row in table.to_dict("records")]
    return table.assign(
        days=table["days"].fillna(0), coverage=_ratio(table), status=pd.Series(status, index=table.index, dtype="str")
    )


def _status(row: Mapping[Hashable, Any], newest: str, stale_after: int) -> str:
    if pd.isna(row["last_day"]):
        return "not-collected"
    if pd.isna(row["last_received"]):
        return "stale"
    silent = dt.date.fromisoformat(newest) - dt.date.fromisoformat(row["last_received"])
    return "stale" if silent.days > stale_after else "collected"


def days(coverage: pd.DataFrame) -> pd.DataFrame:
    """The days of each stream with the share received; missing where nothing was to come."""
    return coverage.assign(coverage=_ratio(coverage))


def _ratio(table: pd.DataFrame) -> pd.Series:
    expected = table["expected"].astype("float64")
    return table["received"].astype("float64") / expected.where(expected > 0)


def reasons(coverage: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """How often each reason stands for each stream; ``names`` has ``code``, ``name_vi`` and ``name_en``.

    ``coverage`` writes them as ``not-found:2; bad-crc:1``. A reason without a name keeps its code alone.
    """
    listed = coverage.loc[coverage["reasons"].notna(), ["stream", "reasons"]]
    listed = listed.assign(reason=listed["reasons"].str.split(";")).explode("reason")
    pairs = listed["reason"].str.strip().str.extract(r"\A(?P<reason_code>[a-z0-9-]+):(?P<n_files>[0-9]+)\Z")
    found = pairs.assign(stream=listed["stream"]).dropna().astype({"n_files": "int64"})
    table = found.groupby(["stream", "reason_code"])["n_files"].sum().reset_index()
    return table.merge(names.rename(columns={"code": "reason_code"}), on="reason_code", how="left")
