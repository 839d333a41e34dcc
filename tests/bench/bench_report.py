"""The ranking report of 34 localities in Word and PDF, from the packages on, against bare files of what it shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from itertools import chain
from pathlib import Path

import docx
from weasyprint import HTML

from observatory import report
from observatory.reports import figures
from observatory.reports.document import Document, Table
from observatory.reports.kinds import FORMATS, KINDS

GOAL = 1.6
MOST_SECONDS = 10
DATASETS = Path(__file__).resolve().parents[2] / "datasets"
YEAR = 2024


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    def ours() -> None:
        report.report("ranking", YEAR, FORMATS, DATASETS, folder)

    def reference() -> None:
        contents = KINDS["ranking"]
        site = report._site(report._catalogue(DATASETS, contents), contents)
        made = contents.build(site, YEAR)
        drawings = figures.drawn(made)
        bare_docx(made, [figures.picture(drawings, chart) for chart in drawings]).save(str(folder / "bare.docx"))
        (folder / "bare.pdf").write_bytes(bare_pdf(made, list(drawings.values())))

    return ours, reference


def tables(made: Document) -> list[Table]:
    blocks = chain(chain.from_iterable(section.blocks for section in made.sections), made.english)
    return [block for block in blocks if isinstance(block, Table)]


def bare_docx(made: Document, pictures: list[bytes]):  # type: ignore[no-untyped-def]
    file = docx.Document()
    for table in tables(made):
        cells = iter(file.add_table(len(table.rows) + 1, len(table.columns))._cells)
        for cell, text in zip(cells, chain(table.columns, *table.rows), strict=True):
            cell.text = text
    for picture in pictures:
        file.add_picture(io.BytesIO(picture))
    return file


def bare_pdf(made: Document, drawings: list[str]) -> bytes:
    parts = []
    for table in tables(made):
        rows = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in (table.columns, *table.rows))
        parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return bytes(HTML(string="".join([*parts, *drawings])).write_pdf())
