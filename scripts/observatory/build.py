"""The whole way: check, compute, write, render, verify, and only then take the place of the last site.

Everything is made in a folder beside the output and moved there by rename, so a build that fails, or is
killed, leaves the last good site as it was.
"""

from __future__ import annotations

import calendar
import datetime
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from observatory import __version__, manifest, results, swap
from observatory.compute import RECIPES, compute
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding, has_errors
from observatory.results import ResultPackage
from observatory.site import charts
from observatory.site.downloads import Download, Publication, write_downloads
from observatory.site.finish import finish
from observatory.site.page import write_markdown
from observatory.site.pages import (
    about,
    annual,
    coherence,
    countries,
    country_profiles,
    data,
    home,
    indicators,
    localities,
    method,
    ministry,
    ranking,
    reference,
    stage,
    survey,
    targets,
    verification,
    visitors,
)
from observatory.site.pages.reference import CommandHelp
from observatory.site.render import render
from observatory.site.site import Site
from observatory.site.templates import Draft, pages
from observatory.site.verify import verify
from observatory.tables.load import load
from observatory.tables.model import Catalogue, Source

NEEDED = ("methodology/indicators", "reference/strategy-targets", "reference/tile-grid")
STEPS = ("load", "compute", "downloads", "pages", "charts", "render", "verify")
PARTS = ("data", "pages", "manifest.json", "site")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LICENCE = Source("Dữ liệu mở, phải dẫn nguồn (Nghị định 47/2020/NĐ-CP, Điều 18)")


@dataclass(frozen=True)
class Built:
    """Where the site is, and what was noticed on the way."""

    site: Path
    warnings: tuple[Finding, ...]


def build(datasets: Path, out: Path, commands: Sequence[CommandHelp], advance: Callable[[str], None]) -> Built:
    """Build the site of ``datasets`` into ``out``/site.

    ``commands`` describe the command line for its page; ``advance`` is called with the name of each step.
    Raises ``FindingsError`` when the data or the finished site has errors, ``RenderError`` when the
    renderer stops, and ``ObservatoryError`` when another build runs in ``out``.
    """
    with _alone(out):
        _tidy(out)
        advance("load")
        loaded = load([datasets])
        findings = [*loaded.findings, *_missing(loaded.catalogue), *_misnamed(loaded.catalogue)]
        if has_errors(findings):
            raise FindingsError(findings)
        work = Path(tempfile.mkdtemp(prefix=".work-", dir=out))
        try:
            _make(work, loaded.catalogue, commands, advance)
            for part in PARTS:
                swap.replace(work / part, out / part)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return Built(out / "site", loaded.findings)


def _make(
    work: Path,
    catalogue: Catalogue,
    commands: Sequence[CommandHelp],
    advance: Callable[[str], None],
) -> None:
    site_url = os.environ.get("SITE_URL", "")
    folder, static = work / "site", work / "static"
    advance("compute")
    computed = compute(catalogue)
    results.write(computed, work / "data")
    site = Site(catalogue, computed)
    advance("downloads")
    published = [*catalogue, *_publications(computed, work / "data", site.updated)]
    downloads = {f"{package.owner}/{package.name}": write_downloads(package, static) for package in published}
    advance("pages")
    drafts = [*_drafts(site, downloads, commands)]
    for draft in drafts:
        for page in pages(draft, site.updated):
            write_markdown(page, work / "pages")
    advance("charts")
    charts.write([chart for draft in drafts for chart in draft.charts], static)
    advance("render")
    render(work / "pages", folder, site_url, _epoch(site.updated))
    (folder / "assets" / "vega.js").write_text(charts.vega_bundle(), encoding="utf-8")
    for part in sorted(static.iterdir()):
        part.rename(folder / part.name)
    finish(folder, site_url)
    advance("verify")
    findings = verify(folder, site_url)
    if has_errors(findings):
        raise FindingsError(findings, "site-refused")
    (work / "manifest.json").write_text(manifest.of(folder).text(), encoding="utf-8")


def _missing(catalogue: Catalogue) -> list[Finding]:
    """The packages that the pages cannot do without and the catalogue does not hold."""
    needed = {package for recipe in RECIPES.values() for package, _ in recipe.tables} | set(NEEDED)
    return [Finding("package-required", package=package) for package in sorted(needed - set(catalogue.packages))]


def _misnamed(catalogue: Catalogue) -> list[Finding]:
    """The packages whose owner cannot be part of an address."""
    return [
        Finding("owner-not-slug", package=package.id, file=package.folder.as_posix(), value=package.owner)
        for package in catalogue
        if not _SLUG.fullmatch(package.owner) or package.owner == results.OWNER
    ]


def _publications(computed: Mapping[str, ResultPackage], folder: Path, updated: str) -> list[Publication]:
    """The results as packages to download, under the licence and the date of the data they come from."""
    return [
        Publication(
            owner=results.OWNER,
            name=name,
            folder=folder / name,
            title=package.title,
            version=package.version or __version__,
            last_reviewed=updated,
            licence=LICENCE,
            sources=tuple(Source(inputs) for inputs in package.inputs),
            tables=package.tables,
        )
        for name, package in computed.items()
    ]


def _drafts(
    site: Site, downloads: Mapping[str, Sequence[Download]], commands: Sequence[CommandHelp]
) -> Iterator[Draft]:
    repository = os.environ.get("SOURCE_URL", "")
    yield from home.drafts(site)
    yield from localities.drafts(site)
    yield from countries.drafts(site)
    yield from indicators.drafts(site)
    yield from visitors.drafts(site)
    yield from ranking.drafts(site)
    yield from country_profiles.drafts(site)
    yield from annual.drafts(site)
    yield from stage.drafts(site)
    yield from survey.drafts(site)
    yield from ministry.drafts(site)
    yield from targets.drafts(site)
    yield from data.drafts(site, downloads, os.environ.get("SITE_URL", ""), repository)
    yield from method.drafts(site)
    yield from coherence.drafts(site)
    yield from verification.drafts(site)
    yield from reference.drafts(site, commands)
    yield from about.drafts(site, repository)


def _epoch(updated: str) -> int:
    """The day of the data in seconds: dates in the site come from the data, never from the clock."""
    return calendar.timegm(datetime.date.fromisoformat(updated).timetuple())


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the lock of ``out`` while one build runs in it."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ObservatoryError("build-running", folder=str(out)) from error
        yield


def _tidy(out: Path) -> None:
    """Put back what a killed build had moved, and clear what it left behind."""
    for part in PARTS:
        swap.restore(out / part)
    for left in out.glob(".work-*"):
        swap.discard(left)
