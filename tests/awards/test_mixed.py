"""Crossed random effects: what R's lmer gave, also where a variance is zero, and designs on which lmer stops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings

from judging_frames import PANEL, Cells, frame, judge, matrices, reals
from observatory.awards import additive, mixed

_ = None
# R: coef(lmer(score ~ 1 + (1 | entry) + (1 | judge)))$entry, lme4 1.1.31.
LMER: dict[str, tuple[Cells, list[float]]] = {
    "both variances": (
        PANEL,
        [
            7.1655192902668485,
            5.7963632284744557,
            8.4407981456437717,
            6.4991018302321342,
            7.8265395255872772,
            5.3859947876800742,
        ],
    ),
    "judges with one score": (
        [
            [7.5, 8, _, _, _, _],
            [6, _, 5.5, _, _, _],
            [9, 9.25, _, _, _, 8],
            [_, 7, _, 5.75, _, _],
            [8.25, _, 8, _, 7, _],
        ],
        [7.0596074046864947, 5.4340348168213159, 8.4199753611151280, 6.1237190494517595, 7.7827192919005741],
    ),
    "judges alike": (
        [[7, 8, 6.5], [6.5, 5, 6], [9, 8.5, 9.5], [4, 5, 4.5]],
        [7.1462905588303025, 5.8631137986326358, 8.9106586041020943, 4.5799370384349700],
    ),
    "entries alike": ([[7, 8, 9], [7.5, 8.25, 8.5], [6.75, 8, 8.75], [7.25, 7.75, 9.25]], [8, 8, 8, 8]),
    "noise alone": ([[7, 8, 6], [8, 6, 7], [6, 7, 8]], [7, 7, 7]),
    "as many parameters as scores": (
        [[7, 8, _], [_, 6, 7], [6.5, _, _], [_, _, 8]],
        [7.2408687272811330, 6.8802553686216514, 6.9638995573499587, 7.2938522508444690],
    ),
}
LMER_SKATING = {
    "entry-094c044b": 5.4836276215220954,
    "entry-0a6b0ab6": 8.5082410019919372,
    "entry-0c296f4b": 7.5999584371831377,
    "entry-1135d5dc": 8.5189695478061687,
    "entry-144b8020": 7.4602724903769673,
    "entry-29c84073": 5.7706115396744373,
    "entry-37501a2a": 6.8480052770780837,
}


@pytest.mark.parametrize("name", LMER)
def test_as_lmer_gave_it(name: str) -> None:
    cells, expected = LMER[name]
    np.testing.assert_allclose(mixed.fit(reals(cells)).score, expected, rtol=0, atol=1e-5)


@pytest.mark.shared
def test_skating_as_lmer_gave_it(shared: Path) -> None:
    table = pd.read_csv(shared / "known-answers/index/judging/skating_judge_scores_long.csv", dtype=str)
    rows = judge(table, "mixed").set_index("entry")
    np.testing.assert_allclose(rows.loc[list(LMER_SKATING), "score"], list(LMER_SKATING.values()), rtol=0, atol=1e-5)
    assert set(rows["status"]) == {"ok", "too_few_scores"}


@settings(max_examples=8)
@given(matrices(most=5))
def test_units_and_sides_change_nothing(values: npt.NDArray[np.float64]) -> None:
    fit = mixed.fit(values)
    np.testing.assert_allclose(mixed.fit(100 - 3 * values).score, 100 - 3 * fit.score, atol=1e-4)
    turned = mixed.fit(values.T)
    np.testing.assert_allclose(np.ptp(turned.severity), np.ptp(fit.score), atol=1e-4)


@settings(max_examples=8)
@given(matrices(most=5))
def test_predictions_shrink(values: npt.NDArray[np.float64]) -> None:
    """Effects sum to nothing on both sides, and no score leaves the range of what was given."""
    fit = mixed.fit(values)
    assert abs(fit.severity.sum()) < 1e-6
    assert np.nanmin(values) - 10 <= fit.score.min() <= fit.score.max() <= np.nanmax(values) + 10
    assert np.ptp(fit.score) <= np.ptp(additive.fit(values).score) + 1e-6


def test_the_sums_of_rows_are_the_same_without_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = mixed.fit(reals(PANEL)).score
    monkeypatch.setattr(mixed, "_MOST_PRODUCTS", 0)
    np.testing.assert_allclose(mixed.fit(reals(PANEL)).score, fit, atol=1e-7)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([[7, 7.5, 8]], [7.5]),  # one entry
        ([[7], [8]], [7, 8]),  # one judge
        ([[7]], [7]),
        ([[7, _], [_, 7]], [7, 7]),  # no variation, nothing connected
        ([[7, 8], [8, 9], [9.5, 10.5]], [7.5, 8.5, 10]),  # entry + judge to the letter
        ([[7, 8, _], [8, _, 7], [9, 10, 8]], [7, 8, 9]),
    ],
)
def test_where_variances_cannot_be_told_apart(cells: Cells, expected: list[float]) -> None:
    np.testing.assert_allclose(mixed.fit(reals(cells)).score, expected, atol=1e-9)


def test_judges_of_one_score_each_are_part_of_the_residual() -> None:
    """As lmer(score ~ 1 + (1 | entry)): with as many scores each, means drawn to the mean of all."""
    cells = [[7, 8, _, _, _, _], [_, _, 4, 5, _, _], [_, _, _, _, 9, 9.5]]
    score = mixed.fit(reals(cells)).score
    means = np.array([7.5, 4.5, 9.25])
    between, within = means.var(ddof=1), np.array([0.5, 0.5, 0.125]).mean()
    shrunk = means.mean() + (means - means.mean()) * (1 - within / 2 / between)
    np.testing.assert_allclose(score, shrunk, atol=1e-6)


def test_what_no_judge_connects_is_estimated_and_said() -> None:
    rows = judge(frame([[7, 8, 6, _, _, _], [6, 7, 5, _, _, _], [9, 9, 8.5, _, _, _], [_, _, _, 9, 9, 8]]), "mixed")
    assert rows["score"].notna().all()
    assert rows["status"].tolist() == ["ok", "ok", "ok", "not_connected"]


def test_an_entry_without_a_score_has_none() -> None:
    fit = mixed.fit(np.vstack([reals(PANEL), np.full(4, np.nan)]))
    assert np.isnan(fit.score).tolist() == [False] * 6 + [True]
    np.testing.assert_allclose(fit.score[:6], mixed.fit(reals(PANEL)).score)
    assert np.isnan(mixed.fit(np.full((2, 2), np.nan)).score).all()
