"""Progress as Statistics Canada published it: each series, and each indicator as the mean of its series."""

from pathlib import Path

import pandas as pd
import pytest

from observatory.review import levels
from observatory.review.pace import ACHIEVED, pace

pytestmark = pytest.mark.shared


def number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)


@pytest.fixture
def answers(shared: Path) -> pd.DataFrame:
    """The published series, with our verdicts in the columns ``our_value``, ``our_status`` and ``our_score``."""
    published = pd.read_csv(shared / "known-answers" / "index" / "progress" / "progress_series_cif.csv")
    inputs = ["base_value", "base_year", "current_value", "current_year", "target", "target_year"]
    found = [
        pace(*(number(row[name]) for name in inputs), direction=int(row["direction"]), limit=number(row["limit"]))
        for _, row in published.iterrows()
    ]
    return published.assign(
        our_value=pd.Series([one.progress_value for one in found], dtype="float64"),
        our_status=[one.status for one in found],
        our_score=pd.Series([one.score for one in found], dtype="float64"),
    )


def test_every_series_has_the_published_status(answers: pd.DataFrame) -> None:
    assert len(answers) == 132
    assert answers["our_status"].tolist() == answers["status"].tolist()


@pytest.mark.parametrize(("ours", "published"), [("our_value", "progress_value"), ("our_score", "score")])
def test_every_series_has_the_published_numbers_and_no_other(answers: pd.DataFrame, ours: str, published: str) -> None:
    assert answers[published].notna().sum() == 125
    assert answers[ours].isna().tolist() == answers[published].isna().tolist()
    assert (answers[ours] - answers[published]).abs().max() <= 1e-9


def test_every_indicator_has_the_mean_of_its_scored_series(answers: pd.DataFrame, shared: Path) -> None:
    published = pd.read_csv(shared / "known-answers" / "index" / "progress" / "progress_indicator_cif.csv")
    for row in published.to_dict("records"):
        own = answers[answers["indicator"] == row["indicator"]]
        scores = [number(score) for score in own["our_score"]]
        found = levels.level(scores, bool((own["our_status"] == ACHIEVED).all()))
        assert (len(scores), sum(score is not None for score in scores)) == (row["n_series"], row["n_scored"])
        if row["n_scored"]:
            assert found.score == pytest.approx(row["score"], abs=1e-9, rel=0)
            assert found.verdict == row["progress_status"]
        else:
            assert found.score is None
