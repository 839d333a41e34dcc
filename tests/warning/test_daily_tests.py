"""Which test scores a day: EARS, NBW, the seven-day sum beside it, and holidays against earlier years."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from policy_tables import policy_rules

from observatory.warning import ff7
from observatory.warning.daily_tests import DAYS_A_YEAR, DailyTests
from observatory.warning.distribution import nb_upper_tail
from observatory.warning.grid import ALL, COUNTRY, LANGUAGE, NATION, TOPIC, Grid, Marginal
from observatory.warning.scores import STATES

RULES = policy_rules()
FIRST = dt.date(2022, 1, 1)
DAYS = 1120
NOTHING = Marginal((), *(np.zeros(0, dtype=np.intp) for _ in range(3)), np.zeros(0))


def grid(counts: np.ndarray, received: np.ndarray | None = None) -> Grid:
    """The nation alone, all topics, from the first day on."""
    days = counts.shape[1]
    one, share = np.zeros(len(counts), dtype=np.intp), np.ones(days) if received is None else received
    return Grid(
        tuple((FIRST + dt.timedelta(n)).isoformat() for n in range(days)),
        (NATION,),
        (ALL,),
        one,
        one,
        one,
        counts,
        np.full_like(counts, np.nan),
        np.zeros_like(counts),
        np.zeros((1, days)),
        1000 * share,
        share,
        {COUNTRY: NOTHING, LANGUAGE: NOTHING, TOPIC: NOTHING},
    )


def place(day: str) -> int:
    return (dt.date.fromisoformat(day) - FIRST).days


@pytest.fixture(scope="module")
def counts() -> np.ndarray:
    """Three years of 20 a day, with a slow rise in the last week and less on every first day of Tết."""
    counts = np.random.default_rng(11).poisson(20, (1, DAYS)).astype(float)
    counts[0, -6:] = 31
    for day, count in (("2022-02-01", 4), ("2023-01-22", 8), ("2024-02-10", 30)):
        counts[0, place(day)] = count
    return counts


@pytest.fixture(scope="module")
def tests(counts: np.ndarray) -> DailyTests:
    return DailyTests(grid(counts), RULES)


def usable(counts: np.ndarray) -> np.ndarray:
    return np.ones(counts.shape, dtype=bool)


def test_the_ladder_of_tests(tests: DailyTests) -> None:
    assert [tests.test(t) for t in (27, 28, 187, 188, 1101, 1102)] == [
        *("none", "ears-c2", "ears-c2", "nbw", "nbw", "ff7+nbw"),
    ]


def test_missing_days_are_no_history(counts: np.ndarray) -> None:
    received = np.ones(DAYS)
    received[:5] = 0
    gone = counts.copy()
    gone[:, :5] = np.nan
    assert [DailyTests(grid(gone, received), RULES).test(t) for t in (32, 33)] == ["none", "ears-c2"]


def test_the_first_tet_is_not_scored_and_the_third_is_held_against_the_two_before(
    tests: DailyTests, counts: np.ndarray
) -> None:
    days = [place(day) for day in ("2022-02-01", "2023-01-22", "2024-02-10")]
    first, second, third = (tests.score(t, usable(counts)) for t in days)
    for day in (first, second):
        assert STATES[day.state[0]] == "holiday_unscored" and np.isnan(day.p[0])
    # About 20 are usual, and the two Tets before had 4 and 8.
    assert third.expected[0] == pytest.approx(20 * (4 + 8 + 2) / (20 + 20 + 2), rel=0.2)
    assert STATES[third.state[0]] == "scored" and third.high[0]
    assert third.p[0] == nb_upper_tail(30, third.expected[0], third.phi[0])


def test_a_holiday_expects_more_where_the_level_has_risen(counts: np.ndarray) -> None:
    risen = counts.copy()
    risen[0, place("2023-06-01") :] *= 3
    days = [place(day) for day in ("2022-02-01", "2023-01-22", "2024-02-10")]
    found = [DailyTests(grid(table), RULES) for table in (counts, risen)]
    before, after = ([tests.score(t, usable(counts)) for t in days][-1] for tests in found)
    assert after.expected[0] == pytest.approx(3 * before.expected[0], rel=0.1)


def test_a_holiday_that_differs_from_year_to_year_is_less_certain(counts: np.ndarray) -> None:
    uneven = counts.copy()
    uneven[0, place("2022-02-01")], uneven[0, place("2023-01-22")] = 0, 40
    days = [place(day) for day in ("2022-02-01", "2023-01-22", "2024-02-10")]
    tests = DailyTests(grid(uneven), RULES)
    third = [tests.score(t, usable(uneven)) for t in days][-1]
    assert third.phi[0] > 10 and not third.high[0]


def test_ears_on_a_day_that_lacks_slices_expects_less(counts: np.ndarray) -> None:
    received = np.ones(DAYS)
    received[105] = 0.5
    halved = counts.copy()
    halved[0, 105] = np.floor(counts[0, 105] / 2)
    whole = DailyTests(grid(counts), RULES).score(105, usable(counts))
    half = DailyTests(grid(halved, received), RULES).score(105, usable(counts))
    assert half.expected[0] == pytest.approx(whole.expected[0] / 2) and half.bound[0] < whole.bound[0]
    assert not half.high[0]


def test_ears_p_is_no_smaller_than_that_of_counts() -> None:
    sparse = np.zeros((1, 80))
    sparse[0, ::9] = 1
    sparse[0, 70] = 4
    day = DailyTests(grid(sparse), RULES).score(70, usable(sparse))
    assert day.test == "ears-c2" and day.high[0]
    assert day.p[0] >= nb_upper_tail(4, max(day.expected[0], RULES.nbw_mean_floor), 1.0) > 1e-6


def test_too_few_mentions_are_below_the_minimum() -> None:
    sparse = np.zeros((1, 300))
    sparse[0, 250] = 2
    day = DailyTests(grid(sparse), RULES).score(250, usable(sparse))
    assert not day.high[0] and STATES[day.state[0]] in {"below_minimum", "all_zero"}


def test_the_sum_finds_a_slow_rise_and_p_is_twice_the_smaller(tests: DailyTests, counts: np.ndarray) -> None:
    t = DAYS - 1
    day = tests.score(t, usable(counts))
    sums = ff7.detect(counts, DAYS_A_YEAR, first=t, exposure=np.full(counts.shape, 1000.0))
    assert day.test == "ff7+nbw" and sums.alarm[0, t]
    assert day.p[0] == pytest.approx(min(1, 2 * min(day.p_day[0], sums.p[0, t])))
    assert day.high[0] and day.by_sum[0] and day.p_day[0] > RULES.nbw_alpha


def test_a_sum_too_small_to_alarm_is_no_second_test() -> None:
    sparse = np.zeros((1, DAYS))
    sparse[0, ::40] = 1
    day = DailyTests(grid(sparse), RULES).score(DAYS - 1, usable(sparse))
    assert day.test == "ff7+nbw" and day.p[0] == day.p_day[0]


def test_the_sum_opens_nothing_on_a_day_that_is_quiet_itself(counts: np.ndarray) -> None:
    quiet = counts.copy()
    quiet[0, -1] = 12
    day = DailyTests(grid(quiet), RULES).score(DAYS - 1, usable(quiet))
    assert not day.high[0] and not day.by_sum[0]
