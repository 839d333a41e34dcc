"""Rows with the place they were read from, so that a finding about one can say where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from observatory.tables.kinds import shared_schema
from observatory.tables.metadata import fields, frame
from observatory.tables.model import Catalogue, Package, Table


def tables(catalogue: Catalogue) -> Iterator[tuple[Package, Table]]:
    """Every table with its package."""
    return ((package, table) for package in catalogue for table in package.tables.values())


def located(package: Package, table: Table) -> pd.DataFrame:
    """The rows of a table with ``package``, ``file`` and ``row``, counted as in a spreadsheet: the header is row 1."""
    return table.frame.assign(package=package.id, file=str(table.path), row=range(2, len(table.frame) + 2))


def of_kind(catalogue: Catalogue, kind: str) -> pd.DataFrame:
    """All rows of a kind as ``located`` gives them; empty while there are none."""
    parts = [located(package, table) for package, table in tables(catalogue) if table.kind == kind]
    nothing = frame([[]], fields({"schema": shared_schema(kind)}), [""]).assign(package="", file="", row=0)
    return pd.concat(parts, ignore_index=True) if parts else nothing


def newest_review(catalogue: Catalogue) -> str:
    """The day of the data (YYYY-MM-DD): dates in a build come from the data, never from the clock."""
    return max((package.last_reviewed for package in catalogue), default="")
