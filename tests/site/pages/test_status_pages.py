"""The pages on what each body has sent: empty as it is today, and with every state there is."""

from __future__ import annotations

from functools import cache

import pytest
from reading import body, check, plain

from contributions import with_register
from observatory.compute import result
from observatory.findings import LANGS
from observatory.site.contributions import DUE, STATUS, SUBMISSIONS, package_standing
from observatory.site.pages import data, status
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.load import load
from packages import ROOT

NAMES = (
    *("methodology/contributors", "reference/contributions", "reference/glossary"),
    *("reference/provincial-units", "reference/agencies"),
)


@cache
def built(filled: bool) -> Site:
    catalogue = load([ROOT / "datasets" / name for name in NAMES]).catalogue
    catalogue = with_register(catalogue) if filled else catalogue
    return Site(catalogue, {"contributions": result(catalogue, "contributions")})


def drafts(filled: bool) -> dict[str, Draft]:
    return {draft.slug: draft for draft in status.drafts(built(filled))}


@pytest.mark.parametrize("filled", [False, True])
def test_every_body_has_a_page_and_every_page_holds(filled: bool) -> None:
    found = drafts(filled)
    owners = built(filled).result("contributions", "units")["owner"]
    assert set(found) == {STATUS, *(f"{STATUS}/{owner}" for owner in owners)}
    for slug in (STATUS, *(f"{STATUS}/{owner}" for owner in ("da-nang", "hue", "vtc", "reference"))):
        check(found[slug])


def test_the_list_names_and_links_every_body() -> None:
    found = check(drafts(False)[STATUS])
    for lang in LANGS:
        links = [link for link in found[lang].links if link.startswith("./") or link.count("/") == 1]
        assert {f"{row['owner']}/" for row in built(False).result("contributions", "units").to_dict("records")} <= set(
            links
        )
    assert "Chưa nhận được lần gửi nào." in found["vi"].text and "Nothing has been received yet." in found["en"].text
    assert "23/11/2026" in found["vi"].text


def test_a_body_that_sent_nothing_is_told_how_to_begin() -> None:
    found = check(drafts(False)[f"{STATUS}/hue"])
    assert "Chưa nhận được lần gửi nào của đơn vị này." in plain(found["vi"].text)
    assert {"../../mau-excel/", "../../huong-dan/"} <= set(found["vi"].links)
    assert "chưa có gói dữ liệu nào" in found["vi"].text


def test_what_was_sent_shows_with_its_state_its_reason_and_the_page_of_each_code() -> None:
    found = check(drafts(True)[f"{STATUS}/da-nang"])
    for lang in LANGS:
        text = plain(found[lang].text)
        assert [
            state in text for state in (SUBMISSIONS[name][1].get(lang) for name in ("accepted", "refused", "received"))
        ]
        assert all(
            f"{mark} {words.get(lang)}" in text
            for mark, words in (SUBMISSIONS["refused"], DUE["overdue"], DUE["due_soon"])
        )
        codes = [link for link in found[lang].links if "/ma-loi/" in link]
        assert codes == [f"../../../phuong-phap/ma-loi/{code}/" for code in ("type-error", "excel-example-left")]
        assert text.index("2026-0003") < text.index("2026-0002") < text.index("2026-0001")
    english = body(drafts(True)[f"{STATUS}/da-nang"], "en")
    assert (
        '<span lang="vi">Còn &lt;dòng&gt; thí dụ &amp; ô sai kiểu.</span>' in english
    )  # said to be Vietnamese, and escaped


def test_a_code_without_a_page_and_a_package_without_one_are_words_alone() -> None:
    from observatory.site.templates import pages

    draft = drafts(True)[f"{STATUS}/da-nang"]
    page = next(page.body for page in pages(draft, "2026-11-23", frozenset({STATUS, draft.slug})))
    assert "ma-loi/" not in page and "<code>type-error</code>" in page and "<code>da-nang/visitors</code>" in page


def test_a_package_says_what_was_received_and_what_is_due() -> None:
    site = built(True)
    pages = {draft.slug: draft for draft in data.drafts(site, {})}
    found = check(pages["du-lieu/reference/glossary"])
    text = plain(found["vi"].text)
    assert "Tiếp nhận và việc đến hạn" in text and "2026-0004" in text and "Rà soát thuật ngữ" in text
    assert "23/05/2027" in text and "23/02/2027" in text
    assert "../../tinh-trang/reference/" in found["vi"].links
    assert "Tiếp nhận và việc đến hạn" not in plain(check(pages["du-lieu/results/contributions"])["vi"].text)


def test_without_the_register_a_package_page_does_without() -> None:
    assert package_standing(Site(built(False).catalogue, {}), "reference/glossary") is None
