"""The page of targets: what cannot be said today is said so, and two verdicts stand side by side where they differ."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from fixtures import with_tables

from observatory.compute import result
from observatory.findings import LANGS, Lang
from observatory.review import pace
from observatory.site import verdicts
from observatory.site.pages import targets
from observatory.site.site import Site
from observatory.site.templates import pages
from observatory.tables.load import load

DATASETS = Path(__file__).resolve().parents[3] / "datasets"
VISITORS = "T2045-3"
PACKAGES = (
    *("methodology/target-progress", "methodology/indicators", "reference/strategy-targets"),
    *("reference/countries", "reference/visitors", "reference/country-reputation"),
)


@pytest.fixture(scope="module")
def site() -> Site:
    """What the page reads, from the packages that it needs."""
    catalogue = load([DATASETS / name for name in PACKAGES]).catalogue
    return Site(catalogue, {"target-progress": result(catalogue, "target-progress")})


def body(site: Site, lang: Lang) -> str:
    """The page as text with its tags."""
    (draft,) = targets.drafts(site)
    return next(unescape(page.body) for page in pages(draft, site.updated) if page.lang == lang)


def with_row(site: Site, target: str, **changes: object) -> Site:
    """The site with other figures of one target."""
    frame = site.result("target-progress", "progress").copy()
    for column, value in changes.items():
        frame.loc[frame["target_id"] == target, column] = value
    return with_tables(site, "target-progress", progress=frame)


def section(text: str, target: str) -> str:
    """The part of the page on one target."""
    return text.partition(f'<h2 id="{target.lower()}">')[2].partition("<h2")[0]


def test_every_status_and_reason_has_words_and_a_shape_of_its_own() -> None:
    assert list(verdicts.WORDS) == list(verdicts.SHAPES) == list(targets.LIGHTS) == list(pace.STATUSES)
    assert len(set(verdicts.SHAPES.values())) == len(verdicts.SHAPES)
    assert set(pace.REASONS) - {""} <= set(verdicts.REASONS)
    for lang in LANGS:
        assert len({text.get(lang) for text in verdicts.WORDS.values()}) == len(verdicts.WORDS)


@pytest.mark.parametrize("lang", LANGS)
def test_today_nothing_can_be_assessed_and_the_page_says_when_and_why(site: Site, lang: Lang) -> None:
    text = body(site, lang)
    assert ("Chưa đánh giá được mục tiêu nào" if lang == "vi" else "No target can be assessed yet") in text
    assert "2027" in text
    assert verdicts.REASONS["under_two_years"].get(lang) in section(text, VISITORS)
    assert len(re.findall(r"<td class=\"obs-number\">0/\d+</td>", text)) == 7
    assert ("đề xuất của trang này" if lang == "vi" else "this site's proposal") in text


def test_a_light_is_a_shape_and_a_word(site: Site) -> None:
    text = section(body(with_row(site, VISITORS, verdict="deterioration"), "vi"), VISITORS)
    assert "obs-traffic--deterioration" in text
    assert verdicts.SHAPES["deterioration"] in text
    assert verdicts.WORDS["deterioration"].vi in text


@pytest.mark.parametrize("lang", LANGS)
def test_both_verdicts_stand_where_they_differ_and_only_there(site: Site, lang: Lang) -> None:
    label, line = (verdicts.WORDS[status].get(lang) for status in ("substantial_progress", "limited_progress"))
    found = {"verdict": "substantial_progress", "verdict_ratio": 1.02, "linear_verdict": "limited_progress"}
    apart = section(body(with_row(site, VISITORS, **found, verdicts_agree=False), lang), VISITORS)
    assert apart.index(label) < apart.index(line)
    assert "102%" in apart
    together = section(body(with_row(site, VISITORS, **found, verdicts_agree=True), lang), VISITORS)
    assert label in together
    assert line not in together


@pytest.mark.parametrize(("score", "width"), [(-3.0, 0.0), (4.0, 399.2), (12.0, 998.0)])
def test_the_bar_stays_within_its_field(site: Site, score: float, width: float) -> None:
    text = section(body(with_row(site, VISITORS, linear_score=score, linear_expected=5.0), "en"), VISITORS)
    assert float(re.search(r'obs-way__covered"[^>]* width="([\d.]+)"', text)[1]) == width
    assert 'x1="500.0"' in text
