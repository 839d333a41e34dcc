"""The pages on early warning: no level without data, nothing normal by default, every alert with its reasons."""

from __future__ import annotations

import re

import pytest
from reading import Read, body, check, plain

import warning_frames
from observatory.findings import LANGS, Lang
from observatory.site import numbers
from observatory.site import warning_figures as figures
from observatory.site.media_figures import CAVEAT
from observatory.site.pages import (
    home,
    warning,
    warning_archive,
    warning_backtest,
    warning_incidents,
    warning_method,
    warning_process,
    warning_reviews,
    warning_series,
)
from observatory.site.site import Site
from observatory.site.templates import Draft
from warning_frames import with_history, with_warning

Pages = dict[str, dict[Lang, Read]]
ALL = (
    *(warning, warning_archive, warning_incidents, warning_method),
    *(warning_process, warning_reviews, warning_series),
)
PROPOSAL = {"vi": "Cấp và thời hạn ở đây là đề xuất.", "en": "Levels and hours here are proposals."}
NOTHING = {"vi": "nên chưa nói được đang ở cấp nào", "en": "so no level can be stated"}


def drafted(site: Site) -> dict[str, Draft]:
    return {draft.slug: draft for page in ALL for draft in page.drafts(site)}


@pytest.fixture(scope="module")
def full(site: Site) -> Site:
    return with_history(site)


@pytest.fixture(scope="module")
def drafts(full: Site) -> dict[str, Draft]:
    return drafted(full)


@pytest.fixture(scope="module")
def read(drafts: dict[str, Draft]) -> Pages:
    return {slug: check(draft) for slug, draft in drafts.items()}


@pytest.fixture(scope="module")
def empty(site: Site) -> Pages:
    return {slug: check(draft) for slug, draft in drafted(site).items()}


@pytest.fixture(scope="module")
def backtest(site: Site) -> Draft:
    (draft,) = warning_backtest.drafts(site)
    return draft


@pytest.fixture(scope="module")
def tested(backtest: Draft) -> dict[Lang, Read]:
    return check(backtest)


# ---- Nothing collected


def test_without_data_no_level_is_stated_and_it_says_what_is_needed(site: Site, empty: Pages) -> None:
    for slug in ("canh-bao", "canh-bao/luu-tru", "canh-bao/chuoi"):
        for lang in LANGS:
            assert NOTHING[lang] in empty[slug][lang].text, slug
            for test in site.data(figures.METHOD, "tests").to_dict("records"):
                assert test[f"name_{lang}"] in empty[slug][lang].text
    html = body(drafted(site)["canh-bao"], "vi")
    now = html[html.index('id="hom-nay"') : html.index("Cấp và thời hạn ở đây")]
    assert "obs-level" not in now and "28" in now and "188" in now


def test_without_data_there_is_no_chart_no_map_and_no_calendar(site: Site) -> None:
    for slug, draft in drafted(site).items():
        assert draft.charts == (), slug
        assert "obs-tilemap" not in body(draft, "vi") and "obs-calendar" not in body(draft, "en")


def test_home_states_no_level_without_data(site: Site, full: Site) -> None:
    (bare,), (warned,) = home.drafts(site), home.drafts(full)
    for lang in LANGS:
        assert NOTHING[lang].removeprefix("nên ").removeprefix("so ") in body(bare, lang)
    found = check(warned)
    assert "cấp 2, Chú ý" in found["vi"].text and "level 2, Advisory" in found["en"].text
    assert "canh-bao/" in found["vi"].links


def test_an_empty_register_is_not_taken_for_no_incident(empty: Pages) -> None:
    assert "không có nghĩa là không có sự cố nào" in empty["canh-bao/su-co"]["vi"].text
    assert "does not mean that there was no incident" in plain(empty["canh-bao/su-co"]["en"].text)
    assert "There is no review yet" in empty["canh-bao/rut-kinh-nghiem"]["en"].text
    assert "Chưa có bản tin nào được phát" in empty["canh-bao/luu-tru"]["vi"].text


# ---- Today


def test_levels_are_proposals_wherever_they_stand(read: Pages) -> None:
    for slug in ("canh-bao", "canh-bao/cach-do", "canh-bao/quy-trinh", "canh-bao/su-co"):
        for lang in LANGS:
            assert PROPOSAL[lang] in read[slug][lang].text, slug


