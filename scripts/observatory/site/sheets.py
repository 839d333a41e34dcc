"""Tables as the page of their package shows them: a dictionary of the columns and the first rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from observatory.results import ResultTable
from observatory.site import numbers
from observatory.site.verify import EMPTY_CELLS
from observatory.tables import metadata
from observatory.tables.model import Field, Table, Text

PREVIEW_ROWS = 10
LONG_TEXT = 72

_VIETNAMESE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_ADDRESS = re.compile(r"https?://(?:www\.)?([^/\s;]+)[^\s;]*")
_SUSPECT = re.compile(r"\{\{|\}\}|\{%|%\}")
_SIGNS = {"minimum": "≥ ", "maximum": "≤ ", "exclusiveMinimum": "> ", "exclusiveMaximum": "< ", "pattern": ""}


@dataclass(frozen=True)
class Cell:
    """A cell of a preview: what the file holds and the language it is in, empty when that is not known.

    ``cut`` is what is shown of a long text. ``quoted`` marks a text that would look like a fault of the
    site (``nan``, ``{{``) if it did not stand there as somebody wrote it.
    """

    text: str
    lang: str = ""
    cut: str = ""
    quoted: bool = False


@dataclass(frozen=True)
class Column:
    """A line of the dictionary.

    ``rules`` are what a value must keep to, in signs and codes. ``package``, ``table`` and ``column`` name
    what the values refer to; they are empty where a column refers to nothing.
    """

    field: Field
    rules: tuple[str, ...] = ()
    package: str = ""
    table: str = ""
    column: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table as its package's page shows it."""

    name: str
    title: Text
    kind: str
    key: tuple[str, ...]
    rows: int
    sha256: str
    columns: tuple[Column, ...]
    preview: tuple[tuple[Cell, ...], ...]

    @property
    def anchor(self) -> str:
        """The mark of the table on its page."""
        return anchor(self.name)


def anchor(table: str) -> str:
    """The mark of a table on the page of its package."""
    return f"bang-{table.replace('_', '-')}"


def lang_of(text: str, field: str = "") -> str:
    """The language of a text that somebody wrote: by the name of its column, else by its letters."""
    for lang in ("vi", "en"):
        if field.endswith(f"_{lang}"):
            return lang
    return "vi" if _VIETNAMESE.search(text) else ""


def published(table: Table, resource: Mapping[str, Any], package: str) -> Sheet:
    """A table of a package, with what its descriptor says of it (``resource``)."""
    return _sheet(table, table.kind, table.sha256, _columns(table.fields, table.name, resource, package))


def computed(table: ResultTable, sha256: str) -> Sheet:
    """A table of results, whose CSV file has the digest ``sha256``."""
    return _sheet(table, "", sha256, tuple(Column(field) for field in table.fields))


def described(kind: str, schema: Mapping[str, Any]) -> Sheet:
    """A kind of table, which has columns and a key and no rows."""
    resource = {"schema": schema}
    key = tuple(_as_list(schema.get("primaryKey") or []))
    columns = _columns(metadata.fields(resource), kind, resource, "")
    return Sheet(kind, Text(kind, kind), kind, key, 0, "", columns, ())


def _sheet(table: Table | ResultTable, kind: str, sha256: str, columns: tuple[Column, ...]) -> Sheet:
    head = table.frame.head(PREVIEW_ROWS)
    cells = [[_cell(value, field) for value in head[field.name].astype(object)] for field in table.fields]
    return Sheet(
        name=table.name,
        title=table.title,
        kind=kind,
        key=table.primary_key,
        rows=len(table.frame),
        sha256=sha256,
        columns=columns,
        preview=tuple(zip(*cells, strict=True)),
    )


def _cell(value: Any, field: Field) -> Cell:
    if numbers.is_missing(value):
        return Cell("")
    if field.type == "number":
        return Cell(repr(float(value)).removesuffix(".0"))
    text = str(value).lower() if field.type == "boolean" else str(value)
    shown = _ADDRESS.sub(r"\1", text)
    cut = f"{shown[:LONG_TEXT].rstrip()}…" if len(shown) > LONG_TEXT else ""
    return Cell(text, lang_of(text, field.name), cut, text in EMPTY_CELLS or bool(_SUSPECT.search(text)))


def _columns(fields: Sequence[Field], table: str, resource: Mapping[str, Any], package: str) -> tuple[Column, ...]:
    schema = resource.get("schema") or {}
    rules = {field["name"]: _rules(field.get("constraints") or {}) for field in schema.get("fields") or []}
    targets: dict[str, tuple[str, str, str]] = {}
    for key in schema.get("foreignKeys") or []:
        reference = key["reference"]
        owner = str(reference.get("package") or package)
        sheet = str(reference.get("resource") or table)
        for own, other in zip(_as_list(key["fields"]), _as_list(reference["fields"]), strict=True):
            targets[own] = (owner, sheet, other)
    return tuple(Column(field, rules.get(field.name, ()), *targets.get(field.name, ())) for field in fields)


def _rules(constraints: Mapping[str, Any]) -> tuple[str, ...]:
    """Rules of a column that need no words: ranges, patterns, and the values allowed."""
    ranges = [f"{sign}{constraints[key]}" for key, sign in _SIGNS.items() if key in constraints]
    return (*ranges, *(str(value) for value in constraints.get("enum", [])))


def _as_list(key: Any) -> list[str]:
    return [key] if isinstance(key, str) else list(key)
