"""``observatory diff``: packages, folders of packages and lone CSV files, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from observatory import cli
from observatory.messages import catalogue
from packages import edit_csv, edit_descriptor, table, write_package

HEADER = "province_code,year,value\n"


def status(*arguments: object) -> int:
    """How ``observatory diff`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "diff", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """The document of two states that could be compared."""
    assert status(*arguments, "--json") == 0
    return json.loads(capsys.readouterr().out)


def csv(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_package_of_two_folders(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write_package(tmp_path / "a"), write_package(tmp_path / "b", owner="da-nang", name="other")
    edit_csv(new, "71.5", "72")
    edit_descriptor(new, lambda document: document.update(version="1.0.1"))
    page = tmp_path / "out" / "page.html"
    assert status(old, new, "--html", page) == 0
    said = capsys.readouterr()
    assert "  Phiên bản: 1.0.0 → 1.0.1\n" in said.out
    assert "  2024: 71,5 → 72\n" in said.out
    assert "Các dòng được đối chiếu theo: id" in said.out
    assert str(page) in said.err
    assert "71,5 → 72" in page.read_text(encoding="utf-8")
    assert sorted(path.name for path in page.parent.iterdir()) == ["page.html"]


def test_folders_of_packages_are_paired_by_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for side, names in (("a", ("same", "gone")), ("b", ("same", "come"))):
        for name in names:
            write_package(tmp_path / side, name=name)
    found = told(capsys, tmp_path / "a", tmp_path / "b")
    assert [(item["package"], item["state"]) for item in found["packages"]] == [
        ("hue/come", "added"),
        ("hue/gone", "removed"),
    ]
    assert told(capsys, tmp_path / "a", tmp_path / "a") == {"identical": True, "packages": []}


def test_names_of_provinces_stand_for_their_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = csv(tmp_path, "old.csv", HEADER + "01,2024,80\n48,2024,78.90\n")
    new = csv(tmp_path, "new.csv", HEADER + "48,2024,79.4\n01,2024,80.0\n48,2025,81\n")
    (package,) = told(capsys, old, new)["packages"]
    (entry,) = package["tables"]
    assert entry["sentences"] == ["Đà Nẵng, 2024: 78,9 → 79,4", "Thêm: Đà Nẵng, 2025: 81"]
    assert entry["key"] == ["province_code", "year"]
    assert entry["changed"][0]["before"] == 78.9


def test_a_file_of_a_package_has_its_key_and_its_titles(root: Path, tmp_path: Path, capsys: Any) -> None:
    fields = [{"name": "year", "type": "integer"}, {"name": "amount", "type": "integer", "title": "Lượt khách"}]
    rows = [(2024, 5), (2025, 6)]
    node = table(rows, fields, {"primaryKey": ["year"]}, sources=[{"title": "Báo cáo A"}])
    folder = write_package(root, tables={"visits": node})
    lone = csv(tmp_path, "lone.csv", "amount,year\n7,2025\n5.0,2024\n")
    (package,) = told(capsys, folder / "data" / "visits.csv", lone)["packages"]
    assert package["tables"][0]["sentences"] == ["2025, Lượt khách: 6 → 7"]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("name,id,x\na,1,5\na,2,5\n", ["id"]),
        ("name,year,x\na,1,5\na,2,5\n", ["name", "year"]),
        ("name,x\na,1\na,2\n", []),
    ],
)
def test_what_tells_the_rows_of_a_lone_file_apart(tmp_path: Path, capsys: Any, text: str, key: list[str]) -> None:
    old, new = (
        csv(tmp_path, "old.csv", text),
        csv(tmp_path, "new.csv", text.replace(",5\n", ",6\n").replace("a,2\n", "a,3\n")),
    )
    assert told(capsys, old, new)["packages"][0]["tables"][0]["key"] == key


def test_the_key_may_be_named(tmp_path: Path, capsys: Any) -> None:
    old, new = csv(tmp_path, "old.csv", "x,name\n1,a\n2,b\n"), csv(tmp_path, "new.csv", "x,name\n3,a\n2,b\n")
    (entry,) = told(capsys, old, new, "--key", "name")["packages"][0]["tables"]
    assert (entry["counts"], entry["changed"][0]["key"]) == ({"added": 0, "removed": 0, "changed": 1}, {"name": "a"})
    assert status(old, new, "--key", "nothing") == 1
    assert "[diff-key-missing]" in capsys.readouterr().err


def test_personal_data_of_a_lone_file_are_hidden(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = csv(tmp_path, "old.csv", "id,contact\n1,x\n")
    new = csv(tmp_path, "new.csv", "id,contact\n1,0905 123 456\n2,lan@example.vn\n")
    for options in ((), ("--json",), ("--html", tmp_path / "page.html")):
        assert status(old, new, *options) == 0
    said = capsys.readouterr()
    shown = said.out + said.err + (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "[ẩn]" in shown
    assert "123" not in shown
    assert "lan@" not in shown


def test_values_that_no_number_can_hold_stay_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = csv(tmp_path, "old.csv", "id,x\n1,1e999\n"), csv(tmp_path, "new.csv", "id,x\n1,1e998\n")
    assert told(capsys, old, new)["packages"][0]["tables"][0]["changed"][0]["before"] == "1e999"


def test_what_is_not_valid_is_not_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = write_package(tmp_path / "a"), write_package(tmp_path / "b")
    lone = csv(tmp_path, "lone.csv", "id,x\n1,2\n")
    assert status(old, lone) == 1
    assert "[diff-mixed]" in capsys.readouterr().err
    assert status(old, new, "--key", "id") == 1
    assert "[diff-key-unused]" in capsys.readouterr().err
    edit_csv(new, "2024", "hai nghìn")
    page = tmp_path / "page.html"
    assert status(old, new, "--html", page) == 1
    said = capsys.readouterr()
    assert catalogue()["diff-refused"]["vi"] in said.err
    assert (said.out, page.exists()) == ("", False)
    assert status(old, tmp_path / "nowhere") == 1
    assert status(csv(tmp_path, "uneven.csv", "id,x\n1\n"), lone) == 1
    (tmp_path / "file").write_text("")
    assert status(old, old, "--html", tmp_path / "file" / "page.html") == 1
    assert "[diff-" not in capsys.readouterr().out
