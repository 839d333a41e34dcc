"""The parts of a report, what is added to them, and the layout that the decree asks for."""

from __future__ import annotations

import dataclasses
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import document, long_table, own_layout, ranking_site

from observatory.reports import ranking, words
from observatory.reports.document import Document, Figure, Heading, Paragraph, Table
from observatory.reports.layout import PACKAGE
from observatory.site.site import records

TEXT = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


def test_a_table_with_rows_of_different_lengths_is_refused() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        dataclasses.replace(long_table(), rows=(("một",),))


def test_numbers_captions_and_ends_are_added() -> None:
    printed = words.numbered(document())
    section, untitled = printed.sections
    assert (section.title, untitled.title) == ("I. PHẦN THỬ", "")
    heading, *_, table, figure = section.blocks
    assert heading == Heading("1. Mục con")
    assert isinstance(table, Table) and isinstance(figure, Figure)
    assert (table.caption, table.source) == ("Bảng 1. Bảng dài", "Nguồn: số liệu thử.")
    assert (figure.caption, figure.source) == ("Hình 1. Điểm", "Nguồn: số liệu thử.")
    assert printed.bases == ("Căn cứ thứ nhất;", "Căn cứ thứ hai.")
    assert printed.recipients == ("- Nơi thứ nhất;", "- Lưu: VT, …")
    assert isinstance(printed.english[1], Table)
    assert printed.english[1].caption == "Table 1. Bảng dài"


@given(st.lists(TEXT, min_size=1, max_size=8))
def test_every_basis_but_the_last_ends_in_a_semicolon(bases: list[str]) -> None:
    printed = words.numbered(dataclasses.replace(document(Paragraph("x")), bases=tuple(bases))).bases
    assert [line[:-1] for line in printed] == bases
    assert "".join(line[-1] for line in printed) == ";" * (len(bases) - 1) + "."


@given(st.lists(TEXT, min_size=1, max_size=6))
def test_the_name_of_a_body_breaks_only_before_its_last_joining_word(parts: list[str]) -> None:
    shown = words.body_name(" và ".join(parts))
    assert shown.replace("\u00a0", " ") == " và ".join(parts).upper()
    assert "\u00a0" not in shown.rpartition(" VÀ\u00a0")[0]


def test_the_name_of_the_ministry_breaks_before_and() -> None:
    assert words.body_name("Bộ Văn hóa, Thể thao và Du lịch") == "BỘ VĂN HÓA, THỂ THAO VÀ\u00a0DU\u00a0LỊCH"


def test_the_layout_keeps_within_what_the_decree_allows() -> None:
    ranges = [row for row in records(ranking_site().data(PACKAGE, "settings")) if row["least"] is not None]
    assert {row["key"] for row in ranges} >= {"margin_left", "margin_top", "national_name_size", "page_number_size"}
    assert [row["key"] for row in ranges if not row["least"] <= float(row["value"]) <= row["most"]] == []
    found = own_layout()
    assert (found.page_width, found.page_height, found.font) == (210, 297, "Times New Roman")
    assert found.issuer == "Cục Thông tin cơ sở và Thông tin đối ngoại"
    assert found.text_width == 165


@pytest.mark.parametrize(("year", "own"), [(2011, 2011), (2023, 2016), (2024, 2024), (2026, 2024)])
def test_a_year_without_a_ranking_of_its_own_has_the_newest_before_it_and_says_so(year: int, own: int) -> None:
    made = ranking.build(ranking_site(), year)
    assert f"số liệu năm {own}" in made.title.vi
    opening = " ".join(_texts(made))
    assert (f"Năm {year} chưa có xếp hạng riêng" in opening) == (year != own)
    assert "thử nghiệm" in made.title.vi and "không phải là xếp hạng chính thức" in opening


def test_before_the_first_ranking_there_is_no_report() -> None:
    with pytest.raises(ValueError, match="2010"):
        ranking.build(ranking_site(), 2010)


@pytest.mark.parametrize("year", [2016, 2024])
def test_all_localities_are_in_the_ranking_and_those_without_a_rank_have_a_reason(year: int) -> None:
    tables = [
        block
        for block in chain.from_iterable(section.blocks for section in ranking.build(ranking_site(), year).sections)
        if isinstance(block, Table)
    ]
    assert len(tables[0].rows) == 34
    unranked = {row[1] for row in tables[0].rows if row[0] == "chưa xếp"}
    reasons = {row[0] for table in tables if "lý do" in table.caption for row in table.rows if row[1]}
    assert unranked == reasons
    assert len(unranked) == {2016: 0, 2024: 5}[year]


def _texts(made: Document) -> list[str]:
    return [getattr(block, "text", "") for section in made.sections for block in section.blocks]
