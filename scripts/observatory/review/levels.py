"""From targets to pillars to the whole Strategy: the mean of the scores there are, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from observatory.review.pace import ACHIEVED, NOT_AVAILABLE, STATUSES

BANDS = (2.5, 0.0, -2.5)
STRATEGY = "strategy"
COLUMNS = ("level", "code", "name_vi", "name_en", "n_targets", "n_scored", "score", "verdict")


@dataclass(frozen=True)
class Level:
    """The verdict on a group: ``score`` is the mean of the scores there are, ``None`` where there is none."""

    score: float | None
    verdict: str


def level(scores: Sequence[float | None], achieved: bool) -> Level:
    """The verdict on a group whose members have ``scores`` from -5 to 5.

    The mean is cut at 2.5, 0 and -2.5 (method page, section 6.1). ``achieved`` says that every member is.
    """
    known = [score for score in scores if score is not None]
    if not known:
        return Level(None, NOT_AVAILABLE)
    mean = sum(known) / len(known)
    if achieved:
        return Level(mean, ACHIEVED)
    cut = next((status for status, least in zip(STATUSES[1:], BANDS, strict=False) if mean >= least), STATUSES[4])
    return Level(mean, cut)


def levels(targets: pd.DataFrame, pillars: pd.DataFrame, strategy: tuple[str, str]) -> pd.DataFrame:
    """One row per pillar, in the order of ``pillars``, and one for the Strategy, with ``COLUMNS``.

    ``targets`` has the columns pillar, verdict and verdict_score; ``pillars`` pillar, name_vi and name_en;
    ``strategy`` is the name of the whole in Vietnamese and English. A pillar counts once in the mean of the Strategy,
    however many targets it has. A group is achieved only when every one of its targets is, also those without a score.
    """
    rows, scores = [], []
    for pillar in pillars.to_dict("records"):
        own = targets[targets["pillar"] == pillar["pillar"]]
        found = level(_scores(own), _achieved(own))
        scores.append(found.score)
        rows.append(_row("pillar", str(pillar["pillar"]), (pillar["name_vi"], pillar["name_en"]), own, found))
    rows.append(_row(STRATEGY, STRATEGY, strategy, targets, level(scores, _achieved(targets))))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _scores(targets: pd.DataFrame) -> list[float | None]:
    return [None if pd.isna(score) else float(score) for score in targets["verdict_score"]]


def _achieved(targets: pd.DataFrame) -> bool:
    return bool((targets["verdict"] == ACHIEVED).all())


def _row(
    kind: str, code: str, names: tuple[str, str], targets: pd.DataFrame, found: Level
) -> tuple[str, str, str, str, int, int, float | None, str]:
    scored = int(targets["verdict_score"].notna().sum())
    return kind, code, *names, len(targets), scored, found.score, found.verdict
