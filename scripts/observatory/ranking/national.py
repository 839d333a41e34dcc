"""The pilot index of countries: values of the framework's years, normalised, joined, ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from observatory.indicators import normalise, series
from observatory.indicators.aggregate import Aggregate, aggregate, availability
from observatory.indicators.framework import Framework
from observatory.ranking import rank
from observatory.ranking.reasons import too_little_data

WHAT = {"vi": "chỉ số", "en": "indicators"}


@dataclass(frozen=True)
class NationalIndex:
    """Results of the index: one row per country, per country and pillar, per country and indicator."""

    scores: pd.DataFrame
    pillars: pd.DataFrame
    components: pd.DataFrame


def index(
    values: pd.DataFrame, framework: Framework, countries: Sequence[str], min_availability: float
) -> NationalIndex:
    """Score ``countries`` and rank those with enough indicators.

    ``values`` has the columns of the kind ``country-values`` and ``package``. A country with less than
    ``min_availability`` (0 to 1) of the indicators keeps its score and gets no rank.
    """
    found = {
        leaf: series.of_year(values, leaf, framework.nodes[leaf].year).reindex(list(countries))
        for leaf in framework.leaves
    }
    raw = pd.DataFrame({leaf: rows["value"] for leaf, rows in found.items()})
    normalised = normalise.goalposts(raw, framework)
    joined = aggregate(normalised.scores, framework)
    return NationalIndex(
        _scores(raw, joined.scores[framework.root], min_availability),
        _pillars(raw, joined, framework),
        _components(found, normalised, joined, framework),
    )


def _scores(raw: pd.DataFrame, score: pd.Series[float], min_availability: float) -> pd.DataFrame:
    share = availability(raw)
    ranked = (share >= min_availability) & score.notna()
    places = rank.competition(score.where(ranked))
    present = raw.notna().sum(axis=1)
    total = pd.Series(raw.shape[1], index=raw.index)
    table = pd.DataFrame(
        {
            "country_iso3": raw.index,
            "score": score,
            "rank": places,
            "tied": rank.tied(places),
            "field_size": int(ranked.sum()),
            "n_indicators": total,
            "n_present": present,
            "availability": share,
            "ranked": ranked,
        }
    )
    reasons = too_little_data(ranked, present, total, min_availability, WHAT)
    return table.join(reasons).reset_index(drop=True)


def _pillars(raw: pd.DataFrame, joined: Aggregate, framework: Framework) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "country_iso3": raw.index,
                "pillar": pillar.code,
                "score": joined.scores[pillar.code],
                "weight": pillar.weight,
                "n_indicators": len(framework.children(pillar.code)),
                "n_present": raw[[node.code for node in framework.children(pillar.code)]].notna().sum(axis=1),
            }
        )
        for pillar in framework.children(framework.root)
    ]
    return pd.concat(parts, ignore_index=True)


def _components(
    found: dict[str, pd.DataFrame],
    normalised: normalise.Normalised,
    joined: Aggregate,
    framework: Framework,
) -> pd.DataFrame:
    parts = []
    for leaf, rows in found.items():
        node = framework.nodes[leaf]
        weights = joined.effective_weights[leaf]
        parts.append(
            pd.DataFrame(
                {
                    "country_iso3": rows.index,
                    "pillar": node.parent,
                    "indicator": leaf,
                    "year": node.year,
                    "value": rows["value"],
                    "direction": node.direction,
                    "goalpost_low": node.goalpost_low,
                    "goalpost_high": node.goalpost_high,
                    "normalised": normalised.scores[leaf],
                    "clipped": normalised.clipped[leaf],
                    "weight": node.weight,
                    "effective_weight": weights,
                    "contribution": weights * normalised.scores[leaf],
                    "source_package": rows["package"],
                    "source_row": rows["id"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
