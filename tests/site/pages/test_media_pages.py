"""The pages of the media: honest where nothing was collected, and never a low figure for a day that was not whole."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from reading import Read, body, check

import media_frames
from media_frames import LACKING, MONTHS, with_media
from observatory.findings import LANGS, Lang
from observatory.site import numbers
from observatory.site.charts import figure_html
from observatory.site.media_figures import CAVEAT
from observatory.site.pages import home, localities, media, media_compare, media_health, media_localities, media_method
from observatory.site.site import Site
from observatory.site.templates import Draft

Pages = dict[str, dict[Lang, Read]]
ALL = (media, media_compare, media_health, media_localities, media_method)
NOTHING = {"vi": "Chưa thu thập được dữ liệu báo chí nào", "en": "No media data have been collected yet"}


def drafted(site: Site) -> dict[str, Draft]:
    return {draft.slug: draft for page in ALL for draft in page.drafts(site)}


@pytest.fixture(scope="module")
def full(site: Site) -> Site:
    return with_media(site)


@pytest.fixture(scope="module")
def drafts(full: Site) -> dict[str, Draft]:
    return drafted(full)


@pytest.fixture(scope="module")
def read(drafts: dict[str, Draft]) -> Pages:
    return {slug: check(draft) for slug, draft in drafts.items()}


@pytest.fixture(scope="module")
def empty(site: Site) -> Pages:
    return {slug: check(draft) for slug, draft in drafted(site).items()}


# ---- Nothing collected


def test_without_data_every_page_says_so_and_why(empty: Pages) -> None:
    assert set(empty) == {
        "truyen-thong",
        "truyen-thong/so-sanh",
        "truyen-thong/suc-khoe-du-lieu",
        "truyen-thong/cach-do",
    }
    for slug in ("truyen-thong", "truyen-thong/so-sanh", "truyen-thong/suc-khoe-du-lieu"):
        for lang in LANGS:
            assert NOTHING[lang] in empty[slug][lang].text, slug
            assert "observatory collect gkg" in empty[slug][lang].text
            assert "reference/media-daily/" in "".join(empty[slug][lang].links)


def test_without_data_there_is_no_chart_and_no_figure(site: Site) -> None:
    for slug, draft in drafted(site).items():
        assert draft.charts == (), slug
        assert "<svg" not in body(draft, "vi")


def test_without_data_each_stream_is_not_collected(site: Site, empty: Pages) -> None:
    streams = site.data("methodology/media", "streams")
    for lang, word in (("vi", "chưa thu thập"), ("en", "not collected")):
        for slug in ("truyen-thong", "truyen-thong/suc-khoe-du-lieu"):
            assert empty[slug][lang].cells.count(word) == len(streams)


def test_the_doors_lead_to_the_four_pages(empty: Pages) -> None:
    for slug in ("so-sanh", "suc-khoe-du-lieu", "cach-do"):
        assert f"{slug}/" in empty["truyen-thong"]["vi"].links


# ---- The dashboard


def test_headlines_are_those_of_the_last_whole_month_with_date_and_coverage(read: Pages) -> None:
    for lang in LANGS:
        text = " ".join(read["truyen-thong"][lang].text.split())
        assert numbers.month(2026, 9, lang) in text
        assert numbers.number(1021.5, lang, 1) in text
        assert numbers.percent(0.00532, lang, 3) in text
        assert numbers.date("2026-09-30", lang) in text
    assert "Trong tháng có 30 trên 30 ngày thu đủ (từ 80% số tệp trở lên)" in " ".join(
        read["truyen-thong"]["vi"].text.split()
    )


def test_a_month_that_lacks_days_is_not_the_headline(site: Site) -> None:
    months = media_frames.months()
    months.loc[months["year_month"] == MONTHS[-1], "days_complete"] = 23
    found = with_media(site, media_days={"days": media_frames.days(), "months": months})
    (draft,) = media.drafts(found)
    assert "tháng 8/2026" in check(draft)["vi"].text.split("Số chính")[1][:40]


def test_days_that_are_not_whole_are_gaps_and_bands_never_low_points(drafts: dict[str, Draft]) -> None:
    charts = {chart.id: chart for chart in drafts["truyen-thong"].charts}
    for name in ("truyen-thong-theo-ngay", "truyen-thong-sac-thai"):
        rows = charts[name].specs["vi", "light"]["datasets"]["figures"]
        figures = {row["at"][:10]: row["value"] for row in rows if row.get("kind") == "Từng ngày"}
        assert {day for day, value in figures.items() if value is None} == {day.isoformat() for day in LACKING}
        bands = [(row["at"], row["until"]) for row in rows if "until" in row]
        assert bands == [
            ("2026-07-10T12:00:00Z", "2026-07-13T12:00:00Z"),
            ("2026-08-29T12:00:00Z", "2026-08-30T12:00:00Z"),
        ]
    volumes = [row["value"] for row in rows if row.get("value") is not None]
    assert len(volumes) == len(media_frames.all_days()) - len(LACKING)
    day = next(row for row in charts["truyen-thong-theo-ngay"].rows["vi"] if row[0] == "12/07/2026")
    assert day == ("12/07/2026", "—", "—", "10,0%")


def test_a_day_without_a_row_is_a_gap_too(site: Site) -> None:
    days = media_frames.days()
    found = with_media(site, media_days={"days": days[days["date"] != "2026-08-01"], "months": media_frames.months()})
    (draft,) = media.drafts(found)
    rows = draft.charts[0].specs["en", "light"]["datasets"]["figures"]
    assert {"2026-07-31T12:00:00Z"} <= {row["at"] for row in rows if "until" in row}
    assert ("1 August 2026", "—", "—", "—") in draft.charts[0].rows["en"]


def test_every_chart_of_tone_bears_the_caveat_in_its_language(drafts: dict[str, Draft]) -> None:
    toned = [chart for draft in drafts.values() for chart in draft.charts if chart.id.endswith("sac-thai")]
    assert len(toned) == 4
    for chart in toned:
        for lang in LANGS:
            html = figure_html(chart, lang, "")
            assert html.count(CAVEAT.get(lang).replace("'", "&#x27;")) >= 3, chart.id
            for mode in ("light", "dark"):
                drawn = chart.specs[lang, mode]  # type: ignore[index]
                assert CAVEAT.get(lang) in " ".join(drawn["title"]["text"])
                assert CAVEAT.get(lang) in drawn["description"]


def test_every_table_of_tone_bears_the_caveat(read: Pages) -> None:
    for slug, found in read.items():
        for lang, word in (("vi", "Sắc thái trung bình"), ("en", "Mean tone")):
            if word in found[lang].text:
                assert CAVEAT.get(lang) in found[lang].text, slug


def test_the_calendar_shades_whole_days_only(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong"], "vi")
    cells = dict(re.findall(r"<title>(\d\d/\d\d/\d{4}): [^<]*</title><rect class=\"(\w+)\"", html))
    assert len(cells) == len(media_frames.all_days())
    assert {day for day, css in cells.items() if css == "none"} == {f"{day:%d/%m/%Y}" for day in LACKING}
    assert cells["01/07/2026"] == "q0" and cells["30/09/2026"] == "q4"
    assert "12/07/2026: thu được 10,0%" in html


def test_the_map_holds_all_units_and_both_archipelagos(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong"], "vi")
    assert html.count('class="tile unit') == 34
    assert "Quần đảo Hoàng Sa (thành phố Đà Nẵng): 4,3 lượt nhắc mỗi ngày" in html
    assert "Quần đảo Trường Sa (tỉnh Khánh Hoà): 5,3 lượt nhắc mỗi ngày" in html
    assert 'href="dia-phuong/48-da-nang/"' in html and 'href="../dia-phuong/46-hue/"' in html


def test_stories_are_titles_and_links_and_nothing_else(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong"], "en")
    assert (
        '<a class="obs-raw" href="https://example.org/a?b=1&amp;c=2" rel="noopener nofollow" lang="fr">'
        "Le Viêt Nam attire</a>" in html
    )
    assert "<script>alert" not in html and "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "javascript:" not in html and '<span class="obs-raw" lang="fr">Sans lien</span>' in html


def test_breakdowns_are_drawn_the_most_mentioned_first(drafts: dict[str, Draft]) -> None:
    charts = {chart.id: chart for chart in drafts["truyen-thong"].charts}
    assert [row[0] for row in charts["truyen-thong-chu-de"].rows["vi"]] == ["Du lịch", "Thương mại"]
    assert [row[0] for row in charts["truyen-thong-nuoc"].rows["en"]] == ["United States", "Unknown"]
    assert charts["truyen-thong-ngon-ngu"].labels.download == "tai-ve/results/media-breakdown/data/languages.csv"


def test_every_table_can_be_downloaded(read: Pages) -> None:
    links = "".join(read["truyen-thong"]["vi"].links)
    for table in (
        *("media-days/data/days", "media-days/data/months", "media-breakdown/data/topics"),
        *("media-breakdown/data/countries", "media-breakdown/data/languages", "media-breakdown/data/provinces"),
        *("media-stories/data/stories", "media-indicators/data/values", "recognition/data/months"),
    ):
        assert f"tai-ve/results/{table}.csv" in links, table


def test_indicators_say_what_they_lack(read: Pages) -> None:
    assert "chưa chốt mốc gốc" in read["truyen-thong"]["vi"].cells
    assert "no baseline frozen yet" in read["truyen-thong"]["en"].cells


# ---- Two periods


def test_the_last_month_stands_beside_the_one_before(read: Pages) -> None:
    cells = read["truyen-thong/so-sanh"]["vi"].cells
    at = cells.index("Lượt nhắc mỗi ngày (các ngày thu đủ)")
    assert cells[at + 1 : at + 4] == ["1.020,5", "1.021,5", "+0,1%"]
    assert "So với cùng tháng năm trước" not in read["truyen-thong/so-sanh"]["vi"].text


def test_every_period_can_be_picked_and_carries_its_figures(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong/so-sanh"], "en")
    assert re.findall(r'<option value="([\w-]+)"', html) == ["2026-09", "2026-08", "2026-07", "2026-Q3"] * 2
    rows = dict(re.findall(r'<tr data-period="([\w-]+)"( data-whole)?>', html))
    assert {period for period, whole in rows.items() if not whole} == {"2026-07"}
    assert 'data-measure="tone_mean" data-value="-1.214">\u22121.21' in html
    assert 'data-compare-measure="share_of_all_news" data-decimals="5" data-percent' in html


def test_without_scripts_the_picker_is_hidden_and_the_tables_stay(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong/so-sanh"], "vi")
    assert "obs-needs-script" in html and html.count("<select ") == html.count("<label ") == 2
    assert 'data-changes="../../tai-ve/results/media-compare/data/changes.csv"' in html


# ---- Health and method


def test_health_shows_what_was_expected_and_why_it_is_missing(full: Site, read: Pages) -> None:
    found = read["truyen-thong/suc-khoe-du-lieu"]
    assert {"8.832", "8.490", "340", "96,1%"} <= set(found["vi"].cells)
    assert "Gone not-found" in found["en"].cells
    gaps = full.result("media-health", "gaps")
    assert len(gaps) > 0
    for gap in gaps.to_dict("records"):
        assert gap["what_vi"] in found["vi"].cells and gap["what_en"] in found["en"].cells


def test_the_calendar_of_coverage_shows_low_days_as_low_coverage(drafts: dict[str, Draft]) -> None:
    html = body(drafts["truyen-thong/suc-khoe-du-lieu"], "vi")
    assert re.search(r"<title>12/07/2026: 10%</title><rect class=\"q0\"", html)
    assert re.search(r"<title>14/07/2026: \d+%</title><rect class=\"q4\"", html) is not None


def test_the_method_page_lists_what_the_method_packages_hold(site: Site, empty: Pages) -> None:
    found = empty["truyen-thong/cach-do"]
    for lang in LANGS:
        for row in site.data("methodology/media", "topics").to_dict("records"):
            assert row[f"name_{lang}"] in found[lang].cells and row[f"definition_{lang}"] in found[lang].cells
        for row in site.data("methodology/media", "settings").to_dict("records"):
            assert row[f"why_{lang}"] in found[lang].cells
        for row in site.data("methodology/media", "feeds").to_dict("records"):
            assert row[f"owner_{lang}"] in found[lang].cells
        assert CAVEAT.get(lang) in found[lang].text
    assert found["vi"].ids == found["en"].ids
    assert "0,8 tỷ lệ" in found["vi"].cells and "0.8 share" in found["en"].cells
    assert "2025 năm" in found["vi"].cells and "\u22122 points" in found["en"].cells


# ---- Localities and the rest of the site


def test_localities_have_a_page_where_there_are_figures(read: Pages) -> None:
    own = {slug for slug in read if "dia-phuong" in slug}
    assert own == {f"truyen-thong/dia-phuong/{name}" for name in ("01-ha-noi", "48-da-nang", "56-khanh-hoa")}
    assert "4,3" in read["truyen-thong/dia-phuong/48-da-nang"]["vi"].cells
    assert "tháng 7/2026" in read["truyen-thong/dia-phuong/48-da-nang"]["vi"].cells


def test_home_leads_here(site: Site, full: Site) -> None:
    (bare,), (door,) = home.drafts(site), home.drafts(full)
    found = check(door)
    assert "1.022 lượt nhắc mỗi ngày" in " ".join(found["vi"].text.split())
    assert "1,022 mentions a day" in " ".join(found["en"].text.split())
    assert "Chưa thu thập được dữ liệu báo chí nào" in body(bare, "vi")
    assert 'href="truyen-thong/"' in body(bare, "en")


def test_localities_with_figures_lead_to_them(full: Site) -> None:
    drafts = {draft.slug: draft for draft in localities.drafts(full) if draft.slug != "dia-phuong"}
    linked = {slug for slug, draft in drafts.items() if draft.context["media"]}
    assert linked == {"dia-phuong/01-ha-noi", "dia-phuong/48-da-nang", "dia-phuong/56-khanh-hoa"}
    assert "../../truyen-thong/dia-phuong/48-da-nang/" in check(drafts["dia-phuong/48-da-nang"])["vi"].links


def test_an_unknown_baseline_or_value_is_a_dash(site: Site) -> None:
    months = media_frames.months().assign(share_of_all_news=pd.NA, tone_mean=pd.NA)
    found = with_media(site, media_days={"days": media_frames.days(), "months": months})
    (draft,) = media.drafts(found)
    assert check(draft)["vi"].cells.count("—chưa có số liệu") >= 2 * len(months)
