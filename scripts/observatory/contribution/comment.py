"""The answer to a pull request or a submission, as one comment: Vietnamese first, then English.

Every sentence is our own, by the code of a finding; what others wrote stands in it as text alone (``marks``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from observatory.contribution.document import Impact, Move, Report, Value
from observatory.contribution.marks import Item, code, table, text
from observatory.findings import LANGS, Finding, Lang
from observatory.messages import hint, message

MARKER = "<!-- observatory-impact -->"
MAX_CHARS = 65_536  # of a comment on GitHub
_FINDINGS_CHARS, _MOVES_CHARS = 16_000, 3_000  # of each table in each language; both languages keep below the cap
# A pull request is open for the figures, they are those that are published, or they are to be sent again.
Outcome = Literal["opened", "same", "again"]
Names = Mapping[str, Mapping[Lang, str]]

WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "valid": "Số liệu đạt yêu cầu",
        "invalid": "Số liệu chưa đạt yêu cầu",
        "counts": "Đã kiểm tra {tables} bảng, {rows} dòng: {errors} lỗi, {warnings} lưu ý.",
        "file": "Tệp",
        "row": "Dòng",
        "field": "Cột",
        "found": "Đã thấy gì",
        "todo": "Cần làm gì",
        "left": "Còn {left} mục nữa không ghi hết ở đây; xem đủ ở phần tóm tắt của lần kiểm tra.",
        "impact": "Nếu nhận số liệu này thì",
        "severity": "Mức ảnh hưởng: **{severity}**. Dòng số liệu đổi: {rows}; chỉ số đổi: {indicators}; "
        "điểm đổi: {scores}; thứ hạng đổi: {ranks}.",
        "still": "Không có điểm nào, thứ hạng nào đổi.",
        "ranks": "Thứ hạng",
        "scores": "Điểm",
        "indicators": "Chỉ số",
        "rows": "Dòng số liệu",
        "index": "Chỉ số",
        "table": "Bảng",
        "key": "Dòng",
        "added": "thêm dòng",
        "removed": "bỏ dòng",
        "unit": "Đơn vị",
        "period": "Kỳ",
        "before": "Trước",
        "after": "Sau",
        "code": "Yêu cầu này có sửa cả mã. Mã gửi từ kho khác không được chạy tự động: người trong nhóm nòng cốt phải "
        "đọc rồi mới chạy kiểm thử.",
        "run": "[Xem toàn bộ kết quả và trang xem thử]({run})",
        "marked": "[Tải bản đã đánh dấu]({run})",
        "unreadable": "Chưa đọc được kết quả kiểm tra: việc kiểm tra đã dừng giữa chừng. Người trong nhóm nòng cốt sẽ "
        "xem; đơn vị chưa cần làm gì.",
        "workflow": "Yêu cầu hợp nhất (pull request) này sửa cả cách kiểm tra tự động, nên kết quả kiểm tra của nó "
        "không được đăng ở đây. Người trong nhóm nòng cốt sẽ đọc trực tiếp.",
        "package": "Gói số liệu: {package}",
        "opened": "Đã lập đề nghị đưa số liệu vào kho. Người phụ trách sẽ đọc và trả lời; số liệu chỉ lên trang sau "
        "khi được chấp nhận.",
        "form": "Hãy sửa phiếu này (Edit) theo từng mục trên rồi lưu; tệp được đọc lại ngay. Không cần mở phiếu khác.",
        "same": "Số liệu trong tệp giống số đã công bố, nên không có gì phải đổi.",
        "again": "Hãy tải bản đã đánh dấu, sửa ngay trong đó, rồi sửa phiếu này (Edit) và thay tệp cũ bằng tệp mới. "
        "Không cần mở phiếu khác.",
        "repairs": "Đã tự chỉnh {repairs} ô theo những quy tắc chắc chắn (ngày, dấu thập phân, khoảng trắng, mã đơn "
        "vị); từng ô ghi trong bản đã đánh dấu.",
    },
    "en": {
        "valid": "The figures pass",
        "invalid": "The figures do not pass yet",
        "counts": "Checked {tables} tables, {rows} rows: {errors} errors, {warnings} warnings.",
        "file": "File",
        "row": "Row",
        "field": "Column",
        "found": "What was found",
        "todo": "What to do",
        "left": "{left} more are not written here; the summary of the check has them all.",
        "impact": "If these figures are taken in",
        "severity": "Severity: **{severity}**. Rows of data changed: {rows}; indicators changed: {indicators}; "
        "scores changed: {scores}; ranks changed: {ranks}.",
        "still": "No score and no rank moves.",
        "ranks": "Ranks",
        "scores": "Scores",
        "indicators": "Indicators",
        "rows": "Rows of data",
        "index": "Index or indicator",
        "table": "Table",
        "key": "Row",
        "added": "row added",
        "removed": "row removed",
        "unit": "Unit",
        "period": "Period",
        "before": "Before",
        "after": "After",
        "code": "This request changes code too. Code from another repository is not run by itself: someone of the core "
        "team reads it before the tests are run.",
        "run": "[All results and the preview]({run})",
        "marked": "[The marked copy]({run})",
        "unreadable": "The outcome of the check could not be read: the check stopped half-way. Someone of the core "
        "team will look at it; there is nothing for you to do yet.",
        "workflow": "This pull request changes the automatic check itself, so what that check says is not posted here. "
        "Someone of the core team will read it.",
        "package": "Data package: {package}",
        "opened": "A proposal to take the figures in has been opened. The people in charge will read and answer; "
        "figures reach the site only once they are accepted.",
        "form": "Edit this issue, part by part as above, and save; the file is read again at once. There is no need "
        "for another issue.",
        "same": "The figures in the file are those that are published, so nothing changes.",
        "again": "Take the marked copy, mend it right there, then edit this issue and put the new file in place of the "
        "old one. There is no need for another issue.",
        "repairs": "{repairs} cells were set right by rules that are certain (dates, decimal marks, spaces, unit "
        "codes); the marked copy names each.",
    },
}
SEVERITY: dict[Lang, dict[str, str]] = {
    "vi": {
        "none": "không có",
        "low": "thấp",
        "medium": "trung bình",
        "high": "cao",
        "critical": "rất cao",
    },
    "en": {"none": "none", "low": "low", "medium": "medium", "high": "high", "critical": "critical"},
}


def pull(report: Report, impact: Impact | None, *, touches_code: bool, run: str, names: Names) -> str:
    """The answer to a pull request; ``run`` is the address of the check, ``names`` of units as ``province34:48``.

    ``impact`` is ``None`` where the figures could not be computed.
    """
    parts = []
    for lang in LANGS:
        words = WORDS[lang]
        lines = _outcome(report, lang)
        lines += _impact(impact, lang, names) if impact else []
        lines += [words["code"]] if touches_code else []
        parts.append("\n\n".join([*lines, words["run"].format(run=run)]))
    return _both(parts)


def submission(report: Report, package: str, repairs: int, outcome: Outcome, run: str) -> str:
    """The answer to a workbook that came with the issue form, of which ``repairs`` cells were set right.

    Where the form alone is at fault, nothing is said of a marked copy: there may be none.
    """
    codes = [finding.code for finding in report.findings]
    form = outcome == "again" and bool(codes) and all(found.startswith("submission-") for found in codes)
    parts = []
    for lang in LANGS:
        words = WORDS[lang]
        lines = _outcome(report, lang)
        lines += [words["package"].format(package=code(package))] if package else []
        lines += [words["repairs"].format(repairs=_count(repairs, lang))] if repairs else []
        if form:
            lines.append(words["form"])
        else:
            lines += [words[outcome], words["marked"].format(run=run)]
        parts.append("\n\n".join(lines))
    return _both(parts)


def plain(word: str) -> str:
    """A comment of one known sentence: ``unreadable`` or ``workflow``."""
    return _both([WORDS[lang][word] for lang in LANGS])


def _both(parts: Sequence[str]) -> str:
    vietnamese, english = parts
    return f"{MARKER}\n{vietnamese}\n\n<details><summary>English</summary>\n\n{english}\n\n</details>\n"


def _outcome(report: Report, lang: Lang) -> list[str]:
    """The verdict, the counts and the findings, errors first."""
    words = WORDS[lang]
    errors = sum(finding.level == "error" for finding in report.findings)
    counts = {
        "tables": report.tables,
        "rows": report.rows,
        "errors": errors,
        "warnings": len(report.findings) - errors,
    }
    valid = report.valid and not errors
    lines = [
        f"## {words['valid' if valid else 'invalid']}",
        words["counts"].format(**{key: _count(count, lang) for key, count in counts.items()}),
    ]
    if report.findings:
        head = [words[key] for key in ("file", "row", "field", "found", "todo")]
        ordered = sorted(report.findings, key=lambda finding: finding.level != "error")
        lines += _table(head, ordered, lambda finding: _cells(finding, lang), _FINDINGS_CHARS, lang)
    return lines


def _cells(finding: Finding, lang: Lang) -> list[str]:
    row = _count(finding.row, lang) if finding.row is not None else ""
    said, todo = text(message(finding, lang)), text(hint(finding, lang))
    return [code(finding.file or finding.package), row, code(finding.field), said, todo]


def _impact(impact: Impact, lang: Lang, names: Names) -> list[str]:
    words = WORDS[lang]
    groups = {
        "ranks": impact.ranks,
        "scores": impact.scores,
        "indicators": impact.indicators,
        "rows": impact.rows,
    }
    counts = {key: _count(len(moves), lang) for key, moves in groups.items()}
    lines = [
        f"### {words['impact']}",
        words["severity"].format(severity=SEVERITY[lang][impact.severity], **counts),
    ]
    if not impact.scores and not impact.ranks:
        lines.append(words["still"])
    for key, moves in groups.items():
        if moves:
            places = ("table", "key", "field") if key == "rows" else ("index", "unit", "period")
            head = [words[part] for part in (*places, "before", "after")]
            told = _table(head, moves, lambda move: _moved(move, lang, names), _MOVES_CHARS, lang)
            lines += [f"**{words[key]}**", *told]
    return lines


def _moved(move: Move, lang: Lang, names: Names) -> list[str]:
    unit = names[move.unit][lang] if move.unit in names else move.unit
    column = WORDS[lang][move.change] if move.change else text(move.period)
    return [code(move.index), text(unit), column, _value(move.before, lang), _value(move.after, lang)]


def _table(
    head: Sequence[str], items: Sequence[Item], cells: Callable[[Item], Sequence[str]], most: int, lang: Lang
) -> list[str]:
    shown, left = table(head, items, cells, most)
    return [shown, *([WORDS[lang]["left"].format(left=_count(left, lang))] if left else [])]


def _value(value: Value, lang: Lang) -> str:
    """A number with at most four decimals in the notation of the language, a word as it is, a dash for none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return text(value)
    shown = f"{Decimal(str(round(value, 4))).normalize():f}"
    return shown.replace(".", ",") if lang == "vi" else shown


def _count(value: int, lang: Lang) -> str:
    return f"{value:,}".replace(",", ".") if lang == "vi" else f"{value:,}"
