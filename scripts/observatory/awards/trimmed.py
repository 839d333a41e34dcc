"""The trimmed mean of a full panel: without the highest and the lowest score, rounded half up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

import numpy as np

from observatory.awards.scores import Fit, Sheet, decimals

# From this many scores on one high and one low score are left out.
LEAST_TO_TRIM = 5
_PLACES = 2
# Sums of scores are exact in so many digits.
_PRECISION = 400


def trimmed_mean(scores: Sequence[str | float | Decimal]) -> Decimal:
    """The mean of ``scores`` without one highest and one lowest where there are five or more, half up to 2 decimals.

    Computed exactly from the decimals as they are written. Source: section 7a of the method of the index, as panels
    of figure skating publish it. Raises ``ValueError`` for no score at all.
    """
    if not scores:
        raise ValueError("no scores")
    exact = sorted(score if isinstance(score, Decimal) else Decimal(str(score)) for score in scores)
    if len(exact) >= LEAST_TO_TRIM:
        exact = exact[1:-1]
    with localcontext(prec=_PRECISION):
        return half_up(sum(exact, Decimal(0)), Decimal(len(exact)))


def half_up(number: Decimal, divisor: Decimal) -> Decimal:
    """``number / divisor`` to two decimals; a half goes away from zero, whatever the digits behind."""
    over, under = number.as_integer_ratio()
    by, of = divisor.as_integer_ratio()
    over, under = over * of * 10**_PLACES, under * by
    whole = (2 * abs(over) + under) // (2 * under)
    return Decimal(-whole if over < 0 else whole).scaleb(-_PLACES)


def fit(sheet: Sheet) -> tuple[Fit, ...]:
    """The trimmed mean of each entry on each criterion of ``sheet``. Every entry can be held against every other."""
    fits = []
    for number in range(len(sheet.criteria)):
        score = [
            float(trimmed_mean(scores)) if (scores := decimals(sheet, number, entry)) else np.nan
            for entry in range(len(sheet.entries))
        ]
        fits.append(Fit(np.array(score), np.full(len(sheet.judges), np.nan), np.ones(len(score), dtype=np.bool_)))
    return tuple(fits)


def joined(scores: Sequence[float], weights: Sequence[Decimal]) -> float:
    """The mean of the trimmed means of the criteria, as they are published, by weight, half up to 2 decimals."""
    if any(np.isnan(scores)):
        return float("nan")
    with localcontext(prec=_PRECISION):
        total = sum((Decimal(str(score)) * weight for score, weight in zip(scores, weights, strict=True)), Decimal(0))
        return float(half_up(total, sum(weights, Decimal(0))))
