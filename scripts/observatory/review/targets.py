"""All targets together: what each asks for, where it stands, the verdict on it, or why that cannot be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import pandas as pd

from observatory.review import levels, progress, verdict

WHOLE_YEARS = ("year", "asean_rank")


@dataclass(frozen=True)
class Review:
    """Results: one row per target, per target and year of its path, per target and result so far, per level."""

    progress: pd.DataFrame
    path: pd.DataFrame
    observations: pd.DataFrame
    levels: pd.DataFrame


def review(
    measurements: pd.DataFrame,
    observations: Mapping[str, pd.DataFrame],
    pillars: pd.DataFrame,
    strategy: tuple[str, str],
) -> Review:
    """Review every target of ``measurements``.

    ``observations`` holds the results of each target that has a goal, by ``target_id``, with the columns
    ``progress.OBSERVATIONS``. A target without a goal is "not_available" and keeps its reasons; when
    it asks for a rise each year, the pace it needs is that rise and its path is still drawn. ``pillars`` and
    ``strategy`` are those of ``levels.levels``.
    """
    standings, paths, results = [], [], []
    for _, row in measurements.iterrows():
        target = str(row["target_id"])
        paths.append(progress.path(row).assign(target_id=target))
        aim = progress.goal(row)
        if aim is None:
            standings.append(_open(row))
            continue
        found = progress.observed(aim, observations[target])
        results.append(found.assign(target_id=target))
        standing = progress.standing(aim, found) | {"measurable": True} | asdict(_verdict(aim, found))
        if row["series"] in WHOLE_YEARS:
            standing["latest_month"] = None
        standings.append(standing)
    reviewed = pd.concat([measurements.reset_index(drop=True), pd.DataFrame(standings)], axis=1)
    return Review(
        reviewed,
        pd.concat(paths, ignore_index=True),
        pd.concat(results, ignore_index=True) if results else _no_results(),
        levels.levels(reviewed, pillars, strategy),
    )


def _verdict(aim: progress.Goal, results: pd.DataFrame) -> verdict.Verdict:
    if results.empty:
        return verdict.unsaid("no_value")
    last = results.iloc[-1]
    return verdict.verdict(aim, float(last["value"]), float(last["elapsed_years"]))


def _open(measurement: pd.Series) -> dict[str, object]:
    """The standing of a target that has no baseline, no number or no way between the two."""
    found: dict[str, object] = {"measurable": False, **asdict(verdict.unsaid(progress.open_reason(measurement)))}
    if measurement["form"] == "per_year":
        unit = progress.PACE_UNITS["per_year"]
        found |= {"required_pace": float(measurement["target_value"]), "pace_unit": unit}
    return found


def _no_results() -> pd.DataFrame:
    return pd.DataFrame(columns=["target_id", *progress.OBSERVATIONS, "elapsed_years", "path_value"])
