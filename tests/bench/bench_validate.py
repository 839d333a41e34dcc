"""Gate, cells, frictionless and typed frames of a table of 20,000 rows, against frictionless alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

from frictionless import Package

from observatory.tables.load import load

GOAL = 1.5
ROWS = 20_000


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    package = folder / "hue" / "rows"
    (package / "data").mkdir(parents=True)
    kinds = {"id": "string", "year": "integer", "value": "number", "unit": "string", "source": "string"}
    fields = [{"name": name, "type": kind, "constraints": {"required": True}} for name, kind in kinds.items()]
    resource = {
        "name": "rows",
        "type": "table",
        "path": "data/rows.csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {"fields": fields, "primaryKey": ["id"]},
    }
    (package / "datapackage.json").write_text(json.dumps({"name": "rows", "resources": [resource]}), encoding="utf-8")
    with (package / "data" / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(kinds)
        writer.writerows((f"r{n}", 2000 + n % 27, n / 7, "lượt khách", "Báo cáo") for n in range(ROWS))

    def ours() -> None:
        assert load([package]).rows == ROWS

    def reference() -> None:
        assert Package(str(package / "datapackage.json")).validate().valid

    return ours, reference
