"""The charts of a report, drawn once: a vector for the PDF, and of it a picture of 300 dots an inch for Word.

Both are the Vietnamese and light drawing of the site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import vl_convert

from observatory.reports.document import Block, Document, Figure
from observatory.site import charts

DPI = 300


def drawn(document: Document) -> dict[str, str]:
    """The SVG of each chart of the document, by the id of the chart."""
    return {figure.chart.id: charts.svg(figure.chart.specs["vi", "light"], "vi") for figure in figures(document)}


def figures(document: Document) -> Iterator[Figure]:
    """The figures of the body, in their order."""
    blocks: Iterator[Block] = chain.from_iterable(section.blocks for section in document.sections)
    return (block for block in blocks if isinstance(block, Figure))


def picture(drawings: Mapping[str, str], chart: str) -> bytes:
    """A drawing as PNG, on white and with ``DPI`` dots an inch."""
    return bytes(vl_convert.svg_to_png(drawings[chart], ppi=DPI))
