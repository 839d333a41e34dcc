"""Episodes by hand: when they open, go on, close and open again; their identifiers; and their parents."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_tables import policy_rules

from observatory.warning.episodes import Episode, Register, identifier
from observatory.warning.parents import Span, parents
from observatory.warning.severity import Effect, Severity

RULES = policy_rules()
EFFECT = Effect(1, 1, 1, 1, 1, 0, 1)


def follow(course: str) -> list[Episode]:
    """The episodes of one series whose days are A alarm, a active, q quiet, - not known."""
    register = Register("surge", 1, RULES)
    for t, letter in enumerate(course):
        alarm, active, known = (np.array([letter in letters]) for letters in ("A", "Aa", "Aaq"))
        new, _ = register.take(t, alarm, active, known)
        for series in new:
            register.start(series, "surge|VNM|all", t, f"2026-01-{t + 1:02}", t, 21)
    return register.episodes


def test_an_episode_opens_at_an_alarm_and_closes_on_the_third_quiet_day() -> None:
    (episode,) = follow("qaAaqaqqqq")
    assert (episode.first, episode.last, episode.closed, episode.active) == (2, 5, 8, [2, 3, 5])


def test_two_quiet_days_leave_it_open() -> None:
    (episode,) = follow("Aqq")
    assert episode.closed is None and episode.last == 0


def test_without_an_alarm_there_is_none() -> None:
    assert follow("aaaaqq-") == []


def test_missing_days_are_a_gap_of_three_at_most() -> None:
    (held,) = follow("A---a")
    assert held.closed is None and held.active == [0, 4]
    (ended,) = follow("A----a")
    assert ended.closed == 4 and ended.active == [0]


def test_an_alarm_within_the_cooldown_opens_the_same_episode_again() -> None:
    (episode,) = follow("Aqqq" + "q" * 6 + "A")
    assert episode.reopened and episode.closed is None and episode.active == [0, 10]


def test_an_alarm_after_the_cooldown_is_another_episode() -> None:
    first, second = follow("Aqqq" + "q" * 7 + "A")
    assert not first.reopened and first.id != second.id and second.first == 11


@settings(max_examples=50)
@given(st.text("Aaq-", max_size=40))
def test_what_was_said_of_a_day_stays(course: str) -> None:
    """Episodes of a prefix are those of the whole, as far as they go."""
    whole = follow(course)
    for cut in range(0, len(course), 7):
        for before, after in zip(follow(course[:cut]), whole, strict=False):
            assert (before.id, before.first, before.opened) == (after.id, after.first, after.opened)
            assert before.active == [t for t in after.active if t < cut]


@settings(max_examples=50)
@given(st.text("Aaq-", max_size=40))
def test_episodes_hold_every_alarm_and_do_not_overlap(course: str) -> None:
    found = follow(course)
    assert sorted(t for episode in found for t in episode.active if course[t] == "A") == [
        t for t, letter in enumerate(course) if letter == "A"
    ]
    assert all(before.last < after.first for before, after in pairwise(found))


def test_an_identifier_is_made_of_series_first_day_and_version() -> None:
    digest = hashlib.sha256(b"surge|VNM|all|2026-01-03|1").hexdigest()
    assert identifier("surge|VNM|all", "2026-01-03", 1) == digest[:16]
    assert follow("qqA")[0].id == digest[:16]


def test_a_level_only_rises_and_the_peak_is_the_highest_score() -> None:
    register = Register("surge", 1, RULES)
    yes = np.array([True])
    for t, (score, level) in enumerate([(30, 1), (70, 2), (50, 1)]):
        for series in register.take(t, yes, yes, yes)[0]:
            register.start(series, "surge|VNM|all", t, "2026-01-01", t, 21)
        for episode in register.current(yes):
            episode.score(t, EFFECT, Severity(score, 0, 0, 0, 0), level)
        register.end(t)
    for t in range(3, 6):
        register.take(t, ~yes, ~yes, yes)
        register.end(t)
    (episode,) = register.episodes
    assert (episode.level, episode.peak, episode.severity.total) == (2, 1, 70)
    assert episode.levels == {0: 1, 1: 2, 2: 2, 3: 2, 4: 2} and episode.closed == 5


def test_three_provinces_with_one_topic_at_a_time_have_a_parent() -> None:
    spans = [Span(0, 1, 4, (10, 11, 12)), Span(1, 2, 4, (11, 12, 13)), Span(2, 3, 4, (12,)), Span(3, 5, 6, (12,))]
    (parent,) = parents(spans, 3, 3)
    assert (parent.topic, parent.first, parent.last, parent.members) == (4, 12, 12, (0, 1, 2))


def test_provinces_one_after_the_other_or_one_province_twice_have_none() -> None:
    assert parents([Span(0, 1, 4, (1,)), Span(1, 2, 4, (2,)), Span(2, 3, 4, (3,))], 3, 3) == []
    assert parents([Span(0, 1, 4, (1,)), Span(1, 1, 4, (1,)), Span(2, 2, 4, (1,))], 3, 3) == []


def test_runs_close_together_are_one_parent_and_runs_far_apart_are_two() -> None:
    near = [Span(n, n, 0, (5, 9)) for n in range(3)]
    far = [Span(n, n, 0, (5, 10)) for n in range(3)]
    assert [(one.first, one.last) for one in parents(near, 3, 3)] == [(5, 9)]
    assert [(one.first, one.last) for one in parents(far, 3, 3)] == [(5, 5), (10, 10)]


active_days = st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True).map(lambda days: tuple(sorted(days)))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 5), active_days), max_size=8), st.integers(0, 30))
def test_later_days_move_no_parent(provinces: list[tuple[int, tuple[int, ...]]], cut: int) -> None:
    spans = [Span(n, province, 0, days) for n, (province, days) in enumerate(provinces)]
    past = [Span(s.number, s.province, 0, tuple(d for d in s.active if d <= cut)) for s in spans if s.active[0] <= cut]
    firsts = [one.first for one in parents(spans, 3, 3)]
    assert [one.first for one in parents(past, 3, 3)] == [first for first in firsts if first <= cut]
