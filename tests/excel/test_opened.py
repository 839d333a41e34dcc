"""Workbooks of strangers: what is read is what openpyxl reads, and what may not enter is refused by name."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import repack
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from observatory.excel import markup, opened, parts
from observatory.excel.book import Book
from observatory.excel.opened import Sheet, column_of, letters_of, open_workbook
from observatory.findings import Finding

Cells = dict[tuple[int, int], Any]
SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"


def workbook(cells: Cells | None = None, epoch: Any = None) -> bytes:
    """A workbook of one sheet, S; a value may be a pair with its number format."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "S"
    if epoch:
        book.epoch = epoch
    for (row, column), value in (cells or {(1, 1): "a"}).items():
        cell = sheet.cell(row, column)
        cell.value = value[0] if isinstance(value, tuple) else value
        if isinstance(value, tuple):
            cell.number_format = value[1]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


PLAIN = workbook()


def read(folder: Path, content: bytes) -> tuple[dict[str, Sheet], list[Finding]]:
    path = folder / "x.xlsx"
    path.write_bytes(content)
    found, findings = open_workbook(path)
    assert (found is None) == bool(findings)
    return dict(found.sheets) if found else {}, findings


def refused(folder: Path, content: bytes) -> str:
    _, findings = read(folder, content)
    assert all(finding.level == "error" for finding in findings)
    return " ".join(finding.code for finding in findings)


def sheet_of(xml: bytes) -> bytes:
    return repack(PLAIN, {SHEET: HEAD + xml + TAIL})


def test_values_are_those_of_excel(tmp_path: Path) -> None:
    cells: Cells = {
        (1, 1): "Đà Nẵng",
        (1, 3): 7,
        (2, 1): 71.1,
        (2, 2): True,
        (3, 1): dt.datetime(2026, 3, 31),
        (3, 2): dt.datetime(2026, 3, 31, 8, 30),
        (4, 1): (0.715, "0.0%"),
        (5, 1): ("2026", "@"),
        (6, 1): (45000, '"ngày" 0'),
        (7, 1): (45000, "[Red]0;[Blue]-0"),
        (8, 1): "_x0041_ a\nb",
    }
    sheets, _ = read(tmp_path, workbook(cells))
    wanted = {at: value[0] if isinstance(value, tuple) else value for at, value in cells.items()}
    assert {(row, c): value for row, line in sheets["S"].rows.items() for c, value in line.items()} == {
        **wanted,
        (8, 1): "A a\nb",
    }
    assert sheets["S"].percents == {(4, 1)}


def test_days_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    sheets, _ = read(tmp_path, workbook({(1, 1): dt.datetime(2026, 3, 31)}, CALENDAR_MAC_1904))
    assert sheets["S"].rows[1][1] == dt.datetime(2026, 3, 31)


def test_runs_are_joined_and_readings_left_out(tmp_path: Path) -> None:
    xml = b'<row r="1"><c r="B1" t="inlineStr"><is><r><t>48 </t></r><r><t>x</t></r><rPh><t>no</t></rPh></is></c></row>'
    assert read(tmp_path, sheet_of(xml))[0]["S"].rows == {1: {2: "48 x"}}