def test_the_level_is_a_shape_a_number_and_a_word(drafts: dict[str, Draft]) -> None:
    for lang, words in (("vi", "Cấp 2: Chú ý"), ("en", "Level 2: Advisory")):
        html = body(drafts["canh-bao"], lang)  # type: ignore[arg-type]
        now = re.search(r'obs-today__level">(.*?)</p>', html, re.DOTALL)
        assert now is not None
        assert "<polygon" in now[1] and words in now[1]
        assert numbers.date("2026-09-30", lang) in html  # type: ignore[arg-type]


def test_the_shapes_of_the_levels_differ(site: Site) -> None:
    html = body(drafted(site)["canh-bao"], "en")
    legend = html[html.index("obs-legend--levels") :].split("</ul>")[0]
    shapes = re.findall(r"(<circle[^>]*>|<polygon[^>]*>|<rect[^>]*>)", legend)
    assert len(shapes) == len(set(shapes)) == 5


def test_a_card_says_what_how_much_how_sure_and_why(read: Pages) -> None:
    vi, en = plain(read["canh-bao"]["vi"].text), plain(read["canh-bao"]["en"].text)
    assert "quan sát 500, dự kiến 100,0; gấp 5,0 lần; ngưỡng 200" in vi
    assert "observed 500, expected 100.0; 5.0 times as many; bound 200" in en
    assert "7 nước có nguồn tin; 12 tên miền" in vi and "7 source countries; 12 domains" in en
    assert "p = 0,0027 sau hiệu chỉnh" in vi and "p < 0.000001 after calibration" in en
    assert "21 phép thử trong ngày, q = 0,05" in vi
    assert "cần người quyết định" in vi and "mostly one source" in en
    assert "Without the domain that contributes most, this episode reaches no level." in en


def test_the_reasons_are_listed_and_sum_to_a_hundred(read: Pages) -> None:
    cells = read["canh-bao"]["vi"].cells
    at = cells.index("Hoa Kỳ")
    shares = [float(cells[at + n].rstrip("%").replace(",", ".").replace("\u2212", "-")) for n in (3, 7, 11)]
    assert shares == [60.0, 45.0, -5.0] and sum(shares) == 100.0
    assert cells[at + 4] == "Pháp mới"


def test_tone_never_stands_without_its_caveat(read: Pages) -> None:
    for slug, word in (("canh-bao", "\u22124,50"), ("canh-bao/cach-do", "báo động sắc thái")):
        assert word in read[slug]["vi"].text and CAVEAT.vi in read[slug]["vi"].text
        assert CAVEAT.en in read[slug]["en"].text


def test_open_episodes_come_first_and_old_ones_stay_in_the_archive(drafts: dict[str, Draft], read: Pages) -> None:
    html = body(drafts["canh-bao"], "vi")
    assert re.findall(r'<article [^>]*id="(\w+)"', html) == ["a1", "b2", "c3"]
    assert html.index('id="dang-mo"') < html.index('id="a1"') < html.index('id="gan-day"') < html.index('id="c3"')
    assert [cell for cell in read["canh-bao/luu-tru"]["vi"].cells if cell in {"a1", "b2", "c3", "d4"}] == [
        *("a1", "b2", "c3", "d4")
    ]


def test_the_calendar_marks_alarms_and_leaves_missing_days_open(drafts: dict[str, Draft]) -> None:
    html = body(drafts["canh-bao"], "vi")
    days = dict(re.findall(r"<title>(\d\d/\d\d/\d{4}): [^<]*</title><rect class=\"(\w+)\"", html.split("obs-fold")[0]))
    assert days["10/09/2026"] == "none" and days["29/09/2026"] == "q4" and days["28/09/2026"] == "q1"
    assert "29/09/2026: 5,0×; quan sát 500, dự kiến 100,0; báo động" in html
    assert html.count("obs-calendar__mark") == 2, "one day of alarm of the country and one of a province"
    assert "4,0× trở lên" in html and "∞" not in html


