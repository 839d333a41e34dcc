"""The Word file, read back: parts in their order, page numbers, tables, fonts, blanks."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from functools import cache
from typing import Any

import docx as word
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image
from sample_report import document, long_table, own_layout

from observatory.reports import docx, figures, words
from observatory.reports.document import Paragraph


@cache
def made() -> bytes:
    printed = words.numbered(document())
    return docx.write(printed, own_layout(), figures.drawn(printed))


@pytest.fixture(scope="module")
def file() -> Any:
    return word.Document(io.BytesIO(made()))


def lines(file: Any) -> list[str]:
    """All text in the order of the file, also that of tables."""
    return [
        text for p in file.element.body.iter(qn("w:p")) if (text := "".join(t.text or "" for t in p.iter(qn("w:t"))))
    ]


def test_the_parts_stand_in_the_order_of_the_decree(file: Any) -> None:
    text = "\n".join(lines(file)).replace("\u00a0", " ")
    order = (
        *("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "CỤC THÔNG TIN CƠ SỞ VÀ THÔNG TIN ĐỐI NGOẠI"),
        *("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Báo cáo để thử"),
        *("Căn cứ thứ nhất;", "Căn cứ thứ hai.", "I. PHẦN THỬ", "1. Mục con", "Đoạn ", "Bản thử nghiệm.", "Một"),
        *("Bảng 1. Bảng dài", "Hình 1. Điểm", "Phần không tên.", "Nơi nhận:", "- Lưu: VT, …"),
        *("SUMMARY IN ENGLISH", "A report to try", "In English.", "Table 1. Bảng dài"),
    )
    places = [text.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)


def test_number_date_and_signature_are_blank(file: Any) -> None:
    text = lines(file)
    assert "Số:        /BC-…" in text
    assert "…, ngày … tháng … năm …" in text
    assert text.count(words.BLANK) == 2
    assert words.DRAFT in text


def test_no_placeholder_is_left_and_a_text_is_never_a_template(file: Any) -> None:
    assert "Đoạn <b>không phải mã</b> & {{ không phải mẫu }}." in lines(file)
    assert [line for line in lines(file) if "{%" in line or "\ue000" in line or "\ue001" in line] == []


def test_the_paper_and_the_margins_are_those_of_the_layout(file: Any) -> None:
    (section,) = file.sections
    layout = own_layout()
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    wanted = [layout.page_width, layout.page_height]
    wanted += [layout.margin_top, layout.margin_bottom, layout.margin_left, layout.margin_right]
    assert [round(getattr(section, side) / Mm(1)) for side in sides] == wanted


def test_the_page_number_stands_at_the_top_from_the_second_page_on(file: Any) -> None:
    (section,) = file.sections
    assert section.different_first_page_header_footer
    assert "PAGE" in "".join(node.text for node in section.header._element.iter(qn("w:instrText")))
    assert section.header.paragraphs[0].alignment == 1
    assert list(section.first_page_header._element.iter(qn("w:instrText"))) == []


def test_the_head_of_a_table_is_repeated_and_no_row_is_cut(file: Any) -> None:
    table = next(table for table in file.tables if table.cell(0, 0).text == "Đơn vị")
    rows = table._tbl.tr_lst
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows] == [True] + [False] * 3
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [list(row) for row in long_table(3).rows]


def test_every_font_named_is_times_new_roman(file: Any) -> None:
    styles = {style.name: style for style in file.styles}
    for name in (*docx.STYLES.values(), "Title", "Quốc hiệu", "Nơi nhận"):
        fonts = styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if styles[name].type != 3:  # a table has the font of its cells
            assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    named = {value for node in file.element.body.iter(qn("w:rFonts")) for value in node.attrib.values()}
    assert named <= {"Times New Roman"}


def test_languages_are_named_and_headings_are_headings(file: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        assert 'w:lang w:val="vi-VN"' in parts.read("word/styles.xml").decode()
    english = next(p for p in file.paragraphs if p.text == "In English.")
    assert english.runs[0]._r.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"
    assert next(p for p in file.paragraphs if p.text == "I. PHẦN THỬ").style.name == "Heading 1"


def test_a_chart_is_a_picture_of_300_dots_an_inch_with_a_text_for_who_cannot_see_it(file: Any) -> None:
    (shape,) = file.inline_shapes
    (picture,) = (part.blob for part in file.part.package.iter_parts() if part.partname.endswith(".png"))
    assert Image.open(io.BytesIO(picture)).width / (shape.width / 914400) >= 300
    assert shape._inline.docPr.get("descr") == "Điểm thử của hai nơi"


def test_the_same_report_gives_the_same_bytes_dated_by_its_data() -> None:
    docx_again = made.__wrapped__()
    assert docx_again == made()
    with zipfile.ZipFile(io.BytesIO(made())) as parts:
        assert {info.date_time[:3] for info in parts.infolist()} == {(2026, 11, 23)}
        about = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r">(\d{4}-\d\d-\d\d)T", about)) == {"2026-11-23"}
    other = dataclasses.replace(words.numbered(document(Paragraph("x"))), as_of="2027-01-02")
    assert docx.write(other, own_layout(), {}) != made()
