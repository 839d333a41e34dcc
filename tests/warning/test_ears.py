"""EARS C1, C2 and C3: as R's surveillance package gave them, and by themselves."""

from __future__ import annotations

import json
import statistics
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from observatory.warning import ears
from observatory.warning.distribution import upper_normal
from observatory.warning.scores import STATES, Scores

METHODS: list[ears.Method] = ["ears-c1", "ears-c2", "ears-c3"]
LEADS = {"ears-c1": 7, "ears-c2": 9, "ears-c3": 11}


def states(scores: Scores, row: int = 0) -> list[str]:
    return [STATES[code] for code in scores.state[row]]


def one(counts: list[float], method: ears.Method = "ears-c1", **options: float) -> Scores:
    return ears.detect(np.array([counts], dtype=float), method, **options)  # type: ignore[arg-type]


@pytest.mark.shared
def test_every_known_answer(shared: Path) -> None:
    answers = shared / "known-answers" / "warning"
    configs = json.loads((answers / "manifest.json").read_text())["ears_configs"]
    given_series = pd.read_csv(answers / "input.csv").sort_values("t").groupby("series")["y"]
    counts = {name: values.to_numpy(float) for name, values in given_series}
    rows = 0
    for (name, config), answer in pd.read_csv(answers / "ears.csv").groupby(["series", "config"]):
        chosen = configs[config]
        method = f"ears-{chosen['method'].lower()}"
        scores = ears.detect(counts[name][None], method, chosen["baseline"], chosen["alpha"], chosen["minSigma"])
        at = answer["t"].to_numpy() - 1
        assert np.isnan(np.delete(scores.bound[0], at)).all()
        np.testing.assert_allclose(scores.bound[0, at], answer["upperbound"], rtol=1e-9, err_msg=f"{name} {config}")
        assert (scores.alarm[0, at] == (answer["alarm"] == 1)).all(), f"{name} {config}"
        rows += len(answer)
    assert rows == 84_674


# What earsC of surveillance 1.20.3 gives for these, other than the known answers.
ODD = (
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0] + [4] * 12 + [9, 4, 9, 4, 4, 4]
)
PLAIN = [2, 2, 3, 5, 2, 5, 6, 4, 3, 1, 2, 1, 4, 2]


def test_c3_where_a_baseline_does_not_vary() -> None:
    scores = one(ODD, "ears-c3")
    undefined = [*range(12, 16), *range(25, 30), *range(39, 45)]
    assert (np.flatnonzero(np.isnan(scores.bound[0, 11:])) + 12).tolist() == undefined
    assert (np.flatnonzero(scores.alarm[0]) + 1).tolist() == [30, 31, 32, 33, 45]
    assert scores.bound[0, [15, 16, 21, 33, 37]] == pytest.approx(
        [0, 2.4569448807014478, 1.481593509067493, 4.6664000269089874, 4]
    )
    assert {states(scores)[t - 1] for t in undefined} == {"all_zero", "constant"}


def test_c1_where_a_baseline_does_not_vary() -> None:
    scores = one(ODD)
    assert (np.flatnonzero(scores.alarm[0]) + 1).tolist() == [12, 25, 29, 41]
    assert scores.p[0, [7, 11]].tolist() == [1, 0]
    assert states(scores)[7] == "all_zero"
    assert states(scores)[39] == "constant"


@pytest.mark.parametrize("level", [1e9, 1e15])
def test_large_counts_keep_their_spread(level: float) -> None:
    scores = one([level + y for y in PLAIN])
    assert scores.bound[0, 7:] == pytest.approx(level + one(PLAIN).bound[0, 7:], rel=1e-15)


def test_a_fall_from_a_high_level_leaves_no_trace() -> None:
    scores = one([1e12, 3e12, *PLAIN])
    np.testing.assert_allclose(scores.bound[0, 9:], one(PLAIN).bound[0, 7:], rtol=1e-12)
    still = one([1e12, 3e12, *[5.0] * 12])
    assert still.bound[0, 9:].tolist() == [5.0] * 5
    assert set(states(still)[9:]) == {"constant"}


