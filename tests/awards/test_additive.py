"""The additive model: what R's lm gave, what is not connected, and what a shift of one judge changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judging_frames import PANEL, frame, judge, matrices, reals, sheet
from observatory.awards import additive, panel, parts
from observatory.awards.panel import severity

_ = None
# R: m <- lm(score ~ entry + judge); the mean over the judges of predict(m, every entry with every judge).
LM = [
    7.1666666666666687,
    5.7792207792207799,
    8.4772727272727266,
    6.4935064935064952,
    7.8409090909090926,
    5.3333333333333348,
]
# R, of skating_judge_scores_long.csv.
LM_SKATING = {
    "entry-094c044b": 5.3821870322462519,
    "entry-0a6b0ab6": 8.5715462928796864,
    "entry-0c296f4b": 7.6149076911493276,
    "entry-1135d5dc": 8.6174286534046018,
    "entry-144b8020": 7.4973314537162095,
    "entry-29c84073": 5.6867723919984510,
    "entry-37501a2a": 6.8662862545340690,
}


def test_as_lm_gave_it() -> None:
    np.testing.assert_allclose(additive.fit(reals(PANEL)).score, LM, rtol=0, atol=1e-12)


def test_more_judges_than_entries_change_nothing() -> None:
    """The side that is eliminated is another, the answer the same: the predictions are symmetric."""
    score, harsh = additive.effects(reals(PANEL))
    of_judges, of_entries = additive.effects(reals(PANEL).T)
    np.testing.assert_allclose(of_judges - of_judges.mean(), harsh, atol=1e-12)
    np.testing.assert_allclose(of_entries, score - score.mean(), atol=1e-12)


@pytest.mark.shared
def test_skating_as_lm_gave_it(shared: Path) -> None:
    table = pd.read_csv(shared / "known-answers/index/judging/skating_judge_scores_long.csv", dtype=str)
    rows = judge(table, "additive").set_index("entry")
    assert rows.index.tolist() == table["entry"].unique().tolist()
    np.testing.assert_allclose(rows.loc[list(LM_SKATING), "score"], list(LM_SKATING.values()), rtol=0, atol=1e-9)
    assert rows["n"].tolist() == table.groupby("entry", sort=False).size().tolist()
    assert rows["score"].notna().all()
    assert (rows["status"] == np.where(rows["n"] < 3, "too_few_scores", "ok")).all()


@settings(max_examples=30)
@given(matrices())
def test_normal_equations(values: npt.NDArray[np.float64]) -> None:
    """What the model leaves sums to nothing over each entry and each judge: no least squares leaves less."""
    score, harsh = additive.effects(values)
    rest = values - score[:, None] - harsh
    np.testing.assert_allclose(np.nansum(rest, axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(np.nansum(rest, axis=1), 0, atol=1e-9)
    assert abs(harsh.sum()) < 1e-9


@settings(max_examples=30)
@given(matrices(full=True))
def test_a_full_panel_has_its_plain_means(values: npt.NDArray[np.float64]) -> None:
    np.testing.assert_allclose(additive.fit(values).score, values.mean(axis=1), atol=1e-9)


@settings(max_examples=30)
@given(matrices(), st.integers(0, 6), st.floats(-50, 50), st.randoms(use_true_random=False))
def test_a_lenient_judge_and_the_order_of_rows(
    values: npt.NDArray[np.float64], who: int, shift: float, random: object
) -> None:
    score = additive.fit(values).score
    moved = values.copy()
    moved[:, who % values.shape[1]] += shift
    np.testing.assert_allclose(additive.fit(moved).score, score + shift / values.shape[1], atol=1e-9)
    order = list(range(len(values)))
    random.shuffle(order)  # type: ignore[attr-defined]
    np.testing.assert_allclose(additive.fit(values[order]).score, score[order], atol=1e-9)


APART = [[7, 8, 6, _], [6, 7, 5, _], [8, 9, 8, _], [_, _, _, 9]]


def test_an_entry_that_no_judge_connects_has_no_number() -> None:
    rows = judge(frame([*APART, [_, _, _, 7]]), "additive")
    assert rows["score"].isna().tolist() == [False, False, False, True, True]
    np.testing.assert_allclose(rows["score"][:3], [7, 6, 25 / 3])
    assert rows["status"].tolist() == ["ok"] * 3 + ["too_few_scores"] * 2


def test_connected_by_a_chain_alone_is_connected() -> None:
    values = reals([[7, 8, _], [_, 6, 7], [_, _, 9]])
    fit = additive.fit(values)
    assert fit.main.all()
    np.testing.assert_allclose(fit.score[2] - fit.score[0], (9 - 7) + (6 - 8))


def test_two_parts_alike_have_no_main_part() -> None:
    cells = [[7, 8, 6, _, _, _], [6, 7, 5, _, _, _], [_, _, _, 9, 9, 9], [_, _, _, 8, 8, 8]]
    rows = judge(frame(cells), "additive")
    assert rows["score"].isna().all()
    assert set(rows["status"]) == {"not_connected"}
    more = [*cells, [7, 7, 7, _, _, _]]
    assert judge(frame(more), "additive")["status"].tolist() == ["ok"] * 2 + ["not_connected"] * 2 + ["ok"]


def test_the_part_with_more_entries_is_the_main_one() -> None:
    entries, judges = parts.main(reals([[7, 8, 9, 9, _], [_, _, _, _, 5], [_, _, _, _, 6]]))
    assert entries.tolist() == [False, True, True]
    assert judges.tolist() == [False, False, False, False, True]
    assert not parts.main(np.full((2, 3), np.nan))[0].any()


def test_severity_is_against_the_mean_of_the_panel() -> None:
    rows = severity(panel.stand(sheet([[7, 8, 6], [6, 7, 5], [8, 9, 7]]), "additive"))
    assert rows["judge"].tolist() == ["J1", "J2", "J3"]
    np.testing.assert_allclose(rows["severity"], [0, 1, -1], atol=1e-12)
    assert rows["n"].tolist() == [3, 3, 3]
    with pytest.raises(ValueError, match="severity"):
        severity(panel.stand(sheet([[7, 8, 6]]), "trimmed"))


def test_one_entry_or_one_judge() -> None:
    assert additive.fit(reals([[7, 8, 9]])).score.tolist() == [8]
    assert additive.fit(reals([[7], [8]])).score.tolist() == [7, 8]
