"""The simulated tables: equal for equal seeds, whole where parts add up, and nowhere to be taken for real."""

from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.gate import limits
from observatory.media.simulate import SEED, STORIES_A_MONTH, Simulation, simulate
from observatory.media.simulated_course import PARAMETERS, STREAMS, factors, lot
from observatory.media.simulated_days import KEYS, Codes

CODES = Codes(
    provinces=tuple(f"{number:02}" for number in range(1, 35)),
    countries=tuple(f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    languages=("de", "en", "es", "fr", "ja", "ko", "ru", "th", "vi", "zh"),
    topics=tuple(f"topic-{letter}" for letter in "abcdefghijklmnopqrst"),
    method_version="1.0.0",
)
ARTICLES = (("viet-nam", "en.wikipedia", "Vietnam"), ("viet-nam", "fr.wikipedia", "Viêt_Nam"))
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2025, 12, 31)
WHOLE = ["source_country_iso2", "lang", "topic"]
COLUMNS = {
    "daily": [
        *KEYS,
        *("mentions", "unique_stories", "unique_domains", "tone_mean", "tone_median", "share_negative"),
        *("share_of_all_news", "slices_expected", "slices_received", "coverage", "method_version"),
    ],
    "positive": ["date", "geo_level", "province_code", "positive_mentions", "toned_mentions"],
    "coverage": [
        *("date", "stream", "expected", "received", "absent", "bad", "lines", "bad_lines", "kept", "reasons"),
    ],
    "stories": [
        *("month", "position", "story_id", "title", "url", "domain", "lang", "source_country_iso2", "first_seen"),
        *("mentions", "domains"),
    ],
    "recognition": [
        *("month", "entity", "project", "article", "views", "days_observed", "days_expected", "status"),
    ],
    "events": [
        *("date", "quad_class", "events", "mentions", "sources", "articles", "goldstein_mean", "tone_mean"),
    ],
    "domains": ["date", "geo_level", "province_code", "topic", "domain", "mentions"],
}


@cache
def two_years() -> Simulation:
    return simulate(FIRST, LAST, CODES, ARTICLES)


@pytest.fixture
def daily() -> pd.DataFrame:
    return two_years().tables["daily"]


@pytest.fixture
def coverage() -> pd.DataFrame:
    return two_years().tables["coverage"]


def whole(daily: pd.DataFrame) -> pd.DataFrame:
    """The rows that are not of one country, language or topic."""
    return daily[(daily[WHOLE] == "all").all(axis=1)]


def nation(daily: pd.DataFrame) -> pd.DataFrame:
    """One row for each day, by its date."""
    rows = whole(daily)
    return rows[rows["geo_level"] == "nation"].set_index("date")


def day(number: int, start: dt.date) -> str:
    return (start + dt.timedelta(number)).isoformat()


def test_the_tables_are_those_that_the_aggregate_writes() -> None:
    assert {name: list(table.columns) for name, table in two_years().tables.items()} == COLUMNS


def test_two_whole_years_all_units_and_all_topics(daily: pd.DataFrame) -> None:
    assert list(nation(daily).index) == [day(n, FIRST) for n in range(731)]
    assert set(daily["province_code"]) == {"", *CODES.provinces}
    assert set(daily["topic"]) == {"all", "none", *CODES.topics}
    assert set(daily["lang"]) == {"all", "und", *CODES.languages}
    assert len(set(daily["source_country_iso2"])) == 2 + PARAMETERS["countries"].value
    assert set(daily["method_version"]) == {"1.0.0"}


def test_the_daily_table_fits_through_the_gate(daily: pd.DataFrame) -> None:
    assert len(daily) < limits.MAX_ROWS
    assert len(daily.to_csv(index=False, float_format="%.6f").encode()) < limits.MAX_FILE_BYTES


def test_an_equal_seed_gives_equal_tables_and_another_one_others() -> None:
    span = (dt.date(2025, 1, 1), dt.date(2025, 6, 30))
    one, again, other = (simulate(*span, CODES, ARTICLES, seed) for seed in (SEED, SEED, SEED + 1))
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
        assert not table.equals(other.tables[name])


