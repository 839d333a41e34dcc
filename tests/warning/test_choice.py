"""Which test a step gets by the history before it, what two tests say as one, and that no test looks ahead."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.warning import choice, ears, farrington, ff7, nbw, subdaily
from observatory.warning.choice import TESTS
from observatory.warning.scores import CODE, Reals, Scores

YEAR = 364


def series(seed: int, days: int, level: float = 6.0) -> Reals:
    """Counts with a week in them."""
    mu = level * np.where(np.arange(days) % 7 > 4, 0.5, 1.2)
    return np.random.default_rng(seed).poisson(mu).astype(np.float64)


def week(counts: Reals) -> nbw.Weekdays:
    return np.arange(counts.shape[1]) % 7


def test_the_test_follows_the_usable_history() -> None:
    counts = series(1, 3 * YEAR + 20)[None]
    scores, tests = choice.detect(counts, week(counts), YEAR)
    names = [TESTS[code] for code in tests[0]]
    assert [names.index(test) for test in ("none", "ears-c2", "nbw", "ff7+nbw")] == [0, 28, 188, 3 * YEAR + 7]
    assert (scores.state[0, :30] == CODE["insufficient_history"]).all()
    assert not scores.alarm[0, :30].any()
    assert not np.isnan(scores.bound[0, 30:]).any()
    np.testing.assert_array_equal(scores.p[0, 188:300], nbw.detect(counts[:, :300], week(counts)[:300]).p[0, 188:])
    known = ears.detect(counts, "ears-c2", 28, 0.001, 0.5)
    np.testing.assert_allclose(scores.bound[0, 30:188], known.bound[0, 30:188])
    np.testing.assert_allclose(scores.p[0, 30:188], known.p[0, 30:188])


def test_missing_days_are_no_history() -> None:
    counts = series(2, 230)[None]
    counts[0, 100:110] = np.nan
    _, tests = choice.detect(counts, week(counts), 365)
    assert TESTS[tests[0, 197]] == "ears-c2" and TESTS[tests[0, 198]] == "nbw"


def test_a_few_mentions_do_not_alarm() -> None:
    counts = np.zeros((2, 100))
    counts[:, 90] = 2, 3
    scores, _ = choice.detect(counts, week(counts), 365)
    assert scores.alarm[:, 90].tolist() == [False, True]
    assert scores.state[0, 90] == CODE["below_minimum"]


def test_half_the_exposure_halves_the_ears_expectation() -> None:
    counts = series(3, 120, 100)[None]
    exposure = np.full_like(counts, 50.0)
    plain = choice.ears_c2(counts, 28, None)
    exposure[0, -1] = 25.0
    partial = choice.ears_c2(counts, 28, exposure)
    np.testing.assert_allclose(partial.expected[0, 30:-1], plain.expected[0, 30:-1])
    np.testing.assert_allclose(partial.bound[0, -1], plain.bound[0, -1] / 2)


def test_two_tests_as_one() -> None:
    counts = np.stack([series(seed, 3 * YEAR + 60) for seed in range(4)])
    first = 3 * YEAR + 20
    counts[0, first + 10] += 40
    counts[1, first + 20 : first + 28] += 5
    day, sums = nbw.detect(counts, week(counts), first=first), ff7.detect(counts, YEAR, first=first)
    scores, tests = choice.detect(counts, week(counts), YEAR, first=first)
    assert (tests[:, first:] == TESTS.index("ff7+nbw")).all()
    after = np.s_[:, first:]
    np.testing.assert_array_equal(scores.alarm[after], (day.alarm | sums.alarm)[after])
    np.testing.assert_array_equal(scores.p[after], np.minimum(1, 2 * np.minimum(day.p, sums.p))[after])
    assert scores.alarm[0, first + 10] and scores.alarm[1, first + 20 : first + 28].any()
    # The bound is the smallest count of the day that alarms.
    np.testing.assert_array_equal(scores.alarm[after], (counts >= scores.bound)[after])
    assert (scores.state[:, :first] == CODE["insufficient_history"]).all()


def test_where_one_test_is_undefined_the_other_stands_alone() -> None:
    counts = series(5, 3 * YEAR + 60)[None]
    counts[0, -10:-7] = np.nan
    first = 3 * YEAR + 40
    scores, _ = choice.detect(counts, week(counts), YEAR, first=first)
    day = nbw.detect(counts, week(counts), first=first)
    assert scores.p[0, -7] == day.p[0, -7]
    assert scores.state[0, -7] == CODE["scored"]
    assert (scores.state[0, -10:-7] == CODE["missing"]).all()


@pytest.mark.parametrize(("freq", "half"), [(52, 3), (12, 1), (4, 1)])
def test_periods_longer_than_a_day(freq: int, half: int) -> None:
    counts = np.random.default_rng(freq).poisson(50, (2, 6 * freq)).astype(np.float64)
    counts[0, -1] = 500
    scores, tests = choice.detect(counts, None, freq)
    names = [TESTS[code] for code in tests[0]]
    assert names.index("farrington") == 3 * freq + half
    assert names[9] == "ears-c2"
    assert scores.alarm[:, -1].tolist() == [True, False]
    assert not np.isnan(scores.bound[:, 3 * freq + half :]).any()


def test_weeks_get_the_improved_method_as_it_is() -> None:
    counts = np.random.default_rng(8).poisson(20, (2, 6 * 52)).astype(np.float64)
    scores, _ = choice.detect(counts, None, 52)
    known = farrington.detect(counts, 52, farrington.IMPROVED, 5 * 52 + 3)
    np.testing.assert_array_equal(scores.bound[:, 263:], known.bound[:, 263:])


def test_steps_shorter_than_a_day() -> None:
    counts = np.random.default_rng(9).poisson(20, (1, 24 * 14)).astype(np.float64)
    scores, tests = choice.detect(counts, None, 8760)
    known = subdaily.detect(counts, 8760)
    np.testing.assert_array_equal(scores.bound, known.bound)
    assert TESTS[tests[0, -1]] == "subdaily"


Run = Callable[[Reals, int, int], Scores]
_DAYS = 3 * YEAR + 40
_THREE_YEARS = farrington.Settings(b=3)
METHODS: dict[str, Run] = {
    **{
        method: lambda counts, _first, _last, method=method: ears.detect(counts, method)
        for method in ("ears-c1", "ears-c2", "ears-c3")
    },
    "farrington": lambda counts, first, last: farrington.detect(counts, YEAR, _THREE_YEARS, first, last),
    "farrington-1996": lambda counts, first, last: farrington.detect(counts, 52, farrington.ORIGINAL_1996, first, last),
    "nbw": lambda counts, first, last: nbw.detect(counts, week(counts), first=first, last=last),
    "ff7": lambda counts, first, last: ff7.detect(counts, YEAR, first=first, last=last),
    "auto": lambda counts, first, last: choice.detect(counts, week(counts), YEAR, first=first, last=last)[0],
    "auto, weeks": lambda counts, first, last: choice.detect(counts, None, 52, first=first, last=last)[0],
    "auto, hours": lambda counts, first, last: choice.detect(counts, None, 8760, first=first, last=last)[0],
}


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=6)
@given(data=st.data())
def test_what_comes_later_changes_nothing(method: str, data: st.DataObject) -> None:
    seed = data.draw(st.integers(0, 2**32 - 1), "seed")
    t = data.draw(st.sampled_from([40, 200, 3 * YEAR + 10, _DAYS - 4]), "t") + data.draw(st.integers(0, 2), "after")
    counts = np.stack([series(seed, _DAYS, level) for level in (0.3, 20.0)])
    before = METHODS[method](counts, t - 3, t + 3)
    rng = np.random.default_rng(seed)
    counts[:, t + 1 :] = rng.choice([0.0, 3.0, 1e5, np.nan], counts[:, t + 1 :].shape)
    after = METHODS[method](counts, t - 3, t + 3)
    for name in ("expected", "bound", "p", "alarm", "state"):
        one, other = getattr(before, name)[:, t - 3 : t + 1], getattr(after, name)[:, t - 3 : t + 1]
        np.testing.assert_array_equal(one, other, err_msg=name)
