"""Nominations and what came of them: a prize stands on a decision of the competent authority, or is none."""

from __future__ import annotations

import pandas as pd

from observatory.awards.placed import at, rows
from observatory.findings import Finding

LAUREATE = "laureate"
# States that say that a panel has judged the nomination.
JUDGED = ("judged", LAUREATE)
KEY = ["award", "edition", "entry"]


def check(nominations: pd.DataFrame, judged: pd.DataFrame) -> list[Finding]:
    """Laureates without a decision or a prize, prizes of others, and states that no judging stands behind.

    The frames are tables of ``reference/award-judging``; rows may carry the place they stand at.
    """
    outcomes = {tuple(key) for key in judged[KEY].to_numpy().tolist()}
    found: list[Finding] = []
    for row in rows(nominations):
        if row["state"] == LAUREATE:
            found += [
                at(row, "award-laureate-undecided", field, row["entry"])
                for field in ("decision_number", "decided_on", "prize")
                if row[field] is None
            ]
        elif row["prize"] is not None:
            found.append(at(row, "award-prize-not-laureate", "prize", row["entry"], LAUREATE))
        if row["state"] in JUDGED and tuple(row[name] for name in KEY) not in outcomes:
            found.append(at(row, "award-not-judged", "state", row["entry"], row["state"]))
    return found


def with_outcome(nominations: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """``nominations`` with the ``status`` of their judging; missing where they were not judged."""
    return nominations.merge(judged[[*KEY, "status"]], on=KEY, how="left", validate="one_to_one")
