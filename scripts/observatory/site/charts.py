"""A chart as a whole: its drawings, its text and its table, in both languages, and the files it leaves.

A page holds two drawings, of which the style sheet shows the one for the reader's mode (so both carry the
description), and loads the live chart only when it is asked for: it is complete where scripts are off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import vl_convert

from observatory.findings import LANGS, Lang
from observatory.site.chart_theme import MODES, WIDTH, Mode, locale, recolour
from observatory.site.drawings import Drawings
from observatory.tables.model import Text

FOLDER = "bieu-do"
VEGA_LITE = "6.4"

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

_WORDS = {
    "activate": Text("Xem biểu đồ tương tác", "Open the interactive chart"),
    "source": Text("Nguồn", "Source"),
    "download": Text("Tải về", "Download"),
    "table": Text("Xem số liệu dạng bảng", "Show the figures as a table"),
}


@dataclass(frozen=True)
class Labels:
    """The texts of a chart.

    ``description`` is one sentence that says what is to be seen; ``unit`` stands above the drawing;
    ``download`` is the path from the root of the site to the file the figures come from, or empty.
    """

    title: Text
    description: Text
    unit: Text
    source: Text
    download: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart in both languages.

    ``id`` names its files (lower-case ASCII words joined by hyphens). ``specs`` holds a Vega-Lite
    specification of free width for each language and mode. ``rows`` holds the cells of its table in each
    language, as they are shown, the first of each row being its heading. ``height`` is in pixels, for a
    width of ``WIDTH``.
    """

    id: str
    labels: Labels
    specs: Mapping[tuple[Lang, Mode], Mapping[str, Any]]
    header: tuple[Text, ...]
    rows: Mapping[Lang, tuple[tuple[str, ...], ...]]
    height: int

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"not a chart id: {self.id!r}")

    def path(self, lang: Lang, mode: Mode, suffix: str) -> str:
        """The path of one of its files from the root of the site."""
        return f"{FOLDER}/{self.id}.{lang}.{mode}.{suffix}"


@lru_cache
def vega_bundle() -> str:
    """The JavaScript that draws the live charts: vega, vega-lite and vega-embed in one file."""
    return str(vl_convert.javascript_bundle())  # type: ignore[call-arg]  # its argument may be left out


def write(charts: Iterable[Chart], site: Path, kept: Path) -> int:
    """Write the drawings, specifications and locales of ``charts`` under ``site``/bieu-do.

    ``kept`` is the folder with the drawings of the build before, where those of this one stay for the next. Returns
    the number of files written. Raises ``ValueError`` when two charts have the same id.
    """
    charts = list(charts)
    if len({chart.id for chart in charts}) < len(charts):
        ids = [chart.id for chart in charts]
        raise ValueError(f"chart ids used twice: {sorted({i for i in ids if ids.count(i) > 1})}")
    (site / FOLDER).mkdir(parents=True, exist_ok=True)
    for lang in LANGS:
        (site / FOLDER / f"locale.{lang}.json").write_text(_json(locale(lang)), encoding="utf-8")
    drawings = Drawings(kept)
    for chart in charts:
        for lang in LANGS:
            _write_one(chart, lang, site, drawings)
    drawings.tidy()
    return len(LANGS) * (1 + len(charts) * 2 * len(MODES))


def svg(spec: Mapping[str, Any], lang: Lang) -> str:
    """The drawing of a specification, ``WIDTH`` pixels wide."""
    _bring_font()
    forms = locale(lang)
    return str(
        vl_convert.vegalite_to_svg(
            {**spec, "width": WIDTH},
            vl_version=VEGA_LITE,
            format_locale=forms["number"],
            time_format_locale=forms["time"],
        )
    )


@cache
def _bring_font() -> None:
    """Measure text with the font that comes with us, which has all Vietnamese letters.

    With the fonts of the machine the same chart would differ from one machine to the next.
    """
    vl_convert.register_font_directory(str(files("ttf_opensans") / "ttf"))


def figure_html(chart: Chart, lang: Lang, root_prefix: str) -> str:
    """The chart as a page shows it.

    ``root_prefix`` leads from the page to the root of the site (``../../``). All text is escaped.
    """
    labels = chart.labels
    size = f'width="{WIDTH}" height="{chart.height}" loading="lazy"'
    images = (
        f'<img class="obs-{mode}" src="{_href(root_prefix, chart.path(lang, mode, "svg"))}" '
        f'alt="{escape(labels.description.get(lang))}" {size}>'
        for mode in MODES
    )
    links = [
        (chart.path(lang, "light", "svg"), "SVG"),
        (chart.path(lang, "light", "vl.json"), "Vega-Lite"),
    ]
    if labels.download:
        links.append((labels.download, "CSV"))
    anchors = ", ".join(f'<a href="{_href(root_prefix, path)}" download>{text}</a>' for path, text in links)
    return (
        f'<figure class="obs-chart" data-chart="{chart.id}">'
        f'<figcaption class="obs-title">{escape(labels.title.get(lang))}</figcaption>'
        f"{''.join(images)}"
        '<div class="obs-live" hidden></div>'
        f'<button class="obs-activate" type="button" hidden>{_WORDS["activate"].get(lang)}</button>'
        f'<p class="obs-source">{_WORDS["source"].get(lang)}: {escape(labels.source.get(lang))}. '
        f'<span class="obs-links">{_WORDS["download"].get(lang)}: {anchors}</span></p>'
        f'<details class="obs-data" data-search-exclude><summary>{_WORDS["table"].get(lang)}</summary>'
        f"{_table(chart, lang)}</details></figure>"
    )


def _table(chart: Chart, lang: Lang) -> str:
    head = "".join(f'<th scope="col">{escape(cell.get(lang))}</th>' for cell in chart.header)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in chart.rows[lang]
    )
    caption = escape(f"{chart.labels.title.get(lang)} ({chart.labels.unit.get(lang)})")
    return (
        f'<table class="obs-table"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _write_one(chart: Chart, lang: Lang, site: Path, drawings: Drawings) -> None:
    """The drawings and specifications in one language.

    Only the light drawing is drawn: the dark one has the same marks in other colours.
    """
    spec = chart.specs[lang, "light"]
    light = drawings.get((VEGA_LITE, str(WIDTH), lang, _json(locale(lang)), _json(spec)), lambda: svg(spec, lang))
    for mode in MODES:
        drawing = light if mode == "light" else recolour(light)
        (site / chart.path(lang, mode, "svg")).write_text(drawing, encoding="utf-8")
        text = _json(chart.specs[lang, mode])
        (site / chart.path(lang, mode, "vl.json")).write_text(text, encoding="utf-8")


def _href(root_prefix: str, path: str) -> str:
    return escape(root_prefix + path)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
