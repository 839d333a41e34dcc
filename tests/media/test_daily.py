"""The daily table: what is counted, on which day, in which place, and only once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media_stores import METHODOLOGY, fill, later, mention
from observatory.daily.run import count
from observatory.media import daily
from observatory.media.mention import Mention

TOPICS = {"TOURISM": ("tourism",), "HOTELS": ("tourism", "trade"), "TRADE": ("trade",)}
ALL = ("all", "all", "all")


def counted(folder: Path, mentions: Iterable[Mention]) -> pd.DataFrame:
    methodology = METHODOLOGY.__class__(**{**_fields(METHODOLOGY), "theme_topics": TOPICS})
    store = fill(folder / "store", mentions)
    return count(store, "duckdb", methodology, folder, lambda _step: None)["daily"].set_index(list(daily.KEYS))


def _fields(methodology: Any) -> dict[str, Any]:
    return {name: getattr(methodology, name) for name in methodology.__dataclass_fields__}


def test_a_row_for_everything_and_one_for_each_country_language_and_topic(tmp_path: Path) -> None:
    table = counted(
        tmp_path,
        [
            mention(1, source_country_iso2="FR", lang="fr", themes=("TOURISM",)),
            mention(2, source_country_iso2=None, lang=None, themes=("SOMETHING_ELSE",)),
        ],
    )
    of_day = table["mentions"].droplevel("date").droplevel("province_code").droplevel("geo_level")
    assert of_day.to_dict() == {
        ALL: 2,
        ("FR", "all", "all"): 1,
        ("ZZ", "all", "all"): 1,
        ("all", "fr", "all"): 1,
        ("all", "und", "all"): 1,
        ("all", "all", "tourism"): 1,
        ("all", "all", "none"): 1,
    }


def test_two_themes_of_one_topic_count_once_and_two_topics_count_twice(tmp_path: Path) -> None:
    table = counted(tmp_path, [mention(1, themes=("HOTELS", "TOURISM")), mention(2, themes=("TOURISM",))])
    by_topic = table.xs(("all", "all"), level=("source_country_iso2", "lang"))["mentions"].droplevel(
        ["date", "geo_level", "province_code"]
    )
    assert by_topic.to_dict() == {"all": 2, "tourism": 2, "trade": 1}


def test_a_mention_counts_in_each_province_that_it_names_and_once_in_the_nation(tmp_path: Path) -> None:
    table = counted(
        tmp_path, [mention(1, province_code_2025=("01", "48")), mention(2), mention(3, province_code_2025=("48",))]
    )
    whole = table.xs(ALL, level=daily.DIMENSIONS)["mentions"].droplevel("date")
    assert whole.to_dict() == {("nation", ""): 3, ("province", "01"): 1, ("province", "48"): 2}


def test_tone_is_of_the_mentions_that_have_one(tmp_path: Path) -> None:
    tones = [-3.0, -2.0, 0.0, 2.0, 2.5, None]
    row = counted(tmp_path, [mention(n, tone=tone) for n, tone in enumerate(tones)]).xs(ALL, level=daily.DIMENSIONS)
    assert row[["tone_mean", "tone_median", "share_negative"]].to_numpy().tolist() == [[-0.1, 0.0, 0.2]]


def test_stories_and_domains_are_counted_once(tmp_path: Path) -> None:
    rows = [
        mention(1, story_id=f"{1:016x}", domain="a.com"),
        mention(2, story_id=f"{1:016x}", domain="b.com"),
        mention(3, domain="a.com"),  # no story yet: one of its own
    ]
    row = counted(tmp_path, rows).xs(ALL, level=daily.DIMENSIONS)
    assert row[["mentions", "unique_stories", "unique_domains"]].to_numpy().tolist() == [[3, 2, 2]]


def test_the_day_is_that_of_the_slice_for_gdelt_and_of_publication_for_feeds(tmp_path: Path) -> None:
    published = later(-48)
    rows = [
        mention(1, published_at_utc=published),
        mention(2, source_system="rss", published_at_utc=published),
        mention(3, source_system="rss"),
    ]
    table = counted(tmp_path, rows).xs(ALL, level=daily.DIMENSIONS).droplevel(["geo_level", "province_code"])
    assert table["mentions"].to_dict() == {"2026-10-31": 1, "2026-11-02": 2}
    assert table["slices_received"].to_list() == [0, 0]
    assert table["share_of_all_news"].isna().all()  # nothing to divide by is not nothing


def test_only_gdelts_mentions_are_a_share_of_all_news() -> None:
    made = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in daily.COUNTED.items()})
    row = {"date": pd.Timestamp("2026-11-02"), **dict.fromkeys(daily.KEYS[1:], "all"), "mentions": 5, "gkg_mentions": 2}
    made.loc[0] = {**dict.fromkeys(daily.COUNTED, 0), **row, "tone_median": np.nan}
    days = pd.DataFrame({"date": ["2026-11-02"], "received": [96], "lines": [1000]})
    table = daily.finish(made.astype(daily.COUNTED), days, "1.0.0", 192)
    assert table.loc[0, ["share_of_all_news", "coverage", "slices_expected"]].to_list() == [0.002, 0.5, 192]
    assert pd.isna(table.loc[0, "tone_mean"])


MENTIONS = st.lists(
    st.fixed_dictionaries(
        {
            "tone": st.none() | st.floats(-100, 100).map(lambda tone: round(tone, 9)),
            "themes": st.lists(st.sampled_from([*TOPICS, "OTHER"]), unique=True).map(tuple),
            "province_code_2025": st.lists(st.sampled_from(["01", "48", "79"]), unique=True).map(tuple),
            "lang": st.sampled_from([None, "vi", "en"]),
            "domain": st.sampled_from(["a.com", "b.com"]),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MENTIONS)
def test_it_is_what_counting_by_hand_gives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    table = counted(tmp_path_factory.mktemp("counted"), [mention(n, **row) for n, row in enumerate(rows)])
    made = pd.DataFrame(rows)
    made["topic"] = [
        sorted({topic for theme in themes for topic in TOPICS.get(theme, ())}) or ["none"] for themes in made["themes"]
    ]
    provinces = made.explode("province_code_2025").dropna(subset="province_code_2025")
    expected = {("nation", "", "all", "all", "all"): made}
    for code, group in provinces.groupby("province_code_2025"):
        expected["province", str(code), "all", "all", "all"] = group
    for topic, group in made.explode("topic").groupby("topic"):
        expected["nation", "", "all", "all", str(topic)] = group
    for lang, group in made.fillna({"lang": "und"}).groupby("lang"):
        expected["nation", "", "all", str(lang), "all"] = group
    for key, group in expected.items():
        row = table.loc[("2026-11-02", *key)]
        tones = group["tone"].dropna().astype("float64")
        assert row["mentions"] == len(group)
        assert row["unique_domains"] == group["domain"].nunique()
        if len(tones):
            assert row["tone_mean"] == pytest.approx(tones.mean(), abs=1e-9)
            assert row["tone_median"] == pytest.approx(tones.median(), abs=1e-9)
            assert row["share_negative"] == pytest.approx((tones < -2).mean())
        else:
            assert row[["tone_mean", "tone_median", "share_negative"]].isna().all()
