"""Events by day and page views by month, as they are published."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from observatory.media.daily import TONE_UNITS as UNITS
from observatory.media.daily import Frame
from observatory.media.pageviews import ABSENT_VERIFIED, NOT_PUBLISHED, OBSERVED

EVENT_COLUMNS = (
    *("date", "quad_class", "events", "mentions", "sources", "articles"),
    *("goldstein_mean", "tone_mean"),
)
RECOGNITION_COLUMNS = (*("month", "entity", "project", "article", "views", "days_observed", "days_expected", "status"),)
_EVENT_SUMS = ("mentions", "sources", "articles", "goldstein", "tone")
EVENTS_COUNTED = {
    "date": "datetime64[us]",
    **dict.fromkeys(("quad_class", "events", *(f"{name}_sum" for name in _EVENT_SUMS)), "int64"),
    **dict.fromkeys(("goldstein_count", "tone_count"), "int64"),
}
"""The columns that ``events`` gives, with the types that ``finish_events`` takes."""
VIEWS = {
    "date": "datetime64[us]",
    **dict.fromkeys(("entity", "project", "article", "status"), "str"),
    "views": "Int64",
}
"""The columns that ``recognition`` takes of the store's table of that name, with their types."""
_ARTICLE = ["month", "entity", "project", "article"]


def events(rows: Frame) -> Frame:
    """Counts by class of event and day on which GDELT found it: the day whose slices they came in.

    ``rows`` is the table ``events`` of the store; an event without a class is left out. Goldstein scores and tones
    are added up in whole units, as in ``daily``.
    """
    whole = {name: (nw.col(name) * UNITS + 0.5).floor().cast(nw.Int64) for name in ("goldstein", "tone")}
    return (
        rows.filter(~nw.col("quad_class").is_null())
        .select("quad_class", "mentions", "sources", "articles", date=nw.col("added_at_utc").dt.date(), **whole)
        .group_by("date", "quad_class")
        .agg(
            nw.len().alias("events"),
            *(nw.col(name).sum().cast(nw.Int64).alias(f"{name}_sum") for name in _EVENT_SUMS),
            *(nw.col(name).count().alias(f"{name}_count") for name in ("goldstein", "tone")),
        )
    )


def finish_events(counted: pd.DataFrame) -> pd.DataFrame:
    """The table of events, with ``EVENT_COLUMNS``, from what ``events`` gives; ``date`` is text."""
    means = {}
    for name in ("goldstein", "tone"):
        count = counted[f"{name}_count"].astype("float64")
        means[f"{name}_mean"] = counted[f"{name}_sum"].astype("float64") / (count.where(count > 0) * UNITS)
    dates = pd.to_datetime(counted["date"]).dt.strftime("%Y-%m-%d").astype("str")
    table = counted.rename(columns={f"{name}_sum": name for name in ("mentions", "sources", "articles")})
    table = table.assign(date=dates, **means)[list(EVENT_COLUMNS)]
    return table.sort_values(["date", "quad_class"], ignore_index=True)


def recognition(days: pd.DataFrame) -> pd.DataFrame:
    """Views of each article by month, with ``RECOGNITION_COLUMNS``.

    ``days`` has ``date``, ``entity``, ``project``, ``article``, ``views`` and ``status``, one row per article and
    day. ``views`` is the sum over the days observed, missing where there is none; ``days_expected`` are all days of
    the month. A month is ``absent_verified`` where nothing was observed and the source said that there is nothing.
    """
    dates = pd.to_datetime(days["date"])
    rows = days.assign(
        month=dates.dt.strftime("%Y-%m").astype("str"),
        days_observed=(days["status"] == OBSERVED).astype("int64"),
        absent=(days["status"] == ABSENT_VERIFIED).astype("int64"),
        days_expected=dates.dt.days_in_month.astype("int64"),
        views=days["views"].where(days["status"] == OBSERVED).astype("Int64"),
    )
    by = rows.groupby(_ARTICLE)
    table = by.agg(days_observed=("days_observed", "sum"), days_expected=("days_expected", "first"))
    table = table.assign(views=by["views"].sum(min_count=1), status=NOT_PUBLISHED)
    table.loc[by["absent"].sum() > 0, "status"] = ABSENT_VERIFIED
    table.loc[table["days_observed"] > 0, "status"] = OBSERVED
    return table.reset_index()[list(RECOGNITION_COLUMNS)].sort_values(_ARTICLE, ignore_index=True)
