"""What a pull request is told: nothing of a contributor's may act in the log or in the summary."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from observatory.annotations import commands, main, summary

FINDING = {
    "code": "type-error",
    "level": "error",
    "package": "hue/le-hoi",
    "file": "datasets/hue/le-hoi/data/le-hoi.csv",
    "row": 7,
    "field": "nam",
    "value": "hai nghìn",
    "expected": "integer",
    "message": "Ô ghi “hai nghìn”, cần một số nguyên.",
    "hint": "Ghi năm bằng chữ số.",
}


def report(*findings: dict[str, Any]) -> dict[str, Any]:
    listed = [FINDING | finding for finding in findings]
    valid = not any(finding["level"] == "error" for finding in listed)
    return {"valid": valid, "tables": 1, "rows": 1234, "findings": listed}


class Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def marks(text: str) -> Marks:
    parser = Marks()
    parser.feed(text)
    return parser


def test_a_finding_becomes_an_annotation_at_its_place() -> None:
    assert commands(report({})) == [
        "::error file=datasets/hue/le-hoi/data/le-hoi.csv,line=7,title=type-error::"
        "Cột “nam”. Ô ghi “hai nghìn”, cần một số nguyên. Ghi năm bằng chữ số."
    ]


def test_a_finding_without_a_row_or_a_column_has_none() -> None:
    (command,) = commands(report({"row": None, "field": "", "level": "warning"}))
    assert command.startswith("::warning file=datasets/hue/le-hoi/data/le-hoi.csv,title=type-error::Ô ghi")


def test_ten_annotations_at_most_and_errors_before_warnings() -> None:
    findings = [{"level": "warning"}] * 8 + [{"level": "error"}] * 5
    listed = commands(report(*findings))
    assert len(listed) == 10
    assert [line.split(" ")[0] for line in listed] == ["::error"] * 5 + ["::warning"] * 5


@pytest.mark.parametrize("text", ["a\n::stop-commands::x", "a\r\n::error::x", "a\x85b\u2028::debug::x", "%0A::x"])
def test_a_cell_cannot_start_a_command_of_its_own(text: str) -> None:
    (command,) = commands(report({"file": text, "field": text, "message": text, "hint": text}))
    assert len(command.splitlines()) == 1
    assert command.startswith("::error file=")
    assert "%0A::x" not in command.replace("%250A", "")


def test_a_path_cannot_add_a_property() -> None:
    (command,) = commands(report({"file": "a,line=1::b%"}))
    assert command.startswith("::error file=a%2Cline=1%3A%3Ab%25,line=7,")


def test_the_summary_holds_every_finding_with_its_place() -> None:
    text = summary(report(*[{"row": row} for row in range(2, 40)]))
    parsed = marks(text)
    assert "Dữ liệu chưa đạt yêu cầu" in parsed.text
    assert "1 bảng, 1.234 dòng: 38 lỗi, 0 lưu ý" in parsed.text
    assert text.count("<code>datasets/hue/le-hoi/data/le-hoi.csv</code>") == 38


def test_the_summary_of_good_data_is_short() -> None:
    text = summary(report())
    assert "Dữ liệu đạt yêu cầu" in text
    assert "<table>" not in text


def test_no_mark_of_a_contributor_lives_in_the_summary() -> None:
    payload = '<script>alert(1)</script>\n\n# [x](javascript:1) <img src=x onerror=alert(1)>"\x1b[31m\u202e'
    text = summary(report(dict.fromkeys(("file", "field", "value", "message", "hint"), payload)))
    assert marks(text).tags <= {"h2", "p", "table", "tr", "th", "td", "code"}
    assert "\n\n" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_summary_too_long_for_the_service_says_how_much_is_left_out() -> None:
    text = summary(report(*[{}] * 5000), limit=100_000)
    assert len(text.encode()) < 101_000
    shown = text.count("<td>Lỗi</td>")
    assert f"Còn {5000 - shown:,}".replace(",", ".") in text
    assert text.endswith("</table>\n")


def test_the_command_prints_and_appends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("before\n")
    (tmp_path / "findings.json").write_text(json.dumps(report({})))
    assert main([str(tmp_path / "findings.json")]) == 0
    assert capsys.readouterr().out.startswith("::error file=")
    assert (tmp_path / "summary.md").read_text().startswith("before\n<h2>")


def test_the_workflow_can_call_it_as_a_module(tmp_path: Path) -> None:
    (tmp_path / "findings.json").write_text(json.dumps(report({})))
    command = [sys.executable, "-m", "observatory.annotations", str(tmp_path / "findings.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("::error file=")


@pytest.mark.parametrize("text", [None, "", "[]", '{"findings": [{}]}'])
def test_a_report_that_cannot_be_read_is_an_error_and_never_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str | None
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    if text is not None:
        (tmp_path / "findings.json").write_text(text)
    assert main([str(tmp_path / "findings.json")]) == 3
    assert capsys.readouterr().out.startswith("::error::Không đọc được")
