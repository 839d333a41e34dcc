"""The ranking of countries by one survey figure with a published error: rank intervals and credible movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from observatory.ranking import movement, rank, uncertainty
from observatory.ranking.rank_sets import rank_sets
from observatory.ranking.replicate import Replicates

NORMAL_95 = 1.959963984540054  # the 97.5th percentile of the standard normal distribution
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Draws:
    """How chance is simulated: the coverage of the intervals (0 to 1), the number of draws and their seed."""

    coverage: float
    runs: int
    seed: int


@dataclass(frozen=True)
class SurveyRanks:
    """Results: one row per country and year, and per run of countries that cannot be told apart in a year."""

    rankings: pd.DataFrame
    together: pd.DataFrame


def estimates(
    values: pd.DataFrame, indicator: str, low_indicator: str, high_indicator: str, countries: Sequence[str]
) -> pd.DataFrame:
    """``country_iso3``, ``year``, ``score`` and ``se`` of the countries, from yearly rows of ``country-values``.

    ``se`` is the width of the published 95 % interval over 2 x 1.96 and missing where there is none.
    """
    yearly = values[(values["period"] == "year") & values["country_iso3"].isin(list(countries))]
    wide = yearly.pivot(index=["country_iso3", "year"], columns="indicator", values="value")
    wide = wide.reindex(columns=[indicator, low_indicator, high_indicator]).astype("float64")
    width = wide[high_indicator] - wide[low_indicator]
    found = pd.DataFrame({"score": wide[indicator], "se": width / (2 * NORMAL_95)})
    return found.dropna(subset="score").reset_index()


def ranking(estimates: pd.DataFrame, draws: Draws, scale: float) -> SurveyRanks:
    """Rank the countries of each year, with rank intervals where every one of them has a standard error.

    ``rank_low`` to ``rank_high`` covers the true rank of one country, ``table_low`` to ``table_high`` all
    ranks of the year at once (see ``rank_sets``); ``together`` rests on the latter. ``movement`` (``up``,
    ``down``, ``same``) and ``p_better`` come from draws of the year and the year before it, and are
    ``unknown`` and missing where one of the two has no errors.
    """
    years = {
        int(year): estimates[estimates["year"] == year].set_index("country_iso3")
        for year in sorted(estimates["year"].unique())
    }
    replicates = {year: _replicates(rows, year, draws) for year, rows in years.items() if rows["se"].notna().all()}
    tables, together = [], []
    for year, rows in years.items():
        table = _of_year(rows, scale)
        if year in replicates:
            table = table.join(_intervals(rows, draws))
            apart = uncertainty.together(table, "table_low", "table_high")
            together.append(apart.assign(year=year, n_members=apart["members"].map(len)))
        if year in replicates and year - 1 in replicates:
            moved = movement.movement(replicates[year - 1], replicates[year])
            table["movement"] = moved["arrow"].reindex(table.index).fillna(UNKNOWN)
            table["p_better"] = moved["p_better"].reindex(table.index)
        tables.append(table.reset_index())
    columns = ["rank_low", "rank_high", "table_low", "table_high", "p_better"]
    joined = pd.concat(tables, ignore_index=True)
    return SurveyRanks(joined.reindex(columns=list(dict.fromkeys([*joined.columns, *columns]))), _runs(together))


def _of_year(rows: pd.DataFrame, scale: float) -> pd.DataFrame:
    return rows.assign(rank=rank.competition(rows["score"], scale), field_size=len(rows), movement=UNKNOWN)


def _intervals(rows: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    sets = [
        rank_sets(rows["score"], rows["se"], draws.coverage, simultaneous, draws.runs, draws.seed)
        for simultaneous in (False, True)
    ]
    names = ["rank_low", "rank_high"]
    return sets[0][names].join(sets[1][names].set_axis(["table_low", "table_high"], axis=1))


def _replicates(rows: pd.DataFrame, year: int, draws: Draws) -> Replicates:
    """Ranks of one year under independent normal errors; each year has draws of its own."""
    noise = np.random.default_rng([draws.seed, year]).standard_normal((draws.runs, len(rows)))
    scores = noise * rows["se"].to_numpy("float64") + rows["score"].to_numpy("float64")
    index = pd.MultiIndex.from_arrays([rows.index, [str(year)] * len(rows)], names=["unit", "period"])
    return Replicates(scores, rank.ranks(scores), index)


def _runs(together: list[pd.DataFrame]) -> pd.DataFrame:
    columns = ["year", "first_rank", "last_rank", "n_members", "members"]
    if not together:
        return pd.DataFrame(columns=columns)
    joined = pd.concat(together, ignore_index=True)[columns]
    return joined.assign(members=joined["members"].map("; ".join))
