"""The contents of the reports: every figure in their tables is that of a result package, and stands on the site too."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest

import review_frames
from observatory import results
from observatory.reports import after_action, analysis, bases, review
from observatory.reports.document import Bullets, Document, Heading, Notice, Paragraph, Table
from observatory.reports.words import numbered
from observatory.site import numbers
from observatory.site.pages import review_year, reviews
from observatory.site.site import Site, by, records
from observatory.site.templates import pages
from published_site import published_site

NUMBER = re.compile(r"[+\u2212]?\d[\d.]*(?:,\d+)?")
BUILDERS = {"review": review, "analysis": analysis, "after-action": after_action}
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")


def figures(cell: str) -> list[Decimal]:
    """The numbers in a cell as Vietnamese writes them."""
    return [
        Decimal(text.rstrip(".").replace(".", "").replace(",", ".").replace(numbers.MINUS, "-"))
        for text in NUMBER.findall(cell)
    ]


def same(cell: str, value: object) -> bool:
    """Whether a cell shows ``value``, to as many decimals as it has; a dash where there is none."""
    if numbers.is_missing(value):
        return cell == numbers.DASH
    shown = figures(cell)[0]
    places = -int(shown.as_tuple().exponent)
    return abs(shown - Decimal(repr(float(str(value))))) <= Decimal(5).scaleb(-places - 1)


def table(document: Document, caption: str) -> Table:
    """The one table whose caption begins so."""
    (found,) = (
        block
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith(caption)
    )
    return found


def words(document: Document) -> str:
    """All text of a document but its tables."""
    said: list[str] = []
    for section in document.sections:
        said.append(section.title)
        for block in section.blocks:
            if isinstance(block, Heading | Notice | Paragraph):
                said.append(block.text)
            elif isinstance(block, Bullets):
                said += block.items
    return "\n".join(said)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The datasets of the repository with all results."""
    return published_site(tmp_path_factory)


@pytest.fixture(scope="module")
def made_up(site: Site) -> Site:
    return review_frames.with_reviews(site)


@pytest.fixture(scope="module")
def documents(site: Site) -> list[Document]:
    return [builder.build(site, year) for builder in BUILDERS.values() for year in builder.years(site)]


def with_incidents(site: Site) -> Site:
    """``site`` with one incident of 2026 that was reviewed and one exercise."""
    common = {"level_peak": 3, "level_vi": "Cảnh báo", "level_en": "Warning", "incident_state": "reviewed"}
    common |= {"state_vi": "Đã rút kinh nghiệm", "state_en": "Reviewed", "start_date": "2026-03-01"}
    common |= {"observed_count": 1200.0, "expected_count": 150.0, "ratio": 8.0, "exercise": False}
    frames = {
        "incidents": pd.DataFrame(
            [
                {**common, "incident_id": "a", "title_vi": "Tin sai về một lễ hội", "title_en": "False news"},
                {**common, "incident_id": "b", "title_vi": "Diễn tập", "title_en": "Exercise", "exercise": True},
            ]
        ),
        "timeline": pd.DataFrame(
            [
                {
                    "incident_id": "a",
                    "position": 1,
                    "local_date": "2026-03-02",
                    "text_vi": "Đã phát ngôn.",
                    "text_en": "Said.",
                }
            ]
        ),
        "lessons": pd.DataFrame(
            [{"incident_id": "a", "position": 1, "text_vi": "Trả lời sớm hơn.", "text_en": "Answer sooner."}]
        ),
        "reviews": pd.DataFrame(
            [
                {
                    "incident_id": "a",
                    "public_summary_vi": "Đã xử lý xong.",
                    "public_summary_en": "Done.",
                    "time_to_detect_h": 2.5,
                    "time_to_statement_h": 11.0,
                    "sla_met": True,
                    "exercise": False,
                }
            ]
        ),
        "statistics": pd.DataFrame(
            [
                {
                    "year": 2026,
                    "level_peak": 3,
                    "level_vi": "Cảnh báo",
                    "level_en": "Warning",
                    "n_incidents": 1,
                    "n_reviewed": 1,
                    "n_sla_known": 1,
                    "n_sla_met": 1,
                }
            ]
        ),
    }
    own = site.results["incidents"]
    return replace(
        site, results={**site.results, "incidents": results.package("incidents", own.method, own.inputs, frames)}
    )


# ---- Every document


def test_each_document_cites_its_bases_once_in_full_and_is_no_issued_paper(documents: list[Document]) -> None:
    assert {document.kind for document in documents} == BUILDERS.keys()
    for document in documents:
        assert bases.STRATEGY in document.bases and len(set(document.bases)) == len(document.bases)
        assert any("Phụ lục VI" in basis for basis in document.bases)
        assert not any("30/2020" in basis for basis in document.bases)
        assert document.recipients and re.fullmatch(r"\d{4}-\d\d-\d\d", document.as_of)
        assert document.title.vi and document.title.en and document.summary.vi
        assert numbered(document).sections[1].title.startswith("I. ")
    assert bases.SPOKESPERSONS in next(d for d in documents if d.kind == "after-action").bases
    assert bases.DIGITAL_DATA in next(d for d in documents if d.kind == "analysis").bases


