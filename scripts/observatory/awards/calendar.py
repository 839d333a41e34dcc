"""The calendar of the programme: what took place and what is to come, on the day of the data."""

from __future__ import annotations

import pandas as pd

from observatory.awards.placed import at, rows
from observatory.findings import Finding


def check(events: pd.DataFrame) -> list[Finding]:
    """Events that end before they begin."""
    return [
        at(row, "award-event-order", "date_to", row["date_to"], row["date_from"])
        for row in rows(events)
        if row["date_to"] < row["date_from"]
    ]


def dated(events: pd.DataFrame, awards: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """``events`` with the names of their award, and whether they are still to come.

    ``as_of`` is an ISO day: an event is ``upcoming`` until its last day is over.
    """
    return events.merge(awards[["award", "name_vi", "name_en"]], on="award", how="left").assign(
        upcoming=lambda joined: joined["date_to"] >= as_of
    )
