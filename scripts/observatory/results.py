"""Result packages: what the rooms computed, typed, described and written as Data Packages.

Titles, columns and keys of all results are in ``results.json`` beside this module: one meaning for each
column name, whatever table it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.tables.model import Field, Text

OWNER = "results"
VERSION_COLUMN = "method_version"


@dataclass(frozen=True)
class ResultTable:
    """One table of results: its frame has exactly the columns of ``fields``, in the order of its key."""

    name: str
    title: Text
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    frame: pd.DataFrame


@dataclass(frozen=True)
class ResultPackage:
    """The tables of one result.

    ``method`` is the package that decided how they were made, as ``owner/name@version``; ``inputs`` gives,
    for each package that was read, the SHA-256 of each table used, as hexadecimal digits. ``simulated`` is
    True when one of those packages holds made-up figures.
    """

    name: str
    title: Text
    description: Text
    method: str
    inputs: Mapping[str, Mapping[str, str]]
    tables: Mapping[str, ResultTable]
    simulated: bool = False

    @property
    def id(self) -> str:
        """``results/name``."""
        return f"{OWNER}/{self.name}"

    @property
    def version(self) -> str:
        """Version of the method."""
        return self.method.rpartition("@")[2]


def names() -> list[str]:
    """Names of all result packages, in order."""
    return list(_described()["packages"])


def package(
    name: str, method: str, inputs: Mapping[str, Mapping[str, str]], frames: Mapping[str, pd.DataFrame]
) -> ResultPackage:
    """The result package ``name`` made of ``frames``, by table.

    Each frame may hold more columns than its table and in any order; a column it lacks is all missing.
    Rows come out in the order of the primary key. Raises ``KeyError`` for a name, or a set of tables,
    that ``results.json`` does not describe.
    """
    described = _described()["packages"][name]
    if set(frames) != set(described["tables"]):
        raise KeyError(f"{name}: {sorted(frames)}")
    version = method.rpartition("@")[2]
    tables = {
        table: _table(table, about, frames[table].assign(**{VERSION_COLUMN: version}))
        for table, about in described["tables"].items()
    }
    return ResultPackage(name, _text(described, "title"), _text(described, "description"), method, inputs, tables)


def write(results: Mapping[str, ResultPackage], folder: Path) -> None:
    """Write each package to ``folder/<name>``: ``datapackage.json`` and ``data/<table>.csv``.

    Equal results give equal bytes: rows in the order of the key, numbers with the fewest digits that
    read back as the same number, lines that end with LF.
    """
    for result in results.values():
        target = folder / result.name
        (target / "data").mkdir(parents=True, exist_ok=True)
        for table in result.tables.values():
            (target / "data" / f"{table.name}.csv").write_bytes(to_csv(table).encode("utf-8"))
        text = json.dumps(descriptor(result), ensure_ascii=False, indent=2)
        (target / "datapackage.json").write_bytes(f"{text}\n".encode())


def to_csv(table: ResultTable) -> str:
    """The table as CSV: comma, LF, a missing value as an empty cell, true and false in lower case."""
    cells = {field.name: _cells(table.frame[field.name], field.type) for field in table.fields}
    return pd.DataFrame(cells, dtype=object).to_csv(index=False, lineterminator="\n")


def descriptor(result: ResultPackage) -> dict[str, Any]:
    """The ``datapackage.json`` of a result."""
    return {
        "name": result.name,
        "title": result.title.vi,
        "title_en": result.title.en,
        "description": result.description.vi,
        "description_en": result.description.en,
        "version": result.version,
        **({"simulated": True} if result.simulated else {}),
        "method": result.method,
        "inputs": {package: dict(tables) for package, tables in result.inputs.items()},
        "resources": [_resource(table) for table in result.tables.values()],
    }


def _resource(table: ResultTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title.vi,
        "title_en": table.title.en,
        "path": f"data/{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {
            "fields": [_schema_field(field) for field in table.fields],
            "primaryKey": list(table.primary_key),
            "missingValues": [""],
        },
    }


def _schema_field(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "title": field.title.vi,
        "title_en": field.title.en,
    }
    if field.description.vi:
        described |= {"description": field.description.vi, "description_en": field.description.en}
    return described | ({"constraints": {"required": True}} if field.required else {})


def _table(name: str, about: Mapping[str, Any], frame: pd.DataFrame) -> ResultTable:
    key = tuple(about["primaryKey"])
    fields = tuple(_field(column, column in key) for column in about["columns"])
    typed = pd.DataFrame({field.name: _typed(frame, field) for field in fields})
    return ResultTable(name, _text(about, "title"), fields, key, typed.sort_values(list(key), ignore_index=True))


def _typed(frame: pd.DataFrame, field: Field) -> pd.Series[Any]:
    values = frame[field.name] if field.name in frame else pd.Series(None, index=frame.index, dtype=object)
    if field.type == "integer":
        return pd.Series(pd.to_numeric(values)).astype("Int64")
    if field.type == "number":
        return pd.Series(pd.to_numeric(values)).astype("float64") + 0.0
    return values.astype("boolean" if field.type == "boolean" else "str")


def _cells(values: pd.Series[Any], kind: str) -> list[str]:
    return ["" if pd.isna(value) else _cell(value, kind) for value in values]


def _cell(value: Any, kind: str) -> str:
    if kind == "number":
        return repr(float(value)).removesuffix(".0")
    return str(value).lower() if kind == "boolean" else str(value)


def _field(name: str, required: bool) -> Field:
    about = _described()["columns"][name]
    return Field(name, about["type"], _text(about, "title"), _text(about, "description"), required)


def _text(about: Mapping[str, str], name: str) -> Text:
    return Text(about.get(name, ""), about.get(f"{name}_en", ""))


@cache
def _described() -> dict[str, Any]:
    text = files("observatory").joinpath("results.json").read_text(encoding="utf-8")
    described: dict[str, Any] = json.loads(text)
    return described