def test_the_map_holds_all_units_and_both_archipelagos(drafts: dict[str, Draft]) -> None:
    html = body(drafts["canh-bao"], "vi")
    assert html.count('class="tile unit') == 34
    assert "Quần đảo Hoàng Sa (thành phố Đà Nẵng): cấp 1 (theo dõi)" in html
    assert "Quần đảo Trường Sa (tỉnh Khánh Hoà): chưa thử được" in html
    tiles = dict(re.findall(r"<title>([^:<]*): [^<]*</title><rect class=\"(\w+)\"", html[html.index("obs-tilemap") :]))
    assert (tiles["Đà Nẵng"], tiles["Huế"], tiles["Cao Bằng"]) == ("level1", "level0", "none")


def test_the_chart_of_the_country_shows_gaps_and_alarms(drafts: dict[str, Draft]) -> None:
    (chart,) = drafts["canh-bao"].charts
    rows = chart.specs["en", "light"]["datasets"]["figures"]
    observed = {row["at"][:10]: row for row in rows if row["kind"] == "Observed"}
    assert observed[warning_frames.MISSING]["value"] is None
    assert [day for day, row in observed.items() if row["alarm"]] == [warning_frames.ALARM]
    assert len(rows) == 3 * 60 and ("10 September 2026", "—", "—", "—", "no") in chart.rows["en"]


def test_a_quiet_day_is_said_and_too_little_history_too(site: Site) -> None:
    none = warning_frames.episodes().iloc[:0]
    today = {"as_of": "2026-09-30", "status": "insufficient-history", "series_total": 4, "series_tested": 0}
    new = with_warning(site, today=warning_frames.frame(today), episodes=none)
    (draft,) = warning.drafts(new)
    found = check(draft)
    assert "Chưa đủ lịch sử để nói cấp" in found["vi"].text and "Too little history" in found["en"].text
    assert 'obs-today__level">Cấp' not in body(draft, "vi")
    quiet = {**today, "status": "quiet", "alert_level": 0, "episodes_open": 0, "series_tested": 4}
    (draft,) = warning.drafts(with_warning(site, today=warning_frames.frame(quiet), episodes=none))
    assert "Không có đợt nào đang mở." in check(draft)["vi"].text


def test_the_feeds_are_linked_from_where_they_lie(read: Pages) -> None:
    files = {"canh-bao/canh-bao.atom", "en/canh-bao/canh-bao.atom", "canh-bao/canh-bao.json"}
    for lang, root in (("vi", "../"), ("en", "../../")):
        assert {f"{root}{name}" for name in files} <= set(read["canh-bao"][lang].links)  # type: ignore[index]


# ---- Archive, series, method, process


def test_messages_refer_to_those_before_and_tests_are_called_tests(read: Pages) -> None:
    found = read["canh-bao/luu-tru"]
    assert "cập nhật" in found["vi"].cells and "new alert test" in found["en"].cells
    assert "vn-img-a1-r0" in found["vi"].cells
    assert "../../canh-bao/cap/vn-img-a1-r1.xml" in found["vi"].links


def test_no_series_is_hidden_because_it_cannot_be_tested(read: Pages) -> None:
    cells = read["canh-bao/chuoi"]["vi"].cells
    assert cells[cells.index("Chưa đủ lịch sử") + 1] == "1" and cells[cells.index("Đã chấm") + 1] == "3"
    assert "Chưa có phép thử" in cells


def test_every_setting_and_state_is_on_the_method_page(site: Site, empty: Pages) -> None:
    found = empty["canh-bao/cach-do"]
    assert found["vi"].ids == found["en"].ids
    for lang in LANGS:
        for row in site.data(figures.METHOD, "settings").to_dict("records"):
            assert row[f"name_{lang}"] in found[lang].cells and row[f"why_{lang}"] in found[lang].cells
        for table in ("states", "tests"):
            assert set(site.data(figures.METHOD, table)[f"name_{lang}"]) <= set(found[lang].cells)


