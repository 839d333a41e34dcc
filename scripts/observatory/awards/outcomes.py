"""What may be said of the score of an entry: ``ok``, or the reason why a page withholds it."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from observatory.awards.scores import Flags, Sheet, Whole

Status = Literal[
    "ok",
    "score_in_conflict",
    "score_out_of_scale",
    "too_few_scores",
    "not_connected",
    "tie_at_cut",
]

# What comes first is said where several hold: what was done wrong, what is missing, what is left open.
STATUSES: tuple[Status, ...] = get_args(Status)
LEAST_SCORES = 3


def statuses(sheet: Sheet, number: Whole, main: Flags) -> list[Status]:
    """The status of each entry but for ties: ``number`` [N] of scores that count, ``main`` [N] for connected ones.

    ``score_in_conflict``: a judge scored the entry though a conflict of interest was declared; that score does not
    count. ``score_out_of_scale``: likewise a score outside the scale. ``too_few_scores``: fewer than three count.
    ``not_connected``: no judge links the entry to the main part of the sheet.
    """
    conditions = [sheet.conflicts > 0, sheet.beyond > 0, number < LEAST_SCORES, ~main]
    chosen = np.select(conditions, [1, 2, 3, 4], 0)
    return [STATUSES[at] for at in chosen.tolist()]
