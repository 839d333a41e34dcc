"""The map of the 34 provincial units as a grid of tiles, one tile each and no borders.

Quần đảo Hoàng Sa (of thành phố Đà Nẵng) and quần đảo Trường Sa (of tỉnh Khánh Hoà) are always drawn. They
repeat the figure of the unit they belong to and never have one of their own. The map is plain SVG with
links: it works from the keyboard and without scripts, and takes all its colours from the style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import numbers
from observatory.tables.model import Text

TILE = 60
GAP = 4
MARGIN = 3
N_CLASSES = 5
NO_CLASS = "none"
ARCHIPELAGOS = {"HS": "48", "TS": "56"}
"""The archipelagos that no map may leave out, by their short name, with the code of their unit."""

Key = tuple[str, str]
"""Level and code of a unit."""

_STEP = TILE + GAP
_LIGHT_TEXT_FROM = "q2"
_LABEL = Text("Bản đồ ô các đơn vị hành chính cấp tỉnh", "Tile map of the provincial units")
_NO_FIGURE = Text("chưa xếp loại", "not classed")
_LEGEND = Text("Chú giải", "Legend")


@dataclass(frozen=True)
class TileValue:
    """What one tile shows: its class (``q0`` to ``q4``, or ``none``), a short figure and its wording.

    ``detail`` follows the name of the unit (``41,2 (hạng 5/29)``).
    """

    css_class: str
    text: str
    detail: str


@dataclass(frozen=True)
class Classes:
    """Equal-width classes of a set of figures: ``cuts`` has one bound more than there are classes."""

    cuts: tuple[float, ...]

    def of(self, value: object) -> str:
        """The class of ``value``: ``q0`` (lowest) to ``q4``, or ``none`` when it is missing."""
        if numbers.is_missing(value) or not self.cuts:
            return NO_CLASS
        above = sum(float(value) >= cut for cut in self.cuts[1:-1])  # type: ignore[arg-type]
        return f"q{above}"

    def legend(self, lang: Lang, decimals: int = 1) -> list[tuple[str, str]]:
        """Class and bounds of each class, from the lowest to the highest, and the one without figures."""
        bounds = [numbers.number(cut, lang, decimals) for cut in self.cuts]
        ranges = [f"{low} – {high}" for low, high in pairwise(bounds)]
        return [*((f"q{n}", text) for n, text in enumerate(ranges)), (NO_CLASS, _NO_FIGURE.get(lang))]


def classes(values: pd.Series) -> Classes:
    """Five classes of equal width from the lowest to the highest figure; none when there is no figure.

    A display aid only: nothing is ranked or computed from them. Where all figures are equal there is a
    single class.
    """
    known = values.dropna().astype(float)
    if known.empty:
        return Classes(())
    low, high = float(known.min()), float(known.max())
    if low == high:
        return Classes((low, high))
    return Classes((*(low + (high - low) * n / N_CLASSES for n in range(N_CLASSES)), high))


def tile_map(
    units: pd.DataFrame,
    archipelagos: pd.DataFrame,
    lang: Lang,
    *,
    link: Callable[[str, str], str],
    values: Mapping[Key, TileValue] | None = None,
    legend: Sequence[tuple[str, str]] = (),
    current: Key | None = None,
    label: str = "",
) -> str:
    """The map as HTML.

    ``units``: one row per tile with level, code, short, col, row, name_vi, name_en, full_name_vi and
    full_name_en. ``archipelagos``: name_vi, name_en, short, level, code (of the unit they belong to),
    col, row. ``link`` gives the address of a unit's page from its level and code. ``values`` holds what
    each tile shows, ``legend`` pairs of class and text. ``label`` names the map for screen readers.

    Raises ``ValueError`` when an archipelago is not there, is placed under another unit, or two tiles
    share a place.
    """
    _check(units, archipelagos)
    values = values or {}
    named = {(row["level"], row["code"]): row for row in units.to_dict("records")}
    tiles = [
        _tile(row, row[f"name_{lang}"], row["short"], key, values.get(key), link, current) for key, row in named.items()
    ]
    for row in archipelagos.to_dict("records"):
        key = (row["level"], row["code"])
        parent = named[key][f"full_name_{lang}"]
        name = f"{row[f'name_{lang}']} ({parent[:1].lower() + parent[1:] if lang == 'vi' else parent})"
        tiles.append(_tile(row, name, _short_name(row, lang), key, values.get(key), link, current, "archipelago"))
    width = _STEP * (1 + int(max(units["col"].max(), archipelagos["col"].max()))) - GAP + 2 * MARGIN
    height = _STEP * (1 + int(max(units["row"].max(), archipelagos["row"].max()))) - GAP + 2 * MARGIN
    box = f"{-MARGIN} {-MARGIN} {width} {height}"
    return (
        '<div class="obs-tilemap">'
        f'<svg viewBox="{box}" role="group" aria-label="{escape(label or _LABEL.get(lang))}">'
        f"{''.join(tiles)}</svg>{_legend(legend, lang)}</div>"
    )


def _check(units: pd.DataFrame, archipelagos: pd.DataFrame) -> None:
    placed = dict(zip(archipelagos["short"], archipelagos["code"], strict=True))
    for short, code in ARCHIPELAGOS.items():
        if placed.get(short) != code:
            raise ValueError(f"archipelago {short} is not on the map under unit {code}")
    known = set(zip(units["level"], units["code"], strict=True))
    if absent := set(zip(archipelagos["level"], archipelagos["code"], strict=True)) - known:
        raise ValueError(f"archipelagos under units that are not on the map: {sorted(absent)}")
    places = pd.concat([units[["col", "row"]], archipelagos[["col", "row"]]])
    if places.duplicated().any():
        raise ValueError(f"tiles on one place: {places[places.duplicated()].to_dict('records')}")


def _short_name(row: Mapping[Any, Any], lang: Lang) -> str:
    """What stays of an archipelago's name on its tile: Hoàng Sa, Trường Sa."""
    return str(row[f"name_{lang}"]).removeprefix("Quần đảo ").removesuffix(" archipelago")


