"""The warning pages with an open alert in a browser: readable for all, and levels that do not depend on colour."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from part_site import served
from playwright.sync_api import Browser
from visit import Visit, violations

from observatory.site.pages import warning, warning_archive, warning_incidents, warning_reviews, warning_series
from warning_frames import with_history

pytestmark = pytest.mark.browser

PACKAGES = (
    *("methodology/indicators", "methodology/media", "methodology/recognition", "reference/media-daily"),
    *("methodology/warning", "methodology/crisis-process", "reference/alert-log", "reference/incidents"),
    *("reference/countries", "reference/provincial-units", "reference/tile-grid"),
)
SLUGS = tuple(f"canh-bao/{part}" for part in ("", "luu-tru/", "chuoi/", "su-co/", "rut-kinh-nghiem/"))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The warning pages alone, with an open alert and a cleared incident, in a site of their own."""
    folder = tmp_path_factory.mktemp("warning")
    chapters = (warning, warning_archive, warning_incidents, warning_reviews, warning_series)
    with served(folder, PACKAGES, with_history, [part.drafts for part in chapters]) as url:
        yield url


@pytest.mark.parametrize(("lang", "width", "scheme"), [("vi", 1280, "dark"), ("en", 390, "light")])
def test_pages_with_alerts_are_accessible_and_fit(
    browser: Browser, address: str, lang: str, width: int, scheme: str
) -> None:
    faults = {}
    with Visit(
        browser, address, viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    ) as visit:
        for slug in SLUGS:
            page = visit.go(("en/" if lang == "en" else "") + slug)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, slug
            for fold in page.locator("article details, .obs-page > details").all():
                fold.evaluate("node => node.open = true")
            found = violations(page)
            if found:
                faults[slug] = [(rule["id"], [node["html"][:120] for node in rule["nodes"][:2]]) for rule in found]
    assert faults == {}


def test_the_feeds_are_announced_in_the_head_of_the_pages_that_link_them(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("en/canh-bao/luu-tru/")
        links = page.locator("head link[rel~=feed][type]")
        assert links.evaluate_all("nodes => nodes.map(node => node.href.split('/observatory/')[1])") == [
            "en/canh-bao/canh-bao.atom",
            "canh-bao/canh-bao.json",
        ]
        page = visit.go("canh-bao/chuoi/")
        assert page.locator("head link[rel~=feed][type]").count() == 0


def test_the_chart_of_the_country_comes_alive_with_its_alarm(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 390, "height": 900}) as visit:
        page = visit.go("canh-bao/")
        figure = page.locator("figure.obs-chart[data-chart=canh-bao-ca-nuoc]")
        figure.locator(".obs-activate").click()
        figure.locator(".obs-live svg").wait_for(timeout=20_000)
        assert figure.locator(".obs-live .mark-symbol.role-mark path").count() == 1
        assert visit.clean(), (visit.errors, visit.hosts)
