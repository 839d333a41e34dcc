"""What a province or a unit adds does not break the pages, however little it says of itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from observatory.compute import compute, result
from observatory.site.downloads import write_downloads
from observatory.site.pages import countries, data, indicators
from observatory.site.site import Site
from observatory.site.templates import pages
from observatory.tables.load import load
from packages import write_package
from whole_site import REPOSITORY

DATASETS = REPOSITORY / "datasets"


def test_a_package_that_says_the_least_has_its_page_and_downloads(tmp_path: Path) -> None:
    silent = dict.fromkeys(("title_en", "description", "description_en", "version", "last_reviewed", "licenses"))
    folder = write_package(tmp_path / "datasets", "hue", "le-hoi", **silent)
    loaded = load([DATASETS, folder])
    assert all(finding.level == "warning" for finding in loaded.findings)
    site = Site(loaded.catalogue, compute(loaded.catalogue))
    downloads = {
        package.id: write_downloads(package, tmp_path / "site") for package in [loaded.catalogue.packages["hue/le-hoi"]]
    }
    (draft,) = (draft for draft in data.drafts(site, downloads) if draft.slug == "du-lieu/hue/le-hoi")
    assert all("Gói mẫu" in page.body for page in pages(draft, site.updated))


def test_a_figure_that_a_unit_repeats_changes_no_chart_of_countries(tmp_path: Path) -> None:
    own = tmp_path / "datasets" / "hue" / "country-peace"
    shutil.copytree(DATASETS / "reference/country-peace", own)
    descriptor = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["name"] == "country-peace"
    plain, doubled = load([DATASETS]), load([DATASETS, own])
    assert "hue/country-peace" in doubled.catalogue.packages
    shown = ("headline", "indicator-coverage", "indicator-latest", "local-index-pilot", "media-indicators")
    drawn = []
    for loaded in (plain, doubled):
        site = Site(loaded.catalogue, {name: result(loaded.catalogue, name) for name in shown})
        drafts = [*indicators.drafts(site), *countries.drafts(site)]
        drawn.append({chart.id: chart.rows for draft in drafts for chart in draft.charts})
    assert drawn[0] == drawn[1]
