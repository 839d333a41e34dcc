"""Every kind of bad input: a finding with its place, in two languages, and no “valid”."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from observatory.findings import LANGS, Finding, has_errors
from observatory.messages import hint, message, place
from observatory.tables.load import Loaded, load
from packages import ROWS, edit_csv, edit_descriptor, table, write_package

Spoil = Callable[[Path], object]


def _csv(old: str, new: str) -> Spoil:
    return lambda folder: edit_csv(folder, old, new)


def _schema(**keys: Any) -> Spoil:
    return lambda folder: edit_descriptor(folder, lambda document: document["resources"][0]["schema"].update(keys))


def _bytes(content: bytes) -> Spoil:
    return lambda folder: (folder / "data" / "values.csv").write_bytes(content)


def _descriptor(content: str) -> Spoil:
    return lambda folder: (folder / "datapackage.json").write_text(content, encoding="utf-8")


def _recode(encoding: str) -> Spoil:
    def recode(folder: Path) -> None:
        path = folder / "data" / "values.csv"
        path.write_bytes(path.read_text(encoding="utf-8").replace("Đà Nẵng", "Huê").encode(encoding, "replace"))

    return recode


CASES: dict[str, tuple[Spoil, str, int | None, str, str]] = {
    "wrong type": (_csv("71.5", "bảy mươi"), "type-error", 2, "value", "bảy mươi"),
    "wrong type, integer": (_csv("2024", "2024.5"), "type-error", 2, "year", "2024.5"),
    "decimal comma": (_csv("71.5", '"71,5"'), "type-error", 2, "value", "71,5"),
    "thousands mark": (_csv("1000000", "1.000.000"), "type-error", 4, "value", "1.000.000"),
    "missing required value": (_csv("71.5", ""), "constraint-error", 2, "value", ""),
    "below the minimum": (_csv("2024", "1724"), "constraint-error", 2, "year", "1724"),
    "duplicate key": (_csv("b,2025", "a,2025"), "primary-key", 3, "id", "a"),
    "row too short": (_csv("b,2025,-2.5,,Báo cáo A", "b,2025,-2.5,"), "missing-cell", 3, "source", ""),
    "row too long": (_csv("b,2025,-2.5,,Báo cáo A", "b,2025,-2.5,,Báo cáo A,x"), "extra-cell", 3, "#6", "x"),
    "blank row": (_csv("b,2025", "\nb,2025"), "blank-row", 3, "", ""),
    "renamed column": (_csv("id,year", "id,năm"), "incorrect-label", 1, "year", "năm"),
    "column removed": (_csv(",label,source", ",label"), "missing-label", 1, "source", "source"),
    "column added": (_csv(",label,source", ",label,source,x"), "extra-label", 1, "#6", "x"),
    "quote not closed": (_csv("Đà Nẵng", '"Đà Nẵng'), "csv-error", 2, "label", 'a,2024,71.5,"Đà Nẵng,Báo cáo A'),
    "space at the end": (_csv("71.5", "71.5 "), "edge-space", 2, "value", "71.5 "),
    "formula": (_csv("Đà Nẵng", "=1+1"), "formula-prefix", 2, "label", "=1+1"),
    "code page 1258": (_recode("cp1258"), "encoding-error", 2, "label", "EA"),
    "UTF-16": (_recode("utf-16"), "encoding-error", 1, "", "00"),
    "semicolons": (_csv("id,year,value,label,source", "id;year;value;label;source"), "wrong-delimiter", 1, "", ";"),
    "empty file": (_bytes(b""), "empty-table", None, "", ""),
    "descriptor not JSON": (_descriptor('{"name": "x",\n'), "descriptor-not-json", 2, "", '{"name": "x",'),
    "descriptor not an object": (_descriptor("[]"), "descriptor-not-object", None, "", "list"),
    "no table": (_descriptor('{"name": "x", "resources": []}'), "no-table", None, "", ""),
    "no resources": (_descriptor('{"name": "x"}'), "no-table", None, "", ""),
    "missing file": (
        lambda folder: (folder / "data" / "values.csv").unlink(),
        "file-missing",
        None,
        "path",
        "data/values.csv",
    ),
    "no descriptor": (
        lambda folder: (folder / "datapackage.json").unlink(),
        "descriptor-missing",
        None,
        "",
        "",
    ),
    "foreign key, same table": (
        _schema(foreignKeys=[{"fields": ["label"], "reference": {"resource": "", "fields": ["id"]}}]),
        "foreign-key",
        2,
        "label",
        "Đà Nẵng",
    ),
    "foreign key, other package": (
        _schema(
            foreignKeys=[
                {
                    "fields": ["label"],
                    "reference": {"package": "reference/units", "resource": "values", "fields": ["label"]},
                }
            ]
        ),
        "reference-missing",
        None,
        "label",
        "reference/units · values (label)",
    ),
}


def _one(loaded: Loaded, code: str) -> Finding:
    found = [finding for finding in loaded.findings if finding.code == code]
    assert found, f"no {code} among {loaded.findings}"
    return found[0]


@pytest.mark.parametrize("case", CASES)
def test_bad_input(root: Path, case: str) -> None:
    spoil, code, row, field, value = CASES[case]
    folder = write_package(root)
    assert load([folder]).findings == ()
    spoil(folder)
    loaded = load([folder])
    finding = _one(loaded, code)
    assert finding.level == "error"
    assert finding.file
    assert Path(finding.file).is_relative_to(folder.as_posix())
    assert (finding.row, finding.field) == (row, field)
    assert finding.value.startswith(value) if code == "encoding-error" else finding.value == value
    assert not loaded.catalogue.packages
    vi, en = (message(finding, lang) for lang in LANGS)
    vi_hint, en_hint = (hint(finding, lang) for lang in LANGS)
    assert len({vi, en, vi_hint, en_hint}) == 4
    assert all((vi, en, vi_hint, en_hint))
    assert place(finding, "vi").startswith(finding.file)


@pytest.mark.parametrize("case", CASES)
def test_what_is_good_beside_it_stays(root: Path, case: str) -> None:
    spoiled, good = write_package(root, "hue", "spoiled"), write_package(root, "hue", "good")
    CASES[case][0](spoiled)
    loaded = load([root])
    assert list(loaded.catalogue.packages) == ["hue/good"]
    assert has_errors(loaded.findings)
    owners = {finding.package for finding in loaded.findings}
    assert owners <= {"hue/spoiled", ""}
    assert load([good]).findings == ()


def test_several_faults_are_all_told(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    edit_csv(folder, "2025", "")
    edit_csv(folder, "c,2026", "a,2026")
    edit_csv(folder, "Khánh Hoà", "@SUM(A1)")
    found = {(finding.code, finding.row) for finding in load([folder]).findings}
    assert {
        ("type-error", 2),
        ("constraint-error", 3),
        ("primary-key", 4),
        ("formula-prefix", 4),
    } <= found


def test_a_cell_is_told_once(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    assert len(load([folder]).findings) == 1


def test_required_cells_have_words_of_their_own(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "")
    (finding,) = load([folder]).findings
    assert message(finding, "vi") == "Ô ở cột “value” bắt buộc phải có nhưng đang trống."
    assert message(finding, "en") == "The cell of “value” is required and is empty."


KEY = {
    "fields": ["code"],
    "reference": {"package": "reference/units", "resource": "values", "fields": ["id"]},
}


def _pointing(root: Path, key: dict[str, Any], codes: list[str]) -> Path:
    fields = [{"name": "code", "type": "string"}, {"name": "source", "type": "string"}]
    rows = [(code, "Báo cáo A") for code in codes]
    return write_package(root, "hue", "pointing", {"list": table(rows, fields, {"foreignKeys": [key]})})


def test_keys_across_packages(root: Path) -> None:
    write_package(root, "reference", "units")
    folder = _pointing(root, KEY, ["a", "", "z", "b"])
    loaded = load([folder])
    (finding,) = loaded.findings
    assert (finding.code, finding.row, finding.field, finding.value) == ("unknown-reference", 4, "code", "z")
    assert finding.expected == "reference/units · values"
    edit_csv(folder, "z,", "c,", "list")
    assert load([folder]).findings == ()


@pytest.mark.parametrize(
    "reference",
    [
        {"package": "reference/nothing", "resource": "values", "fields": ["id"]},
        {"package": "reference/units", "resource": "nothing", "fields": ["id"]},
        {"package": "reference/units", "resource": "values", "fields": ["nothing"]},
        {"package": "reference/../units", "resource": "values", "fields": ["id"]},
        {"package": "../units", "resource": "values", "fields": ["id"]},
        {"package": "", "resource": "values", "fields": ["id"]},
        {"package": "http://127.0.0.1/x", "resource": "values", "fields": ["id"]},
    ],
)
def test_keys_to_nothing(root: Path, reference: dict[str, Any]) -> None:
    write_package(root, "reference", "units")
    folder = _pointing(root, {"fields": ["code"], "reference": reference}, ["a"])
    assert [finding.code for finding in load([folder]).findings] == ["reference-missing"]


def test_keys_to_a_package_that_is_not_valid(root: Path) -> None:
    units = write_package(root, "reference", "units")
    edit_csv(units, "71.5", "x")
    folder = _pointing(root, KEY, ["a"])
    assert [finding.code for finding in load([folder]).findings] == ["reference-missing"]
    assert [finding.code for finding in load([root]).findings] == ["reference-missing", "type-error"]


@pytest.mark.parametrize("resource", ["nothing", "other"])
def test_keys_to_a_table_of_the_same_package(root: Path, resource: str) -> None:
    key = {"fields": ["id"], "reference": {"resource": resource, "fields": ["id"]}}
    tables = {"values": table(schema={"foreignKeys": [key]}), "other": table(ROWS[:2])}
    loaded = load([write_package(root, tables=tables)])
    if resource == "other":
        (finding,) = loaded.findings
        assert (finding.code, finding.row, finding.field, finding.value) == ("foreign-key", 4, "id", "c")
    else:
        assert has_errors(loaded.findings)
    assert not loaded.catalogue.packages


def _units(fields: list[str], rows: list[list[str]], **types: str) -> tuple[dict[str, Any], str]:
    described = [{"name": name, "type": types.get(name, "string")} for name in [*fields, "source"]]
    return table([[*row, "Báo cáo A"] for row in rows], described)


def test_provinces_are_looked_up_without_a_declared_key(root: Path) -> None:
    tables = {
        "by_code": _units(["province_code"], [["48"], ["99"], [""], ["1"], ["02"]]),
        "by_pair": _units(
            ["unit_level", "unit_code"],
            [["province34", "48"], ["former63", "02"], ["province34", "02"], ["former63", ""], ["", ""]],
        ),
    }
    findings = load([write_package(root, tables=tables)]).findings
    assert {finding.code for finding in findings} == {"unknown-province"}
    assert [(Path(finding.file).stem, finding.row, finding.value) for finding in findings] == [
        ("by_code", 3, "99"),
        ("by_code", 5, "1"),
        ("by_code", 6, "02"),
        ("by_pair", 4, "province34, 02"),
        ("by_pair", 5, "former63, "),
    ]
    assert findings[-1].field == "unit_level, unit_code"


def test_province_codes_read_as_numbers_are_not_known(root: Path) -> None:
    tables = {"by_code": _units(["province_code"], [["48"], ["1"]], province_code="integer")}
    findings = load([write_package(root, tables=tables)]).findings
    assert [finding.code for finding in findings] == ["unknown-province", "unknown-province"]


def test_a_declared_key_says_otherwise(root: Path) -> None:
    write_package(root, "reference", "units")
    key = {**KEY, "fields": ["province_code"]}
    fields = [{"name": "province_code", "type": "string"}, {"name": "source", "type": "string"}]
    folder = write_package(root, tables={"x": table([("a", "A")], fields, {"foreignKeys": [key]})})
    assert load([folder]).findings == ()


def test_a_schema_is_not_needed_but_the_cells_are_still_inspected(root: Path) -> None:
    node, content = table()
    del node["schema"]
    folder = write_package(root, tables={"values": (node, content)})
    assert {finding.code for finding in load([folder]).findings} == {"schema-missing", "source-missing"}
    edit_csv(folder, "Đà Nẵng", "=cmd()")
    edit_csv(folder, "label", "=label")
    codes = [finding.code for finding in load([folder]).findings if finding.level == "error"]
    assert codes == ["bad-label", "formula-prefix"]


def test_figures_without_any_source(root: Path) -> None:
    tables = {"values": table([("a", 1)], [{"name": "id"}, {"name": "value", "type": "number"}])}
    folder = write_package(root, tables=tables, sources=None)
    (finding,) = load([folder]).findings
    assert (finding.code, finding.level) == ("source-missing", "error")


def test_what_is_no_number_is_not_held_against_a_bound(root: Path) -> None:
    """frictionless reads 1_000 as a thousand, and would say that it is below the minimum."""
    folder = write_package(root, tables={"values": table([("a", "1_000", 1, "", "Báo cáo A")])})
    (finding,) = load([folder]).findings
    assert (finding.code, finding.row, finding.field, finding.value) == ("type-error", 2, "year", "1_000")
