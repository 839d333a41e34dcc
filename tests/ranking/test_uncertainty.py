from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.ranking.rank import ranks
from observatory.ranking.replicate import Replicates
from observatory.ranking.uncertainty import percentiles, summary, together

NAN = float("nan")


def replicates(scores: np.ndarray, periods: tuple[str, ...] = ("",)) -> Replicates:
    units = [f"u{number:02}" for number in range(scores.shape[1] // len(periods))]
    index = pd.MultiIndex.from_product([units, periods], names=["unit", "period"])
    places = np.zeros(scores.shape, dtype="int32")
    for period in periods:
        rows = np.flatnonzero(index.get_level_values("period") == period)
        places[:, rows] = ranks(scores[:, rows])
    return Replicates(scores, places, index)


def nominal(found: Replicates) -> pd.Series:
    return pd.Series(found.ranks[0], index=found.index).where(found.ranks[0] > 0).astype("Int64")


def test_percentiles_are_those_of_numpy() -> None:
    scores = np.random.default_rng(1).normal(size=(999, 15))
    found = replicates(scores)
    table = summary(found, nominal(found))
    expected = np.percentile(found.ranks, [5, 50, 95], axis=0)
    assert np.abs(table[["rank_p5", "rank_median", "rank_p95"]].to_numpy().T - expected).max() < 1e-9
    expected = np.percentile(scores, [5, 95], axis=0)
    assert np.abs(table[["score_p5", "score_p95"]].to_numpy().T - expected).max() < 1e-12
    assert np.abs(table["p_top10"].to_numpy() - (found.ranks <= 10).mean(axis=0)).max() < 1e-12
    assert table["p_best_in_group"].isna().all()
    assert table["rank"].tolist() == found.ranks[0].tolist()


def test_runs_without_a_rank_are_left_out() -> None:
    scores = np.array([[3.0, 2.0, 1.0], [1.0, NAN, 2.0], [2.0, NAN, NAN], [1.0, 4.0, NAN]])
    scores[:, 2] = NAN
    found = replicates(scores)
    table = summary(found, nominal(found), pd.Series({"u00": "x", "u01": "x", "u02": "x"}))
    assert table["rank_median"].tolist()[:2] == [1.0, 1.5]
    assert table["p_best_in_group"].tolist()[:2] == [0.75, 0.5]
    assert table.iloc[2].drop("rank").isna().all()
    assert pd.isna(table["rank"].iloc[2])


def test_the_best_of_a_group_is_held_against_its_own_group_and_period_only() -> None:
    # u00 and u01 form one group, u02 another, u03 has none; the second period turns the first round.
    first = np.array([[4.0, 3.0, 2.0, 1.0], [4.0, 5.0, 2.0, 1.0], [4.0, 4.0, 2.0, 9.0]])
    scores = np.empty((3, 8))
    scores[:, 0::2], scores[:, 1::2] = first, -first
    found = replicates(scores, ("2024", "2025"))
    table = summary(found, nominal(found), pd.Series({"u00": "x", "u01": "x", "u02": "y", "u03": ""}))
    shares = table["p_best_in_group"].unstack("period")
    assert shares["2024"].tolist()[:3] == pytest.approx([2 / 3, 2 / 3, 1.0])
    assert shares["2025"].tolist()[:3] == pytest.approx([2 / 3, 2 / 3, 1.0])
    assert shares.loc["u03"].isna().all()


@given(st.lists(st.lists(st.one_of(st.floats(-50, 50), st.just(NAN)), min_size=4, max_size=4), min_size=1, max_size=9))
def test_percentiles_leave_out_what_is_missing(rows: list[list[float]]) -> None:
    values = np.array(rows)
    found = np.array(percentiles(values, [0.05, 0.5, 0.95]))
    for column in range(4):
        known = values[~np.isnan(values[:, column]), column]
        if known.size:
            assert found[:, column] == pytest.approx(np.percentile(known, [5, 50, 95]), abs=1e-9)
        else:
            assert np.isnan(found[:, column]).all()


def intervals(rows: list[tuple[int | None, float, float]]) -> pd.DataFrame:
    index = [chr(ord("a") + number) for number in range(len(rows))]
    return pd.DataFrame(rows, columns=["rank", "rank_p5", "rank_p95"], index=index)


def test_ranks_that_cannot_be_told_apart() -> None:
    rows = [(1, 1, 1), (2, 2, 4), (3, 2, 4), (4, 3, 6), (5, 5, 7), (6, 5, 7), (7, 7, 7), (8, 8, 8), (None, 1, 8)]
    found = together(intervals(rows))
    assert found.to_dict("records") == [
        {"first_rank": 2, "last_rank": 4, "members": ("b", "c", "d")},
        {"first_rank": 4, "last_rank": 6, "members": ("d", "e", "f")},
        {"first_rank": 5, "last_rank": 7, "members": ("e", "f", "g")},
    ]


def test_overlap_is_of_every_pair_and_not_of_neighbours() -> None:
    found = together(intervals([(1, 1, 2), (2, 2, 3), (3, 3, 4)]))
    assert found["members"].tolist() == [("a", "b"), ("b", "c")]


def test_all_alone_or_nobody_there_gives_no_rows() -> None:
    assert together(intervals([(1, 1, 1), (2, 2, 2)])).empty
    assert together(intervals([])).empty


def test_other_columns_may_hold_the_ends() -> None:
    table = pd.DataFrame({"rank": [2, 1], "rank_low": [1, 1], "rank_high": [2, 2]}, index=["x", "y"])
    assert together(table, "rank_low", "rank_high")["members"].tolist() == [("y", "x")]


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=24))
def test_runs_are_the_longest_that_overlap_pairwise(rows: list[tuple[int, int, int]]) -> None:
    rows = sorted(rows)
    low = [rank - down for rank, down, _ in rows]
    high = [rank + up for rank, _, up in rows]

    def overlap(first: int, last: int) -> bool:
        stretch = range(first, last + 1)
        return all(low[one] <= high[other] for one in stretch for other in stretch)

    count = len(rows)
    all_runs = {(i, j) for i in range(count) for j in range(i + 1, count) if overlap(i, j)}
    longest = [(i, j) for i, j in sorted(all_runs) if not {(i - 1, j), (i, j + 1)} & all_runs]
    table = pd.DataFrame({"rank": [rank for rank, _, _ in rows], "rank_p5": low, "rank_p95": high}, index=range(count))
    assert [(members[0], members[-1]) for members in together(table)["members"]] == longest
