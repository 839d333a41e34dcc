"""The verdict on a target of the Strategy: a label by its pace, a number by the way covered, and whether they agree.

The label is that of ``pace`` (method page, section 6.1), which compares yearly rates of growth. The number is the
current status of section 6.2: 10 times the share of the way covered, beside 10 times the share of the time that has
passed, as a straight line would have it. Growth at a constant rate covers little of the way at first, so the two can
disagree; both are then shown.

One rule says when there is too little time: both verdicts wait until ``TOO_EARLY_YEARS`` lie between the baseline
and the latest result, since a target twenty years away is not judged by its first year. A series in a file of its own
(command ``progress``) is judged as soon as it has two different years, as Statistics Canada does. A target that is
reached needs no pace and does not wait.
"""

from __future__ import annotations

from dataclasses import dataclass

from observatory.review.pace import ACHIEVED, NOT_AVAILABLE, pace, ratio_status
from observatory.review.progress import TOO_EARLY_YEARS, Goal

FULL = 10.0


@dataclass(frozen=True)
class Verdict:
    """What is said of a target; ``None`` where it cannot be said.

    ``verdict``, ``verdict_ratio``, ``verdict_score`` and ``verdict_reason`` are those of ``pace``. ``linear_score``
    is 0 at the baseline and 10 at the target, less than 0 on the other side; ``linear_expected`` is at most 10.
    """

    verdict: str
    verdict_ratio: float | None
    verdict_score: float | None
    verdict_reason: str
    linear_score: float | None = None
    linear_expected: float | None = None
    linear_verdict: str = NOT_AVAILABLE
    verdicts_agree: bool | None = None


def unsaid(reason: str) -> Verdict:
    """The verdict on a target of which nothing can be said."""
    return Verdict(NOT_AVAILABLE, None, None, reason)


def verdict(aim: Goal, latest: float, elapsed: float) -> Verdict:
    """The verdict on ``latest``, a result ``elapsed`` years (0 or more) after the baseline of ``aim``."""
    paced = pace(
        *(aim.baseline_value, 0.0, latest, elapsed, aim.target_value, float(aim.years)),
        direction=1 if aim.target_value > aim.baseline_value else -1,
        limit=None,
        least_years=TOO_EARLY_YEARS,
    )
    share, time = aim.share(latest), elapsed / aim.years
    linear = paced.status if paced.status == ACHIEVED or elapsed < TOO_EARLY_YEARS else ratio_status(share / time)
    said = NOT_AVAILABLE not in (paced.status, linear)
    return Verdict(
        paced.status,
        paced.progress_value,
        paced.score,
        paced.reason,
        FULL * share,
        FULL * min(time, 1.0),
        linear,
        paced.status == linear if said else None,
    )
