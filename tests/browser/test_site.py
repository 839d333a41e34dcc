"""The whole site in a browser, served below a path as project pages are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from visit import BASE, Visit, violations

pytestmark = pytest.mark.browser

SLUGS = (
    "",
    "dia-phuong/",
    "dia-phuong/48-da-nang/",
    "dia-phuong/04-cao-bang/",
    "quoc-gia/",
    "chi-so/",
    "chi-so/gspi-rank/",
    "chi-so/whr-ladder-score/",
    "xep-hang/",
    "xep-hang/quoc-gia/",
    "xep-hang/quoc-gia/vnm/",
    "xep-hang/dia-phuong/",
    "xep-hang/nam/",
    "xep-hang/giai-doan/",
    "xep-hang/khao-sat/",
    "xep-hang/don-vi/",
    "xep-hang/don-vi/vtc/",
    "phuong-phap/kiem-chung/",
    "phuong-phap/do-nhat-quan/",
    "muc-tieu/",
    "so-ket/",
    "so-ket/nam/2025/",
    "so-ket/giai-doan/2026-2030/",
    "khach-quoc-te/",
    "truyen-thong/",
    "truyen-thong/so-sanh/",
    "truyen-thong/suc-khoe-du-lieu/",
    "truyen-thong/cach-do/",
    "canh-bao/",
    "canh-bao/luu-tru/",
    "canh-bao/cach-do/",
    "canh-bao/chuoi/",
    "canh-bao/quy-trinh/",
    "canh-bao/su-co/",
    "canh-bao/rut-kinh-nghiem/",
    "canh-bao/thu-nghiem/",
    "so-ket/bao-cao/",
    "so-ket/dieu-chinh/",
    "so-ket/dieu-chinh/d-2026-10/",
    "phuong-phap/phien-ban/",
    "phuong-phap/phien-ban/national-index-pilot/1-0-0/",
    "bieu-duong/",
    "bieu-duong/mo-hinh/",
    "du-lieu/",
    "du-lieu/reference/visitors/",
    "du-lieu/mau-excel/",
    "du-lieu/lich-cong-bo/",
    "du-lieu/dinh-chinh/",
    "du-lieu/huong-dan/",
    "du-lieu/tinh-trang/",
    "du-lieu/tinh-trang/reference/",
    "du-lieu/results/local-index-pilot/",
    "phuong-phap/",
    "phuong-phap/ma-loi/",
    "phuong-phap/ma-loi/type-error/",
    "phuong-phap/ma-loi/framework-cycle/",
    "gioi-thieu/",
)
LABELS = "h1, h2, h3, th[scope=col], nav, button, figcaption, summary, caption, dt, label"
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
# The language switch, and names that English keeps: words of the Vietnamese script inside an English label.
KEPT = ("Tiếng Việt", "Quyết định")


@pytest.mark.parametrize(("lang", "width", "scheme"), [("vi", 1280, "light"), ("en", 390, "dark")])
def test_pages_are_accessible(browser: Browser, address: str, lang: str, width: int, scheme: str) -> None:
    """Each width, mode and language once: the two languages share every template."""
    faults: dict[str, object] = {}
    with Visit(
        browser, address, search=False, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    ) as visit:
        for slug in SLUGS:
            page = visit.go(("en/" if lang == "en" else "") + slug)
            found = violations(page)
            if found:
                faults[slug] = [(rule["id"], [node["html"][:120] for node in rule["nodes"][:2]]) for rule in found]
        assert visit.hosts == {urlsplit(address).netloc}
    assert faults == {}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_fit_ask_no_other_host_break_no_policy_and_keep_to_their_language(
    browser: Browser, address: str, lang: str
) -> None:
    left: list[tuple[str, str]] = []
    with Visit(browser, address, search=False) as visit:
        for slug in SLUGS:
            visit.page.set_viewport_size({"width": 1280, "height": 900})
            page = visit.go(("en/" if lang == "en" else "") + slug)
            assert page.locator("html").get_attribute("lang") == lang
            for width in (1280, 390):
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (slug, width)
            assert visit.clean(), (slug, visit.errors, visit.hosts)
            if lang == "en":
                left += [(slug, text[:120]) for text in labels(page) if VIETNAMESE.search(text)]
    assert left == []


def labels(page: Page) -> list[str]:
    """The labels of a page without what is marked as Vietnamese, and without the names that English keeps."""
    texts: list[str] = page.evaluate(
        """labels => [...document.querySelectorAll(labels)].map(label => {
            const copy = label.cloneNode(true)
            for (const part of copy.querySelectorAll('[lang=vi], code')) part.remove()
            return label.closest('[lang=vi]') ? '' : copy.textContent
        })""",
        LABELS,
    )
    for kept in KEPT:
        texts = [text.replace(kept, "") for text in texts]
    return [" ".join(text.split()) for text in texts]


@pytest.mark.parametrize(
    ("lang", "sought"),
    [
        (
            "vi",
            {
                "da nang": "dia-phuong/48-da-nang",
                "hue": "dia-phuong/46-hue",
                "khanh hoa": "dia-phuong/56-khanh-hoa",
                "Khánh Hòa": "dia-phuong/56-khanh-hoa",
                "xep hang": "xep-hang",
                "suc manh mem": "chi-so/gspi-rank",
                "gui so lieu": "du-lieu/huong-dan",
            },
        ),
        (
            "en",
            {
                "da nang": "dia-phuong/48-da-nang",
                "khanh hoa": "dia-phuong/56-khanh-hoa",
                "soft power": "chi-so/gspi-rank",
            },
        ),
    ],
    ids=["vi", "en"],
)
def test_search_finds_the_pages(browser: Browser, address: str, lang: str, sought: dict[str, str]) -> None:
    """The index is built once, as for a reader who searches again."""
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("en/" if lang == "en" else "")
        field = page.locator(".md-search__input")
        field.click()
        links = page.locator(".md-search-result__item > .md-search-result__link")
        for query, slug in sought.items():
            field.fill("")
            field.dispatch_event("keyup")
            links.first.wait_for(state="detached", timeout=20_000)
            field.fill(query)
            field.dispatch_event("keyup")
            page.locator(f".md-search-result__link[href*='{slug}/']").first.wait_for(state="attached", timeout=20_000)
            first = [str(links.nth(n).get_attribute("href")) for n in range(min(links.count(), 8))]
            assert any(f"{slug}/" in link for link in first), (query, first)
        assert visit.clean(), (visit.errors, visit.hosts)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_charts_come_alive_when_asked(browser: Browser, address: str, lang: str) -> None:
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go(("en/" if lang == "en" else "") + "khach-quoc-te/")
        assert page.locator(".obs-live svg").count() == 0
        page.locator("figure.obs-chart .obs-activate").first.click()
        page.locator(".obs-live svg").first.wait_for(timeout=20_000)
        labels = page.locator(".obs-live svg text").all_text_contents()
        assert any("500.000" in label if lang == "vi" else "500,000" in label for label in labels), labels
        assert visit.clean(), (visit.errors, visit.hosts)


def test_charts_and_tables_need_no_script(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False) as visit:
        page = visit.go("khach-quoc-te/")
        figure = page.locator("figure.obs-chart").first
        image = figure.locator("img:visible")
        image.scroll_into_view_if_needed()
        assert image.count() == 1
        box = image.bounding_box()
        assert box is not None
        assert box["height"] > 100
        figure.locator("summary").click()
        assert figure.locator("details table tbody tr").count() == 12
        assert figure.locator(".obs-activate").is_hidden()


def test_the_language_switch_stays_on_the_page(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("dia-phuong/46-hue/")
        page.locator("a[hreflang=en]:visible").first.click()
        assert urlsplit(page.url).path == f"{BASE}en/dia-phuong/46-hue/"
        page.locator("a[hreflang=vi]:visible").first.click()
        assert urlsplit(page.url).path == f"{BASE}dia-phuong/46-hue/"


@pytest.mark.parametrize(("path", "lang"), [("khong-co/trang-nay/", "vi"), ("en/no/such/page/", "en")])
def test_a_missing_page_answers_in_its_language(browser: Browser, address: str, path: str, lang: str) -> None:
    with Visit(browser, address) as visit:
        answer = visit.page.goto(address + path)
        assert answer is not None
        assert answer.status == 404
        assert visit.page.locator("html").get_attribute("lang") == lang
        home = visit.page.locator("article a, main a").first
        assert str(home.get_attribute("href")).startswith(BASE)
        assert [error for error in visit.errors if "404" not in error] == []
        assert visit.page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"


def test_the_map_is_a_way_to_every_locality(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("dia-phuong/")
        tiles = page.locator(".obs-tilemap a.tile")
        assert tiles.count() == 36
        titles = page.locator(".obs-tilemap title").all_text_contents()
        assert any(title.startswith("Quần đảo Hoàng Sa (thành phố Đà Nẵng)") for title in titles)
        assert any(title.startswith("Quần đảo Trường Sa (tỉnh Khánh Hoà)") for title in titles)
        page.locator(".obs-tilemap a.archipelago").first.click()
        assert "dia-phuong/48-da-nang/" in page.url


def test_the_ranking_can_be_sorted(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("xep-hang/dia-phuong/")
        table = page.locator("table[data-sortable]").first
        first = table.locator("tbody tr").first.inner_text()
        table.locator("thead button").nth(1).click()
        assert table.locator("tbody tr").first.inner_text() != first
        assert table.locator("th[aria-sort]").count() == 1
        assert visit.clean(), visit.errors
