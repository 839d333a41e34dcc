"""Which columns of which results are compared before and after a change, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Group = Literal["indicators", "scores", "ranks", "verdicts", "headline", "coverage", "alerts"]
GROUPS: tuple[Group, ...] = ("ranks", "scores", "indicators", "headline", "verdicts", "alerts", "coverage")


@dataclass(frozen=True)
class Watched:
    """One column of a table whose values may move.

    A row is known by its ``subject`` (a column, or else the name of the result), its ``unit`` (a column, or a level
    and a code), its ``period`` (columns that are joined by a hyphen) and its ``series`` (columns that tell apart what
    is otherwise alike). ``value`` is the column that is compared.
    """

    group: Group
    result: str
    table: str
    value: str
    unit: tuple[str, ...]
    period: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    subject: str = ""


_PLACE = ("level", "code")
_COUNTRY = ("country_iso3",)


def _ranking(
    result: str, table: str, unit: tuple[str, ...], period: tuple[str, ...] = (), series: tuple[str, ...] = ()
) -> tuple[Watched, ...]:
    """The score and the rank of each unit in one table."""
    return (
        Watched("scores", result, table, "score", unit, period, series),
        Watched("ranks", result, table, "rank", unit, period, series),
    )


WATCHED: tuple[Watched, ...] = (
    *_ranking("national-index-pilot", "scores", _COUNTRY),
    *_ranking("local-index-pilot", "scores", _PLACE),
    *_ranking("annual-ranking", "rankings", _PLACE, ("year",), ("scope", "series")),
    *_ranking("stage-ranking", "rankings", _PLACE, ("stage",), ("scope",)),
    *_ranking("survey-ranks", "rankings", _COUNTRY, ("year",)),
    Watched("scores", "unit-assessment", "units", "final_score", _PLACE, ("year",), ("scope",)),
    Watched("scores", "target-progress", "levels", "score", _PLACE),
    Watched("indicators", "locality-profile", "papi_series", "value", _PLACE, ("year",), subject="indicator"),
    Watched(
        "indicators",
        "media-indicators",
        "values",
        "value",
        ("unit_level", "unit_code"),
        ("period_id",),
        subject="indicator",
    ),
    Watched("headline", "headline", "figures", "value", (), ("year", "month"), subject="key"),
    Watched("verdicts", "target-progress", "progress", "verdict", (), subject="target_id"),
    Watched("verdicts", "target-progress", "levels", "verdict", _PLACE),
    Watched("alerts", "warning", "today", "alert_level", ()),
    Watched("alerts", "warning", "today", "episodes_open", ()),
    Watched("coverage", "indicator-coverage", "coverage", "n_rows", ("unit_level",), subject="indicator"),
)

VALUES: dict[str, Watched] = {
    "country-values": Watched(
        "indicators", "", "", "value", _COUNTRY, ("year", "month"), ("edition", "period"), "indicator"
    ),
    "province-values": Watched(
        "indicators", "", "", "value", ("unit_level", "unit_code"), ("year", "month"), ("period",), "indicator"
    ),
}