def test_a_small_alpha_as_in_r() -> None:
    assert one(PLAIN, alpha=1e-12).bound[0, 7] == pytest.approx(15.658431385221357, rel=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_too_short_a_history(method: ears.Method) -> None:
    lead = LEADS[method]
    scores = one(PLAIN[:lead], method)
    assert set(states(scores)) == {"insufficient_history"}
    assert not np.isnan(one(PLAIN[: lead + 1], method).bound[0, lead])
    assert set(states(one(PLAIN[: lead + 1], method))[:lead]) == {"insufficient_history"}
    assert ears.detect(np.empty((0, 5)), method).p.shape == (0, 5)
    assert ears.detect(np.empty((2, 0)), method).p.shape == (2, 0)


def test_a_late_start_counts_from_the_first_day() -> None:
    late = [np.nan] * 5 + [float(y) for y in PLAIN]
    scores = one(late)
    assert states(scores)[:5] == ["missing"] * 5
    assert states(scores)[5:12] == ["insufficient_history"] * 7
    np.testing.assert_array_equal(scores.bound[0, 5:], one(PLAIN).bound[0])


def test_missing_days_leave_the_baseline() -> None:
    counts = [float(y) for y in PLAIN]
    counts[4] = np.nan
    scores = one(counts)
    there = [2, 2, 3, 5, 5, 6]
    expected = statistics.mean(there) + upper_normal(0.001) * statistics.stdev(there)
    assert scores.bound[0, 7] == pytest.approx(expected, rel=1e-12)
    assert states(scores)[4] == "missing"
    assert np.isnan([scores.p[0, 4], scores.bound[0, 4], scores.expected[0, 4]]).all()


def test_a_baseline_of_gaps_decides_nothing() -> None:
    counts = [float(y) for y in PLAIN]
    counts[3:7] = [np.nan] * 4
    scores = one(counts)
    assert states(scores)[7:9] == ["gap", "gap"]
    assert not np.isnan(one([*counts[:3], 5.0, *counts[4:]]).bound[0, 7])
    assert set(states(one([*PLAIN, np.nan, *PLAIN], "ears-c3"))) >= {"gap", "missing", "scored"}
    assert states(one([*PLAIN, np.nan, *PLAIN], "ears-c3"))[15:17] == ["gap", "gap"]


def test_the_least_deviation() -> None:
    assert one([5.0] * 8, min_sigma=0.5).bound[0, 7] == pytest.approx(5 + 0.5 * upper_normal(0.001))


@pytest.mark.parametrize(
    "options",
    [{"baseline": 2}, {"alpha": 0.0}, {"alpha": 1.0}, {"alpha": np.nan}, {"min_sigma": -1.0}, {"min_sigma": np.nan}],
)
def test_settings_that_say_nothing(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="="):
        one(PLAIN, **options)


PANELS = arrays(
    np.float64,
    st.tuples(st.integers(1, 3), st.integers(1, 40)),
    elements=st.sampled_from([0, 0, 0, 1, 2, 7, 1e8, np.nan]),
)


@given(PANELS, st.sampled_from(METHODS), st.integers(3, 8), st.sampled_from([0.0, 0.5]))
def test_windows_one_by_one(counts: np.ndarray, method: ears.Method, b: int, least: float) -> None:  # type: ignore[type-arg]
    guard = 0 if method == "ears-c1" else 2
    scores = ears.detect(counts, method, b, min_sigma=least)
    for row, t in np.argwhere(~np.isnan(scores.expected)):
        window = counts[row, t - b - guard : t - guard]
        window = window[~np.isnan(window)]
        assert len(window) * 2 >= b
        assert scores.expected[row, t] == pytest.approx(window.mean(), rel=1e-12)
        if method != "ears-c3":
            spread = max(window.std(ddof=1), least)
            assert scores.bound[row, t] == pytest.approx(window.mean() + upper_normal(0.001) * spread, rel=1e-9)
    assert not scores.alarm[np.isnan(scores.p)].any()
    assert (scores.p[scores.alarm] < ears.ALPHA[method]).all()
    assert not np.isnan(scores.bound[scores.state == STATES.index("scored")]).any()


@given(PANELS, st.sampled_from(METHODS), st.data())
def test_later_data_change_nothing_before(counts: np.ndarray, method: ears.Method, data: st.DataObject) -> None:  # type: ignore[type-arg]
    t = data.draw(st.integers(0, counts.shape[1] - 1))
    later = counts.copy()
    later[:, t + 1 :] = data.draw(st.sampled_from([np.nan, 0.0, 0.5, 1e15]))
    one_way, other = ears.detect(counts, method, 3), ears.detect(later, method, 3)
    for name in ("expected", "bound", "p", "alarm", "state"):
        np.testing.assert_array_equal(getattr(one_way, name)[:, : t + 1], getattr(other, name)[:, : t + 1])


@given(PANELS, st.sampled_from(METHODS))
def test_series_do_not_see_each_other(counts: np.ndarray, method: ears.Method) -> None:  # type: ignore[type-arg]
    together = ears.detect(counts, method)
    for row in range(len(counts)):
        alone = ears.detect(counts[row : row + 1], method)
        np.testing.assert_array_equal(together.bound[row], alone.bound[0])
        np.testing.assert_array_equal(together.state[row], alone.state[0])
