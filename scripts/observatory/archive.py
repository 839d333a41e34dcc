"""The command ``observatory archive``: the results of each index version put away as they are published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from observatory import results, swap
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import has_errors
from observatory.recipes.register import ARCHIVE, DECISIONS, INDICES, Rankings, history, register, unrecorded
from observatory.results import ResultTable
from observatory.review import archive as editions
from observatory.review.versions import rules_digest
from observatory.tables.load import load
from observatory.tables.model import Catalogue, Package

_WORK = ".archive-"


@dataclass(frozen=True)
class Archived:
    """What a run added: the versions, as ``index version``, and the number of rows."""

    versions: tuple[str, ...]
    rows: int


def archive(datasets: Path, on: str, advance: Callable[[str], None]) -> Archived:
    """Add the present results of every index version that is not in the archive below ``datasets``, dated ``on``.

    Editions that are there stay as they are, and where nothing is to be added nothing is written. ``advance`` is called
    with the name of each step. Raises ``FindingsError`` when a package has errors, the register does not fit the
    methodology or a published row was altered, and ``ObservatoryError`` (``archive-missing``, ``archive-date`` for a
    day before the last edition, ``archive-not-written``); the archive is then as it was.
    """
    advance("load")
    loaded = load([datasets])
    findings = [*loaded.findings, *unrecorded(loaded.catalogue)]
    if has_errors(findings):
        raise FindingsError(findings, "archive-refused")
    catalogue = loaded.catalogue
    if not {ARCHIVE, DECISIONS, *(index.package for index in INDICES.values())} <= catalogue.packages.keys():
        raise ObservatoryError("archive-missing", folder=str(datasets))
    advance("compute")
    book = catalogue.packages[ARCHIVE]
    before = book.tables["editions"].frame
    tables, versions = _extended(catalogue, book, on)
    added = len(tables["published"]) - len(book.tables["published"].frame)
    if not versions:
        return Archived((), 0)
    last = before["published_on"].max() if len(before) else ""
    if on < str(last):
        raise ObservatoryError("archive-date", on=on, last=str(last))
    advance("write")
    try:
        _write(book, tables)
    except OSError as error:
        detail = error.strerror or str(error)
        raise ObservatoryError("archive-not-written", folder=str(book.folder), detail=detail) from error
    return Archived(tuple(versions), added)


def _extended(catalogue: Catalogue, book: Package, on: str) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The tables of the archive with what was missing, and the versions that were."""
    known, rankings = register(catalogue), Rankings(catalogue)
    listed, published = book.tables["editions"].frame, book.tables["published"].frame
    versions = []
    for name, index in INDICES.items():
        now = history(catalogue, known, index.package)[-1]
        if not ((listed["index"] == name) & (listed["version"] == now.version)).any():
            rows = rankings.by(name, now.state)
            rules = rules_digest(now.state)
            listed, published = editions.append(listed, published, name, now.version, on, rows, rules)
            versions.append(f"{name} {now.version}")
    return {"editions": listed, "published": published}, versions


def _write(book: Package, tables: dict[str, pd.DataFrame]) -> None:
    """Put a folder with the new tables, and all else as it was, in the place of the package in one step."""
    with swap.workspace(book.folder.parent, _WORK) as work:
        folder = work / book.name
        shutil.copytree(book.folder, folder)
        for name, rows in tables.items():
            table = book.tables[name]
            written = ResultTable(name, table.title, table.fields, table.primary_key, rows)
            (folder / table.path.relative_to(book.folder)).write_bytes(results.to_csv(written).encode("utf-8"))
        swap.replace(folder, book.folder)
