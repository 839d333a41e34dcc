"""International visitors: yearly and monthly figures, twelve-month sums, year to date, markets.

Arrivals are persons. Growth is in per cent on the year before and is missing where that is missing.
"""

from __future__ import annotations

import pandas as pd

YEAR = 12


def yearly(by_year: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Arrivals of each country and year, with growth when the year before is there.

    ``by_year`` has the columns of the kind ``country-values``. ``monthly_sum`` is the sum of the twelve
    monthly figures of ``months`` (``monthly``) when all are there: yearly figures are often rounded.
    """
    before = by_year[["country_iso3", "year", "value"]].assign(year=by_year["year"] + 1)
    rows = by_year.merge(before, on=["country_iso3", "year"], how="left", suffixes=("", "_before"))
    groups = months.groupby(["country_iso3", "year"])["arrivals"]
    sums = groups.agg(monthly_sum="sum", n="size").reset_index()
    complete = sums.loc[sums["n"] == YEAR, ["country_iso3", "year", "monthly_sum"]]
    rows = rows.merge(complete, on=["country_iso3", "year"], how="left")
    return rows.assign(
        arrivals=rows["value"],
        growth_percent=_growth(rows["value"], rows["value_before"]),
        source_row=rows["id"],
    ).sort_values(["country_iso3", "year"], ignore_index=True)


def monthly(by_month: pd.DataFrame) -> pd.DataFrame:
    """Arrivals of each month beside those of the same month a year before.

    ``by_month`` has ``country_iso3``, ``year``, ``month``, ``arrivals``, ``status``, ``source``, ``note``.
    """
    keys = ["country_iso3", "year", "month"]
    before = by_month[[*keys, "arrivals"]].assign(year=by_month["year"] + 1)
    before = before.rename(columns={"arrivals": "same_month_last_year"})
    rows = by_month.merge(before, on=keys, how="left", validate="one_to_one")
    growth = _growth(rows["arrivals"], rows["same_month_last_year"])
    return rows.assign(growth_percent=growth).sort_values(keys, ignore_index=True)


def rolling12(by_month: pd.DataFrame) -> pd.DataFrame:
    """The sum of twelve consecutive months, for each month that has the eleven before it."""
    rows = by_month.sort_values(["country_iso3", "year", "month"], ignore_index=True)
    months = rows["year"] * YEAR + rows["month"] - 1
    by_country = rows["country_iso3"]
    first = months.groupby(by_country).shift(YEAR - 1)
    rolling = rows["arrivals"].groupby(by_country).rolling(YEAR).sum().droplevel(0)
    estimates = (rows["status"] == "estimate").groupby(by_country).rolling(YEAR).sum().droplevel(0)
    sums = rows.assign(
        from_year=first // YEAR,
        from_month=first % YEAR + 1,
        to_year=rows["year"],
        to_month=rows["month"],
        arrivals=rolling,
        n_estimates=estimates,
    )
    return sums[(months - first == YEAR - 1).fillna(False)].reset_index(drop=True)


def year_to_date(by_month: pd.DataFrame) -> pd.DataFrame:
    """January to the latest month of the latest year, in each year that has all those months."""
    rows = by_month.sort_values(["country_iso3", "year", "month"])
    last = rows.groupby("country_iso3").tail(1).set_index("country_iso3")["month"]
    rows = rows.assign(to_month=rows["country_iso3"].map(last), estimate=rows["status"] == "estimate")
    groups = rows[rows["month"] <= rows["to_month"]].groupby(["country_iso3", "year", "to_month"])
    sums = groups.agg(arrivals=("arrivals", "sum"), n_estimates=("estimate", "sum"), n=("month", "size"))
    sums = sums.reset_index().assign(from_month=1)
    sums = sums[sums["n"] == sums["to_month"]]
    before = sums[["country_iso3", "year", "arrivals"]].assign(year=sums["year"] + 1)
    sums = sums.merge(before, on=["country_iso3", "year"], how="left", suffixes=("", "_before"))
    return sums.assign(growth_percent=_growth(sums["arrivals"], sums["arrivals_before"]))


def markets(by_market: pd.DataFrame) -> pd.DataFrame:
    """Yearly arrivals of each market, with its share of all arrivals, its rank and its peak month.

    ``by_market`` has ``year``, ``month``, ``level`` (total, region, market, other), ``region``,
    ``partner``, ``partner_iso3``, ``arrivals`` and ``source``. The rows of level other (the markets of a
    region that the source does not name) are kept, unranked, so that the shares sum to 1.
    """
    rows = _yearly(by_market, ["market", "other"]).rename(columns={"level": "kind"})
    named = rows["arrivals"].where(rows["kind"] == "market")
    return rows.assign(rank=named.groupby(rows["year"]).rank(method="min", ascending=False))


def regions(by_market: pd.DataFrame) -> pd.DataFrame:
    """Yearly arrivals of each region, with its share, its rank, its peak month and its named markets."""
    rows = _yearly(by_market, ["region"])
    named = by_market[by_market["level"] == "market"].groupby(["year", "region"])["partner"].nunique()
    rows = rows.merge(named.rename("n_markets").reset_index(), on=["year", "region"], how="left")
    return rows.assign(
        rank=rows["arrivals"].groupby(rows["year"]).rank(method="min", ascending=False),
        n_markets=rows["n_markets"].fillna(0),
    )


def _yearly(by_market: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    keys = ["year", "level", "region", "partner"]
    ordered = by_market[by_market["level"].isin(levels)].sort_values([*keys, "month"])
    groups = ordered.groupby(keys)
    sums = groups.agg(arrivals=("arrivals", "sum"), partner_iso3=("partner_iso3", "first"), n=("month", "size"))
    peaks = ordered.loc[groups["arrivals"].idxmax(), [*keys, "month", "arrivals", "source"]]
    peaks = peaks.rename(columns={"month": "peak_month", "arrivals": "peak_arrivals"})
    rows = sums[sums["n"] == YEAR].reset_index().merge(peaks, on=keys, validate="one_to_one")
    totals = by_market[by_market["level"] == "total"].groupby("year")["arrivals"].sum()
    return rows.assign(share=rows["arrivals"] / rows["year"].map(totals))


def _growth(now: pd.Series[float], before: pd.Series[float]) -> pd.Series[float]:
    return (now.astype("float64") / before.astype("float64") - 1) * 100
