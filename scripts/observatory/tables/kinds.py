"""Kinds of table: schemas that packages share, so that their rows can be read together.

A kind is a file of ``schemas/``. Beside the fields and keys of a Table Schema it may name a
``naturalKey``: the fields that say what a row observes, of which no table may hold a combination twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.findings import Finding
from observatory.gate import limits
from observatory.tables.cells import more
from observatory.tables.model import Package, Table

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"


def check_kinds(package: Package) -> list[Finding]:
    """Tables that name a kind must have its fields, with the same types and rules, in the same order."""
    findings: list[Finding] = []
    file = str(package.folder / "datapackage.json")
    for resource in package.descriptor["resources"]:
        kind = str(resource.get("kind") or "")
        if not kind:
            continue
        shared = shared_schema(kind)
        if shared is None:
            findings.append(Finding("unknown-kind", file=file, value=kind, expected=", ".join(kinds())))
            continue
        own = resource.get("schema") or {}
        wanted, got = _signature(shared), _signature(own)
        if wanted != got:
            difference = [name for name, rule in wanted.items() if got.get(name) != rule]
            difference += [name for name in got if name not in wanted]
            shown = ", ".join(difference) or ", ".join(wanted)
            findings.append(Finding("kind-mismatch", file=file, field=shown, value=resource["name"], expected=kind))
        elif key := shared.get("naturalKey"):
            findings += _repeated(package.tables[resource["name"]], key)
    return findings


def _repeated(table: Table, key: list[str]) -> list[Finding]:
    """Every row that observes what a row above it observes."""
    again = table.frame[table.frame.duplicated(key)]
    findings: list[Finding] = []
    for position, row in zip(again.index, again[key].to_dict("records"), strict=True):
        if len(findings) == limits.MAX_FINDINGS:
            return [*findings, more(str(table.path), int(position) + 2)]
        value = ", ".join(str(cell) for cell in row.values() if not pd.isna(cell))
        file, number = str(table.path), int(position) + 2
        findings.append(Finding("repeated-observation", file=file, row=number, field=", ".join(key), value=value))
    return findings


def kinds() -> list[str]:
    """The kinds of table there are: the stems of ``schemas/*.json``."""
    return sorted(path.stem for path in SCHEMAS.glob("*.json"))


@cache
def shared_schema(kind: str) -> dict[str, Any] | None:
    """The Table Schema of a kind, or ``None`` when there is no such kind."""
    if kind not in kinds():
        return None
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{kind}.json").read_text(encoding="utf-8"))
    return schema


def _signature(schema: Mapping[str, Any]) -> dict[str, str]:
    """Field by field, in order, what two schemas must agree on, and the keys under an empty name."""
    rules = {
        str(field["name"]): json.dumps([field.get("type", "string"), field.get("constraints") or {}], sort_keys=True)
        for field in schema.get("fields", [])
    }
    keys = [schema.get("primaryKey"), schema.get("foreignKeys")]
    return {**rules, "primaryKey, foreignKeys": json.dumps([*keys, list(rules)], sort_keys=True)}
