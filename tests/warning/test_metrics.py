"""The measures of alarms against known outbreaks, on cases that can be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.warning import bootstrap
from observatory.warning.metrics import MEASURES, measures, tally
from observatory.warning.scores import Flags


def flags(*rows: str) -> Flags:
    """``.`` is False, everything else True."""
    return np.array([[sign != "." for sign in row] for row in rows])


def named(alarms: Flags, outbreak: Flags) -> dict[str, float]:
    return dict(zip(MEASURES, measures(tally(alarms, outbreak)).tolist(), strict=True))


def test_counted_by_hand() -> None:
    outbreak = flags("....xx.x..", ".....xxxxx", "..........")
    alarms = flags("!!..!..!!.", "........!!", "..!.......")
    found = named(alarms, outbreak)
    assert found["sensitivity"] == pytest.approx(4 / 8)
    assert found["specificity"] == pytest.approx(18 / 22)
    assert found["pod"] == 1.0
    assert found["pod_first"] == pytest.approx(1 / 2)
    assert found["timeliness"] == pytest.approx((0 / 4 + 3 / 5) / 2)
    assert found["ppv"] == pytest.approx(4 / 8)
    assert found["npv"] == pytest.approx(18 / 22)
    assert found["f1"] == pytest.approx(2 * 0.5 * 0.5 / (0.5 + 0.5))
    assert found["false_alarm_days"] == pytest.approx(4 / 30 * 365)
    # The run that goes on after the last day of the outbreak began inside it, and is not one of its own.
    assert found["false_episodes"] == pytest.approx(2 / 30 * 365)
    # One day of the first series, five of the second without any, three of the third.
    assert found["arl0"] == pytest.approx((1 + 5 + 3) / 2)
    assert found["median_days"] == pytest.approx(1.5)


def test_nothing_found_and_nothing_to_find() -> None:
    silent = named(flags("....", "...."), flags(".x..", "...."))
    assert (silent["sensitivity"], silent["pod"], silent["timeliness"]) == (0.0, 0.0, 1.0)
    assert np.isnan([silent["ppv"], silent["arl0"], silent["median_days"]]).all()
    null = named(flags("!...", "...."), flags("....", "...."))
    assert np.isnan([null["sensitivity"], null["pod"], null["timeliness"]]).all()
    assert null["specificity"] == pytest.approx(7 / 8)


@given(st.integers(0, 2**32 - 1))
def test_a_draw_of_every_series_once_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counted = tally(rng.random((6, 40)) < 0.2, rng.random((6, 40)) < 0.1)
    np.testing.assert_allclose(measures(counted, rng.permutation(6)[None])[0], measures(counted))


@given(st.integers(0, 2**32 - 1))
def test_measures_of_a_draw_are_those_of_its_series(seed: int) -> None:
    rng = np.random.default_rng(seed)
    alarms, outbreak = rng.random((5, 30)) < 0.3, rng.random((5, 30)) < 0.15
    draw = rng.integers(5, size=(1, 5))
    alone = measures(tally(alarms[draw[0]], outbreak[draw[0]]))
    np.testing.assert_allclose(measures(tally(alarms, outbreak), draw)[0], alone)


def test_intervals_hold_the_figure_and_come_back_with_the_seed() -> None:
    rng = np.random.default_rng(1)
    alarms = rng.random((40, 100)) < 0.1
    outbreak = np.zeros_like(alarms)
    outbreak[:, 50:60] = True
    counted = tally(alarms, outbreak)
    low, high = bootstrap.interval(counted, 7)
    assert ((low <= measures(counted)) & (measures(counted) <= high)).all()
    np.testing.assert_array_equal(bootstrap.interval(counted, 7), (low, high))
    # The standard error of a mean of 40 shares of ten days each.
    spread = (alarms[:, 50:60].mean(axis=1)).std(ddof=1) / np.sqrt(40)
    assert high[0] - low[0] == pytest.approx(2 * 1.96 * spread, rel=0.15)


def test_a_measure_without_meaning_has_no_interval() -> None:
    none = np.zeros((3, 10), dtype=bool)
    low, high = bootstrap.interval(tally(none, none), 7, draws=20)
    assert np.isnan(low[MEASURES.index("pod")]) and np.isnan(high[MEASURES.index("pod")])
    assert low[MEASURES.index("specificity")] == 1.0
