"""A fault in a known place of a table: the finding names exactly that row and that column."""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate import text as gate_text
from observatory.messages import place
from observatory.tables import places
from observatory.tables.load import load
from packages import table, write_package

COLUMNS = ("an", "bn", "cn", "dn", "en")
EDGES = (0, 2, 4)  # the first, a middle and the last column, or row below the header
TURNS = itertools.cycle(itertools.permutations(EDGES))
ROWS = 5
# How the same records may be written: line ends, a byte order mark, a cell of two lines in the first row.
WRITTEN = itertools.cycle(itertools.product(("\n", "\r\n"), (b"", b"\xef\xbb\xbf"), (True, False)))
Records = list[list[str]]


def _records(column: int | None = None, good: Callable[[int], str] = str, broken: bool = False) -> Records:
    """A header and five rows; ``column`` holds what ``good`` gives; another cell of the first row breaks a line."""
    rows = [[f"{name}{row}" for name in COLUMNS] for row in range(ROWS)]
    for row, cells in enumerate(rows):
        if column is not None:
            cells[column] = good(row)
    if broken:
        rows[0][1 if column != 1 else 3] = "hai\ndòng"
    return [list(COLUMNS), *rows]


def _written(records: Records, end: str) -> str:
    content = io.StringIO(newline="")
    csv.writer(content, lineterminator=end).writerows(records)
    return content.getvalue()


