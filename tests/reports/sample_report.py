"""Reports for tests: a small one of a test's own, and the sites that real ones are made of."""

from __future__ import annotations

from functools import cache

import pandas as pd

from observatory import report
from observatory.reports import layout
from observatory.reports.document import Block, Bullets, Document, Figure, Heading, Notice, Paragraph, Section, Table
from observatory.reports.kinds import KINDS, written
from observatory.reports.layout import Layout
from observatory.site.chart_rows import bar
from observatory.site.charts import Chart, Labels
from observatory.site.site import Site
from observatory.tables.model import Text
from packages import ROOT

DATASETS = ROOT / "datasets"
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
ROWS = 60


@cache
def ranking_site() -> Site:
    """The project's own packages and results, as far as the ranking report needs them."""
    contents = KINDS["ranking"]
    return report._site(report._catalogue(DATASETS, contents), contents)


@cache
def own_layout() -> Layout:
    return layout.read(ranking_site())


@cache
def ranking_file() -> bytes:
    """The ranking report of 2024 as the site has it, in Word."""
    ((_, content),) = written(ranking_site(), "ranking", 2024, ("docx",))
    return content


def long_table(rows: int = ROWS) -> Table:
    """A table over several pages, each row of three lines that name it: ``12a``, ``12b``, ``12c``."""
    return Table(
        caption="Bảng dài",
        columns=("Đơn vị", "Điểm"),
        rows=tuple((f"Hàng {n}a", f"{n}b {'và ' * 60}{n}c") for n in range(1, rows + 1)),
        widths=(1, 3),
        align=("left", "right"),
        source="số liệu thử",
        note="Chú thích thử",
    )


def chart() -> Chart:
    frame = pd.DataFrame({"name_vi": ["Huế", "Đắk Lắk"], "name_en": ["Hue", "Dak Lak"], "value": [45.25, 41.5]})
    text = Text("Điểm thử của hai nơi", "Scores of two places")
    return bar("bieu-do-thu", frame, Labels(text, text, Text("điểm", "points"), text))


def document(*blocks: Block) -> Document:
    """A report with one section of ``blocks``, or with one block of each kind."""
    listed = blocks or (
        Heading("Mục con"),
        Paragraph("Đoạn <b>không phải mã</b> & {{ không phải mẫu }}."),
        Notice("Bản thử nghiệm."),
        Bullets(("Một", "Hai")),
        long_table(3),
        Figure("Điểm", chart(), "số liệu thử"),
    )
    return Document(
        kind="ranking",
        year=2024,
        title=Text("Báo cáo để thử", "A report to try"),
        summary=Text("Để thử.", "To try."),
        bases=("Căn cứ thứ nhất", "Căn cứ thứ hai"),
        sections=(Section("Phần thử", listed), Section("", (Paragraph("Phần không tên."),))),
        recipients=("Nơi thứ nhất", "Lưu: VT, …"),
        english=(Paragraph("In English."), long_table(2)),
        as_of="2026-11-23",
    )
