"""Measures of a period, from the counts of its complete days: ratios of sums, never means of ratios.

A day is complete when the share of its slices that was received reaches the least coverage; only complete days
count. A place without a row on a complete day had no mentions that day. ``daily``, ``positive`` and ``coverage``
are the tables of the package ``reference/media-daily``: days as ISO dates, places by ``geo_level`` and
``province_code``, tone in GDELT's points, shares from 0 to 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

ALL, UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE = "all", "ZZ", "und"
HOME_COUNTRY, HOME_LANGUAGE = "VN", "vi"
NATION = "VNM"
DIMENSIONS = ("source_country_iso2", "lang", "topic")
KINDS = ("month", "quarter", "year")
_GKG = ("gkg", "gkg-translation")
_PLACE = ["date", "geo_level", "province_code"]
_COUNTS = ["mentions", "positive", "toned", "negative", "tone_sum", "tone_rows", "news", "unique_stories"]


@dataclass(frozen=True)
class Collected:
    """What was collected, ready to be summed.

    ``days`` has a row for each day of the nation with ``complete`` and ``lines`` (of all GKG slices received, missing
    where not known); ``counts`` one for each complete day and place, the nation as ``NATION``; ``parts``, by dimension,
    the mentions of each ``code`` (a country, language or topic) on complete days, with ``place`` and tone.
    """

    days: pd.DataFrame
    counts: pd.DataFrame
    parts: Mapping[str, pd.DataFrame]


def collected(daily: pd.DataFrame, positive: pd.DataFrame, coverage: pd.DataFrame, least: float) -> Collected:
    """Sort the rows of ``daily``; a day is complete from a coverage of ``least`` on."""
    part = {name: (daily[name] != ALL).to_numpy() for name in DIMENSIONS}
    width = sum(values.astype("int64") for values in part.values())
    lines = coverage[coverage["stream"].isin(_GKG)].groupby("date")["lines"].sum(min_count=1).astype("float64")
    national = daily[(width == 0) & (daily["geo_level"] == "nation")].sort_values("date", ignore_index=True)
    days = national.assign(
        complete=(national["coverage"] >= least).fillna(False).astype(bool),
        lines=national["date"].map(lines).astype("float64"),
    )
    whole = daily["date"].isin(days.loc[days["complete"], "date"]).to_numpy()
    totals = daily[whole & (width == 0)].merge(positive, on=_PLACE, how="left", validate="one_to_one")
    parts = {name: _part(daily[whole & (width == 1) & part[name]], name) for name in DIMENSIONS}
    return Collected(days, _counts(totals, lines), parts)


def _part(rows: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """The rows of one dimension with the columns that are summed."""
    columns = ["date", dimension, "mentions", "tone_mean", "share_negative"]
    place = rows["province_code"].fillna(NATION)
    return (
        rows[columns].rename(columns={dimension: "code"}).assign(place=place, mentions=rows["mentions"].astype(float))
    )


def _counts(totals: pd.DataFrame, lines: pd.Series) -> pd.DataFrame:
    """The rows of whole days and places as counts that can be added."""
    toned = totals["toned_mentions"].astype("float64")
    return totals.assign(
        place=totals["province_code"].fillna(NATION),
        mentions=totals["mentions"].astype("float64"),
        positive=totals["positive_mentions"].astype("float64"),
        toned=toned.where(totals["share_negative"].notna()),
        negative=totals["share_negative"] * toned,
        tone_sum=totals["tone_mean"] * toned,
        tone_rows=toned.where(totals["tone_mean"].notna()),
        news=totals["share_of_all_news"] * totals["date"].map(lines).astype("float64"),
        unique_stories=totals["unique_stories"].astype("float64"),
    )[["date", "place", *_COUNTS]]


def period_ids(dates: pd.Series, kind: str) -> pd.Series:
    """``2026-03``, ``2026-Q1`` or ``2026`` of ISO dates."""
    if kind == "quarter":
        quarter = (dates.str[5:7].astype("int64") + 2) // 3
        return dates.str[:4] + "-Q" + quarter.astype("str")
    return dates.str[:7] if kind == "month" else dates.str[:4]


def bounds(ids: pd.Series) -> pd.DataFrame:
    """First and last day (ISO) and number of days of each of ``ids``, in their order."""
    spans = [pd.Period(one.replace("-Q", "Q")) for one in ids]
    return pd.DataFrame(
        {
            "first_day": [span.start_time.date().isoformat() for span in spans],
            "last_day": [span.end_time.date().isoformat() for span in spans],
            "days": [(span.end_time.date() - span.start_time.date()).days + 1 for span in spans],
        },
        index=ids.index,
    )


def measures(found: Collected, kind: str, places: Sequence[str]) -> pd.DataFrame:
    """A row for each period that holds a day and each of ``places``.

    Columns: ``place``, ``period_id``, ``first_day``, ``last_day``, ``days`` of the calendar, ``days_complete``, the
    sum ``mentions``, ``mentions_per_day``, ``positive_per_day`` and ``unique_stories_per_day`` over complete days,
    ``tone_mean``, ``share_negative``, ``share_of_all_news`` (0 to 1), and the number of ``source_countries`` and
    ``languages`` other than Viet Nam's own. All but the days are missing where no day is complete.
    """
    calendar = _calendar(found.days, kind)
    grid = calendar.merge(pd.DataFrame({"place": list(places)}, dtype="str"), how="cross")
    counts = found.counts.assign(period_id=period_ids(found.counts["date"], kind))
    sums = counts.groupby(["place", "period_id"])[_COUNTS].sum(min_count=1).reset_index()
    table = grid.merge(sums, on=["place", "period_id"], how="left")
    known = table["days_complete"] > 0
    silent = known & table["mentions"].isna()
    for column in ("mentions", "positive", "news", "unique_stories"):
        table[column] = table[column].mask(silent, 0.0)
    per_day = table["days_complete"].where(known)
    table = table.assign(
        mentions_per_day=table["mentions"] / per_day,
        positive_per_day=table["positive"] / per_day,
        unique_stories_per_day=table["unique_stories"] / per_day,
        tone_mean=table["tone_sum"] / table["tone_rows"].where(table["tone_rows"] > 0),
        share_negative=table["negative"] / table["toned"].where(table["toned"] > 0),
        share_of_all_news=table["news"] / table["lines"].where(table["lines"] > 0),
    )
    for column, dimension, own in (
        ("source_countries", "source_country_iso2", {HOME_COUNTRY, UNKNOWN_COUNTRY}),
        ("languages", "lang", {HOME_LANGUAGE, UNKNOWN_LANGUAGE}),
    ):
        table = table.merge(_distinct(found.parts[dimension], kind, own, column), how="left")
        table[column] = table[column].astype("float64").fillna(0).where(known)
    return table


def _calendar(days: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The periods with their days; ``lines`` adds up the complete days whose share of the news is known."""
    usable = days["complete"] & days["share_of_all_news"].notna()
    marked = days.assign(period_id=period_ids(days["date"], kind), usable=days["lines"].where(usable))
    table = (
        marked.groupby("period_id")
        .agg(days_complete=("complete", "sum"), lines=("usable", "sum"))
        .reset_index()
        .astype({"days_complete": "float64", "lines": "float64"})
    )
    return table.join(bounds(table["period_id"]))


def _distinct(parts: pd.DataFrame, kind: str, own: set[str], column: str) -> pd.DataFrame:
    """How many codes other than ``own`` each place and period has a mention of."""
    rows = parts[~parts["code"].isin(own) & (parts["mentions"] > 0)]
    rows = rows[["place", "code"]].assign(period_id=period_ids(rows["date"], kind))
    return rows.groupby(["place", "period_id"])["code"].nunique().rename(column).reset_index()