class Folder:
    """Packages one after the other, each in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._names = (f"p{number}" for number in itertools.count())

    def found(
        self, content: bytes, fields: Sequence[dict[str, Any]] | None = None, schema: dict[str, Any] | None = None
    ) -> set[tuple[str, int | None, str]]:
        """Code, row and column of each error found in a table; ``fields`` of ``None`` is a table without a schema."""
        node, _ = table([], fields or [{"name": name, "type": "string"} for name in COLUMNS], schema)
        if fields == []:
            del node["schema"]
        folder = write_package(self._root, name=next(self._names), tables={"values": (node, "")})
        (folder / "data" / "values.csv").write_bytes(content)
        return {(f.code, f.row, f.field) for f in load([folder]).findings if f.level == "error"}


@pytest.fixture
def folder(root: Path) -> Folder:
    return Folder(root)


def _fields(column: int, **keys: Any) -> list[dict[str, Any]]:
    return [{"name": name, "type": "string", **(keys if n == column else {})} for n, name in enumerate(COLUMNS)]


def _spots() -> Iterator[tuple[int, int]]:
    """The first, a middle and the last row, each with another column; the columns turn from fault to fault."""
    return zip(EDGES, next(TURNS), strict=True)


def _year(row: int) -> str:
    return str(2020 + row)


def _always(cell: str) -> Callable[[int], str]:
    return lambda _row: cell


CELLS: dict[str, tuple[dict[str, Any], Callable[[int], str], str, str]] = {
    "integer": ({"type": "integer"}, _year, "x", "type-error"),
    "number": ({"type": "number"}, _year, "71,5", "type-error"),
    "number with underscores": ({"type": "number"}, _year, "1_000", "type-error"),
    "year": ({"type": "year"}, _year, "MMXX", "type-error"),
    "date": ({"type": "date"}, lambda row: f"2026-11-0{row + 1}", "23/11/2026", "type-error"),
    "yearmonth": ({"type": "yearmonth"}, lambda row: f"2026-0{row + 1}", "11/2026", "type-error"),
    "boolean": ({"type": "boolean"}, _always("true"), "có", "type-error"),
    "required": ({"constraints": {"required": True}}, _always("x"), "", "constraint-error"),
    "minimum": ({"type": "number", "constraints": {"minimum": 2000}}, _year, "1999", "constraint-error"),
    "maximum": ({"type": "number", "constraints": {"maximum": 2100}}, _year, "2101", "constraint-error"),
    "enum": ({"constraints": {"enum": ["a", "b"]}}, _always("a"), "c", "constraint-error"),
    "length": ({"constraints": {"maxLength": 3}}, _always("abc"), "abcd", "constraint-error"),
    "pattern": ({"constraints": {"pattern": "[a-z]+"}}, _always("abc"), "a1", "constraint-error"),
    "space": ({}, _always("x"), "x ", "edge-space"),
    "formula": ({}, _always("x"), "=1+1", "formula-prefix"),
    "hidden": ({}, _always("x"), "Đà\u200bNẵng", "hidden-character"),
    "decomposed": ({}, _always("x"), unicodedata.normalize("NFD", "Huế"), "not-composed"),
    "too long": ({}, _always("x"), "x" * (limits.MAX_CELL_CHARS + 1), "cell-too-long"),
}


@pytest.mark.parametrize("fault", CELLS)
def test_cells(folder: Folder, fault: str) -> None:
    keys, good, bad, code = CELLS[fault]
    for row, column in _spots():
        end, mark, broken = next(WRITTEN)
        records = _records(column, good, broken)
        records[row + 1][column] = bad
        content = mark + _written(records, end).encode()
        spot = (code, row + 2, COLUMNS[column])
        assert folder.found(content, _fields(column, **keys)) == {spot}, (end, mark, broken)


def test_what_is_not_spoiled(folder: Folder) -> None:
    for end, mark, broken in itertools.islice(WRITTEN, 8):
        assert folder.found(mark + _written(_records(broken=broken), end).encode()) == set()


def test_bytes_that_are_not_utf8(folder: Folder) -> None:
    for row, column in _spots():
        end, mark, broken = next(WRITTEN)
        records = _records(column, _always("x"), broken)
        records[row + 1][column] = "HERE"
        content = mark + _written(records, end).encode().replace(b"HERE", "Huế".encode("cp1258", "replace") + b"\xea")
        assert folder.found(content) == {("encoding-error", row + 2, COLUMNS[column])}


@pytest.mark.parametrize("bad", ['"x', '"x"y'])
def test_quotes_that_do_not_fit(folder: Folder, bad: str) -> None:
    for row, column in _spots():
        end, mark, broken = next(WRITTEN)
        records = _records(column, _always("x"), broken)
        records[row + 1][column] = "HERE"
        content = mark + _written(records, end).replace("HERE", bad).encode()
        assert folder.found(content) == {("csv-error", row + 2, COLUMNS[column])}


@pytest.mark.parametrize("column", EDGES)
def test_what_may_not_repeat(folder: Folder, column: int) -> None:
    for row in (2, 4):
        end, mark, broken = next(WRITTEN)
        records = _records(column, str, broken)
        records[row + 1][column] = "0"
        content = mark + _written(records, end).encode()
        spot = (row + 2, COLUMNS[column])
        assert folder.found(content, _fields(column, constraints={"unique": True})) == {("unique-error", *spot)}
        assert folder.found(content, schema={"primaryKey": COLUMNS[column]}) == {("primary-key", *spot)}


@pytest.mark.parametrize("column", EDGES)
def test_keys(folder: Folder, column: int) -> None:
    other = COLUMNS[(column + 1) % 5]
    within = [{"fields": COLUMNS[column], "reference": {"resource": "", "fields": other}}]
    across = {"package": "reference/countries", "resource": "countries", "fields": "iso3"}
    for row in (0, 4):
        end, mark, _ = next(WRITTEN)
        records = _records()
        for cells in records[1:]:
            cells[column] = cells[(column + 1) % 5] = "VNM"
        records[row + 1][column] = "XXX"
        content = mark + _written(records, end).encode()
        spot = (row + 2, COLUMNS[column])
        assert folder.found(content, schema={"foreignKeys": within}) == {("foreign-key", *spot)}
        keys = [{"fields": COLUMNS[column], "reference": across}]
        assert folder.found(content, schema={"foreignKeys": keys}) == {("unknown-country", *spot)}


@pytest.mark.parametrize(("row", "schema"), [(0, None), (2, []), (4, None)])
def test_rows_of_another_width(folder: Folder, row: int, schema: list[dict[str, Any]] | None) -> None:
    end, mark, broken = next(WRITTEN)

    def found(change: Callable[[Records], object]) -> set[tuple[str, int | None, str]]:
        records = _records(broken=broken)
        change(records)
        return folder.found(mark + _written(records, end).encode(), schema)

    assert found(lambda records: records[row + 1].__delitem__(slice(4, None))) == {("missing-cell", row + 2, "en")}
    short = found(lambda records: records[row + 1].__delitem__(slice(1, None)))
    assert short == {("missing-cell", row + 2, name) for name in COLUMNS[1:]}
    extra = found(lambda records: records[row + 1].extend(["x", "y"]))
    assert extra == {("extra-cell", row + 2, "#6"), ("extra-cell", row + 2, "#7")}
    assert found(lambda records: records.insert(row + 1, [])) == {("blank-row", row + 2, "")}
    assert found(lambda records: records.insert(row + 1, [""] * 5)) == {("blank-row", row + 2, "")}


@pytest.mark.parametrize("column", EDGES)
def test_labels_of_a_schema(folder: Folder, column: int) -> None:
    end, mark, broken = next(WRITTEN)

    def found(change: Callable[[Records], object]) -> set[tuple[str, int | None, str]]:
        records = _records(broken=broken)
        change(records)
        return folder.found(mark + _written(records, end).encode())

    name = COLUMNS[column]
    assert found(lambda r: r[0].__setitem__(column, "x")) == {("incorrect-label", 1, name)}
    assert found(lambda r: r[0].__setitem__(column, "")) == {("blank-label", 1, name)}
    twice = found(lambda r: r[0].__setitem__(column, COLUMNS[column - 1] if column else COLUMNS[1]))
    assert {(row, field) for _, row, field in twice} == {(1, COLUMNS[column or 1])} | (
        {(1, name)} if not column else set()
    )
    assert "duplicate-label" in {code for code, _, _ in twice}
    without = found(lambda r: [cells.pop(column) for cells in r])
    assert ("missing-label", 1, name) in without
    assert {code for code, _, _ in without} <= {"missing-label", "incorrect-label"}
    more = found(lambda r: r.__setitem__(slice(None), [[*cells[:column], "x", *cells[column:]] for cells in r]))
    assert ("extra-label", 1, f"#{column + 1}") in more
    assert {code for code, _, _ in more} <= {"extra-label", "incorrect-label"}


@pytest.mark.parametrize("column", EDGES)
def test_labels_without_a_schema(folder: Folder, column: int) -> None:
    for label, code in (("", "blank-label"), ("=x", "bad-label"), (COLUMNS[1], "duplicate-label")):
        records = _records()
        records[0][column] = label
        later = max(column, 1) if code == "duplicate-label" else column
        assert folder.found(_written(records, "\r\n").encode(), []) == {(code, 1, f"#{later + 1}")}


def test_what_stands_above_the_header(folder: Folder) -> None:
    records = _records()
    schemas: tuple[list[dict[str, Any]] | None, ...] = (None, [])
    for schema in schemas:
        blank = _written([[], [], *records], "\n").encode()
        assert folder.found(blank, schema) == {("blank-row", 1, ""), ("blank-row", 2, "")}
        titled = _written([["Số liệu 2026"], *records], "\n").encode()
        assert ("rows-above-header", 1, "") in folder.found(titled, schema)
    assert folder.found(b"\n\n\n") == {("empty-table", None, "")}


def test_a_line_over_the_cap_is_a_row(folder: Folder) -> None:
    records = _records(broken=True)
    records[3] = ["x" * 20_000] * 5
    found = folder.found(_written(records, "\n").encode())
    assert ("line-too-long", 4, "") in found
    assert {row for _, row, _ in found} == {4}


def test_a_table_that_is_wrong_all_over_is_cut_short_and_says_so(folder: Folder) -> None:
    records = [list(COLUMNS), *([["x", "y\u200b", "z", "z", "z"]] * 50)]
    found = folder.found(_written(records, "\n").encode())
    assert len(found) == gate_text.MAX_FINDINGS + 1
    assert ("more-findings", gate_text.MAX_FINDINGS + 1, "") in found


def test_columns_without_a_name_go_by_number_and_letter() -> None:
    assert place(Finding("extra-cell", file="x.csv", row=3, field="#3"), "vi") == "x.csv, dòng 3, cột “thứ 3 (C)”"
    assert place(Finding("extra-cell", file="x.csv", field="#28"), "en") == "x.csv, column “no. 28 (AB)”"
    assert place(Finding("extra-cell", file="x.csv", field="#x"), "en") == "x.csv, column “#x”"


CELL = st.text(alphabet='ab,"\n ', max_size=4)


@given(st.lists(st.lists(CELL, min_size=2, max_size=3), min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_any_spot_of_any_table_is_where_it_was_written(rows: Records, end: str) -> None:
    for row, record in enumerate(rows):
        for column in range(len(record)):
            marked = [[*cells] for cells in rows]
            marked[row][column] += "§"
            before = _written(marked, end).partition("§")[0]
            assert places.position(before) == (row + 1, column)
            assert places.unreadable(_written([record], end)) is None
