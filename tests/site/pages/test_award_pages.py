"""The pages of commendation: what sources say and no more, no score that is withheld, no name without its ground."""

from __future__ import annotations

import re

import pytest
from award_rows import AWARD, EDITION, HIDDEN, with_nominations
from fixtures import with_tables
from reading import Read, body, check, plain

from observatory.awards import outcomes, panel, trimmed
from observatory.feeds import calendar
from observatory.findings import LANGS, Lang
from observatory.site import award_figures as award
from observatory.site import judging, numbers
from observatory.site.pages import award_calendar, award_edition, awards, home, judging_method, nominations
from observatory.site.site import Site
from observatory.site.templates import Draft

Pages = dict[str, dict[Lang, Read]]
ALL = (awards, award_edition, award_calendar, judging_method, nominations)
GRANTS = {"vi": "Trang này không tặng danh hiệu hay giải thưởng nào.", "en": "This site grants no title and no award."}


@pytest.fixture(scope="module")
def read(site: Site) -> Pages:
    return {draft.slug: check(draft) for module in ALL for draft in module.drafts(site)}


@pytest.fixture(scope="module")
def nominated(site: Site) -> Draft:
    (draft,) = nominations.drafts(with_nominations(site))
    return draft


# ---- Awards, editions, laureates


def test_every_award_and_every_edition_has_its_page_and_its_source(site: Site, read: Pages) -> None:
    for row in award.editions(site):
        page = read[row["page"]]
        for lang in LANGS:
            assert row["source"].split(" ; ")[0] in page[lang].links
            assert row["source"].split(" ; ")[0] in read["bieu-duong"][lang].links
            assert numbers.date(row["held_on"], lang) in page[lang].cells
    assert {award.award_slug(code) for code in site.data(award.FACTS, "awards")["award"]} < set(read)


def test_prizes_stand_as_published_and_missing_ones_as_a_dash(read: Pages) -> None:
    cells = read["bieu-duong"]["vi"].cells
    at = cells.index("12/12/2025")
    levels = "Giải Nhất: 8; Giải Nhì: 16; Giải Ba: 24; Giải Khuyến khích: 40"
    assert cells[at + 1 : at + 4] == [levels, "88", "2.412"]
    assert cells[cells.index("03/12/2024") + 1] == "—chưa có số liệu"
    assert "do not give the number of prizes" in read["bieu-duong/giai-thuong/thong-tin-doi-ngoai/2024"]["en"].text
    assert "Tổng 112 do dự án cộng" in read["bieu-duong/giai-thuong/thong-tin-doi-ngoai/2022"]["vi"].text


def test_a_sum_that_differs_from_the_source_is_said(site: Site) -> None:
    rows = site.result("awards", "editions").copy()
    rows.loc[rows["edition"] == "2023", "n_total"] = 111
    changed = with_tables(site, "awards", editions=rows)
    found = {draft.slug: check(draft) for draft in award_edition.drafts(changed)}
    assert "không khớp với tổng số nguồn nêu" in found["bieu-duong/giai-thuong/thong-tin-doi-ngoai/2023"]["vi"].text
    assert "add up to 102, which is the total." in plain(
        found["bieu-duong/giai-thuong/thong-tin-doi-ngoai/2021"]["en"].text
    )
    assert "By the rules there are 36, which is the total." in plain(
        found["bieu-duong/giai-thuong/happy-vietnam/2025"]["en"].text
    )


def test_persons_are_named_with_the_ground_only(site: Site, read: Pages) -> None:
    named = [row for row in award.laureates(site) if row["person"]]
    assert named
    for row in named:
        for lang in LANGS:
            shown = f"{row['person']} ({row['grounds'].get(lang)})"
            assert shown in plain(read[row["page"].partition("#")[0]][lang].text)
            assert shown in plain(read["bieu-duong"][lang].text)


def test_laureates_are_found_by_theme_and_by_unit_without_a_script(site: Site, read: Pages) -> None:
    page = read["bieu-duong"]["vi"]
    rows = award.laureates(site)
    for row in rows:
        assert f"#chu-de-{row['theme'] or award.NO_THEME}" in page.links
        if row["organisation"]:
            assert row["organisation"] in page.text[page.text.index("Tên đơn vị ghi như nguồn in") :]
    anchors = {row["page"].rpartition("/")[2].partition("#")[2] for row in rows}
    assert {link.partition("#")[2] for link in page.links if "#tac-pham-" in link} == anchors


def test_a_vote_by_likes_is_marked_and_kept_apart(read: Pages) -> None:
    page = read["bieu-duong/giai-thuong/tet-hanh-phuc/2026"]
    assert "không phải giải do hội đồng chấm" in page["vi"].text and "easy to game" in page["en"].text
    assert "by likes, not judged" in read["bieu-duong"]["en"].text
    assert "by likes, not judged" not in read["bieu-duong/giai-thuong/thong-tin-doi-ngoai"]["en"].text


