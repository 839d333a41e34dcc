"""The reader's own weights: the same ranks as the engine gives, by keyboard, by link and without scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route
from visit import Visit

from observatory.indicators import framework
from observatory.indicators.aggregate import aggregate
from observatory.indicators.framework import Framework
from observatory.ranking.rank import competition
from observatory.site.pilots import LOCAL, NATIONAL, Pilot
from whole_site import REPOSITORY

pytestmark = pytest.mark.browser

PILOTS = {"xep-hang/quoc-gia/": (NATIONAL, "components"), "xep-hang/dia-phuong/": (LOCAL, "dimensions")}
MODULE = "document.querySelector('script[src$=\"observatory.js\"]').src.replace(/observatory.js$/, 'weights.js')"
THRESHOLDS = {NATIONAL: 0.5, LOCAL: 1.0}
BOTH = pytest.mark.parametrize("slug", PILOTS)


def official(pilot: Pilot, factors: dict[str, float] | None = None) -> Framework:
    """The framework of a pilot, its weights times ``factors``."""
    frame = pd.read_csv(REPOSITORY / "datasets/methodology" / pilot.name / "data/framework.csv")
    times = frame["code"].map(lambda code: (factors or {}).get(code, 1.0))
    return framework.read(frame.assign(weight=frame["weight"] * times))


def expected(built: Path, slug: str, factors: dict[str, float]) -> dict[str, int]:
    """The ranks that the engine gives to the published scores with the weights times ``factors``."""
    pilot, table = PILOTS[slug]
    folder = built / "data" / pilot.name / "data"
    text = {pilot.unit: str}
    scores = pd.read_csv(folder / "scores.csv", dtype=text).set_index(pilot.unit)
    values = pd.read_csv(folder / f"{table}.csv", dtype=text)
    tree = official(pilot, factors)
    matrix = values.pivot(index=pilot.unit, columns="indicator", values="normalised")[tree.leaves]
    found = aggregate(matrix, tree, threshold=THRESHOLDS[pilot]).scores[tree.root]
    ranks = competition(found.where(scores["ranked"].reindex(found.index)))
    return {str(unit): int(rank) for unit, rank in ranks.dropna().items()}


def shown(page: Page) -> dict[str, int]:
    """The ranks in the reader's own column."""
    page.wait_for_selector("td.obs-own:visible")
    cells = page.eval_on_selector_all(
        "tr[data-unit]", "rows => rows.map(row => [row.dataset.unit, row.querySelector('.obs-own').dataset.value])"
    )
    return {unit: int(value) for unit, value in cells if value}


def published(page: Page) -> dict[str, int]:
    """The official ranks beside them."""
    cells = page.eval_on_selector_all(
        "tr[data-rank]", "rows => rows.map(row => [row.dataset.unit, row.cells[0].dataset.value])"
    )
    return {unit: int(value) for unit, value in cells}


