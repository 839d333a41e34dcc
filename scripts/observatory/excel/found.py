"""The package that a workbook is made for, or came from, with the packages that its columns point to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from observatory.errors import FindingsError, ObservatoryError
from observatory.excel.choices import Lookup, needed
from observatory.findings import has_errors
from observatory.gate.folder import DESCRIPTOR
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Package

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Found:
    """A package and a way to the packages beside it."""

    package: Package
    lookup: Lookup


def find(name: str, datasets: Path) -> Found:
    """The package ``name``: an id, ``owner/name`` in ``datasets``, or the path of a folder with a descriptor.

    What its columns point to is looked for in ``datasets``, then in the project's own. Raises
    ``ObservatoryError`` where there is no such package, and ``FindingsError`` where it has faults: a template
    of a schema that is wrong would ask for the wrong thing.
    """
    folder = datasets / name if _ID.fullmatch(name) else Path(name)
    if not (folder / DESCRIPTOR).is_file():
        raise ObservatoryError("package-unknown", package=name, folder=str(datasets))
    loaded = load([folder])
    package = next(iter(loaded.catalogue), None)
    if package is None or has_errors(loaded.findings):
        raise FindingsError(loaded.findings, "package-refused")
    return Found(package, _beside(package, datasets))


def _beside(package: Package, datasets: Path) -> Lookup:
    """The packages that ``package`` points to, read once."""
    places: dict[str, Path] = {}
    for root in (DATASETS, datasets):  # the latter goes before the former
        places |= {other: root / other for other in needed(package) if (root / other / DESCRIPTOR).is_file()}
    return load(list(places.values())).catalogue.packages.get
