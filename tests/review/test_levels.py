"""From targets to pillars to the Strategy."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.review.levels import COLUMNS, level, levels
from observatory.review.pace import ACHIEVED, FLOOR, NOT_AVAILABLE, STATUSES, TOP

PILLARS = pd.DataFrame(
    {"pillar": ["one", "two", "three"], "name_vi": ["Một", "Hai", "Ba"], "name_en": ["One", "Two", "Three"]}
)
WHOLE = ("Cả", "All")


def found(*targets: tuple[str, str, float | None]) -> pd.DataFrame:
    frame = pd.DataFrame(targets, columns=["pillar", "verdict", "verdict_score"])
    return levels(frame.astype({"verdict_score": "float64"}), PILLARS, WHOLE).set_index("code")


def test_a_pillar_counts_once_however_many_targets_it_has() -> None:
    rows = found(
        ("one", "substantial_progress", 5.0),
        ("one", "substantial_progress", 4.0),
        ("one", "substantial_progress", 3.0),
        ("two", "deterioration", -5.0),
        ("three", NOT_AVAILABLE, None),
    )
    assert rows["score"].tolist()[:2] == [4.0, -5.0]
    assert pd.isna(rows.loc["three", "score"])
    assert rows.loc["strategy", "score"] == -0.5
    assert rows["verdict"].tolist() == ["substantial_progress", "deterioration", NOT_AVAILABLE, "limited_progress"]
    assert rows[["n_targets", "n_scored"]].to_numpy().tolist() == [[3, 3], [1, 1], [1, 0], [5, 4]]
    assert rows.loc["strategy", ["level", "name_vi", "name_en"]].tolist() == ["strategy", "Cả", "All"]
    assert (*rows.reset_index().columns,) == ("code", *(name for name in COLUMNS if name != "code"))


def test_nothing_scored_is_nothing_said() -> None:
    rows = found(("one", NOT_AVAILABLE, None), ("two", NOT_AVAILABLE, None))
    assert set(rows["verdict"]) == {NOT_AVAILABLE}
    assert rows["score"].isna().all()
    assert rows.loc["three", "n_targets"] == 0


def test_a_group_is_achieved_only_when_every_target_is() -> None:
    rows = found(("one", ACHIEVED, 5.0), ("two", ACHIEVED, 5.0), ("two", NOT_AVAILABLE, None))
    assert rows.loc[["one", "two", "strategy"], "verdict"].tolist() == [
        ACHIEVED,
        "substantial_progress",
        "substantial_progress",
    ]


@pytest.mark.parametrize(
    ("score", "verdict"),
    [(2.5, 1), (2.49, 2), (0.0, 2), (-0.01, 3), (-2.5, 3), (-2.51, 4)],
)
def test_cut_points_of_a_score(score: float, verdict: int) -> None:
    assert level([score], achieved=False).verdict == STATUSES[verdict]


@settings(deadline=None, max_examples=100)
@given(st.lists(st.none() | st.floats(FLOOR, TOP), max_size=8))
def test_a_mean_lies_between_its_scores_and_what_is_missing_does_not_pull(scores: list[float | None]) -> None:
    one = level(scores, achieved=False)
    known = [score for score in scores if score is not None]
    assert (one.score is None) == (not known) == (one.verdict == NOT_AVAILABLE)
    if one.score is not None:
        assert min(known) - 1e-9 <= one.score <= max(known) + 1e-9
        assert one == level([*scores, None], achieved=False)
