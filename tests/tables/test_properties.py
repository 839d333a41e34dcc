"""What holds for any table, any cell and any bytes."""

from __future__ import annotations

import csv
import io
import math
import string

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from observatory.findings import has_errors
from observatory.messages import as_json, hint, message, place
from observatory.tables import cells
from observatory.tables.load import Loaded, load
from packages import ROWS, table, write_package

FIELDS = [
    {"name": "text", "type": "string"},
    {"name": "number", "type": "number"},
    {"name": "source", "type": "string", "constraints": {"required": True}},
]
LETTERS = "aăâeêioôơuưyđĐẠắỵ" + string.ascii_letters + string.digits + " ,;\"'().%/–“”\n"
TEXT = st.text(LETTERS, max_size=20).map(str.strip).filter(lambda text: not text.startswith(tuple("=+-@")))
NUMBER = st.none() | st.integers(-(10**15), 10**15) | st.floats(-1e200, 1e200, allow_nan=False)
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _load(tmp_path_factory: pytest.TempPathFactory, rows: list[list[object]]) -> Loaded:
    root = tmp_path_factory.mktemp("datasets")
    return load([write_package(root, tables={"values": table(rows, FIELDS)})])


@FEW
@given(rows=st.lists(st.tuples(TEXT, NUMBER), min_size=1, max_size=8))
@example(rows=[("", None), ("a\nb", -0.0), ('"', 1e-7), ("1", 10**15)])
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float | None]]
) -> None:
    written = [[text, "" if number is None else repr(number), "Báo cáo A"] for text, number in rows]
    loaded = _load(tmp_path_factory, written)
    assert loaded.findings == ()
    frame = loaded.catalogue.frame("hue/sample", "values")
    assert ["" if pd.isna(cell) else cell for cell in frame["text"]] == [text for text, _ in rows]
    for cell, (_, number) in zip(frame["number"], rows, strict=True):
        assert math.isnan(cell) if number is None else cell == number


@FEW
@given(row=st.integers(0, 2), column=st.integers(0, 4), cell=st.text(max_size=30))
@example(row=0, column=2, cell="\x00")
@example(row=0, column=0, cell='"\n\r"')
@example(row=1, column=3, cell="\u2000")
@example(row=1, column=1, cell="=1+1")
def test_one_cell_is_altered(tmp_path_factory: pytest.TempPathFactory, row: int, column: int, cell: str) -> None:
    assume(cell < "\ud800" or cell.isprintable())
    rows = [list(record) for record in ROWS]
    rows[row][column] = cell.encode("utf-8", "replace").decode("utf-8")
    root = tmp_path_factory.mktemp("datasets")
    loaded = load([write_package(root, tables={"values": table(rows, schema={"primaryKey": ["id"]})})])
    assert has_errors(loaded.findings) != bool(loaded.catalogue.packages)
    for finding in loaded.findings:
        assert as_json(finding, "vi")["message"]
        assert place(finding, "en").isprintable()
        assert message(finding, "en").isprintable()
        assert hint(finding, "vi").isprintable()


@FEW
@given(content=st.binary(max_size=200))
@example(content=b'id,year,value,label,source\na,2024,"')
@example(content="id,year\r\n1".encode("utf-16"))
def test_any_bytes_for_a_table(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = write_package(tmp_path_factory.mktemp("datasets"))
    (folder / "data" / "values.csv").write_bytes(content)
    loaded = load([folder])
    assert has_errors(loaded.findings)
    assert not loaded.catalogue.packages


@FEW
@given(content=st.binary(max_size=200))
@example(content=b"[" * 5000)
@example(content=b'{"name":"x","resources":[{}]}')
def test_any_bytes_for_a_descriptor(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = write_package(tmp_path_factory.mktemp("datasets"))
    (folder / "datapackage.json").write_bytes(content)
    loaded = load([folder])
    assert has_errors(loaded.findings)
    assert loaded.tables == 0


@given(st.lists(st.lists(st.text(max_size=10), min_size=1, max_size=4), max_size=5))
def test_records_are_those_that_were_written(records: list[list[str]]) -> None:
    content = io.StringIO()
    csv.writer(content, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(records)
    assert cells.rows(content.getvalue(), "x.csv") == (records, [])


@given(st.text())
def test_any_text_is_split_or_refused(text: str) -> None:
    records, findings = cells.rows(text, "x.csv")
    assert {finding.code for finding in findings} <= {"csv-error", "blank-row"}
    assert all(isinstance(cell, str) for record in records for cell in record)
