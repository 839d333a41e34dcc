"""Annual, stage and survey rankings: every rank over its number, no arrow that is not credible."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from fixtures import with_tables
from reading import Read, check

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.pages import annual, stage, survey
from observatory.site.site import HOME, Site

PILOT = {"vi": "Đây không phải là xếp hạng chính thức", "en": "not an official ranking"}
RANK = re.compile(r"=?\d+/\d+")


def page(drafts: object) -> dict[Lang, Read]:
    (draft,) = drafts  # type: ignore[misc]
    return check(draft)


@pytest.fixture(scope="module")
def yearly(site: Site) -> dict[Lang, Read]:
    return page(annual.drafts(site))


@pytest.fixture(scope="module")
def stages(site: Site) -> dict[Lang, Read]:
    return page(stage.drafts(site))


@pytest.fixture(scope="module")
def ladder(site: Site) -> dict[Lang, Read]:
    return page(survey.drafts(site))


def test_pages_are_marked_as_pilots(*, yearly: dict[Lang, Read], stages: dict[Lang, Read]) -> None:
    for read in (yearly, stages):
        for lang, words in PILOT.items():
            assert words in read[lang].text  # type: ignore[index]


def test_the_annual_page_holds_each_unit_in_each_year(site: Site, yearly: dict[Lang, Read]) -> None:
    rows = site.result("annual-ranking", "rankings")
    for lang, read in yearly.items():
        for unit in site.units.values():
            assert read.cells.count(unit[f"full_name_{lang}"]) >= rows["year"].nunique()
        for row in rows[rows["ranked"]].to_dict("records"):
            shown = ("=" if row["tied"] else "") + numbers.rank(row["rank"], row["field_size"], lang)
            assert shown in read.cells
            assert numbers.number(row["score"], lang, 2) in read.cells
        assert {unit[f"region_{lang}"] for unit in site.units.values()} <= set(read.cells)


def test_without_sampling_errors_there_is_no_arrow(site: Site, yearly: dict[Lang, Read]) -> None:
    assert set(site.result("annual-ranking", "rankings")["movement"].dropna()) <= {"unknown"}
    for lang, word in (("vi", "chưa rõ"), ("en", "unknown")):
        assert word in yearly[lang].cells
        assert not re.search("[▲▼]", yearly[lang].text)


def test_units_short_of_data_are_named_with_the_reason(site: Site) -> None:
    rows = site.result("annual-ranking", "rankings").copy()
    lost = rows["code"] == "48"
    rows.loc[lost, ["rank", "peer_rank"]] = pd.NA
    rows.loc[lost, "ranked"] = False
    rows.loc[lost, "reason_vi"], rows.loc[lost, "reason_en"] = "Thiếu số liệu.", "Short of figures."
    read = page(annual.drafts(with_tables(site, "annual-ranking", rankings=rows)))
    assert "Thiếu số liệu." in read["vi"].text and "Short of figures." in read["en"].text
    assert "chưa xếp" in read["vi"].cells and "unranked" in read["en"].cells


def test_the_annual_chart_joins_all_units_and_colours_few(site: Site) -> None:
    (draft,) = annual.drafts(site)
    (chart,) = draft.charts
    figures = chart.specs["vi", "light"]["datasets"]["figures"]
    named = {row["name"] for row in figures}
    assert len(named) == site.result("annual-ranking", "rankings").query("ranked")["code"].nunique()
    assert 1 <= len({row["name"] for row in figures if row["current"]}) <= 6
    assert not any(name.startswith(("Tỉnh ", "Thành phố ")) for name in named)


def test_stages_without_figures_say_so(site: Site, stages: dict[Lang, Read]) -> None:
    rows = site.result("stage-ranking", "stages")
    empty = rows[rows["status"] == "no data"]
    assert {2026, 2031} == set(empty["from_year"])
    for lang, words in (("vi", "chưa có số liệu"), ("en", "no figures yet")):
        assert stages[lang].cells.count(words) == len(empty)
        assert all(row[f"title_{lang}"] in stages[lang].text for row in rows.to_dict("records"))


def test_the_pilot_stage_ranks_the_mean_of_its_years(site: Site, stages: dict[Lang, Read]) -> None:
    rows = site.result("stage-ranking", "rankings").query("ranked")
    assert len(rows) > 20
    for row in rows.to_dict("records"):
        assert numbers.number(row["score"], "vi", 2) in stages["vi"].cells
        assert numbers.rank(row["peer_rank"], row["peer_size"], "en") in stages["en"].cells


def test_the_survey_tells_from_which_to_which_rank(site: Site, ladder: dict[Lang, Read]) -> None:
    rows = site.result("survey-ranks", "rankings")
    latest = rows[rows["year"] == rows["year"].max()]
    for row in latest.to_dict("records"):
        low, high, own = (int(row[key]) for key in ("rank_low", "rank_high", "rank"))
        assert f"hạng {own} (từ {low} đến {high})" in ladder["vi"].text
        assert f"rank {own} (from {low} to {high})" in ladder["en"].text
        assert f"{int(row['table_low'])}–{int(row['table_high'])}" in ladder["vi"].cells
    home = latest.set_index("country_iso3").loc[HOME]
    assert numbers.rank(home["rank"], home["field_size"], "vi") in ladder["vi"].cells


def test_what_cannot_be_told_apart_is_said_in_words(site: Site, ladder: dict[Lang, Read]) -> None:
    runs = site.result("survey-ranks", "together")
    latest = runs[runs["year"] == runs["year"].max()]
    assert len(latest)
    for row in latest.to_dict("records"):
        names = ", ".join(str(site.countries[code]["name_vi"]) for code in row["members"].split("; "))
        ranks = f"Hạng {row['first_rank']}–{row['last_rank']} không phân biệt được"
        assert ranks in ladder["vi"].text and names in ladder["vi"].text


def test_arrows_only_where_they_are_credible(site: Site, ladder: dict[Lang, Read]) -> None:
    rows = site.result("survey-ranks", "rankings")
    latest = rows[rows["year"] == rows["year"].max()]
    for sign, word, movement in (("▲", "lên", "up"), ("▼", "xuống", "down")):
        own = latest[latest["movement"] == movement]
        assert ladder["vi"].cells.count(f"{sign} {word}") == len(own)
        assert (own["p_better"] >= 0.9).all() if movement == "up" else (own["p_better"] <= 0.1).all()


def test_a_survey_without_errors_shows_dashes(site: Site) -> None:
    rows = site.result("survey-ranks", "rankings").copy()
    rows[["rank_low", "rank_high", "table_low", "table_high"]] = pd.NA
    runs = site.result("survey-ranks", "together").iloc[:0]
    read = page(survey.drafts(with_tables(site, "survey-ranks", rankings=rows, together=runs)))
    assert "(từ" not in read["vi"].text
    assert "Chưa có" in read["vi"].text


def test_the_survey_chart_holds_asean_with_viet_nam_first(site: Site) -> None:
    (draft,) = survey.drafts(site)
    figures = draft.charts[0].specs["en", "light"]["datasets"]["figures"]
    assert figures[0]["name"] == "Viet Nam" and figures[0]["current"]
    asean = {row["name_en"] for row in site.countries.values() if row["asean"]}
    assert {row["name"] for row in figures} <= asean


def test_every_table_can_be_downloaded(*, yearly: dict[Lang, Read], ladder: dict[Lang, Read]) -> None:
    assert "../../tai-ve/results/annual-ranking/data/rankings.csv" in yearly["vi"].links
    assert "../../../tai-ve/results/survey-ranks/data/rankings.csv" in ladder["en"].links
    assert "../../du-lieu/results/annual-ranking/" in yearly["vi"].links


def test_ranks_never_stand_without_their_number(*, yearly: dict[Lang, Read], stages: dict[Lang, Read]) -> None:
    for read in (yearly["vi"], stages["vi"]):
        assert sum(bool(RANK.fullmatch(cell)) for cell in read.cells) > 30
