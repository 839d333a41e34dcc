"""The results on the media from packages on disk: empty while nothing is collected, whole once something is."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from daily_frames import day, tables
from observatory.compute import compute
from observatory.findings import has_errors
from observatory.recipes import media
from observatory.results import ResultPackage
from observatory.tables.load import load
from packages import ROOT

DATASETS = ROOT / "datasets"
PACKAGES = (
    *(media.MEDIA, media.RECOGNITION, media.DAILY),
    *("methodology/indicators", "reference/provincial-units", "reference/countries"),
)


def results(root: Path, **rows: list[dict[str, object]]) -> dict[str, ResultPackage]:
    """The results of the project's own packages with ``rows`` in the tables of ``reference/media-daily``."""
    for package in PACKAGES:
        shutil.copytree(DATASETS / package, root / package)
    for table, listed in rows.items():
        path = root / media.DAILY / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with path.open("a", encoding="utf-8", newline="") as file:
            csv.DictWriter(file, header, lineterminator="\n").writerows(listed)
    loaded = load([root])
    assert not has_errors(loaded.findings), loaded.findings
    return compute(loaded.catalogue)


def frame(found: dict[str, ResultPackage], package: str, table: str) -> pd.DataFrame:
    return found[package].tables[table].frame


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ResultPackage]:
    """The results of January 2026, each day alike, with a story and page views."""
    days = [
        day(
            f"2026-01-{n:02}",
            20,
            positive=4,
            provinces={"48": 5},
            parts={"topic": {"tourism": 6, "none": 2}, "source_country_iso2": {"US": 9, "ZZ": 1}, "lang": {"en": 9}},
        )
        for n in range(1, 32)
    ]
    rows = {name: [row for one in days for row in one[name]] for name in ("daily", "positive", "coverage")}
    story = {"month": "2026-01", "position": 1, "story_id": "a1", "title": "Hội An", "url": "https://example.org/a"}
    story |= {"domain": "example.org", "first_seen": "2026-01-02T00:15:00", "mentions": 9, "domains": 7}
    read = {"month": "2026-01", "entity": "viet-nam", "project": "en.wikipedia", "article": "Vietnam", "views": 310}
    read |= {"days_observed": 31, "days_expected": 31, "status": "observed"}
    return results(tmp_path_factory.mktemp("media"), **rows, stories=[story], recognition=[read])


def test_with_nothing_collected_every_table_is_empty_but_streams_and_known_gaps(root: Path) -> None:
    found = results(root)
    assert set(media.RECIPES) <= set(found)
    filled = {
        (name, table)
        for name in media.RECIPES
        for table, content in found[name].tables.items()
        if not content.frame.empty
    }
    assert filled == {("media-health", "streams"), ("media-health", "gaps")}
    assert set(frame(found, "media-health", "streams")["status"]) == {"not-collected"}


def test_days_months_and_breakdowns_agree(some: dict[str, ResultPackage]) -> None:
    assert frame(some, "media-days", "days")["complete"].all()
    month = frame(some, "media-days", "months").iloc[0]
    assert (month["year_month"], month["days_complete"], month["mentions_per_day"]) == ("2026-01", 31, 20)
    topics = frame(some, "media-breakdown", "topics").set_index("topic")
    assert topics.loc["tourism", "mentions"] == 186 and topics.loc["tourism", "share"] == pytest.approx(0.3)
    assert topics.loc["none", "name_en"] == "No topic"
    countries = frame(some, "media-breakdown", "countries").set_index("source_country_iso2")
    assert countries.loc["ZZ", "name_vi"] == "Chưa xác định"
    assert len(frame(some, "media-breakdown", "provinces")) == 34


def test_indicators_are_there_for_the_nation_and_each_locality(some: dict[str, ResultPackage]) -> None:
    values = frame(some, "media-indicators", "values")
    monthly = values[(values["period_id"] == "2026-01") & (values["status"] == "observed")]
    assert monthly.groupby("unit_level")["unit_code"].nunique().to_dict() == {"nation": 1, "province34": 34}
    nation = monthly[monthly["unit_level"] == "nation"].set_index("indicator")["value"]
    assert nation["media_presence_share"] == pytest.approx(0.02)
    assert nation["media_positive_mentions"] == 4 and nation["media_recognition_views"] == 10
    yearly = values[(values["kind"] == "year") & (values["unit_level"] == "nation")]
    assert set(yearly["status"]) == {"incomplete"} and yearly["value"].isna().all()


def test_stories_carry_names_and_an_unknown_outlet_says_so(some: dict[str, ResultPackage]) -> None:
    story = frame(some, "media-stories", "stories").iloc[0]
    assert (story["country_en"], story["language_en"]) == ("Not known", "Undetermined")


def test_health_counts_every_stream(some: dict[str, ResultPackage]) -> None:
    streams = frame(some, "media-health", "streams").set_index("stream")
    assert streams.loc["gkg", "coverage"] == 1 and streams.loc["feeds", "status"] == "not-collected"


def test_every_input_of_the_indicators_is_named(some: dict[str, ResultPackage]) -> None:
    inputs = some["media-indicators"].inputs
    assert set(inputs) == {media.DAILY, media.MEDIA, media.RECOGNITION, "reference/provincial-units"}
    assert set(inputs[media.DAILY]) == {"daily", "positive", "coverage", "recognition"}


def test_a_whole_year_is_a_latest_value_with_its_year_before_and_counts_as_covered(root: Path) -> None:
    for package in (*PACKAGES, "reference/country-peace", "reference/province-heritage"):
        shutil.copytree(DATASETS / package, root / package)
    dates = [date.date().isoformat() for date in pd.date_range("2025-01-01", "2026-12-31")]
    days = [day(date, 10 if date < "2026" else 15, provinces={"48": 1}) for date in dates]
    loaded = load([root]).catalogue
    daily = loaded.packages[media.DAILY]
    made = {name: replace(daily.tables[name], frame=content) for name, content in tables(*days).items()}
    whole = {**loaded.packages, media.DAILY: replace(daily, tables={**daily.tables, **made})}
    found = compute(replace(loaded, packages=whole))
    latest = frame(found, "indicator-latest", "latest").set_index(["indicator", "country_iso3"])
    share = latest.loc[("media_presence_share", "VNM")]
    assert (share["year"], share["previous_year"], share["status"]) == (2026, 2025, "derived")
    assert share["value"] == pytest.approx(0.015) and share["change"] == pytest.approx(0.005)
    assert latest.loc[("media_positive_mentions", "VNM"), "source_package"] == media.DAILY
    assert latest.loc[("gpi_rank", "VNM"), "source_package"] == "reference/country-peace"
    assert set(found["indicator-latest"].inputs) >= {media.DAILY, "reference/country-peace"}
    coverage = frame(found, "indicator-coverage", "coverage").set_index(["indicator", "unit_level"])["n_units"]
    assert coverage.loc["media_presence_share"].to_dict() == {"country": 1, "province34": 34}