def test_no_cell_is_empty_or_a_word_of_the_program(documents: list[Document]) -> None:
    for document in documents:
        for section in document.sections:
            for block in section.blocks:
                for row in block.rows if isinstance(block, Table) else ():
                    assert all(cell.strip() and not re.search(r"\b(None|nan|NaT|True|False)\b", cell) for cell in row)


def test_the_summary_in_english_holds_no_vietnamese(documents: list[Document]) -> None:
    for document in documents:
        for block in document.english:
            assert not VIETNAMESE.search(str(block)), (document.name, block)


# ---- The review


def test_counts_targets_moves_and_completeness_are_those_of_the_result(site: Site) -> None:
    for year in review.years(site):
        document = review.build(site, year)
        (about,) = records(_of(site, "years", year))
        counted = table(document, "Tổng hợp năm")
        keys = [key for key in about if key.startswith("n_")]
        assert all(same(row[1], about[key]) for row, key in zip(counted.rows, keys, strict=True))
        _check_targets(site, document, year)
        _check_moves(site, document, year)
        rows = records(_of(site, "completeness", year))
        families = by(site.data("methodology/indicators", "families"), "code")
        shown = {row[0]: row[1:] for row in table(document, "Mức đầy đủ").rows}
        assert len(shown) == len(rows)
        for row in rows:
            cells = shown[families[row["family"]]["name_vi"]]
            values = (row["n_indicators"], row["n_with_value"], row["share_percent"])
            assert all(same(cell, value) for cell, value in zip(cells, values, strict=True))


def _of(site: Site, name: str, year: int) -> pd.DataFrame:
    frame = site.result("annual-review", name)
    return frame[frame["year"] == year]


def _check_targets(site: Site, document: Document, year: int) -> None:
    rows = by(_of(site, "targets", year), "target_id")
    if not rows:
        assert "chưa có mục tiêu nào được đánh giá" in words(document)
        return
    shown = table(document, "Mục tiêu của Chiến lược").rows
    assert len(shown) == len(rows)
    for cells in shown:
        row = rows[cells[0].split(". ")[0]]
        share = None if row["progress_share"] is None else row["progress_share"] * 100
        assert same(cells[1], row["value"]) and same(cells[2], row["expected_value"]) and same(cells[3], share)


def _check_moves(site: Site, document: Document, year: int) -> None:
    rows = {site.indicators[row["indicator"]]["name_vi"]: row for row in records(_of(site, "moves", year))}
    shown = table(document, "Chỉ số của Việt Nam").rows
    assert len(shown) == len(rows)
    for cells in shown:
        row = rows[cells[0].split("; ")[0]]
        assert same(cells[1], row["value"]) and same(cells[2], row["previous_value"]) and same(cells[3], row["change"])


def test_ranks_awards_and_warnings_are_those_of_the_result(made_up: Site) -> None:
    document = review.build(made_up, 2025)
    names = {unit["full_name_vi"]: code for code, unit in made_up.units.items()}
    rows = by(_of(made_up, "rank_moves", 2025), "code")
    for cells in table(document, "Các địa phương thay đổi").rows:
        row = rows[names[cells[0]]]
        assert same(cells[1], row["rank"]) and same(cells[2], row["previous_rank"])
        assert same(cells[3], row["rank_change"])
    editions = made_up.result("awards", "editions")
    held = by(editions[editions["year"] == 2025], "held_on")
    for cells in table(document, "Các kỳ giải thưởng").rows:
        day, month, year = cells[2].split("/")
        row = held[f"{year}-{month}-{day}"]
        assert same(cells[3], row["n_prizes"]) and same(cells[4], row["n_entries"])
    warned = table(review.build(made_up, 2026), "Cảnh báo và sự cố").rows
    assert [cells[2] for cells in warned] == ["2", "1", "1"]


def test_a_report_says_what_its_year_is(made_up: Site) -> None:
    before, running = review.build(made_up, 2025), review.build(made_up, 2026)
    assert "số liệu nền" in words(before) and before.title.vi.startswith("Số liệu nền năm 2025")
    assert "Năm chưa kết thúc" in words(running)
    assert bases.PILOT in words(before) and "điều đó không có nghĩa là không có sự cố" in words(before)
    (apart,) = (cells for cells in table(running, "Mục tiêu").rows if cells[0].startswith("T2045-3"))
    assert apart[4] == "Đi ngược mục tiêu; theo đường thẳng: chậm, tiến bộ ít"
    with pytest.raises(KeyError):
        review.build(made_up, 1999)