def test_formulas_errors_merged_and_hidden(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({(1, 1): "=1+1", (2, 2): "#N/A", (5, 1): 1})))
    sheet = book["S"]
    sheet.merge_cells("A5:B6")
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    out = io.BytesIO()
    book.save(out)
    found = read(tmp_path, out.getvalue())[0]["S"]
    assert (found.formulas, found.errors, found.merged) == ({(1, 1)}, {(2, 2)}, ["A5:B6"])
    assert (found.hidden_rows, found.hidden_columns, found.rows[1]) == ({2}, [(3, 3)], {})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"code,year\na,2024\n", "excel-not-workbook"),
        (b"", "excel-not-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "excel-old-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "excel-encrypted"),
        (PLAIN[: len(PLAIN) // 2], "excel-unreadable"),
        (
            repack(PLAIN, {"xl/workbook.xml": None, "mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
            "excel-not-workbook",
        ),
        (repack(PLAIN, {"xl/workbook.bin": b"x"}), "excel-old-format"),
        (repack(PLAIN, {"xl/vbaProject.bin": b"x"}), "excel-macro"),
        (
            repack(
                PLAIN, {"[Content_Types].xml": b"<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"}
            ),
            "excel-macro",
        ),
        (repack(PLAIN, {"xl/externalLinks/externalLink1.xml": b"<ddeLink/>"}), "excel-external-link"),
        (repack(PLAIN, {"xl/connections.xml": b"<x/>"}), "excel-external-link"),
        (repack(PLAIN, {"xl/embeddings/oleObject1.bin": b"x"}), "excel-embedded"),
        (repack(PLAIN, {"xl/media/image1.png": b"x"}), "excel-embedded"),
        (repack(PLAIN, {"xl/workbook.xml": b"<a>"}), "excel-unreadable"),
        (repack(PLAIN, {f"x/{number}": b"" for number in range(200)}), "excel-too-large"),
        (repack(PLAIN, {"xl/styles.xml": bytes(parts.MAX_SMALL_PART + 1)}), "excel-too-large"),
        (repack(PLAIN, {"x/bomb": bytes(parts.MAX_INFLATED)}), "excel-too-large"),
        (bytes(parts.MAX_BYTES + 1), "excel-too-large"),
    ],
)
def test_what_is_no_workbook_of_figures(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(tmp_path, content) == code


def test_a_link_out_of_the_file_is_refused_and_an_address_in_a_cell_is_not(tmp_path: Path) -> None:
    rels = '<Relationships><Relationship Type="http://x/{}" Target="http://x/" TargetMode="External"/></Relationships>'
    name = "xl/worksheets/_rels/sheet1.xml.rels"
    assert refused(tmp_path, repack(PLAIN, {name: rels.format("oleObject").encode()})) == "excel-external-link"
    assert refused(tmp_path, repack(PLAIN, {name: rels.format("hyperlink").encode()})) == ""


@pytest.mark.parametrize("place", ["XFD1048576", "A20001", "GT1"])
def test_a_far_cell(tmp_path: Path, place: str) -> None:
    digits = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    xml = f'<row r="{digits}"><c r="{place}"><v>1</v></c></row>'.encode()
    _, findings = read(tmp_path, sheet_of(xml))
    assert [(finding.code, finding.value) for finding in findings] == [("excel-too-far", place)]


def test_a_far_cell_without_a_value_is_nothing(tmp_path: Path) -> None:
    xml = b'<dimension ref="A1:XFD1048576"/><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(tmp_path, sheet_of(xml))[0]["S"].rows == {}


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="2"/><row r="1"/>',
        b'<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        b'<row r="x"/>',
        b'<row r="1"><c r="1"><v>1</v></c></row>',
        b'<row r="1"><c r="AAAAAAA1"><v>1</v></c></row>',
        b'<row r="1"><c><v>x</v></c></row>',
        b'<row r="1"><c><v>' + b"9" * 5000 + b"</v></c></row>",
    ],
)
def test_what_contradicts_itself_is_not_read(tmp_path: Path, xml: bytes) -> None:
    assert refused(tmp_path, sheet_of(xml)) == "excel-unreadable"


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + HEAD + TAIL
    for name in (SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"):
        assert refused(tmp_path, repack(PLAIN, {name: bomb})) == "excel-unreadable"


def test_too_many_cells_and_too_little_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    xml = b"".join(b'<row r="%d"><c><v>1</v></c></row>' % row for row in range(1, 5000))
    monkeypatch.setattr(opened, "MAX_CELLS", 4000)
    assert refused(tmp_path, sheet_of(xml)) == "excel-too-far"
    monkeypatch.setattr(opened, "MAX_SECONDS", -1)
    assert refused(tmp_path, sheet_of(xml)) == "excel-too-slow"


def test_a_member_twice_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO(PLAIN)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/Workbook.xml", b"<x/>")
    assert refused(tmp_path, out.getvalue()) == "excel-unreadable"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found, findings = open_workbook(tmp_path / "none.xlsx")
    assert found is None
    assert [finding.code for finding in findings] == ["input-unreadable"]


@given(st.integers(1, 16384))
def test_columns_have_one_name(number: int) -> None:
    assert column_of(letters_of(number)) == number
    assert letters_of(number) == openpyxl.utils.get_column_letter(number)


@settings(max_examples=60)
@given(st.binary(max_size=40), st.floats(0, 1))
def test_no_spoilt_workbook_raises(tmp_path_factory: pytest.TempPathFactory, noise: bytes, share: float) -> None:
    at = int(share * len(PLAIN))
    read(tmp_path_factory.getbasetemp(), PLAIN[:at] + noise + PLAIN[at + len(noise) :])


@settings(max_examples=60)
@given(st.text("<>/&;\"'=abcrvst0123456789 !DOCTYPE[]", max_size=60))
def test_no_spoilt_sheet_raises(tmp_path_factory: pytest.TempPathFactory, noise: str) -> None:
    read(tmp_path_factory.getbasetemp(), sheet_of(b'<row r="1"><c r="A1"><v>1</v></c>' + noise.encode() + b"</row>"))


@given(st.text(max_size=20))
def test_escapes_of_excel_are_undone(text: str) -> None:
    written = "".join(f"_x{ord(c):04X}_" if c == "_" or ord(c) < 32 else c for c in text)
    assert markup.unescape(written) == text
    assert isinstance(Book().epoch, dt.datetime)
