"""``observatory validate``: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from observatory import cli
from observatory.commands.say import SHOWN
from observatory.errors import ObservatoryError, PublishError, RenderError
from packages import ROOT, ROWS, edit_csv, table, write_package

KEYS = {"code", "level", "package", "file", "row", "field", "value", "expected", "hint", "message"}


def _run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "observatory.cli", "validate", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **environment},
        timeout=60,
        check=False,
    )


def _main(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit status of the command line in this process."""
    monkeypatch.setattr(sys, "argv", ["observatory", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def _document(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object
) -> tuple[int, dict[str, Any]]:
    status = _main(monkeypatch, "validate", "--json", *arguments)
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, document


def test_fine(root: Path) -> None:
    ended = _run(write_package(root))
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == "Hợp lệ: đã kiểm tra 1 bảng, 3 dòng.\n"


def test_fine_in_english(root: Path) -> None:
    assert _run(write_package(root), "--lang", "en").stdout == "Valid. Tables checked: 1; rows: 3.\n"


def test_findings(root: Path) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "bảy mươi")
    ended = _run(folder)
    assert ended.returncode == 1
    assert ended.stderr == ""
    first, second, third, last = ended.stdout.splitlines()
    assert first.startswith("Lỗi [type-error] ")
    assert first.endswith("data/values.csv, dòng 2, cột “value”")
    assert second == "  “bảy mươi” không phải là số."
    assert third.startswith("  Cách sửa: ")
    assert last == "Chưa hợp lệ: 1 lỗi. Đã kiểm tra 1 bảng, 3 dòng."
    assert "\x1b" not in ended.stdout


@pytest.mark.parametrize("locale", ["ascii", "latin-1", "cp1258"])
def test_a_terminal_that_is_not_utf8(root: Path, locale: str) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "bảy mươi")
    ended = _run(folder, PYTHONIOENCODING=locale)
    assert ended.returncode == 1
    assert "“bảy mươi” không phải là số." in ended.stdout


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_json(root: Path, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    status, document = _document(monkeypatch, capsys, folder, "--lang", lang)
    assert status == 1
    assert list(document) == ["valid", "tables", "rows", "findings"]
    assert (document["valid"], document["tables"], document["rows"]) == (False, 1, 3)
    (finding,) = document["findings"]
    assert set(finding) == KEYS
    assert (finding["code"], finding["level"], finding["package"]) == ("type-error", "error", "hue/sample")
    assert (finding["row"], finding["field"], finding["value"]) == (2, "value", "x")
    assert finding["file"].endswith("hue/sample/data/values.csv")
    assert finding["message"] == {"vi": "“x” không phải là số.", "en": "“x” is not a number."}[lang]
    assert finding["hint"]


def test_json_when_fine(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _document(monkeypatch, capsys, write_package(root)) == (
        0,
        {"valid": True, "tables": 1, "rows": 3, "findings": []},
    )


def test_warnings_do_not_make_it_invalid(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, document = _document(monkeypatch, capsys, write_package(root, version=None))
    assert (status, document["valid"]) == (0, True)
    assert [finding["level"] for finding in document["findings"]] == ["warning"]


def test_what_is_overdue_today_is_a_warning(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_package(root, created="2020-01-01", last_reviewed="2020-01-01")
    status, document = _document(monkeypatch, capsys, folder)
    assert (status, document["valid"]) == (0, True)
    found = [(finding["code"], finding["level"], finding["expected"]) for finding in document["findings"]]
    assert found == [("review-due", "warning", "2020-07-01"), ("update-due", "warning", "2020-04-01")]
    assert document["findings"][0]["file"].endswith("hue/sample/datapackage.json")


@pytest.mark.parametrize("case", ["nowhere", "empty", "no descriptor", "no table", "no resources", "table unread"])
def test_valid_is_never_said_when_no_table_was_checked(
    root: Path, case: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = root / "nowhere" if case == "nowhere" else root
    if case == "no descriptor":
        (write_package(root) / "datapackage.json").unlink()
    elif case == "no table":
        write_package(root, resources=[])
    elif case == "no resources":
        write_package(root, resources=None)
    elif case == "table unread":
        (write_package(root) / "data" / "values.csv").unlink()
    status, document = _document(monkeypatch, capsys, folder)
    assert (status, document["valid"], document["tables"], document["rows"]) == (1, False, 0, 0)
    assert document["findings"]
    assert _main(monkeypatch, "validate", folder) == 1
    assert "Hợp lệ" not in capsys.readouterr().out


def test_one_package_without_a_table_among_good_ones(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write_package(root, name="good"), write_package(root, name="bad", resources=[])
    status, document = _document(monkeypatch, capsys, good, bad)
    assert (status, document["valid"], document["tables"]) == (1, False, 1)
    assert [finding["package"] for finding in document["findings"]] == ["hue/bad"]


def test_names_from_disk_do_not_reach_the_terminal(root: Path) -> None:
    folder = write_package(root)
    (folder / "data" / "a\x1b]0;x\x07\n::error::x.csv").touch()
    Path(os.fsdecode(os.fsencode(folder / "data") + b"/\xff.csv")).touch()
    for arguments in ((folder,), (folder, "--json")):
        ended = _run(*arguments)
        assert ended.returncode == 1
        assert ended.stderr == ""
        assert "\x1b" not in ended.stdout
        assert not any(line.startswith("::") for line in ended.stdout.splitlines())


def test_long_lists_are_cut_on_the_terminal_and_whole_in_json(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(f"r{number}", 2024, "x", "", "A") for number in range(SHOWN + 50)]
    folder = write_package(root, tables={"values": table(rows)})
    assert _main(monkeypatch, "validate", folder, "--lang", "en") == 1
    assert "… and 50 more. Use --json for all." in capsys.readouterr().out
    _, document = _document(monkeypatch, capsys, folder)
    assert len(document["findings"]) == SHOWN + 50


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate"],
        ["validate", "--nothing"],
        ["validate", "x", "--lang", "fr"],
        ["validate", "x", "--lang"],
        ["nothing"],
        ["--nothing"],
        [],
    ],
)
def test_usage(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _main(monkeypatch, *arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "--help"], ["--version"], ["-h"]])
def test_help(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert _main(monkeypatch, *arguments) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_fault_of_ours(
    root: Path, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("bảng hỏng")

    monkeypatch.setattr("observatory.tables.load.load", broken)
    assert _main(monkeypatch, "validate", write_package(root), "--json", "--lang", lang) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "RuntimeError('bảng hỏng')" in printed.err
    assert {"vi": "Lỗi của chương trình", "en": "A fault of the program"}[lang] in printed.err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RenderError("site-render-failed", detail="x"), 3),
        (PublishError("no-site", folder="x"), 1),
        (ObservatoryError("no-site", folder="x"), 1),
    ],
)
def test_errors_and_their_status(
    root: Path,
    error: ObservatoryError,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(*_arguments: object) -> None:
        raise error

    monkeypatch.setattr("observatory.tables.load.load", broken)
    assert _main(monkeypatch, "validate", root) == status
    assert capsys.readouterr().err


def test_no_colour_when_it_is_not_wanted(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_package(root)
    edit_csv(folder, "71.5", "x")
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_arguments: False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    _main(monkeypatch, "validate", folder)
    assert "\x1b[31m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    _main(monkeypatch, "validate", folder)
    assert "\x1b" not in capsys.readouterr().out


def test_the_packages_of_the_project_are_valid(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, document = _document(monkeypatch, capsys, ROOT / "datasets")
    assert [finding for finding in document["findings"] if finding["level"] == "error"] == []
    assert (status, document["valid"]) == (0, True)
    assert document["rows"] > len(ROWS)
