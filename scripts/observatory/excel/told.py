"""What a check says of its repairs, and the words of a checked copy, in both languages."""

from __future__ import annotations

from observatory.excel.repair import Repair, Rule
from observatory.findings import Lang

WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "sheet": "Kết quả kiểm tra",
        "title": "Kết quả kiểm tra tệp số liệu",
        "valid": "Tệp đạt yêu cầu, có thể gửi.",
        "invalid": "Tệp chưa đạt yêu cầu. Sửa các ô được tô màu rồi kiểm tra lại bằng chính tệp này.",
        "rows": "Số dòng số liệu đã đọc",
        "errors": "Số lỗi",
        "warnings": "Số lưu ý",
        "repairs": "Số ô được sửa giúp",
        "how": (
            "Ô có lỗi có nền đỏ nhạt, ô cần lưu ý nền vàng, ô được sửa giúp nền xanh; lý do ghi trong chú thích của ô. "
            "Cột A ghi “Lỗi”, “Lưu ý” hoặc “Đã sửa”."
        ),
        "found": "Các lỗi và lưu ý",
        "repaired": "Các ô được sửa giúp",
        "place": "Trang tính",
        "cell": "Ô",
        "level": "Mức",
        "code": "Mã",
        "message": "Đã thấy gì",
        "hint": "Cần làm gì",
        "before": "Trước",
        "after": "Sau",
        "rule": "Đã sửa gì",
        "error": "Lỗi",
        "warning": "Lưu ý",
        "repair": "Đã sửa",
        "more": "… và {more} mục nữa.",
    },
    "en": {
        "sheet": "Check results",
        "title": "What the check found",
        "valid": "The file is good and can be sent.",
        "invalid": "The file is not good yet. Mend the coloured cells and check this very file again.",
        "rows": "Rows of figures read",
        "errors": "Errors",
        "warnings": "Warnings",
        "repairs": "Cells repaired for you",
        "how": (
            "A cell with an error is light red, one to note is yellow, one repaired for you is blue; the reason is in "
            "the comment of the cell. Column A says “Error”, “Warning” or “Repaired”."
        ),
        "found": "Errors and warnings",
        "repaired": "Cells repaired for you",
        "place": "Sheet",
        "cell": "Cell",
        "level": "Level",
        "code": "Code",
        "message": "What was found",
        "hint": "What to do",
        "before": "Before",
        "after": "After",
        "rule": "What was repaired",
        "error": "Error",
        "warning": "Warning",
        "repair": "Repaired",
        "more": "… and {more} more.",
    },
}
_RULES: dict[Lang, dict[Rule, str]] = {
    "vi": {
        "edge-space": "bỏ khoảng trắng thừa ở đầu hoặc cuối ô",
        "no-break-space": "thay khoảng trắng không ngắt bằng khoảng trắng thường",
        "not-composed": "ghép dấu vào chữ theo chuẩn Unicode NFC",
        "decimal-comma": "đổi dấu phẩy thập phân thành dấu chấm",
        "thousands": "bỏ dấu phân cách hàng nghìn",
        "date-format": "đổi ngày/tháng/năm thành năm-tháng-ngày",
        "label-to-code": "ghi mã thay cho tên trong danh sách",
        "leading-zero": "ghi lại số 0 ở đầu mã mà Excel đã bỏ",
        "number-from-number": "làm tròn số đến 15 chữ số, như Excel hiển thị",
        "id-from-key": "tự ghi mã dòng từ các cột khóa",
    },
    "en": {
        "edge-space": "took away spaces at the edge of the cell",
        "no-break-space": "wrote plain spaces for no-break spaces",
        "not-composed": "composed letters and their marks (Unicode NFC)",
        "decimal-comma": "wrote a point for the decimal comma",
        "thousands": "took away the marks between thousands",
        "date-format": "wrote day/month/year as year-month-day",
        "label-to-code": "wrote the code for the name in the list",
        "leading-zero": "wrote the leading zero that Excel took from the code",
        "number-from-number": "rounded the number to 15 digits, as Excel shows it",
        "id-from-key": "made the row's id from the columns of its key",
    },
}
# What a filled-in template is expected to hold: said, but no matter for a mark in the sheet.
EXPECTED: frozenset[Rule] = frozenset({"label-to-code", "id-from-key"})


def rule_text(rule: Rule, lang: Lang) -> str:
    """What a rule of repair does, as the end of a sentence."""
    return _RULES[lang][rule]


def repair_text(repair: Repair, lang: Lang) -> str:
    """One repair as a sentence, on one line whatever stood in the cell."""
    before, after = (_printable(text) for text in (repair.before, repair.after))
    said = rule_text(repair.rule, lang)
    return f"“{before}” → “{after}”: {said}." if before or after else f"{said}."


def _printable(text: str) -> str:
    cut = text if len(text) <= 80 else f"{text[:80]}…"
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in cut)
