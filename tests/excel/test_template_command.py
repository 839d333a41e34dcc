"""``observatory template``: what it writes and says, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from observatory import cli
from packages import table, write_package


def status(*arguments: object) -> int:
    """How ``observatory template`` ends in this process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", "template", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


@pytest.fixture
def folder(root: Path) -> Path:
    return write_package(root, tables={"values": table(), "others": table([], title="Bảng khác", title_en="Others")})


def test_all_tables_of_a_package_by_its_id(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "mau.xlsx"
    assert status("hue/sample", "--datasets", folder.parent.parent, "--out", out) == 0
    assert openpyxl.load_workbook(out).sheetnames[:3] == ["Hướng dẫn", "Giá trị", "Bảng khác"]
    assert capsys.readouterr().out == f"Đã tạo mẫu Excel (2 bảng): {out}\n"


def test_one_table_of_a_folder_in_english(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "template.xlsx"
    assert status(folder, "--table", "others", "--lang", "en", "--out", out) == 0
    assert openpyxl.load_workbook(out).sheetnames[:2] == ["Guide", "Others"]
    assert [path.name for path in out.parent.iterdir()] == ["template.xlsx"]


def test_a_published_package_finds_its_lists(tmp_path: Path) -> None:
    out = tmp_path / "a.xlsx"
    assert status("reference/province-heritage", "--out", out) == 0
    hidden = openpyxl.load_workbook(out)["Danh mục"]
    assert "48 – Đà Nẵng" in [cell.value for cell in hidden["A"]]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["hue/none"], 1, "Không tìm thấy gói dữ liệu “hue/none”"),
        (["../../etc"], 1, "Không tìm thấy gói dữ liệu “../../etc”"),
        (["hue/sample", "--table", "none"], 1, "Các bảng của gói: values, others."),
        (["hue/sample", "--table", "none", "--lang", "en"], 1, "has no table “none”"),
    ],
)
def test_what_is_not_there_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    out = tmp_path / "a.xlsx"
    assert status(*arguments, "--datasets", folder.parent.parent, "--out", out) == code
    assert said in capsys.readouterr().err and not out.exists()


def test_a_package_with_faults_has_no_template(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_package(root, tables={"values": table([("a", "x", 1, "", "Báo cáo A")])})
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"before")
    assert status(folder, "--out", out) == 1
    assert "Chưa làm được" in capsys.readouterr().err and out.read_bytes() == b"before"


def test_a_file_of_another_kind_or_place_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(folder, "--out", tmp_path / "a.xls") == 2
    taken = tmp_path / "file"
    taken.touch()
    assert status(folder, "--out", taken / "a.xlsx") == 1
    assert "Không ghi được tệp mẫu" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.suffix] == []
