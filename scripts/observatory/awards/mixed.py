"""Crossed random effects of entries and judges, for panels on which judges gave few scores each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import LinAlgError, cho_solve, cholesky
from scipy.optimize import minimize, minimize_scalar

from observatory.awards import additive, parts
from observatory.awards.scores import Fit, Reals, Whole

# Standard deviations of the effects over that of the residual, as logarithms.
_LOWEST, _HIGHEST = np.log(1e-5), np.log(1e4)
_START = np.log(np.geomspace(0.02, 50, 9))
# A criterion that falls by less is as good on the edge, where a variance is zero.
_SAME = 1e-8
# A residual sum of squares below this share of the whole is no residual.
_PERFECT = 1e-20
# Numbers held at once: 160 MB.
_MOST_PRODUCTS = 20_000_000


def fit(values: Reals) -> Fit:
    """The expected score of each entry of ``values`` [N, J] under score = mean + entry + judge + residual.

    Entries and judges are random with variances estimated by REML; the score is the mean plus the best linear
    unbiased predictor of the entry, so an entry with few scores is drawn to the mean. Entries that judges do not
    connect are compared by the mean alone, which ``main`` says. Source: section 7b of the method of the index;
    Bates et al. (2015), J. Stat. Softw. 67(1), sections 3.4 and 5.4; the same as ``coef`` of
    ``lmer(score ~ 1 + (1 | entry) + (1 | judge))``.

    Where the variances cannot be told apart the model is what remains of it: without entries' variance where each
    entry has one score, without judges' where each judge gave one, and the additive model where there is one judge
    or one entry alone or where it fits perfectly, which is what the estimates tend to as the residual vanishes.
    """
    entries, judges = np.flatnonzero((~np.isnan(values)).any(axis=1)), np.flatnonzero((~np.isnan(values)).any(axis=0))
    score, severity = np.full(values.shape[0], np.nan), np.full(values.shape[1], np.nan)
    if entries.size:
        score[entries], severity[judges] = _effects(values[np.ix_(entries, judges)])
    return Fit(score, severity, parts.main(values)[0])


def _effects(values: Reals) -> tuple[Reals, Reals]:
    number, mean, whole = (~np.isnan(values)).sum(), np.nanmean(values), np.nansum((values - np.nanmean(values)) ** 2)
    if whole <= _PERFECT * np.nansum(values**2):
        return np.full(values.shape[0], mean), np.zeros(values.shape[1])
    if min(values.shape) == 1 or _fits_perfectly(values, whole):
        return additive.effects(values)
    scale = np.sqrt(whole / number)
    scaled = (values - mean) / scale
    turned = values.shape[0] < values.shape[1]
    model = _Model(scaled.T if turned else scaled)
    intercept, rows, columns = model.predict(*model.estimate(*(number > side for side in model.values.shape)))
    entry, judge = (columns, rows) if turned else (rows, columns)
    return mean + scale * (intercept + entry), scale * judge


def _fits_perfectly(values: Reals, whole: float) -> bool:
    """Whether the additive model leaves nothing of ``whole``, the sum of squares, with scores to spare."""
    if not parts.main(values)[0].all() or (~np.isnan(values)).sum() < sum(values.shape):
        return False
    score, severity = additive.effects(values)
    return bool(np.nansum((values - score[:, None] - severity) ** 2) <= _PERFECT * whole)


@dataclass(frozen=True)
class _Model:
    """Two crossed factors of scores [R, C], R >= C, with the mean near 0 and the deviation near 1; NaN for no score.

    The rows are eliminated from the equations. What is then needed of them depends on the number of their scores
    alone, so that rows with as many scores are summed once, in groups.
    """

    values: Reals

    @cached_property
    def cells(self) -> Reals:
        """1 where there is a score, 0 elsewhere."""
        return (~np.isnan(self.values)).astype(np.float64)

    @cached_property
    def rows(self) -> Reals:
        """The cells of each row, and the sums over it of 1 and of the score [R, C + 2]."""
        return np.column_stack([self.cells, self.cells.sum(axis=1), np.nansum(self.values, axis=1)])

    @cached_property
    def products(self) -> Reals:
        """The products of the columns, of 1 and of the score, summed over all scores [C + 2, C + 2]."""
        sums = np.stack([self.cells.sum(axis=0), np.nansum(self.values, axis=0)], axis=1)
        total = np.nansum(self.values)
        rest = np.array([[self.cells.sum(), total], [total, np.nansum(self.values**2)]])
        return np.block([[np.diag(sums[:, 0]), sums], [sums.T, rest]])

    @cached_property
    def groups(self) -> tuple[Reals, Whole, Reals | None]:
        """The numbers of scores that rows have [G], how many rows have each [G], and the sums over these rows of the
        products of ``rows`` [G, (C + 2)²], which are ``None`` where they would not fit.
        """
        numbers, group, many = np.unique(self.rows[:, -2], return_inverse=True, return_counts=True)
        if len(numbers) * self.rows.shape[1] ** 2 > _MOST_PRODUCTS:
            return numbers, many, None
        members = [self.rows[group == one] for one in range(len(numbers))]
        return numbers, many, np.stack([(some.T @ some).ravel() for some in members])

    def estimate(self, by_row: bool, by_column: bool) -> tuple[float, float]:
        """The relative standard deviations of rows and columns at which the REML criterion is least.

        The best of a grid is refined by the simplex of Nelder and Mead on logarithms; the edges, on which one of
        the two is zero, are searched on their own. Nothing is drawn at random.
        """
        found = [(self.criterion(0.0, 0.0), 0.0, 0.0)]
        if by_row:
            deviance, best = _least(lambda log: self.criterion(np.exp(log), 0.0))
            found.append((deviance, best, 0.0))
        if by_column:
            deviance, best = _least(lambda log: self.criterion(0.0, np.exp(log)))
            found.append((deviance, 0.0, best))
        if by_row and by_column:
            found.append(self._inside())
        chosen = found[0]
        for one in found[1:]:
            if one[0] < chosen[0] - _SAME:
                chosen = one
        return chosen[1], chosen[2]

    def _inside(self) -> tuple[float, float, float]:
        """The least criterion with both variances over zero."""

        def deviance(logs: Reals) -> float:
            return self.criterion(float(np.exp(logs[0])), float(np.exp(logs[1])))

        grid = [(self.criterion(np.exp(one), np.exp(other)), one, other) for one in _START for other in _START]
        at: Reals = np.array(min(grid)[1:])
        for spread in (0.5, 0.01):
            simplex = np.clip(at + spread * np.array([[0, 0], [1, 0], [0, 1]]), _LOWEST, _HIGHEST)
            found = minimize(
                deviance,
                at,
                method="Nelder-Mead",
                bounds=[(_LOWEST, _HIGHEST)] * 2,
                options={"initial_simplex": simplex, "xatol": 1e-8, "fatol": 1e-11, "maxiter": 1000},
            )
            at = found.x
        return float(found.fun), *np.exp(at).tolist()

    def criterion(self, by_row: float, by_column: float) -> float:
        """The REML criterion, profiled over the mean and the residual variance, but for a constant."""
        try:
            factor, logdet = self._factor(by_row, by_column)
        except LinAlgError:
            return np.inf
        free = self.products[-2, -2] - 1
        return logdet + 2 * float(np.log(factor[-2, -2]) + free * np.log(factor[-1, -1]))

    def predict(self, by_row: float, by_column: float) -> tuple[float, Reals, Reals]:
        """The mean and the predicted effects of rows and columns for these relative standard deviations."""
        factor, _ = self._factor(by_row, by_column)
        mean = float(factor[-1, -2] / factor[-2, -2])
        less = np.array([-mean, 1.0])
        mine, theirs = by_row * self.rows[:, -2:] @ less, by_column * self.products[:-2, -2:] @ less
        diagonal = 1 + by_row**2 * self.rows[:, -2]
        cross = by_row * by_column * self.cells
        column = cho_solve((factor[:-2, :-2], True), theirs - cross.T @ (mine / diagonal))
        row = (mine - cross @ column) / diagonal
        return mean, by_row * row, by_column * column

    def _factor(self, by_row: float, by_column: float) -> tuple[Reals, float]:
        """The lower factor of the mixed-model equations in spherical effects, and log |V|.

        V is the variance of the scores over that of the residual. The block of the rows, a diagonal, is eliminated;
        those of the columns are bordered by 1 and the score, so that the last two rows of the factor hold what the
        profiled criterion needs of the mean and of the residual.
        """
        numbers, many, inner = self.groups
        diagonal = 1 + by_row**2 * numbers
        size = len(self.products)
        if inner is None:
            weighted = self.rows.T @ (self.rows / (1 + by_row**2 * self.rows[:, -2:-1]))
        else:
            weighted = (1 / diagonal @ inner).reshape(size, size)
        scale = np.full(size, by_column)
        scale[-2:] = 1.0
        equations = np.outer(scale, scale) * (self.products - by_row**2 * weighted)
        equations[range(size - 2), range(size - 2)] += 1
        factor = cholesky(equations, lower=True, check_finite=False)
        return factor, float(many @ np.log(diagonal) + 2 * np.log(np.diag(factor)[:-2]).sum())


def _least(criterion: Callable[[float], float]) -> tuple[float, float]:
    """The least value of a criterion of a logarithm, and the number at which it is."""
    start = min(_START, key=criterion)
    step = _START[1] - _START[0]
    low = _LOWEST if start == _START[0] else start - step
    high = _HIGHEST if start == _START[-1] else start + step
    found = minimize_scalar(criterion, bounds=(low, high), method="bounded", options={"xatol": 1e-10})
    return float(found.fun), float(np.exp(found.x))
