"""The annual and the survey ranking in a browser: the bump chart alive, interval bars, tables by year."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from visit import Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 390])
def test_the_ranks_over_years_come_alive_with_every_name(browser: Browser, address: str, width: int) -> None:
    with Visit(browser, address, viewport={"width": width, "height": 900}) as visit:
        page = visit.go("xep-hang/nam/")
        figure = page.locator("figure.obs-chart").first
        figure.locator(".obs-activate").click()
        figure.locator(".obs-live svg").wait_for(timeout=20_000)
        ends = [text for text in figure.locator(".obs-live svg text").all_text_contents() if re.match(r"\d+ \D", text)]
        rows = page.locator("table[data-sortable]").first.locator("tbody tr")
        ranked = rows.filter(has_not=page.locator(".obs-badge")).count()
        assert sum(1 + end.count(",") for end in ends) == ranked
        box = figure.locator(".obs-live svg").bounding_box()
        assert box is not None and box["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.clean(), (visit.errors, visit.hosts)


def test_interval_bars_lie_within_the_field_and_sort_by_their_figures(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("xep-hang/khao-sat/")
        table = page.locator("table[data-sortable]").first
        bars = table.locator(".obs-interval")
        assert bars.count() == table.locator("tbody tr").count() > 10
        for bar in bars.all():
            told = re.search(r"hạng (\d+) \(từ (\d+) đến (\d+)\)", bar.locator(".obs-hidden").inner_text())
            assert told is not None
            rank, low, high = map(int, told.groups())
            assert low <= rank <= high
            whole, part = bar.locator("svg").bounding_box(), bar.locator(".obs-interval__range").bounding_box()
            assert whole is not None and part is not None
            assert whole["x"] - 1 <= part["x"] and part["x"] + part["width"] <= whole["x"] + whole["width"] + 1
        table.locator("thead button").nth(2).click()
        scores = [
            float(cell.get_attribute("data-value") or "nan") for cell in table.locator("tbody td:nth-child(3)").all()
        ]
        assert scores == sorted(scores)
        assert visit.clean(), visit.errors


def test_earlier_years_open_without_scripts(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False, viewport={"width": 390, "height": 900}) as visit:
        page = visit.go("xep-hang/nam/")
        earlier = page.locator("h2#cac-nam-truoc ~ details.obs-data")
        assert earlier.count() >= 2
        earlier.first.locator("summary").click()
        assert earlier.first.locator("tbody tr").count() == 34
        assert earlier.first.locator("tbody tr").first.is_visible()
        page.locator(".md-content a[href$='xep-hang/giai-doan/'], .md-content a[href='../giai-doan/']").first.click()
        assert page.locator("h1").inner_text() == "Xếp hạng theo giai đoạn"
