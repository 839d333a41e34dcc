"""The verdict of frictionless on one package, as findings.

frictionless is handed a descriptor that this module writes from the checked one: local CSV files,
UTF-8, comma, and schemas without ``pattern`` (see ``cells``) and without keys into other packages (see
``references``). Nothing of a contributor's descriptor reaches it that could make it fetch or guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from frictionless import Package as FrictionlessPackage
from frictionless.errors import ForeignKeyError

from observatory.findings import Finding
from observatory.gate import limits
from observatory.messages import catalogue
from observatory.tables.cells import more

_STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"  # a name that is known, never fetched
_FIELD_KEYS = ("name", "type", "format", "trueValues", "falseValues")
_STRUCTURE = {
    "blank-label",
    "duplicate-label",
    "extra-label",
    "incorrect-label",
    "missing-label",
    "label-error",
}


def validate(descriptor: Mapping[str, Any], folder: Path) -> list[Finding]:
    """Structure, types, constraints, keys: every error of every table, with row and field."""
    resources = [_resource(resource) for resource in descriptor["resources"]]
    clean = {"$schema": _STANDARD, "name": "package", "resources": resources}
    files = {resource["name"]: folder / resource["path"] for resource in descriptor["resources"]}
    schemas = {resource["name"]: resource.get("schema") or {} for resource in descriptor["resources"]}
    try:
        package = FrictionlessPackage.from_descriptor(clean, basepath=str(folder))
        report = package.validate(limit_errors=limits.MAX_FINDINGS)
    except Exception as error:  # frictionless raises plain exceptions on some bad schemas
        return [Finding("descriptor-schema", file=str(folder / "datapackage.json"), value=str(error)[:200])]
    findings = [
        Finding("descriptor-schema", file=str(folder / "datapackage.json"), value=error.note[:200])
        for error in report.errors
    ]
    for task in report.tasks:
        file = str(files.get(task.name, folder / task.place))
        found = [_finding(error, file, schemas.get(task.name, {})) for error in task.errors]
        absent = {(finding.row, finding.field) for finding in found if finding.code == "missing-cell"}
        # A cell that is not there is said once, not again as a required cell that is empty.
        findings += [f for f in found if f.code != "constraint-error" or (f.row, f.field) not in absent]
        if len(task.errors) >= limits.MAX_FINDINGS:
            findings.append(more(file, findings[-1].row))
    return findings


def is_local(key: Mapping[str, Any]) -> bool:
    """True for a foreign key into the same package."""
    return "package" not in key.get("reference", {})


def _resource(resource: Mapping[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {
        "name": resource["name"],
        "type": "table",
        "path": resource["path"],
        "scheme": "file",
        "format": "csv",
        "encoding": "utf-8-sig",
        "dialect": {"csv": {"delimiter": ","}},
    }
    schema = resource.get("schema") or {}
    if schema.get("fields"):
        clean["schema"] = {
            "fields": [_field(field) for field in schema["fields"]],
            "primaryKey": _as_list(schema.get("primaryKey")),
            "missingValues": schema.get("missingValues", [""]),
            "foreignKeys": [key for key in schema.get("foreignKeys", []) if is_local(key)],
        }
    return clean


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    clean = {key: field[key] for key in _FIELD_KEYS if key in field}
    rules = field.get("constraints") or {}
    return {**clean, "constraints": {key: rule for key, rule in rules.items() if key != "pattern"}}


def _finding(error: Any, file: str, schema: Mapping[str, Any]) -> Finding:
    """One error of frictionless: its own type is the code."""
    field = getattr(error, "field_name", "") or ""
    row = getattr(error, "row_number", None)
    value = getattr(error, "cell", "") or ""
    expected = ""
    if isinstance(error, ForeignKeyError):
        field = ", ".join(error.field_names)
        value = ", ".join(str(cell) for cell in error.field_cells)
        expected = f"{error.reference_name or '·'}: {', '.join(error.reference_field_names)}"
    elif error.type == "type-error":
        expected = error.note.partition('"')[2].partition("/")[0]  # 'type is "integer/default"'
    elif error.type == "constraint-error":
        expected = _constraint(error.note, field, schema)
    elif error.type in _STRUCTURE:
        row, value = 1, getattr(error, "label", "") or field
        expected = ", ".join(f["name"] for f in schema.get("fields", []))
    elif error.type == "extra-cell":
        field = f"#{error.field_number}"
    elif error.type == "primary-key":
        key = _as_list(schema.get("primaryKey"))
        names = [f["name"] for f in schema.get("fields", [])]
        cells = dict(zip(names, error.cells, strict=False))
        field = expected = ", ".join(key)
        value = ", ".join(str(cells.get(name) or "") for name in key)
    known = error.type in catalogue()
    if not known:
        value, expected = error.note, error.type
    return Finding(
        error.type if known else "other", file=file, row=row, field=field, value=str(value), expected=expected
    )


def _constraint(note: str, field: str, schema: Mapping[str, Any]) -> str:
    """The rule that a cell broke, as the schema writes it: ``minimum 1``, ``enum a, b``."""
    constraints = next((f.get("constraints") or {} for f in schema.get("fields", []) if f["name"] == field), {})
    name = next((key for key in constraints if f'"{key}"' in note), "")
    rule = constraints.get(name)
    shown = ", ".join(str(item) for item in rule) if isinstance(rule, list) else str(rule)
    return name if rule is True else f"{name} {shown}".strip()


def _as_list(key: Any) -> list[str]:
    if key is None:
        return []
    return [key] if isinstance(key, str) else list(key)
