"""Corrections: made where the cell holds what is expected, refused elsewhere, and kept to the rules of the table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.site.downloads import write_downloads
from observatory.tables.corrections import csv_text, key_text
from observatory.tables.kinds import shared_schema
from observatory.tables.load import load
from packages import FIELDS, edit_csv, table, write_package

DAY = "2026-11-23"
Row = tuple[str, str, str, str, str, str]


def _row(field: str, expect: str, value: str, key: str = "a", day: str = DAY, name: str = "values") -> Row:
    return (name, key if key.startswith("{") else key_text({"id": key}), field, expect, value, day)


def _write(root: Path, *rows: Row, **values: Any) -> Path:
    """The sample package with a table of corrections."""
    schema = shared_schema("corrections") or {}
    cells = [(*row[:5], "Lý do", "Reason", "Công văn 1", row[5], "Sở Văn hóa") for row in rows]
    listed = table(cells, schema["fields"], {k: v for k, v in schema.items() if k != "title"}, kind="corrections")
    own = table(**values) if values else table(schema={"primaryKey": ["id"]})
    return write_package(root, tables={"values": own, "corrections": listed})


def _codes(folder: Path) -> list[tuple[str, int | None, str]]:
    return [(finding.code, finding.row, finding.field) for finding in load([folder]).findings]


def test_a_correction_takes_the_place_of_the_cell_and_the_file_stays(root: Path) -> None:
    folder = _write(root, _row("value", "71.5", "72.25"), _row("label", "", "Huế", key="b"))
    before = (folder / "data" / "values.csv").read_bytes()
    loaded = load([folder])
    assert loaded.findings == ()
    package = loaded.catalogue.packages["hue/sample"]
    frame = package.tables["values"].frame
    assert frame["value"].tolist() == [72.25, -2.5, 1000000.0]
    assert frame["label"].tolist() == ["Đà Nẵng", "Huế", "Khánh Hoà"]
    assert (folder / "data" / "values.csv").read_bytes() == before
    text = package.corrected["values"]
    assert list(csv.reader(io.StringIO(text)))[1] == ["a", "2024", "72.25", "Đà Nẵng", "Báo cáo A"]
    assert package.tables["values"].sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert package.tables["values"].sha256 != hashlib.sha256(before).hexdigest()
    assert list(package.corrected) == ["values"]


def test_without_corrections_nothing_is_written_anew(root: Path) -> None:
    folder = _write(root)
    package = load([folder]).catalogue.packages["hue/sample"]
    assert package.corrected == {}
    assert package.tables["values"].sha256 == hashlib.sha256((folder / "data/values.csv").read_bytes()).hexdigest()


@pytest.mark.parametrize(("expect", "value"), [("71.50", "72"), ("7.15e1", "72"), ("71.5", "")])
def test_numbers_are_compared_as_numbers_and_a_value_may_be_withdrawn(root: Path, expect: str, value: str) -> None:
    fields = [{**field, "constraints": {}} if field["name"] == "value" else field for field in FIELDS]
    folder = _write(root, _row("value", expect, value), fields=fields, schema={"primaryKey": ["id"]})
    cells = load([folder]).catalogue.frame("hue/sample", "values")["value"]
    assert cells.isna()[0] if not value else cells[0] == float(value)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (_row("value", "71.4", "72"), ("correction-expect", 2, "expect")),
        (_row("label", "Huế", "Huế"), ("correction-expect", 2, "expect")),
        (_row("value", "71.5", "72", key="z"), ("correction-unknown-row", 2, "key")),
        (_row("value", "71.5", "72", key='{"id": "a"}'), ("correction-bad-key", 2, "key")),
        (_row("value", "71.5", "72", key='{"id":1}'), ("correction-bad-key", 2, "key")),
        (_row("value", "71.5", "72", key='{"nobody":"a"}'), ("correction-bad-key", 2, "key")),
        (_row("value", "71.5", "72", key='{"source":"Báo cáo A"}'), ("correction-bad-key", 2, "key")),
        (_row("value", "71.5", "72", key='{"id":[[[]]]}'), ("correction-bad-key", 2, "key")),
        (_row("vlaue", "71.5", "72"), ("correction-unknown-field", 2, "field")),
        (_row("id", "a", "z"), ("correction-key-field", 2, "field")),
        (_row("value", "71.5", "72", name="nothing"), ("correction-unknown-table", 2, "table")),
        (_row("value", "71.5", "72", name="corrections"), ("correction-unknown-table", 2, "table")),
        (_row("value", "71.5", "bảy mươi"), ("type-error", 2, "value")),
        (_row("year", "2024", "1899"), ("constraint-error", 2, "value")),
        (_row("value", "71.5", ""), ("constraint-error", 2, "value")),
        (_row("label", "Đà Nẵng", "=1+1"), ("formula-prefix", 2, "value")),
        (_row("label", "Đà Nẵng", "Gọi 0912345678"), ("personal-data", 2, "value")),
    ],
)
def test_what_cannot_be_corrected_is_told_at_the_correction(root: Path, row: Row, found: tuple[str, int, str]) -> None:
    folder = _write(root, row)
    loaded = load([folder])
    assert {(f.code, f.row, f.field) for f in loaded.findings} == {found}
    assert all(Path(f.file).name == "corrections.csv" for f in loaded.findings)
    assert loaded.catalogue.packages == {}


def test_corrections_of_one_cell_follow_each_other_by_day(root: Path) -> None:
    later, first = _row("value", "72", "73", day="2026-12-02"), _row("value", "71.5", "72", day="2026-12-01")
    folder = _write(root, later, first)
    assert load([folder]).catalogue.frame("hue/sample", "values")["value"][0] == 73
    same_day = _write(root.with_name("same-day"), _row("value", "71.5", "72"), _row("value", "72", "71.5"))
    assert load([same_day]).catalogue.frame("hue/sample", "values")["value"][0] == 71.5


def test_a_correction_stands_once_and_only_while_the_file_is_what_it_was(root: Path) -> None:
    folder = _write(root, _row("value", "71.5", "72"), _row("value", "71.5", "72"))
    assert ("primary-key", 3, "table, key, field, corrected_on, expect") in _codes(folder)
    other = _write(root.with_name("other"), _row("value", "71.5", "72"))
    edit_csv(other, "71.5", "72")
    assert _codes(other) == [("correction-expect", 2, "expect")]


def test_keys_of_the_corrected_table_are_checked_again(root: Path) -> None:
    fields = [{"name": "province_code", "type": "string"}, {"name": "id", "type": "string"}, {"name": "source"}]
    rows = [("48", "a", "A"), ("46", "b", "A")]
    folder = _write(root, _row("province_code", "48", "99"), rows=rows, fields=fields, schema={"primaryKey": ["id"]})
    (finding,) = load([folder]).findings
    assert (finding.code, finding.row, finding.value) == ("unknown-province", 2, "99")


def test_what_is_offered_for_download_is_the_corrected_figure_and_is_corrected_once(root: Path, tmp_path: Path) -> None:
    folder = _write(root, _row("value", "71.5", "72.25"))
    package = load([folder]).catalogue.packages["hue/sample"]
    files = {(file.table, file.format): file for file in write_downloads(package, tmp_path / "site")}
    place = tmp_path / "site" / "tai-ve" / "hue" / "sample"
    assert "72.25" in (place / "data" / "values.csv").read_text(encoding="utf-8")
    assert files["values", "csv"].sha256 == package.tables["values"].sha256
    assert json.loads((place / "data" / "values.json").read_bytes())[0]["value"] == 72.25
    again = load([place])
    assert again.findings == ()
    assert again.catalogue.frame("hue/sample", "values").equals(package.tables["values"].frame)
    assert len(again.catalogue.frame("hue/sample", "corrections")) == 1


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_a_key_is_one_line_that_reads_back(cells: dict[str, str]) -> None:
    text = key_text(cells)
    assert "\n" not in text
    assert json.loads(text) == cells
    assert key_text(dict(reversed(cells.items()))) == text


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_a_corrected_table_reads_back(records: list[list[str]]) -> None:
    assert list(csv.reader(io.StringIO(csv_text(records), newline=""))) == records