@settings(max_examples=5)
@given(seed=st.integers(0, 10**9))
def test_parts_add_up_to_their_whole_or_stay_below_it(seed: int) -> None:
    made = simulate(dt.date(2025, 1, 1), dt.date(2025, 4, 30), CODES, ARTICLES, seed)
    daily = made.tables["daily"]
    place = ["date", "geo_level", "province_code"]
    assert not daily.duplicated(KEYS).any()
    assert daily[KEYS].equals(daily[KEYS].sort_values(KEYS, ignore_index=True))
    sums = whole(daily).set_index(place)
    for column in ("source_country_iso2", "lang"):
        parts = daily[daily[column] != "all"].groupby(place)["mentions"].sum()
        assert (parts.reindex(sums.index, fill_value=0) == sums["mentions"]).all()
    merged = daily.merge(sums.reset_index(), on=place, suffixes=("", "_whole"))
    for column in ("mentions", "unique_stories", "unique_domains"):
        assert (merged[column] <= merged[f"{column}_whole"]).all()
        assert ((merged[column] > 0) | (merged["mentions"] == 0)).all()
    assert (daily["unique_stories"] <= daily["mentions"]).all()
    assert (daily["unique_domains"] <= daily["mentions"]).all()
    provinces = whole(daily)[whole(daily)["geo_level"] == "province"].groupby("date")["mentions"].sum()
    assert (provinces <= nation(daily)["mentions"].reindex(provinces.index)).all()
    topics = daily[daily["topic"] == "none"].set_index(place)["mentions"]
    assert (topics <= sums["mentions"].reindex(topics.index)).all()
    positive = made.tables["positive"].set_index(place)
    assert positive.index.equals(sums.sort_index().index)
    assert (positive["toned_mentions"] == sums["mentions"].reindex(positive.index)).all()
    low = (sums["share_negative"].fillna(0) * sums["mentions"]).round()
    assert (positive["positive_mentions"] + low.reindex(positive.index) <= positive["toned_mentions"]).all()


def test_the_share_of_all_news_is_counted_over_the_lines_received(daily: pd.DataFrame, coverage: pd.DataFrame) -> None:
    mentions = coverage[coverage["stream"].isin(["gkg", "gkg-translation"])]
    lines = mentions.groupby("date")["lines"].sum()
    found = nation(daily)
    expected = (found["mentions"] / lines.where(lines > 0)).round(6)
    assert np.allclose(found["share_of_all_news"], expected, equal_nan=True)
    kept = mentions.groupby("date")["kept"].sum()
    assert (kept == found["mentions"]).all()


def test_every_slice_is_received_absent_or_bad(coverage: pd.DataFrame) -> None:
    assert len(coverage) == 731 * len(STREAMS)
    assert (coverage[["received", "absent", "bad"]].sum(axis=1) == coverage["expected"]).all()
    told = coverage["reasons"].str.extractall(r":(\d+)")[0].astype(int).groupby(level=0).sum()
    assert (told.reindex(coverage.index, fill_value=0) == coverage["absent"] + coverage["bad"]).all()
    assert (coverage.loc[coverage["received"] == 0, "lines"] == 0).all()


def test_days_without_slices_have_no_mentions_and_no_tone(daily: pd.DataFrame) -> None:
    days = nation(daily)
    dead = days[days["slices_received"] == 0]
    assert len(dead) == PARAMETERS["dead_days"].value
    assert (dead["mentions"] == 0).all()
    assert (dead["coverage"] == 0).all()
    assert dead[["tone_mean", "tone_median", "share_negative", "share_of_all_news"]].isna().all(axis=None)
    assert (daily.loc[~daily["date"].isin(dead.index), "mentions"] > 0).all()
    partly = days["coverage"].between(0.01, 0.99)
    assert partly.sum() >= PARAMETERS["outages"].value


def test_weekends_and_tet_are_quieter_and_the_weeks_before_tet_louder() -> None:
    days = [day for day in (dt.date(2025, 1, 1) + dt.timedelta(n) for n in range(60)) if day.weekday() < 5]
    by_day = dict(zip(days, factors(days), strict=True))
    assert by_day[dt.date(2025, 1, 20)] > 1.3 * by_day[dt.date(2025, 1, 10)]
    assert by_day[dt.date(2025, 1, 29)] < 0.6 * by_day[dt.date(2025, 2, 10)]
    pair = factors([dt.date(2025, 6, 6), dt.date(2025, 6, 7)])
    assert pair[1] / pair[0] == pytest.approx(PARAMETERS["weekend"].value, rel=0.01)


def test_the_injected_events_are_listed_and_can_be_seen(daily: pd.DataFrame) -> None:
    events = two_years().injected
    assert len(events) == PARAMETERS["injected_events"].value
    assert set(events["geo_level"]) == {"nation", "province"}
    national = events[events["geo_level"] == "nation"].set_index("kind")
    days = nation(daily)

    def before_and_on(kind: str) -> tuple[pd.Series, pd.Series]:
        first = dt.date.fromisoformat(str(national.loc[kind, "first_day"]))
        earlier = days.loc[day(-14, first) : day(-1, first)]
        return earlier.select_dtypes("number").mean(), days.loc[first.isoformat()]

    before, on = before_and_on("crisis")
    assert on["tone_mean"] < before["tone_mean"] - 1.5
    assert on["share_negative"] > before["share_negative"]
    assert on["mentions"] > 1.3 * before["mentions"]
    before, on = before_and_on("praise")
    assert on["tone_mean"] > before["tone_mean"] + 1.5
    before, on = before_and_on("silence")
    assert on["mentions"] < 0.6 * before["mentions"]


