"""The pages of reviews: every figure is the result's, nothing missing is a zero, both verdicts where they differ."""

from __future__ import annotations

import re

import pytest
from reading import Read, body, check, plain

import review_frames
from observatory.findings import LANGS, Lang
from observatory.site import numbers, verdicts
from observatory.site import review_figures as review
from observatory.site.pages import review_stage, review_year, reviews
from observatory.site.site import Site, by
from observatory.site.templates import Draft
from review_frames import with_reviews, without_rows

Pages = dict[str, dict[Lang, Read]]
YEAR = "so-ket/nam/{}"
PILOT = {"vi": "Đây không phải là xếp hạng chính thức", "en": "not an official ranking"}


def drafted(site: Site) -> dict[str, Draft]:
    return {draft.slug: draft for page in (reviews, review_year, review_stage) for draft in page.drafts(site)}


def section(html: str, anchor: str) -> str:
    """What stands below a heading of the second level."""
    return html.split(f'<h2 id="{anchor}">')[1].split("<h2")[0]


@pytest.fixture(scope="module")
def full(site: Site) -> Site:
    return with_reviews(site)


@pytest.fixture(scope="module")
def drafts(full: Site) -> dict[str, Draft]:
    return drafted(full)


@pytest.fixture(scope="module")
def read(drafts: dict[str, Draft]) -> Pages:
    return {slug: check(draft) for slug, draft in drafts.items()}


# ---- The real results


def test_each_year_and_stage_has_a_page_with_its_moves_as_the_result_has_them(site: Site) -> None:
    found = drafted(site)
    years = [int(year) for year in site.result(review.ANNUAL, "years")["year"]]
    stages = {f"so-ket/giai-doan/{stage}" for stage in site.result(review.STAGE, "stages")["stage"]}
    assert years and stages and found.keys() == {YEAR.format(year) for year in years} | stages | {"so-ket"}
    assert all(draft.charts == () for draft in found.values())
    shown = {slug: check(draft) for slug, draft in found.items()}
    for year in years:
        for row in review.rows_of(site, review.ANNUAL, "moves", year):
            named = site.indicators[row["indicator"]]
            for lang in LANGS:
                cells = shown[YEAR.format(year)][lang].cells
                assert f"{named[f'name_{lang}']} {named[f'unit_{lang}']}" in cells
                if named["kind"] != "rank" and row["period"] == "year":
                    assert numbers.number(row["value"], lang, int(named["decimals"])) in cells
                if row["change"] is not None and row["change_percent"] is None:
                    assert numbers.signed(row["change"], lang, int(named["decimals"])) in cells


# ---- The years


def test_the_index_says_what_reviews_are_and_links_to_all(read: Pages) -> None:
    vi, en = read["so-ket"]["vi"], read["so-ket"]["en"]
    assert "Cục Thông tin cơ sở và Thông tin đối ngoại" in vi.cells
    assert "Preliminary and final review reports" in en.cells
    assert {f"nam/{year}/" for year in review_frames.YEARS} <= set(vi.links)
    assert {f"giai-doan/{stage}/" for stage in review_frames.STAGES} <= set(en.links)
    assert "do cơ quan có thẩm quyền ký ban hành" in vi.text
    assert vi.cells.count("Trước Chiến lược: số liệu nền") == 2


def test_years_follow_each_other(read: Pages) -> None:
    middle = read[YEAR.format(2025)]["vi"].links
    assert middle.count("../2024/") == middle.count("../2026/") == 2
    assert "../2025/" not in read[YEAR.format(2025)]["vi"].links
    assert "../2027/" not in read[YEAR.format(2026)]["en"].links


def test_a_year_before_the_strategy_is_background_and_one_that_runs_has_its_day(read: Pages) -> None:
    before, running = read[YEAR.format(2025)], read[YEAR.format(2026)]
    assert "không phải kết quả của Chiến lược" in before["vi"].text
    assert "not results of the Strategy" in before["en"].text
    assert "Năm chưa kết thúc; số liệu đến ngày 23/11/2026" in plain(running["vi"].text)
    assert "The year is not over; figures as of 23 November 2026" in plain(running["en"].text)
    assert "Trước Chiến lược" not in running["vi"].text


def test_a_verdict_is_a_shape_and_words_and_both_are_given_where_they_differ(drafts: dict[str, Draft]) -> None:
    for lang, linear in (("vi", "Theo đường thẳng:"), ("en", "By the straight line:")):
        rows = section(body(drafts[YEAR.format(2026)], lang), "muc-tieu").split("<tr>")  # type: ignore[arg-type]
        agreed = next(row for row in rows if "T2045-2" in row)
        apart = next(row for row in rows if "T2045-3" in row)
        assert linear not in agreed and agreed.count("obs-traffic__shape") == 1
        assert linear in apart and apart.count("obs-traffic__shape") == 2
        for status in ("deterioration", "limited_progress"):
            assert verdicts.SHAPES[status] in apart
            assert verdicts.WORDS[status].get(lang) in apart  # type: ignore[arg-type]


