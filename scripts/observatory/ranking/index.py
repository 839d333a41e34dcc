"""An index from its values to its ranks: every stage in the fixed order."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from observatory.findings import Finding
from observatory.indicators.aggregate import Aggregate, aggregate
from observatory.indicators.denominate import denominate
from observatory.indicators.framework import Framework
from observatory.indicators.impute import impute
from observatory.indicators.method import Method
from observatory.indicators.normalise import Normalised, normalise
from observatory.indicators.treat import Treated, treat
from observatory.indicators.values import Values
from observatory.ranking.rank import frame_ranks


@dataclass(frozen=True)
class Index:
    """Every stage of an index, one row per unit and period.

    ``denominated``, ``imputed``, ``treated.values`` and ``normalised.scores`` have one column per indicator;
    ``scores`` and ``ranks`` (1 for the best of the period, missing without a score) one per aggregate, from
    level 2 up, in the order of the framework. ``findings`` are warnings of denominating and normalising.
    """

    denominated: pd.DataFrame
    imputed: pd.DataFrame
    treated: Treated
    normalised: Normalised
    aggregated: Aggregate
    scores: pd.DataFrame
    ranks: pd.DataFrame
    findings: tuple[Finding, ...]

    @property
    def effective_weights(self) -> pd.DataFrame:
        """The share of each indicator in the index of each unit; computed when first asked for."""
        return self.aggregated.effective_weights


def compute(values: Values, framework: Framework, method: Method) -> Index:
    """The index of ``values`` by ``method``; nothing is left out for want of data but by its threshold.

    Raises ``FindingsError`` when a stage cannot be computed, as ``normalise`` and ``aggregate`` say.
    """
    denominated, findings = denominate(values.matrix, values.denominators, framework)
    imputed = impute(denominated, framework, method.impute, values.groups)
    treated = treat(imputed, framework, method.treat)
    normalised = normalise(treated.values, framework, method.normalise)
    aggregated = aggregate(normalised.scores, framework, method.aggregate, method.threshold)
    scores = aggregated.scores[[node.code for node in framework.nodes.values() if node.level > 1]]
    return Index(
        denominated,
        imputed,
        treated,
        normalised,
        aggregated,
        scores,
        frame_ranks(scores),
        (*findings, *normalised.findings),
    )
