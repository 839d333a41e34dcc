"""The page that says what this is: honest on what stands and what does not."""

from __future__ import annotations

import pytest
from reading import Read, check

from observatory.findings import Lang
from observatory.site.pages import about
from observatory.site.site import Site


@pytest.fixture(scope="module")
def page(site: Site) -> dict[Lang, Read]:
    (draft,) = about.drafts(site)
    return check(draft)


def test_it_is_a_trial_and_not_an_official_page(page: dict[Lang, Read]) -> None:
    assert "không phải là trang thông tin điện tử chính thức của Bộ Văn hóa, Thể thao và Du lịch" in page["vi"].text
    assert "not an official website of the Ministry of Culture, Sports and Tourism" in page["en"].text


def test_each_task_of_the_annex_says_where_it_stands(site: Site, page: dict[Lang, Read]) -> None:
    tasks = site.data(about.TARGETS, "annex_tasks")
    assert set(tasks["id"]) == set(about.STANDINGS)
    for row in tasks.to_dict("records"):
        assert row["text_vi"] in page["vi"].text and row["text_en"] in page["en"].text
        standing = about.STANDINGS[row["id"]]
        assert standing.words.vi in page["vi"].text and standing.words.en in page["en"].text
    assert {standing.state for standing in about.STANDINGS.values()} == {about.PARTLY}
    assert all(standing.pages for standing in about.STANDINGS.values())


def test_sections_are_the_same_in_both_languages(page: dict[Lang, Read]) -> None:
    assert page["vi"].ids == page["en"].ids
    assert {"nhiem-vu", "du-lieu", "bao-loi", "tiep-can", "rieng-tu", "ghi-nhan"} == set(page["vi"].ids)


def test_sources_and_software_are_credited(site: Site, page: dict[Lang, Read]) -> None:
    for package in site.catalogue:
        if package.owner == "reference":
            assert all(source.title in page["vi"].text for source in package.sources)
    assert "Material for MkDocs" in page["vi"].text and "Vega-Lite" in page["en"].text


def test_the_repository_is_linked_only_where_it_is_known(site: Site, page: dict[Lang, Read]) -> None:
    address = "https://example.org/repository"
    assert address not in page["vi"].links
    (draft,) = about.drafts(site, address)
    assert address in check(draft)["vi"].links
