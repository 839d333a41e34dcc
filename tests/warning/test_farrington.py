"""The Farrington detectors: as R's surveillance package gave them, and on series where the answer is plain."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from observatory.warning import farrington
from observatory.warning.farrington import IMPROVED, ORIGINAL_1996, Settings
from observatory.warning.farrington_reference import reference
from observatory.warning.scores import STATES, Reals, Scores

NAN = float("nan")


def settings_of(row: Any) -> Settings:
    least, steps = row.limit54.split(";")
    return Settings(
        b=row.b,
        w=row.w,
        no_periods=row.noPeriods,
        past_weeks_not_included=row.pastWeeksNotIncluded,
        reweight=row.reweight,
        weights_threshold=row.weightsThreshold,
        alpha=row.alpha,
        trend=row.trend,
        p_threshold_trend=row.pThresholdTrend,
        powertrans=row.powertrans,
        threshold_method=row.thresholdMethod,
        limit54=(float(least), int(steps)),
    )


def close(ours: Reals, theirs: Reals, relative: float, absolute: float) -> bool:
    return bool(np.allclose(ours, theirs, rtol=relative, atol=absolute, equal_nan=True))


@pytest.mark.shared
def test_every_known_answer(shared: Path) -> None:
    folder = shared / "known-answers" / "warning"
    given = pd.read_csv(folder / "input.csv").sort_values("t").groupby("series")["y"]
    counts = {name: values.to_numpy(float) for name, values in given}
    answers = dict(list(pd.read_csv(folder / "farringtonFlexible.csv").groupby(["series", "config"])))
    rows = 0
    for row in pd.read_csv(folder / "farringtonFlexible_params.csv", dtype={"powertrans": str}).itertuples():
        answer = answers[row.series, row.config].sort_values("t")
        first, last = row.range_from - 1, row.range_to
        scores = farrington.detect(counts[row.series][None], row.freq, settings_of(row), first, last)
        name = f"{row.series} {row.config}"
        assert close(scores.bound[0, first:last], answer["upperbound"].to_numpy(), 1e-6, 1e-9), name
        assert scores.alarm[0, first:last].astype(int).tolist() == answer["alarm"].tolist(), name
        assert close(scores.expected[0, first:last], answer["expected"].to_numpy(), 1e-6, 1e-9), name
        assert close(scores.p[0, first:last], answer["pvalue"].to_numpy(), 0, 1e-4), name
        assert not scores.alarm[0, :first].any()
        assert np.isnan(scores.bound[0, :first]).all()
        rows += len(answer)
    assert rows == 6342


def saw(steps: int) -> Reals:
    """A series that jumps about, with a rare outbreak."""
    t = np.arange(1, steps + 1)
    return ((t * t * 7 + t // 9 * 5) % 23 + np.where(t % 97 == 0, 40, 0)).astype(float)


# What farringtonFlexible of surveillance 1.20.3 gives for the last step of ``saw``: bound, expected, p.
ELSEWHERE = [
    (53, 230, Settings(b=3), (30, 10.3713334738, 0.485816406932)),
    (
        26,
        100,
        Settings(b=3, w=2, no_periods=5, past_weeks_not_included=7, alpha=0.05, powertrans="1/2",
                 threshold_method="delta"),
        (29.3007873671, 15.4686210009, 0.274530101451),
    ),
    (
        12,
        60,
        Settings(b=4, w=1, no_periods=4, past_weeks_not_included=6, threshold_method="muan"),
        (38, 11.7959113469, 0.180129899508),
    ),
    (
        12,
        37,
        Settings(b=3, w=1, no_periods=1, past_weeks_not_included=1, p_threshold_trend=0.05, threshold_method="delta"),
        (44.4121764384, 17.3457515113, 0.719482156568),
    ),
    (
        365,
        800,
        Settings(b=2, w=7, past_weeks_not_included=182, weights_threshold=1, powertrans="none",
                 threshold_method="delta"),
        (26.1904846428, 11.0541181598, 0.180400940969),
    ),
    (
        4,
        40,
        Settings(w=0, no_periods=2, past_weeks_not_included=2, limit54=(0, 1)),
        (17, 5.92087487018, 0.00521757886011),
    ),
    (12, 60, Settings(b=3, past_weeks_not_included=6), (30, 11.1771148951, 0.0670916378978)),
    (
        52,
        170,
        Settings(b=3, w=5, no_periods=1, past_weeks_not_included=2, reweight=False, trend=False, powertrans="1/2",
                 threshold_method="delta"),
        (33.404891903, 12.3888888889, 0.464824178756),
    ),
    (364, 1100, Settings(b=3, w=7, past_weeks_not_included=182, limit54=(5, 1)), (34, 13.0963009723, 0.71259432019)),
    (364, 1099, Settings(b=3, w=7, past_weeks_not_included=182, limit54=(5, 1)), (NAN, NAN, 0.974009136527)),
]  # fmt: skip


@pytest.mark.parametrize(("freq", "steps", "settings", "answer"), ELSEWHERE)
def test_other_years_and_settings(
    freq: int, steps: int, settings: Settings, answer: tuple[float, float, float]
) -> None:
    counts = saw(steps)
    scores = farrington.detect(counts[None], freq, settings, steps - 1)
    assert close(scores.bound[0, -1:], np.array([answer[0]]), 1e-8, 0)
    assert close(scores.expected[0, -1:], np.array([answer[1]]), 1e-8, 0)
    assert close(scores.p[0, -1:], np.array([answer[2]]), 0, 1e-6)
    assert bool(scores.alarm[0, -1]) == (counts[-1] > answer[0])


def season(lags: list[int], settings: tuple[int, int, int, int, int]) -> list[int]:
    """The season of each lag, -1 for one that is not in the reference."""
    layout = reference(*settings)
    assert layout is not None
    number = np.repeat(np.arange(len(layout.lengths)), layout.lengths)
    known = dict(zip(layout.lags.tolist(), number.tolist(), strict=True))
    return [known.get(lag, -1) for lag in lags]


def test_the_seasons_of_a_year() -> None:
    """Windows of seven weeks, nine seasons of five between them, the last 26 weeks left out."""
    layout = reference(5, 3, 10, 26, 52)
    assert layout is not None
    assert sorted(layout.lags.tolist()) == list(range(27, 264))
    assert season([263, 257, 256, 252, 251, 212, 211, 205, 26], (5, 3, 10, 26, 52)) == [0, 0, 1, 1, 2, 9, 0, 0, -1]


def test_the_longer_seasons_come_first() -> None:
    assert season(list(range(37, 24, -1)), (3, 1, 5, 3, 12)) == [0, 0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 0]


def test_of_one_season_only_the_windows_count() -> None:
    layout = reference(2, 1, 1, 0, 12)
    assert layout is not None
    assert sorted(layout.lags.tolist()) == [1, 11, 12, 13, 23, 24, 25]


@pytest.mark.parametrize("settings", [(5, 3, 10, 26, 4), (5, 3, 4, 1, 7), (3, 1, 4, 40, 12), (1, 1, 1, 13, 12)])
def test_settings_that_leave_no_reference(settings: tuple[int, int, int, int, int]) -> None:
    assert reference(*settings) is None
    b, w, no_periods, left_out, freq = settings
    asked = Settings(b=b, w=w, no_periods=no_periods, past_weeks_not_included=left_out)
    assert set(states(farrington.detect(saw(80)[None], freq, asked))) == {"insufficient_history"}


def states(scores: Scores, row: int = 0) -> list[str]:
    return [STATES[code] for code in scores.state[row]]


def test_the_first_step_has_its_oldest_window() -> None:
    scores = farrington.detect(saw(170)[None], 52, Settings(b=3))
    assert states(scores)[156:160] == ["insufficient_history", "insufficient_history", "scored", "scored"]


def test_all_zeros_before_an_outbreak() -> None:
    """Three years of zeros settle on next to nothing, five do not within 25 steps of the regression, as in R."""
    counts = np.zeros((1, 300))
    counts[0, -1] = 9
    three, five = (farrington.detect(counts, 52, Settings(b=b)) for b in (3, 5))
    assert states(three)[-2:] == states(five)[-2:] == ["all_zero", "all_zero"]
    assert three.alarm[0].tolist() == [False] * 299 + [True]
    assert three.bound[0, -1] == 0.0
    assert three.expected[0, -1] == pytest.approx(0, abs=1e-9)
    assert not five.alarm.any()
    assert np.isnan(five.bound).all()
    assert five.expected[0, -1] == 0.0


def test_a_constant_past_says_so() -> None:
    scores = farrington.detect(np.full((1, 300), 7.0), 52)
    assert set(states(scores)[262:]) == {"constant"}
    assert scores.expected[0, -1] == pytest.approx(7)
    assert not scores.alarm.any()


def test_a_bound_needs_five_cases_in_four_steps() -> None:
    counts = saw(300)[None].copy()
    counts[0, -4:] = [0, 0, 0, 4]
    scores = farrington.detect(counts, 52)
    assert states(scores)[-1] == "below_minimum"
    assert np.isnan(scores.bound[0, -1])
    assert 0 < scores.p[0, -1] < 1
    counts[0, -4] = 1
    assert farrington.detect(counts, 52).bound[0, -1] > 0


def test_missing_steps_leave_the_reference() -> None:
    counts = np.tile(saw(300), (3, 1))
    counts[0, 100:110] = NAN
    counts[1, 60:230] = NAN
    counts[2, -1] = NAN
    scores = farrington.detect(counts, 52, IMPROVED, 299)
    assert [states(scores, row)[-1] for row in range(3)] == ["scored", "gap", "missing"]
    changed = counts.copy()
    changed[0, 100:110] = 1000
    assert farrington.detect(changed, 52, IMPROVED, 299).expected[0, -1] != scores.expected[0, -1]
    assert np.isnan(scores.bound[1:, -1]).all()


def test_history_begins_with_the_first_step_that_is_there() -> None:
    counts = saw(400)[None].copy()
    counts[0, :100] = NAN
    scores = farrington.detect(counts, 52)
    whole = farrington.detect(counts[:, 100:], 52)
    assert np.array_equal(scores.bound[:, 100:], whole.bound, equal_nan=True)
    assert states(scores)[100:] == states(whole)


def test_half_the_exposure_halves_what_is_expected() -> None:
    counts = saw(300)[None].copy()
    exposure = np.full_like(counts, 200.0)
    full = farrington.detect(counts, 52, IMPROVED, 299, exposure=exposure)
    exposure[0, -1] = 100
    half = farrington.detect(counts, 52, IMPROVED, 299, exposure=exposure)
    assert half.expected[0, -1] == pytest.approx(full.expected[0, -1] / 2, rel=1e-9)
    assert half.bound[0, -1] < full.bound[0, -1]
    exposure[0, -1] = 0
    assert states(farrington.detect(counts, 52, IMPROVED, 299, exposure=exposure))[-1] == "missing"


def test_an_exposure_that_grows_explains_the_growth() -> None:
    exposure = np.exp(np.linspace(0, 4, 300))[None]
    counts = np.rint(30 * exposure)
    scores = farrington.detect(counts, 52, ORIGINAL_1996, 299, exposure=exposure)
    assert scores.expected[0, -1] == pytest.approx(counts[0, -1], rel=0.01)
    assert not scores.alarm[0, -1]


def test_no_number_is_too_large_or_too_odd() -> None:
    rng = np.random.default_rng(5)
    t = np.arange(200)
    counts = np.array(
        [
            rng.poisson(np.exp(12 + 0.02 * t)),
            np.where(t < 150, 0, 1e9),
            np.where(t % 52 == 0, 1e7, 0),
            np.full(200, 1e12),
            rng.poisson(0.02, 200),
            np.where(t > 197, 5, 0),
            np.exp(np.linspace(-6, 16, 200)),
        ],
        dtype=float,
    )
    presets = [IMPROVED, ORIGINAL_1996, Settings(threshold_method="muan"), Settings(powertrans="none", no_periods=4)]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for preset in presets:
            scores = farrington.detect(counts, 26, preset)
            assert not (scores.alarm & np.isnan(scores.bound)).any()
            assert np.isfinite(scores.p[np.isfinite(scores.bound)]).all()
