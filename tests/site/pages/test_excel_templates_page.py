"""The page of Excel templates, and the link to them on the page of a package."""

from __future__ import annotations

import pytest
from reading import Read, check

from observatory.findings import Lang
from observatory.site.pages import data, excel_templates
from observatory.site.site import Site
from observatory.site.template_files import TemplateFile

VISITORS, PAPI = "reference/visitors", "reference/province-papi"


def file(package: str, table: str, lang: Lang, size: int = 12_300) -> TemplateFile:
    name = package.partition("/")[2] + (f"-{table}" if table else "")
    stem = "mau" if lang == "vi" else "template"
    return TemplateFile(package, table, lang, f"mau/{package}/{stem}-{name}.xlsx", size)


FILES = [
    *(file(VISITORS, table, lang) for lang in ("vi", "en") for table in ("", "by_month")),
    file("methodology/indicators", "", "vi", 1_250_000),
]


@pytest.fixture(scope="module")
def page(site: Site) -> dict[Lang, Read]:
    (draft,) = excel_templates.drafts(site, FILES)
    return check(draft)


def test_every_template_is_linked_with_its_size(page: dict[Lang, Read]) -> None:
    for lang, up in (("vi", "../../"), ("en", "../../../")):
        links = [link for link in page[lang].links if link.endswith(".xlsx")]
        assert links == [
            f"{up}mau/{path}.xlsx"
            for path in (
                *("reference/visitors/mau-visitors", "reference/visitors/template-visitors"),
                *("reference/visitors/mau-visitors-by_month", "reference/visitors/template-visitors-by_month"),
                "methodology/indicators/mau-indicators",
            )
        ]
    assert any("12,3 kB" in cell for cell in page["vi"].cells) and any("1.3 MB" in cell for cell in page["en"].cells)


def test_owners_without_templates_are_left_out(page: dict[Lang, Read], site: Site) -> None:
    assert {"mau-reference", "mau-methodology"} <= set(page["vi"].ids)
    (draft,) = excel_templates.drafts(site, FILES[:4])
    assert "mau-methodology" not in check(draft)["vi"].ids


def test_a_site_without_templates_says_so(site: Site) -> None:
    (draft,) = excel_templates.drafts(site, [])
    found = check(draft)
    assert "chưa kèm mẫu nào" in found["vi"].text and "holds no templates" in found["en"].text


def test_the_page_of_a_package_links_its_own(site: Site) -> None:
    drafts = {draft.slug: draft for draft in data.drafts(site, {}, templates=FILES)}
    found = check(drafts[f"du-lieu/{VISITORS}"])
    assert [link for link in found["vi"].links if "/mau/" in link] == [
        f"../../../mau/reference/visitors/{name}.xlsx"
        for name in ("mau-visitors", "template-visitors", "mau-visitors-by_month", "template-visitors-by_month")
    ]
    assert "mau-excel" not in check(drafts[f"du-lieu/{PAPI}"])["vi"].ids
