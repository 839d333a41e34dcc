"""What one package owes to others: keys into reference tables.

A key into another package follows the Data Package recipe for foreign keys across packages, with the
package named by its id: ``{"fields": […], "reference": {"package": "reference/provincial-units",
"resource": "units", "fields": ["level", "code"]}}``.

Provinces are looked up even where a table declares no key: columns with one of the names of ``WELL_KNOWN``
always mean the same thing, unless a declared key says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from observatory.findings import Finding
from observatory.gate import limits
from observatory.tables.cells import more
from observatory.tables.model import Package, Table
from observatory.tables.validate import is_local

_UNITS = "reference/provincial-units"
_UNKNOWN = {
    _UNITS: "unknown-province",
    "reference/countries": "unknown-country",
    "methodology/indicators": "unknown-indicator",
}


@dataclass(frozen=True)
class Key:
    """A key into another package: cells of ``fields`` must be a row of ``target_fields`` there.

    Only the rows of the target that match ``where`` count.
    """

    fields: tuple[str, ...]
    package: str
    resource: str
    target_fields: tuple[str, ...]
    where: Mapping[str, str] = field(default_factory=dict)


WELL_KNOWN = (
    Key(("unit_level", "unit_code"), _UNITS, "units", ("level", "code")),
    Key(("province_code",), _UNITS, "units", ("code",), {"level": "province34"}),
)


def check_keys(package: Package, lookup: Callable[[str], Package | None]) -> list[Finding]:
    """Every cell of a foreign key that the other package does not have.

    ``lookup`` gives a package by id, or ``None`` when it is not at hand or not valid.
    """
    findings: list[Finding] = []
    for resource in package.descriptor["resources"]:
        for key in keys(resource):
            findings += _check_key(package.tables[resource["name"]], key, lookup)
    return findings


def keys(resource: Mapping[str, Any]) -> Iterator[Key]:
    """The keys of a table into other packages: those declared, then the well-known ones that are not."""
    schema = resource.get("schema") or {}
    declared: list[set[str]] = []
    for node in schema.get("foreignKeys", []):
        own, reference = _as_list(node["fields"]), node["reference"]
        declared.append(set(own))
        if not is_local(node):
            resource_name, target_fields = str(reference.get("resource")), _as_list(reference["fields"])
            yield Key(tuple(own), reference["package"], resource_name, tuple(target_fields))
    names = {node["name"] for node in schema.get("fields", [])}
    for key in WELL_KNOWN:
        if names.issuperset(key.fields) and not any(own.issuperset(key.fields) for own in declared):
            yield key


def all_keys(resource: Mapping[str, Any], package: str) -> Iterator[Key]:
    """The keys of a table: those into its own package, as keys into ``package``, then those into others."""
    for node in (resource.get("schema") or {}).get("foreignKeys") or []:
        if is_local(node):
            own, reference = _as_list(node["fields"]), node["reference"]
            target = str(reference.get("resource") or resource.get("name") or "")
            yield Key(tuple(own), package, target, tuple(_as_list(reference["fields"])))
    yield from keys(resource)


def _check_key(table: Table, key: Key, lookup: Callable[[str], Package | None]) -> list[Finding]:
    columns, shown = list(key.fields), ", ".join(key.fields)
    target = lookup(key.package)
    known = target.tables.get(key.resource) if target else None
    if known is None or not set(key.target_fields) <= set(known.frame.columns):
        place = f"{key.package} · {key.resource} ({', '.join(key.target_fields)})"
        return [Finding("reference-missing", file=str(table.path), field=shown, value=place)]
    rows = known.frame
    for column, value in key.where.items():
        rows = rows[rows[column] == value]
    allowed = set(rows[list(key.target_fields)].itertuples(index=False, name=None))
    cells = table.frame[columns]
    present = cells.notna().any(axis=1)
    findings: list[Finding] = []
    for position, row in zip(cells.index, cells.itertuples(index=False, name=None), strict=True):
        if not present[position] or row in allowed:
            continue
        value = ", ".join("" if pd.isna(cell) else str(cell) for cell in row)
        expected = f"{key.package} · {key.resource}"
        code, number = _UNKNOWN.get(key.package, "unknown-reference"), int(position) + 2
        findings.append(Finding(code, file=str(table.path), row=number, field=shown, value=value, expected=expected))
        if len(findings) >= limits.MAX_FINDINGS:
            return [*findings, more(str(table.path), number)]
    return findings


def _as_list(key: Any) -> list[str]:
    return [key] if isinstance(key, str) else list(key or [])
