from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.site.downloads import Download, Publication, archive, parquet, records, write_downloads
from observatory.site.workbook import MAX_TEXT, workbook
from observatory.tables.model import Field, Source, Table, Text

PAYLOADS = [
    "=1+1",
    "@SUM(1+1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    '=HYPERLINK("http://127.0.0.1","x")',
    "{=1+1}",
    "http://127.0.0.1/",
    "mailto:a@b.vn",
    "internal:Sheet1!A1",
    "\t=1+1",
    "＝1+1",
    "01",
    "1e5",
    "TRUE",
]
FIELDS = (
    Field("id", "string", Text("Mã", "Code"), Text(""), required=True),
    Field("year", "integer", Text("Năm", "Year"), Text("")),
    Field("value", "number", Text("Giá trị", "Value"), Text("")),
    Field("final", "boolean", Text("Chính thức", "Final"), Text("")),
    Field("day", "date", Text("Ngày", "Day"), Text("")),
)
CSV = (
    'id,year,value,final,day\nĐà Nẵng,2025,0.1,true,2026-11-23\na "b", c,,,,\n'.replace('a "b", c', '"a ""b"", c"')
    + "=1+1,2026,70,false,2026-02-05\n"
)
ROWS = [
    ("Đà Nẵng", 2025, 0.1, True, "2026-11-23"),
    ('a "b", c', None, None, None, None),
    ("=1+1", 2026, 70.0, False, "2026-02-05"),
]
NOTES = {"title": "Thử", "source": "Nguồn", "last_reviewed": "2026-11-23"}


def table() -> Table:
    frame = pd.DataFrame(
        {
            "id": pd.Series([row[0] for row in ROWS], dtype="str"),
            "year": pd.Series([row[1] for row in ROWS], dtype="Int64"),
            "value": pd.Series([row[2] for row in ROWS], dtype="float64"),
            "final": pd.Series([row[3] for row in ROWS], dtype="boolean"),
            "day": pd.Series([row[4] for row in ROWS], dtype="str"),
        }
    )
    return Table("values", "", Path("data/values.csv"), Text("Bảng", "Table"), FIELDS, ("id",), frame, "", 0)


