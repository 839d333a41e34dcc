"""``observatory check``: each fault at its cell, repairs said, personal data never printed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filled import ROW, figures, fill, status

from observatory.excel.layout import IDENTITY_SHEET
from packages import write_package

PHONE = "0912 345 678"
OTHER = {name: value for name, value in ROW.items() if name != "code"}


@pytest.fixture
def datasets(root: Path) -> Path:
    figures(root)
    return root


def document(datasets: Path, path: Path, capsys: pytest.CaptureFixture[str], wanted: int = 1) -> dict[str, Any]:
    assert status("check", path, "--datasets", datasets, "--json", "--lang", "en") == wanted
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found["valid"] == (wanted == 0)
    return found


def faults(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Code, cell (or row) and field of each finding."""
    return [(one["code"], one["cell"] or str(one["row"] or ""), one["field"]) for one in found["findings"]]


def test_a_good_workbook(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{**ROW, "value": "71,5", "day": "31/03/2026", "source": " Báo cáo "}, {**ROW, "code": "d", "value": 0.25}]
    found = document(datasets, fill(datasets, rows), capsys, 0)
    assert (found["package"], found["tables"], found["rows"], found["findings"]) == ("hue/figures", 1, 2, [])
    told = [(one["row"], one["field"], one["before"], one["after"], one["rule"]) for one in found["repairs"]]
    assert told == [
        (4, "value", "71,5", "71.5", "decimal-comma"),
        (4, "day", "31/03/2026", "2026-03-31", "date-format"),
        (4, "source", " Báo cáo ", "Báo cáo", "edge-space"),
    ]
    assert all(one["message"] for one in found["repairs"])


FAULTS: list[tuple[dict[str, Any], str, str, str]] = [
    ({**OTHER, "value": "1.234"}, "ambiguous-number", "D", "value"),
    ({**OTHER, "value": "abc"}, "type-error", "D", "value"),
    ({**OTHER, "value": (0.5, "0%")}, "excel-percent", "D", "value"),
    ({**OTHER, "value": "=1+1"}, "excel-formula", "D", "value"),
    ({**OTHER, "value": "#N/A"}, "excel-error-value", "D", "value"),
    ({**OTHER, "day": "3/4/26"}, "ambiguous-date", "F", "day"),
    ({**OTHER, "day": "31/02/2026"}, "type-error", "F", "day"),
    ({**OTHER, "year": 1700}, "constraint-error", "C", "year"),
    ({**OTHER, "kind": "week"}, "constraint-error", "E", "kind"),
    ({**OTHER, "source": None}, "constraint-error", "G", "source"),
    ({**OTHER, "source": "'=cmd|' /c calc'!A1"[1:]}, "excel-formula", "G", "source"),
    ({**OTHER, "source": "@SUM(1)"}, "formula-prefix", "G", "source"),
    ({**OTHER, "source": "a\u200bb"}, "hidden-character", "G", "source"),
    ({**OTHER, "source": PHONE}, "personal-data", "G", "source"),
]


def test_each_fault_is_said_at_its_cell(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"code": f"r{number}", **row} for number, (row, *_) in enumerate(FAULTS)]
    rows.append(rows[0])
    found = document(datasets, fill(datasets, rows), capsys)
    wanted = [(code, f"{letter}{row}", field) for row, (_, code, letter, field) in enumerate(FAULTS, start=4)]
    last = len(FAULTS) + 4
    own = [("ambiguous-number", f"D{last}", "value"), ("excel-row-twice", f"B{last}", "code, year")]
    assert sorted(faults(found)) == sorted([*wanted, *own])
    for one in found["findings"]:
        assert one["file"].endswith("số liệu.xlsx › Giá trị")
        assert one["message"] and one["hint"]


