"""The page of official reports: files with their size, what is missing said, nothing taken for an issued document."""

from __future__ import annotations

import pytest
from reading import Read, check

from observatory.findings import LANGS, Lang
from observatory.site.pages import official_reports as reports
from observatory.site.report_files import ReportFile
from observatory.site.site import Site

BLANK = {
    "vi": "Số, ngày tháng, chữ ký và dấu được để trống.",
    "en": "Number, date, signature and seal are left blank.",
}


def file(kind: str, year: int, form: str, size: int) -> ReportFile:
    return ReportFile(kind, year, form, f"bao-cao/{kind}-{year}.{form}", size)


def page(site: Site, *files: ReportFile) -> dict[Lang, Read]:
    (draft,) = reports.drafts(site, files)
    return check(draft)


@pytest.fixture(scope="module")
def full(site: Site) -> dict[Lang, Read]:
    return page(
        site,
        file("ranking", 2024, "docx", 48_200),
        file("ranking", 2024, "pdf", 1_250_000),
        file("review", 2025, "docx", 31_000),
        file("review", 2024, "docx", 30_000),
        file("review", 2024, "pdf", 90_000),
    )


def test_every_file_is_linked_with_its_size(full: dict[Lang, Read]) -> None:
    for lang, up in (("vi", "../../"), ("en", "../../../")):
        links = [link for link in full[lang].links if "bao-cao/" in link and link.endswith(("docx", "pdf"))]  # type: ignore[index]
        assert links == [
            f"{up}bao-cao/{name}"
            for name in (
                *("ranking-2024.docx", "ranking-2024.pdf"),
                *("review-2025.docx", "review-2024.docx", "review-2024.pdf"),
            )
        ]
    assert any("48,2 kB" in cell for cell in full["vi"].cells)
    assert any("1.3 MB" in cell for cell in full["en"].cells)


def test_a_format_that_is_missing_is_said_in_its_cell(full: dict[Lang, Read]) -> None:
    assert full["vi"].cells.count("không có") == 1 and full["en"].cells.count("none") == 1


def test_a_kind_without_reports_says_why(full: dict[Lang, Read]) -> None:
    assert "Chưa có bản rút kinh nghiệm nào được phép công bố" in full["vi"].text
    assert {kind.code for kind in reports.KINDS} == {"ranking", "review", "analysis", "after-action"}
    for lang in LANGS:
        assert all(kind.holds.get(lang) in full[lang].text for kind in reports.KINDS)


def test_it_is_never_taken_for_an_issued_document(site: Site, full: dict[Lang, Read]) -> None:
    for found in (full, page(site)):
        for lang in LANGS:
            assert BLANK[lang] in found[lang].text


def test_what_this_build_lacks_is_said(site: Site, full: dict[Lang, Read]) -> None:
    without = page(site, file("ranking", 2024, "docx", 48_200))
    assert "không có bản PDF" in without["vi"].text and "lacks the Pango library" in without["en"].text
    assert "Pango" not in full["en"].text
    empty = page(site)
    assert "holds no report files" in empty["en"].text and "Pango" not in empty["en"].text