@BOTH
@pytest.mark.parametrize("lang", ["", "en/"])
def test_official_weights_give_the_official_ranks(browser: Browser, address: str, slug: str, lang: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go(lang + slug)
        assert page.locator("td.obs-own:visible").count() == 0
        page.locator("details.obs-weights > summary").click()
        assert shown(page) == published(page)
        assert len(published(page)) > 10
        assert "#" not in page.url
        assert visit.clean(), (visit.errors, visit.hosts)


def test_a_panel_that_is_opened_before_its_script_is_there_works(browser: Browser, address: str) -> None:
    held: list[Route] = []
    with Visit(browser, address) as visit:
        visit.page.route("**/assets/weights.js", lambda route: held.append(route))
        page = visit.go("xep-hang/dia-phuong/")
        page.locator("details.obs-weights > summary").click()
        (route,) = held
        route.continue_()
        assert shown(page) == published(page)


@pytest.mark.parametrize(
    ("slug", "factors"),
    [
        ("xep-hang/quoc-gia/", {"recognition": 2.0, "gpi_score": 0.5}),
        ("xep-hang/quoc-gia/", {"perception": 0.0}),
        ("xep-hang/quoc-gia/", {"unesco_whs_cumulative": 0.0, "passport_open_destinations": 3.75}),
        ("xep-hang/dia-phuong/", {"papi_d1_participation": 4.0, "papi_d8_e_governance": 0.25}),
        ("xep-hang/dia-phuong/", {"papi_d4_control_of_corruption": 0.0, "papi_d7_environmental_governance": 0.0}),
    ],
)
def test_a_link_gives_the_ranks_of_the_engine(
    built: Path, browser: Browser, address: str, slug: str, factors: dict[str, float]
) -> None:
    link = ",".join(f"{code}:{factor:g}" for code, factor in factors.items())
    with Visit(browser, address) as visit:
        page = visit.go(f"{slug}#w={link}")
        ranks = shown(page)
        assert ranks == expected(built, slug, factors)
        assert ranks != published(page)
        assert visit.clean(), (visit.errors, visit.hosts)


@BOTH
def test_a_slider_works_from_the_keyboard_and_leaves_a_link(
    built: Path, browser: Browser, address: str, slug: str
) -> None:
    with Visit(browser, address) as visit:
        page = visit.go(slug)
        before = published(page)
        page.locator("details.obs-weights > summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("td.obs-own:visible")
        page.keyboard.press("Tab")
        code = page.evaluate("document.activeElement.dataset.code")
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        assert urlsplit(page.url).fragment == f"w={code}:2.25"
        ranks = shown(page)
        assert ranks == expected(built, slug, {code: 2.25})
        assert published(page) == before
        assert "Đã tính lại" in page.locator(".obs-weights [role=status]").inner_text()
        assert "2,25 lần" in str(page.evaluate("document.activeElement.getAttribute('aria-valuetext')"))
        link = page.locator("[data-weights-link]").inner_text()
        assert link == page.url
        page.locator("[data-weights-reset]").click()
        assert shown(page) == before
        assert "#" not in page.url
        assert "trọng số chính thức" in page.locator(".obs-weights [role=status]").inner_text()
    with Visit(browser, address) as visit:
        visit.page.goto(link)
        assert shown(visit.page) == ranks
        assert visit.page.locator(f"input[data-code='{code}']").input_value() == "2.25"


def test_the_own_column_can_be_sorted(browser: Browser, address: str) -> None:
    with Visit(browser, address, viewport={"width": 1280, "height": 900}) as visit:
        page = visit.go("xep-hang/quoc-gia/#w=perception:0")
        ranks = shown(page)
        page.locator("th.obs-own button").click()
        order = page.eval_on_selector_all("tr[data-rank]", "rows => rows.map(row => row.dataset.unit)")
        assert [ranks[unit] for unit in order] == sorted(ranks.values())


def test_nothing_is_computed_from_no_weights_or_a_strange_link(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("xep-hang/quoc-gia/#w=recognition:0,perception:0")
        page.wait_for_selector("td.obs-own:visible")
        assert shown(page) == {}
        assert "bằng 0" in page.locator(".obs-weights [role=status]").inner_text()
        page.goto("about:blank")
        page = visit.go("xep-hang/quoc-gia/#w=recognition:x,:,nobody:3,perception:-7,gpi_score:1e9,<b>:1")
        ranks = shown(page)
        assert page.locator("input[data-code=recognition]").input_value() == "1"
        assert page.locator("input[data-code=perception]").input_value() == "0"
        assert page.locator("input[data-code=gpi_score]").input_value() == "4"
        assert len(ranks) == len(published(page))
        assert visit.clean(), visit.errors


def test_without_scripts_a_sentence_takes_its_place(browser: Browser, address: str) -> None:
    with Visit(browser, address, java_script_enabled=False) as visit:
        page = visit.go("xep-hang/dia-phuong/")
        assert page.locator(".obs-weights").is_hidden()
        assert page.locator(".obs-needs-script").is_visible()
        assert page.locator(".obs-own:visible").count() == 0


@BOTH
@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_open_panel_is_accessible_on_a_small_screen(browser: Browser, address: str, slug: str, lang: str) -> None:
    options: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}
    with Visit(browser, address, **options) as visit:
        page = visit.go(f"{lang}{slug}#w=gpi_score:2,papi_d1_participation:2")
        shown(page)
        page.evaluate("document.querySelectorAll('details.obs-fold').forEach(details => { details.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_the_formula_is_that_of_the_engine(browser: Browser, address: str) -> None:
    """Random trees of three levels, with missing scores and weights of zero, under several thresholds."""
    random = np.random.default_rng(20261123)
    cases, wanted = [], []
    for threshold in (0.0, 0.5, 0.75, 1.0):
        for _ in range(10):
            weights = random.integers(0, 4, size=9) / 2
            rows: list[dict[str, Any]] = [{"code": "top", "parent": "", "level": 3, "weight": 1}]
            rows += [{"code": f"p{n}", "parent": "top", "level": 2, "weight": weights[n] + 0.5} for n in range(3)]
            for n in range(9):
                weight = weights[n] + (n % 3 == 0)
                rows.append({"code": f"i{n}", "parent": f"p{n // 3}", "level": 1, "weight": weight, "direction": 1})
            tree = framework.read(pd.DataFrame(rows))
            scores = random.uniform(0, 100, size=(20, 9)).round(random.integers(0, 3))
            scores[random.uniform(size=scores.shape) < 0.3] = np.nan
            matrix = pd.DataFrame(scores, columns=tree.leaves)
            found = aggregate(matrix, tree, threshold=threshold).scores["top"]
            ranks = competition(found)
            wanted.append(([*found], [None if pd.isna(rank) else int(rank) for rank in ranks]))
            nodes = [{"code": row["code"], "parent": row["parent"], "weight": float(row["weight"])} for row in rows[1:]]
            values = [
                [[leaf, value] for leaf, value in row.items() if not np.isnan(value)] for _, row in matrix.iterrows()
            ]
            cases.append({"nodes": nodes, "values": values, "threshold": threshold})
    with Visit(browser, address) as visit:
        page = visit.go("xep-hang/quoc-gia/")
        answers = page.evaluate(
            f"""async cases => {{
                const own = await import({MODULE})
                return JSON.parse(cases).map(({{nodes, values, threshold}}) => {{
                    const scores = values.map(pairs => own.score(nodes, new Map(pairs), threshold))
                    return [scores.map(score => Number.isNaN(score) ? null : score), own.ranks(scores)]
                }})
            }}""",
            json.dumps(cases),
        )
    for (scores, ranks), (found, places) in zip(wanted, answers, strict=True):
        np.testing.assert_allclose(np.array(found, dtype=float), scores, rtol=1e-12)
        assert places == ranks


def test_ties_and_tables_are_read_as_they_are_written(browser: Browser, address: str) -> None:
    with Visit(browser, address) as visit:
        page = visit.go("xep-hang/quoc-gia/")
        ranks = page.evaluate(
            f"async scores => (await import({MODULE})).ranks(scores.map(score => score ?? NaN))",
            [50.0, None, 80.0, 50.0 + 4e-8, 50.0 - 9e-8, 10.0],
        )
        assert ranks == [2, None, 1, 2, 4, 5]
        text = 'code,name,value\n01,"a, ""b""\n c",1.5\r\n"02",,\n'
        assert page.evaluate(f"async text => (await import({MODULE})).parse(text)", text) == [
            {"code": "01", "name": 'a, "b"\n c', "value": "1.5"},
            {"code": "02", "name": "", "value": ""},
        ]