def test_every_number_of_a_review_stands_on_its_page_too(made_up: Site) -> None:
    drafts = {draft.slug: draft for draft in (*reviews.drafts(made_up), *review_year.drafts(made_up))}
    text = {
        slug: " ".join(re.sub("<[^>]+>", " ", next(pages(draft, "2026-11-23")).body).split())
        for slug, draft in drafts.items()
    }
    for year in review.years(made_up):
        there = set(NUMBER.findall(text[f"so-ket/nam/{year}"])) | set(NUMBER.findall(text["so-ket"]))
        for section in review.build(made_up, year).sections:
            for block in section.blocks:
                if isinstance(block, Table) and not block.caption.startswith("Tổng hợp"):
                    cells = {number for row in block.rows for cell in row for number in NUMBER.findall(cell)}
                    assert {cell.rstrip(".") for cell in cells} <= {cell.rstrip(".") for cell in there}, block.caption


# ---- The database


def test_the_analysis_counts_what_the_catalogue_holds(site: Site) -> None:
    (year,) = analysis.years(site)
    document = analysis.build(site, year)
    sizes = {row[0]: row[1:] for row in table(document, "Số gói").rows}
    reference = [package for package in site.catalogue if package.owner == "reference"]
    rows = sum(len(sheet.frame) for package in reference for sheet in package.tables.values())
    assert same(sizes["Dữ liệu tham chiếu"][0], len(reference)) and same(sizes["Dữ liệu tham chiếu"][2], rows)
    computed = [sheet.frame for made in site.results.values() for sheet in made.tables.values()]
    assert same(sizes["Kết quả tính toán"][1], len(computed))
    assert same(sizes["Kết quả tính toán"][2], sum(map(len, computed)))
    listed = {row[0]: row for row in table(document, "Các gói dữ liệu tham chiếu").rows}
    assert listed.keys() == {package.id for package in reference}
    for package in reference:
        assert same(listed[package.id][2], sum(len(sheet.frame) for sheet in package.tables.values()))
        assert listed[package.id][3] == numbers.date(package.last_reviewed, "vi")
    with pytest.raises(ValueError, match="1999"):
        analysis.build(site, 1999)


def test_the_analysis_shows_coverage_and_main_figures_as_the_results_have_them(site: Site) -> None:
    document = analysis.build(site, analysis.years(site)[0])
    coverage = {
        (site.indicators[row["indicator"]]["name_vi"], str(row["n_rows"])): row
        for row in records(site.result("indicator-coverage", "coverage"))
    }
    shown = table(document, "Độ bao phủ").rows
    assert len(shown) == len(coverage)
    for cells in shown:
        row = coverage[cells[0], str(figures(cells[2])[0])]
        assert same(cells[3], row["n_last_year"]) and same(cells[4], row["verified_share"] * 100)
    latest = records(site.result("headline", "figures").sort_values("position"))
    for cells, row in zip(table(document, "Số liệu mới nhất").rows, latest, strict=True):
        assert same(cells[1], row["value"]) and same(cells[3], row["previous_value"])
        assert str(row["source_package"]) in cells[4]
    absent = set(site.indicators) - {row["indicator"] for row in coverage.values()}
    assert all(site.indicators[code]["name_vi"] in words(document) for code in absent)


def test_the_analysis_says_that_nothing_was_collected(site: Site) -> None:
    document = analysis.build(site, analysis.years(site)[0])
    assert site.result("media-days", "days").empty
    assert "Chưa có tháng nào thu đủ tin báo chí thế giới" in words(document)
    assert all(cells[4] == numbers.DASH for cells in table(document, "Tình trạng các luồng").rows)


# ---- After action


def test_without_a_cleared_incident_the_report_says_so_and_gives_the_proposal(site: Site) -> None:
    (year,) = after_action.years(site)
    document = after_action.build(site, year)
    said = words(document)
    assert f"chưa có sự cố nào của năm {year} được phép công bố" in said
    assert "không có nghĩa là không có sự cố" in said and "là đề xuất" in said
    hours = site.data("methodology/crisis-process", "hours")
    for cells in table(document, "Số giờ tối đa").rows:
        own = by(hours[hours["name_vi"] == cells[0]], "level")
        for level, cell in zip("1234", cells[2:6], strict=True):
            assert same(cell, own[level]["hours"] if level in own else None)
        sourced = [level for level, row in own.items() if row["basis"] == "source"]
        assert ("đề xuất" not in cells[6]) == (len(sourced) == len(own)), cells
    with pytest.raises(ValueError, match="1999"):
        after_action.build(site, 1999)


def test_a_cleared_incident_has_its_course_its_times_and_its_lessons(site: Site) -> None:
    document = after_action.build(with_incidents(site), 2026)
    said = words(document)
    assert "Tin sai về một lễ hội" in said and "Diễn tập (diễn tập)" in said
    assert "02/03/2026: Đã phát ngôn." in said and "Trả lời sớm hơn." in said and "Số tin 1.200" in said
    assert table(document, "Sự cố năm 2026").rows == (("3: Cảnh báo", "1", "1", "1", "1"),)
    assert table(document, "Thời gian xử lý").rows == (("2,5", "—", "11,0", "—", "có"),)
    assert "Chưa có bản rút kinh nghiệm được phép công bố." in said
    assert "chưa có sự cố nào" not in said
