"""Waivers of personal data: one kind, in one field of one table, until a day, and only from the package of waivers."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from observatory.tables.load import Loaded, load
from observatory.tables.moment import VIETNAM, now
from packages import ROOT, edit_csv, table, write_package

PACKAGE = ROOT / "datasets" / "methodology" / "waivers"
TODAY = datetime(2026, 11, 23, 12, tzinfo=VIETNAM)
PHONE, MAIL = "0912345678", "a.b@danang.gov.vn"


def _waive(root: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    """The package of waivers with rows of package, table, field, kind and last day."""
    (resource,) = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    cells = [(*row[:4], "Lý do", "Reason", "Nhóm phụ trách", "2026-11-01", row[4]) for row in rows]
    return write_package(root, "methodology", "waivers", {"personal_data": _table(cells, resource)})


def _table(rows: list[tuple[str, ...]], resource: dict[str, Any]) -> tuple[dict[str, Any], str]:
    return table(rows, resource["schema"]["fields"], resource["schema"], sources=resource["sources"])


def _codes(loaded: Loaded) -> list[tuple[str, str, int | None, str]]:
    return [(finding.code, finding.expected, finding.row, finding.field) for finding in loaded.findings]


@pytest.fixture
def told(root: Path) -> Path:
    """A package whose label holds a telephone number in its second row."""
    folder = write_package(root)
    edit_csv(folder, "Đà Nẵng", PHONE)
    return folder


def test_without_a_waiver_it_is_refused(told: Path) -> None:
    assert _codes(load([told], moment=TODAY)) == [("personal-data", "phone", 2, "label")]


@pytest.mark.parametrize("alone", [True, False])
def test_a_waiver_lets_it_through(root: Path, told: Path, alone: bool) -> None:
    _waive(root, ("hue/sample", "values", "label", "phone", "2026-11-23"))
    loaded = load([told if alone else root], moment=TODAY)
    assert loaded.findings == ()
    assert loaded.catalogue.frame("hue/sample", "values")["label"][0] == PHONE


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    "row",
    [
        ("hue/other", "values", "label", "phone", "2027-01-01"),
        ("hue/sample", "other", "label", "phone", "2027-01-01"),
        ("hue/sample", "values", "source", "phone", "2027-01-01"),
        ("hue/sample", "values", "label", "email", "2027-01-01"),
        ("hue/sample", "values", "label", "phone", "2026-11-22"),
    ],
)
def test_a_waiver_for_something_else_or_of_yesterday_covers_nothing(
    root: Path, row: tuple[str, str, str, str, str]
) -> None:
    _waive(root, row)
    loaded = load([root], moment=TODAY)
    assert ("personal-data", "phone", 2, "label") in _codes(loaded)
    assert "hue/sample" not in loaded.catalogue.packages


def test_other_kinds_in_the_same_cell_are_refused_still(root: Path, told: Path) -> None:
    edit_csv(told, PHONE, f"{PHONE} {MAIL}")
    _waive(root, ("hue/sample", "values", "label", "phone", "2027-01-01"))
    assert _codes(load([told], moment=TODAY)) == [("personal-data", "email", 2, "label")]


@pytest.mark.usefixtures("told")
def test_waivers_that_ended_or_that_nothing_needs_are_told(root: Path) -> None:
    _waive(
        root,
        ("hue/sample", "values", "label", "phone", "2026-12-31"),
        ("hue/sample", "values", "source", "phone", "2026-12-31"),
        ("hue/sample", "values", "label", "email", "2026-11-01"),
        ("hue/elsewhere", "values", "label", "email", "2026-12-31"),
    )
    loaded = load([root], moment=TODAY)
    assert [(f.code, f.level, f.row) for f in loaded.findings] == [
        ("waiver-unused", "warning", 3),
        ("waiver-expired", "warning", 4),
    ]
    assert len(loaded.catalogue.packages) == 2


def test_a_value_that_is_waived_is_still_told_nowhere(root: Path, told: Path) -> None:
    edit_csv(told, "71.5", "x")
    _waive(root, ("hue/sample", "values", "label", "phone", "2027-01-01"))
    (finding,) = load([told], moment=TODAY).findings
    assert (finding.code, finding.row, finding.field, finding.value) == ("type-error", 2, "value", "")


def test_a_table_of_the_package_itself_grants_nothing(root: Path) -> None:
    (resource,) = json.loads((PACKAGE / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    own = ("hue/sample", "personal_data", "reason_vi", "phone", PHONE, "Reason", "Hue", "2026-11-01", "2027-01-01")
    folder = write_package(root, tables={"personal_data": _table([own], resource)})
    assert _codes(load([folder], moment=TODAY)) == [("personal-data", "phone", 2, "reason_vi")]


def test_our_own_package_is_clean_and_grants_nothing() -> None:
    loaded = load([PACKAGE])
    assert loaded.findings == ()
    assert loaded.rows == 0


def test_now_is_the_moment_of_the_source_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    assert now().isoformat() == "2026-11-23T07:00:00+07:00"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert now().utcoffset() == TODAY.utcoffset()
