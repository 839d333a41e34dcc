"""Turn the findings of ``observatory validate --json`` into annotations and a summary of a pull request.

Cells of a contributed table reach both, so each is written for the reader that takes it: workflow
commands with their own escapes, the summary as HTML without a single mark of a contributor's.
"""

from __future__ import annotations

import argparse
import html
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ANNOTATIONS_LIMIT = 10  # the service shows ten of a kind for a step and drops the others
SUMMARY_LIMIT = 900_000  # bytes; the service refuses a summary above 1 MiB

_UNREADABLE = "Không đọc được kết quả kiểm tra: lệnh kiểm tra đã dừng giữa chừng."
_LEVELS = {"error": "Lỗi", "warning": "Lưu ý"}

Report = Mapping[str, Any]


def commands(report: Report, limit: int = ANNOTATIONS_LIMIT) -> list[str]:
    """Workflow commands for the first ``limit`` findings, errors before warnings."""
    ordered = sorted(report["findings"], key=lambda finding: finding["level"] != "error")
    return [_command(finding) for finding in ordered[:limit]]


def summary(report: Report, limit: int = SUMMARY_LIMIT) -> str:
    """The whole list of findings in Vietnamese, as HTML of at most about ``limit`` bytes."""
    findings = report["findings"]
    errors = sum(finding["level"] == "error" for finding in findings)
    title = "Dữ liệu đạt yêu cầu" if report["valid"] else "Dữ liệu chưa đạt yêu cầu"
    lines = [
        f"<h2>{title}</h2>",
        f"<p>Đã kiểm tra {_number(report['tables'])} bảng, {_number(report['rows'])} dòng: "
        f"{_number(errors)} lỗi, {_number(len(findings) - errors)} lưu ý.</p>",
    ]
    if findings:
        lines += [
            "<table>",
            "<tr><th>Mức</th><th>Tệp</th><th>Dòng</th><th>Cột</th><th>Giá trị</th>"
            "<th>Đã thấy gì</th><th>Cần làm gì</th></tr>",
            *_rows(findings, limit),
            "</table>",
        ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the annotations of a report and append its summary to ``$GITHUB_STEP_SUMMARY``.

    Gives 0, or 3 when the report cannot be read, which it then says in both places.
    """
    parser = argparse.ArgumentParser(prog="observatory.annotations", description=__doc__)
    parser.add_argument("report", type=Path, help="the output of: observatory validate --json --lang vi")
    options = parser.parse_args(arguments)
    try:
        report = json.loads(options.report.read_text(encoding="utf-8"))
        lines, text, status = commands(report), summary(report), 0
    except (OSError, ValueError, KeyError, TypeError):
        lines, text, status = [f"::error::{_data(_UNREADABLE)}"], f"<h2>{_UNREADABLE}</h2>\n", 3
    for line in lines:
        print(line)
    if "GITHUB_STEP_SUMMARY" in os.environ:
        with Path(os.environ["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as stream:
            stream.write(text)
    return status


def _command(finding: Mapping[str, Any]) -> str:
    """One finding as a workflow command."""
    properties = {"file": _printable(finding["file"])}
    if finding["row"] is not None:
        properties["line"] = str(finding["row"])
    properties["title"] = finding["code"]
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    kind = "error" if finding["level"] == "error" else "warning"
    return f"::{kind} {written}::{_data(_sentences(finding))}"


def _sentences(finding: Mapping[str, Any]) -> str:
    column = f"Cột “{finding['field']}”. " if finding["field"] else ""
    return _printable(f"{column}{finding['message']} {finding['hint']}")


def _rows(findings: Sequence[Mapping[str, Any]], limit: int) -> list[str]:
    rows: list[str] = []
    size = 0
    for finding in findings:
        cells = [
            html.escape(_LEVELS.get(finding["level"], finding["level"])),
            _code(finding["file"] or finding["package"]),
            _number(finding["row"]) if finding["row"] is not None else "",
            _code(finding["field"]),
            _code(finding["value"]),
            _text(finding["message"]),
            _text(finding["hint"]),
        ]
        row = "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        size += len(row.encode())
        if size > limit:
            left = _number(len(findings) - len(rows))
            rows.append(f'<tr><td colspan="7">Còn {left} mục nữa không kịp ghi ra đây.</td></tr>')
            break
        rows.append(row)
    return rows


def _number(value: int) -> str:
    return f"{value:,}".replace(",", ".")


def _code(text: str) -> str:
    return f"<code>{_text(text)}</code>" if text else ""


def _text(text: str) -> str:
    """Text for an HTML block of Markdown, which ends at an empty line: all on one line, and escaped."""
    return html.escape(_printable(text))


def _printable(text: str) -> str:
    """``text`` on one line, with a space for each run of white space and of what cannot be seen."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


if __name__ == "__main__":
    raise SystemExit(main())
