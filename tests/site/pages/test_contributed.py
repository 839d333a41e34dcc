"""What a province or a unit adds does not break the pages, however little it says of itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from observatory.compute import result
from observatory.site.downloads import write_downloads
from observatory.site.pages import countries, data, indicators
from observatory.site.site import Site
from observatory.site.templates import pages
from observatory.tables.load import load
from observatory.tables.model import Catalogue
from packages import write_package
from whole_site import REPOSITORY

DATASETS = REPOSITORY / "datasets"


def added(catalogue: Catalogue, folder: Path) -> Catalogue:
    """The catalogue with one package more, which is read and must be without errors."""
    loaded = load([folder])
    assert all(finding.level == "warning" for finding in loaded.findings)
    return Catalogue(dict(sorted({**catalogue.packages, **loaded.catalogue.packages}.items())))


def test_a_package_that_says_the_least_has_its_page_and_downloads(site: Site, tmp_path: Path) -> None:
    silent = dict.fromkeys(("title_en", "description", "description_en", "version", "last_reviewed", "licenses"))
    folder = write_package(tmp_path / "datasets", "hue", "le-hoi", **silent)
    more = Site(added(site.catalogue, folder), site.results)
    downloads = {"hue/le-hoi": write_downloads(more.catalogue.packages["hue/le-hoi"], tmp_path / "site")}
    (draft,) = (draft for draft in data.drafts(more, downloads) if draft.slug == "du-lieu/hue/le-hoi")
    assert all("Gói mẫu" in page.body for page in pages(draft, more.updated))


def test_a_figure_that_a_unit_repeats_changes_no_chart_of_countries(site: Site, tmp_path: Path) -> None:
    own = tmp_path / "datasets" / "hue" / "country-peace"
    shutil.copytree(DATASETS / "reference/country-peace", own)
    descriptor = json.loads((own / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["name"] == "country-peace"
    doubled = added(site.catalogue, own)
    assert "hue/country-peace" in doubled.packages
    shown = ("headline", "indicator-coverage", "indicator-latest", "local-index-pilot", "media-indicators")
    drawn = []
    for catalogue, computed in (
        (site.catalogue, {name: site.results[name] for name in shown}),
        (doubled, {name: result(doubled, name) for name in shown}),
    ):
        figures = Site(catalogue, computed)
        drafts = [*indicators.drafts(figures), *countries.drafts(figures)]
        drawn.append({chart.id: chart.rows for draft in drafts for chart in draft.charts})
    assert drawn[0] == drawn[1]
