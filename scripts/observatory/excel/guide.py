"""The guide of a template: what it is for, how to fill it in and send it, and what every column means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from observatory.excel.columns import Column
from observatory.excel.layout import REQUIRED_MARK
from observatory.excel.words import WORDS
from observatory.findings import Lang
from observatory.tables.model import Package

_FILL, _SEND = 8, 3  # steps in the words of the guide
_WIDTHS = (32, 32, 50, 60, 22)
_HEADS = ("column-sheet", "column-title", "column-rule", "column-description", "column-name")
_COLOURS = ("required", "optional", "automatic", "example")
_LAST = len(_WIDTHS) - 1


def write_guide(
    sheet: Any, package: Package, sheets: Mapping[str, Sequence[Column]], drawn: Mapping[str, Any], lang: Lang
) -> None:
    """Write the guide of ``package``; ``sheets`` gives the columns of each data sheet, ``drawn`` the styles."""
    words = WORDS[lang]
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for number, width in enumerate(_WIDTHS):
        sheet.set_column(number, number, width)
    sheet.merge_range(0, 0, 0, _LAST, "", drawn["heading"])
    sheet.write_string(0, 0, words["guide"].format(title=package.title.get(lang)), drawn["heading"])
    version = words["version"].format(version=package.version)
    facts = (
        ("package", f"{package.id}, {version}" if package.version else package.id),
        ("purpose", package.description.get(lang)),
        ("sheets", "; ".join(sheets)),
    )
    row = 1
    for key, text in facts:
        sheet.write_string(row, 0, words[key], drawn["label"])
        row = _line(sheet, row, 1, text, drawn["body"])
    for part, steps in (("fill", _FILL), ("send", _SEND)):
        row = _heading(sheet, row + 1, words[part], drawn)
        for step in range(1, steps + 1):
            row = _line(sheet, row, 0, f"{step}. {words[f'{part}-{step}']}", drawn["body"])
    row = _heading(sheet, row + 1, words["colours"], drawn)
    for colour in _COLOURS:
        sheet.write_string(row, 0, f"Aa {REQUIRED_MARK}" if colour == "required" else "Aa", drawn[colour])
        row = _line(sheet, row, 1, words[f"colour-{colour}"], drawn["body"])
    row = _heading(sheet, row + 1, words["columns"], drawn)
    for number, head in enumerate(_HEADS):
        sheet.write_string(row, number, words[head], drawn["label"])
    for name, listed in sheets.items():
        for column in listed:
            row += 1
            title = f"{column.title} {REQUIRED_MARK}" if column.required else column.title
            texts = (name, title, column.rule, column.description, column.name)
            sheet.set_row(row, max(_height(text, width) for text, width in zip(texts, _WIDTHS, strict=True)))
            for number, text in enumerate(texts):
                sheet.write_string(row, number, text, drawn["body"])


def _heading(sheet: Any, row: int, text: str, drawn: Mapping[str, Any]) -> int:
    sheet.set_row(row, 24)
    sheet.write_string(row, 0, text, drawn["part"])
    for number in range(1, _LAST + 1):
        sheet.write_blank(row, number, None, drawn["part"])
    return row + 1


def _line(sheet: Any, row: int, first: int, text: str, style: Any) -> int:
    """Write a text over the columns from ``first``, in a row high enough for it; give the next row."""
    sheet.merge_range(row, first, row, _LAST, "", style)
    sheet.write_string(row, first, text, style)
    sheet.set_row(row, _height(text, sum(_WIDTHS[first:])))
    return row + 1


def _height(text: str, width: int) -> float:
    """The height in points that a text takes in a cell of so many characters."""
    return 15.5 * max(1, -(-len(text) * 10 // (width * 9)))
