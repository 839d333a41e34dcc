"""The pilot index of countries: values of the framework's years, put through the index engine, ranked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from observatory.indicators import screen, series
from observatory.indicators.framework import Framework
from observatory.indicators.values import Values
from observatory.ranking import contributions, rank
from observatory.ranking.bands import bands
from observatory.ranking.index import Index, compute
from observatory.ranking.plan import Plan
from observatory.ranking.reasons import too_little_data
from observatory.ranking.robustness import Robustness, robustness

COUNTRY = "country_iso3"
WHAT = {"vi": "chỉ số", "en": "indicators"}
ASEAN = "ASEAN"
SCALE = 100.0


@dataclass(frozen=True)
class NationalIndex:
    """Results of the index: one row per country, per country and pillar, per country and indicator.

    ``components`` say what each score is made of, ``profile`` how it differs from the mean of the field.
    """

    scores: pd.DataFrame
    pillars: pd.DataFrame
    components: pd.DataFrame
    profile: pd.DataFrame
    robustness: Robustness


def index(
    values: pd.DataFrame, framework: Framework, countries: Sequence[str], asean: Collection[str], plan: Plan
) -> NationalIndex:
    """Score ``countries`` and rank those with enough indicators; ``asean`` among them are peers of each other.

    ``values`` has the columns of the kind ``country-values`` and ``package``. A country with less than
    ``plan.min_availability`` of the indicators keeps its score and gets no rank.
    """
    found, given = _given(values, framework, countries)
    matrix, units = given.matrix, given.groups.index
    computed = compute(given, framework, plan.method)
    score = computed.scores[framework.root]
    availability, ranked = _ranked(matrix, score, framework, plan)
    groups = _groups(units, asean)
    everyone = pd.Series("", index=matrix.index)
    standing = contributions.profile(computed.normalised.scores, computed.effective_weights, ranked, everyone)
    firm = robustness(given, framework, plan, ranked, groups)
    return NationalIndex(
        _scores(matrix, score, availability, ranked, groups, plan),
        _pillars(matrix, computed, framework),
        _components(found, computed, framework),
        standing.rename(columns={"unit": COUNTRY}),
        replace(
            firm,
            uncertainty=firm.uncertainty.rename_axis(COUNTRY).reset_index(),
            alternatives=firm.alternatives.rename_axis(COUNTRY).reset_index(),
        ),
    )


def standings(
    values: pd.DataFrame, framework: Framework, countries: Sequence[str], asean: Collection[str], plan: Plan
) -> pd.DataFrame:
    """The ``scores`` of ``index`` alone, without computing how firm the ranks are."""
    _, given = _given(values, framework, countries)
    score = compute(given, framework, plan.method).scores[framework.root]
    availability, ranked = _ranked(given.matrix, score, framework, plan)
    return _scores(given.matrix, score, availability, ranked, _groups(given.groups.index, asean), plan)


def _given(
    values: pd.DataFrame, framework: Framework, countries: Sequence[str]
) -> tuple[dict[str, pd.DataFrame], Values]:
    """The rows of each indicator in its year, by country, and their values for the engine."""
    found = {
        leaf: series.of_year(values, leaf, framework.nodes[leaf].year).reindex(sorted(countries))
        for leaf in framework.leaves
    }
    matrix = pd.DataFrame({leaf: rows["value"].astype("float64") for leaf, rows in found.items()})
    units = matrix.index.rename("unit")
    matrix.index = pd.MultiIndex.from_arrays([units, [""] * len(units)], names=["unit", "period"])
    return found, Values(matrix, None, pd.DataFrame(index=matrix.index), pd.DataFrame(index=units))


def _ranked(
    matrix: pd.DataFrame, score: pd.Series[float], framework: Framework, plan: Plan
) -> tuple[pd.Series[float], pd.Series[bool]]:
    """The share of the indicators that each country has, and whether it has a rank."""
    availability = screen.units(matrix, framework)["availability"]
    return availability, (availability >= plan.min_availability) & score.notna()


def _groups(units: pd.Index[str], asean: Collection[str]) -> pd.Series[str]:
    return pd.Series([ASEAN if unit in asean else None for unit in units], index=units, dtype="str")


def _scores(
    matrix: pd.DataFrame,
    score: pd.Series[float],
    availability: pd.Series[float],
    ranked: pd.Series[bool],
    groups: pd.Series[str],
    plan: Plan,
) -> pd.DataFrame:
    rows = pd.DataFrame({"score": score, "ranked": ranked, "peer_group": groups.set_axis(matrix.index)})
    present = matrix.notna().sum(axis=1)
    total = pd.Series(matrix.shape[1], index=matrix.index)
    table = rank.places(rows, SCALE).assign(
        **{COUNTRY: matrix.index.get_level_values("unit")},
        band=bands(score, plan.cuts),
        n_indicators=total,
        n_present=present,
        availability=availability,
    )
    return table.join(too_little_data(ranked, present, total, plan.min_availability, WHAT)).reset_index(drop=True)


def _pillars(matrix: pd.DataFrame, computed: Index, framework: Framework) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                COUNTRY: matrix.index.get_level_values("unit"),
                "pillar": pillar.code,
                "score": computed.scores[pillar.code],
                "weight": pillar.weight,
                "n_indicators": len(framework.descendants(pillar.code)),
                "n_present": matrix[framework.descendants(pillar.code)].notna().sum(axis=1),
            }
        )
        for pillar in framework.children(framework.root)
    ]
    return pd.concat(parts, ignore_index=True)


def _components(found: dict[str, pd.DataFrame], computed: Index, framework: Framework) -> pd.DataFrame:
    normalised = computed.normalised.scores.droplevel("period")
    clipped = computed.normalised.clipped.droplevel("period")
    weights = computed.effective_weights.droplevel("period")
    parts = []
    for leaf, rows in found.items():
        node = framework.nodes[leaf]
        parts.append(
            pd.DataFrame(
                {
                    COUNTRY: rows.index,
                    "pillar": node.parent,
                    "indicator": leaf,
                    "year": node.year,
                    "value": rows["value"],
                    "direction": node.direction,
                    "goalpost_low": node.goalpost_low,
                    "goalpost_high": node.goalpost_high,
                    "normalised": normalised[leaf],
                    "clipped": clipped[leaf],
                    "weight": node.weight,
                    "effective_weight": weights[leaf],
                    "contribution": weights[leaf] * normalised[leaf],
                    "source_package": rows["package"],
                    "source_row": rows["id"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
