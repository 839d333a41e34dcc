"""Two rankings held against each other: before and after a decision, as published and as computed again.

A ranking has ``level``, ``code``, ``score`` and ``rank``. A change of rank is the rank before less the rank after, so
that a positive one is a rise; it is missing where a unit has a rank in one of the two only.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.review import progress

UNIT = ["level", "code"]
RANKING = [*UNIT, "score", "rank"]
EFFECTS = [*UNIT, "score_before", "score_after", "rank_before", "rank_after", "rank_change"]
TOLERANCE = 1e-9
_PACE_FIELDS = ("baseline_year", "baseline_value", "target_year", "target_value")


@dataclass(frozen=True)
class Summary:
    """How much moved: units compared, those whose rank changed, the largest move in places and in score.

    A unit that gets a rank or loses it counts as moved; it has no number of places.
    """

    n_units: int
    n_rank_moves: int
    largest_rank_move: int
    largest_score_change: float


def effects(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Both rankings side by side, one row per unit of either, with the columns ``EFFECTS``."""
    rows = before[RANKING].merge(after[RANKING], on=UNIT, how="outer", suffixes=("_before", "_after"))
    ranks = rows[["rank_before", "rank_after"]].astype("Int64")
    return rows.assign(
        rank_before=ranks["rank_before"],
        rank_after=ranks["rank_after"],
        rank_change=ranks["rank_before"] - ranks["rank_after"],
    )[EFFECTS]


def summary(rows: pd.DataFrame) -> Summary:
    """What ``effects`` come to; scores that differ by no more than ``TOLERANCE`` are the same."""
    entered = rows["rank_before"].isna() != rows["rank_after"].isna()
    places = rows["rank_change"].abs().fillna(0)
    scores = (rows["score_after"] - rows["score_before"]).abs().max() if len(rows) else 0.0
    return Summary(
        n_units=len(rows),
        n_rank_moves=int((entered | (places > 0)).sum()),
        largest_rank_move=int(places.max()) if len(rows) else 0,
        largest_score_change=float(scores) if pd.notna(scores) and scores > TOLERANCE else 0.0,
    )


def differences(published: pd.DataFrame, replayed: pd.DataFrame, present: pd.DataFrame) -> pd.DataFrame:
    """Why the present ranking is not the published one: one row per unit of ``replayed``, in its order.

    ``replayed`` is what the rules of the published version give on the data of today. ``rank_change_data`` goes from
    ``published`` to it, and is missing where nothing was published; ``rank_change_rules`` goes from it to ``present``.
    """
    rows = replayed[RANKING].rename(columns={"rank": "middle"})
    for name, frame in (("published_rank", published), ("present_rank", present)):
        rows = rows.merge(frame[[*UNIT, "rank"]].rename(columns={"rank": name}), on=UNIT, how="left")
    ranks = rows[["published_rank", "middle", "present_rank"]].astype("Int64")
    return rows.assign(
        rank=ranks["middle"],
        rank_change_data=ranks["published_rank"] - ranks["middle"],
        rank_change_rules=ranks["middle"] - ranks["present_rank"],
    )[[*RANKING, "rank_change_data", "rank_change_rules"]]


def required_paces(measurements: pd.DataFrame) -> dict[str, tuple[float, str]]:
    """The pace that each target asks for from its baseline on, and its unit, by ``target_id``; cells may be texts.

    A target that asks for none is left out.
    """
    numbers = {name: pd.to_numeric(measurements[name]) for name in _PACE_FIELDS}
    found = {}
    for _, row in measurements.assign(**numbers).iterrows():
        aim, form = progress.goal(row), str(row["form"])
        if aim is not None:
            pace = aim.pace(aim.baseline_value, aim.target_value, aim.years)
            found[str(row["target_id"])] = (pace, progress.PACE_UNITS[form])
        elif form == "per_year" and pd.notna(row["target_value"]):
            found[str(row["target_id"])] = (float(row["target_value"]), progress.PACE_UNITS[form])
    return found
