"""Places by score, and what decides between entries of the same score; never the order of submission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from observatory.awards.scores import Flags, Reals, Sheet, Whole

# Scores that differ by less than this share of the largest are the same.
_SAME = 1e-9


@dataclass(frozen=True)
class Places:
    """``place`` [N] counts from 1, and is 0 for an entry without one; ``shared`` [N] says whether another has it too.

    After k entries that share a place the next k - 1 places stay empty.
    """

    place: Whole
    shared: Flags

    def across(self, cut: int) -> Flags:
        """The entries [N] that share a place on both sides of a cut behind the first ``cut`` of them."""
        sizes = np.bincount(self.place)[self.place]
        return self.shared & (self.place <= cut) & (self.place + sizes - 1 > cut)


def places(score: Reals, sheet: Sheet, heaviest: Reals, competing: Flags) -> Places:
    """The places of the ``competing`` entries of ``sheet`` by ``score`` [N], higher first.

    Entries of the same score stand by (1) the number of judges who put them first, (2) the median of the judges'
    totals, (3) ``heaviest`` [N], their score on the criterion of the greatest weight; what is still even shares its
    place. Source: section 7 of the method of the index.
    """
    keys = [score, first_places(sheet.totals), medians(sheet.totals), heaviest]
    place, shared = np.zeros(len(score), dtype=np.int64), np.zeros(len(score), dtype=np.bool_)
    number = 1
    for group in _parted(np.flatnonzero(competing), keys):
        place[group], shared[group] = number, len(group) > 1
        number += len(group)
    return Places(place, shared)


def first_places(totals: Reals) -> Reals:
    """How many judges gave each entry of ``totals`` [N, J] no less than any other of at least two that they scored."""
    judged = totals[:, (~np.isnan(totals)).sum(axis=0) > 1]
    if not judged.size:
        return np.zeros(len(totals))
    first: Reals = (judged == np.nanmax(judged, axis=0)).sum(axis=1).astype(np.float64)
    return first


def medians(totals: Reals) -> Reals:
    """The median total of each entry of ``totals`` [N, J]; NaN where it has none."""
    median = np.full(len(totals), np.nan)
    some = ~np.isnan(totals).all(axis=1)
    if some.any():
        median[some] = np.nanmedian(totals[some], axis=1)
    return median


def _parted(members: Whole, keys: Sequence[Reals]) -> list[Whole]:
    """Groups of ``members`` that are even in all ``keys``, in order of the keys, higher first."""
    if len(members) < 2 or not keys:
        return [members] if len(members) else []
    value = np.where(np.isnan(keys[0][members]), -np.inf, keys[0][members])
    order = np.argsort(-value, kind="stable")
    finite = value[np.isfinite(value)]
    least = _SAME * (np.abs(finite).max() if finite.size else 1.0)
    falls = np.flatnonzero(value[order][:-1] - value[order][1:] > least) + 1
    return [part for group in np.split(members[order], falls) for part in _parted(np.sort(group), keys[1:])]
