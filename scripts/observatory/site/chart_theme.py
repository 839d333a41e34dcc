"""How charts look: two sets of colours, one layout, and the number and date forms of each language.

The colours of the two modes answer one another one to one, so a drawing made for the light mode becomes
the drawing for the dark mode by exchanging them (``recolour``). No chart relies on colour alone: series
also differ in symbol and dash, and the highlighted unit in outline and weight.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Literal

import vl_convert

from observatory.findings import Lang

Mode = Literal["light", "dark"]
MODES: tuple[Mode, Mode] = ("light", "dark")

WIDTH = 520
HEIGHT = 320
FONT = "Open Sans, Liberation Sans, Arial, Helvetica, sans-serif"
FONT_SIZE = 14
SERIES_SHAPES = ("diamond", "circle", "square", "triangle-up", "triangle-down", "cross")
SERIES_DASHES = ([1, 0], [6, 3], [2, 2], [10, 3], [8, 3, 2, 3], [4, 6])
MAX_SERIES = len(SERIES_SHAPES)


@dataclass(frozen=True)
class Palette:
    """The colours of one mode, as ``#rrggbb``; each is used for one purpose only.

    ``series`` are told apart by readers with red-green blindness and stand out from the page by at least
    3:1 (WCAG 2.2, criterion 1.4.11); ``ink`` by at least 7:1.
    """

    ink: str
    grid: str
    current: str
    plain: str
    earlier: str
    series: tuple[str, str, str, str, str, str]


PALETTES: dict[Mode, Palette] = {
    "light": Palette(
        ink="#1c1c28",
        grid="#dcdce4",
        current="#c2271f",
        plain="#3a6ea5",
        earlier="#8a9bb0",
        series=("#b3261e", "#0b5394", "#00806a", "#9a6700", "#b565c0", "#5a5a66"),
    ),
    "dark": Palette(
        ink="#e8e8f0",
        grid="#44465a",
        current="#ff8a7d",
        plain="#78a9d8",
        earlier="#71819a",
        series=("#ffab9f", "#6fa8dc", "#1a8f74", "#f2c14e", "#f0c6fa", "#9a9aa8"),
    ),
}


def config(mode: Mode) -> dict[str, Any]:
    """The Vega-Lite configuration of one mode."""
    palette = PALETTES[mode]
    text = {"labelColor": palette.ink, "titleColor": palette.ink}
    sizes = {"labelFontSize": FONT_SIZE, "titleFontSize": FONT_SIZE}
    return {
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            **text,
            **sizes,
            "gridColor": palette.grid,
            "domainColor": palette.grid,
            "tickColor": palette.grid,
            "titleFontWeight": "normal",
            "labelLimit": {"expr": "min(260, 0.5 * (containerSize()[0] || 520))"},
            "labelOverlap": True,
            "labelSeparation": 6,
        },
        "legend": {**text, **sizes, "symbolSize": 120, "labelLimit": 200},
        "title": {
            "color": palette.ink,
            "fontSize": FONT_SIZE,
            "fontWeight": "normal",
            "anchor": "start",
            "offset": 10,
        },
        "range": {"category": list(palette.series), "symbol": list(SERIES_SHAPES)},
    }


def recolour(svg: str) -> str:
    """A drawing in the colours of the light mode, in those of the dark mode."""
    return _LIGHT_COLOUR.sub(lambda found: f'="{_DARK_FOR[found[1]]}"', svg)


def number_format(decimals: int) -> str:
    """The d3 format that groups thousands and keeps ``decimals`` decimals."""
    return f",.{decimals}f"


@lru_cache
def locale(lang: Lang) -> dict[str, dict[str, Any]]:
    """Number and date forms of one language, as d3-format and d3-time-format define them."""
    separators = (",", ".") if lang == "vi" else (".", ",")
    currency = ["", "\u00a0₫"] if lang == "vi" else ["₫", ""]
    return {
        "number": {
            "decimal": separators[0],
            "thousands": separators[1],
            "grouping": [3],
            "currency": currency,
        },
        "time": vl_convert.get_time_format_locale("vi-VN" if lang == "vi" else "en-GB"),
    }


def _colours(palette: Palette) -> list[str]:
    named = [getattr(palette, field.name) for field in fields(palette) if field.name != "series"]
    return [*named, *palette.series]


_DARK_FOR = dict(zip(_colours(PALETTES["light"]), _colours(PALETTES["dark"]), strict=True))
_LIGHT_COLOUR = re.compile('="(' + "|".join(_DARK_FOR) + ')"')
