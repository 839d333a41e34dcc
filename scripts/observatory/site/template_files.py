"""The Excel templates that a build wrote, as the pages list them for download."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from observatory.findings import Lang


@dataclass(frozen=True)
class TemplateFile:
    """One template.

    ``table`` is empty for the workbook of all tables of ``package``; ``path`` is relative to the root of the site.
    """

    package: str
    table: str
    lang: Lang
    path: str
    size_bytes: int


def of_package(files: Iterable[TemplateFile], package: str) -> dict[str, dict[Lang, TemplateFile]]:
    """The templates of one package by table, the empty name first, and language."""
    found: dict[str, dict[Lang, TemplateFile]] = {}
    for file in files:
        if file.package == package:
            found.setdefault(file.table, {})[file.lang] = file
    return found
