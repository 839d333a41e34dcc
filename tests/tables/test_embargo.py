"""Embargoes: nothing of a period before its moment, everything after it, and a calendar that agrees with the clock."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.findings import LANGS
from observatory.messages import hint, message
from observatory.tables.embargo import Release
from observatory.tables.load import Loaded, load
from observatory.tables.moment import VIETNAM
from packages import ROOT, table, write_package

PACKAGE = ROOT / "datasets" / "reference" / "release-calendar"
AT = datetime(2027, 3, 31, 9, tzinfo=VIETNAM)
BEFORE, AFTER = AT - timedelta(seconds=1), AT


def _announce(root: Path, **cells: str) -> Path:
    (resource,) = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    row = {
        "release": "gia-tri-2026",
        "title_vi": "Giá trị năm 2026",
        "title_en": "Values of 2026",
        "package": "hue/sample",
        "table": "values",
        "period_field": "year",
        "period": "2026",
        "release_at": AT.isoformat(),
        "state": "planned",
        "source": "Thông báo A",
        **cells,
    }
    fields = resource["schema"]["fields"]
    rows = [[row.get(field["name"], "") for field in fields]]
    return write_package(root, "reference", "release-calendar", {"releases": table(rows, fields, resource["schema"])})


def _codes(loaded: Loaded) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.level, finding.row) for finding in loaded.findings]


@pytest.mark.parametrize("state", ["planned", "postponed"])
def test_a_period_is_refused_until_its_moment(root: Path, state: str) -> None:
    folder = write_package(root)
    _announce(root, state=state)
    early = load([folder], moment=BEFORE)
    assert _codes(early) == [("embargoed", "error", 4)]
    assert "hue/sample" not in early.catalogue.packages
    late = load([folder], moment=AFTER)
    assert late.findings == ()
    assert "hue/sample" in late.catalogue.packages


def test_what_is_refused_is_named_but_no_figure_of_it(root: Path) -> None:
    folder = write_package(root)
    _announce(root)
    (finding,) = load([folder], moment=BEFORE).findings
    assert (finding.package, finding.field, finding.value) == ("hue/sample", "year", "2026")
    for lang in LANGS:
        told = message(finding, lang) + hint(finding, lang)
        assert "2027-03-31T09:00:00+07:00" in told
        assert "pull request" in told
        assert "1000000" not in told


def test_a_time_that_is_not_set_holds_for_good(root: Path) -> None:
    folder = write_package(root)
    _announce(root, state="postponed", release_at="")
    assert _codes(load([folder], moment=AFTER + timedelta(days=999))) == [("embargoed", "error", 4)]


@pytest.mark.parametrize(
    "cells", [{"state": "cancelled"}, {"period": "2027"}, {"table": "other"}, {"package": "hue/b"}]
)
def test_nothing_else_is_held(root: Path, cells: dict[str, str]) -> None:
    folder = write_package(root)
    _announce(root, **cells)
    assert load([folder], moment=BEFORE).findings == ()


@pytest.mark.parametrize(
    ("cells", "moment", "found"),
    [
        ({}, AFTER, ("release-past", "warning", 2)),
        ({"state": "released"}, AFTER, None),
        ({"state": "released", "package": "hue/new"}, BEFORE, ("release-early", "error", 2)),
        ({"state": "planned", "release_at": "", "package": "hue/new"}, BEFORE, ("release-time", "error", 2)),
        ({"release_at": "2027-13-31T09:00:00+07:00", "package": "hue/new"}, BEFORE, ("release-time", "error", 2)),
        ({"release_at": "2027-03-31", "package": "hue/new"}, BEFORE, ("constraint-error", "error", 2)),
        ({"table": "valeus"}, BEFORE, ("release-unknown-table", "error", 2)),
        ({"period_field": "yaer"}, BEFORE, ("release-unknown-table", "error", 2)),
        ({"package": "hue/new"}, BEFORE, None),
    ],
)
def test_the_calendar_agrees_with_the_clock_and_the_tables(
    root: Path, cells: dict[str, str], moment: datetime, found: tuple[str, str, int] | None
) -> None:
    write_package(root)
    _announce(root, **cells)
    assert _codes(load([root], moment=moment)) == ([found] if found else [])


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.sampled_from(("planned", "postponed", "released")))
def test_what_is_free_once_stays_free(moment: datetime, state: str) -> None:
    at = moment.replace(tzinfo=VIETNAM)
    release = Release(2, "a/b", "t", "year", "2026", AT, state)
    assert release.held(at) == (at < AT)


def test_our_own_calendar_announces_nothing_yet() -> None:
    loaded = load([PACKAGE])
    assert loaded.findings == ()
    assert loaded.rows == 0
