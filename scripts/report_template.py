"""Make the Word template of the reports anew from the layout: ``site_src/reports/bao-cao.docx``.

The template is kept in the repository and may be edited in Word. Run this after ``methodology/report-layout`` has
changed; what was edited by hand is then lost:

    .venv/bin/python scripts/report_template.py
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from observatory.reports.docx import TEMPLATE, packed
from observatory.reports.layout import NEEDS, Layout, read
from observatory.site.site import Site
from observatory.tables.load import load

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
# The columns of the head and of the end of a report, as shares of the width.
HEAD, END = (41, 59), (52, 48)
RULES = {"short": 24.0, "long": 53.0}


def main() -> None:
    """Write the template."""
    catalogue = load([DATASETS / package for package in NEEDS]).catalogue
    made = io.BytesIO()
    template(read(Site(catalogue, {}))).save(made)
    updated = max(package.last_reviewed for package in catalogue)
    TEMPLATE.write_bytes(packed(made.getvalue(), updated))


def template(layout: Layout) -> Any:
    """The template as python-docx holds it."""
    document = Document()
    _page(document, layout)
    _styles(document, layout)
    _head(document, layout)
    _write(document, "{{ kind_word }}", "Title")
    _write(document, "{{ title }}", "Subtitle")
    _rule(document.add_paragraph(), layout.text_width, RULES["short"])
    _write(document, "{{ draft }}", "Dự thảo")
    _loop(document, "bases", "Căn cứ")
    _write(document, "{{ body }}", "Body Text")
    _end(document, layout)
    title = _write(document, "{{ english_title }}", "Heading 1", ALIGN.CENTER)
    title.paragraph_format.page_break_before = True
    _write(document, "{{ english_subject }}", "Subtitle")
    _write(document, "{{ english_draft }}", "Dự thảo")
    _write(document, "{{ english }}", "Body Text")
    return document


def _page(document: Any, layout: Layout) -> None:
    """Paper, margins, and the page number in the top margin from the second page on."""
    (section,) = document.sections
    section.page_width, section.page_height = Mm(layout.page_width), Mm(layout.page_height)
    section.top_margin, section.bottom_margin = Mm(layout.margin_top), Mm(layout.margin_bottom)
    section.left_margin, section.right_margin = Mm(layout.margin_left), Mm(layout.margin_right)
    section.header_distance = Mm(layout.margin_top / 2)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("", "2"), ("end", "")):
        run = number.add_run("" if text == "PAGE" else text)
        run.font.size = Pt(layout.page_number_size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == "PAGE":
            field = OxmlElement("w:instrText")
            field.text = text
            run._r.append(field)


def _styles(document: Any, layout: Layout) -> None:
    """The styles of Word that are used, and our own."""
    space, indent = Pt(layout.paragraph_space), Mm(layout.first_line_indent)
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in list(defaults):
        defaults.remove(old)
    defaults.append(_fonts(layout.font))
    defaults.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'))
    _style(document, layout, "Normal", layout.body_size, after=Pt(0))
    body = _style(document, layout, "Body Text", layout.body_size, align=ALIGN.JUSTIFY, after=space)
    body.first_line_indent, body.line_spacing = indent, layout.line_height
    _style(document, layout, "Title", layout.title_size, bold=True, align=ALIGN.CENTER, before=Pt(18))
    _style(document, layout, "Subtitle", layout.title_size, bold=True, align=ALIGN.CENTER)
    for name, before in (("Heading 1", 12), ("Heading 2", 8)):
        heading = _style(document, layout, name, layout.body_size, bold=True, before=Pt(before), after=space)
        heading.keep_with_next = True
    bullet = _style(document, layout, "List Bullet", layout.body_size, align=ALIGN.JUSTIFY, after=Pt(2))
    bullet.line_spacing = layout.line_height
    caption = _style(document, layout, "Caption", layout.body_size, bold=True, align=ALIGN.CENTER, before=space)
    caption.space_after = Pt(4)
    base = _style(document, layout, "Căn cứ", layout.bases_size, italic=True, align=ALIGN.JUSTIFY, after=space)
    base.first_line_indent, base.line_spacing = indent, layout.line_height
    _style(document, layout, "Dự thảo", layout.table_size, italic=True, align=ALIGN.CENTER, before=Pt(12), after=Pt(12))
    framed = _style(document, layout, "Thông báo", layout.body_size, align=ALIGN.JUSTIFY, before=space, after=Pt(10))
    framed.left_indent = framed.right_indent = Pt(5)
    borders = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="4" w:color="000000"/>' for side in _SIDES)
    notice = document.styles["Thông báo"].element.get_or_add_pPr()
    notice.insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{borders}</w:pBdr>"), "w:shd", "w:spacing", "w:ind", "w:jc"
    )
    narrow = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("left", "right"))
    grid = document.styles["Table Grid"].element.find(qn("w:tblPr"))
    for old in grid.findall(qn("w:tblCellMar")):
        grid.remove(old)
    grid.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{narrow}</w:tblCellMar>"))
    _style(document, layout, "Ô bảng", layout.table_size, before=Pt(2), after=Pt(2))
    _style(document, layout, "Nguồn", layout.table_size, italic=True, before=Pt(3), after=space)
    _style(document, layout, "Tên cơ quan", layout.issuer_size, align=ALIGN.CENTER)
    _style(document, layout, "Quốc hiệu", layout.national_name_size, bold=True, align=ALIGN.CENTER)
    _style(document, layout, "Tiêu ngữ", layout.motto_size, bold=True, align=ALIGN.CENTER)
    _style(document, layout, "Số và ngày", layout.body_size, align=ALIGN.CENTER, before=space)
    _style(document, layout, "Nơi nhận", layout.recipients_size)
    _style(document, layout, "Người ký", layout.body_size, bold=True, align=ALIGN.CENTER)


_SIDES = ("top", "left", "bottom", "right")


def _style(
    document: Any,
    layout: Layout,
    name: str,
    size: float,
    bold: bool = False,
    italic: bool = False,
    align: Any = ALIGN.LEFT,
    before: Any = 0,
    after: Any = 0,
) -> Any:
    """Set a paragraph style, made where there is none, and give its paragraph format."""
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    fonts = style.element.get_or_add_rPr()
    for old in list(fonts):
        fonts.remove(old)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    fonts.append(_fonts(layout.font))
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    form = style.paragraph_format
    form.alignment, form.space_before, form.space_after, form.line_spacing = align, before, after, 1.0
    return form


def _fonts(font: str) -> Any:
    """One typeface for all scripts."""
    slots = " ".join(f'w:{slot}="{font}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return parse_xml(f"<w:rFonts {nsdecls('w')} {slots}/>")


def _head(document: Any, layout: Layout) -> None:
    """The issuing body on the left, the national name and the motto on the right."""
    left, right = _columns(document, layout, HEAD)
    widths = [layout.text_width * share / 100 for share in HEAD]
    _write(left, "{{ issuer_parent }}", "Tên cơ quan")
    _write(left, "{{ issuer }}", "Tên cơ quan").runs[0].bold = True
    _rule(left.add_paragraph(), widths[0], RULES["short"])
    _write(left, "{{ number_line }}", "Số và ngày")
    _write(right, "{{ national_name }}", "Quốc hiệu")
    _write(right, "{{ motto }}", "Tiêu ngữ")
    _rule(right.add_paragraph(), widths[1], RULES["long"])
    _write(right, "{{ date_line }}", "Số và ngày").runs[0].italic = True


def _end(document: Any, layout: Layout) -> None:
    """The recipients on the left, the place of the signature on the right."""
    document.add_paragraph()
    left, right = _columns(document, layout, END)
    label = _write(left, "{{ recipients_label }}", "Nơi nhận").runs[0]
    label.bold = label.italic = True
    label.font.size = Pt(layout.recipients_label_size)
    _loop(left, "recipients", "Nơi nhận")
    _write(right, "{{ blank }}", "Người ký").paragraph_format.space_after = Pt(60)
    _write(right, "{{ blank }}", "Người ký")


def _columns(document: Any, layout: Layout, shares: tuple[int, int]) -> Any:
    """The two empty cells of a row without borders that is not cut by the end of a page."""
    table = document.add_table(1, 2)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(layout.text_width * share / 100)
        column.cells[0].width = column.width
        empty = column.cells[0].paragraphs[0]._p
        empty.getparent().remove(empty)
    table._tbl.tr_lst[0].get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
    return table.rows[0].cells


def _write(place: Any, text: str, style: str, align: Any = None) -> Any:
    paragraph = place.add_paragraph(text, style=style)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _loop(place: Any, name: str, style: str) -> None:
    """A paragraph for each of a list."""
    for text in (f"{{%p for line in {name} %}}", "{{ line }}", "{%p endfor %}"):
        _write(place, text, style)


def _rule(paragraph: Any, width: float, length: float) -> None:
    """A line of ``length`` in the middle of ``width``, both in millimetres."""
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm((width - length) / 2)
    form.space_before, form.line_spacing = Pt(4), Pt(3)
    rule = parse_xml(f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>')
    paragraph._p.get_or_add_pPr().insert_element_before(rule, "w:shd", "w:spacing", "w:ind", "w:jc")


if __name__ == "__main__":
    main()