def test_nothing_is_granted_and_titles_bear_their_legal_names(site: Site, read: Pages) -> None:
    for slug in ("bieu-duong", "bieu-duong/de-cu", "bieu-duong/giai-thuong/thong-tin-doi-ngoai/2025"):
        for lang in LANGS:
            assert GRANTS[lang] in read[slug][lang].text, slug
    for row in site.data(award.FACTS, "legal_forms").to_dict("records"):
        assert row["name_vi"] in read["bieu-duong"]["vi"].text and row["law"] in read["bieu-duong"]["en"].text


def test_home_leads_to_reviews_reports_and_honours(site: Site) -> None:
    (draft,) = home.drafts(site)
    found = check(draft)
    assert {"so-ket/", "so-ket/bao-cao/", "bieu-duong/"} <= set(found["vi"].links)
    assert f"{len(award.editions(site))} editions of awards" in plain(found["en"].text)


# ---- The calendar


def test_the_calendar_leads_to_both_files_and_guesses_no_day(site: Site, read: Pages) -> None:
    page = read["bieu-duong/lich"]
    for lang in LANGS:
        assert any(link.endswith(calendar.path(lang)) for link in page["vi"].links)
    assert "Trang không đoán ngày" in page["vi"].text
    assert all(row["title_en"] in page["en"].cells or row["title_en"] in page["en"].text for row in _events(site))


def test_an_event_to_come_stands_before_those_that_are_past(site: Site) -> None:
    rows = site.result("awards", "events").copy()
    rows.loc[rows.index[0], ["upcoming", "date_from", "date_to"]] = [True, "2027-03-01", "2027-03-03"]
    (draft,) = award_calendar.drafts(with_tables(site, "awards", events=rows))
    found = check(draft)
    cells = found["vi"].cells
    assert cells.index("01/03/2027 – 03/03/2027") < cells.index("12/12/2025")
    assert "Days are not guessed" not in found["en"].text


def _events(site: Site) -> list[dict[str, object]]:
    return site.result("awards", "events").to_dict("records")  # type: ignore[return-value]


# ---- Judging


def test_the_words_of_judging_are_those_of_the_judging_itself(read: Pages) -> None:
    assert set(judging.STATUSES) == set(judging.REASONS) == set(outcomes.STATUSES)
    assert tuple(method.code for method in judging.METHODS) == panel.METHODS
    assert (judging.FEWEST, judging.FEW_PER_JUDGE) == (outcomes.LEAST_SCORES, panel.ENOUGH_PER_JUDGE)
    assert judging.TRIMMED_FROM == trimmed.LEAST_TO_TRIM
    assert trimmed.trimmed_mean(["1", "1", "2"]).as_tuple().exponent == -judging.DECIMALS
    for lang in LANGS:
        text = read["bieu-duong/cach-cham"][lang].text
        assert all(method.name.get(lang) in text and method.how.get(lang) in text for method in judging.METHODS)
        assert all(reason.get(lang) in text for reason in judging.REASONS.values())


def test_without_nominations_it_says_so_and_how_to_send_one(read: Pages) -> None:
    page = read["bieu-duong/de-cu"]
    assert "Chưa có đề cử nào được gửi." in page["vi"].text and "nothing is made up" in page["en"].text
    assert "../../du-lieu/#bo-sung" in page["vi"].links and "../../du-lieu/reference/award-judging/" in page["vi"].links


def test_a_withheld_score_says_why_and_shows_no_figure(nominated: Draft) -> None:
    found = check(nominated)
    for lang, word in (("vi", "không công bố"), ("en", "withheld")):
        page = found[lang]  # type: ignore[index]
        at = page.cells.index(word)
        assert page.cells[at + 2] == judging.STATUSES["too_few_scores"].get(lang)  # type: ignore[arg-type]
        assert numbers.number(HIDDEN, lang, 2) not in page.text  # type: ignore[arg-type]
        assert str(HIDDEN) not in body(nominated, lang)  # type: ignore[arg-type]


def test_places_states_and_decisions_are_shown(nominated: Draft) -> None:
    cells = check(nominated)["vi"].cells
    assert cells.count("=1") == 2 and cells.count("8,50") == 2
    assert "được trao giải theo quyết định: Giải Nhất, số 12/QĐ-THU" in cells
    assert "chưa chấm" in cells and cells.count("Bảo tàng thử") == 3 and "Đà Nẵng; Bảo tàng thử" in cells


def test_a_winner_that_copeland_contradicts_needs_a_reason(site: Site, nominated: Draft) -> None:
    vi = check(nominated)["vi"].cells
    assert "Tác phẩm thử m1; Tác phẩm thử m3" in vi and "Tác phẩm thử m3 khác" in vi
    assert "Chưa có; theo quy tắc, hội đồng phải viết lý do." in vi
    reason = {"panel_reason_vi": "Lý do thử.", "panel_reason_en": "A trial reason."}
    (draft,) = nominations.drafts(with_nominations(site, **reason))
    assert "A trial reason." in check(draft)["en"].cells


def test_scores_are_published_sorted_and_without_names(nominated: Draft) -> None:
    found = check(nominated)
    assert "9 · 7,5" in found["vi"].cells and "Reach (weight 0.6)" in found["en"].cells
    html = body(nominated, "en")
    assert not re.search("judge ?[0-9]|severity", html)
    assert f'id="{AWARD}-{EDITION}"' in html