def test_the_process_page_holds_every_row_of_its_package(site: Site, empty: Pages) -> None:
    found = empty["canh-bao/quy-trinh"]
    for lang in LANGS:
        text = plain(found[lang].text)
        for table in ("states", "roles", "never_public", "public_fields", "artefacts", "strategies", "disinformation"):
            for word in site.data(figures.PROCESS, table)[f"name_{lang}"]:
                assert word in text, (table, word)
        for table in ("rules", "duties", "clearance"):
            assert all(words in text for words in site.data(figures.PROCESS, table)[f"text_{lang}"])
    moves = site.data(figures.PROCESS, "transitions")
    assert f"Chỉ {len(moves)} bước dưới đây được phép" in plain(found["vi"].text)


def test_each_hour_bears_its_basis(empty: Pages) -> None:
    cells = empty["canh-bao/quy-trinh"]["en"].cells
    at = cells.index("First information to the press")
    assert cells[at + 1 : at + 6] == ["the event", "—no figure", "—no figure", "24", "24"]
    assert cells[at + 6].startswith("sourced") and "to be verified" in cells[at + 6]
    triage = cells.index("Triage", cells.index("First information to the press") - 30)
    assert cells[triage + 1 : triage + 6] == ["detection", "24", "8", "2", "1"]


# ---- Incidents


def test_a_cleared_incident_has_its_course_and_its_lessons(read: Pages) -> None:
    text = plain(read["canh-bao/su-co"]["vi"].text)
    assert "Thử quy trình" in text and "02/08/2026: Có phát ngôn." in text
    assert "../rut-kinh-nghiem/#su-co-2026-001" in read["canh-bao/su-co"]["vi"].links
    review = plain(read["canh-bao/rut-kinh-nghiem"]["en"].text)
    assert "A summary." in review and "Hours to detection1.5 hours" in review
    assert "su-co-2026-001" in read["canh-bao/rut-kinh-nghiem"]["en"].ids
    assert "—no figure" in read["canh-bao/rut-kinh-nghiem"]["en"].cells, "a time that is not known stays open"


# ---- Backtest


def test_whatever_is_simulated_says_so(backtest: Draft, tested: dict[Lang, Read]) -> None:
    for lang, word in (("vi", "mô phỏng"), ("en", "simulated")):
        for chart in backtest.charts[:-1]:
            assert word in chart.labels.title.get(lang) and word in chart.labels.unit.get(lang)
        assert tested[lang].text.count(word) >= 10
    assert "số liệu thật" in backtest.charts[-1].labels.title.vi and len(backtest.charts) == 3


def test_every_detector_is_listed_with_its_interval(site: Site, tested: dict[Lang, Read]) -> None:
    results = site.result("warning-backtest", "results")
    assert set(results["detector_vi"]) <= set(tested["vi"].cells)
    null = results[results["bench"].str.startswith("null")]
    assert len([cell for cell in tested["en"].cells if cell.endswith(("held", "exceeded"))]) == 2 * sum(
        null["detector"] == "policy-level-2"
    )
    for row in results[results["bench"] == "daily-5"].to_dict("records"):
        low, high = (numbers.number(row[f"f1_{end}"], "vi", 3) for end in ("low", "high"))
        assert f"{numbers.number(row['f1'], 'vi', 3)}{low} – {high}" in tested["vi"].cells


def test_goals_stand_beside_what_was_measured(tested: dict[Lang, Read]) -> None:
    states = {"met", "met within the interval", "not met"}
    assert len([cell for cell in tested["en"].cells if cell in states]) == 6


def test_missed_events_are_listed_one_by_one(site: Site, tested: dict[Lang, Read]) -> None:
    events = site.result("warning-backtest", "misses")
    for detector in ("nbw", "ff7", "ff7+nbw"):
        own = events[(events["bench"] == "daily-5") & (events["detector"] == detector)]
        assert f"sót {(~own['found']).sum()}/{len(own)}" in plain(tested["vi"].text)


def test_may_2014_is_named_on_the_real_series(backtest: Draft, tested: dict[Lang, Read]) -> None:
    rows = backtest.charts[-1].specs["en", "light"]["datasets"]["figures"]
    (named,) = (row for row in rows if row["note"])
    assert named["note"] == "May 2014" and named["alarm"]
    assert "2003-12" in {row["at"][:7] for row in rows if row["value"] is None}, "a month without a row is a gap"
    assert "tháng 5/2014 tìm thấy" in plain(tested["vi"].text)