def test_every_setting_is_published_with_its_seed() -> None:
    made = two_years().parameters.set_index("key")
    assert made.loc["seed", "value"] == SEED
    assert set(made.index) == {"seed", *PARAMETERS}
    assert made.notna().all(axis=None)


def test_stories_cannot_be_taken_for_real_ones() -> None:
    stories = two_years().tables["stories"]
    assert stories["title"].str.fullmatch(r"Tin mô phỏng \d+ / Simulated story \d+").all()
    assert stories["url"].str.fullmatch(r"https://nguon-\d\d\.example\.org/mo-phong/\d+").all()
    assert stories["domain"].str.endswith(".example.org").all()
    assert stories["story_id"].is_unique
    assert (
        stories.groupby("month")["position"].agg(list).map(lambda p: p == list(range(1, STORIES_A_MONTH + 1)))
    ).all()
    ordered = stories.sort_values(["month", "domains", "mentions"], ascending=[True, False, False], kind="stable")
    assert ordered.index.equals(stories.index)
    assert (stories["first_seen"].str[:7] == stories["month"]).all()
    assert (stories["domains"] <= stories["mentions"]).all()


@settings(max_examples=3)
@given(seed=st.integers(0, 10**9))
def test_the_domains_named_fit_the_counts_of_their_cells(seed: int) -> None:
    made = simulate(dt.date(2025, 1, 1), dt.date(2025, 4, 30), CODES, ARTICLES, seed).tables
    cell = ["date", "geo_level", "province_code", "topic"]
    domains = made["domains"]
    assert len(domains) > 120 and "all" in set(domains["topic"]) and domains["topic"].nunique() > 3
    assert domains["domain"].str.fullmatch(r"nguon-\d\d\.example\.org").all()
    assert (domains["mentions"] >= 5).all() and not domains.duplicated([*cell, "domain"]).any()
    daily = made["daily"]
    daily = daily[(daily[["source_country_iso2", "lang"]] == "all").all(axis=1)].set_index(cell)
    named = domains.groupby(cell)["mentions"].agg(["sum", "count"]).join(daily[["mentions", "unique_domains"]])
    assert (named["count"] <= 5).all()
    assert (named["mentions"] - named["sum"] >= named["unique_domains"] - named["count"]).all()
    place = ["date", "geo_level", "province_code", "domain"]
    whole = domains[domains["topic"] == "all"].set_index(place)["mentions"]
    both = domains[domains["topic"] != "all"].join(whole.rename("whole"), on=place).dropna()
    assert len(both) and (both["mentions"] <= both["whole"]).all()


def test_views_are_missing_where_they_were_not_published() -> None:
    made = simulate(FIRST, LAST, CODES, ARTICLES * 20).tables["recognition"]
    assert set(made["status"]) == {"observed", "absent_verified", "not_published"}
    assert (made["views"].isna() == (made["status"] == "not_published")).all()
    assert (made.loc[made["status"] == "absent_verified", "views"] == 0).all()
    assert (made["days_observed"] <= made["days_expected"]).all()
    assert (made.loc[made["month"] == "2024-02", "days_expected"] == 29).all()


def test_events_come_in_the_four_classes_of_cameo() -> None:
    events = two_years().tables["events"]
    assert (events.groupby("date")["quad_class"].agg(list).map(lambda found: found == [1, 2, 3, 4])).all()
    assert events["goldstein_mean"].between(-10, 10).all()
    means = events.groupby("quad_class")["goldstein_mean"].mean()
    assert means[1] > 0 > means[3] > means[4]
    assert (events["events"] <= events["mentions"]).all()


@given(seed=st.integers(0, 10**9), size=st.integers(1, 300))
def test_weights_by_lot_add_up_and_follow_no_order_of_their_own(seed: int, size: int) -> None:
    weights = lot(np.random.default_rng(seed), size)
    assert weights.sum() == pytest.approx(1)
    assert np.allclose(np.sort(weights)[::-1] * (2 + np.arange(size)), weights.max() * 2)


def test_too_few_days_for_the_events_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        simulate(dt.date(2025, 1, 1), dt.date(2025, 3, 31), CODES, ARTICLES)