def _tile(
    row: Mapping[Any, Any],
    name: str,
    short: str,
    key: Key,
    value: TileValue | None,
    link: Callable[[str, str], str],
    current: Key | None,
    kind: str = "unit",
) -> str:
    css = value.css_class if value else NO_CLASS
    shade = "t-light" if css.startswith("q") and css >= _LIGHT_TEXT_FROM else "t-dark"
    here, state = (" current", ' aria-current="true"') if key == current else ("", "")
    title = f"{name}: {value.detail}" if value and value.detail else name
    lines = [short, value.text] if value and value.text else [short]
    left, top = (_STEP * int(row[axis]) for axis in ("col", "row"))
    middle = left + TILE // 2
    first = top + TILE // 2 + 5 - 9 * (len(lines) - 1)
    texts = "".join(
        f'<text class="{"tile-name" if n == 0 else "tile-value"}" x="{middle}" y="{first + 19 * n}" '
        f'text-anchor="middle">{escape(text)}</text>'
        for n, text in enumerate(lines)
    )
    return (
        f'<a class="tile {kind} {shade}{here}" href="{escape(link(*key))}"{state}>'
        f"<title>{escape(title)}</title>"
        f'<rect class="{css}{here}" x="{left}" y="{top}" width="{TILE}" height="{TILE}" rx="4"/>'
        f"{texts}</a>"
    )


def _legend(legend: Sequence[tuple[str, str]], lang: Lang) -> str:
    if not legend:
        return ""
    items = "".join(f'<li><span class="obs-swatch {escape(css)}"></span>{escape(text)}</li>' for css, text in legend)
    return f'<ul class="obs-legend" aria-label="{_LEGEND.get(lang)}">{items}</ul>'
