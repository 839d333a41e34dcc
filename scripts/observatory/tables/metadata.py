"""From a checked descriptor and its rows to the model: packages, tables, fields and typed frames."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.findings import Finding, Level
from observatory.tables.model import Field, Package, Source, Table, Text

_TRUE = ("true", "True", "TRUE", "1")
_REQUIRED = ("title", "description", "version", "last_reviewed", "licenses")
_DATES = ("last_reviewed", "next_review_due", "updated")
_ENGLISH = ("title_en", "description_en")


def text(node: Mapping[str, Any], key: str) -> Text:
    """The Vietnamese ``key`` and the English ``key_en`` of a descriptor node."""
    return Text(str(node.get(key) or ""), str(node.get(f"{key}_en") or ""))


def source(node: Mapping[str, Any]) -> Source:
    """A source or a licence of a descriptor."""
    return Source(str(node.get("title") or node.get("name") or node.get("path") or ""), str(node.get("path") or ""))


def fields(resource: Mapping[str, Any], header: Sequence[str] = ()) -> tuple[Field, ...]:
    """The fields of a resource; without a schema, every column of the header is text."""
    listed = (resource.get("schema") or {}).get("fields") or [{"name": name} for name in header]
    return tuple(
        Field(
            name=field["name"],
            type=str(field.get("type", "string")),
            title=Text(str(field.get("title") or field["name"]), str(field.get("title_en") or field["name"])),
            description=text(field, "description"),
            required=bool((field.get("constraints") or {}).get("required")),
        )
        for field in listed
    )


def frame(
    records: Sequence[Sequence[str]],
    columns: Sequence[Field],
    missing: Sequence[str],
    true_words: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """The typed frame of checked records (header first); see ``model`` for the types.

    ``true_words`` gives, by field, the words that mean true where a schema has its own.
    """
    absent, words = frozenset(missing), true_words or {}
    cells = list(zip(*records[1:], strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {
            field.name: _typed(
                pd.Series([None if cell in absent else cell for cell in column], dtype="str"),
                field.type,
                words.get(field.name, _TRUE),
            )
            for field, column in zip(columns, cells, strict=True)
        }
    )


def _typed(column: pd.Series[str], kind: str, true_words: Sequence[str]) -> pd.Series[Any]:
    if kind == "boolean":
        return column.isin(list(true_words)).astype("boolean").mask(column.isna())
    if kind in ("integer", "year"):
        return column.astype("Int64")
    if kind == "number":
        return column.astype("float64")
    return column


def table(resource: Mapping[str, Any], folder: Path, records: Sequence[Sequence[str]], sha256: str, size: int) -> Table:
    """One table of the model."""
    columns = fields(resource, records[0] if records else ())
    schema = resource.get("schema") or {}
    key = schema.get("primaryKey") or []
    return Table(
        name=resource["name"],
        kind=str(resource.get("kind") or ""),
        path=folder / resource["path"],
        title=Text(str(resource.get("title") or resource["name"]), str(resource.get("title_en") or "")),
        fields=columns,
        primary_key=(key,) if isinstance(key, str) else tuple(key),
        frame=frame(records, columns, missing_values(resource), _true_words(schema)),
        sha256=sha256,
        bytes=size,
    )


def _true_words(schema: Mapping[str, Any]) -> dict[str, list[str]]:
    return {field["name"]: field["trueValues"] for field in schema.get("fields", []) if "trueValues" in field}


def missing_values(resource: Mapping[str, Any]) -> list[str]:
    """The strings that stand for a missing value."""
    return [str(value) for value in (resource.get("schema") or {}).get("missingValues", [""])]


def package(descriptor: Mapping[str, Any], folder: Path, tables: Mapping[str, Table]) -> Package:
    """One package of the model; its owner is the folder it lies in."""
    licences = descriptor.get("licenses") or [{}]
    return Package(
        owner=folder.parent.name,
        name=folder.name,
        folder=folder,
        title=Text(
            str(descriptor.get("title") or descriptor.get("name") or ""),
            str(descriptor.get("title_en") or ""),
        ),
        description=text(descriptor, "description"),
        version=str(descriptor.get("version") or ""),
        last_reviewed=str(descriptor.get("last_reviewed") or ""),
        licence=source(licences[0]),
        sources=tuple(source(node) for node in descriptor.get("sources") or []),
        tables=tables,
        descriptor=descriptor,
        simulated=descriptor.get("simulated") is True,
    )


def inspect(descriptor: Mapping[str, Any], file: str) -> list[Finding]:
    """What a package should say of itself: warnings, but for a table whose figures have no source at all."""
    findings = [
        Finding("metadata-missing", "warning", file=file, field=key) for key in _REQUIRED if not descriptor.get(key)
    ]
    findings += [
        Finding("translation-missing", "warning", file=file, field=key) for key in _ENGLISH if not descriptor.get(key)
    ]
    findings += [
        Finding("metadata-date", file=file, field=key, value=str(descriptor[key]))
        for key in _DATES
        if descriptor.get(key) and not _is_date(descriptor[key])
    ]
    for resource in descriptor["resources"]:
        name = str(resource["name"])
        names = {field["name"] for field in (resource.get("schema") or {}).get("fields") or []}
        if not names:
            findings.append(Finding("schema-missing", "warning", file=file, value=name))
        if "source" not in names and not resource.get("sources"):
            level: Level = "warning" if descriptor.get("sources") else "error"
            findings.append(Finding("source-missing", level, file=file, value=name))
        if "encoding" not in resource or "dialect" not in resource:
            findings.append(Finding("not-pinned", "warning", file=file, value=name))
    return findings


def _is_date(value: object) -> bool:
    """True for a day written YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False
