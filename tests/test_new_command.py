"""``observatory new``: a package that is valid as it is made, questions, and what it refuses."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest

from observatory import cli
from observatory.commands.new import new
from observatory.tables.load import load
from packages import ROOT

TEXTS = {
    "--title": "Khách quốc tế",
    "--title-en": "Visitors",
    "--description": "Số lượt khách.",
    "--description-en": "Numbers of visitors.",
    "--source": "Sở Du lịch",
}
COLUMNS = "unit_level,unit_code,year,visits:integer:Lượt khách, nghìn:Visits, thousand,source"

SIMPLE = ("--columns", "ten:string:Tên:Name")


def status(command: str, *arguments: object) -> int:
    """How a command ends in this process, with nobody at the keyboard."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["observatory", command, *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


def made(root: Path, *options: object, owner: str = "da-nang", name: str = "khach", **texts: str) -> int:
    """How ``observatory new`` ends with all texts given; ``texts`` stand in for those of ``TEXTS``."""
    given = {**TEXTS, **{f"--{key.replace('_', '-')}": text for key, text in texts.items()}}
    said = [part for pair in given.items() for part in pair]
    return status("new", "--datasets", root, "--owner", owner, "--name", name, "--on", "2026-08-31", *said, *options)


def descriptor(folder: Path) -> Any:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("options", [("--kind", "province-values"), ("--columns", COLUMNS)])
def test_a_new_package_is_valid_and_holds_no_figure(root: Path, options: tuple[str, str], capsys: Any) -> None:
    assert made(root, *options) == 0
    folder = root / "da-nang" / "khach"
    assert str(folder) in capsys.readouterr().out
    loaded = load([folder])
    assert (loaded.findings, loaded.tables, loaded.rows) == ((), 1, 0)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == [
        "README.md",
        "datapackage.json",
        "values.csv",
    ]
    assert [path.name for path in folder.parent.iterdir()] == ["khach"]
    document = descriptor(folder)
    assert (document["last_reviewed"], document["next_review_due"]) == ("2026-08-31", "2027-02-28")
    assert (document["title"], document["sources"]) == ("Khách quốc tế", [{"title": "Sở Du lịch"}])
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert readme.index("# Khách quốc tế") < readme.index("chưa có số liệu") < readme.index("# Visitors")


def test_columns_of_ones_own(root: Path) -> None:
    assert made(root, "--columns", COLUMNS, "--key", "unit_level, unit_code,year", "--table", "visits") == 0
    resource = descriptor(root / "da-nang" / "khach")["resources"][0]
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    assert list(fields) == ["unit_level", "unit_code", "year", "visits", "source"]
    assert fields["visits"] == {
        "name": "visits",
        "type": "integer",
        "title": "Lượt khách, nghìn",
        "title_en": "Visits, thousand",
    }
    assert fields["unit_level"]["constraints"]["enum"] == ["province34", "former63"]
    assert resource["schema"]["primaryKey"] == ["unit_level", "unit_code", "year"]
    assert [key["reference"]["package"] for key in resource["schema"]["foreignKeys"]] == ["reference/provincial-units"]
    with (root / "da-nang" / "khach" / "data" / "visits.csv").open(encoding="utf-8") as file:
        assert list(csv.reader(file)) == [list(fields)]


def test_a_folder_says_owner_and_name(root: Path) -> None:
    texts = [part for pair in TEXTS.items() for part in pair]
    folder = root / "hue" / "di-san"
    assert status("new", folder, *texts, *SIMPLE) == 0
    assert load([folder]).findings == ()
    assert status("new", folder, "--name", "x", *texts, *SIMPLE) == 2


