"""A panel's scores through one of the methods: a score and an outcome for each entry, and the check by vote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from observatory.awards import additive, mixed, outcomes, ties, trimmed, votes
from observatory.awards.outcomes import Status
from observatory.awards.scores import Fit, Flags, Reals, Sheet, Whole
from observatory.awards.ties import Places
from observatory.errors import FindingsError
from observatory.findings import Finding

Method = Literal["trimmed", "additive", "mixed", "borda", "copeland"]

METHODS: tuple[Method, ...] = get_args(Method)
# Methods that estimate the severity of judges.
MODELS: Mapping[Method, Callable[[Reals], Fit]] = {"additive": additive.fit, "mixed": mixed.fit}
VOTES: Mapping[Method, Callable[[Reals], Fit]] = {"borda": votes.borda, "copeland": votes.copeland}
# With fewer scores for each judge than this the crossed random effects are advised.
ENOUGH_PER_JUDGE = 8


@dataclass(frozen=True)
class Standing:
    """The outcome for each of the N entries of ``sheet``.

    ``score`` is NaN where nothing can be said; ``number`` counts the scores that stand behind it, on the criterion
    that has the fewest; ``status`` says whether it may be shown. Only entries that are ``ok`` or ``tie_at_cut``
    have a place. ``fits`` are of the criteria, or the one of the votes over judges' totals.
    """

    sheet: Sheet
    method: Method
    score: Reals
    number: Whole
    status: tuple[Status, ...]
    places: Places
    fits: tuple[Fit, ...]

    @property
    def competing(self) -> Flags:
        """The entries [N] that have a place."""
        return self.places.place > 0

    @property
    def winners(self) -> tuple[str, ...]:
        """The entries in the first place, by name."""
        return tuple(sorted(self.sheet.entries[at] for at in np.flatnonzero(self.places.place == 1).tolist()))


def stand(sheet: Sheet, method: Method, cut: int | None = None) -> Standing:
    """The standing of the entries of ``sheet`` by ``method``, the first ``cut`` of which are honoured.

    Each criterion is judged on its own, and the scores joined by weight; votes are over each judge's weighted
    total, of entries that the judge scored on all criteria. Raises ``FindingsError`` for more entries than votes
    can be counted of.
    """
    if method == "copeland" and len(sheet.entries) > votes.MAX_ENTRIES:
        found = Finding("judging-too-many-pairs", value=str(len(sheet.entries)), expected=str(votes.MAX_ENTRIES))
        raise FindingsError([found], "judging-refused")
    fits, score, number = _judged(sheet, method)
    main = np.logical_and.reduce([fit.main for fit in fits])
    status = outcomes.statuses(sheet, number, main)
    competing = np.array([one == "ok" for one in status]) & ~np.isnan(score)
    places = ties.places(score, sheet, _heaviest(sheet, method, fits), competing)
    if cut is not None:
        for at in np.flatnonzero(places.across(cut)).tolist():
            status[at] = "tie_at_cut"
    return Standing(sheet, method, score, number, tuple(status), places, fits)


def rows(standing: Standing) -> pd.DataFrame:
    """``entry, score, n, status, place, shared``, in the order of the sheet.

    ``score`` is in the unit of the scores, in points for ``borda`` and in wins for ``copeland``, and is filled
    wherever it can be computed: what is not ``ok`` is to be withheld by those who show it. ``n`` is the number of
    scores that count, ``place`` missing for entries that have none.
    """
    place = standing.places.place
    return pd.DataFrame(
        {
            "entry": standing.sheet.entries,
            "score": standing.score,
            "n": standing.number,
            "status": standing.status,
            "place": pd.Series(place, dtype="Int64").mask(place == 0),
            "shared": standing.places.shared,
        }
    )


def published(standing: Standing) -> pd.DataFrame:
    """``entry, score, n, status, place, borda_place, copeland_place, n_conflicts``: what a panel publishes of entries.

    The places by vote are of the entries that have one in ``standing``, under the same rules for ties; they are
    missing by Copeland where there are too many entries to count. ``n_conflicts`` is the number of judges who
    declared a conflict.
    """
    table = rows(standing).drop(columns="shared")
    for vote in VOTES:
        place = np.zeros(len(table), dtype=np.int64)
        if vote != "copeland" or len(table) <= votes.MAX_ENTRIES:
            fits, score, _ = _judged(standing.sheet, vote)
            heaviest = _heaviest(standing.sheet, vote, fits)
            place = ties.places(score, standing.sheet, heaviest, standing.competing).place
        table[f"{vote}_place"] = pd.Series(place, dtype="Int64").mask(place == 0)
    return table.assign(n_conflicts=standing.sheet.declared)


def severity(standing: Standing) -> pd.DataFrame:
    """How much more than the panel each judge gives: ``criterion, judge, severity, n``. For the panel alone.

    Positive for a lenient judge, in the unit of the scores; missing for judges outside the main part. Raises
    ``ValueError`` for methods without judges in them.
    """
    if standing.method not in MODELS:
        raise ValueError(f"{standing.method} knows no severity")
    sheet = standing.sheet
    return pd.DataFrame(
        {
            "criterion": np.repeat(np.array(sheet.criteria, dtype=object), len(sheet.judges)),
            "judge": np.tile(np.array(sheet.judges, dtype=object), len(sheet.criteria)),
            "severity": np.concatenate([fit.severity for fit in standing.fits]),
            "n": (sheet.codes >= 0).sum(axis=1).ravel(),
        }
    )


def advice(standing: Standing, file: str = "") -> list[Finding]:
    """What the panel should know of its choice of a method: warnings, on the scores in ``file``."""
    sheet, found = standing.sheet, []
    if standing.method == "trimmed" and sheet.filled < 1:
        found.append(Finding("judging-panel-incomplete", "warning", file=file, value=f"{100 * sheet.filled:.1f}"))
    each = (sheet.codes >= 0).sum(axis=1).min(axis=0)
    few = int((each < ENOUGH_PER_JUDGE).sum())
    if standing.method == "additive" and few:
        found.append(
            Finding("judging-few-per-judge", "warning", file=file, value=str(few), expected=str(ENOUGH_PER_JUDGE))
        )
    score = standing.score[standing.competing]
    if len(score) > 1 and np.ptp(score) <= 1e-9 * np.abs(score).max():
        found.append(Finding("judging-no-difference", "warning", file=file, value=standing.method))
    return found


def _judged(sheet: Sheet, method: Method) -> tuple[tuple[Fit, ...], Reals, Whole]:
    """The fits, the score of each entry, and the number of scores behind it."""
    if method in VOTES:
        fit = VOTES[method](sheet.totals)
        return (fit,), fit.score, (~np.isnan(sheet.totals)).sum(axis=1)
    if method == "trimmed":
        fits = trimmed.fit(sheet)
        by_entry = zip(*(fit.score.tolist() for fit in fits), strict=True)
        return fits, np.array([trimmed.joined(scores, sheet.weights) for scores in by_entry]), sheet.valid
    fits = tuple(MODELS[method](values) for values in sheet.values)
    return fits, np.tensordot(sheet.shares, np.stack([fit.score for fit in fits]), axes=1), sheet.valid


def _heaviest(sheet: Sheet, method: Method, fits: tuple[Fit, ...]) -> Reals:
    """The score of each entry on the criterion of the greatest weight; the mean where several have it."""
    if len(sheet.criteria) == 1:
        return fits[0].score
    heavy = [number for number, weight in enumerate(sheet.weights) if weight == max(sheet.weights)]
    if method in VOTES:
        of = [VOTES[method](sheet.criterion(number).totals).score for number in heavy]
    else:
        of = [fits[number].score for number in heavy]
    mean: Reals = np.mean(of, axis=0)
    return mean
