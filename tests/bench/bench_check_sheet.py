"""Check of a sheet of 5,000 rows and 14 columns with its marked copy, against openpyxl reading and writing the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl

from observatory.checking import check, marked_copy
from observatory.excel.found import find
from observatory.excel.template import template

GOAL = 1.5
MOST_SECONDS = 3.0
ROWS = 5_000
SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "province-values.json"


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    package = folder / "hue" / "rows"
    (package / "data").mkdir(parents=True)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    names = [field["name"] for field in schema["fields"]]
    resource = {
        "name": "rows",
        "path": "data/rows.csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "kind": "province-values",
        "schema": {key: schema[key] for key in ("fields", "primaryKey", "foreignKeys", "missingValues")},
    }
    (package / "datapackage.json").write_text(json.dumps({"name": "rows", "resources": [resource]}), encoding="utf-8")
    (package / "data" / "rows.csv").write_text(",".join(names) + "\n", encoding="utf-8")
    found = find("hue/rows", folder)
    blank = folder / "blank.xlsx"
    blank.write_bytes(template(found.package, ("rows",), "vi", {}))
    book = openpyxl.load_workbook(blank)
    sheet = book.worksheets[1]
    sheet.delete_rows(4)
    for number in range(ROWS):
        row = {"unit_level": "province34", "unit_code": "48 – Đà Nẵng", "year": 1900 + number % 200, "period": "month"}
        row |= {"month": 1 + number // 200 % 12, "indicator": "unesco_whs_count", "value": number / 7, "unit": "di sản"}
        row |= {"status": "published" if number < 2400 else "estimate", "source": "Báo cáo", "verified_twice": "no"}
        row["indicator"] = ("unesco_whs_count", "papi_d1_participation", "papi_unweighted_6dim")[number // 2400]
        for column, name in enumerate(names, start=2):
            if name in row:
                sheet.cell(4 + number, column).value = row[name]
    path = folder / "rows.xlsx"
    book.save(path)

    def ours() -> None:
        checked = check(path, folder, "vi")
        assert checked.rows == ROWS and checked.valid
        assert marked_copy(checked, "vi")

    def reference() -> None:
        openpyxl.load_workbook(path).save(folder / "copy.xlsx")

    return ours, reference
