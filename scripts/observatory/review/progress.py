"""Progress of the targets: how much of the way was covered, how much should be, at what pace.

Years are measured between the ends of periods: the figure of a whole year stands at its end, a sum of
twelve months at the end of the last one. The share of the way covered is ``(v - v0) / (T - v0)``, 0 at the
baseline and 1 at the target, whichever way the target lies. A path is a straight line (``linear``) or a
constant rate (``growth``); ``per_year`` asks for a rise each year and sets no level, so its path starts
from 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

TOO_EARLY_YEARS = 2.0
START = 100.0
PACE_UNITS = {"linear": "places_per_year", "growth": "percent_per_year", "per_year": "percent_per_year"}
OBSERVATIONS = ["to_year", "to_month", "value", "n_members", "source_row"]


@dataclass(frozen=True)
class Goal:
    """The way from a baseline to a target."""

    form: str
    baseline_year: int
    baseline_value: float
    target_year: int
    target_value: float

    @property
    def years(self) -> int:
        """Years from the baseline to the target."""
        return self.target_year - self.baseline_year

    def at(self, elapsed: float) -> float:
        """The value that the path has ``elapsed`` years after the baseline."""
        share = elapsed / self.years
        if self.form == "growth":
            return self.baseline_value * float((self.target_value / self.baseline_value) ** share)
        return self.baseline_value + (self.target_value - self.baseline_value) * share

    def share(self, value: float) -> float:
        """The share of the way that lies behind ``value``."""
        return (value - self.baseline_value) / (self.target_value - self.baseline_value)

    def pace(self, start: float, end: float, years: float) -> float:
        """Change per year towards the target between two values: per cent for growth, else units."""
        if self.form == "growth":
            return (float((end / start) ** (1 / years)) - 1) * 100
        return (end - start) / years * float(np.sign(self.target_value - self.baseline_value))

    def elapsed(self, year: int, month: int) -> float:
        """Years from the end of the baseline year to the end of a month."""
        return year + month / 12 - (self.baseline_year + 1)


def of_years(values: pd.DataFrame, indicator: str, home: str) -> pd.DataFrame:
    """Yearly results of ``home``: rows of ``values`` (kind ``country-values``) as ``OBSERVATIONS``."""
    rows = values[(values["indicator"] == indicator) & (values["country_iso3"] == home)]
    rows = rows.assign(to_year=rows["year"], to_month=12, n_members=None, source_row=rows["id"])
    return rows[OBSERVATIONS].reset_index(drop=True)


def of_twelve_months(rolling: pd.DataFrame, home: str) -> pd.DataFrame:
    """Sums of twelve months of ``home`` as ``OBSERVATIONS``."""
    rows = rolling[rolling["country_iso3"] == home]
    rows = rows.assign(value=rows["arrivals"].astype("float64"), n_members=None, source_row=None)
    return rows[OBSERVATIONS].reset_index(drop=True)


def of_places(values: pd.DataFrame, indicator: str, members: Sequence[str], home: str) -> pd.DataFrame:
    """The place of ``home`` among ``members`` in each year, from ranks in the world, as ``OBSERVATIONS``.

    ``n_members`` says how many members have a rank that year.
    """
    rows = values[(values["indicator"] == indicator) & values["country_iso3"].isin(list(members))]
    groups = rows.groupby("year")["value"]
    rows = rows.assign(
        value=groups.rank(method="min"),
        n_members=groups.transform("size"),
        to_year=rows["year"],
        to_month=12,
        source_row=rows["id"],
    )
    return rows.loc[rows["country_iso3"] == home, OBSERVATIONS].reset_index(drop=True)


def goal(measurement: pd.Series) -> Goal | None:
    """The goal of a row of measurements, or nothing when ``open_reason`` has something to say.

    A path of constant growth neither begins nor ends at zero, nor does it cross it: it is a straight line there.
    """
    if open_reason(measurement):
        return None
    baseline, target = float(measurement["baseline_value"]), float(measurement["target_value"])
    form = "linear" if baseline == 0 or (target / baseline) <= 0 else str(measurement["form"])
    return Goal(form, int(measurement["baseline_year"]), baseline, int(measurement["target_year"]), target)


def open_reason(measurement: pd.Series) -> str:
    """Why a row of measurements sets no way from a baseline to a target; empty where it does.

    "percent_change" for a rise asked for each year, "not_measured" where a baseline or a number is missing,
    "target_equals_base" and "no_time" where there is no way between the two.
    """
    needed = measurement[["baseline_year", "baseline_value", "target_year", "target_value"]]
    if measurement["form"] == "per_year":
        return "percent_change"
    if needed.isna().any() or measurement["form"] not in ("linear", "growth"):
        return "not_measured"
    if needed["target_value"] == needed["baseline_value"]:
        return "target_equals_base"
    return "" if needed["target_year"] > needed["baseline_year"] else "no_time"


def path(measurement: pd.Series) -> pd.DataFrame:
    """The value that the target asks for at the end of each year; columns ``year`` and ``value``."""
    aim = goal(measurement)
    if aim:
        years = range(aim.baseline_year, aim.target_year + 1)
        return pd.DataFrame({"year": years, "value": [aim.at(year - aim.baseline_year) for year in years]})
    if measurement["form"] != "per_year" or measurement[["assumed_start_year", "target_year"]].isna().any():
        return pd.DataFrame({"year": [], "value": []})
    start, end = int(measurement["assumed_start_year"]), int(measurement["target_year"])
    factor = 1 + float(measurement["target_value"]) / 100
    years = range(start, end + 1)
    return pd.DataFrame({"year": years, "value": [START * factor ** (year - start) for year in years]})


def observed(aim: Goal, observations: pd.DataFrame) -> pd.DataFrame:
    """The results from the baseline on, in order, with ``elapsed_years`` and ``path_value``."""
    rows = observations.sort_values(["to_year", "to_month"], ignore_index=True)
    ends = zip(rows["to_year"], rows["to_month"], strict=True)
    elapsed = [aim.elapsed(int(year), int(month)) for year, month in ends]
    rows = rows.assign(elapsed_years=np.array(elapsed, dtype="float64"))
    rows = rows[rows["elapsed_years"] >= 0]
    return rows.assign(path_value=[aim.at(years) for years in rows["elapsed_years"]])


def standing(aim: Goal, results: pd.DataFrame) -> dict[str, object]:
    """What the latest of ``observed`` results says of the goal, as columns of the table of progress.

    An observed pace needs one year of results after the baseline; ``verdict`` judges it from
    ``TOO_EARLY_YEARS`` on.
    """
    found: dict[str, object] = {
        "required_pace": aim.pace(aim.baseline_value, aim.target_value, aim.years),
        "pace_unit": PACE_UNITS[aim.form],
    }
    if results.empty:
        return found
    last = results.iloc[-1]
    value, elapsed = float(last["value"]), float(last["elapsed_years"])
    covered, expected = aim.share(value), aim.share(aim.at(elapsed))
    found |= {
        "latest_year": last["to_year"],
        "latest_month": last["to_month"],
        "latest_value": value,
        "n_members": last["n_members"],
        "source_row": last["source_row"],
        "elapsed_years": elapsed,
        "time_share": elapsed / aim.years,
        "progress_share": covered,
        "expected_share": expected,
        "expected_value": aim.at(elapsed),
    }
    if elapsed < aim.years:
        found["remaining_pace"] = aim.pace(value, aim.target_value, aim.years - elapsed)
    if elapsed >= 1:
        found["observed_pace"] = aim.pace(aim.baseline_value, value, elapsed)
    return found
