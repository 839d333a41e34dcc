"""How firm the ranks of a published index are, in the tables that are published beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from observatory.indicators.aggregate import Aggregation
from observatory.indicators.coherence import coherence
from observatory.indicators.framework import Framework
from observatory.indicators.method import normalise_label
from observatory.indicators.values import Values
from observatory.ranking import index, rank
from observatory.ranking.design import WEIGHT, Design, draw
from observatory.ranking.plan import Plan
from observatory.ranking.replicate import Replicates, replicate
from observatory.ranking.sensitivity import leave_one_out, sobol
from observatory.ranking.uncertainty import summary, together

# Statistics over many figures differ in their last digits between processors; so far none of them does.
DECIMALS = 10
PUBLISHED = {"rank_p5": "rank_low", "rank_p95": "rank_high"}


@dataclass(frozen=True)
class Robustness:
    """Results on an index: the spread of its ranks and where it comes from, and another way to compute it.

    ``uncertainty`` has one row per ranked unit (index ``unit``): ``rank``, ``rank_median``, ``rank_low``,
    ``rank_high``, ``score_low``, ``score_high``, ``p_top10``, ``p_best_in_group`` and ``n_runs``;
    ``together`` one row per run of ranks that cannot be told apart; ``sensitivity`` one per choice;
    ``leave_one_out`` one per pillar; ``coherence`` one per measure and place; ``alternatives`` one per unit
    with a score (index ``unit``); ``design`` one per run.
    """

    uncertainty: pd.DataFrame
    together: pd.DataFrame
    sensitivity: pd.DataFrame
    leave_one_out: pd.DataFrame
    coherence: pd.DataFrame
    alternatives: pd.DataFrame
    design: pd.DataFrame


def robustness(
    values: Values, framework: Framework, plan: Plan, ranked: pd.Series[bool], groups: pd.Series[str]
) -> Robustness:
    """Everything on how firm the ranks of the ``ranked`` units are; the values are of one period.

    ``ranked`` has the rows of the matrix of ``values``, ``groups`` the peer group by unit. Ranks are among
    the ranked units and so are the extremes that a normalisation takes from the values.
    """
    field = _only(values, ranked)
    threshold = plan.method.threshold
    design = draw(framework, plan.alternatives, plan.runs, plan.seed)
    nominal = index.compute(field, framework, plan.method)
    replicates = replicate(field, framework, threshold, design)
    spread = _spread(replicates, nominal.ranks[framework.root], groups, design, plan)
    stretches = together(spread, *PUBLISHED.values())
    hanging = coherence(nominal.normalised.scores, nominal.scores, framework, field.denominators)
    return Robustness(
        uncertainty=spread.round(DECIMALS),
        together=stretches.assign(n_members=stretches["members"].map(len), members=stretches["members"].map("; ".join)),
        sensitivity=sobol(field, framework, threshold, plan.alternatives, plan.runs, plan.seed).round(DECIMALS),
        leave_one_out=leave_one_out(field, framework, plan.method).round(DECIMALS),
        coherence=hanging.rename(columns={"code": "node"}).assign(position=range(1, len(hanging) + 1)).round(DECIMALS),
        alternatives=_other(values, framework, plan, ranked),
        design=_listed(design),
    )


def nodes(framework: Framework) -> pd.DataFrame:
    """What each node counts for when nothing is missing: ``node``, ``group``, ``node_level``, ``weight``, shares.

    ``group_share`` is of its group and ``index_share`` of the whole index, both from 0 to 1.
    """
    whole = framework.effective_weights()
    rows = pd.DataFrame(
        [(node.code, node.parent, node.level, node.weight) for node in framework.nodes.values()],
        columns=["node", "group", "node_level", "weight"],
    )
    shares = rows["node"].map(whole)
    of_group = shares / rows["group"].map(whole).fillna(1.0)
    return rows.assign(group_share=of_group.fillna(0.0), index_share=shares, position=range(1, len(rows) + 1))


def _only(values: Values, kept: pd.Series[bool]) -> Values:
    """The values of some rows of the matrix."""
    rows = kept.to_numpy("bool")
    se = None if values.se is None else values.se[rows]
    return replace(values, matrix=values.matrix[rows], se=se, denominators=values.denominators[rows])


def _spread(
    replicates: Replicates, nominal: pd.Series[int], groups: pd.Series[str], design: Design, plan: Plan
) -> pd.DataFrame:
    """The summary of all runs, with the scores of those that keep the published normalisation.

    Another normalisation puts scores on another scale: its ranks can be compared, its scores cannot.
    """
    found = summary(replicates, nominal, groups).rename(columns=PUBLISHED)
    kept = (design.frame["normalise"] == normalise_label(plan.method.normalise)).to_numpy()
    same_scale = replace(replicates, scores=replicates.scores[kept], ranks=replicates.ranks[kept])
    scores = summary(same_scale, nominal)
    spread = found.assign(score_low=scores["score_p5"], score_high=scores["score_p95"], n_runs=plan.runs)
    return spread.droplevel("period")


def _other(values: Values, framework: Framework, plan: Plan, ranked: pd.Series[bool]) -> pd.DataFrame:
    """Scores and ranks by the other method, ranks among the ranked units."""
    scores = index.compute(values, framework, plan.other).scores[framework.root]
    top: Aggregation = plan.other.aggregate[-1]
    table = pd.DataFrame({"score": scores, "rank": rank.competition(scores.where(ranked))})
    return table.assign(node=framework.root, aggregation=top.name).dropna(subset="score").droplevel("period")


def _listed(design: Design) -> pd.DataFrame:
    """A design with the factors of the weights in one column of text, ``code=factor; code=factor``."""
    factors = design.frame.filter(regex=f"^{WEIGHT}").rename(columns=lambda name: str(name).removeprefix(WEIGHT))
    texts = pd.DataFrame({code: f"{code}=" + factors[code].astype("str") for code in factors})
    weights = texts.iloc[:, 0].str.cat(texts.iloc[:, 1:], sep="; ") if len(texts.columns) else ""
    return design.frame.filter(regex=f"^(?!{WEIGHT})").assign(weights=weights)
