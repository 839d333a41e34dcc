"""The schema of a table: fields with plain names and known types, and keys that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from observatory.findings import Finding
from observatory.gate import limits
from observatory.gate.text import FORMULA, hidden

TYPES = {
    "any",
    "array",
    "boolean",
    "date",
    "datetime",
    "duration",
    "geojson",
    "geopoint",
    "integer",
    "list",
    "number",
    "object",
    "string",
    "time",
    "year",
    "yearmonth",
}
CONSTRAINTS = {
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxLength",
    "maximum",
    "minLength",
    "minimum",
    "pattern",
    "required",
    "unique",
}
_MAX_NAME_CHARS = 100
_NEGATIVE = re.compile(r"\A-[0-9]+(?:\.[0-9]+)?\Z")
_DASHES = {"-", "--", "---"}  # what tables commonly write for a missing value


def inspect(resource: Mapping[str, Any], file: str) -> list[Finding]:
    """What in the schema of a resource would be misread, or silently not checked at all."""
    schema = resource.get("schema", {})
    if not isinstance(schema, dict):
        return [_finding(file, "schema", schema)]
    listed = schema.get("fields", [])
    if not isinstance(listed, list) or len(listed) > limits.MAX_COLUMNS:
        return [_finding(file, "schema.fields", resource.get("name"))]
    findings = [_finding(file, "schema.fields", _shown(field)) for field in listed if not _good_field(field)]
    if findings:
        return findings
    names = [field["name"] for field in listed]
    findings = [_finding(file, "schema.fields", name) for number, name in enumerate(names) if name in names[:number]]
    if not _good_columns(schema.get("primaryKey", []), names, empty=True):
        findings.append(_finding(file, "schema.primaryKey", schema["primaryKey"]))
    keys = schema.get("foreignKeys", [])
    if not isinstance(keys, list):
        findings.append(_finding(file, "schema.foreignKeys", keys))
    else:
        findings += [_finding(file, "schema.foreignKeys", key) for key in keys if not _good_key(key, names)]
    missing = schema.get("missingValues", [""])
    if not isinstance(missing, list) or not all(_good_missing(value) for value in missing):
        findings.append(_finding(file, "schema.missingValues", missing))
    return findings


def good_label(name: Any) -> bool:
    """True for a column name that a page and a spreadsheet can show as it is."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= _MAX_NAME_CHARS
        and name == name.strip()
        and name.isprintable()
        and not hidden(name)
        and not name.startswith(FORMULA)
    )


def _good_field(field: Any) -> bool:
    return (
        isinstance(field, dict)
        and good_label(field.get("name"))
        and isinstance(field.get("type", "string"), str)
        and field.get("type", "string") in TYPES
        and isinstance(field.get("format", ""), str)
        and isinstance(field.get("constraints", {}), dict)
        and field.get("constraints", {}).keys() <= CONSTRAINTS
        and all(_words(field.get(key, [])) for key in ("trueValues", "falseValues"))
    )


def _words(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _good_missing(value: Any) -> bool:
    """A missing value is not read any further, so it may not smuggle a formula past the cells."""
    return isinstance(value, str) and (
        not value.startswith(FORMULA) or value in _DASHES or _NEGATIVE.match(value) is not None
    )


def _good_columns(columns: Any, names: list[str], *, empty: bool = False) -> bool:
    """True for one column name, or a list of them, all among ``names``."""
    listed = [columns] if isinstance(columns, str) else columns
    if not isinstance(listed, list) or not (listed or empty):
        return False
    return all(isinstance(column, str) and column in names for column in listed)


def _good_key(key: Any, names: list[str]) -> bool:
    """True for a foreign key on columns of the table; what it refers to is looked up later."""
    reference = key.get("reference") if isinstance(key, dict) else None
    if not isinstance(reference, dict) or not _good_columns(key.get("fields"), names):
        return False
    targets = reference.get("fields")
    listed = [targets] if isinstance(targets, str) else targets
    own = [key["fields"]] if isinstance(key["fields"], str) else key["fields"]
    return (
        isinstance(listed, list)
        and len(listed) == len(own)
        and all(isinstance(target, str) for target in listed)
        and isinstance(reference.get("resource", ""), str)
        and isinstance(reference.get("package", ""), str)
    )


def _shown(field: Any) -> str:
    """The name and the type of a field, as far as it has them."""
    if not isinstance(field, dict):
        return str(field)
    return " ".join(str(field[key]) for key in ("name", "type") if key in field)


def _finding(file: str, field: str, value: Any) -> Finding:
    return Finding("descriptor-schema", file=file, field=field, value=str(value)[:200])
