"""The verdict of frictionless, as findings."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from observatory.findings import Finding
from observatory.tables.load import load
from packages import edit_csv, edit_descriptor, table, write_package


def _field(folder: Path, number: int, **keys: Any) -> None:
    edit_descriptor(folder, lambda document: document["resources"][0]["schema"]["fields"][number].update(keys))


def _findings(folder: Path) -> list[Finding]:
    return [finding for finding in load([folder]).findings if finding.level == "error"]


@pytest.mark.parametrize(
    ("number", "constraints", "expected", "row"),
    [
        (1, {"minimum": 2025}, "minimum 2025", 2),
        (1, {"maximum": 2025}, "maximum 2025", 4),
        (1, {"exclusiveMinimum": 2024}, "exclusiveMinimum 2024", 2),
        (0, {"enum": ["a", "b"]}, "enum a, b", 4),
        (3, {"minLength": 8}, "minLength 8", 2),
        (3, {"maxLength": 8}, "maxLength 8", 4),
        (3, {"required": True}, "required", 3),
        (0, {"pattern": "[ab]"}, "pattern [ab]", 4),
    ],
)
def test_constraints(root: Path, number: int, constraints: dict[str, Any], expected: str, row: int) -> None:
    folder = write_package(root)
    _field(folder, number, constraints=constraints)
    (finding,) = _findings(folder)
    assert (finding.code, finding.row, finding.expected) == ("constraint-error", row, expected)


def test_unique(root: Path) -> None:
    folder = write_package(root, tables={"values": table()})
    edit_csv(folder, "c,2026", "a,2026")
    (finding,) = _findings(folder)
    assert (finding.code, finding.row, finding.field, finding.value) == ("unique-error", 4, "id", "a")


def test_keys_of_two_columns(root: Path) -> None:
    rows = [("a", 2024, 1, "", "A"), ("a", 2025, 1, "", "A"), ("a", 2024, 2, "", "A")]
    schema = {"primaryKey": ["label", "year"]}
    fields = [
        {"name": name, "type": kind}
        for name, kind in (
            ("label", "string"),
            ("year", "integer"),
            ("value", "number"),
            ("note", "string"),
            ("source", "string"),
        )
    ]
    (finding,) = _findings(write_package(root, tables={"values": table(rows, fields, schema)}))
    assert (finding.code, finding.row) == ("primary-key", 4)
    assert (finding.field, finding.value, finding.expected) == ("label, year", "a, 2024", "label, year")


def test_keys_that_are_empty(root: Path) -> None:
    fields = [{"name": "id", "type": "string"}, {"name": "source", "type": "string"}]
    rows = [("a", "A"), ("", "A")]
    folder = write_package(root, tables={"values": table(rows, fields, {"primaryKey": "id"})})
    (finding,) = _findings(folder)
    assert (finding.code, finding.row, finding.field, finding.value) == ("primary-key", 3, "id", "")


@pytest.mark.parametrize(
    ("number", "keys"),
    [
        (1, {"constraints": {"minimum": "x"}}),
        (0, {"constraints": {"enum": 5}}),
        (0, {"constraints": {"enum": []}}),
        (2, {"constraints": {"minLength": 2}}),
        (0, {"constraints": {"required": "maybe"}}),
        (1, {"type": "date", "format": "%Q"}),
        (3, {"type": "boolean", "trueValues": []}),
    ],
)
def test_schemas_that_make_no_sense(root: Path, number: int, keys: dict[str, Any]) -> None:
    folder = write_package(root)
    _field(folder, number, **keys)
    findings = _findings(folder)
    assert findings
    assert {finding.code for finding in findings} <= {"descriptor-schema", "type-error", "constraint-error"}


@pytest.mark.parametrize("kind", ["date", "datetime", "time", "yearmonth", "duration", "geopoint", "boolean", "year"])
def test_types(root: Path, kind: str) -> None:
    good = {
        "date": "2026-11-23",
        "datetime": "2026-11-23T10:00:00",
        "time": "10:00:00",
        "yearmonth": "2026-11",
        "duration": "P1Y",
        "geopoint": "105.8, 21.0",
        "boolean": "false",
        "year": "2026",
    }[kind]
    fields = [{"name": "x", "type": kind}, {"name": "source", "type": "string"}]
    for bad in ("Đà Nẵng", "2026-02-30", "31/12/2026"):
        folder = write_package(
            root,
            name=f"p{len(list(root.glob('*/*')))}",
            tables={"values": table([(good, "A"), (bad, "A")], fields)},
        )
        (finding,) = _findings(folder)
        assert (finding.code, finding.row, finding.value, finding.expected) == ("type-error", 3, bad, kind)


def test_nothing_of_a_descriptor_makes_it_fetch(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(*arguments: object) -> None:
        tried.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    address = "http://127.0.0.1:9/x"
    spoils: list[Callable[[dict[str, Any]], object]] = [
        lambda document: document["resources"][0].update(path=f"{address}.csv"),
        lambda document: document["resources"][0].update(schema=address),
        lambda document: document["resources"][0].update(dialect=address),
        lambda document: document["resources"][0].update(profile=address),
        lambda document: document["resources"][0].update(extrapaths=[address]),
        lambda document: document.update(profile=address),
        lambda document: document.update({"$schema": address}),
        lambda document: document.update(homepage=address),
        lambda document: document["resources"][0]["schema"].update({"$ref": address, "profile": address}),
        lambda document: document["resources"][0]["schema"]["fields"][0].update({"$ref": address, "example": address}),
        lambda document: document["resources"][0]["schema"]["fields"][0].update(
            constraints={"jsonSchema": {"$ref": address}}
        ),
        lambda document: document["resources"][0].update(format=address, mediatype=address, type=address),
    ]
    for number, spoil in enumerate(spoils):
        folder = write_package(root, name=f"p{number}")
        edit_descriptor(folder, spoil)
        load([folder])
        assert tried == []
