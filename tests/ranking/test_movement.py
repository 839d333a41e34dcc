from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from observatory.ranking.movement import movement
from observatory.ranking.rank import ranks
from observatory.ranking.replicate import Replicates

NAN = float("nan")


def one(scores: np.ndarray, units: list[str], period: str = "2025") -> Replicates:
    index = pd.MultiIndex.from_product([units, [period]], names=["unit", "period"])
    return Replicates(scores, ranks(scores), index)


def test_an_arrow_needs_nine_runs_of_ten() -> None:
    before = one(np.tile([4.0, 3.0, 2.0, 1.0], (10, 1)), ["a", "b", "c", "d"], "2024")
    scores = np.tile([1.0, 3.0, 2.0, 4.0], (10, 1))
    scores[0] = [4.0, 3.0, 2.0, 1.0]
    found = movement(before, one(scores, ["a", "b", "c", "d"]))
    assert found["arrow"].to_dict() == {"a": "down", "b": "same", "c": "same", "d": "up"}
    assert found.loc["d", ["p_better", "p_worse"]].tolist() == [0.9, 0.0]
    scores[1] = [4.0, 3.0, 2.0, 1.0]
    assert movement(before, one(scores, ["a", "b", "c", "d"]))["arrow"].eq("same").all()


def test_runs_are_paired() -> None:
    """Ranks that jump about together say more than two overlapping intervals do."""
    random = np.random.default_rng(1)
    middle = random.permuted(np.tile(np.arange(1.0, 10.0), (200, 1)), axis=1)
    before = one(np.hstack([middle, np.zeros((200, 1))]), list("abcdefghij"), "2024")
    moved = middle.copy()
    moved[:, 0] += 1.5
    found = movement(before, one(np.hstack([moved, np.full((200, 1), 99.0)]), list("abcdefghij")))
    assert found.loc["j", "arrow"] == "up"
    assert found.loc["b", "p_worse"] > 0.8


def test_only_units_ranked_in_both_are_listed() -> None:
    before = one(np.array([[2.0, 1.0, NAN]]), ["a", "b", "c"], "2024")
    after = one(np.array([[1.0, 5.0, 2.0]]), ["c", "d", "a"])
    found = movement(before, after)
    assert found.index.tolist() == ["a"]
    assert found.loc["a"].tolist() == [0.0, 1.0, "down"]


def test_runs_that_rank_a_unit_in_one_period_only_do_not_count() -> None:
    before = one(np.array([[2.0, 1.0], [2.0, NAN]]), ["a", "b"], "2024")
    after = one(np.array([[1.0, 2.0], [1.0, 2.0]]), ["a", "b"])
    assert movement(before, after).loc["b"].tolist() == [1.0, 0.0, "up"]


def test_it_compares_two_single_periods_over_the_same_runs() -> None:
    single = one(np.ones((2, 1)), ["a"])
    with pytest.raises(ValueError, match="single periods"):
        movement(single, one(np.ones((3, 1)), ["a"]))
    with pytest.raises(ValueError, match="single periods"):
        movement(single, one(np.ones((2, 2)), ["a", "a"]))
