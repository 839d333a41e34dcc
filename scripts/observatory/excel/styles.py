"""How a template looks: dark heads with white letters, an example in yellow, quiet text for the machine's names."""

from __future__ import annotations

from typing import Any

_HEAD = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
_EXAMPLE = {"italic": True, "font_color": "#5C4A00", "bg_color": "#FFF4CC", "valign": "top"}
_CELLS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "number": {"num_format": "General"},
    "date": {"num_format": "yyyy-mm-dd"},
}
# Each pair of letter and ground has a contrast of 7 : 1 or more.
_STYLES: dict[str, dict[str, Any]] = {
    "required": {**_HEAD, "bg_color": "#7A1F1F"},
    "optional": {**_HEAD, "bg_color": "#1F3B63"},
    "automatic": {**_HEAD, "bg_color": "#4A4A4A", "italic": True},
    "name": {"font_color": "#4A4A4A", "font_size": 9, "bg_color": "#F2F2F2"},
    "help": {"font_size": 9, "text_wrap": True, "valign": "top", "bg_color": "#F2F2F2", "bottom": 2},
    "note": {"font_size": 9, "text_wrap": True, "num_format": "@"},
    "example": {**_EXAMPLE, "bold": True, "text_wrap": True},
    **{f"example-{name}": {**_EXAMPLE, **cells} for name, cells in _CELLS.items()},
    **_CELLS,
    "heading": {"bold": True, "font_size": 16, "font_color": "#1F3B63", "text_wrap": True},
    "part": {"bold": True, "font_size": 12, "font_color": "#1F3B63", "bottom": 1},
    "label": {"bold": True, "valign": "top"},
    "body": {"text_wrap": True, "valign": "top"},
}


def styles(book: Any) -> dict[str, Any]:
    """The formats of a workbook, by what they are for."""
    return {name: book.add_format(style) for name, style in _STYLES.items()}
