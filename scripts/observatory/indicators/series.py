"""Published values of indicators as comparable series: the latest, the one before it, the change.

``values`` has the columns of the kind ``country-values`` and ``package``; ``indicators`` those of the
table of indicators. Two values are comparable when they share country, indicator and edition.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

SERIES = ["indicator", "country_iso3"]
PREVIOUS = ["id", "year", "month", "value", "field_size", "status"]


def of_year(values: pd.DataFrame, indicator: str, year: int | None) -> pd.DataFrame:
    """The rows of one indicator in one year, the latest of the year for each country, by country.

    No year gives no rows.
    """
    rows = values[(values["indicator"] == indicator) & (values["year"] == year)]
    return _ordered(rows).groupby("country_iso3").tail(1).set_index("country_iso3").sort_index()


def latest(
    values: pd.DataFrame, indicators: pd.DataFrame, peers: Sequence[str], seasonal: Collection[str] = ()
) -> pd.DataFrame:
    """The rows of ``compared``, and where each stands among the values of the same year and edition.

    ``n_countries`` and ``peer_count`` count the countries with such a value; ``peer_order`` (1 is best) is given when
    every one of ``peers`` has one and the indicator has a better end.
    """
    ordered = _ordered(values.assign(edition=values["edition"].fillna("")))
    last = _compared(ordered, indicators, seasonal)
    last = last.merge(_standing(ordered, last, indicators, peers), on=SERIES, how="left", validate="one_to_one")
    return last.sort_values(SERIES, ignore_index=True)


def compared(values: pd.DataFrame, indicators: pd.DataFrame, seasonal: Collection[str] = ()) -> pd.DataFrame:
    """The latest row of each indicator and country with the previous comparable value.

    The previous value of a year-to-date row, and of an indicator named in ``seasonal``, is one of the
    same month of an earlier year. ``change`` is empty for ranks out of different numbers, and
    ``change_percent`` is given for counts and money.
    """
    return _compared(_ordered(values.assign(edition=values["edition"].fillna(""))), indicators, seasonal)


def coverage(values: pd.DataFrame, expected: dict[str, int]) -> pd.DataFrame:
    """How far each indicator reaches in time and over the units.

    ``values`` has the columns ``indicator``, ``unit_level``, ``unit_code``, ``year`` and ``verified_twice``
    (a row counts as verified when its text begins with "yes"); ``expected`` says how many units each
    level should have.
    """
    verified = values["verified_twice"].str.startswith("yes").fillna(False)
    groups = values.assign(verified=verified).groupby(["indicator", "unit_level"])
    found = groups.agg(
        first_year=("year", "min"),
        last_year=("year", "max"),
        n_rows=("year", "size"),
        n_units=("unit_code", "nunique"),
        verified_share=("verified", "mean"),
    )
    in_last_year = values[values["year"] == groups["year"].transform("max")]
    found["n_last_year"] = in_last_year.groupby(["indicator", "unit_level"])["unit_code"].nunique()
    found = found.reset_index()
    found["expected_units"] = found["unit_level"].map(expected)
    found["n_missing_last_year"] = found["expected_units"] - found["n_last_year"]
    return found


def _ordered(values: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of time; a row for a whole year comes before those of its months."""
    months = values["month"].fillna(0)
    return values.assign(_time=values["year"] * 12 + months).sort_values([*SERIES, "_time"], kind="stable")


def _compared(ordered: pd.DataFrame, indicators: pd.DataFrame, seasonal: Collection[str]) -> pd.DataFrame:
    last = ordered.groupby(SERIES).tail(1)
    last = last.merge(_previous(last, ordered, seasonal), on=SERIES, how="left", validate="one_to_one")
    kinds = last["indicator"].map(indicators.set_index("code")["kind"])
    other_field = (last["field_size"] != last["previous_field_size"]).fillna(False)
    change = last["value"] - last["previous_value"]
    percent = change / last["previous_value"] * 100
    return last.assign(
        change=change.mask((kinds == "rank") & other_field),
        change_percent=percent.where(kinds.isin(["count", "money"]) & (last["previous_value"] > 0)),
        source_package=last["package"],
        source_row=last["id"],
    )


def _previous(last: pd.DataFrame, ordered: pd.DataFrame, seasonal: Collection[str]) -> pd.DataFrame:
    """The last comparable row before each of ``last``; columns ``SERIES`` and ``previous_*``."""
    keys = [*SERIES, "edition"]
    pairs = last[[*keys, "_time", "month"]].merge(ordered, on=keys, suffixes=("_now", ""))
    same_month = (pairs["period"] == "ytd") | pairs["indicator"].isin(list(seasonal))
    comparable = ~same_month | (pairs["month"] == pairs["month_now"]).fillna(False)
    earlier = pairs[(pairs["_time"] < pairs["_time_now"]) & comparable].groupby(SERIES).tail(1)
    return earlier[SERIES + PREVIOUS].rename(columns={name: f"previous_{name}" for name in PREVIOUS})


def _standing(
    ordered: pd.DataFrame, last: pd.DataFrame, indicators: pd.DataFrame, peers: Sequence[str]
) -> pd.DataFrame:
    """Where each of ``last`` stands among the values of the same year and edition."""
    group = ["indicator", "edition", "year"]
    same_year = ordered.groupby([*SERIES, "edition", "year"]).tail(1)
    same_year = same_year.assign(
        peer=same_year["country_iso3"].isin(list(peers)),
        direction=same_year["indicator"].map(indicators.set_index("code")["direction"]).astype("float64"),
    )
    counts = same_year.groupby(group).agg(n_countries=("peer", "size"), peer_count=("peer", "sum"))
    among = same_year[same_year["peer"] & (same_year["direction"] != 0)]
    best_first = (-among["value"] * among["direction"]).groupby([among[name] for name in group])
    orders = among.assign(peer_order=best_first.rank(method="min"))[[*SERIES, *group[1:], "peer_order"]]
    standing = last[[*SERIES, *group[1:]]].merge(counts, on=group, how="left")
    standing = standing.merge(orders, on=[*SERIES, *group[1:]], how="left")
    complete = standing["peer_count"] == len(peers)
    standing["peer_order"] = standing["peer_order"].where(complete)
    return standing[[*SERIES, "n_countries", "peer_order", "peer_count"]]
