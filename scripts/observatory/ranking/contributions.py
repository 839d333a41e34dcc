"""Where a unit stands apart from its peers: what each indicator adds to the gap, and what a change is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from observatory.indicators.framework import Framework
from observatory.indicators.method import Method
from observatory.indicators.values import Values
from observatory.ranking import index
from observatory.ranking.rank import ranks

TOP = 5
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Contributions:
    """The gap between each unit and its peers, by indicator: three frames, units by indicators.

    ``value`` is what the unit's own figures add, ``weighting`` what the re-weighting for missing figures
    adds (zero everywhere when nothing is missing). Both are in points of the score, or in logarithms of
    it for ``geometric``. Rows are missing for a unit without a score or without a ranked peer.
    """

    peer_means: pd.DataFrame
    value: pd.DataFrame
    weighting: pd.DataFrame

    @property
    def total(self) -> pd.DataFrame:
        """``value + weighting``; a row sums to the gap."""
        return self.value + self.weighting

    def percent(self) -> pd.DataFrame:
        """The totals of ``geometric`` in per cent: how much higher the score is for this indicator alone."""
        return _like(self.total, np.expm1(self.total.to_numpy()) * 100)


@dataclass(frozen=True)
class Edition:
    """One published edition of an index: its figures (of one period), its framework and its method."""

    values: Values
    framework: Framework
    method: Method


def arithmetic(
    scores: pd.DataFrame, weights: pd.DataFrame, ranked: pd.Series[bool], groups: pd.Series[str]
) -> Contributions:
    """What each indicator adds to the difference between a unit's score and the mean score of its peers.

    ``scores`` are the normalised values, units by indicators; ``weights`` of the same shape the effective
    weights by which they make each unit's score, zero where a value is missing, every row with the same
    sum. The peers of a unit are the units of its group (``groups``) that are ``ranked``, itself among them.

    With e the effective weights, e' their mean over the peers, x' the mean of x over the peers weighted by
    e, and S' = sum e' x' / sum e', an indicator adds ``e (x - x') + (e - e') (x' - S')``. The second term
    vanishes when nobody lacks a value; a row sums exactly to the gap of an index of arithmetic means
    (the decomposition of Kitagawa, 1955, with the unit's own weights on the difference of values).
    """
    x, e = scores.to_numpy("float64"), weights.to_numpy("float64")
    codes, labels = pd.factorize(groups, use_na_sentinel=False)
    peers = np.where(ranked.to_numpy("bool") & groups.notna().to_numpy(), codes, -1)
    means, mean_weights = _peer_means(x, e, peers, len(labels))
    with np.errstate(invalid="ignore"):
        level = np.nansum(mean_weights * means, axis=1) / mean_weights.sum(axis=1)
    anchored = np.where(np.isnan(means), level[:, None], means)[codes]
    value = np.where(e > 0, e * (x - anchored), 0.0)
    weighting = (e - mean_weights[codes]) * (anchored - level[codes, None])
    known = (np.isin(codes, peers) & groups.notna().to_numpy())[:, None]
    scored = known & (e.sum(axis=1) > 0)[:, None]

    return Contributions(
        _like(scores, np.where(known, means[codes], np.nan)),
        _like(scores, np.where(scored, value, np.nan)),
        _like(scores, np.where(scored, weighting, np.nan)),
    )


def geometric(
    scores: pd.DataFrame, weights: pd.DataFrame, ranked: pd.Series[bool], groups: pd.Series[str]
) -> Contributions:
    """As ``arithmetic`` for an index of geometric means, in logarithms of the score.

    A row sums exactly to the logarithm of the unit's score over the geometric mean of its peers' scores;
    ``peer_means`` are geometric means. Raises ``ValueError`` for a score that is not above zero.
    """
    if (scores <= 0).any(axis=None):
        raise ValueError("geometric means need scores above zero")
    found = arithmetic(_like(scores, np.log(scores.to_numpy("float64"))), weights, ranked, groups)
    return replace(found, peer_means=_like(scores, np.exp(found.peer_means.to_numpy())))


def profile(
    scores: pd.DataFrame, weights: pd.DataFrame, ranked: pd.Series[bool], groups: pd.Series[str]
) -> pd.DataFrame:
    """The profile of each unit, one row for each unit and indicator; arguments as for ``arithmetic``.

    Columns: the levels of the index, ``indicator``, ``normalised``, ``peer_mean``, ``gap_contribution``
    (points of the score), ``strength`` and ``weakness`` (1 for the largest, the ``TOP`` contributions above
    and below zero of a ranked unit) and ``one_more_point`` (points of the score for one more point of the
    normalised value, missing where the value is).
    """
    found = arithmetic(scores, weights, ranked, groups)
    total = found.total.to_numpy()
    compared = np.where(ranked.to_numpy("bool")[:, None], total, np.nan)
    keys = scores.index.repeat(scores.shape[1]).to_frame(index=False)
    return keys.assign(
        indicator=np.tile(scores.columns.to_numpy(), len(scores)),
        normalised=scores.to_numpy().ravel(),
        peer_mean=found.peer_means.to_numpy().ravel(),
        gap_contribution=total.ravel(),
        strength=_places(compared),
        weakness=_places(-compared),
        one_more_point=weights.where(scores.notna()).to_numpy().ravel(),
    )


def change(before: Edition, after: Edition) -> pd.DataFrame:
    """The change between two editions, split into that of the figures and that of the method.

    One row for each unit and each node of the later framework: ``unit``, ``code``, ``before``, ``restated``
    (the earlier figures by the later framework and method), ``after``, ``method_change`` (restated -
    before) and ``value_change`` (after - restated), which sum exactly to the change. Weights, goalposts
    and the choice of indicators all count as method. A node that an edition lacks is missing there.
    Raises ``FindingsError`` as ``index.compute`` does.
    """
    leaves = after.framework.leaves
    known = replace(before.values, matrix=before.values.matrix.reindex(columns=leaves))
    units = _units(before).union(_units(after))
    first = _nodes(before)
    restated = _nodes(Edition(known, after.framework, after.method))
    last = _nodes(after)
    codes = list(after.framework.nodes)
    columns = {
        name: frame.reindex(index=units, columns=codes).to_numpy().ravel()
        for name, frame in (("before", first), ("restated", restated), ("after", last))
    }
    table = pd.DataFrame({"unit": units.repeat(len(codes)), "code": np.tile(codes, len(units)), **columns})
    return table.assign(
        method_change=table["restated"] - table["before"], value_change=table["after"] - table["restated"]
    )


def _like(frame: pd.DataFrame, array: Array) -> pd.DataFrame:
    """An array with the labels of a frame."""
    return pd.DataFrame(array, index=frame.index, columns=frame.columns, copy=False)


def _peer_means(x: Array, e: Array, peers: NDArray[np.intp], size: int) -> tuple[Array, Array]:
    """Mean values, weighted by the effective weights, and mean effective weights: ``size`` groups by indicators.

    ``peers`` has the group of each unit, -1 for one that does not count. An indicator that weighs nothing
    has its plain mean.
    """

    def sums(array: Array) -> Array:
        # Added up row by row, never by a matrix product, which differs in its last digits between machines.
        found: Array = pd.DataFrame(array).groupby(peers).sum().reindex(range(size)).to_numpy()
        return found

    filled, present = np.nan_to_num(x), (~np.isnan(x)).astype("float64")
    weight, count = sums(e), sums(present)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(weight > 0, sums(e * filled) / weight, sums(filled) / count)
        return means, weight / sums(np.ones((len(x), 1)))


def _places(contributions: Array) -> Array:
    """The place of each contribution above zero in its row, 1 for the largest; missing below ``TOP``."""
    places = ranks(np.where(contributions > 0, contributions, np.nan)).ravel()
    return np.where((places > 0) & (places <= TOP), places, np.nan)


def _nodes(edition: Edition) -> pd.DataFrame:
    """Scores of all nodes, units by codes."""
    found = index.compute(edition.values, edition.framework, edition.method)
    scores = pd.concat([found.normalised.scores, found.scores], axis=1)
    return scores.set_index(_units(edition))


def _units(edition: Edition) -> pd.Index[str]:
    return edition.values.matrix.index.get_level_values("unit")
