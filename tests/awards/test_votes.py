"""Borda and Copeland over judges: counts by hand, full panels against the classical definition, and the check."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings

from judging_frames import Cells, frame, judge, matrices, reals, sheet
from observatory.awards import panel, votes
from observatory.awards.panel import METHODS
from observatory.errors import FindingsError

_ = None
# A beats B and C by four judges of seven; B has the most points, as three judges put A last.
PARADOX: Cells = [[9, 9, 9, 9, 5, 5, 5], [8, 8, 8, 8, 9, 9, 9], [7, 7, 7, 7, 8, 8, 8]]


def test_by_hand() -> None:
    assert votes.borda(reals(PARADOX)).score.tolist() == [8, 10, 3]
    assert votes.copeland(reals(PARADOX)).score.tolist() == [2, 0, -2]


def test_ties_are_halves_and_no_wins() -> None:
    cells = reals([[7, 7], [7, 8], [6, 7]])
    assert votes.borda(cells).score.tolist() == [1.5 + 0.5, 1.5 + 2, 0 + 0.5]
    assert votes.copeland(cells).score.tolist() == [0, 2, -2]


def test_points_of_an_incomplete_panel_are_of_a_full_field() -> None:
    """J1 orders three, J2 two: the shares 1, 0.5, 0 and 0, 1, of two judges and three entries."""
    fit = votes.borda(reals([[9, _, _], [8, 7, _], [7, 8, 6]]))
    assert fit.score.tolist() == [4, (0.5 + 0) / 2 * 4, (0 + 1) / 2 * 4]


def test_pairs_that_no_judge_scored_have_no_winner() -> None:
    fit = votes.copeland(reals([[9, _], [8, _], [_, 7], [_, 6]]))
    assert fit.score.tolist() == [1, -1, 1, -1]
    assert not fit.main.any()


@pytest.mark.parametrize("method", [votes.borda, votes.copeland])
def test_nothing_to_compare_has_no_score(method: object) -> None:
    assert np.isnan(method(reals([[9, 8]])).score).all()  # type: ignore[operator]
    assert np.isnan(method(reals([[9, _], [_, 8]])).score).all()  # type: ignore[operator]
    score = method(reals([[9, 8], [7, 6], [_, _]])).score  # type: ignore[operator]
    assert np.isnan(score).tolist() == [False, False, True]


@settings(max_examples=40)
@given(matrices())
def test_as_the_definitions_say(values: npt.NDArray[np.float64]) -> None:
    wins = np.zeros(len(values))
    for one, other in combinations(range(len(values)), 2):
        both = values[one], values[other]
        lead = np.sign(np.sum(both[0] > both[1]) - np.sum(both[0] < both[1]))
        wins[[one, other]] += lead, -lead
    assert votes.copeland(values).score.tolist() == wins.tolist()


@settings(max_examples=40)
@given(matrices(full=True))
def test_a_full_panel_has_the_classical_count(values: npt.NDArray[np.float64]) -> None:
    below = (values[:, None] > values[None]).sum(axis=(1, 2))
    even = (values[:, None] == values[None]).sum(axis=(1, 2)) - values.shape[1]
    np.testing.assert_allclose(votes.borda(values).score, below + even / 2)


def test_totals_are_over_all_criteria_by_weight() -> None:
    rows = [("a", "U", "form", 3, 7), ("a", "U", "reach", 1, 9), ("b", "U", "form", 3, 8), ("b", "U", "reach", 1, 5)]
    rows += [("a", "V", "form", 3, 9), ("b", "V", "form", 3, 1), ("b", "V", "reach", 1, 1)]
    table = pd.DataFrame(rows, columns=["entry", "judge", "criterion", "weight", "score"])
    found = judge(table, "borda")
    # U gives a 7.5 and b 7.25; V has no total for a and so orders nothing.
    assert found["score"].tolist() == [1, 0]
    assert found["n"].tolist() == [1, 2]


def test_totals_that_are_even_on_paper_are_even() -> None:
    rows = [("a", "U", "x", 1, 0.1), ("a", "U", "y", 2, 0.2), ("b", "U", "x", 1, 0.3), ("b", "U", "y", 2, 0.1)]
    table = pd.DataFrame(rows, columns=["entry", "judge", "criterion", "weight", "score"])
    assert judge(table, "copeland")["score"].tolist() == [0, 0]


def first(standing: panel.Standing, vote: str) -> tuple[str, ...]:
    """The entries that a vote puts first among those that may win."""
    made = panel.published(standing)
    return tuple(made.loc[made[f"{vote}_place"] == 1, "entry"])


@pytest.mark.parametrize("method", METHODS)
def test_the_check_says_where_a_majority_prefers_another(method: panel.Method) -> None:
    standing = panel.stand(sheet(PARADOX), method)
    assert first(standing, "copeland") == ("e1",)
    assert standing.winners == (("e1",) if method == "copeland" else ("e2",))


def test_the_check_leaves_out_what_cannot_win() -> None:
    standing = panel.stand(sheet([[9, 9, _, _, _], [7, 7, 8, 8, 8], [6, 6, 6, 6, 6]]), "additive")
    assert standing.status[0] == "too_few_scores"
    assert first(standing, "copeland") == first(standing, "borda") == ("e2",)
    nobody = panel.stand(sheet([[9, 9]]), "trimmed")
    assert first(nobody, "copeland") == nobody.winners == ()


def test_too_many_entries_for_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(votes, "MAX_ENTRIES", 2)
    with pytest.raises(ValueError, match="more than 2"):
        votes.copeland(reals(PARADOX))
    with pytest.raises(FindingsError) as refused:
        judge(frame(PARADOX), "copeland")
    assert refused.value.findings[0].code == "judging-too-many-pairs"
    assert judge(frame(PARADOX), "borda")["score"].notna().all()
    published = panel.published(panel.stand(sheet(PARADOX), "additive"))
    assert published["borda_place"].tolist() == [2, 1, 3]
    assert published["copeland_place"].isna().all()


def test_blocks_of_rows_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = votes.copeland(reals(PARADOX)).score
    monkeypatch.setattr(votes, "_BLOCK", 2)
    assert votes.copeland(reals(PARADOX)).score.tolist() == whole.tolist()
