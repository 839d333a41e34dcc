"""The whole policy on small tables: states, levels, episodes, and that no day knows of a later one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from policy_tables import NAMES, PROVINCES, TOPICS, Tables, day, policy_rules, tables

from observatory.media.simulate import simulate
from observatory.media.simulated_days import Codes
from observatory.warning import policy
from observatory.warning.frames import COLUMNS
from observatory.warning.grid import cut
from observatory.warning.names import Names

RULES = policy_rules()
SERIES = (1 + len(PROVINCES)) * (1 + len(TOPICS))
# A week of trade in the nation, a shorter one in each province, and a bad tone.
EVENTS = {(n, "", "trade"): 120 for n in range(205, 210)} | {
    (n, province, "health"): 60 for n in (206, 207) for province in PROVINCES
}
TONE = {(n, ""): -6.0 for n in range(205, 208)}
MISSING = {60: 0, 61: 0, 195: 0}


@pytest.fixture(scope="module")
def made() -> Tables:
    return tables(216, EVENTS, MISSING | {150: 48, 151: 48}, TONE)


@pytest.fixture(scope="module")
def found(made: Tables) -> policy.Outcome:
    return policy.run(*made, RULES, NAMES)


def one(frame: pd.DataFrame, **values: str) -> pd.Series:
    kept = frame
    for name, value in values.items():
        kept = kept[kept[name] == value]
    assert len(kept) == 1, kept
    return kept.iloc[0]


def test_without_any_day_the_status_is_no_data(made: Tables) -> None:
    nothing = policy.run(*(table.iloc[:0] for table in made), RULES, NAMES)
    assert nothing.today["status"].tolist() == ["no-data"] and nothing.today["level"].isna().all()
    assert all(frame.empty for name, frame in nothing.frames().items() if name != "today")
    assert {name: tuple(frame.columns) for name, frame in nothing.frames().items()} == COLUMNS


def test_a_short_history_is_said_and_alarms_at_nothing() -> None:
    short = policy.run(*tables(28, {(27, "", "trade"): 900}), RULES, NAMES)
    assert short.today.loc[0, "status"] == "insufficient-history"
    assert set(short.series["state"]) == {"insufficient_history"} and set(short.series["test"]) == {"none"}
    assert short.episodes.empty and short.families["tests"].eq(0).all()


@pytest.mark.parametrize(("days", "test"), [(32, "ears-c2"), (188, "ears-c2"), (190, "nbw")])
def test_the_test_follows_the_usable_history(days: int, test: str) -> None:
    outcome = policy.run(*tables(days), RULES, NAMES)
    assert set(outcome.series["test"]) == {test} and set(outcome.series["usable_days"]) == {days - 1}
    assert outcome.today.loc[0, "series_tested"] == outcome.today.loc[0, "series_total"] == SERIES


def test_a_missing_day_is_missing_and_a_day_without_rows_is_zero(made: Tables, found: policy.Outcome) -> None:
    nation = found.days[found.days["place"] == "VNM"].set_index("date")
    assert nation.loc[day(195), "state"] == "missing" and np.isnan(nation.loc[day(195), "observed"])
    daily, coverage, domains = made
    emptied = daily[(daily["date"] != day(200)) | (daily["geo_level"] == "nation")]
    outcome = policy.run(emptied, coverage, domains, RULES, NAMES)
    quiet = one(outcome.days, place="01", date=day(200))
    assert quiet["observed"] == 0 and quiet["state"] == "scored"
    assert set(found.series["missing_days"]) == {3}


def test_a_day_with_half_its_slices_is_expected_to_have_half(found: policy.Outcome) -> None:
    nation = found.days[found.days["place"] == "VNM"].set_index("date")
    half, whole = nation.loc[day(150), "expected"], nation.loc[day(157), "expected"]
    assert half == pytest.approx(whole / 2, rel=0.2)
    assert not nation.loc[[day(150), day(151)], "alarm"].any()


def test_a_holiday_without_earlier_years_is_not_scored(found: policy.Outcome) -> None:
    nation = found.days[found.days["place"] == "VNM"].set_index("date")
    assert nation.loc["2024-04-30", "state"] == "holiday_unscored" and np.isnan(nation.loc["2024-04-30", "p"])


def test_the_surge_is_an_episode_with_its_size_and_level(found: policy.Outcome) -> None:
    trade = one(found.episodes, kind="surge", place="VNM", topic="trade")
    assert (trade["first_day"], trade["last_day"], trade["status"]) == (day(205), day(209), "closed")
    assert trade["days_above"] == 5 and not trade["reopened"] and trade["test"] == "nbw"
    days = found.episode_days[found.episode_days["episode_id"] == trade["episode_id"]]
    assert trade["excess"] == pytest.approx((days["observed"] - days["expected"]).sum())
    assert 550 < trade["excess"] < 650 and len(days) == 5
    parts = ["score_ratio", "score_excess", "score_spread", "score_tone", "score_persistence"]
    assert trade[parts].sum() == pytest.approx(trade["score"])
    assert trade["observed"] >= trade["bound"] > trade["expected"] and trade["tests"] == 3


def test_the_machine_stops_at_level_two_and_asks_for_a_person(found: policy.Outcome) -> None:
    assert found.episodes["level"].max() == 2 and found.days["level"].max() == 2
    assert (found.episodes["needs_person"] == (found.episodes["score"] >= 60)).all()
    assert found.episodes["needs_person"].any()


def test_tone_alone_stays_at_level_one(found: policy.Outcome) -> None:
    tone = found.episodes[found.episodes["kind"] == "tone"]
    assert len(tone) and (tone["level"] <= 1).all() and (tone["test"] == "tone").all()
    assert (tone["tone_mean"] < tone["tone_baseline"]).all()


def test_a_bad_tone_lifts_a_surge_by_one_level() -> None:
    added, rules = {(200, "", "trade"): 45}, replace(RULES, weight_spread=0.0, weight_tone=0.0)
    plain = policy.run(*tables(201, added), rules, NAMES).episodes
    worse = policy.run(*tables(201, added, tone={(200, ""): -6.0}), rules, NAMES).episodes
    before, after = (one(episodes, kind="surge", place="VNM", topic="trade") for episodes in (plain, worse))
    assert before["score"] == after["score"] < 40
    assert before["level"] == 1 and after["level"] == 2


def test_one_topic_in_three_provinces_has_a_parent(found: policy.Outcome) -> None:
    parent = one(found.episodes, kind="multi_province", topic="health")
    children = found.episodes[found.episodes["parent_id"] == parent["episode_id"]]
    assert set(children["place"]) == set(PROVINCES) and set(children["topic"]) == {"health"}
    assert parent["place"] == "VNM" and parent["level"] == children["level"].max()
    assert parent["first_day"] == day(206)


def test_a_silence_is_an_episode_of_its_own() -> None:
    daily, coverage, domains = tables(205)
    quiet = policy.run(daily[daily["date"] != day(204)], coverage, domains, RULES, NAMES)
    silence = one(quiet.episodes, kind="silence", place="VNM", topic="all")
    assert silence["observed"] == 0 and silence["excess"] < -40 and silence["status"] == "open"
    assert quiet.today.loc[0, "status"] == "open" and quiet.today.loc[0, "level"] == silence["level"]
    assert set(quiet.episodes.loc[quiet.episodes["status"] == "open", "kind"]) == {"silence"}


def test_levels_of_a_day_are_those_of_its_episodes(found: policy.Outcome) -> None:
    nation = found.days[found.days["place"] == "VNM"].set_index("date")
    assert nation.loc[day(206), "level"] == 2 and nation.loc[day(214), "level"] == 0


def test_equal_tables_give_equal_outcomes(made: Tables, found: policy.Outcome) -> None:
    shuffled = [table.sample(frac=1, random_state=3) for table in made]
    again = policy.run(*shuffled, RULES, NAMES)
    for name, frame in found.frames().items():
        pd.testing.assert_frame_equal(frame, again.frames()[name])


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate])
@given(st.integers(190, 214), st.integers(0, 9))
def test_nothing_later_changes_a_day(cut_at: int, seed: int) -> None:
    """Cut at a day, or with other data after it, the policy says the same of that day and those before."""
    made = tables(216, EVENTS, MISSING, TONE)
    other = tables(216, {(n, "79", "trade"): 40 * seed for n in range(cut_at + 1, 216)}, seed=seed)
    last = day(cut_at)
    mixed = [pd.concat([cut(ours, last), late[late["date"] > last]]) for ours, late in zip(made, other, strict=True)]
    then, later = policy.run(*made, RULES, NAMES, as_of=last), policy.run(*mixed, RULES, NAMES)
    pd.testing.assert_frame_equal(later.days[later.days["date"] <= last].reset_index(drop=True), then.days)
    known, before = (outcome.episodes.set_index("episode_id") for outcome in (later, then))
    assert set(known.index[known["first_day"] <= last]) == set(before.index)
    same = ["kind", "place", "topic", "first_day", "tests", "test"]
    pd.testing.assert_frame_equal(known.loc[before.index, same], before[same])
    days = then.episode_days.set_index(["episode_id", "date"])
    pd.testing.assert_frame_equal(later.episode_days.set_index(["episode_id", "date"]).loc[days.index], days)


def test_the_simulated_media_give_up_their_larger_events() -> None:
    """Two years with eight events put in, seed 173: those that volume or tone can show are found on their first days.

    A silence or a surge in a province with hardly any mentions a day cannot be told from an ordinary day.
    """
    provinces = tuple(f"{n:02}" for n in range(1, 7))
    topics = ("politics", "trade", "tourism", "health")
    codes = Codes(provinces, ("US", "JP", "FR", "VN", "GB", "DE"), ("en", "ja"), topics, "1.0.0")
    articles = [("viet-nam", "en.wikipedia", "Vietnam")]
    simulation = simulate(dt.date(2024, 1, 1), dt.date(2025, 12, 31), codes, articles)
    names = Names({p: (p, p) for p in provinces}, {t: (t, t) for t in topics}, {}, {})
    made = (simulation.tables[table] for table in ("daily", "coverage", "domains"))
    episodes = policy.run(*made, RULES, names).episodes
    found = {
        int(event["event"])
        for _, event in simulation.injected.iterrows()
        if _hit(episodes, event["first_day"], event["province_code"])
    }
    assert len(found) >= 5
    surges = episodes[(episodes["kind"] == "surge") & (episodes["level"] == 2) & (episodes["place"] != "VNM")]
    assert len(surges) <= 2 * 2 * len(provinces) * (1 + len(topics))


def _hit(episodes: pd.DataFrame, first: str, province: str | None) -> bool:
    """Whether an episode of the place begins within four days of an event."""
    place = "VNM" if pd.isna(province) else province
    begins = pd.to_datetime(episodes.loc[episodes["place"] == place, "first_day"])
    return bool(begins.between(pd.Timestamp(first), pd.Timestamp(first) + pd.Timedelta(days=4)).any())
