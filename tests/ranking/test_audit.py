from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import SELF, criterion, scores
from observatory.ranking.audit import draw, jumps


def handed_in(count: int = 30, year: int = 2026) -> pd.DataFrame:
    return scores(*(criterion(f"c{at:02}", SELF, year=year, self_score=at % 10) for at in range(count)))


def history(*shares: float, maximum: float = 10.0) -> pd.DataFrame:
    rows = [
        criterion("a", SELF, year=2026 + at) | {"final_score": share * maximum, "max_score": maximum}
        for at, share in enumerate(shares)
    ]
    return scores(*rows).assign(final_score=[row["final_score"] for row in rows])


@pytest.mark.parametrize(("count", "drawn"), [(1, 1), (10, 1), (11, 2), (30, 3), (200, 20)])
def test_a_tenth_is_drawn_rounded_up(count: int, drawn: int) -> None:
    assert len(draw(handed_in(count), 0.1, "seed")) == drawn


def test_each_scope_and_year_is_drawn_apart() -> None:
    rows = pd.concat([handed_in(10), handed_in(10, 2027)], ignore_index=True)
    assert draw(rows, 0.1, "seed")["year"].tolist() == [2026, 2027]


def test_the_draw_can_be_repeated_and_does_not_depend_on_the_order_of_the_rows() -> None:
    first = draw(handed_in(), 0.1, "seed")
    again = draw(handed_in().sample(frac=1, random_state=1).reset_index(drop=True), 0.1, "seed")
    pd.testing.assert_frame_equal(first, again)


def test_the_draw_cannot_be_foreseen_before_the_last_score_is_in() -> None:
    first = set(draw(handed_in(200), 0.1, "seed")["criterion"])
    changed = handed_in(200)
    changed.loc[199, "self_score"] = 1.5
    assert set(draw(changed, 0.1, "seed")["criterion"]) != first
    assert set(draw(handed_in(200), 0.1, "other")["criterion"]) != first


def test_verification_does_not_change_the_draw() -> None:
    verified = handed_in().assign(verified_score=3.0, evidence_url="https://example.org/2")
    pd.testing.assert_frame_equal(draw(handed_in(), 0.1, "seed"), draw(verified, 0.1, "seed"))


def test_nothing_is_drawn_from_nothing() -> None:
    assert draw(scores(), 0.1, "seed").empty
    assert jumps(history(), 3, 3).empty


def test_a_jump_is_a_change_beyond_three_deviations_of_the_own_history() -> None:
    (row,) = jumps(history(0.4, 0.5, 0.6, 0.9), 3, 3).to_dict("records")
    assert (row["year"], row["criterion"]) == (2029, "a")
    assert (row["jump"], row["deviation"]) == (pytest.approx(0.4), pytest.approx(0.1))
    assert jumps(history(0.4, 0.5, 0.6, 0.8), 3, 3).empty


@pytest.mark.parametrize(("years", "found"), [(3, 1), (4, 0)])
def test_a_short_history_says_nothing(years: int, found: int) -> None:
    assert len(jumps(history(0.4, 0.5, 0.6, 0.9), 3, years)) == found


def test_only_the_years_before_are_the_history() -> None:
    assert jumps(history(0.9, 0.4, 0.5, 0.6), 3, 3).empty


def test_scores_are_compared_as_shares_of_their_maximum() -> None:
    rows = pd.concat([history(0.4, 0.5, 0.6), history(0.4, 0.5, 0.6, 0.5, maximum=100.0).tail(1)], ignore_index=True)
    assert jumps(rows, 3, 3).empty


def test_after_a_history_without_any_change_every_change_counts() -> None:
    assert len(jumps(history(0.5, 0.5, 0.5, 0.51), 3, 3)) == 1


def test_a_missing_score_is_no_jump_and_no_history() -> None:
    assert jumps(history(0.4, 0.5, float("nan"), 0.9), 3, 3).empty


@settings(max_examples=30)
@given(st.integers(0, 60), st.sampled_from([0.0, 0.1, 0.5, 1.0]), st.text(max_size=5))
def test_what_is_drawn_was_handed_in_and_is_as_much_as_asked(count: int, share: float, seed: str) -> None:
    rows: Any = handed_in(count)
    found = draw(rows, share, seed)
    assert set(found["criterion"]) <= set(rows["criterion"])
    assert share * count <= len(found) < share * count + 1
    assert not found.duplicated().any()
