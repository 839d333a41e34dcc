"""A report as a Word file, for staff to edit: a template decides how it looks, and the same report is the same bytes.

The template ``site_src/reports/bao-cao.docx`` holds the fixed parts with the names of what goes into them, and the
styles; it can be changed in Word. The body is put where the template says ``{{ body }}`` and ``{{ english }}``.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from observatory.reports import words
from observatory.reports.document import Block, Bullets, Document, Figure, Heading, Notice, Paragraph, Table
from observatory.reports.figures import picture
from observatory.reports.layout import TEMPLATES, Layout

TEMPLATE = TEMPLATES / "bao-cao.docx"
STYLES = {
    "section": "Heading 1",
    "heading": "Heading 2",
    "text": "Body Text",
    "item": "List Bullet",
    "caption": "Caption",
    "notice": "Thông báo",
    "cell": "Ô bảng",
    "under": "Nguồn",
    "table": "Table Grid",
}
_MAX_PICTURE_HEIGHT = 215.0
_HEAD_FILL = "EEEEEE"
_SIZE = re.compile(r'<svg[^>]*? width="([0-9.]+)"[^>]*? height="([0-9.]+)"')
# Marks of the places of the body, which no text of a report holds.
_BODY, _ENGLISH = "\ue000", "\ue001"


def write(document: Document, layout: Layout, drawings: Mapping[str, str]) -> bytes:
    """The Word file of a document, numbered by ``words.numbered``; ``drawings`` are its charts as SVG, by id."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(TEMPLATE))
    context = {
        **{name: getattr(layout, name) for name in ("number_line", "national_name", "motto", "date_line", "kind_word")},
        "issuer_parent": words.body_name(layout.issuer_parent),
        "issuer": words.body_name(layout.issuer),
        "recipients_label": layout.recipients_label,
        "title": document.title.vi,
        "draft": words.DRAFT,
        "bases": document.bases,
        "body": _BODY,
        "recipients": document.recipients,
        "blank": words.BLANK,
        "english_title": words.ENGLISH_TITLE.upper(),
        "english_subject": document.title.en,
        "english_draft": words.ENGLISH_DRAFT,
        "english": _ENGLISH,
    }
    template.render(context, autoescape=True)
    file = template.docx
    pictures = count(1)
    body = _Body(file, layout, drawings, pictures, "")
    for section in document.sections:
        if section.title:
            body.paragraph(section.title, "section")
        body.add(section.blocks)
    body.place(_BODY)
    english = _Body(file, layout, drawings, pictures, "en-GB")
    english.add(document.english)
    english.place(_ENGLISH)
    _describe(file.core_properties, document, layout)
    made = io.BytesIO()
    file.save(made)
    return packed(made.getvalue(), document.as_of)


