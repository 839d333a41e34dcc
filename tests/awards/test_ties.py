"""Places, what decides between entries of the same score, the cut, and which outcome is said first."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging_frames import Cells, frame, judge, matrices, sheet
from observatory.awards import panel, ties
from observatory.awards.outcomes import STATUSES
from observatory.awards.panel import METHODS
from observatory.awards.scores import high_to_low, read

_ = None


def placed(cells: Cells, method: panel.Method = "additive", cut: int | None = None) -> list[tuple[int, bool, str]]:
    rows = judge(frame(cells), method, cut=cut)
    return list(zip(rows["place"].fillna(0).tolist(), rows["shared"].tolist(), rows["status"].tolist(), strict=True))


def test_first_places_come_first() -> None:
    """Both have the mean 7 and the median 7; two judges put the second first, one the first."""
    cells = [[9, 7, 7, 6, 6], [8, 8, 8, 5, 6], [1, 1, 1, 1, 1]]
    means = np.mean(np.array(cells, dtype=float), axis=1)
    assert means[0] == means[1]
    assert ties.first_places(sheet(cells).totals).tolist() == [3, 3, 0]
    cells = [[9, 7, 7, 6, 6], [8, 8, 8, 5, 6], [1, 1, 1, 1, 7]]
    assert ties.first_places(sheet(cells).totals).tolist() == [2, 2, 1]
    cells = [[9, 6, 7, 7, 6], [7.5, 7.5, 7.5, 6, 6.5], [1, 1, 1, 1, 1]]
    assert [place for place, _shared, _status in placed(cells)] == [2, 1, 3]


def test_then_the_median() -> None:
    """The same mean 6 and one first place each: medians 7 and 6."""
    cells = [[4, 7, 7], [5, 6, 7], [9, 9, 0]]
    totals = sheet(cells).totals
    assert ties.first_places(totals).tolist() == [1, 1, 2]
    assert ties.medians(totals).tolist() == [7, 6, 9]
    assert [place for place, _shared, _status in placed(cells)] == [2, 3, 1]


def test_then_the_heaviest_criterion() -> None:
    rows = [(entry, judge, "form", 2, score) for judge in "UVW" for entry, score in (("a", 7), ("b", 8))]
    rows += [(entry, judge, "reach", 1, score) for judge in "UVW" for entry, score in (("a", 8), ("b", 6))]
    table = pd.DataFrame(rows, columns=["entry", "judge", "criterion", "weight", "score"])
    for method in METHODS:
        found = judge(table, method)
        assert found["place"].tolist() == [2, 1], method
        assert not found["shared"].any()
    even = table.assign(weight=1)
    assert judge(even.assign(score=[7, 8] * 3 + [8, 7] * 3), "additive")["shared"].all()


def test_what_is_still_even_is_shared() -> None:
    cells = [[7, 8, 9], [9, 7, 8], [8, 9, 7], [1, 1, 1]]
    assert placed(cells) == [(1, True, "ok")] * 3 + [(4, False, "ok")]


@pytest.mark.parametrize(
    ("cut", "tied"), [(1, [True] * 3), (2, [True] * 3), (3, [False] * 3), (4, [False] * 3), (9, [False] * 3)]
)
def test_an_open_tie_at_the_cut_is_said(cut: int, tied: list[bool]) -> None:
    found = placed([[7, 8, 9], [9, 7, 8], [8, 9, 7], [1, 1, 1]], cut=cut)
    assert [status == "tie_at_cut" for _place, _shared, status in found] == [*tied, False]
    assert [place for place, _shared, _status in found] == [1, 1, 1, 4]


def test_entries_without_a_place_take_none_from_others() -> None:
    rows = [("a", "U", 9), ("a", "V", 9), *((entry, judge, 7) for entry in "bc" for judge in "UVW")]
    table = pd.DataFrame(rows, columns=["entry", "judge", "score"])
    found = judge(table, "trimmed", cut=2)
    assert found["place"].isna().tolist() == [True, False, False]
    assert found["status"].tolist() == ["too_few_scores", "ok", "ok"]


def test_scores_that_differ_by_rounding_alone_are_even() -> None:
    cells = [[0.1, 0.2, 0.3], [0.3, 0.1, 0.2], [0.2, 0.3, 0.1]]
    assert placed(cells) == [(1, True, "ok")] * 3


@settings(max_examples=30)
@given(matrices(), st.randoms(use_true_random=False), st.sampled_from(["trimmed", "additive", "borda", "copeland"]))
def test_the_order_of_submission_decides_nothing(
    values: npt.NDArray[np.float64], random: object, method: panel.Method
) -> None:
    cells = [[None if np.isnan(cell) else cell for cell in row] for row in values.tolist()]
    table = frame(cells)
    order = list(range(len(table)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = [judge(one, method, cut=2).set_index("entry").sort_index() for one in (table, table.iloc[order])]
    for column in ("place", "shared", "status", "n"):
        assert found[0][column].tolist() == found[1][column].tolist()


BASE = [("a", judge, 7 + number, "false") for number, judge in enumerate("UVWX")]


def status(*changes: tuple[int, int | None, str]) -> tuple[str, int, float]:
    """The outcome of one entry after ``(row, score, conflict)`` of its four scores are changed."""
    rows = list(BASE)
    for row, score, conflict in changes:
        rows[row] = ("a", rows[row][1], score, conflict)
    table = pd.DataFrame(rows, columns=["entry", "judge", "score", "conflict"])
    found = judge(table, "trimmed", scale=(0, 10))
    return str(found["status"][0]), int(found["n"][0]), float(found["score"][0])


def test_what_was_done_wrong_is_said_before_what_is_missing() -> None:
    assert status() == ("ok", 4, 8.5)
    assert status((0, 7, "true")) == ("score_in_conflict", 3, 9.0)
    assert status((0, None, "true")) == ("ok", 3, 9.0)
    assert status((0, 11, "false")) == ("score_out_of_scale", 3, 9.0)
    assert status((0, 11, "true")) == ("score_in_conflict", 3, 9.0)
    assert status((0, 11, "false"), (1, 8, "true")) == ("score_in_conflict", 2, 9.5)
    assert status((0, None, ""), (1, None, "")) == ("too_few_scores", 2, 9.5)
    assert STATUSES == (
        "ok",
        "score_in_conflict",
        "score_out_of_scale",
        "too_few_scores",
        "not_connected",
        "tie_at_cut",
    )


def test_a_scale_of_each_criterion() -> None:
    rows = [("a", judge, criterion, 8) for judge in "UVW" for criterion in ("form", "reach")]
    table = pd.DataFrame(rows, columns=["entry", "judge", "criterion", "score"])
    assert judge(table, "trimmed", scale={"form": (0, 10)})["status"].tolist() == ["ok"]
    assert judge(table, "trimmed", scale={"reach": (0, 5)})["status"].tolist() == ["score_out_of_scale"]


def test_scores_for_the_public_name_no_judge() -> None:
    table = pd.DataFrame(
        [("b", "U", 5, "false"), ("a", "U", 8, "false"), ("b", "V", 7, "false"), ("b", "W", 9, "true")],
        columns=["entry", "judge", "score", "conflict"],
    )
    sheet, _ = read(table)
    narrow, _ = read(table, scale=(6, 10))
    assert sheet is not None
    assert narrow is not None
    rows = high_to_low(sheet)
    assert rows.columns.tolist() == ["entry", "criterion", "position", "score"]
    assert rows.values.tolist() == [["b", "", 1, 7.0], ["b", "", 2, 5.0], ["a", "", 1, 8.0]]
    assert high_to_low(narrow)["score"].tolist() == [7, 8]
