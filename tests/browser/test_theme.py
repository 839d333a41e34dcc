"""The theme in a browser: both languages, light and dark, wide and narrow, with and without scripts."""

import unicodedata
from pathlib import Path
from threading import Thread

import pytest
from theme_site import LOCALITIES, SITE_URL, build, spoken

from observatory.serve import site_server
from observatory.site.links import page_url
from observatory.site.verify import verify

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
BASE = "/observatory/"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# The narrowest screen on which the theme shows tabs.
TABBED = {"width": 1220, "height": 900}
QUERIES = {
    "vi": [
        ("da nang", "dia-phuong/48-da-nang"),
        ("đà nẵng", "dia-phuong/48-da-nang"),
        (unicodedata.normalize("NFD", "Đà Nẵng"), "dia-phuong/48-da-nang"),
        ("đa nang", "dia-phuong/48-da-nang"),
        ("hue", "dia-phuong/46-hue"),
        ("huế", "dia-phuong/46-hue"),
        ("xep hang", "xep-hang"),
        ("khanh hoa", "dia-phuong/56-khanh-hoa"),
        ("khánh hòa", "dia-phuong/56-khanh-hoa"),
        ("khánh hoà", "dia-phuong/56-khanh-hoa"),
        ("thuý", "phuong-phap"),
        ("thúy", "phuong-phap"),
        ("duong", "phuong-phap"),
        ("Đườ", "phuong-phap"),
        ("quang ninh", "dia-phuong/22-quang-ninh"),
    ],
    "en": [
        ("da nang", "dia-phuong/48-da-nang"),
        ("đà nẵng", "dia-phuong/48-da-nang"),
        ("hue", "dia-phuong/46-hue"),
        ("khanh hoa", "dia-phuong/56-khanh-hoa"),
        ("pilot ranking", "xep-hang"),
        ("thuy", "phuong-phap"),
        ("duong", "phuong-phap"),
    ],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return build(tmp_path_factory.mktemp("theme"))


@pytest.fixture(scope="module")
def address(site):
    server = site_server(site, base=BASE)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.url
    server.shutdown()


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("Debian's chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, address):
    """Open a page; afterwards nothing may have been blocked, missing or asked of another host."""
    contexts, troubles = [], []

    def open_page(path="", scheme="light", viewport=WIDE, **options):
        context = browser.new_context(color_scheme=scheme, viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda m: m.type in {"error", "warning"} and troubles.append(m.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda r: r.url.startswith((address, "data:", "blob:")) or troubles.append(r.url))
        page.on("response", lambda r: r.status < 400 or troubles.append(f"{r.status} {r.url}"))
        page.goto(address + path)
        return page

    open_page.troubles = troubles
    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def search(page, query):
    """The addresses of the results for ``query``, best first."""
    page.focus("[data-md-component=search-query]")
    page.wait_for_selector(".md-search-result__meta:not(:text-matches('chuẩn bị|Preparing'))")
    page.evaluate(
        """query => {
            document.querySelector(".md-search-result__meta").textContent = ""
            const input = document.querySelector("[data-md-component=search-query]")
            input.value = query
            input.dispatchEvent(new Event("input"))
            input.dispatchEvent(new KeyboardEvent("keyup"))
        }""",
        query,
    )
    page.wait_for_selector(".md-search-result__meta:not(:empty)")
    return page.eval_on_selector_all(
        ".md-search-result__item > a", "links => links.map(link => new URL(link.href).pathname)"
    )


def test_the_finished_site_passes_its_checks(site):
    assert verify(site, SITE_URL) == []


# Every pair of language, mode and width.
@pytest.mark.parametrize(
    ("lang", "scheme", "viewport"),
    [("vi", "light", WIDE), ("vi", "dark", NARROW), ("en", "light", NARROW), ("en", "dark", WIDE)],
    ids=["vi-light-1280", "vi-dark-390", "en-light-390", "en-dark-1280"],
)
def test_pages_fit_and_ask_for_nothing_else(visit, lang, scheme, viewport):
    for slug in ("", "dia-phuong", "dia-phuong/48-da-nang", "phuong-phap"):
        page = visit(page_url(lang, slug), scheme, viewport)
        assert page.get_attribute("html", "lang") == lang
        assert page.get_attribute("body", "data-md-color-scheme") == {"light": "default", "dark": "slate"}[scheme]
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_all_tabs_fit_and_one_is_current(visit, lang):
    page = visit(page_url(lang, "dia-phuong/48-da-nang"), viewport=TABBED)
    last = page.locator(".md-tabs__link").last.bounding_box()
    assert last["x"] + last["width"] < TABBED["width"]
    assert page.locator(".md-tabs__link[aria-current]").all_inner_texts() == [spoken(lang, "Địa phương", "Localities")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_search_finds_words_however_they_are_typed(visit, lang):
    page = visit(page_url(lang, ""))
    found = {query: search(page, query)[:2] for query, _ in QUERIES[lang]}
    missed = [query for query, wanted in QUERIES[lang] if BASE + page_url(lang, wanted) not in found[query]]
    assert missed == []


def test_result_of_a_search_has_its_title_and_no_word_missing(visit):
    page = visit()
    search(page, unicodedata.normalize("NFD", "Đà Nẵng"))
    best = page.locator(".md-search-result__item").first
    assert best.locator("h1").inner_text() == "Đà Nẵng"
    assert best.locator("del").count() == 0


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_language_switch_stays_on_the_page(visit, lang):
    page = visit(page_url(lang, "dia-phuong/48-da-nang"))
    page.click(".obs-language__link")
    other = spoken(lang, "en", "vi")
    page.wait_for_url(f"**{BASE}{page_url(other, 'dia-phuong/48-da-nang')}")
    assert page.inner_text("h1") == spoken(other, "Đà Nẵng", "Da Nang")


def test_chart_comes_alive_and_follows_the_colour_mode(visit):
    page = visit()
    assert page.locator("img.obs-light").is_visible()
    assert page.locator("img.obs-dark").is_hidden()
    assert page.evaluate("window.vegaEmbed") is None
    page.click(".obs-activate")
    page.wait_for_selector(".obs-live:focus svg")
    assert page.locator("img.obs-light").is_hidden()
    assert page.locator(".obs-live path[fill='#1d4f8b']").count() == 3
    page.click("label[for=__palette_1]")
    page.wait_for_selector(".obs-live path[fill='#9cc6f5']")
    page.hover(".obs-live path[fill='#9cc6f5'] >> nth=0")
    page.wait_for_selector("#vg-tooltip-element.visible")


def test_chart_that_cannot_be_loaded_leaves_its_picture(visit):
    page = visit()
    page.route("**/*.vl.json", lambda route: route.abort())
    page.click(".obs-activate")
    page.wait_for_selector(".obs-chart .obs-note")
    assert page.locator("img.obs-light").is_visible()
    assert visit.troubles
    visit.troubles.clear()


def test_passing_over_a_chart_loads_nothing(visit):
    page = visit()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_load_state("networkidle")
    page.hover("img.obs-light")
    page.mouse.move(5, 5)
    page.wait_for_timeout(500)
    assert not [url for url in asked if url.endswith(("vega.js", ".vl.json"))]
    page.hover("img.obs-light")
    page.wait_for_selector(".obs-live svg")


def test_table_sorts_by_keyboard_with_missing_values_last(visit):
    page = visit("dia-phuong/")
    score = page.locator("th", has_text="Điểm")
    first, last = "tbody tr:first-child th", "tbody tr:last-child th"
    score.locator("button").press("Enter")
    assert score.get_attribute("aria-sort") == "ascending"
    assert (page.inner_text(first), page.inner_text(last)) == ("Tỉnh thứ 0", "Khánh Hòa")
    score.locator("button").press("Enter")
    assert score.get_attribute("aria-sort") == "descending"
    assert (page.inner_text(first), page.inner_text(last)) == ("Quảng Ninh", "Khánh Hòa")
    page.locator("th button", has_text="Địa phương").click()
    assert score.get_attribute("aria-sort") is None
    assert page.inner_text(first) == "Đà Nẵng"


def test_table_filter_needs_no_tone_marks(visit):
    page = visit("dia-phuong/")
    page.fill(".obs-filter__input", "khanh hoa")
    assert page.locator("tbody tr:visible th").all_inner_texts() == ["Khánh Hòa"]
    assert page.inner_text(".obs-filter__count") == "1 trên 16 dòng"


def test_copy_button_copies(visit):
    page = visit("phuong-phap/", permissions=["clipboard-read", "clipboard-write"])
    page.click(".obs-copy")
    page.wait_for_selector("text=Đã sao chép")
    assert page.evaluate("navigator.clipboard.readText()") == "Quan sát hình ảnh\nViệt Nam"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_unknown_address_at_any_depth(visit, lang):
    page = visit(f"{page_url(lang, '')}khong/co/trang/")
    assert page.locator("h1").count() == 1
    assert all("404" in trouble for trouble in visit.troubles)
    page.locator("[data-obs-search]").click()
    assert page.evaluate("document.activeElement.name") == "query"
    page.keyboard.press("Escape")
    page.locator(".obs-doors a").nth(1).click()
    page.wait_for_url("**/dia-phuong/")
    visit.troubles.clear()


def test_page_is_complete_without_scripts(visit):
    page = visit("dia-phuong/", java_script_enabled=False)
    assert page.locator("tbody tr").count() == len(LOCALITIES)
    assert page.locator(".obs-tilemap text", has_text="Hoàng Sa").is_visible()
    assert page.locator(".obs-tilemap text", has_text="Trường Sa").is_visible()
    home_page = visit(java_script_enabled=False)
    assert home_page.locator("img.obs-light").is_visible()
    assert home_page.locator(".obs-activate").is_hidden()


@pytest.mark.parametrize(("scheme", "viewport"), [("light", NARROW), ("dark", WIDE)], ids=["light-390", "dark-1280"])
def test_nothing_that_axe_objects_to(visit, scheme, viewport):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for path in ("", "en/dia-phuong/", "dia-phuong/48-da-nang/", "en/phuong-phap/"):
        page = visit(path, scheme, viewport, bypass_csp=True)
        page.wait_for_timeout(200)
        found = axe.run(page).response["violations"]
        assert [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found] == []
