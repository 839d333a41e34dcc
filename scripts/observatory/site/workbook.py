"""A table as an Excel workbook: a sheet of figures, a sheet that says where they come from.

Every text is written as text: nothing that a cell holds can become a formula or a link.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from observatory.site.numbers import is_missing
from observatory.tables.model import Field, Text

MAX_TEXT = 32767
DATA_SHEET = "Dữ liệu"
SIMULATED_SHEET = "Dữ liệu mô phỏng"
SOURCE_SHEET = "Nguồn"

_NO_DATE = "2000-01-01"
_WIDEST = 60
_SAMPLE = 200
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOTES = {
    "title": Text("Tiêu đề", "Title"),
    "title_en": Text("Tiêu đề tiếng Anh", "Title in English"),
    "package": Text("Gói dữ liệu", "Data package"),
    "version": Text("Phiên bản", "Version"),
    "last_reviewed": Text("Rà soát gần nhất", "Last reviewed"),
    "licence": Text("Giấy phép", "Licence"),
    "source": Text("Nguồn", "Source"),
    "sha256": Text("SHA-256 của tệp CSV", "SHA-256 of the CSV file"),
    "simulated": Text("Không phải số liệu thật", "Not real figures"),
}


def workbook(title: Text, fields: Sequence[Field], frame: pd.DataFrame, notes: Mapping[str, str]) -> bytes:
    """The workbook of one table: the same bytes whenever what is given is the same.

    The first row holds the names of the columns and stays in sight. ``notes`` fills the second sheet; its
    ``last_reviewed`` (YYYY-MM-DD, or empty) is the date of the workbook. Raises ``ValueError`` when a text
    is longer than a cell can hold.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, dict(_OPTIONS))
    book.set_properties(
        {
            "title": notes["title"],
            "comments": notes["source"],
            "created": dt.datetime.fromisoformat(notes["last_reviewed"] or _NO_DATE),
        }
    )
    bold = book.add_format({"bold": True})
    _write_figures(book.add_worksheet(SIMULATED_SHEET if "simulated" in notes else DATA_SHEET), fields, frame, bold)
    _write_notes(book.add_worksheet(SOURCE_SHEET), title, fields, notes, bold)
    book.close()
    return out.getvalue()


def _write_figures(sheet: Any, fields: Sequence[Field], frame: pd.DataFrame, bold: Any) -> None:
    sheet.freeze_panes(1, 0)
    for column, field in enumerate(fields):
        cells = frame[field.name].astype(object).tolist()
        sheet.write_string(0, column, field.name, bold)
        for row, value in enumerate(cells, start=1):
            if not is_missing(value):
                _write(sheet, row, column, value, field.type)
        longest = max((len(str(value)) for value in cells[:_SAMPLE] if not is_missing(value)), default=0)
        sheet.set_column(column, column, min(max(longest, len(field.name)) + 2, _WIDEST))


def _write(sheet: Any, row: int, column: int, value: Any, kind: str) -> None:
    if kind == "boolean":
        sheet.write_boolean(row, column, bool(value))
    elif kind in {"integer", "year", "number"}:
        sheet.write_number(row, column, value)
    else:
        _write_text(sheet, row, column, str(value))


def _write_text(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:
    if len(text) > MAX_TEXT:
        raise ValueError(f"row {row + 1}: a text of {len(text)} characters does not fit an Excel cell")
    sheet.write_string(row, column, text, style)


def _write_notes(sheet: Any, title: Text, fields: Sequence[Field], notes: Mapping[str, str], bold: Any) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 3, _WIDEST)
    rows = [(f"{_NOTES[key].vi} / {_NOTES[key].en}", text) for key, text in notes.items()]
    rows.insert(0, ("Bảng / Table", f"{title.vi} / {title.get('en')}"))
    for row, (label, text) in enumerate(rows):
        sheet.write_string(row, 0, label, bold)
        _write_text(sheet, row, 1, text)
    first = len(rows) + 1
    for column, label in enumerate(("Cột / Column", "Tên cột", "Column title", "Kiểu / Type")):
        sheet.write_string(first, column, label, bold)
    for row, field in enumerate(fields, start=first + 1):
        for column, text in enumerate((field.name, field.title.vi, field.title.en, field.type)):
            _write_text(sheet, row, column, text)
