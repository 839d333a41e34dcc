"""Data packages in memory: what ``tables`` hands to the rooms and to the site.

Frames carry one column per schema field. ``string``, ``date`` and other text types are pandas ``str``
(missing is NaN), ``number`` is ``float64`` (missing is NaN), ``integer`` and ``year`` are ``Int64`` and
``boolean`` is ``boolean`` (missing is ``pd.NA``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.findings import Lang


@dataclass(frozen=True)
class Text:
    """A text in both languages; an empty ``en`` means it has not been translated."""

    vi: str
    en: str = ""

    def get(self, lang: Lang) -> str:
        """The text in ``lang``, or the Vietnamese one where it is not translated."""
        return (self.en or self.vi) if lang == "en" else (self.vi or self.en)


@dataclass(frozen=True)
class Field:
    """One column of a table, as its Table Schema describes it."""

    name: str
    type: str
    title: Text
    description: Text
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One CSV resource: its schema and its rows.

    ``kind`` names the shared schema it follows (a file of ``schemas/``), or is empty. ``corrected`` is the text of the
    table with its corrections, and ``sha256`` and ``bytes`` are then of it; without any they are of the file.
    """

    name: str
    kind: str
    path: Path
    title: Text
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    frame: pd.DataFrame
    sha256: str
    bytes: int
    corrected: str | None = None


@dataclass(frozen=True)
class Source:
    """Where figures come from; ``path`` is a web address or empty."""

    title: str
    path: str = ""


@dataclass(frozen=True)
class Package:
    """One Data Package; ``id`` is ``owner/name``, unique in the catalogue.

    ``simulated`` is True for made-up figures, which no real site may show.
    """

    owner: str
    name: str
    folder: Path
    title: Text
    description: Text
    version: str
    last_reviewed: str
    licence: Source
    sources: tuple[Source, ...]
    tables: Mapping[str, Table]
    descriptor: Mapping[str, Any]
    simulated: bool = False

    @property
    def id(self) -> str:
        """``owner/name``."""
        return f"{self.owner}/{self.name}"

    @property
    def corrected(self) -> dict[str, str]:
        """The corrected text of each table that has corrections, by name."""
        return {name: table.corrected for name, table in self.tables.items() if table.corrected is not None}


@dataclass(frozen=True)
class Catalogue:
    """All packages, by id, in the order of their ids."""

    packages: Mapping[str, Package]

    def __iter__(self) -> Iterator[Package]:
        return iter(self.packages.values())

    def frame(self, package: str, table: str) -> pd.DataFrame:
        """The rows of one table.

        Raises ``KeyError`` when the package or the table is not in the catalogue.
        """
        return self.packages[package].tables[table].frame

    def of_kind(self, kind: str) -> pd.DataFrame:
        """All rows of all tables of one kind, in the order of the catalogue, with a ``package`` column.

        Empty (no columns but ``package``) when there is no such table.
        """
        frames = [
            table.frame.assign(package=package.id)
            for package in self
            for table in package.tables.values()
            if table.kind == kind
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"package": []})
