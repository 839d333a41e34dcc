"""``observatory import``: what is taken over and how it is written, and that a refusal leaves all as it was."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from filled import PUBLISHED, ROW, figures, fill, status

from observatory import importing, swap
from observatory.tables.load import load
from packages import edit_csv, read_descriptor

WHY = ("--reason", "Nhập sai", "--reason-en", "Typed wrongly", "--source", "Công văn 1", "--by", "Cục Thống kê")


@pytest.fixture
def folder(root: Path) -> Path:
    return figures(root)


def take(folder: Path, path: Path, *options: object, package: str = "hue/figures") -> int:
    root = folder.parent.parent
    return status("import", path, "--package", package, "--datasets", root, "--on", "2027-01-31", *options)


def state(folder: Path) -> dict[str, bytes]:
    """Every file below the datasets."""
    root = folder.parent.parent
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_new_rows_are_added_and_no_byte_of_the_old_changes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit_csv(folder, '"Báo cáo, quyển “A”"', '"Báo cáo, ""quyển A"""')
    before = (folder / "data/values.csv").read_bytes()
    rows = [{**ROW, "value": "71,5", "source": 'Báo cáo, "B"'}, {**ROW, "code": "d", "value": None}]
    assert take(folder, fill(folder.parent.parent, rows)) == 0
    after = (folder / "data/values.csv").read_bytes()
    assert after == before + 'c,2025,71.5,year,,"Báo cáo, ""B"""\nd,2025,,year,,Báo cáo C\n'.encode()
    assert list(read_descriptor(folder))[:6] == [
        "name",
        "title",
        "title_en",
        "description",
        "description_en",
        "version",
    ]
    said = read_descriptor(folder)
    assert (said["version"], said["last_reviewed"], said["next_review_due"]) == ("1.1.0", "2027-01-31", "2027-07-31")
    out = capsys.readouterr().out
    assert "“71,5” → “71.5”" in out
    assert "thêm 2 dòng, đính chính 0 ô" in out
    assert load([folder]).findings == ()
    assert {path.name for path in folder.parent.parent.iterdir()} == {"hue"}


def test_a_changed_figure_becomes_a_correction(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = folder.parent.parent
    before = (folder / "data/values.csv").read_bytes()
    assert take(folder, fill(root, [{"code": "a", "year": 2024, "value": 72.5}]), *WHY) == 0
    assert (folder / "data/values.csv").read_bytes() == before
    rows = list(csv.DictReader(io.StringIO((folder / "data/corrections.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 1
    assert {**rows[0], "key": json.loads(rows[0]["key"])} == {
        "table": "values",
        "key": {"code": "a", "year": "2024"},
        "field": "value",
        "expect": "71.5",
        "value": "72.5",
        "reason_vi": "Nhập sai",
        "reason_en": "Typed wrongly",
        "source": "Công văn 1",
        "corrected_on": "2027-01-31",
        "decided_by": "Cục Thống kê",
    }
    loaded = load([folder])
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    assert loaded.catalogue.packages["hue/figures"].tables["values"].frame["value"].tolist() == [72.5, 2]
    assert read_descriptor(folder)["version"] == "1.0.1"
    assert "71,5 → 72,5" in capsys.readouterr().out
    # A second correction of the same cell expects what the first one left.
    assert take(folder, fill(root, [{"code": "a", "year": 2024, "value": 73}]), *WHY) == 0
    assert load([folder]).catalogue.packages["hue/figures"].tables["values"].frame["value"].tolist() == [73, 2]
    assert len(read_descriptor(folder)["resources"]) == 2


def test_what_is_published_already_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("code", "year", "value", "kind", "day", "source")
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in PUBLISHED]
    before = state(folder)
    assert take(folder, fill(folder.parent.parent, rows)) == 0
    assert state(folder) == before
    assert "Không có gì mới" in capsys.readouterr().out


def test_an_empty_cell_takes_nothing_away(folder: Path) -> None:
    before = state(folder)
    assert take(folder, fill(folder.parent.parent, [{"code": "a", "year": 2024}])) == 0
    assert state(folder) == before


def test_a_refusal_leaves_all_as_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, before = folder.parent.parent, state(folder)
    refusals = {
        "type-error": (fill(root, [{**ROW, "value": "abc"}]), "hue/figures"),
        "import-reason-missing": (None, "hue/figures"),
        "excel-package-differs": (None, "hue/other"),
    }
    for code, (path, package) in refusals.items():
        workbook = path or fill(root, [{"code": "a", "year": 2024, "value": 72.5}])
        assert take(folder, workbook, "--reason", "Nhập sai", package=package) == 1
        assert f"[{code}]" in capsys.readouterr().err
        assert state(folder) == before


def test_a_fault_on_the_way_leaves_all_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(folder)
    path = fill(folder.parent.parent, [ROW])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for module, name in ((importing, "_append"), (swap, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            assert take(folder, path) == 1
        assert state(folder) == before
    assert take(folder, path) == 0


def test_a_workbook_without_identity_is_known_by_its_columns(folder: Path) -> None:
    def strip(book: Any) -> None:
        del book["_observatory"]
        book.custom_doc_props.props = []

    assert take(folder, fill(folder.parent.parent, [ROW], strip)) == 0
    assert (folder / "data/values.csv").read_text(encoding="utf-8").endswith("c,2025,3,year,,Báo cáo C\n")


def test_line_ends_and_a_missing_last_one(folder: Path) -> None:
    file = folder / "data/values.csv"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n").removesuffix(b"\r\n"))
    before = file.read_bytes()
    assert take(folder, fill(folder.parent.parent, [ROW])) == 0
    assert file.read_bytes() == before + "\r\nc,2025,3,year,,Báo cáo C\r\n".encode()
