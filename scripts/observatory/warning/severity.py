"""How much an unusual day matters: effect and spread, never p (the method page, section 8).

score = 100 (0.35 min(1, log2(y / mu) / 4) + 0.20 min(1, (y - mu) / U) + 0.20 spread + 0.15 tone + 0.10 persistence)
with the numbers of the methodology; they are proposals.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from observatory.warning.rules import Rules
from observatory.warning.scores import Reals


@dataclass(frozen=True)
class Effect:
    """What is known of one series on one day.

    ``observed`` and ``expected`` in mentions, ``usual_excess`` the largest usual excess of the family, ``countries``
    and ``domains`` distinct sources, ``drop`` of tone in standard errors (NaN: not tested), ``days`` above so far.
    For a silence the two counts have changed places; for an episode of tone they are equal, as their difference is
    no part of it.
    """

    observed: float
    expected: float
    usual_excess: float
    countries: float
    domains: float
    drop: float
    days: int


@dataclass(frozen=True)
class Severity:
    """The parts of a score, each in points; they add up to ``total``, from 0 to 100."""

    ratio: float
    excess: float
    spread: float
    tone: float
    persistence: float

    @property
    def total(self) -> float:
        """The score."""
        return float(sum(astuple(self)))


def severity(effect: Effect, rules: Rules) -> Severity:
    """The score of a day; an expectation of less than ``nbw_mean_floor`` counts as that."""
    floor = rules.nbw_mean_floor
    doublings = np.log2(max(effect.observed, floor) / max(effect.expected, floor))
    spread = (_unit(effect.countries / rules.spread_countries) + _unit(effect.domains / rules.spread_domains)) / 2
    return Severity(
        100 * rules.weight_ratio * _unit(doublings / rules.ratio_doublings),
        100 * rules.weight_excess * _unit((effect.observed - effect.expected) / effect.usual_excess),
        100 * rules.weight_spread * spread,
        100 * rules.weight_tone * _unit(np.nan_to_num(effect.drop) / (rules.tone_unit * rules.tone_steps)),
        100 * rules.weight_persistence * _unit(effect.days / rules.persistence_days),
    )


def level(score: float, rules: Rules, cap: int) -> int:
    """The level of a score, at most ``cap``."""
    reached = sum(score >= bound for bound in (rules.level_1, rules.level_2, rules.level_3, rules.level_4))
    return min(reached, cap)


def usual_excess(difference: Reals, percentile: float) -> float:
    """The ``percentile`` of observed minus expected over the days of a family, NaN left out; at least 1."""
    known = difference[~np.isnan(difference)]
    return max(1.0, float(np.percentile(known, percentile))) if known.size else 1.0


def _unit(value: float) -> float:
    """The value between 0 and 1."""
    return float(min(1.0, max(0.0, value)))
