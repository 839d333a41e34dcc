"""Indicators of the media: presence, positive volume, spread over countries and languages, recognition.

The Strategy asks for a presence in international media that rises by 20 % a year to 2030. Growth is the constant
yearly rate that leads from the frozen baseline to the value of a year: ``(value / baseline) ** (1 / years) - 1``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.media import recognition
from observatory.media.measures import NATION, Collected, measures

SHARE, GROWTH, POSITIVE = "media_presence_share", "media_presence_growth", "media_positive_mentions"
COUNTRIES, LANGUAGES, VIEWS = "media_source_countries", "media_languages", "media_recognition_views"
NATION_LEVEL, PROVINCE_LEVEL = recognition.NATION_LEVEL, "province34"
KINDS = ("month", "year")
_COLUMNS = {
    SHARE: ("share_of_all_news", 100.0),
    POSITIVE: ("positive_per_day", 1.0),
    COUNTRIES: ("source_countries", 1.0),
    LANGUAGES: ("languages", 1.0),
}


@dataclass(frozen=True)
class Rules:
    """The settings: the share of days (0 to 1) that makes a period complete, and the year of the baseline."""

    least: float
    baseline_year: int


def values(
    found: Collected,
    views: pd.DataFrame,
    entities: pd.DataFrame,
    baseline: pd.DataFrame,
    provinces: list[str],
    rules: Rules,
) -> pd.DataFrame:
    """Every indicator by unit and period (``kind`` month or year), with its standing against the baseline.

    ``baseline`` has ``indicator``, ``province_code`` (missing: the nation), ``year`` and ``value``. ``status`` is
    ``incomplete`` (and the value missing) when too few days of the period are complete, ``no-baseline`` for a growth
    that has nothing frozen to grow from, else ``observed``. ``change_percent`` is the whole change since the baseline.
    """
    parts = [_measured(found, kind, [NATION, *provinces], rules.least) for kind in KINDS]
    parts += [_viewed(views, entities, kind, rules.least) for kind in KINDS]
    table = _placed(pd.concat(parts, ignore_index=True))
    frozen = baseline[baseline["year"] == rules.baseline_year]
    frozen = frozen.assign(place=frozen["province_code"].fillna(NATION), baseline_value=frozen["value"])
    yearly = table["kind"] == "year"
    after = yearly & (table["year"] > rules.baseline_year)
    table = table.merge(frozen[["indicator", "place", "baseline_value"]], how="left", validate="many_to_one")
    table["baseline_value"] = table["baseline_value"].astype("float64").where(after)
    ratio = table["value"] / table["baseline_value"].where(table["baseline_value"] > 0)
    table["change_percent"] = (ratio - 1) * 100
    return pd.concat([table, _growth(table[after & (table["indicator"] == SHARE)], rules)], ignore_index=True)


def _measured(found: Collected, kind: str, places: list[str], least: float) -> pd.DataFrame:
    """The indicators that come from the mentions, in long form."""
    table = measures(found, kind, places)
    complete = table["days_complete"] >= least * table["days"]
    parts = [
        pd.DataFrame(
            {
                "indicator": pd.Series(indicator, index=table.index, dtype="str"),
                "place": table["place"],
                "period_id": table["period_id"],
                "value": (table[column].astype("float64") * factor).where(complete),
            }
        )
        for indicator, (column, factor) in _COLUMNS.items()
    ]
    return pd.concat(parts, ignore_index=True).assign(kind=kind)


def _viewed(views: pd.DataFrame, entities: pd.DataFrame, kind: str, least: float) -> pd.DataFrame:
    """The views of a day of the articles on each unit."""
    found = recognition.per_day(views, kind, least).merge(entities[["entity", "unit_code"]], on="entity")
    return found.assign(indicator=VIEWS, place=found["unit_code"].fillna(NATION), kind=kind)[
        ["indicator", "place", "period_id", "value", "kind"]
    ]


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    """Units, years and months written out, and what the value is worth."""
    nation = table["place"] == NATION
    observed = table["value"].notna()
    return table.assign(
        unit_level=pd.Series(PROVINCE_LEVEL, index=table.index, dtype="str").mask(nation, NATION_LEVEL),
        unit_code=table["place"],
        year=table["period_id"].str[:4].astype("int64"),
        month=pd.to_numeric(table["period_id"].str[5:7].where(table["kind"] == "month")).astype("Int64"),
        status=pd.Series("incomplete", index=table.index, dtype="str").mask(observed, "observed"),
    )


def _growth(share: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The yearly rate, in per cent, at which the presence grew from its baseline to each year after it."""
    years = (share["year"] - rules.baseline_year).astype("float64")
    known = share["baseline_value"] > 0
    ratio = share["value"] / share["baseline_value"].where(known)
    return share.assign(
        indicator=GROWTH,
        value=(ratio ** (1 / years) - 1) * 100,
        status=share["status"].where(known | (share["status"] == "incomplete"), "no-baseline"),
    )