def packed(file: bytes, day: str) -> bytes:
    """The same Word file with all its parts dated ``day`` (YYYY-MM-DD) instead of now."""
    date = datetime.date.fromisoformat(day)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, (date.year, date.month, date.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(info, parts.read(name))
    return out.getvalue()


def _describe(properties: Any, document: Document, layout: Layout) -> None:
    """What the file says of itself; its times are the day of the data."""
    day = datetime.datetime.fromisoformat(document.as_of)
    properties.title = f"{layout.kind_word.capitalize()}: {document.title.vi}"
    properties.subject = document.summary.vi
    properties.author = properties.last_modified_by = words.MAKER
    properties.language = "vi-VN"
    properties.keywords = properties.comments = properties.category = ""
    properties.created = properties.modified = day
    properties.revision = 1


class _Body:
    """Blocks on their way into a file: they are made at its end, and moved to their place when all are there."""

    def __init__(
        self, file: Any, layout: Layout, drawings: Mapping[str, str], pictures: Iterator[int], lang: str
    ) -> None:
        self._file, self._layout, self._drawings, self._pictures, self._lang = file, layout, drawings, pictures, lang
        self._made: list[Any] = []
        self._ids = {style.name: style.style_id for style in file.styles}

    def add(self, blocks: Sequence[Block]) -> None:
        """Add blocks in their order."""
        for block in blocks:
            if isinstance(block, Heading):
                self.paragraph(block.text, "heading")
            elif isinstance(block, Paragraph):
                self.paragraph(block.text, "text")
            elif isinstance(block, Notice):
                self.paragraph(block.text, "notice")
            elif isinstance(block, Bullets):
                for item in block.items:
                    self.paragraph(item, "item")
            elif isinstance(block, Table):
                self._table(block)
            else:
                self._figure(block)

    def paragraph(self, text: str, style: str) -> Any:
        """Add a paragraph in a style of ``STYLES``."""
        paragraph = self._file.add_paragraph()
        paragraph._p.style = self._style(style)
        self._write(paragraph, text)
        self._made.append(paragraph._p)
        return paragraph

    def place(self, mark: str) -> None:
        """Put what was made where the paragraph of the mark stands, and take that away."""
        (found,) = (paragraph for paragraph in self._file.paragraphs if paragraph.text.strip() == mark)
        for element in self._made:
            found._p.addprevious(element)
        found._p.getparent().remove(found._p)

    def _style(self, use: str) -> str:
        """The id of a style of ``STYLES`` in the template."""
        return str(self._ids[STYLES[use]])

    def _write(self, paragraph: Any, text: str, bold: bool = False) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = paragraph.add_run(text)
        if bold:
            run.bold = True
        if self._lang:
            lang = OxmlElement("w:lang")
            lang.set(qn("w:val"), self._lang)
            run._r.get_or_add_rPr().append(lang)

    def _table(self, block: Table) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.oxml import parse_xml
        from docx.oxml.ns import nsdecls
        from docx.shared import Mm

        self.paragraph(block.caption, "caption").paragraph_format.keep_with_next = True
        width, n_columns = sum(block.widths), len(block.columns)
        table = self._file.add_table(len(block.rows) + 1, n_columns, style=STYLES["table"])
        table.autofit = False
        sizes = [Mm(self._layout.text_width * share / width) for share in block.widths]
        for column, size in zip(table.columns, sizes, strict=True):
            column.width = size
        aligned = [{"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}[align] for align in block.align]
        style = self._style("cell")
        for number, (cell, text) in enumerate(zip(table._cells, _cells(block), strict=True)):
            row_number, column_number = divmod(number, n_columns)
            in_head = row_number == 0
            cell.width = sizes[column_number]
            cell.vertical_alignment = VERTICAL.CENTER
            (paragraph,) = cell.paragraphs
            paragraph._p.style = style
            paragraph.alignment = ALIGN.CENTER if in_head else aligned[column_number]
            # No row stands alone at the end or at the start of a page.
            if row_number in {0, 1, len(block.rows) - 1} and row_number < len(block.rows):
                paragraph.paragraph_format.keep_with_next = True
            self._write(paragraph, text, bold=in_head)
            if in_head:
                cell._tc.tcPr.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{_HEAD_FILL}"/>'))
        for row in table._tbl.tr_lst:
            row.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        table._tbl.tr_lst[0].trPr.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        self._made.append(table._tbl)
        for text in filter(None, (block.note, block.source)):
            self.paragraph(text, "under")

    def _figure(self, block: Figure) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
        from docx.shared import Mm

        drawing = block.chart.id
        size = _SIZE.search(self._drawings[drawing])
        assert size is not None
        wide, high = float(size[1]), float(size[2])
        width = min(self._layout.text_width, _MAX_PICTURE_HEIGHT * wide / high)
        paragraph = self._file.add_paragraph()
        paragraph.alignment = ALIGN.CENTER
        paragraph.paragraph_format.keep_with_next = True
        inline = paragraph.add_run().add_picture(io.BytesIO(picture(self._drawings, drawing)), width=Mm(width))._inline
        number = next(self._pictures)
        inline.docPr.set("id", str(number))
        inline.docPr.set("name", f"Hình {number}")
        inline.docPr.set("descr", block.chart.labels.description.vi)
        self._made.append(paragraph._p)
        self.paragraph(block.caption, "caption").paragraph_format.keep_with_next = bool(block.source)
        if block.source:
            self.paragraph(block.source, "under")


def _cells(block: Table) -> Iterator[str]:
    """The head and the rows, cell by cell."""
    for row in (block.columns, *block.rows):
        yield from row
