"""Recognition: how often encyclopaedia articles on Viet Nam and its localities are opened, by language edition.

``views`` is the table ``recognition`` of ``reference/media-daily``: one row for each month, entity, project and
article, with the days that have a figure and those of the month.
"""

from __future__ import annotations

import pandas as pd

from observatory.media.measures import NATION

OBSERVED = "observed"
NATION_LEVEL = "nation"
_KEYS = ["entity", "project"]


def months(views: pd.DataFrame, entities: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``views`` with names and ``per_day``, the views of a day that has a figure.

    ``entities`` has ``entity``, ``unit_level`` and ``unit_code`` (both missing: the nation) with names; ``projects``
    has ``project`` and ``lang`` with the names of the language.
    """
    languages = projects.rename(columns={"name_vi": "language_vi", "name_en": "language_en"})
    table = views.rename(columns={"month": "year_month"}).merge(entities, on="entity", how="left")
    table = table.merge(languages, on="project", how="left")
    seen = table["days_observed"].astype("float64")
    return table.assign(
        unit_level=table["unit_level"].fillna(NATION_LEVEL),
        unit_code=table["unit_code"].fillna(NATION),
        per_day=table["views"].astype("float64") / seen.where(seen > 0),
    )


def languages(views: pd.DataFrame, projects: pd.DataFrame, entity: str) -> pd.DataFrame:
    """Views of one entity by month and language edition, with the share in those of all editions of the month."""
    rows = views[(views["entity"] == entity) & (views["status"] == OBSERVED)]
    sums = rows.astype({"views": "float64", "days_observed": "float64"}).rename(columns={"month": "year_month"})
    table = sums.groupby(["year_month", "project"])[["views", "days_observed"]].sum(min_count=1).reset_index()
    every = table.groupby("year_month")["views"].transform("sum")
    table = table.merge(projects, on="project", how="left")
    return table.assign(
        share=table["views"] / every.where(every > 0),
        per_day=table["views"] / table["days_observed"].where(table["days_observed"] > 0),
    )


def per_day(views: pd.DataFrame, kind: str, least: float) -> pd.DataFrame:
    """Views of a day of each entity, all its editions together, by ``kind`` of period (``month`` or ``year``).

    Columns: ``entity``, ``period_id``, ``value`` and ``complete``. An edition is expected from the first month on that
    it was observed in; the value is missing, and the period not complete, unless every expected edition has the share
    ``least`` of the days of the period. What the source says it does not have adds nothing and is not expected.
    """
    seen = views[views["status"] == OBSERVED]
    first = seen.groupby(_KEYS)["month"].min().rename("first_month").reset_index()
    rows = seen.assign(period_id=seen["month"] if kind == "month" else seen["month"].str[:4])
    rows = rows.astype({"views": "float64", "days_observed": "float64"})
    sums = rows.groupby([*_KEYS, "period_id"])[["views", "days_observed"]].sum().reset_index()
    grid = first.merge(sums[["entity", "period_id"]].drop_duplicates(), on="entity")
    grid = grid[grid["first_month"].str[: 7 if kind == "month" else 4] <= grid["period_id"]]
    table = grid.merge(sums, on=[*_KEYS, "period_id"], how="left")
    lengths = pd.Series([_days(one) for one in table["period_id"]], index=table.index, dtype="float64")
    days = table["days_observed"].fillna(0)
    table = table.assign(value=table["views"] / days.where(days > 0), complete=days >= least * lengths)
    found = (
        table.groupby(["entity", "period_id"]).agg(value=("value", "sum"), complete=("complete", "all")).reset_index()
    )
    return found.assign(value=found["value"].where(found["complete"]))


def _days(period_id: str) -> int:
    span = pd.Period(period_id)
    return (span.end_time.date() - span.start_time.date()).days + 1