@pytest.mark.parametrize(
    ("options", "names", "code"),
    [
        (("--kind", "country-values"), {"name": "../x"}, "new-bad-name"),
        (("--kind", "country-values"), {"name": "Khach"}, "new-bad-name"),
        (("--kind", "country-values"), {"name": "con"}, "new-bad-name"),
        (("--kind", "country-values"), {"owner": "results"}, "new-bad-name"),
        (("--kind", "country-values", "--table", "a/b"), {}, "new-bad-name"),
        (("--kind", "country-values"), {"name": "taken"}, "new-taken"),
        (("--kind", "country-values"), {"owner": "linked"}, "new-taken"),
        (("--kind", "nothing"), {}, "unknown-kind"),
        (("--columns", "a:string,a:string"), {}, "new-bad-column"),
        (("--columns", "Tên:string"), {}, "new-bad-column"),
        (("--columns", "a:float"), {}, "new-bad-type"),
        (("--columns", "a"), {}, "new-bad-type"),
        (("--columns", "a:string", "--key", "b"), {}, "new-key-missing"),
        (("--columns", "a:string"), {"title": "ẩn\u200bký tự"}, "hidden-character"),
        (("--columns", "a:string"), {"source": "hỏi 0905 123 456"}, "personal-data"),
    ],
)
def test_what_is_refused(
    root: Path, options: tuple[str, ...], names: dict[str, str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "da-nang" / "Taken").mkdir(parents=True)
    (root / "linked").symlink_to(root / "da-nang")
    before = sorted(path.name for path in root.rglob("*"))
    assert made(root, *options, **names) == 1
    said = capsys.readouterr()
    assert f"[{code}]" in said.err
    assert said.out == ""
    assert "0905" not in said.err
    assert sorted(path.name for path in root.rglob("*")) == before


def test_a_folder_that_cannot_be_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "file").write_text("")
    assert made(root / "file" / "datasets", *SIMPLE) == 1
    assert str(root / "file") in capsys.readouterr().err


def test_an_owner_that_nobody_listed_is_said(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "methodology").mkdir()
    (root / "methodology" / "contributors").symlink_to(ROOT / "datasets" / "methodology" / "contributors")
    assert made(root, *SIMPLE, owner="da-nang") == 0
    assert "new-owner-unknown" not in capsys.readouterr().err
    assert made(root, *SIMPLE, owner="nowhere") == 0
    assert "[new-owner-unknown]" in capsys.readouterr().err


def test_without_a_terminal_what_is_missing_is_a_usage_error(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status("new", "--datasets", root, "--owner", "da-nang", "--title", "x") == 2
    said = capsys.readouterr().err
    assert "--name, --title-en, --description, --description-en, --source, --kind or --columns" in said
    assert made(root, "--kind", "country-values", "--columns", "a:string") == 2
    assert list(root.iterdir()) == []


def test_with_a_terminal_it_asks(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["khach", *TEXTS.values(), "", SIMPLE[1]])
    asked: list[str] = []

    def prompt(text: str, **_: Any) -> str:
        asked.append(text)
        return next(answers)

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert new.main(["--datasets", str(root), "--owner", "da-nang"], standalone_mode=False) == 0
    assert asked[0].startswith("Tên gói")
    assert "province-values" in asked[-2]
    assert load([root / "da-nang" / "khach"]).findings == ()


def test_the_next_steps_can_be_taken(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert made(root, "--columns", COLUMNS, "--key", "unit_level,unit_code,year") == 0
    said = capsys.readouterr().out
    folder, book = root / "da-nang" / "khach", tmp_path / "khach.xlsx"
    assert f"observatory template da-nang/khach --out khach.xlsx --datasets {root}" in said
    assert status("validate", folder) == 0
    assert status("template", "da-nang/khach", "--out", book, "--datasets", root) == 0
    filled = openpyxl.load_workbook(book)
    sheet = filled.worksheets[next(n for n, name in enumerate(filled.sheetnames) if name.startswith("Khách"))]
    for column, cell in enumerate(("", "province34", "48 – Đà Nẵng", 2024, 1500, "Báo cáo"), start=1):
        sheet.cell(4, column).value = cell or None
    filled.save(book)
    assert status("check", book, "--datasets", root) == 0, capsys.readouterr()
    assert status("import", book, "--package", "da-nang/khach", "--datasets", root, "--on", "2026-09-01") == 0
    text = (folder / "data" / "values.csv").read_text(encoding="utf-8")
    assert text == "unit_level,unit_code,year,visits,source\nprovince34,48,2024,1500,Báo cáo\n"
    assert status("validate", folder) == 0
