"""Differences of two tables of 5,000 rows, with their sentences, against a comparison of dictionaries row by row."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from observatory.changes.names import Names
from observatory.changes.rows import rows
from observatory.changes.sentences import sentences
from observatory.tables.model import Field, Text

GOAL = 3.0  # the reference types nothing, keeps no order and says nothing
MOST_SECONDS = 0.5
ROWS = 5_000
KEY = ("unit_code", "year", "indicator")
NAMES = (*KEY, "value", "unit", "source", "note")


def _record(number: int, later: bool) -> dict[str, str]:
    shift = 0.5 if later and number % 10 == 0 else 0.0
    return {
        "unit_code": f"{number % 34:02}",
        "year": str(2000 + number // 34 % 27),
        "indicator": f"indicator-{number // 918}",
        "value": f"{number / 8 + shift}",
        "unit": "lượt khách",
        "source": "Báo cáo B" if later and number % 100 == 0 else "Báo cáo A",
        "note": "",
    }


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    paths = folder / "old.csv", folder / "new.csv"
    for path, later in zip(paths, (False, True), strict=True):
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, NAMES)
            writer.writeheader()
            writer.writerows(_record(number, later) for number in range(50 * later, ROWS + 50 * later))
    kinds = dict.fromkeys(NAMES, "str") | {"year": "Int64", "value": "float64"}
    old, new = (pd.read_csv(path, dtype=kinds) for path in paths)
    fields = [Field(name, "number" if name == "value" else "string", Text(name, name), Text("")) for name in NAMES]

    def ours() -> None:
        changes = rows(old, new, KEY)
        assert (len(changes.added), len(changes.removed), len(changes.cells)) == (50, 50, 544)
        assert sentences(changes, fields, Names(), "vi")

    def reference() -> None:
        sides = []
        for path in paths:
            with path.open(encoding="utf-8", newline="") as file:
                sides.append({tuple(row[name] for name in KEY): row for row in csv.DictReader(file)})
        before, after = sides
        changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
        assert (len(after.keys() - before.keys()), len(changed)) == (50, 495)

    return ours, reference
