"""The figures of the front page: which they are, and the row each one comes from."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

FIGURES = {
    "soft_power_rank": "gspi_rank",
    "soft_power_score": "gspi_score",
    "visitors_year": "intl_tourist_arrivals",
    "visitors_ytd": "intl_tourist_arrivals",
    "hdi_value": "hdi_value_hdr2025",
    "hdi_rank": "hdi_rank_hdr2025",
    "world_heritage_sites": "unesco_whs_cumulative",
    "passport_destinations": "passport_open_destinations",
    "peace_rank": "gpi_rank",
    "happiness_score": "whr_ladder_score",
    "happiness_rank": "whr_rank",
}
INTERVALS = {"happiness_score": ("whr_ladder_low", "whr_ladder_high")}


def figures(latest: pd.DataFrame, year_to_date: pd.DataFrame, by_month: pd.DataFrame, home: str) -> pd.DataFrame:
    """One row per key of ``FIGURES``, in that order; a figure that is not known has no value.

    ``latest`` is the latest row of each indicator and country, ``year_to_date`` the sums of visitors from
    January on, made from the months of ``by_month`` (with their ``package``); ``home`` is the country the
    front page is about.
    """
    ours = {row["indicator"]: row for row in latest[latest["country_iso3"] == home].to_dict("records")}
    rows = []
    for position, (key, indicator) in enumerate(FIGURES.items(), start=1):
        row = dict(ours.get(indicator, {}))
        if key == "visitors_ytd":
            row = _visitors_ytd(year_to_date, by_month, home)
        for end, name in zip(("low", "high"), INTERVALS.get(key, ()), strict=False):
            bound = ours.get(name, {})
            row[end] = bound["value"] if bound and bound["year"] == row.get("year") else None
        rows.append(row | {"position": position, "key": key, "indicator": indicator})
    return pd.DataFrame(rows)


def _visitors_ytd(year_to_date: pd.DataFrame, by_month: pd.DataFrame, home: str) -> dict[Hashable, Any]:
    """The latest year to date with the same months a year before, or nothing when there is none."""
    sums = year_to_date[year_to_date["country_iso3"] == home].sort_values("year").tail(2)
    if sums.empty:
        return {}
    now = sums.iloc[-1]
    months = by_month[(by_month["country_iso3"] == home) & (by_month["year"] == now["year"])]
    found: dict[Hashable, Any] = {
        "period": "ytd",
        "year": now["year"],
        "month": now["to_month"],
        "value": float(now["arrivals"]),
        "unit": "persons",
        "status": "estimate" if now["n_estimates"] else "derived",
        "source_package": months["package"].iloc[-1],
        "source": months.sort_values("month")["source"].iloc[-1],
    }
    before = sums.iloc[0]
    if before["year"] == now["year"] - 1:
        found |= {
            "previous_year": before["year"],
            "previous_month": before["to_month"],
            "previous_value": float(before["arrivals"]),
            "previous_status": "estimate" if before["n_estimates"] else "derived",
            "change": float(now["arrivals"] - before["arrivals"]),
            "change_percent": float(now["growth_percent"]),
        }
    return found
