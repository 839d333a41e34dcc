"""The package that a workbook is for, as it is published: its rows as texts, and the packages its columns point to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from observatory.excel.choices import needed
from observatory.excel.merge import Records
from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate import text as gate_text
from observatory.gate.folder import DESCRIPTOR
from observatory.tables import cells, corrections, embargo, metadata, waivers
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue, Package

_OF_ALL = (waivers.PACKAGE, embargo.PACKAGE)  # that a package is checked against besides


@dataclass(frozen=True)
class Published:
    """A package and the folders of those beside it.

    ``records`` are the rows of each table as its CSV file has them, header first and without blank lines;
    ``effective`` the same with the corrections of the package. ``catalogue`` holds every package that was read.
    """

    package: Package
    catalogue: Catalogue
    beside: tuple[Path, ...]
    records: Mapping[str, Records]
    effective: Mapping[str, Records]


def read_published(package: str, datasets: Path) -> tuple[Published | None, list[Finding]]:
    """The published package ``owner/name`` of ``datasets``; what its columns point to may be the project's own.

    ``None`` with the findings that say why: there is no such package, or it is not good itself. frictionless is
    not asked, for what is published has passed it.
    """
    folder = (datasets / package).resolve()
    file = folder / DESCRIPTOR
    if not file.is_file():
        return None, [Finding("excel-package-unknown", file=str(datasets), value=package)]
    beside = _beside(folder, datasets)
    loaded = load([folder, *beside], trusted={folder, *beside})
    found = loaded.catalogue.packages.get(package)
    if found is None:
        return None, [finding for finding in loaded.findings if finding.level == "error"]
    records = {name: _records(table.path) for name, table in found.tables.items()}
    applied = corrections.apply(
        found.descriptor, folder, {name: [list(r) for r in rows] for name, rows in records.items()}
    )
    return Published(found, loaded.catalogue, beside, records, {**records, **applied.records}), []


def _beside(folder: Path, datasets: Path) -> tuple[Path, ...]:
    """The folders of the packages that the columns of a package point to, and theirs, and of those that bind all."""
    roots = (datasets.resolve(), DATASETS)
    found: dict[str, Path | None] = {}
    wanted = [*_wanted(folder), *_OF_ALL]
    while wanted:
        package = wanted.pop()
        if package not in found:
            place = next((root / package for root in roots if (root / package / DESCRIPTOR).is_file()), None)
            found[package] = place
            wanted += _wanted(place) if place else []
    return tuple(place for place in found.values() if place and place != folder)


def _wanted(folder: Path) -> list[str]:
    """The ids of the packages that a package points to; none where its descriptor is not good: loading it says so."""
    _, text, _ = gate_text.read(folder / DESCRIPTOR, limits.MAX_DESCRIPTOR_BYTES)
    try:
        return needed(metadata.package(json.loads(text or ""), folder, {}))
    except (ValueError, TypeError, AttributeError, LookupError):
        return []


def _records(path: Path) -> Records:
    """The rows of a CSV file that has been checked, without its blank lines."""
    _, text, _ = gate_text.read(path, marked=True)
    return [record for record in cells.rows(text or "", str(path))[0] if record]
