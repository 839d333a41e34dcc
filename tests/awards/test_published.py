"""What a panel publishes: it holds together or is refused, and what is not fine is withheld."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from award_tables import OF, criteria, edition, judged, panels, scores
from observatory.awards.panel import published, stand
from observatory.awards.published import check, checked, judged_editions, shown
from observatory.awards.scores import high_to_low, read


def codes(**parts: pd.DataFrame) -> list[tuple[str, str]]:
    return [(finding.code, finding.field) for finding in check(edition(**parts))]


def test_a_sound_judging_has_nothing_wrong() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"c": {"status": "not_connected"}}, [("award-too-few-scores", "status")]),
        ({"b": {"status": "too_few_scores", "place": None}}, [("award-too-few-scores", "status")]),
        ({"b": {"n_conflicts": 2}}, [("award-conflict-counted", "n_conflicts"), ("award-conflicts-differ", "")]),
        ({"a": {"n_conflicts": 1}, "b": {"n_conflicts": 0}}, [("award-conflict-counted", "n_conflicts")]),
        ({"a": {"score": 7.66}}, [("award-not-recomputed", "score")]),
        ({"a": {"n": 4}}, [("award-count-differs", "n")]),
        ({"a": {"copeland_place": None}}, [("award-outcome-incomplete", "copeland_place"), ("award-no-reason", "")]),
        ({"c": {"place": 3}}, [("award-place-withheld", "place")]),
        ({"a": {"place": 2}, "b": {"place": 1}}, [("award-places-differ", "place"), ("award-no-reason", "")]),
        ({"b": {"place": 3}}, [("award-places-differ", "place")]),
        ({"b": {"status": "tie_at_cut"}}, [("award-tie-at-cut", "status")]),
        ({"a": {"copeland_place": 2}, "b": {"copeland_place": 1}}, [("award-no-reason", "reason_vi")]),
    ],
)
def test_each_thing_that_does_not_hold_together_is_found(
    changes: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    found = codes(outcome=judged(**changes))
    assert [code for code, _ in found] == [code for code, _ in expected]
    assert all(field == wanted for (_, field), (_, wanted) in zip(found, expected, strict=True) if wanted)


def test_a_graver_outcome_is_said_before_too_few_scores() -> None:
    assert codes(outcome=judged(c={"status": "score_in_conflict"})) == []


def test_a_score_outside_its_scale_and_an_unsorted_cell_are_found() -> None:
    outside = scores(c=(5.0, 0.5))
    assert codes(sheet=outside, outcome=judged(c={"score": 2.75})) == [("award-out-of-scale", "score")]
    assert codes(sheet=scores(c=(4.0, 5.0))) == [("award-scores-unsorted", "position")]


def test_a_tie_at_the_cut_must_be_said_of_all_who_share_it() -> None:
    even = {"score": 7.0, "place": 1, "borda_place": 1, "copeland_place": 1}
    sheet = scores(a=(8.0, 7.0, 7.0, 7.0, 6.0))
    assert codes(outcome=judged(a=even, b=even), sheet=sheet) == [("award-tie-at-cut", "status")] * 2
    said = judged(a=even | {"status": "tie_at_cut"}, b=even | {"status": "tie_at_cut"})
    assert codes(outcome=said, sheet=sheet) == []
    assert codes(outcome=judged(a=even, b=even), sheet=sheet, panel=panels(cut=2)) == []
    assert shown(said)["tied"].tolist() == [True, True, False]


def test_the_panel_may_differ_from_copeland_with_a_reason_in_both_languages() -> None:
    other = judged(a={"copeland_place": 2}, b={"copeland_place": 1})
    only = panels(reason_vi="Lý do.")
    assert codes(outcome=other, panel=only) == [("award-no-reason", "reason_vi")]
    both = panels(reason_vi="Lý do.", reason_en="A reason.")
    assert codes(outcome=other, panel=both) == []
    row = checked(edition(both, other))
    assert (row["winner"], row["copeland_winner"], row["agrees"]) == ("a", "b", False)


def test_what_is_not_fine_is_withheld() -> None:
    rows = shown(judged(b={"status": "score_out_of_scale"})).set_index("entry")
    assert rows["score"].tolist()[0] == 7.67
    assert rows.loc[["b", "c"], "score"].isna().all()
    assert rows["score_withheld"].tolist() == [False, True, True]
    row = checked(edition())
    assert (row["n_judged"], row["n_withheld"], row["winner"], row["agrees"], row["recomputed"]) == (
        3,
        1,
        "a",
        True,
        True,
    )


def test_editions_are_told_apart() -> None:
    later = {"edition": "2027"}
    two = [pd.concat([table, table.assign(**later)], ignore_index=True) for table in (panels(), criteria(), judged())]
    found = list(judged_editions(*two, scores()))
    assert [one.panel["edition"] for one in found] == ["2026", "2027"]
    assert check(found[0]) == []
    assert {finding.code for finding in check(found[1])} == {"award-count-differs"}


@settings(max_examples=10)
@given(st.data())
def test_what_the_method_gives_is_always_sound(data: st.DataObject) -> None:
    entries, size = data.draw(st.integers(2, 6)), data.draw(st.integers(5, 7))
    cells = data.draw(st.lists(st.integers(2, 20), min_size=entries * size, max_size=entries * size))
    cut = data.draw(st.integers(1, entries))
    grid = np.array(cells).reshape(entries, size) / 2
    table = pd.DataFrame(
        [(f"e{i}", f"j{j}", "content", f"{grid[i, j]:.1f}") for i in range(entries) for j in range(size)],
        columns=["entry", "judge", "criterion", "score"],
    )
    sheet, _ = read(table, scale=(1.0, 10.0))
    assert sheet is not None
    made = published(stand(sheet, "trimmed", cut)).assign(**OF)
    panel = panels(n_judges=size, n_conflicts_declared=0, cut=cut, reason_vi="Vì.", reason_en="As.")
    assert check(edition(panel, made, high_to_low(sheet).assign(**OF))) == []
