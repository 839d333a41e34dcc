"""From folders to a catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from observatory.gate import limits
from observatory.tables import kinds
from observatory.tables.discover import discover
from observatory.tables.load import load
from packages import edit_csv, edit_descriptor, table, write_package


def _codes(path: Path) -> list[str]:
    return [finding.code for finding in load([path]).findings]


def test_a_package_and_folders_of_packages(root: Path) -> None:
    folder = write_package(root)
    expected = ([folder.resolve()], [])
    for path in (folder, folder / "datapackage.json", folder.parent, root):
        assert discover(path) == expected


def test_packages_come_in_order_and_the_same_twice(root: Path) -> None:
    for owner, name in (("hue", "b"), ("da-nang", "c"), ("hue", "a"), ("reference", "units")):
        write_package(root, owner, name)
    first, second = load([root]), load([root])
    assert list(first.catalogue.packages) == ["da-nang/c", "hue/a", "hue/b", "reference/units"]
    assert first.findings == second.findings == ()
    assert (first.tables, first.rows) == (second.tables, second.rows) == (4, 12)
    for one, two in zip(first.catalogue, second.catalogue, strict=True):
        assert one.id == two.id
        assert one.descriptor == two.descriptor
        assert one.tables["values"].sha256 == two.tables["values"].sha256
        assert one.tables["values"].frame.equals(two.tables["values"].frame)


def test_paths_may_overlap(root: Path) -> None:
    folder = write_package(root)
    loaded = load([root, folder, folder / ".." / folder.name])
    assert (loaded.tables, loaded.rows) == (1, 3)


def test_each_package_is_announced(root: Path) -> None:
    folders = [write_package(root, name=name) for name in ("a", "b")]
    seen: list[str] = []
    load([root], seen.append)
    assert seen == [str(folder.resolve()) for folder in folders]


@pytest.mark.parametrize(("name", "code"), [("nowhere", "path-missing"), ("file.txt", "not-a-table")])
def test_paths_that_are_no_folder(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / "file.txt").write_text("id\n1\n", encoding="utf-8")
    loaded = load([tmp_path / name])
    assert [finding.code for finding in loaded.findings] == [code]
    assert loaded.tables == 0


def test_folders_without_a_package(tmp_path: Path) -> None:
    assert _codes(tmp_path) == ["no-package"]
    (tmp_path / "README.md").touch()
    (tmp_path / ".git").mkdir()
    assert _codes(tmp_path) == ["no-package"]


@pytest.mark.parametrize("inside", ["values.csv", "datapackage.yaml", "data/values.csv"])
@pytest.mark.parametrize("depth", ["", "sample", "hue/sample"])
def test_packages_without_a_descriptor(root: Path, inside: str, depth: str) -> None:
    file = root / depth / inside
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("id\n1\n", encoding="utf-8")
    (finding,) = load([root]).findings
    assert finding.code == "descriptor-missing"
    assert Path(finding.file) == root / depth


def test_a_stray_table_beside_packages_hides_none(root: Path) -> None:
    write_package(root)
    (root / "list.csv").write_text("id\n1\n", encoding="utf-8")
    loaded = load([root])
    assert (loaded.findings, loaded.tables) == ((), 1)


def test_a_package_named_data(root: Path) -> None:
    write_package(root, name="data")
    assert list(load([root]).catalogue.packages) == ["hue/data"]


def test_a_table_with_a_header_only(root: Path) -> None:
    loaded = load([write_package(root, tables={"values": table(rows=[])})])
    assert (loaded.findings, loaded.tables, loaded.rows) == ((), 1, 0)
    assert loaded.catalogue.frame("hue/sample", "values").empty


def test_blank_rows_are_not_counted(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "b,2025", "\n\nb,2025")
    assert load([folder]).rows == 3


def test_files_are_told_as_seen_from_here(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    monkeypatch.chdir(root.parent)
    (finding,) = load([Path("datasets")]).findings
    assert (finding.package, finding.file) == ("hue/sample", "datasets/hue/sample/data/values.csv")


def test_ten_thousand_rows(root: Path) -> None:
    rows = [(f"r{number}", 2024, number / 7, "Đà Nẵng", "Báo cáo A") for number in range(10_000)]
    folder = write_package(root, tables={"values": table(rows, schema={"primaryKey": ["id"]})})
    loaded = load([folder])
    assert (loaded.findings, loaded.tables, loaded.rows) == ((), 1, 10_000)
    assert loaded.catalogue.frame("hue/sample", "values")["value"].tolist() == [row[2] for row in rows]
    edit_csv(folder, "r9999,", "r0,")
    assert {(finding.code, finding.row) for finding in load([folder]).findings} == {
        ("primary-key", 10_001),
        ("unique-error", 10_001),
    }


def test_lists_of_faults_end_and_say_so(root: Path) -> None:
    rows = [(f"r{number}", 2024, "x", "", "A") for number in range(limits.MAX_FINDINGS + 200)]
    findings = load([write_package(root, tables={"values": table(rows)})]).findings
    codes = [finding.code for finding in findings]
    assert codes.count("type-error") >= limits.MAX_FINDINGS
    assert "more-findings" in codes
    provinces = table(
        [("99", "A")] * (limits.MAX_FINDINGS + 200),
        [{"name": "province_code", "type": "string"}, {"name": "source", "type": "string"}],
    )
    *findings, last = load([write_package(root, name="provinces", tables={"values": provinces})]).findings
    assert len(findings) == limits.MAX_FINDINGS
    assert {finding.code for finding in findings} == {"unknown-province"}
    assert last.code == "more-findings"


def _of_kind(kind: str) -> dict[str, Any]:
    schema = kinds.shared_schema(kind)
    assert schema is not None
    return {key: value for key, value in schema.items() if key not in ("title", "title_en")}


def test_tables_of_a_kind_have_its_schema(root: Path) -> None:
    schema = _of_kind("province-values")
    node, content = table(rows=[], fields=schema["fields"], schema=schema, kind="province-values")
    folder = write_package(root, tables={"values": (node, content)})
    assert _codes(folder) == []
    lines = (folder / "data" / "values.csv").read_text(encoding="utf-8").strip().split(",")
    (folder / "data" / "values.csv").write_text(",".join(reversed(lines)) + "\n", encoding="utf-8")
    edit_descriptor(folder, lambda document: document["resources"][0]["schema"]["fields"].reverse())
    (finding,) = load([folder]).findings
    assert (finding.code, finding.value, finding.expected) == ("kind-mismatch", "values", "province-values")


def test_an_observation_stands_once(root: Path) -> None:
    schema = _of_kind("province-values")
    row = {"unit_level": "province34", "unit_code": "48", "year": 2024, "month": "", "period": "year"}
    row |= {"indicator": "papi_total_8dim", "value": 41.5, "unit": "score", "field_size": "", "status": "published"}
    row |= {"source": "A", "verified_twice": "no", "note": ""}
    names = [field["name"] for field in schema["fields"]]
    rows = [[{**row, "id": key, **more}[name] for name in names] for key, more in (("a", {}), ("b", {"value": 42}))]
    rows.append([{**row, "id": "c", "year": 2023}[name] for name in names])
    node, content = table(rows=rows, fields=schema["fields"], schema=schema, kind="province-values")
    folder = write_package(root, tables={"values": (node, content)})
    (finding,) = load([folder]).findings
    assert (finding.code, finding.row) == ("repeated-observation", 3)
    assert finding.value == "province34, 48, papi_total_8dim, year, 2024"


@pytest.mark.parametrize("spoil", ["drop", "swap", "key", "constraint"])
def test_tables_that_differ_from_their_kind(root: Path, spoil: str) -> None:
    schema = _of_kind("province-values")
    fields = [dict(field) for field in schema["fields"]]
    changed = {**schema, "fields": fields}
    if spoil == "drop":
        fields.pop()
    elif spoil == "swap":
        fields[0], fields[1] = fields[1], fields[0]
    elif spoil == "constraint":
        fields[0] = {**fields[0], "constraints": {}}
    else:
        changed["foreignKeys"] = []
    node, content = table(rows=[], fields=fields, schema=changed, kind="province-values")
    assert _codes(write_package(root, tables={"values": (node, content)})) == ["kind-mismatch"]


@pytest.mark.parametrize("kind", ["nothing", "../datasets", "province-values.json", "a\nb"])
def test_kinds_that_do_not_exist(root: Path, kind: str) -> None:
    node, content = table(kind=kind)
    (finding,) = load([write_package(root, tables={"values": (node, content)})]).findings
    assert (finding.code, finding.value) == ("unknown-kind", kind)
    assert "province-values" in finding.expected


def test_a_csv_file_as_excel_saves_it_is_read(root: Path) -> None:
    folder = write_package(root)
    path = folder / "data" / "values.csv"
    content = path.read_text(encoding="utf-8")
    plain = load([folder]).catalogue.frame("hue/sample", "values")
    path.write_bytes(content.replace("\n", "\r\n").encode("utf-8-sig"))
    loaded = load([folder])
    assert loaded.findings == ()
    pd.testing.assert_frame_equal(loaded.catalogue.frame("hue/sample", "values"), plain)
    path.write_bytes(("\ufeff" + content).encode("utf-8-sig"))
    assert {finding.value for finding in load([folder]).findings if finding.code == "hidden-character"} == {"U+FEFF"}


def test_a_csv_file_of_a_package_is_checked_with_its_package(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    loaded = load([folder / "data" / "values.csv"])
    assert (loaded.tables, [finding.code for finding in loaded.findings]) == (1, ["type-error"])


def test_a_csv_file_that_its_package_does_not_name_is_checked_alone(root: Path) -> None:
    folder = write_package(root)
    (folder / "data" / "more.csv").write_text("a,a\n1,2\n", encoding="utf-8")
    loaded = load([folder / "data" / "more.csv"])
    assert [(finding.code, finding.package) for finding in loaded.findings] == [("duplicate-label", "")]
    assert (loaded.tables, loaded.rows) == (2, 4)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("x.csv", b"a,b\n1,2\n", []),
        ("S\u1ed1 li\u1ec7u [1] *.CSV", b"\xef\xbb\xbfa,b\r\n1,2\r\n", []),
        ("x.csv", b"a,b\n1\n", [("missing-cell", 2, "b")]),
        ("x.csv", b"a;b\n1;2\n", [("wrong-delimiter", 1, "")]),
        ("x.csv", b"a,b\n1,=1+1\n", [("formula-prefix", 2, "b")]),
        ("x.csv", b"a,b\n1,H\xea\n", [("encoding-error", 2, "b")]),
        ("x.csv", b"", [("empty-table", None, "")]),
        ("x.xlsx", b"PK", [("not-a-table", None, "")]),
    ],
)
def test_a_csv_file_of_no_package(
    root: Path, name: str, content: bytes, found: list[tuple[str, int | None, str]]
) -> None:
    path = root / name
    path.write_bytes(content)
    loaded = load([path])
    assert [(finding.code, finding.row, finding.field) for finding in loaded.findings] == found
    assert {finding.file for finding in loaded.findings} <= {str(path)}
    assert not loaded.catalogue.packages
    if not found:
        assert (loaded.tables, loaded.rows) == (1, 1)


def test_a_link_in_the_place_of_a_csv_file_is_not_opened(root: Path) -> None:
    (root / "x.csv").symlink_to("/etc/hostname")
    assert [finding.code for finding in load([root / "x.csv"]).findings] == ["not-a-regular-file"]