def test_what_cannot_be_assessed_says_why(full: Site, read: Pages) -> None:
    reasons = by(full.result(review.PROGRESS, "progress"), "target_id")
    assert reasons["T2030-1"]["cannot_assess_vi"] in read[YEAR.format(2026)]["vi"].text
    assert reasons["T2030-1"]["cannot_assess_en"] in read["so-ket/giai-doan/2026-2030"]["en"].text
    assert verdicts.REASONS["under_two_years"].en in read[YEAR.format(2025)]["en"].text


def test_each_move_has_its_way_in_words_its_why_and_its_rows(read: Pages, drafts: dict[str, Draft]) -> None:
    for lang, words in (("vi", ("tốt lên", "kém đi", "không so được")), ("en", ("better", "worse"))):
        moved = section(body(drafts[YEAR.format(2025)], lang), "chi-so")  # type: ignore[arg-type]
        assert all(word in moved for word in words)
    vi = read[YEAR.format(2025)]["vi"]
    assert review_frames.NOTE in vi.cells and vi.cells.count("chưa có giải thích được ghi") == 2
    assert {"52/193", "53/193 (2024)", "\u22121", "+5"} <= set(vi.cells)
    assert vi.links.count("../../../du-lieu/reference/country-reputation/") == 3


def test_the_largest_moves_of_rank_come_first_under_the_word_pilot(full: Site, read: Pages) -> None:
    for lang in LANGS:
        shown = read[YEAR.format(2025)][lang]
        assert PILOT[lang] in shown.text
        moves = [cell for cell in shown.cells if re.fullmatch(r"[+\u2212]\d+ (bậc|places)", cell)]
        assert moves[:4] == [
            f"{step} {'bậc' if lang == 'vi' else 'places'}" for step in ("+12", "\u221211", "+9", "\u22128")
        ]
        assert len(moves) == review.MOST_MOVED
    assert full.units["48"]["full_name_vi"] not in read[YEAR.format(2025)]["vi"].cells


def test_nothing_collected_is_no_zero(read: Pages) -> None:
    bare = read[YEAR.format(2025)]
    assert "Không có dữ liệu không có nghĩa là không có cảnh báo nào." in bare["vi"].text
    assert "that does not mean that there was none" in plain(bare["en"].text)
    warned = read[YEAR.format(2026)]
    assert "2: Chú ý" in warned["vi"].cells and "3: Warning" in warned["en"].cells
    assert "has not been collected" not in warned["en"].text


def test_awards_and_completeness_are_those_of_the_year(full: Site, read: Pages) -> None:
    shown = read[YEAR.format(2025)]
    for row in review.editions(full, 2025):
        assert numbers.date(row["held_on"], "vi") in shown["vi"].cells
        assert numbers.integer(row["n_prizes"], "en") in shown["en"].cells
    assert "66,7%" in shown["vi"].cells and "2/3" in shown["vi"].cells
    assert "Chưa ghi được kỳ giải thưởng nào" not in shown["vi"].text


def test_suggestions_are_told_from_decisions(full: Site, read: Pages) -> None:
    shown = read[YEAR.format(2026)]
    assert "chỉ cơ quan có thẩm quyền mới quyết định điều chỉnh" in shown["vi"].text
    assert "Chưa có số gốc" in shown["vi"].text and "Chốt số gốc năm 2025." in shown["vi"].text
    assert review_frames.BASIS in shown["en"].text
    assert "../../../muc-tieu/#t2030-1" in shown["vi"].links
    for row in review.decisions(full, 2026, 2026):
        assert row["title_en"] in shown["en"].text
        assert f"../../dieu-chinh/{row['decision'].lower()}/" in shown["en"].links
    assert "Sổ quyết định không có dòng nào" in read[YEAR.format(2025)]["vi"].text


def test_an_editor_is_named_by_role_and_day(read: Pages) -> None:
    shown = read[YEAR.format(2026)]["vi"].text
    assert re.search(r"Nhận xét chung của người biên tập\.\s*Ban biên tập, 23/11/2026", shown)


def test_a_year_without_rows_says_so_in_each_part(site: Site) -> None:
    for draft in review_year.drafts(without_rows(site)):
        found = check(draft)
        for words in (
            "chưa có mục tiêu nào được tính cho năm này",
            "không có chỉ số nào của Việt Nam có số liệu để so",
            "Không có gợi ý điều chỉnh nào",
        ):
            assert words.lower() in found["vi"].text.lower()
        assert "No indicator of Viet Nam has a figure to compare in this year." in found["en"].text


# ---- The stages


def test_a_stage_holds_targets_milestones_and_what_is_needed(read: Pages) -> None:
    later = read["so-ket/giai-doan/2031-2045"]
    assert {"2030", "2045", "46,5", "30,0", "28.600.000", "70.000.000"} <= set(later["vi"].cells)
    assert "Cần tăng tốc" in later["vi"].text and "Acceleration needed" in later["en"].text
    assert "không phải chỉ tiêu từng năm được giao" in later["vi"].text
    assert "Mọi mục tiêu của giai đoạn này đều đánh giá được." in later["vi"].text
    now = read["so-ket/giai-doan/2026-2030"]
    assert "đang thực hiện" in now["vi"].text and "running" in now["en"].text
    assert "Không có mục tiêu nào có số gốc" in now["vi"].text
    assert "../../nam/2026/" in now["vi"].links and "../../nam/2025/" not in now["vi"].links