def published(folder: Path, csv_path: str = "data/values.csv") -> Publication:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data" / "values.csv").write_text(CSV, encoding="utf-8")
    (folder / "README.md").write_text("# Đọc trước\n", encoding="utf-8")
    descriptor = {"name": "trial", "resources": [{"name": "values", "path": csv_path}]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return Publication(
        owner="reference",
        name="trial",
        folder=folder,
        title=Text("Gói thử", "Trial package"),
        version="1.0.0",
        last_reviewed="2026-11-23",
        licence=Source("Dữ liệu mở"),
        sources=(Source("Cục Thống kê", "https://www.nso.gov.vn/"), Source("PAPI")),
        tables={"values": table()},
    )


def texts(values: list[str]) -> Table:
    frame = pd.DataFrame({"text": pd.Series(values, dtype="str")})
    fields = (Field("text", "string", Text("Chữ", "Text"), Text("")),)
    return Table("texts", "", Path("data/texts.csv"), Text("Chữ"), fields, (), frame, "", 0)


def sheet(content: bytes, name: str = "Dữ liệu") -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def to_workbook(made: Table) -> bytes:
    return workbook(made.title, made.fields, made.frame, NOTES)


def test_no_text_becomes_a_formula_or_a_link() -> None:
    opened = sheet(to_workbook(texts(PAYLOADS)))
    cells = [row[0] for row in opened.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == PAYLOADS
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(lambda text: "=" + text),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_stays_text(values: list[str]) -> None:
    cells = [row[0] for row in sheet(to_workbook(texts(values))).iter_rows(min_row=2)]
    assert all(cell.data_type == "s" for cell in cells)
    assert [cell.value for cell in cells] == values


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="row 2"):
        to_workbook(texts(["a" * (MAX_TEXT + 1)]))
    assert sheet(to_workbook(texts(["a" * MAX_TEXT])))["A2"].value == "a" * MAX_TEXT


def test_workbook_says_where_its_figures_come_from(tmp_path: Path) -> None:
    downloads = write_downloads(published(tmp_path / "in"), tmp_path / "site")
    path = next(d.path for d in downloads if d.format == "xlsx")
    content = (tmp_path / "site" / path).read_bytes()
    said = {row[0].value: row[1].value for row in sheet(content, "Nguồn").iter_rows(max_col=2)}
    assert said["Tiêu đề / Title"] == "Gói thử"
    assert said["Giấy phép / Licence"] == "Dữ liệu mở"
    assert said["Nguồn / Source"] == "Cục Thống kê https://www.nso.gov.vn/; PAPI"
    assert said["SHA-256 của tệp CSV / SHA-256 of the CSV file"] == sha256(CSV.encode())
    assert said["year"] == "Năm"
    assert sheet(content).freeze_panes == "A2"
    created = openpyxl.load_workbook(io.BytesIO(content)).properties.created
    assert created == dt.datetime(2026, 11, 23)


def test_all_formats_hold_the_same_rows(tmp_path: Path) -> None:
    downloads = {d.format: d for d in write_downloads(published(tmp_path / "in"), tmp_path) if d.table}

    def content(kind: str) -> bytes:
        return (tmp_path / downloads[kind].path).read_bytes()  # type: ignore[index]

    assert content("csv") == CSV.encode()
    names = [field.name for field in FIELDS]
    parsed = json.loads(content("json"))
    assert [tuple(row[name] for name in names) for row in parsed] == ROWS
    assert isinstance(parsed[0]["year"], int)
    grid = [tuple(cell.value for cell in row) for row in sheet(content("xlsx")).iter_rows()]
    assert grid == [tuple(names), *ROWS]
    arrow = pq.read_table(io.BytesIO(content("parquet")))
    rows = [tuple(row[name] for name in names) for row in arrow.to_pylist()]
    assert rows == [(*row[:4], dt.date.fromisoformat(row[4]) if row[4] else None) for row in ROWS]
    assert [str(kind) for kind in arrow.schema.types] == ["string", "int64", "double", "bool", "date32[day]"]


def test_parquet_carries_title_licence_and_source(tmp_path: Path) -> None:
    downloads = write_downloads(published(tmp_path / "in"), tmp_path)
    path = next(d.path for d in downloads if d.format == "parquet")
    schema = pq.read_schema(tmp_path / path)
    assert schema.metadata[b"title"].decode() == "Gói thử"
    assert schema.metadata[b"licence"].decode() == "Dữ liệu mở"
    assert b"nso.gov.vn" in schema.metadata[b"source"]
    assert schema.field("year").metadata == {b"title": "Năm".encode(), b"title_en": b"Year"}


def test_same_package_same_bytes(tmp_path: Path) -> None:
    first = write_downloads(published(tmp_path / "in"), tmp_path / "a")
    second = write_downloads(published(tmp_path / "in"), tmp_path / "b")
    assert first == second
    assert len(first) == 6
    for download in first:
        content = (tmp_path / "a" / download.path).read_bytes()
        assert content == (tmp_path / "b" / download.path).read_bytes()
        assert (download.bytes, download.sha256) == (len(content), sha256(content))


def test_places_on_the_site(tmp_path: Path) -> None:
    downloads: list[Download] = write_downloads(published(tmp_path / "in"), tmp_path)
    assert [download.path.removeprefix("tai-ve/reference/trial/") for download in downloads] == [
        "datapackage.json",
        "trial.zip",
        "data/values.csv",
        "data/values.xlsx",
        "data/values.json",
        "data/values.parquet",
    ]
    assert [download.table for download in downloads] == ["", "", *["values"] * 4]


def test_archive_is_the_package(tmp_path: Path) -> None:
    downloads = write_downloads(published(tmp_path / "in"), tmp_path)
    with zipfile.ZipFile(tmp_path / downloads[1].path) as file:
        assert file.namelist() == ["README.md", "data/values.csv", "datapackage.json"]
        assert file.read("data/values.csv") == CSV.encode()
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert archive({"b": b"1", "a": b"2"}) == archive({"a": b"2", "b": b"1"})


@pytest.mark.parametrize("path", ["../values.csv", "/etc/values.csv", "data/../../values.csv", "data/values.txt"])
def test_a_file_outside_the_package_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="inside its package"):
        write_downloads(published(tmp_path / "in", path), tmp_path / "site")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(allow_infinity=False) | st.none(), min_size=1, max_size=20))
def test_figures_survive_unchanged(figures: list[float | None]) -> None:
    frame = pd.DataFrame({"value": pd.Series(figures, dtype="float64")})
    fields = (Field("value", "number", Text("Giá trị"), Text("")),)
    made = Table("t", "", Path("t.csv"), Text("Bảng"), fields, (), frame, "", 0)
    expected = [None if f is None or math.isnan(f) else f for f in figures]
    assert [row["value"] for row in json.loads(records(made))] == expected
    assert pq.read_table(io.BytesIO(parquet(made, NOTES))).column("value").to_pylist() == expected


def test_a_figure_that_is_not_finite_is_refused() -> None:
    frame = pd.DataFrame({"value": [float("inf")]})
    fields = (Field("value", "number", Text("Giá trị"), Text("")),)
    with pytest.raises(ValueError):
        records(Table("t", "", Path("t.csv"), Text("Bảng"), fields, (), frame, "", 0))


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
