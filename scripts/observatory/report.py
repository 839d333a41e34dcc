"""The command ``report``: one official report of a year, as a Word file, as PDF or both.

Only the packages that the report is made of are read, where it does not tell of the whole catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from observatory import swap
from observatory.compute import RECIPES, compute, result
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding, has_errors
from observatory.reports import layout
from observatory.reports.document import Kind
from observatory.reports.kinds import KINDS, Contents, Format, written
from observatory.reports.needs import RESULTS
from observatory.site.site import Site
from observatory.tables.discover import discover
from observatory.tables.load import load
from observatory.tables.model import Catalogue

_REFUSED = "report-refused"


def report(kind: Kind, year: int, formats: tuple[Format, ...], datasets: Path, out: Path) -> list[Path]:
    """Write the report of ``year`` into the folder ``out`` and give the paths of its files, ``<kind>-<year>.<format>``.

    Raises ``FindingsError`` for packages that are missing, have errors or are simulated, and for a year without
    figures; ``ObservatoryError`` where a PDF cannot be made here or the file cannot be written.
    """
    contents = KINDS[kind]
    site = _site(_catalogue(datasets, contents), contents)
    if not contents.covers(site, year):
        known = contents.years(site)
        span = f"{known[0]}–{known[-1]}" if known else "–"
        raise FindingsError([Finding("report-no-year", value=str(year), expected=span)], _REFUSED)
    files = dict(written(site, kind, year, formats))
    return [_put(content, out / f"{kind}-{year}.{form}") for form, content in files.items()]


def _packages(contents: Contents) -> set[str]:
    """The packages that must be there, by id."""
    found = {need for need in (*contents.needs, *layout.NEEDS) if not need.startswith(RESULTS)}
    for recipe in (RECIPES[need.removeprefix(RESULTS)] for need in contents.needs if need.startswith(RESULTS)):
        found |= {recipe.method, *(package for package, _ in recipe.tables)}
    return found


def _catalogue(datasets: Path, contents: Contents) -> Catalogue:
    """The packages of a report, checked."""
    folders, findings = discover(datasets)
    if not contents.whole:
        recipes = [RECIPES[need.removeprefix(RESULTS)] for need in contents.needs if need.startswith(RESULTS)]
        wanted = _packages(contents) | {package for recipe in recipes for package, _ in recipe.optional}
        kinds = {kind for recipe in recipes for kind in recipe.kinds}
        named = {folder: f"{folder.parent.name}/{folder.name}" for folder in folders}
        folders = [folder for folder in folders if named[folder] in wanted or kinds & {*_kinds(folder)}]
    loaded = load(folders)
    found = loaded.catalogue.packages
    lacking = sorted(_packages(contents) - found.keys())
    findings = [
        *findings,
        *loaded.findings,
        *(Finding("package-required", package=package) for package in lacking),
        *(
            Finding("simulated-data", package=package.id, file=package.folder.as_posix(), field="simulated")
            for package in loaded.catalogue
            if package.simulated
        ),
    ]
    if has_errors(findings):
        raise FindingsError(findings, _REFUSED)
    return loaded.catalogue


def _kinds(folder: Path) -> Iterator[str]:
    """The kinds of the tables of a package, before it is checked; none where it cannot be read."""
    try:
        resources = json.loads((folder / "datapackage.json").read_bytes())["resources"]
        yield from (str(resource.get("kind") or "") for resource in resources)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return


def _site(catalogue: Catalogue, contents: Contents) -> Site:
    """The catalogue with the results that a report is made of."""
    if contents.whole:
        return Site(catalogue, compute(catalogue))
    names = [need.removeprefix(RESULTS) for need in contents.needs if need.startswith(RESULTS)]
    return Site(catalogue, {name: result(catalogue, name) for name in names})


def _put(content: bytes, path: Path) -> Path:
    """Write a file in one step: a file beside it takes its place once it is whole."""
    try:
        with swap.whole(path) as file:
            file.buffer.write(content)
    except OSError as error:
        raise ObservatoryError("report-not-written", file=str(path), reason=error.strerror or str(error)) from error
    return path
