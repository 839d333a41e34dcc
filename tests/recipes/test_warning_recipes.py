"""The result on early warning: ``no-data`` while nothing is collected, and every table filled once something is."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from observatory import results
from observatory.compute import compute, result
from observatory.findings import has_errors
from observatory.recipes import warning
from observatory.results import ResultPackage
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import ROOT

PACKAGES = (warning.WARNING, warning.MEDIA, warning.DAILY, "reference/provincial-units")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    loaded = load([ROOT / "datasets" / package for package in PACKAGES])
    assert not has_errors(loaded.findings), loaded.findings
    return loaded.catalogue


def with_rows(catalogue: Catalogue, **frames: pd.DataFrame) -> Catalogue:
    """The catalogue with other rows in tables of ``reference/media-daily``."""
    daily = catalogue.packages[warning.DAILY]
    tables = {name: replace(table, frame=frames.get(name, table.frame)) for name, table in daily.tables.items()}
    return Catalogue({**catalogue.packages, warning.DAILY: replace(daily, tables=tables)})


@pytest.fixture(scope="module")
def some(catalogue: Catalogue) -> ResultPackage:
    """Two hundred equal days, and ten times as much tourism in Đà Nẵng on the last."""
    days = [(dt.date(2025, 3, 1) + dt.timedelta(n)).isoformat() for n in range(200)]
    coverage = pd.DataFrame(
        [
            {"date": day, "stream": stream, "expected": 96, "received": 96, "lines": 90_000}
            for day in days
            for stream in ("gkg", "gkg-translation")
        ]
    )
    rows = []
    for n, day in enumerate(days):
        usual = 20 + n % 3
        for place, many in (("", usual), ("48", 8 * usual if n == 199 else usual // 2)):
            for topic in ("all", "tourism"):
                where = {"geo_level": "province" if place else "nation", "province_code": place or None}
                parts = {"source_country_iso2": "all", "lang": "all", "topic": topic}
                sizes = {"mentions": many, "unique_stories": many, "unique_domains": many, "tone_mean": 0.1}
                rows.append({"date": day, **where, **parts, **sizes})
    domains = pd.DataFrame(
        [{"date": days[-1], **where, "topic": "tourism", "domain": "one.example.org", "mentions": 90}]
    )
    return result(with_rows(catalogue, daily=pd.DataFrame(rows), coverage=coverage, domains=domains), "warning")


def test_nothing_collected_is_no_data(catalogue: Catalogue) -> None:
    tables = compute(catalogue)["warning"].tables
    today = tables["today"].frame
    assert today[["status", "episodes_open"]].to_dict("records") == [{"status": "no-data", "episodes_open": 0}]
    assert today["as_of"].isna().all() and today["alert_level"].isna().all()
    assert all(table.frame.empty for name, table in tables.items() if name != "today")


def test_the_surge_is_in_every_table(some: ResultPackage) -> None:
    episodes = some.tables["episodes"].frame
    found = episodes[(episodes["place"] == "48") & (episodes["topic"] == "tourism")].iloc[0]
    assert found["place_vi"] == "Đà Nẵng" and found["topic_vi"] == "Du lịch" and found["status"] == "open"
    assert found["observed_count"] == 8 * 21 and found["expected_count"] == pytest.approx(10, abs=1)
    assert found["alert_level"] == 2 and found["needs_person"] and not found["single_source"]
    today = some.tables["today"].frame.iloc[0]
    assert today["status"] == "open" and today["alert_level"] == 2 and today["as_of"] == "2025-09-16"
    days = some.tables["days"].frame
    assert days.loc[(days["place"] == "48") & (days["date"] == "2025-09-16"), "alert_level"].tolist() == [2]
    why = some.tables["contributors"].frame
    named = why[(why["episode_id"] == found["episode_id"]) & (why["dimension"] == "domain")]
    assert named["code"].tolist() == ["one.example.org", "other"] and named["share_percent"].sum() == pytest.approx(100)
    assert len(some.tables["series"].frame) == 35 * 21 == today["series_total"]


def test_it_says_which_tables_it_was_made_of(some: ResultPackage) -> None:
    assert some.method.startswith("methodology/warning@")
    assert set(some.inputs) == set(PACKAGES)
    assert {"daily", "coverage", "domains"} <= set(some.inputs[warning.DAILY])


def test_the_policy_fills_every_column_of_the_result(catalogue: Catalogue) -> None:
    described = json.loads(Path(results.__file__).with_name("results.json").read_text(encoding="utf-8"))
    tables = described["packages"]["warning"]["tables"]
    for name, frame in warning.outcome(catalogue).frames().items():
        columns = {warning.RENAMED.get(column, column) for column in frame}
        assert columns | {results.VERSION_COLUMN} == set(tables[name]["columns"])
