"""The label of made-up figures, and how it gets onto everything that leaves a site of such figures.

A chart is marked as a whole, before anything is drawn: its drawings, its live specification (and with it every
picture saved from that), its heading, its text for screen readers and the caption of its table all say so. It
credits nobody for the figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from observatory.site.chart_theme import FONT_SIZE, PALETTES, Mode
from observatory.site.charts import Chart
from observatory.tables.model import Text

LABEL = "dữ liệu mô phỏng / simulated data"
WARNING = Text(
    f"Mọi con số ở đây là {LABEL}, không phải số liệu thật.",
    f"Every figure here is {LABEL}, not a real one.",
)
SOURCE = Text(
    f"bộ sinh số mô phỏng, không phải quan sát ({LABEL})",
    f"the generator of simulated figures, nothing observed ({LABEL})",
)
_LINE_HEIGHT = 20


def marked(chart: Chart) -> Chart:
    """The chart with the label on everything that can be seen of it or saved from it."""
    labels = replace(
        chart.labels,
        title=_said(chart.labels.title),
        description=_said(chart.labels.description),
        source=SOURCE,
    )
    specs = {(lang, mode): _titled(spec, mode) for (lang, mode), spec in chart.specs.items()}
    return replace(chart, labels=labels, specs=specs, height=chart.height + _LINE_HEIGHT)


def _said(text: Text) -> Text:
    return Text(f"{text.vi} ({LABEL})", f"{text.en} ({LABEL})" if text.en else "")


def _titled(spec: Mapping[str, Any], mode: Mode) -> dict[str, Any]:
    """A Vega-Lite specification with the label under its title, or as its title: without one nothing is drawn."""
    title = spec.get("title") or ""
    lines = title if isinstance(title, Mapping) else {"text": title}
    style = {"subtitleColor": PALETTES[mode].ink, "subtitleFontSize": FONT_SIZE, "subtitleFontStyle": "italic"}
    described = f"{spec.get('description', '')} ({LABEL})".strip()
    place = "subtitle" if lines.get("text") else "text"
    return {**spec, "description": described, "title": {**lines, place: LABEL, **style}}
