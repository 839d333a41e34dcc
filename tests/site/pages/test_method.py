"""The page of the method: both languages, and figures that are those of the results."""

from __future__ import annotations

import pytest
from reading import Read, check

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.pages import method
from observatory.site.site import Site


@pytest.fixture(scope="module")
def page(site: Site) -> dict[Lang, Read]:
    (draft,) = method.drafts(site)
    assert draft.slug == "phuong-phap"
    return check(draft)


def test_both_languages_have_the_same_sections(page: dict[Lang, Read]) -> None:
    assert page["vi"].ids == page["en"].ids
    assert {
        "thieu",
        "thu-hang",
        "khong-so-sanh",
        "chi-so-quoc-gia",
        "bang-dia-phuong",
        "tien-do",
        "gioi-han",
    } <= {*page["vi"].ids}


def test_the_example_of_viet_nam_adds_up(site: Site, page: dict[Lang, Read]) -> None:
    components = site.result(method.NATIONAL, "components").query("country_iso3 == 'VNM'")
    score = site.result(method.NATIONAL, "scores").query("country_iso3 == 'VNM'").iloc[0]
    assert components["contribution"].sum() == pytest.approx(score["score"])
    for lang, read in page.items():
        assert numbers.number(score["score"], lang, 2) in read.text
        assert numbers.rank(score["rank"], score["field_size"], lang) in read.text
        for value in components["contribution"]:
            assert numbers.number(value, lang, 2) in read.cells


def test_the_example_of_a_merged_unit_is_the_mean(site: Site, page: dict[Lang, Read]) -> None:
    former = site.result(method.LOCAL, "former").query("level == 'province34' and code == '48'")["score"]
    score = site.result(method.LOCAL, "scores").query("code == '48'").iloc[0]["score"]
    assert len(former) == 2 and former.mean() == pytest.approx(score)
    for lang, read in page.items():
        assert {numbers.number(value, lang, 2) for value in [*former, score]} <= set(read.cells)


def test_units_without_a_rank_are_named(site: Site, page: dict[Lang, Read]) -> None:
    unranked = site.result(method.LOCAL, "scores").query("not ranked")["code"]
    assert len(unranked) == 5
    for code in unranked:
        assert site.units[code]["name_vi"] in page["vi"].text
        assert site.units[code]["name_en"] in page["en"].text


def test_the_pace_of_the_visitors_target(page: dict[Lang, Read]) -> None:
    assert round(((70 / 21.2) ** (1 / 20) - 1) * 100, 2) == 6.15
    assert "6,15%" in page["vi"].text and "6.15%" in page["en"].text
    assert "70.000.000" in page["vi"].text and "21,200,000" in page["en"].text


def test_frameworks_stand_with_weights_goalposts_and_reasons(site: Site, page: dict[Lang, Read]) -> None:
    for package in (method.NATIONAL, method.LOCAL):
        for row in site.data(f"methodology/{package}", "framework").to_dict("records"):
            assert row["why_vi"] in page["vi"].cells and row["why_en"] in page["en"].cells


def test_what_may_not_be_compared_comes_from_the_indicators(site: Site, page: dict[Lang, Read]) -> None:
    for row in site.indicators.values():
        if row["comparable_note_vi"]:
            assert row["comparable_note_vi"] in page["vi"].cells
            assert row["comparable_note_en"] in page["en"].cells


def test_ranks_are_over_the_number_ranked(page: dict[Lang, Read]) -> None:
    assert {"50/60", "52/193"} <= set(page["vi"].cells)


def test_versions_in_force_and_the_reference_pages(site: Site, page: dict[Lang, Read]) -> None:
    links = page["vi"].links
    for package in site.catalogue:
        if package.owner == "methodology":
            assert f"../du-lieu/{package.id}/" in links
    assert {"lenh/", "ma-loi/", "luoc-do/"} <= set(links)
