"""The media pages with figures in a browser: two periods picked by mouse, keyboard and link; charts of days alive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from part_site import served
from playwright.sync_api import Browser, Page
from visit import Visit, violations

from media_frames import with_media
from observatory.site.pages import media, media_compare, media_health, media_localities, media_method

pytestmark = pytest.mark.browser

PACKAGES = (
    *("methodology/indicators", "methodology/media", "methodology/recognition", "reference/media-daily"),
    *("reference/countries", "reference/provincial-units", "reference/tile-grid"),
)
COMPARE = "truyen-thong/so-sanh/"
SLUGS = ("truyen-thong/", COMPARE, "truyen-thong/suc-khoe-du-lieu/", "truyen-thong/dia-phuong/48-da-nang/")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The media pages alone, with figures of three months, in a site of their own."""
    folder = tmp_path_factory.mktemp("media")
    chapters = (media, media_compare, media_health, media_method, media_localities)
    with served(folder, PACKAGES, with_media, [part.drafts for part in chapters]) as url:
        yield url


def cells(page: Page, measure: str) -> list[str]:
    """What the line of a measure says: before, after, difference, published change."""
    shown = page.locator(f"[data-compare-measure={measure}] td").all_inner_texts()
    return [text.split("\n")[0].strip() for text in shown]


@pytest.mark.parametrize(("lang", "width", "scheme"), [("vi", 1280, "light"), ("en", 390, "dark")])
def test_pages_with_figures_are_accessible_and_fit(
    browser: Browser, address: str, lang: str, width: int, scheme: str
) -> None:
    faults = {}
    with Visit(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    ) as visit:
        for slug in SLUGS:
            page = visit.go(("en/" if lang == "en" else "") + slug)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, slug
            found = violations(page)
            if found:
                faults[slug] = [(rule["id"], [node["html"][:120] for node in rule["nodes"][:2]]) for rule in found]
    assert faults == {}


def test_two_periods_are_picked_from_the_keyboard(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 390, "height": 900}) as visit:
        page = visit.go(COMPARE)
        page.locator("[data-compare-said]:not(:empty)").wait_for(timeout=20_000)
        assert cells(page, "mentions_per_day")[:3] == ["1.020,5", "1.021,5", "+1,0"]
        page.locator("[data-compare-measure] td").nth(3).filter(has_text="%").wait_for()
        assert cells(page, "mentions_per_day")[3] == "+0,1%"
        assert cells(page, "share_of_all_news")[2] == "+0,010 điểm %"
        page.locator("#ky-before").focus()
        page.keyboard.press("ArrowDown")
        page.locator("[data-compare-name=before]").filter(has_text="7/2026").first.wait_for()
        # The first month lacks days: its figures stand, and no difference is made of them.
        assert cells(page, "mentions_per_day")[:3] == ["1.019,5", "1.021,5", "—"]
        assert "chưa đủ ngày" in page.locator("[data-compare-said]").inner_text()
        assert page.url.endswith("#ky=2026-07,2026-09")
        assert visit.clean(), (visit.errors, visit.hosts)


def test_a_link_brings_its_two_periods(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go(f"en/{COMPARE}#ky=2026-Q3,2026-08")
        page.locator("[data-compare-said]:not(:empty)").wait_for(timeout=20_000)
        names = page.locator("[data-compare-name]").all_inner_texts()
        assert names == ["Q3 2026", "August 2026"]
        assert cells(page, "tone_mean")[:3] == ["\u22121.20", "\u22121.22", "\u22120.02"]
        page.goto(f"{address}en/{COMPARE}#ky=nonsense,2026-07")
        assert page.locator("#ky-before").input_value() == "2026-Q3"
        assert page.locator("#ky-after").input_value() == "2026-08"
        assert visit.clean(), (visit.errors, visit.hosts)


def test_without_scripts_the_tables_stand_and_the_picker_does_not(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False) as visit:
        page = visit.go(COMPARE)
        assert page.locator(".obs-compare").is_hidden()
        assert page.locator(".obs-needs-script").is_visible()
        assert page.locator("tr[data-period]").count() == 4


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_chart_of_days_comes_alive_with_its_bands(browser: Browser, address: str, lang: str) -> None:
    with Visit(browser, address, viewport={"width": 390, "height": 900}) as visit:
        page = visit.go(("en/" if lang == "en" else "") + "truyen-thong/")
        figure = page.locator("figure.obs-chart[data-chart=truyen-thong-sac-thai]")
        figure.locator(".obs-activate").click()
        figure.locator(".obs-live svg").wait_for(timeout=20_000)
        assert figure.locator(".obs-live .mark-rect path").count() == 2
        # The lines of a title follow one another without a space.
        drawn = "".join("".join(figure.locator(".obs-live svg text").all_text_contents()).split())
        assert ("khôngphảitháiđộđốivớiViệtNam" if lang == "vi" else "notattitudetowardsVietNam") in drawn
        assert visit.clean(), (visit.errors, visit.hosts)
