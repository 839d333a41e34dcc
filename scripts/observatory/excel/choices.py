"""The values that a column lets one choose from: what is stored, and what a drop-down shows for it.

They come from the schema (an enumeration, true and false) or from the table that a key of the column points
to, in the same package or in another. A drop-down shows a code with its name, ``48 – Đà Nẵng``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from observatory.excel.layout import SEPARATOR
from observatory.findings import Lang
from observatory.tables.model import Package, Text
from observatory.tables.references import Key, all_keys, keys

Lookup = Callable[[str], Package | None]

BOOLEANS = {"true": Text("đúng", "yes"), "false": Text("sai", "no")}
FORMER = Text("trước 01/7/2025", "before 1 July 2025")
MAX_CHOICES = 32_767  # of an Excel drop-down

_FORMER_LEVEL = "former63"
_NAMES = ("name", "title", "label", "term", "task")


@dataclass(frozen=True)
class Choices:
    """The choices of one column, in the order of a drop-down.

    ``values`` are what a table stores; ``labels``, as many, what the drop-down shows: the same where a value
    has no name. ``given`` says for each choice what the other columns of its key then hold (a former
    province has ``{"unit_level": "former63"}``); it is empty where they may hold anything. With ``closed``
    nothing else may ever stand in the column; otherwise the list may grow.
    """

    values: tuple[str, ...]
    labels: tuple[str, ...]
    given: tuple[Mapping[str, str], ...] = field(hash=False)
    closed: bool = False


def choices(package: Package, lookup: Lookup, lang: Lang) -> dict[tuple[str, str], Choices]:
    """The choices of every column of ``package`` that has some, by table and field.

    ``lookup`` gives another package by its id, or ``None``: a column whose list is not at hand, or is empty,
    has no choices here, for the check has them all.
    """
    found: dict[tuple[str, str], Choices] = {}
    for resource in package.descriptor["resources"]:
        table = str(resource["name"])
        for node in (resource.get("schema") or {}).get("fields") or []:
            listed = _listed(node, lang)
            if listed:
                found[table, node["name"]] = listed
        for key in all_keys(resource, package.id):
            rows = _rows(key, package, lookup)
            for position, name in enumerate(key.fields):
                if rows is not None and (table, name) not in found:
                    found[table, name] = _of_rows(key, position, rows, lang)
    return found


def needed(package: Package) -> list[str]:
    """The ids of the other packages whose tables the columns of ``package`` point to."""
    pointed = {key.package for resource in package.descriptor["resources"] for key in keys(resource)}
    return sorted(pointed - {package.id})


def _listed(node: Mapping[str, Any], lang: Lang) -> Choices | None:
    """The choices that a field lists itself: those of an enumeration, or true and false."""
    enum = (node.get("constraints") or {}).get("enum")
    if enum:
        values = [str(value) for value in enum]
        names = _explained(str(node.get("description" if lang == "vi" else "description_en") or ""), values)
    elif node.get("type") == "boolean":
        names = {
            str((node.get(f"{word}Values") or [word])[0]): Text(said.vi, said.en).get(lang)
            for word, said in BOOLEANS.items()
        }
        values = list(names)
    else:
        return None
    labels = tuple(_label(value, names.get(value, "")) for value in values)
    return Choices(tuple(values), labels, tuple({} for _ in values), closed=True)


def _explained(description: str, values: Sequence[str]) -> dict[str, str]:
    """What a description says of each value, where it says it of all: ``year: whole year; month: …``."""
    parts = (part.partition(": ") for part in re.split(r"; ", description))
    said = {value.strip(): name.strip() for value, mark, name in parts if mark}
    return said if said.keys() >= set(values) else {}


def _rows(key: Key, package: Package, lookup: Lookup) -> pd.DataFrame | None:
    """The rows that a key may point to; ``None`` where there are none, or too many for a drop-down."""
    target = package if key.package == package.id else lookup(key.package)
    table = target.tables.get(key.resource) if target else None
    if table is None or not set(key.target_fields) <= set(table.frame.columns):
        return None
    rows = table.frame
    for column, value in key.where.items():
        rows = rows[rows[column] == value]
    rows = rows[rows[list(key.target_fields)].notna().all(axis=1)]
    return rows if 0 < len(rows) <= MAX_CHOICES else None


def _of_rows(key: Key, position: int, rows: pd.DataFrame, lang: Lang) -> Choices:
    """The choices of the column at ``position`` of a key.

    The last column of a key is what the rows are of, so it alone has their names; the columns before it only
    say of which group they are.
    """
    last = position == len(key.fields) - 1
    texts = rows[list(key.target_fields)].astype("str")
    named = _name_column(rows, key.target_fields, lang) if last else ""
    names = rows[named].fillna("").astype("str").tolist() if named else [""] * len(rows)
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for row, name in zip(texts.itertuples(index=False, name=None), names, strict=True):
        given = {own: cell for own, cell in zip(key.fields, row, strict=True) if last and own != key.fields[position]}
        label = _label(row[position], f"{name} ({FORMER.get(lang)})" if name and _FORMER_LEVEL in row else name)
        seen = found.setdefault(label, (row[position], given))
        if seen[1] != given:
            found[label] = (row[position], {})
    return Choices(
        tuple(value for value, _ in found.values()), tuple(found), tuple(given for _, given in found.values())
    )


def _name_column(rows: pd.DataFrame, key: Sequence[str], lang: Lang) -> str:
    """The column that names the rows of a table in ``lang``, or nothing."""
    candidates = [f"{stem}{end}" for end in (f"_{lang}", "_vi", "") for stem in _NAMES]
    return next((name for name in candidates if name in rows.columns and name not in key), "")


def _label(value: str, name: str) -> str:
    shown = " ".join(name.split())
    return f"{value}{SEPARATOR}{shown}" if shown and shown != value else value
