"""The additive model of an incomplete panel: score = entry + judge, by least squares."""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from observatory.awards import parts
from observatory.awards.scores import Fit, Reals


def fit(values: Reals) -> Fit:
    """The adjusted mean of each entry of ``values`` [N, J], NaN where a judge gave no score.

    The adjusted mean is the mean, each judge counting the same, of what the model expects of all judges for the
    entry: a panel on which every judge scored everything has its plain means. Severities have the mean 0.
    Only the main part of the sheet is fitted; entries outside of it have no score, as nothing compares them.
    Source: section 7b of the method of the index; the same as ``lm(score ~ entry + judge)`` and the mean of its
    predictions over the judges.
    """
    entries, judges = parts.main(values)
    score, severity = np.full(len(entries), np.nan), np.full(len(judges), np.nan)
    if entries.any():
        score[entries], severity[judges] = effects(values[np.ix_(entries, judges)])
    return Fit(score, severity, entries)


def effects(values: Reals) -> tuple[Reals, Reals]:
    """The adjusted means of the entries and the severities of the judges of a connected part.

    The normal equations with the longer side eliminated, solved twice: the second time for what the first leaves.
    """
    if values.shape[0] < values.shape[1]:
        severity, score = effects(values.T)
        return score + severity.mean(), severity - severity.mean()
    given = ~np.isnan(values)
    cells = given.astype(np.float64)
    rows, columns = cells.sum(axis=1), cells.sum(axis=0)
    normal = np.diag(columns) - cells.T @ (cells / rows[:, None])
    # The effects are known up to a shift between the two sides: the severities are made to have the sum 0.
    factor = cho_factor(normal + columns.mean() / len(columns))
    score, severity = np.zeros(len(rows)), np.zeros(len(columns))
    for _ in range(2):
        rest = np.where(given, values - score[:, None] - severity, 0.0)
        means = rest.sum(axis=1) / rows
        more = cho_solve(factor, rest.sum(axis=0) - cells.T @ means)
        severity = severity + more
        score = score + means - (cells @ more) / rows
    return score + severity.mean(), severity - severity.mean()
