"""The trimmed mean: panel scores as figure skating published them, and exact rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging_frames import judge, sheet
from observatory.awards import trimmed
from observatory.awards.trimmed import half_up, trimmed_mean

JUDGES = [f"J{number}" for number in range(1, 10)]


@pytest.mark.shared
def test_panel_scores_as_published(shared: Path) -> None:
    folder = shared / "known-answers" / "index" / "judging"
    panels = pd.read_csv(folder / "skating_panel_given.csv", dtype=str)
    ours = [trimmed_mean(scores) for scores in panels[JUDGES].itertuples(index=False)]
    assert len(ours) == 4755
    assert ours == panels["scores_of_panel"].map(Decimal).tolist()


@pytest.mark.shared
def test_component_totals_as_published(shared: Path) -> None:
    folder = shared / "known-answers" / "index" / "judging"
    panels = pd.read_csv(folder / "skating_panel_given.csv", dtype=str)
    segments = pd.read_csv(folder / "skating_segments_given.csv", dtype=str).set_index("performance_id")
    ours = [trimmed_mean(scores) for scores in panels[JUDGES].itertuples(index=False)]
    factored = [
        half_up(mean * Decimal(factor), Decimal(1)) for mean, factor in zip(ours, panels["factor"], strict=True)
    ]
    totals: dict[str, Decimal] = {}
    for performance, part in zip(panels["performance_id"], factored, strict=True):
        totals[performance] = totals.get(performance, Decimal(0)) + part
    assert len(totals) == len(segments) == 951
    assert totals == segments["total_component_score"].map(Decimal).to_dict()


@pytest.mark.parametrize(
    ("scores", "mean"),
    [
        (["7.5", "8", "6", "9", "7"], "7.50"),  # 6 and 9 left out
        (["7", "7", "7", "7", "10"], "7.00"),  # one of the equal low ones
        (["7.5", "8", "6", "9"], "7.63"),  # four: nothing left out; 7.625 goes up
        (["0.005"], "0.01"),
        (["-0.005"], "-0.01"),
        (["1.005", "1.005"], "1.01"),  # 1.00499... as a binary number
        ([1.005], "1.01"),
        (["2.674999999999999999999999", "2.675000000000000000000001"], "2.68"),
        (["0.0049999999999999999999999999999999999"], "0.00"),
        (["1e-90", "3"], "1.50"),
    ],
)
def test_small_panels(scores: list[str | float], mean: str) -> None:
    assert str(trimmed_mean(scores)) == mean


def test_no_score_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no scores"):
        trimmed_mean([])


def test_criteria_are_joined_by_weight_from_the_published_means() -> None:
    rows = [("a", judge, "form", 2, score) for judge, score in zip("UVW", ["7", "7", "8"], strict=True)]
    rows += [("a", judge, "reach", 1, score) for judge, score in zip("UVW", ["5", "6", "6"], strict=True)]
    table = pd.DataFrame(rows, columns=["entry", "judge", "criterion", "weight", "score"])
    # (2 x 7.33 + 5.67) / 3 = 6.7766…
    assert judge(table, "trimmed")[["entry", "score", "n", "status"]].values.tolist() == [["a", 6.78, 3, "ok"]]


def test_what_one_criterion_lacks_is_not_made_up() -> None:
    table = pd.DataFrame(
        [("a", "U", "form", "7"), ("a", "U", "reach", ""), ("b", "U", "form", "5"), ("b", "U", "reach", "6")],
        columns=["entry", "judge", "criterion", "score"],
    )
    rows = judge(table, "trimmed")
    assert rows["score"].isna().tolist() == [True, False]
    assert rows["n"].tolist() == [0, 1]


@settings(max_examples=60)
@given(st.lists(st.decimals(-1000, 1000, places=3), min_size=1, max_size=12))
def test_as_fractions_say(scores: list[Decimal]) -> None:
    kept = sorted(map(Fraction, scores))
    kept = kept[1:-1] if len(kept) > 4 else kept
    mean = sum(kept, Fraction(0)) / len(kept)
    ours = Fraction(trimmed_mean(scores))
    assert abs(ours - mean) <= Fraction(1, 200)
    if abs(ours - mean) == Fraction(1, 200):
        assert abs(ours) > abs(mean)


def test_one_fit_for_each_criterion() -> None:
    (fit,) = trimmed.fit(sheet([[1, 2], [3, None]]))
    assert fit.score.tolist() == [1.5, 3.0]
    assert fit.main.all()
