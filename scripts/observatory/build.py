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
from dataclasses import dataclass, replace
from pathlib import Path

from observatory import __version__, manifest, results, swap
from observatory.chapters import Given, written
from observatory.compute import RECIPES, compute
from observatory.errors import FindingsError, ObservatoryError
from observatory.excel.shelf import shelf
from observatory.findings import Finding, has_errors
from observatory.recipes.checks import unfit
from observatory.reports import layout, pdf
from observatory.reports.kinds import FORMATS, latest
from observatory.results import ResultPackage
from observatory.site import alert_files, calendar_files, charts, simulated
from observatory.site.downloads import Publication, write_downloads
from observatory.site.finish import finish
from observatory.site.page import write_markdown
from observatory.site.pages.reference import CommandHelp
from observatory.site.render import render
from observatory.site.report_files import ReportFile
from observatory.site.site import Site
from observatory.site.template_files import TemplateFile
from observatory.site.templates import pages
from observatory.site.verify import verify
from observatory.tables import upkeep
from observatory.tables.load import load
from observatory.tables.model import Catalogue, Source

NEEDED = (
    *("methodology/indicators", "reference/strategy-targets", "reference/tile-grid", "reference/agencies"),
    *("methodology/report-layout", "methodology/waivers", "reference/release-calendar"),
)
STEPS = ("load", "compute", "downloads", "reports", "pages", "charts", "render", "verify")
PARTS = ("data", "pages", "manifest.json", "site")
DRAWINGS = "drawings"
REPORTS = "bao-cao"
TEMPLATES = "mau"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LICENCE = Source("Dữ liệu mở, phải dẫn nguồn (Nghị định 47/2020/NĐ-CP, Điều 18)")


@dataclass(frozen=True)
class Built:
    """Where the site is, what was noticed on the way, and what this machine lacks to make PDFs, or nothing."""

    site: Path
    warnings: tuple[Finding, ...]
    no_pdf: str = ""


def build(
    datasets: Path, out: Path, commands: Sequence[CommandHelp], advance: Callable[[str], None], demo: bool = False
) -> Built:
    """Build the site of ``datasets`` into ``out``/site.

    ``commands`` describe the command line for its page; ``advance`` is called with the name of each step.
    With ``demo`` it is a site of simulated data, which says so wherever one looks; without, such data are
    refused. Raises ``FindingsError`` when the data or the finished site has errors, ``RenderError`` when the
    renderer stops, and ``ObservatoryError`` when another build runs in ``out``.
    """
    with _alone(out):
        _tidy(out)
        advance("load")
        loaded = load([datasets])
        findings = [*loaded.findings, *_misnamed(loaded.catalogue)]
        findings += unfit(loaded.catalogue)
        findings += _overdue(loaded.catalogue)
        if not demo:
            findings += [*_missing(loaded.catalogue), *_made_up(loaded.catalogue)]
        if has_errors(findings):
            raise FindingsError(findings)
        work = Path(tempfile.mkdtemp(prefix=".work-", dir=out))
        try:
            no_pdf = _make(work, loaded.catalogue, commands, advance, demo)
            for part in PARTS:
                swap.replace(work / part, out / part)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    return Built(out / "site", tuple(findings), no_pdf)


def _make(
    work: Path,
    catalogue: Catalogue,
    commands: Sequence[CommandHelp],
    advance: Callable[[str], None],
    demo: bool,
) -> str:
    """Make everything in ``work``, and give what the machine lacks to make PDFs."""
    # What is made up gives no address of its own that could be taken for the public one.
    site_url = "" if demo else os.environ.get("SITE_URL", "")
    folder, static = work / "site", work / "static"
    advance("compute")
    computed = compute(catalogue)
    results.write(computed, work / "data")
    site = Site(catalogue, computed)
    advance("downloads")
    published = [*catalogue, *_publications(computed, work / "data", site.updated)]
    downloads = {f"{package.owner}/{package.name}": write_downloads(package, static) for package in published}
    # A template of made-up figures would ask for more of them.
    templates = [] if demo else _templates(catalogue, static)
    advance("reports")
    no_pdf = "" if demo else pdf.missing(layout.read(site).font_pdf)
    # No report tells of made-up figures: a file is passed on without the site that says so.
    reports = [] if demo else _reports(site, static, with_pdf=not no_pdf)
    advance("pages")
    given = Given(downloads, commands, site_url, os.environ.get("SOURCE_URL", ""), reports, templates)
    drafts = written(site, given, demo)
    if demo:
        drafts = [replace(draft, charts=tuple(map(simulated.marked, draft.charts))) for draft in drafts]
    slugs = frozenset(draft.slug for draft in drafts)
    for draft in drafts:
        for page in pages(draft, site.updated, slugs, demo):
            write_markdown(page, work / "pages")
    advance("charts")
    charts.write([chart for draft in drafts for chart in draft.charts], static, work.parent / DRAWINGS)
    advance("render")
    render(work / "pages", folder, site_url, _epoch(site.updated), simulated=demo)
    (folder / "assets" / "vega.js").write_text(charts.vega_bundle(), encoding="utf-8")
    for part in sorted(static.iterdir()):
        part.rename(folder / part.name)
    alert_files.write(site, folder)
    calendar_files.write(site, folder)
    finish(folder, site_url, simulated=demo)
    advance("verify")
    findings = verify(folder, site_url)
    if has_errors(findings):
        raise FindingsError(findings, "site-refused")
    (work / "manifest.json").write_text(manifest.of(folder, demo).text(), encoding="utf-8")
    return no_pdf


def _reports(site: Site, static: Path, with_pdf: bool) -> list[ReportFile]:
    """The newest report of each kind, written for download."""
    (static / REPORTS).mkdir(parents=True)
    files = []
    for kind, year, form, content in latest(site, FORMATS if with_pdf else ("docx",)):
        path = f"{REPORTS}/{kind}-{year}.{form}"
        (static / path).write_bytes(content)
        files.append(ReportFile(kind, year, form, path, len(content)))
    return files


def _templates(catalogue: Catalogue, static: Path) -> list[TemplateFile]:
    """The Excel templates of all packages, written for download."""
    files = []
    for made in shelf(catalogue):
        path = f"{TEMPLATES}/{made.package}/{made.name}"
        (static / path).parent.mkdir(parents=True, exist_ok=True)
        (static / path).write_bytes(made.content)
        files.append(TemplateFile(made.package, made.table, made.lang, path, len(made.content)))
    return files


def _missing(catalogue: Catalogue) -> list[Finding]:
    """The packages that the pages cannot do without and the catalogue does not hold."""
    needed = {package for recipe in RECIPES.values() for package, _ in recipe.tables} | set(NEEDED)
    return [Finding("package-required", package=package) for package in sorted(needed - set(catalogue.packages))]


def _overdue(catalogue: Catalogue) -> list[Finding]:
    """The reviews and updates that were due when a package was last reviewed: a build reads no clock."""
    as_of = upkeep.newest_review(catalogue)
    return upkeep.inspect(catalogue, as_of) if as_of else []


def _made_up(catalogue: Catalogue) -> list[Finding]:
    """The packages of simulated data, which may not stand among real ones."""
    return [
        Finding("simulated-data", package=package.id, file=package.folder.as_posix(), field="simulated")
        for package in catalogue
        if package.simulated
    ]


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
            simulated=package.simulated,
        )
        for name, package in computed.items()
    ]


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
