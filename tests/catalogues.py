"""Catalogues with a cell, a version or a place changed in memory: nothing is read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from observatory.tables.model import Catalogue


def altered(catalogue: Catalogue, package: str, table: str, at: dict[str, str], **cells: Any) -> Catalogue:
    """``catalogue`` with ``cells`` in the rows where the one column of ``at`` has its value."""
    held = catalogue.packages[package]
    frame = held.tables[table].frame.copy()
    (rows,) = ((frame[column] == value) for column, value in at.items())
    assert rows.any()
    for name, value in cells.items():
        frame.loc[rows, name] = value
    tables = {**held.tables, table: replace(held.tables[table], frame=frame)}
    return Catalogue({**catalogue.packages, package: replace(held, tables=tables)})


def bumped(catalogue: Catalogue, package: str, version: str) -> Catalogue:
    """``catalogue`` with another version of a package."""
    return Catalogue({**catalogue.packages, package: replace(catalogue.packages[package], version=version)})


def moved(catalogue: Catalogue, package: str, folder: Path) -> Catalogue:
    """``catalogue`` with a package that lies in ``folder``."""
    held = catalogue.packages[package]
    tables = {
        name: replace(table, path=folder / table.path.relative_to(held.folder)) for name, table in held.tables.items()
    }
    return Catalogue({**catalogue.packages, package: replace(held, folder=folder, tables=tables)})
