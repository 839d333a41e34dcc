"""The stage review: the targets of a stage, the milestones of the path through it, and how far it has run."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from observatory.review.pace import NOT_AVAILABLE

FUTURE, RUNNING, OVER = "future", "running", "over"


def stages(plan: pd.DataFrame, targets: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """One row per stage of ``plan`` with ``phase``, ``as_of``, ``years_elapsed``, ``n_targets`` and ``n_assessed``.

    ``plan`` has ``stage``, ``from_year``, ``to_year`` and titles; ``targets`` are those of ``of_stages``. A stage runs
    from the first day of ``from_year`` to the last of ``to_year``; ``years_elapsed`` is 0 before and its whole length
    after it.
    """
    day = dt.date.fromisoformat(as_of)
    now = day.year + (day.timetuple().tm_yday - 1) / (dt.date(day.year, 12, 31).timetuple().tm_yday)
    length = plan["to_year"] - plan["from_year"] + 1
    phase = pd.Series(RUNNING, index=plan.index)
    phase = phase.mask(plan["from_year"] > day.year, FUTURE).mask(plan["to_year"] < day.year, OVER)
    groups = targets.assign(assessed=targets["verdict"] != NOT_AVAILABLE).groupby("stage")["assessed"]
    counts = groups.agg(n_targets="size", n_assessed="sum").reindex(plan["stage"], fill_value=0)
    return plan.assign(
        phase=phase,
        as_of=as_of,
        years_elapsed=(now - plan["from_year"]).clip(0, length).astype("float64"),
        n_targets=counts["n_targets"].to_numpy(),
        n_assessed=counts["n_assessed"].to_numpy(),
    )


def of_stages(plan: pd.DataFrame, listed: pd.DataFrame, progress: pd.DataFrame) -> pd.DataFrame:
    """The targets of each stage as they stand: rows of ``progress`` with their ``stage``.

    ``plan`` names the ``horizon`` of each stage, ``listed`` gives that of each target by ``id``; ``progress`` is the
    table of progress, by ``target_id``.
    """
    horizons = listed[["id", "horizon"]].rename(columns={"id": "target_id"})
    named = plan[["stage", "horizon"]].merge(horizons, on="horizon")
    return named.merge(progress, on="target_id", validate="many_to_one")


def milestones(plan: pd.DataFrame, progress: pd.DataFrame, path: pd.DataFrame) -> pd.DataFrame:
    """What the path of each target with a baseline asks for at the end of years of a stage.

    ``plan`` has ``milestone_years``, the years from one milestone to the next, counted back from the last year of the
    stage. ``path`` is that of ``targets.review``. Columns: ``stage``, ``target_id``, ``year``, ``expected_value``.
    """
    measurable = progress.loc[progress["measurable"].astype("bool"), "target_id"]
    ways = path[path["target_id"].isin(measurable)].rename(columns={"value": "expected_value"})
    found = plan[["stage", "from_year", "to_year", "milestone_years"]].merge(ways, how="cross")
    within = found["year"].between(found["from_year"], found["to_year"])
    on_time = (found["to_year"] - found["year"]) % found["milestone_years"] == 0
    return found.loc[within & on_time, ["stage", "target_id", "year", "expected_value"]].reset_index(drop=True)
