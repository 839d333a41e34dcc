"""The PDF, read back: tags, fonts, letters, page numbers, whole rows; and what happens where none can be made."""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache

import cffi
import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from sample_report import ROWS, TONES, VOWELS, chart, document, long_table, own_layout

from observatory.errors import ObservatoryError
from observatory.reports import figures, pdf, words
from observatory.reports.document import Document, Figure, Paragraph

needs_pango = pytest.mark.skipif(
    bool(pdf.missing("Liberation Serif")), reason="needs libpango and fonts-liberation (scripts/setup/pango.sh)"
)


def write(made: Document) -> bytes:
    printed = words.numbered(made)
    return pdf.write(printed, own_layout(), figures.drawn(printed))


@cache
def long_report() -> bytes:
    return write(document(Paragraph("Mở đầu."), long_table(), Figure("Điểm", chart(), "số liệu thử")))


def pages(content: bytes) -> list[str]:
    """The text of each page, line breaks as spaces."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(content)]


def elements(node: DictionaryObject) -> Iterator[DictionaryObject]:
    """The elements of a structure tree."""
    children = node.get("/K", [])
    children = children if isinstance(children, list) else [children]
    for child in (child.get_object() for child in children):
        if isinstance(child, DictionaryObject) and "/S" in child:
            yield child
            yield from elements(child)


@needs_pango
def test_it_is_tagged_titled_and_in_vietnamese() -> None:
    reader = PdfReader(io.BytesIO(long_report()))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == "Báo cáo: Báo cáo để thử"
    tags = [element["/S"] for element in elements(root["/StructTreeRoot"].get_object())]
    assert {"/H1", "/H2", "/P", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= set(tags)
    (figure,) = (element for element in elements(root["/StructTreeRoot"].get_object()) if element["/S"] == "/Figure")
    assert figure["/Alt"] == "Điểm thử của hai nơi"
    assert next(entry["/Title"] for entry in reader.outline if isinstance(entry, dict)).startswith("BÁO CÁO")


@needs_pango
def test_its_only_fonts_are_embedded_liberation_serif_and_that_of_the_charts() -> None:
    names = set()
    for page in PdfReader(io.BytesIO(long_report())).pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            (inner,) = font.get_object()["/DescendantFonts"]
            about = inner.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & about.keys()
            names.add(str(about["/FontName"]).partition("+")[2])
    assert {name.partition("-")[0] + "-" + name.split("-")[1] for name in names} <= {"Liberation-Serif", "Open-Sans"}


@needs_pango
def test_every_vietnamese_letter_with_every_tone_can_be_read_back() -> None:
    letters = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES) + "đ"
    text = " ".join((*letters, *letters.upper()))
    content = write(document(Paragraph(text)))
    assert text in unicodedata.normalize("NFC", " ".join(pages(content)))


@needs_pango
def test_pages_are_numbered_at_the_top_in_the_middle_from_the_second_on() -> None:
    found = pypdfium2.PdfDocument(long_report())
    assert len(found) > 3
    for number, page in enumerate(found, 1):
        width, height = page.get_size()
        top = page.get_textpage().get_text_bounded(bottom=height - 20 * 72 / 25.4, top=height)
        assert top.strip() == ("" if number == 1 else str(number))
        middle = page.get_textpage().get_text_bounded(left=width / 2 - 40, right=width / 2 + 80, bottom=height - 56)
        assert (middle.strip() == str(number)) == (number > 1)


@needs_pango
def test_the_head_of_a_table_is_on_each_of_its_pages_and_no_row_is_cut() -> None:
    held = [page for page in pages(long_report()) if "Hàng" in page]
    assert len(held) > 2
    found = []
    for page in held:
        words_of = page.split()
        rows = [n for n in range(1, ROWS + 1) if f"{n}a" in words_of]
        assert rows and all({f"{n}b", f"{n}c"} <= {*words_of} for n in rows)
        assert "Đơn vị Điểm" in page
        found += rows
    # The summary in English has a table of two rows.
    assert found == [*range(1, ROWS + 1), 1, 2]


@needs_pango
def test_what_is_left_blank_is_blank() -> None:
    text = " ".join(pages(write(document())))
    assert "Số: /BC-…" in text and "…, ngày … tháng … năm …" in text
    assert words.DRAFT in text
    assert "Đoạn <b>không phải mã</b> & {{ không phải mẫu }}." in text


@needs_pango
def test_the_same_report_gives_the_same_bytes_dated_by_its_data() -> None:
    assert write(document()) == write(document())
    about = PdfReader(io.BytesIO(long_report())).metadata
    assert about is not None and about.creation_date is not None
    assert about.creation_date.date().isoformat() == "2026-11-23"


def test_a_machine_without_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint.text.ffi", None)
    with pytest.raises(ObservatoryError) as refused:
        pdf.write(words.numbered(document(Paragraph("x"))), own_layout(), {})
    assert (refused.value.code, refused.value.details) == ("report-pdf-unavailable", {"detail": "WeasyPrint"})


@needs_pango
def test_a_library_that_is_missing_is_named_and_nothing_else_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = cffi.FFI.dlopen

    def dlopen(self: cffi.FFI, name: str, flags: int = 0) -> object:
        if "pango" in name:
            raise OSError(f"cannot load library '{name}': no such file")
        return load(self, name, flags)

    monkeypatch.delitem(sys.modules, "weasyprint.text.ffi")
    monkeypatch.setattr(cffi.FFI, "dlopen", dlopen)
    assert pdf.missing("Liberation Serif") == "libpango-1.0-0"
    assert capsys.readouterr() == ("", "")


@needs_pango
def test_a_font_that_is_not_there_is_missing() -> None:
    assert pdf.missing("Không có phông này") == "Không có phông này"
    assert pdf.missing("Liberation Serif") == ""


@needs_pango
@pytest.mark.parametrize("address", ["https://example.org/a.png", "file:///etc/hostname", "chart:other"])
def test_nothing_else_is_fetched(address: str) -> None:
    from weasyprint.urls import FatalURLFetchingError

    with pytest.raises(FatalURLFetchingError):
        pdf._fetcher({"one": "<svg/>"}).fetch(address)
