"""Filled-in templates, and workbooks that are spoilt on purpose."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from observatory import cli
from observatory.excel.choices import choices
from observatory.excel.found import find
from observatory.excel.template import template
from packages import table, write_package

Rows = Sequence[Mapping[str, Any]]

FIELDS: list[dict[str, Any]] = [
    {"name": "code", "title": "Mã", "constraints": {"required": True, "pattern": "[a-z0-9]+"}},
    {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 1900, "maximum": 2100}},
    {"name": "value", "type": "number", "title": "Giá trị"},
    {"name": "kind", "constraints": {"enum": ["year", "month"]}},
    {"name": "day", "type": "date"},
    {"name": "source", "constraints": {"required": True}},
]
PUBLISHED = [("a", 2024, 71.5, "year", "2024-12-31", "Báo cáo, quyển “A”"), ("b", 2024, 2, "month", "", "Báo cáo B")]
_BLANK: dict[str, bytes] = {}  # the template of each package, which no test changes before it fills one in
ROW = {"code": "c", "year": 2025, "value": 3, "kind": "year", "source": "Báo cáo C"}


def figures(root: Path, **descriptor: Any) -> Path:
    """The package ``hue/figures``: one table that is told apart by code and year."""
    made = table(PUBLISHED, FIELDS, schema={"primaryKey": ["code", "year"]})
    return write_package(root, name="figures", tables={"values": made}, **descriptor)


def fill(
    root: Path,
    rows: Rows,
    change: Callable[[Any], object] = lambda _: None,
    package: str = "hue/figures",
    example: bool = False,
) -> Path:
    """The template of a package with ``rows`` in its first table, by field; ``change`` then spoils the workbook.

    A value may be a pair: what is written, and the number format of the cell.
    """
    if package not in _BLANK:
        found = find(package, root)
        listed = choices(found.package, found.lookup, "vi")
        _BLANK[package] = template(found.package, tuple(found.package.tables), "vi", listed)
    book = openpyxl.load_workbook(io.BytesIO(_BLANK[package]))
    sheet = book.worksheets[1]
    columns = {cell.value: cell.column for cell in sheet[1]}
    first = 5 if example else 4
    if not example:
        sheet.delete_rows(4)
    for number, row in enumerate(rows, start=first):
        for name, value in row.items():
            cell = sheet.cell(number, columns[name])
            cell.value = value[0] if isinstance(value, tuple) else value
            if isinstance(value, tuple):
                cell.number_format = value[1]
    change(book)
    path = root.parent / "số liệu.xlsx"
    book.save(path)
    return path


def repack(content: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """A workbook with parts put in, replaced, or (``None``) left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def status(*arguments: object) -> int:
    """How ``observatory`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)
