"""All templates of a catalogue, as a site offers them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observatory.excel.choices import choices
from observatory.excel.template import template
from observatory.findings import LANGS, Lang
from observatory.tables.model import Catalogue

_STEMS: dict[Lang, str] = {"vi": "mau", "en": "template"}


@dataclass(frozen=True)
class Shelved:
    """One template: ``table`` is empty for the one that holds all tables of its package."""

    package: str
    table: str
    lang: Lang
    name: str
    content: bytes


def shelf(catalogue: Catalogue) -> Iterator[Shelved]:
    """The templates of every package, in both languages: one of all its tables, then one of each if there are more."""
    for package in catalogue:
        for lang in LANGS:
            found = choices(package, catalogue.packages.get, lang)
            stem = f"{_STEMS[lang]}-{package.name}"
            whole = tuple(package.tables)
            yield Shelved(package.id, "", lang, f"{stem}.xlsx", template(package, whole, lang, found))
            for table in whole if len(whole) > 1 else ():
                content = template(package, (table,), lang, found)
                yield Shelved(package.id, table, lang, f"{stem}-{table}.xlsx", content)
