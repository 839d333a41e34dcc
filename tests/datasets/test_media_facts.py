"""The packages behind the media say what they should, and say what they do not know."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from observatory.media import presence
from observatory.media.measures import HOME_COUNTRY, HOME_LANGUAGE, UNKNOWN_COUNTRY, UNKNOWN_LANGUAGE
from observatory.media.mention import COLUMNS

DATASETS = Path(__file__).resolve().parents[2] / "datasets"
MEDIA, RECOGNITION, DAILY = "methodology/media", "methodology/recognition", "reference/media-daily"
SAMPLES = ("spark-gdelt_gkg.csv", "spark-gdelt_gkgT.csv")


@cache
def table(package: str, name: str) -> pd.DataFrame:
    return pd.read_csv(DATASETS / package / "data" / f"{name}.csv", dtype=str, keep_default_na=False)


def themes_of(path: Path) -> set[str]:
    """Every theme of the rows of a GKG file."""
    found: set[str] = set()
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found |= {theme for theme in row[7].split(";") if theme}
            found |= {theme.split(",")[0] for theme in row[8].split(";") if theme}
    return found


# Method


def test_every_topic_has_themes_and_a_theme_stands_for_one_topic() -> None:
    topics, themes = table(MEDIA, "topics"), table(MEDIA, "theme_topics")
    assert len(topics) == 20 and set(themes["topic"]) == set(topics["code"])
    assert not themes["theme"].duplicated().any()


@pytest.mark.shared
def test_themes_marked_as_seen_in_real_rows_are_there(shared: Path) -> None:
    seen = set().union(*(themes_of(shared / "samples" / "media" / name) for name in SAMPLES))
    themes = table(MEDIA, "theme_topics")
    marked = set(themes.loc[themes["seen_in"] == "sample", "theme"])
    assert marked == set(themes["theme"]) & seen and len(marked) > 300


def test_languages_are_those_of_the_list_of_gdelt_and_a_few_it_does_not_translate() -> None:
    languages = table(MEDIA, "languages")
    assert (languages["translated_by_gdelt"] == "true").sum() == 64
    assert {HOME_LANGUAGE, UNKNOWN_LANGUAGE, "en"} <= set(languages["code"])
    assert languages.set_index("gdelt_code").loc["vie", "name_vi"] == "Tiếng Việt"


def test_countries_are_named_as_in_the_table_of_countries() -> None:
    names = table(MEDIA, "countries").set_index("iso2")
    assert {HOME_COUNTRY, UNKNOWN_COUNTRY} <= set(names.index)
    ours = set(zip(names["name_vi"], names["name_en"], strict=True))
    known = table("reference/countries", "countries")
    assert set(zip(known["name_vi"], known["name_en"], strict=True)) <= ours


def test_no_outlet_or_feed_is_given_without_its_basis() -> None:
    outlets, feeds = table(MEDIA, "outlets"), table(MEDIA, "feeds")
    assert (outlets["basis"] != "").all() and (feeds["source"] != "").all()
    assert not (outlets["domain"] != outlets["domain"].str.lower()).any()
    assert not outlets["domain"].str.startswith("www.").any()


def test_settings_say_what_the_code_and_the_strategy_say() -> None:
    settings = dict(table(MEDIA, "settings")[["key", "value"]].itertuples(index=False, name=None))
    targets = table("reference/strategy-targets", "targets").set_index("id")
    assert settings["growth_goal"] == targets.loc["T2030-1", "target_value"] == targets.loc["T2030-2", "target_value"]
    assert (settings["negative_below"], settings["positive_above"]) == ("-2", "2")
    assert settings["slices_per_day"] == str(24 * 4)
    per_day = table(MEDIA, "streams").set_index("code")["slices_per_day"]
    assert per_day["gkg"] == per_day["gkg-translation"] == settings["slices_per_day"]


def test_no_baseline_is_frozen_before_2025_was_collected() -> None:
    assert table(MEDIA, "baseline").empty and table(DAILY, "daily").empty


def test_every_indicator_of_the_media_is_described_and_only_those() -> None:
    listed = table("methodology/indicators", "indicators")
    ours = {presence.SHARE, presence.GROWTH, presence.POSITIVE, presence.COUNTRIES, presence.LANGUAGES, presence.VIEWS}
    assert set(listed.loc[listed["family"] == "media", "code"]) == ours
    positive = listed.set_index("code").loc[presence.POSITIVE]
    assert "không phải thái độ đối với Việt Nam" in positive["limits_vi"] and "not attitude" in positive["limits_en"]


# Recognition


def test_viet_nam_has_twenty_editions_and_every_locality_two() -> None:
    articles = table(RECOGNITION, "articles")
    counts = articles["entity"].value_counts()
    units = table("reference/provincial-units", "units")
    slugs = set(units.loc[units["level"] == "province34", "slug"])
    assert counts["viet-nam"] >= 20 and set(counts.index) == slugs | {"viet-nam"}
    assert (counts.drop("viet-nam") == 2).all()
    assert set(articles["checked"]) == {"false"}, "no title has been looked up from here"


def test_articles_and_entities_agree_on_the_unit() -> None:
    keys = ["entity", "entity_qid", "unit_level", "unit_code"]
    pairs = table(RECOGNITION, "articles")[keys].drop_duplicates().sort_values("entity").to_numpy().tolist()
    assert pairs == table(RECOGNITION, "entities")[keys].sort_values("entity").to_numpy().tolist()


# What is published


def test_the_published_tables_hold_no_column_of_a_single_item() -> None:
    described = json.loads((DATASETS / DAILY / "datapackage.json").read_text(encoding="utf-8"))
    for resource in described["resources"]:
        names = {field["name"] for field in resource["schema"]["fields"]}
        if resource["name"] != "stories":
            counted_by = {"source_country_iso2", "lang", *(["domain"] if resource["name"] == "domains" else [])}
            assert not names & (set(COLUMNS) - counted_by), resource["name"]
        assert list(table(DAILY, resource["name"]).columns) == [field["name"] for field in resource["schema"]["fields"]]
