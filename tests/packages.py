"""Small data packages for tests: valid as they are written, and easy to spoil in one place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
Row = Sequence[object]
# A day on which nothing is overdue yet, whenever the tests are run: `validate` reads the clock.
FRESH = "2099-01-01"

FIELDS: list[dict[str, Any]] = [
    {"name": "id", "type": "string", "constraints": {"required": True, "unique": True}},
    {"name": "year", "type": "integer", "constraints": {"required": True, "minimum": 1900, "maximum": 2100}},
    {"name": "value", "type": "number", "constraints": {"required": True}},
    {"name": "label", "type": "string"},
    {"name": "source", "type": "string", "constraints": {"required": True}},
]
ROWS: list[Row] = [
    ("a", 2024, 71.5, "Đà Nẵng", "Báo cáo A"),
    ("b", 2025, -2.5, "", "Báo cáo A"),
    ("c", 2026, 1000000, "Khánh Hoà", "Báo cáo B"),
]


def table(
    rows: Sequence[Row] = tuple(ROWS),
    fields: Sequence[Mapping[str, Any]] = tuple(FIELDS),
    schema: Mapping[str, Any] | None = None,
    **resource: Any,
) -> tuple[dict[str, Any], str]:
    """A resource without its name and path, and the CSV text of its rows."""
    content = io.StringIO()
    writer = csv.writer(content, lineterminator="\n")
    writer.writerow([field["name"] for field in fields])
    writer.writerows(rows)
    node = {
        "title": "Giá trị",
        "title_en": "Values",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {"fields": [dict(field) for field in fields], "missingValues": [""], **(schema or {})},
        **resource,
    }
    return node, content.getvalue()


def write_package(
    root: Path,
    owner: str = "hue",
    name: str = "sample",
    tables: Mapping[str, tuple[dict[str, Any], str]] | None = None,
    **descriptor: Any,
) -> Path:
    """Write ``root/owner/name``, valid unless the arguments spoil it, and give its folder.

    ``descriptor`` replaces keys of the descriptor, and leaves out those that are ``None``.
    """
    folder = root / owner / name
    (folder / "data").mkdir(parents=True)
    resources = []
    for table_name, (resource, content) in (tables or {"values": table(schema={"primaryKey": ["id"]})}).items():
        path = f"data/{table_name}.csv"
        (folder / path).write_text(content, encoding="utf-8")
        resources.append({"name": table_name, "path": path, **resource})
    document = {
        "name": name,
        "title": "Gói mẫu",
        "title_en": "Sample package",
        "description": "Số liệu để thử.",
        "description_en": "Figures to try with.",
        "version": "1.0.0",
        "created": FRESH,
        "last_reviewed": FRESH,
        "licenses": [{"name": "other-open", "title": "Dữ liệu mở", "title_en": "Open data"}],
        "sources": [{"title": "Báo cáo A"}],
        "resources": resources,
        **descriptor,
    }
    write_descriptor(folder, {key: value for key, value in document.items() if value is not None})
    return folder


def read_descriptor(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return document


def write_descriptor(folder: Path, document: Any) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(text, encoding="utf-8")


def edit_descriptor(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Read the descriptor, let ``change`` alter it, and write it back."""
    document = read_descriptor(folder)
    change(document)
    write_descriptor(folder, document)


def edit_csv(folder: Path, old: str, new: str, name: str = "values") -> None:
    """Replace a text that stands in a table, once."""
    path = folder / "data" / f"{name}.csv"
    content = path.read_text(encoding="utf-8")
    assert content.count(old) >= 1, f"{old!r} is not in {path}"
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
