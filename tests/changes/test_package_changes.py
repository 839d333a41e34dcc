"""What differs between two states of a package, and how a page shows it."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from observatory.changes.document import document
from observatory.changes.html import page
from observatory.changes.names import names
from observatory.changes.package import FieldChange, PackageChanges, package_changes, resource
from observatory.changes.told import Difference, Told, package_sentences, sheets, table_sentences
from observatory.tables.load import load
from observatory.tables.model import Package
from packages import FIELDS, ROWS, edit_csv, edit_descriptor, read_descriptor, table, write_descriptor, write_package

KEYED = {"primaryKey": ["id"]}


def read(folder: Path) -> Package:
    (package,) = load([folder]).catalogue
    return package


def difference(changes: PackageChanges) -> Difference:
    package = changes.package
    told = [Told(item, names(resource(package, item.name), package, lambda _: None)) for item in changes.tables]
    return Difference(changes, tuple(told))


@pytest.fixture
def states(tmp_path: Path) -> tuple[Path, Path]:
    """The same package in two folders, to be changed in the second."""
    return write_package(tmp_path / "old"), write_package(tmp_path / "new")


def changed(states: tuple[Path, Path]) -> PackageChanges:
    return package_changes(read(states[0]), read(states[1]))


def test_the_same_package_has_no_changes(states: tuple[Path, Path]) -> None:
    assert not changed(states)


def test_the_descriptor_and_the_cells(states: tuple[Path, Path]) -> None:
    edit_csv(states[1], "71.5", "72")
    edit_descriptor(states[1], lambda document: document.update(version="1.1.0", keywords=["khách"]))
    found = difference(changed(states))
    assert found.package is not None
    assert package_sentences(found.package, "vi") == ["Phiên bản: 1.0.0 → 1.1.0", 'Từ khóa: (trống) → ["khách"]']
    assert table_sentences(found.tables[0], "vi") == ["2024: 71,5 → 72"]


def test_columns_that_come_go_and_change(states: tuple[Path, Path]) -> None:
    fields = [dict(field) for field in FIELDS]
    fields[1]["type"] = "number"
    fields[2]["name"] = "amount"
    fields[3] = {"name": "remark", "type": "integer"}
    rows = [(*row[:3], number, row[4]) for number, row in enumerate(ROWS)]
    node, text = table(rows, fields, KEYED)
    descriptor = read_descriptor(states[1])
    descriptor["resources"][0]["schema"] = node["schema"]
    write_descriptor(states[1], descriptor)
    (states[1] / "data" / "values.csv").write_text(text, encoding="utf-8")
    (told,) = difference(changed(states)).tables
    assert told.changes.columns == (
        FieldChange("renamed", "amount", "value", "amount"),
        FieldChange("removed", "label", before="label"),
        FieldChange("type", "year", "integer", "number"),
        FieldChange("added", "remark", after="remark"),
    )
    assert {cell.field for cell in told.changes.rows.cells} == {"label", "remark"}
    assert table_sentences(told, "en")[0] == "Column renamed: value → amount"


def test_the_column_of_the_key_may_be_renamed(states: tuple[Path, Path]) -> None:
    edit_csv(states[1], "id,", "code,")

    def rename(document: dict[str, Any]) -> None:
        schema = document["resources"][0]["schema"]
        schema["fields"][0]["name"] = "code"
        schema["primaryKey"] = ["code"]

    edit_descriptor(states[1], rename)
    (told,) = difference(changed(states)).tables
    assert told.changes.columns == (FieldChange("renamed", "code", "id", "code"),)
    assert not told.changes.rows
    assert "Khóa của bảng: id → code" in table_sentences(told, "vi")


def test_tables_and_packages_that_come_and_go(states: tuple[Path, Path]) -> None:
    old, new = (read(folder) for folder in states)
    came, went = package_changes(None, new), package_changes(old, None)
    assert package_sentences(came, "vi") == ["Gói dữ liệu mới: Gói mẫu (hue/sample)"]
    assert package_sentences(went, "en") == ["Data package removed: Sample package (hue/sample)"]
    assert table_sentences(difference(came).tables[0], "vi") == ["Bảng mới “Giá trị”: 3 dòng"]
    assert len(went.tables[0].rows.removed) == 3
    with pytest.raises(ValueError, match="two packages"):
        package_changes(None, None)


def test_the_page_stands_alone_and_escapes_what_it_is_given(states: tuple[Path, Path]) -> None:
    evil = "<script>alert(1)</script>"
    edit_csv(states[1], "Đà Nẵng", f'"{evil}"')
    edit_descriptor(states[1], lambda document: document.update(title=f"{evil}&\"'"))
    html = page([difference(changed(states))], f"old/{evil}", "new", "vi")
    assert evil not in html
    assert html.count("&lt;script&gt;") >= 4
    assert '<html lang="vi">' in html
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in html
    assert not re.search(r"\s(?:src|href|style|on\w+)=", html)
    assert "http://" not in html
    assert "https://" not in html


def test_the_page_says_when_it_does_not_show_all(states: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("observatory.changes.html.MOST_ROWS", 2)
    html = page([difference(package_changes(None, read(states[1])))], "old", "new", "en")
    assert "Rows added (3)" in html
    assert "Showing 2 of 3 rows." in html
    assert "There is no difference." in page([], "old", "new", "en")


def test_the_document_and_the_sheets_hold_every_change(states: tuple[Path, Path]) -> None:
    edit_csv(states[1], "a,2024,71.5,Đà Nẵng", "a,2024,72,")
    found = [difference(changed(states))]
    (package,) = document(found, "vi")["packages"]
    (entry,) = package["tables"]
    assert (package["package"], entry["key"], entry["counts"]) == (
        "hue/sample",
        ["id"],
        {"added": 0, "removed": 0, "changed": 2},
    )
    assert entry["changed"][1] == {
        "change": "changed",
        "key": {"id": "a"},
        "field": "label",
        "before": "Đà Nẵng",
        "after": None,
    }
    (sheet,) = sheets(found[0].tables[0], "vi", 1)
    assert (sheet.header, sheet.rows, sheet.total) == (
        ("id", "Cột", "Trước", "Sau"),
        (("a", "value", "71,5", "72"),),
        2,
    )
    assert document([], "vi") == {"identical": True, "packages": []}