def test_personal_data_is_never_printed(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = fill(datasets, [{**ROW, "code": PHONE, "source": f" {PHONE} ", "value": PHONE}])
    for options in (["--json"], []):
        assert status("check", path, "--datasets", datasets, *options) == 1
        said = capsys.readouterr()
        assert "345" not in said.out + said.err


def spoil_header(book: Any) -> None:
    book.worksheets[1]["C1"] = "năm"


def spoil_twice(book: Any) -> None:
    book.worksheets[1]["H1"] = "code"


def spoil_merged(book: Any) -> None:
    book.worksheets[1].merge_cells("C4:C5")


def spoil_hidden(book: Any) -> None:
    book.worksheets[1].row_dimensions[4].hidden = True
    book.worksheets[1].column_dimensions["D"].hidden = True


def spoil_stray(book: Any) -> None:
    book.worksheets[1]["K9"] = 7


def spoil_head(book: Any) -> None:
    book.worksheets[1].insert_rows(1)


def spoil_identity(book: Any) -> None:
    book[IDENTITY_SHEET]["B3"] = "hue/other"


def spoil_path(book: Any) -> None:
    for cell, text in (("B3", "../../etc"),):
        book[IDENTITY_SHEET][cell] = text
    book.custom_doc_props.props = []


def spoil_package(book: Any) -> None:
    book[IDENTITY_SHEET]["B3"] = "hue/none"
    book.custom_doc_props.props = []


def spoil_all_identity(book: Any) -> None:
    del book[IDENTITY_SHEET]
    book.custom_doc_props.props = []


def spoil_extra(book: Any) -> None:
    book.create_sheet("Nháp")["A5"] = 1


def spoil_name(book: Any) -> None:
    book.worksheets[1].title = "Trang1"


@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (spoil_header, ["excel-column-missing", "excel-column-unknown", "constraint-error"]),
        (spoil_twice, ["excel-column-twice"]),
        (spoil_merged, ["excel-merged", "constraint-error"]),
        (spoil_stray, ["excel-column-unnamed"]),
        (spoil_head, ["excel-no-header"]),
        (spoil_identity, ["excel-identity"]),
        (spoil_path, ["excel-identity"]),
        (spoil_package, ["excel-package-unknown"]),
        (spoil_all_identity, ["excel-no-identity"]),
        (spoil_name, ["excel-sheet-missing", "excel-sheet-unread", "excel-no-rows"]),
    ],
)
def test_a_spoilt_workbook(
    datasets: Path, spoil: Callable[[Any], None], codes: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [ROW, {**ROW, "code": "d"}]
    found = document(datasets, fill(datasets, rows, spoil), capsys)
    assert sorted({code for code, *_ in faults(found)}) == sorted(codes)


@pytest.mark.parametrize(("spoil", "code"), [(spoil_hidden, "excel-hidden"), (spoil_extra, "excel-sheet-unread")])
def test_what_is_only_noted(
    datasets: Path, spoil: Callable[[Any], None], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = document(datasets, fill(datasets, [ROW], spoil), capsys, 0)
    assert {(one["code"], one["level"]) for one in found["findings"]} == {(code, "warning")}


def test_properties_name_the_package_where_the_hidden_sheet_is_gone(
    datasets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = fill(datasets, [ROW], lambda book: book.remove(book[IDENTITY_SHEET]))
    assert document(datasets, path, capsys, 0)["rows"] == 1


def test_the_example_must_go(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert faults(document(datasets, fill(datasets, [ROW], example=True), capsys)) == [("excel-example-left", "4", "")]
    assert {code for code, *_ in faults(document(datasets, fill(datasets, []), capsys))} == {"excel-no-rows"}


def test_no_workbook_is_a_document_too(datasets: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = datasets.parent / "x.xlsx"
    path.write_bytes(b"code\n")
    assert [code for code, *_ in faults(document(datasets, path, capsys))] == ["excel-not-workbook"]
    assert status("check", path, "--datasets", datasets, "--out", datasets.parent / "out.xlsx") == 1
    assert not (datasets.parent / "out.xlsx").exists()
    assert status("check", path, "--out", datasets.parent / "out.csv") == 2


def test_units_are_named_and_ids_made(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schema = json.loads((Path(__file__).parents[2] / "schemas/province-values.json").read_text(encoding="utf-8"))
    header = ",".join(field["name"] for field in schema["fields"]) + "\n"
    node = {
        "title": "Di sản",
        "kind": "province-values",
        "schema": {k: schema[k] for k in ("fields", "primaryKey", "foreignKeys", "missingValues")},
    }
    write_package(root, name="heritage", tables={"values": (node, header)})
    row = {"unit_level": "province34", "unit_code": "48 – Đà Nẵng", "year": 2025, "month": 3, "period": "month"}
    row |= {"indicator": "unesco_whs_count", "value": 2, "unit": "di sản", "status": "published", "source": "A"}
    path = fill(root, [{**row, "verified_twice": "no"}], package="hue/heritage")
    found = document(root, path, capsys, 0)
    after = {one["field"]: one["after"] for one in found["repairs"]}
    assert after == {"unit_code": "48", "id": "province34-48-unesco_whs_count-2025-03"}


def test_the_marked_copy_shows_each_fault_and_can_be_mended_and_sent(
    datasets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = datasets.parent / "đã kiểm tra.xlsx"
    rows = [{**ROW, "value": "71,5"}, {**ROW, "code": "d", "year": 1700, "source": PHONE}]
    assert status("check", fill(datasets, rows), "--datasets", datasets, "--out", out) == 1
    assert f"Bản đã đánh dấu: {out}" in capsys.readouterr().err
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[:3] == ["Kết quả kiểm tra", "Hướng dẫn", "Giá trị"]
    sheet = book["Giá trị"]
    assert [sheet[f"A{row}"].value for row in (4, 5)] == ["Đã sửa", "Lỗi"]
    assert (sheet["D4"].value, sheet["C5"].value, sheet["G5"].value) == (71.5, 1700, PHONE)
    assert "[constraint-error]" in sheet["C5"].comment.text
    assert "số điện thoại" in sheet["G5"].comment.text
    assert PHONE not in sheet["G5"].comment.text
    assert "71,5" in sheet["D4"].comment.text
    fills = {sheet[cell].fill.fgColor.rgb for cell in ("C5", "D4", "B4")}
    assert len(fills) == 3
    assert any("E4" in str(validation.sqref) for validation in sheet.data_validations.dataValidation)
    told = [cell.value for row in book["Kết quả kiểm tra"] for cell in row if cell.value is not None]
    assert {"C5", "G5", "D4", "constraint-error"} <= set(told)
    assert all(cell.data_type != "f" and not cell.hyperlink for page in book for row in page for cell in row)
    sheet["C5"], sheet["G5"] = 2025, "Báo cáo D"
    book.save(out)
    found = document(datasets, out, capsys, 0)
    assert (found["rows"], found["findings"], found["repairs"]) == (2, [], [])
