"""Which choices move the ranks: variance-based indices of every choice, and the index without each pillar.

The sample and the estimators are those of Saltelli et al. (2010), "Variance based sensitivity analysis of
model output", Computer Physics Communications 181, doi:10.1016/j.cpc.2009.09.018: for the share of one
factor alone theirs, for the share with all its interactions Jansen's.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.indicators.aggregate import aggregate
from observatory.indicators.framework import Framework
from observatory.indicators.method import Method, aggregate_label, normalise_label
from observatory.indicators.values import Values
from observatory.ranking import index
from observatory.ranking.design import STAGES, WEIGHT, Alternatives, Design, draw, varying
from observatory.ranking.rank import frame_ranks
from observatory.ranking.replicate import replicate

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
RESAMPLES = 1000
LOW, HIGH = 0.05, 0.95


def sobol(
    values: Values, framework: Framework, threshold: float | None, alternatives: Alternatives, n: int, seed: int
) -> pd.DataFrame:
    """How much of the change of ranks comes from each choice; ``n`` rows of sample and ``n`` (d + 2) runs.

    What changes is the mean over units of the distance between the rank in a run and the nominal rank, that
    of the first alternatives without noise. A factor is one of ``impute``, ``treat``, ``normalise``,
    ``aggregate``, ``drop``, ``weights:LEVEL`` (all weights of one level together) and ``noise``, and has a
    row when it varies: ``first_order`` (its share alone; estimates below zero are shown as 0) and
    ``total_order`` (its share with all interactions), each with a bootstrap interval from 5 to 95 %. All are
    missing when no rank ever moves.
    """
    seeds = np.random.default_rng(seed).integers(2**53, size=3)
    a, b = (draw(framework, alternatives, n, int(one)).frame for one in seeds[:2])
    factors = _factors(framework, alternatives, values.se is not None)
    mixed = [a.assign(**{name: b[name] for name in columns}) for columns in factors.values()]
    nominal = a.head(1).assign(**_nominal(alternatives, a))
    ranks = replicate(values, framework, threshold, Design(pd.concat([nominal, a, b, *mixed], ignore_index=True))).ranks
    y_a, y_b, *y_ab = _distance(ranks[0], ranks[1:]).reshape(-1, n)
    return bootstrap(list(factors), y_a, y_b, np.reshape(y_ab, (len(factors), n)), int(seeds[2]))


def estimate(y_a: Floats, y_b: Floats, y_ab: Floats) -> tuple[Floats, Floats]:
    """First-order and total indices of d factors.

    ``y_a`` and ``y_b`` (rows) are the model on two independent samples A and B, ``y_ab`` (d, rows) on A with
    the columns of one factor from B: S = mean(y_B (y_AB - y_A)) / V and
    ST = sum((y_A - y_AB)^2) / (2 rows V), where V is the variance of y_A and y_B together (n - 1). They are
    NaN where V is 0.
    """
    variance = np.var(np.concatenate([y_a, y_b]), ddof=1)
    if not variance > 0:
        return np.full(len(y_ab), np.nan), np.full(len(y_ab), np.nan)
    first = (y_b * (y_ab - y_a)).mean(axis=1) / variance
    total = ((y_a - y_ab) ** 2).mean(axis=1) / (2 * variance)
    return first, total


def bootstrap(factors: list[str], y_a: Floats, y_b: Floats, y_ab: Floats, seed: int) -> pd.DataFrame:
    """The indices of ``estimate`` with intervals from drawing the rows of the sample again and again."""
    first, total = estimate(y_a, y_b, y_ab)
    found = pd.DataFrame({"factor": factors, "first_order": np.maximum(first, 0.0), "total_order": total})
    rows = len(y_a)
    drawn = np.random.default_rng(seed).integers(rows, size=(RESAMPLES, rows))
    drawn += np.arange(RESAMPLES)[:, None] * rows
    counts = np.bincount(drawn.ravel(), minlength=RESAMPLES * rows).reshape(RESAMPLES, rows).astype("float64")
    # The variance is the same from any centre, and from the mean it loses nothing to rounding.
    one, other = (y - np.concatenate([y_a, y_b]).mean() for y in (y_a, y_b))
    sums, squares = counts @ (one + other), counts @ (one**2 + other**2)
    variance = (squares - sums**2 / (2 * rows)) / (2 * rows - 1)
    scale = rows * variance[variance > 0, None]
    drawn_first = counts[variance > 0] @ (y_b * (y_ab - y_a)).T / scale
    drawn_total = counts[variance > 0] @ ((y_a - y_ab) ** 2).T / (2 * scale)
    for name, sample in {"first": np.maximum(drawn_first, 0.0), "total": drawn_total}.items():
        ends = np.quantile(sample, [LOW, HIGH], axis=0) if sample.size else np.full((2, len(factors)), np.nan)
        found[f"{name}_low"], found[f"{name}_high"] = ends
    return found[["factor", "first_order", "first_low", "first_high", "total_order", "total_low", "total_high"]]


def leave_one_out(values: Values, framework: Framework, method: Method) -> pd.DataFrame:
    """The index without each of the groups right below it: how far ranks move.

    One row per ``pillar``: ``mean_rank_change`` and ``largest_rank_change`` (places, over the units ranked
    with and without it). An index of one pillar has no rows. Raises what ``ranking.index.compute`` raises.
    """
    scores = index.compute(values, framework, method).normalised.scores
    pillars = [node for node in framework.children(framework.root) if node.weight > 0]

    def ranked(tree: Framework) -> pd.Series[int]:
        found = aggregate(scores, tree, method.aggregate, method.threshold).scores
        return frame_ranks(found[[tree.root]])[tree.root]

    nominal = ranked(framework)
    rows = []
    for pillar in pillars if len(pillars) > 1 else []:
        without = {**framework.nodes, pillar.code: replace(pillar, weight=0.0)}
        change = (ranked(Framework(without, framework.root)) - nominal).abs()
        rows.append((pillar.code, change.astype("float64").mean(), change.max()))
    found = pd.DataFrame(rows, columns=["pillar", "mean_rank_change", "largest_rank_change"])
    return found.astype({"mean_rank_change": "float64", "largest_rank_change": "Int64"})


def _factors(framework: Framework, alternatives: Alternatives, uncertain: bool) -> dict[str, list[str]]:
    """The columns of a design that each factor moves together, for the factors that vary."""
    choices = {name: getattr(alternatives, name) for name in STAGES}
    found = {name: [name] for name, options in choices.items() if len(options) > 1}
    if alternatives.drop_indicator:
        found["drop"] = ["drop"]
    varied = varying(framework) if alternatives.weight_spread else []
    for code in sorted(varied, key=lambda code: framework.nodes[code].level):
        found.setdefault(f"weights:{framework.nodes[code].level}", []).append(WEIGHT + code)
    return found | ({"noise": ["seed", "noise"]} if alternatives.noise and uncertain else {})


def _nominal(alternatives: Alternatives, frame: pd.DataFrame) -> dict[str, str | float]:
    """The cells of the run that everything else is held against."""
    cells: dict[str, str | float] = dict.fromkeys(frame.columns[frame.columns.str.startswith(WEIGHT)], 1.0)
    return cells | {
        "impute": alternatives.impute[0],
        "treat": alternatives.treat[0],
        "normalise": normalise_label(alternatives.normalise[0]),
        "aggregate": aggregate_label(alternatives.aggregate[0]),
        "drop": "",
        "noise": 0,
    }


def _distance(nominal: Ints, ranks: Ints) -> Floats:
    """Mean distance of the ranks of each run from the nominal ones, over the units that both rank."""
    ranked = (ranks > 0) & (nominal > 0)
    moved = np.where(ranked, np.abs(ranks - nominal), 0).sum(axis=1)
    return np.asarray(moved / np.maximum(ranked.sum(axis=1), 1), dtype=np.float64)
