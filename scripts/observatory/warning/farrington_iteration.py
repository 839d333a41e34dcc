"""The iteration that fits a level for each season and one linear trend to many baselines at once, log link.

A reference step of season i has the mean ``exposure * exp(level_i + slope * time)`` (Noufaily et al. 2013, section 3).
Such a block design needs only sums over the seasons, and the trend is eliminated by hand: one step of the iteratively
reweighted least squares is linear in the number of reference steps. The iteration is the usual one of generalised
linear models (McCullagh and Nelder 1989, section 2.5): it starts from the counts plus 0.1 and stops when the deviance
changes by less than 1e-8 of itself plus 0.1, or unsettled after 25 steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from observatory.warning.farrington_reference import Reference
from observatory.warning.scores import Flags, Reals

_START = 0.1
_CLOSE = 1e-8
_MOST_STEPS = 25


@dataclass(frozen=True)
class Baselines:
    """B baselines over the m steps of one reference.

    ``counts`` [B, m] holds 0 where nothing is known; ``weights`` [B, m] is 1 where a count is known, else 0;
    ``exposure`` [B, m] multiplies the mean, None for none. ``start`` [B, m] is the logarithm of the counts plus 0.1
    and ``entropy`` [B, m] that of the counts in units of ``unit`` [B], their mean, times the counts; both without
    the exposure.
    """

    reference: Reference
    counts: Reals
    weights: Reals
    exposure: Reals | None
    start: Reals
    entropy: Reals
    unit: Reals

    @classmethod
    def of(cls, reference: Reference, counts: Reals, weights: Reals, exposure: Reals | None = None) -> Baselines:
        """From the counts, the weights and the exposure."""
        total = counts.sum(axis=1)
        unit = np.where(total > 0, total / weights.sum(axis=1), 1.0)
        start = counts + _START
        relative = np.maximum(counts / unit[:, None], np.finfo(np.float64).tiny)
        if exposure is not None:
            start /= exposure
            relative /= exposure
        np.log(start, out=start)
        np.log(relative, out=relative)
        relative *= counts
        return cls(reference, counts, weights, exposure, start, relative, unit)

    def take(self, which: Flags) -> Baselines:
        """The marked baselines."""
        if which.all():
            return self
        return Baselines(
            self.reference,
            self.counts[which],
            self.weights[which],
            None if self.exposure is None else self.exposure[which],
            self.start[which],
            self.entropy[which],
            self.unit[which],
        )


@dataclass
class Normal:
    """The weighted normal equations of B regressions.

    ``weight`` and ``middle`` [B, seasons] are the sum of the weights and the weighted mean time of each season,
    ``across`` [B] the weighted squares of the times around these.
    """

    weight: Reals
    middle: Reals
    across: Reals

    def solve(self, by_season: Reals, by_time: Reals, *, trend: bool) -> tuple[Reals, Reals]:
        """The levels [B, seasons] and slopes [B] of least squares, from the sums of the response."""
        slope = (by_time - (self.middle * by_season).sum(axis=1)) / self.across if trend else np.zeros(len(by_time))
        level = np.divide(by_season, self.weight, out=np.zeros_like(by_season), where=self.weight > 0)
        return level - slope[:, None] * self.middle, slope

    def take(self, which: Flags) -> Normal:
        """The equations of the marked regressions."""
        return Normal(self.weight[which], self.middle[which], self.across[which])


def normal_equations(
    reference: Reference, weights: Reals, time: Reals, spare: Reals, factor: Reals | None = None
) -> Normal:
    """The normal equations for weights [B, m], those of each season times its ``factor`` [B, seasons].

    ``spare`` [B, m] is written over.
    """
    zeroth = reference.sums(weights)
    first = reference.sums(np.multiply(weights, time, out=spare))
    spare *= time
    second = reference.sums(spare)
    middle = np.divide(first, zeroth, out=np.zeros_like(first), where=zeroth > 0)
    around = second - middle * first
    if factor is not None:
        zeroth, around = zeroth * factor, around * factor
    return Normal(zeroth, middle, around.sum(axis=1))


def iterate(baselines: Baselines, time: Reals, *, trend: bool) -> tuple[Reals, Reals, Reals, Flags, Reals]:
    """The levels [B, seasons], slopes [B], means [B, m], whether it settled [B], and the means a step earlier."""
    reference, prior, exposure = baselines.reference, baselines.weights, baselines.exposure
    target = _Target.of(baselines, time)
    before = baselines.counts + _START
    mu, rates, weights, spare = (np.empty_like(before) for _ in range(4))
    earlier = before.copy()
    np.multiply(prior, before, out=weights)
    normal = normal_equations(reference, weights, time, spare)
    weights *= baselines.start
    weights -= np.multiply(prior, _START, out=spare)
    level, slope = normal.solve(reference.sums(weights), np.multiply(weights, time, out=spare).sum(axis=1), trend=trend)
    old = target.start
    settled = np.zeros(len(before), dtype=bool)
    live = np.arange(len(before))
    factor, earlier_factor = np.exp(level), np.ones_like(level)
    for step in range(_MOST_STEPS):
        rate = np.multiply(slope[live, None], time, out=rates[: len(live)])
        np.exp(rate, out=rate)
        if exposure is not None:
            rate *= exposure
        weight = np.multiply(prior, rate, out=weights[: len(live)])
        normal = normal_equations(reference, weight, time, spare[: len(live)], factor)
        deviance = target.deviance(level[live], slope[live], normal)
        close = np.abs(deviance - old) < _CLOSE * (np.abs(deviance) + 0.1)
        settled[live[close]] = True
        if step == _MOST_STEPS - 1:
            close[:] = True
        if close.any():
            done, going = live[close], ~close
            mu[done] = rate[close] * reference.spread(factor[close])
            before[done] = earlier[: len(live)][close] * reference.spread(earlier_factor[close])
            if not going.any():
                break
            live, prior, target, normal = live[going], prior[going], target.take(going), normal.take(going)
            rates[: len(live)] = rate[going]
            factor, deviance = factor[going], deviance[going]
            exposure = None if exposure is None else exposure[going]
        rise, turn = normal.solve(*target.missed(normal), trend=trend)
        level[live] += rise
        slope[live] += turn
        old, earlier_factor, factor = deviance, factor, np.exp(level[live])
        rates, earlier = earlier, rates
    return level, slope, mu, settled, before


@dataclass
class _Target:
    """The sums that B fits must reproduce: the counts of each season [B, seasons], and of the counts times the time.

    ``entropy`` [B] is the part of the deviance that no fit changes, with the counts in units of their mean, whose
    logarithm is ``log_unit`` [B]; ``start`` [B] is the deviance of the counts plus 0.1.
    """

    totals: Reals
    moment: Reals
    entropy: Reals
    log_unit: Reals
    start: Reals

    @classmethod
    def of(cls, baselines: Baselines, time: Reals) -> _Target:
        log_unit = np.log(baselines.unit)
        weighed = baselines.weights * baselines.counts
        totals = baselines.reference.sums(weighed)
        spare = baselines.weights * baselines.entropy
        entropy = spare.sum(axis=1)
        rest = entropy + log_unit * totals.sum(axis=1) + _START * baselines.weights.sum(axis=1)
        start = 2.0 * (rest - np.multiply(weighed, baselines.start, out=spare).sum(axis=1))
        moment = np.multiply(weighed, time, out=weighed).sum(axis=1)
        return cls(totals, moment, entropy - totals.sum(axis=1), log_unit, start)

    def deviance(self, level: Reals, slope: Reals, normal: Normal) -> Reals:
        """Twice the log-likelihood that a fit falls short of the saturated model's [B]."""
        relative = level - self.log_unit[:, None]
        explained = (relative * self.totals).sum(axis=1) + slope * self.moment
        return np.asarray(2.0 * (self.entropy - explained + normal.weight.sum(axis=1)), dtype=np.float64)

    def missed(self, normal: Normal) -> tuple[Reals, Reals]:
        """What the means fall short of the counts, by season and times the time."""
        return self.totals - normal.weight, self.moment - (normal.middle * normal.weight).sum(axis=1)

    def take(self, which: Flags) -> _Target:
        arrays = (self.totals, self.moment, self.entropy, self.log_unit, self.start)
        return _Target(*(array[which] for array in arrays))
