"""The checked copy: nothing that stood in the file becomes a formula or a link, and nothing that was read is lost."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import ROW, figures, fill

from observatory.checking import check, marked_copy
from observatory.excel import marked

HOSTILE = ["=1+1", "@SUM(1)", "http://127.0.0.1/", "{=1}", "<script>", "a\x0bb", "x" * 9000, "_x0041_"]


@pytest.fixture
def datasets(root: Path) -> Path:
    figures(root)
    return root


def copy(datasets: Path, path: Path) -> Any:
    content = marked_copy(check(path, datasets, "en"), "en")
    assert content
    return openpyxl.load_workbook(io.BytesIO(content))


def as_text(book: Any) -> None:
    for row, text in enumerate(HOSTILE, start=4):
        cell = book.worksheets[1].cell(row, 7)
        cell.value, cell.data_type = text.replace("\x0b", ""), "s"


def test_hostile_texts_stay_texts(datasets: Path) -> None:
    book = copy(datasets, fill(datasets, [{**ROW, "code": f"c{number}"} for number in range(len(HOSTILE))], as_text))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    sheet = book.worksheets[2]
    assert [sheet.cell(4 + n, 7).value for n in range(3)] == HOSTILE[:3]
    assert sheet["G4"].comment.text.startswith("[formula-prefix]")


def test_columns_that_the_table_lacks_are_kept_at_its_end(datasets: Path) -> None:
    def spoil(book: Any) -> None:
        sheet = book.worksheets[1]
        sheet["J1"], sheet["J4"], sheet["L4"] = "lạ", "giữ", 7

    sheet = copy(datasets, fill(datasets, [ROW], spoil)).worksheets[2]
    assert (sheet["H1"].value, sheet["H4"].value, sheet["I4"].value) == ("lạ", "giữ", 7)
    assert sheet["A4"].value == "Error"


def test_beyond_the_cap_a_fault_has_its_colour_and_its_line(datasets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked, "MAX_COMMENTS", 1)
    monkeypatch.setattr(marked, "MAX_LISTED", 1)
    book = copy(datasets, fill(datasets, [{**ROW, "year": 1}, {**ROW, "code": "d", "year": 1}]))
    sheet = book.worksheets[2]
    assert [bool(sheet[cell].comment) for cell in ("C4", "C5")] == [True, False]
    assert sheet["C4"].fill.fgColor.rgb == sheet["C5"].fill.fgColor.rgb != sheet["B5"].fill.fgColor.rgb
    assert "… and 1 more." in {cell.value for row in book.worksheets[0] for cell in row}


def test_a_formula_is_left_out_and_said(datasets: Path) -> None:
    sheet = copy(datasets, fill(datasets, [{**ROW, "value": "=1+1"}])).worksheets[2]
    assert sheet["D4"].value is None
    assert sheet["D4"].comment.text.startswith("[excel-formula]")
