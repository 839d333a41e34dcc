"""The verdict of frictionless on one package, as findings.

frictionless is handed a descriptor that this module writes from the checked one: local CSV files,
UTF-8, comma, and schemas without ``pattern`` (see ``cells``) and without keys into other packages (see
``references``). Nothing of a contributor's descriptor reaches it that could make it fetch or guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from frictionless import Package as FrictionlessPackage
from frictionless.errors import ForeignKeyError

from observatory.findings import Finding
from observatory.gate import limits
from observatory.messages import catalogue
from observatory.tables import places
from observatory.tables.cells import more

_STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"  # a name that is known, never fetched
_FIELD_KEYS = ("name", "type", "format", "trueValues", "falseValues")
_TOLD = {
    *("blank-header", "blank-label", "blank-row", "duplicate-label", "extra-cell", "extra-label", "incorrect-label"),
    *("missing-cell", "missing-label", "constraint-error", "foreign-key", "primary-key", "type-error", "unique-error"),
}  # verdicts whose places and rule are read from the table and the schema; of the others the note tells
_STRUCTURE = {
    "blank-label",
    "duplicate-label",
    "extra-label",
    "incorrect-label",
    "missing-label",
    "label-error",
}


def validate(
    descriptor: Mapping[str, Any],
    folder: Path,
    headers: Mapping[str, Sequence[str]],
    corrected: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> list[Finding]:
    """Structure, types, constraints, keys: every error of every table, with row and field.

    ``headers`` are the first records of the tables, by name, which say what to call their columns. The records of
    ``corrected`` tables (header first) stand in for what lies in their files.
    """
    resources = [_resource(resource, (corrected or {}).get(resource["name"])) for resource in descriptor["resources"]]
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
        schema, header = schemas.get(task.name, {}), headers.get(task.name, [])
        fields = schema.get("fields") or []
        taken = _taken(task.labels, header)
        columns = places.names(taken, fields)
        if taken != list(header) and not fields:
            value = " ".join(filter(None, header))
            findings.append(Finding("rows-above-header", file=file, row=1, value=value))
        found = [_finding(error, file, schema, columns) for error in task.errors]
        found = _labels(found, taken, [field["name"] for field in fields])
        absent = {(finding.row, finding.field) for finding in found if finding.code == "missing-cell"}
        # A cell that is not there is said once, not again as a required cell that is empty.
        findings += [f for f in found if f.code != "constraint-error" or (f.row, f.field) not in absent]
        if len(task.errors) >= limits.MAX_FINDINGS:
            findings.append(more(file, findings[-1].row))
    return findings


def is_local(key: Mapping[str, Any]) -> bool:
    """True for a foreign key into the same package."""
    return "package" not in key.get("reference", {})


def _resource(resource: Mapping[str, Any], records: Sequence[Sequence[str]] | None) -> dict[str, Any]:
    clean: dict[str, Any] = {
        "name": resource["name"],
        "type": "table",
        "path": resource["path"],
        "scheme": "file",
        "format": "csv",
        "encoding": "utf-8-sig",
        "dialect": {"csv": {"delimiter": ","}},
    }
    if records is not None:
        clean = {"name": resource["name"], "type": "table", "data": [list(row) for row in records], "dialect": {}}
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


def _finding(error: Any, file: str, schema: Mapping[str, Any], columns: Sequence[str]) -> Finding:
    """One error of frictionless: its own type is the code; ``columns`` are what to call the columns."""
    number = getattr(error, "field_number", None)
    field = places.name(columns, number - 1) if number else ""
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
        row, value = (error.row_numbers or [1])[0], getattr(error, "label", "")
        expected = ", ".join(f["name"] for f in schema.get("fields", []))
    elif error.type == "primary-key":
        key = _as_list(schema.get("primaryKey"))
        cells = dict(zip(columns, error.cells, strict=False))
        field = expected = ", ".join(key)
        value = ", ".join(str(cells.get(name) or "") for name in key)
    known = error.type in catalogue()
    if not known:
        value, expected = error.note, error.type
    elif error.type not in _TOLD:
        value, expected = (value, error.note) if value else (error.note, "")
    return Finding(
        error.type if known else "other", file=file, row=row, field=field, value=str(value), expected=expected
    )


def _taken(labels: Sequence[str] | None, header: Sequence[str]) -> list[str]:
    """The record that frictionless took for the header, which may stand below rows of another width."""
    stripped = [label.strip() for label in header]
    return list(header) if not labels or [label.strip() for label in labels] == stripped else list(labels)


def _labels(found: Sequence[Finding], header: Sequence[str], known: Sequence[str]) -> list[Finding]:
    """The findings with the columns that are truly missing or too many.

    frictionless compares the header with the schema place by place, so a column that is missing or too
    many in the middle shifts all behind it, and it is the last ones that it names.
    """
    absent = iter(name for name in known if name not in header)
    surplus = iter(index for index, label in enumerate(header) if label not in known)
    placed = list(found)
    if sum(finding.code == "missing-label" for finding in found) == len(set(known) - set(header)):
        placed = [replace(f, field=next(absent)) if f.code == "missing-label" else f for f in placed]
    if sum(f.code == "extra-label" for f in found) == sum(label not in known for label in header):
        for number, finding in enumerate(placed):
            if finding.code == "extra-label":
                index = next(surplus)
                placed[number] = replace(finding, field=f"#{index + 1}", value=header[index])
    return [replace(f, value=f.field) if f.code == "missing-label" else f for f in placed]


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
