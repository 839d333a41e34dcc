"""Which indicators and which localities moved in each year, said only where two years compare.

Two values compare as everywhere on the site (``indicators.series``): the same edition, the same months for figures
that grow within a year, ranks out of the same number; and no break of the series lies between them. ``exceptions``
are rows with ``indicator``, ``kind`` and ``year``: a ``break`` (from the year on not comparable with before),
``closed`` (no value after the year is looked for) or ``part`` (of another indicator, so not counted by itself).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.indicators import series

BETTER, WORSE, SAME, UNKNOWN = "better", "worse", "same", "unknown"
FIRST, EDITION, PERIOD, FIELD, BREAK = "first", "edition", "period", "field", "break"
PART, CLOSED = "part", "closed"
UNIT = ["series", "level", "code"]
TOLERANCE = 1e-9
_COLUMNS = [
    *("year", "indicator", "period", "month", "value", "field_size"),
    *("previous_year", "previous_month", "previous_value", "previous_field_size", "previous_source_row"),
    *("change", "change_percent", "better", "reason", "source_package", "source_row"),
]


@dataclass(frozen=True)
class Limits:
    """The largest change that counts as none: places for ranks, for all else per cent of the value before."""

    places: float
    percent: float


def judged(indicators: pd.DataFrame, exceptions: pd.DataFrame) -> pd.DataFrame:
    """The indicators of countries that have a better end and stand by themselves, by code."""
    rows = indicators[(indicators["scope"] == "country") & (indicators["direction"] != 0)]
    parts = exceptions.loc[exceptions["kind"] == PART, "indicator"]
    return rows[~rows["code"].isin(parts)].set_index("code")


def moves(values: pd.DataFrame, indicators: pd.DataFrame, exceptions: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """The value of each indicator in each year against the nearest earlier one that compares with it.

    ``values`` are the rows of one country (kind ``country-values``, with ``package``), ``indicators`` is the table of
    indicators. A year has the last value that stands in it. ``better`` follows the direction of the indicator:
    ``better``, ``worse``, ``same`` (within ``limits``) or ``unknown``; then ``reason`` says why: ``first`` (no earlier
    value), ``edition``, ``period`` (none of the same months), ``field`` (ranks out of different numbers) or ``break``.
    """
    known = judged(indicators, exceptions)
    rows = values[values["indicator"].isin(known.index) & values["value"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    found = _compared(rows, indicators)
    broken = _broken(found, exceptions)
    found["change"] = found["change"].mask(broken).astype("float64")
    found["change_percent"] = found["change_percent"].mask(broken)
    kinds, directions = (found["indicator"].map(known[name]) for name in ("kind", "direction"))
    steady = (found["previous_value"].abs() * limits.percent / 100).mask(kinds == "rank", limits.places)
    gain = found["change"] * directions.astype("float64")
    better = pd.Series(SAME, index=found.index).mask(gain > steady + TOLERANCE, BETTER)
    better = better.mask(gain < -steady - TOLERANCE, WORSE).mask(gain.isna(), UNKNOWN)
    reason = _reason(found, rows).mask(broken, BREAK).where(better == UNKNOWN)
    return found.assign(better=better, reason=reason)[_COLUMNS].sort_values(["year", "indicator"], ignore_index=True)


def rank_moves(ranked: pd.DataFrame) -> pd.DataFrame:
    """The rank of each unit in each year against that of the nearest earlier year in which it was ranked.

    ``ranked`` has ``series``, ``level``, ``code``, ``year``, ``rank``, ``field_size`` and ``movement``, the word of
    the ranking itself. ``rank_change`` is the rank before minus the rank now, so positive is upwards, and missing
    where the two are out of different numbers of units.
    """
    rows = ranked[ranked["rank"].notna()].sort_values([*UNIT, "year"], ignore_index=True)
    before = rows.groupby(UNIT)[["year", "rank", "field_size"]].shift().add_prefix("previous_")
    rows = rows.join(before)
    change = rows["previous_rank"].astype("Float64") - rows["rank"].astype("Float64")
    return rows.assign(rank_change=change.where(rows["previous_field_size"] == rows["field_size"]))


def _compared(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The latest value of each indicator at the end of each year that has one, with the value before it.

    Each year is looked at as a unit of its own that knows nothing later, and its earlier values within the year are
    left out, so that the value before is one of an earlier year.
    """
    order = rows["year"] * 12 + rows["month"].fillna(0)
    last = order == order.groupby([rows["indicator"], rows["year"]]).transform("max")
    parts = [
        rows[(rows["year"] < year) | ((rows["year"] == year) & last)].assign(country_iso3=str(year))
        for year in sorted(rows["year"].unique())
    ]
    latest = series.compared(pd.concat(parts, ignore_index=True), indicators)
    own = latest[latest["year"].astype("str") == latest["country_iso3"]]
    return own.rename(columns={"previous_id": "previous_source_row"}).reset_index(drop=True)


def _broken(found: pd.DataFrame, exceptions: pd.DataFrame) -> pd.Series[bool]:
    """Whether a break of the series lies between a value and the one before it."""
    broken = pd.Series(False, index=found.index)
    for row in exceptions[exceptions["kind"] == BREAK].to_dict("records"):
        across = (found["previous_year"] < row["year"]) & (found["year"] >= row["year"])
        broken |= (found["indicator"] == row["indicator"]) & across.fillna(False).astype("bool")
    return broken


def _reason(found: pd.DataFrame, rows: pd.DataFrame) -> pd.Series[str]:
    """Why a value cannot be compared, where no break says so."""
    editions = rows.assign(edition=rows["edition"].fillna(""))
    first = found["indicator"].map(editions.groupby("indicator")["year"].min())
    of_edition = editions.groupby(["indicator", "edition"])["year"].min()
    own = pd.MultiIndex.from_frame(found[["indicator", "edition"]])
    first_of_edition = pd.Series(of_edition.reindex(own).to_numpy(), index=found.index)
    reason = pd.Series(FIELD, index=found.index)
    reason = reason.mask(found["previous_value"].isna(), PERIOD)
    reason = reason.mask(found["previous_value"].isna() & (first_of_edition == found["year"]), EDITION)
    return reason.mask(first == found["year"], FIRST)
