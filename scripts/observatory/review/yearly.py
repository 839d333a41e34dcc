"""The annual review: each year with data, what moved, how far the targets were, what was warned of.

Nothing is said of a year that the tables do not say: where no media were collected, the number of warning episodes
and incidents is missing, not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from observatory.review import targets
from observatory.review.movement import BETTER, SAME, UNKNOWN, WORSE
from observatory.review.pace import NOT_AVAILABLE

BEFORE, STRATEGY = "before", "strategy"
EPISODE, INCIDENT = "episode", "incident"
COUNTS = ["year", "alert_level", "n"]
_NO_PILLARS = pd.DataFrame(columns=["pillar", "name_vi", "name_en"])
_STATED = ["target_id", "measurable", "form", "cannot_assess_vi", "cannot_assess_en"]
_JUDGED = [
    *("expected_value", "progress_share", "expected_share"),
    *("verdict", "verdict_ratio", "verdict_reason", "linear_verdict"),
]


@dataclass(frozen=True)
class Span:
    """The first year that is reviewed, the first of the Strategy, and the day of the data (``YYYY-MM-DD``)."""

    first_year: int
    strategy_from: int
    as_of: str

    def over(self, year: int) -> bool:
        """Whether a year had ended on the day of the data."""
        return f"{year}-12-31" <= self.as_of

    def years(self, *found: Iterable[int]) -> list[int]:
        """Every year from the first one on that stands in some of ``found``, in order."""
        return sorted({int(year) for years in found for year in years if year >= self.first_year})


def years(
    listed: Sequence[int], span: Span, moves: pd.DataFrame, ranked: pd.DataFrame, families: pd.DataFrame
) -> pd.DataFrame:
    """One row per year of ``listed`` with its counts.

    ``moves`` and ``ranked`` are those of ``movement``, ``families`` those of ``completeness``. Localities are counted
    once, however many series rank them; in a year without a ranking their number is missing.
    """
    index = pd.Series(listed, name="year", dtype="Int64")
    words = {"n_better": BETTER, "n_worse": WORSE, "n_steady": SAME, "n_not_comparable": UNKNOWN}
    moved = pd.crosstab(moves["year"], moves["better"]).reindex(index, columns=list(words.values()), fill_value=0)
    totals = families.groupby("year")[["n_indicators", "n_with_value"]].sum().reindex(index, fill_value=0)
    units = ranked[["year", "level", "code"]].drop_duplicates().groupby("year").size().reindex(index).astype("Int64")
    found = totals.assign(
        phase=[STRATEGY if year >= span.strategy_from else BEFORE for year in listed],
        complete=[span.over(year) for year in listed],
        as_of=span.as_of,
        **{name: moved[word] for name, word in words.items()},
        n_localities_ranked=units,
        completeness_percent=totals["n_with_value"] / totals["n_indicators"] * 100,
    )
    return found.reset_index()


def of_targets(
    measurements: pd.DataFrame, observations: Mapping[str, pd.DataFrame], listed: Iterable[int], strategy_from: int
) -> pd.DataFrame:
    """The targets as they stood in each year, by what the results up to its end say.

    ``measurements`` and ``observations`` are those of ``targets.review``. A target has a row from its baseline on, one
    without a way from a baseline to a number from the first year of the Strategy on. In a year without a result of its
    own only what the path asks for at its end is given. Columns: ``year``, ``target_id``, ``value``, those of a
    verdict, and for what to adjust ``measurable``, ``form``, ``cannot_assess_vi`` and ``cannot_assess_en``.
    """
    starts = [strategy_from, *measurements["baseline_year"].dropna()]
    parts = [_of_year(measurements, observations, year, strategy_from) for year in listed if year >= min(starts)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["year", *_STATED, "value", *_JUDGED])


def warnings(
    listed: Iterable[int], kind: str, levels: Sequence[int], counts: pd.DataFrame, collected: Collection[int]
) -> pd.DataFrame:
    """How many episodes, or incidents, of each level a year had: ``year``, ``kind``, ``alert_level`` and ``n``.

    ``counts`` has ``COUNTS``; ``levels`` are those that the kind can have. Nothing counted is zero in a year of which
    media were ``collected``, and missing in any other.
    """
    seen = counts.set_index(["year", "alert_level"])["n"]
    rows = [
        {
            "year": year,
            "kind": kind,
            "alert_level": level,
            "n": seen.get((year, level), 0 if year in collected else None),
        }
        for year in listed
        for level in sorted({*levels, *counts.loc[counts["year"] == year, "alert_level"]})
    ]
    return pd.DataFrame(rows, columns=["year", "kind", "alert_level", "n"]).astype({"n": "Int64"})


def _of_year(
    measurements: pd.DataFrame, observations: Mapping[str, pd.DataFrame], year: int, strategy_from: int
) -> pd.DataFrame:
    known = {name: rows[rows["to_year"] <= year] for name, rows in observations.items()}
    reviewed = targets.review(measurements, known, _NO_PILLARS, ("", ""))
    found = reviewed.progress.reindex(columns=[*_STATED, "baseline_year", "latest_year", "latest_value", *_JUDGED])
    measurable = found["measurable"].astype("bool")
    found = found[found["baseline_year"].where(measurable).fillna(strategy_from) <= year]
    measurable = found["measurable"].astype("bool")
    own = (found["latest_year"] == year).fillna(False).astype("bool")
    asked = reviewed.path[reviewed.path["year"] == year].set_index("target_id")["value"]
    asked = asked[asked.index.isin(found.loc[measurable, "target_id"])]
    numbers = ["progress_share", "expected_share", "verdict_ratio"]
    found = found.assign(
        year=year,
        value=found["latest_value"].astype("float64").where(own),
        **{name: found[name].astype("float64").where(own) for name in numbers},
        expected_value=found["expected_value"].astype("float64").where(own, found["target_id"].map(asked)),
        verdict=found["verdict"].where(own | ~measurable, NOT_AVAILABLE),
        linear_verdict=found["linear_verdict"].where(own | ~measurable, NOT_AVAILABLE),
        verdict_reason=found["verdict_reason"].where(own | ~measurable, "no_value"),
    )
    return found[["year", *_STATED, "value", *_JUDGED]]
