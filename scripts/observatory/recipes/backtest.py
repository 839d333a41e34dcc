"""The detectors on series where the answer is known: simulated ones as measured, a real one computed at each build."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from observatory.recipes.recipe import Frames, Recipe, settings
from observatory.tables.model import Catalogue
from observatory.warning import farrington, years
from observatory.warning.scores import STATES

BACKTEST = "methodology/warning-backtest"
POLICY = "methodology/warning"
EVENTS = "reference/events-china-viet-nam"
MONTHS = 12
# The episodes that the budget of false alarms is set for.
BUDGETED = "policy-level-2"


def monthly(months: pd.DataFrame, series: pd.DataFrame, settings: dict[str, float]) -> pd.DataFrame:
    """The improved Farrington method on series by month, one row for each series and month.

    ``months`` has ``year``, ``month`` and a column of counts for each ``column`` of ``series``, whose ``code`` names
    the series; an empty count is missing. ``settings`` are fields of ``farrington.Settings`` in months, where ``b`` is
    the most years compared. ``bound`` is the smallest count that alarms.
    """
    months = months.sort_values(["year", "month"])
    counts = months[list(series["column"])].to_numpy(dtype="float64", na_value=float("nan")).T
    asked = replace(
        farrington.IMPROVED,
        b=int(settings["b"]),
        w=int(settings["w"]),
        no_periods=int(settings["no_periods"]),
        past_weeks_not_included=int(settings["past_weeks_not_included"]),
        alpha=settings["alpha"],
    )
    scores = years.detect(counts, ~np.isnan(counts), MONTHS, asked)
    labels = [f"{year:04d}-{month:02d}" for year, month in months[["year", "month"]].itertuples(index=False)]
    return pd.concat(
        [
            pd.DataFrame(
                {
                    "series": row.code,
                    "series_vi": row.name_vi,
                    "series_en": row.name_en,
                    "year_month": labels,
                    "observed_count": counts[number],
                    "expected_count": scores.expected[number],
                    "bound": np.floor(scores.bound[number]) + 1,
                    "p": scores.p[number],
                    "alarm": scores.alarm[number],
                    "state": [STATES[code] for code in scores.state[number]],
                }
            )
            for number, row in enumerate(series.itertuples(index=False))
        ],
        ignore_index=True,
    )


def goals(results: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """What was ``asked`` for (bench, detector, measure, at_least) beside the ``results``.

    The verdict is ``met``, ``within`` where only the upper end of the interval reaches the goal, or ``missed``.
    """
    rows = asked.merge(results, on=["bench", "detector"], validate="many_to_one")
    for end in ("", "_low", "_high"):
        rows[f"value{end}"] = [row[f"{row['measure']}{end}"] for _, row in rows.iterrows()]
    reached = [rows["value"] >= rows["at_least"], rows["value_high"] >= rows["at_least"]]
    return rows.assign(verdict=np.select(reached, ["met", "within"], "missed"))


def budget(results: pd.DataFrame, series_year: float, month: float, grid: int) -> pd.DataFrame:
    """False episodes where nothing happens, beside the budgets of a series and year and of a month for ``grid``."""
    rows = results[results["bench"].str.startswith("null")].reset_index(drop=True)
    rows["a_month"] = rows["false_episodes"] * grid / 12
    limited = (rows["detector"] == BUDGETED).to_numpy()
    for verdict, value, name, most in (
        ("series_verdict", "false_episodes", "budget_series_year", series_year),
        ("month_verdict", "a_month", "budget_month", month),
    ):
        rows[name] = np.where(limited, most, np.nan)
        rows[verdict] = np.where(rows[value] <= most, "held", "exceeded")
        rows[verdict] = rows[verdict].where(limited)
    return rows


def _backtest(catalogue: Catalogue) -> Frames:
    policy = settings(catalogue, POLICY)
    names = catalogue.frame(BACKTEST, "detectors").rename(
        columns={"code": "detector", "name_vi": "detector_vi", "name_en": "detector_en"}
    )
    chosen = catalogue.frame(BACKTEST, "monthly_settings")
    results = catalogue.frame(BACKTEST, "results").merge(names, on="detector", validate="many_to_one")
    return {
        "results": results,
        "goals": goals(results, catalogue.frame(BACKTEST, "goals")),
        "budget": budget(
            results,
            float(policy["budget_series_year"]),
            float(policy["budget_month"]),
            int(float(policy["budget_grid"])),
        ),
        "misses": catalogue.frame(BACKTEST, "misses"),
        "settings": catalogue.frame(BACKTEST, "settings"),
        "subdaily": catalogue.frame(BACKTEST, "subdaily"),
        "monthly": monthly(
            catalogue.frame(EVENTS, "months"),
            catalogue.frame(BACKTEST, "real_series"),
            dict(zip(chosen["key"], chosen["value"].astype("float64"), strict=True)),
        ),
    }


RECIPES: dict[str, Recipe] = {
    "warning-backtest": Recipe(
        BACKTEST,
        (
            *(
                (BACKTEST, table)
                for table in (
                    *("detectors", "goals", "misses", "monthly_settings"),
                    *("real_series", "results", "settings", "subdaily"),
                )
            ),
            (EVENTS, "months"),
            (POLICY, "settings"),
        ),
        _backtest,
    )
}
