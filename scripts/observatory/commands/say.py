"""What the commands say, how findings are printed, and the options that many of them have."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import click

from observatory.findings import Finding, Lang
from observatory.messages import hint, message, place

FINE, FINDINGS, FAULT = 0, 1, 3
SHOWN = 200
WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "valid": "Hợp lệ: đã kiểm tra {tables} bảng, {rows} dòng.",
        "invalid": "Chưa hợp lệ: {errors} lỗi. Đã kiểm tra {tables} bảng, {rows} dòng.",
        "warnings": "{warnings} lưu ý.",
        "error": "Lỗi",
        "warning": "Lưu ý",
        "todo": "Cách sửa",
        "more": "… và {more} mục nữa.",
        "json": "Dùng --json để lấy đủ.",
        "site": "Trang đã tạo ở {site}",
        "serve": "Xem trang: make serve (chỉ mở trên máy này, 127.0.0.1)",
        "simulated": "Mọi con số trong đó là dữ liệu mô phỏng. Xem trang: observatory serve --out {out}",
        "serving": "Đang mở trang ở {url} (Ctrl+C để dừng)",
        "published": "Đã xuất bản {commit} lên {branch} của {remote}",
        "unchanged": "Không có gì thay đổi so với bản đang có ở {branch} của {remote}",
        "dry": "Chạy thử: sẽ xuất bản {files} tệp lên {branch} của {remote}; chưa gửi gì",
        "indexed": "Đã tính xong: {rows} dòng đơn vị, {ranked} có hạng. Kết quả ở {out}",
        "collected": "Nhận được {got}, vắng {absent}, hỏng {bad}. Giữ {kept} dòng. Kho: {store}",
        "aggregated": "Đã gộp: {daily} dòng theo ngày, {stories} câu chuyện, {coverage} dòng độ phủ. Kết quả ở {out}",
        "detected": "Đã xét {rows} dòng, {alarms} báo động. Kết quả ở {out}",
        "states": "Số dòng theo trạng thái cần lưu ý: {states}",
        "judged": "Đã đánh giá tiến độ của {rows} chuỗi. Kết quả ở {out}",
        "verdicts": "Số chuỗi theo kết quả: {said}",
        "reasons": "Số chuỗi theo điều cần lưu ý: {said}",
        "archived": "Đã lưu {versions}: {rows} dòng.",
        "unarchived": "Mọi phiên bản hiện nay đã có trong kho; không ghi gì thêm.",
        "scored": "Đã chấm {entries} hồ sơ, {judges} giám khảo; {cells}/{possible} ô có điểm hợp lệ. Kết quả ở {out}",
        "outcomes": "Số hồ sơ chưa thể công bố điểm, theo lý do: {said}",
        "winner": "Đứng đầu: {first}.",
        "winner-agrees": "Đứng đầu: {first}; so từng cặp theo Copeland cũng vậy.",
        "winner-differs": "Đứng đầu: {first}; so từng cặp theo Copeland: {preferred}. Hội đồng phải ghi lý do.",
        "no-winner": "Không có hồ sơ nào đủ điều kiện xếp thứ tự.",
        "no-pdf": "Không tạo báo cáo PDF vì máy thiếu {lacks} (chạy scripts/setup/pango.sh); phần còn lại vẫn đủ.",
        "reported": "Đã lập báo cáo: {path}",
        "nothing": "Kho {store} chưa có gì: các bảng chỉ có dòng tiêu đề.",
        "alerted": "Tính đến {as_of}: {level}; {open} đợt mở; bản tin: {messages}, mới {added}. Kết quả ở {out}",
        "unalerted": "Chưa thu thập ngày nào nên chưa nói được cấp cảnh báo. Kết quả ở {out}",
        "level": "cấp {level}",
        "no-level": "chưa nói được cấp nào",
        "untested": "Chưa đủ lịch sử cho phép thử nào: im lặng ở đây không có nghĩa là bình thường.",
        "backtested": "Đã chấm {detectors} bộ phát hiện trên {series} chuỗi mô phỏng. Kết quả ở {out}",
        "opened": "Đã mở sự cố {id}, cấp {level}. Sổ: {register}",
        "moved": "Sự cố {id}: {state}, cấp {level}",
        "marked": "Bản đã đánh dấu: {out}",
        "unmarked": "Không có bản đánh dấu vì không đọc được bảng nào trong tệp.",
        "repaired": "Đã sửa giúp",
        "repair-place": "{table}, dòng {row}, cột “{field}”",
        "repairs": "{count} ô: {rule}.",
        "imported": "Đã nhập: thêm {added} dòng, đính chính {corrected} ô. Gói ở {folder}, phiên bản {version}.",
        "import-nothing": "Không có gì mới so với gói {package} đã công bố; không ghi gì.",
        "template": "Đã tạo mẫu Excel ({tables} bảng): {out}",
        "effects": "Đã ghi {path}",
        "exported": "Đã xuất {exported} sự cố vào {out}; giữ lại {withheld}",
        "diff-same": "Hai bản không có gì khác nhau.",
        "diff-table": "Bảng “{table}”",
        "diff-counts": "Thêm {added} dòng, bỏ {removed} dòng, sửa {changed} ô.",
        "diff-key": "Các dòng được đối chiếu theo: {key}",
        "diff-no-key": "Không có cột nào làm khóa nên so cả dòng: mỗi dòng chỉ có thể là thêm vào hoặc bỏ đi.",
        "diff-changed": "Ô đã sửa ({n})",
        "diff-added": "Dòng thêm vào ({n})",
        "diff-removed": "Dòng bỏ đi ({n})",
        "diff-page": "Đã ghi trang so sánh: {path}",
        "new-made": "Đã tạo gói {package} ở {folder}",
        "new-steps": "Các bước tiếp theo:",
        "new-template": "1. Lấy mẫu Excel: {program} template {package} --out {name}.xlsx{place}",
        "new-fill": "2. Mở {name}.xlsx, xóa dòng thí dụ, điền số liệu kèm nguồn rồi lưu.",
        "new-check": "3. Kiểm tra tệp đã điền: {program} check {name}.xlsx{place}",
        "new-import": "4. Đưa số liệu vào gói: {program} import {name}.xlsx --package {package}{place}",
        "new-validate": "5. Kiểm tra cả gói: {program} validate {folder}",
        "ask-owner": "Đơn vị chủ trì (tên thư mục, thí dụ da-nang)",
        "ask-name": "Tên gói (chữ không dấu và dấu gạch nối, thí dụ khach-quoc-te)",
        "ask-title": "Tên gói bằng tiếng Việt",
        "ask-title-en": "Tên gói bằng tiếng Anh",
        "ask-description": "Mô tả bằng tiếng Việt",
        "ask-description-en": "Mô tả bằng tiếng Anh",
        "ask-source": "Nguồn của số liệu",
        "ask-kind": "Loại bảng có sẵn ({kinds}); để trống nếu tự đặt cột",
        "ask-columns": "Các cột (tên:kiểu:tiêu đề:tiêu đề tiếng Anh, …)",
    },
    "en": {
        "valid": "Valid. Tables checked: {tables}; rows: {rows}.",
        "invalid": "Not valid. Errors: {errors}. Tables checked: {tables}; rows: {rows}.",
        "warnings": "Warnings: {warnings}.",
        "error": "Error",
        "warning": "Warning",
        "todo": "What to do",
        "more": "… and {more} more.",
        "json": "Use --json for all.",
        "site": "The site is in {site}",
        "serve": "To look at it: make serve (on this machine only, 127.0.0.1)",
        "simulated": "Every figure in it is simulated. To look at it: observatory serve --out {out}",
        "serving": "Serving at {url} (Ctrl+C to stop)",
        "published": "Published {commit} to {branch} of {remote}",
        "unchanged": "Nothing differs from what {branch} of {remote} holds",
        "dry": "Dry run: would publish {files} files to {branch} of {remote}; nothing was sent",
        "indexed": "Done. Rows of units: {rows}; ranked: {ranked}. The results are in {out}",
        "collected": "Got: {got}; absent: {absent}; bad: {bad}. Rows kept: {kept}. The store: {store}",
        "aggregated": "Done. Rows by day: {daily}; stories: {stories}; coverage: {coverage}. The results are in {out}",
        "detected": "Done. Rows: {rows}; alarms: {alarms}. The result is in {out}",
        "states": "Rows in a state to note: {states}",
        "judged": "Done. Series judged: {rows}. The result is in {out}",
        "verdicts": "Series by verdict: {said}",
        "reasons": "Series with something to note: {said}",
        "archived": "Archived {versions}. Rows: {rows}.",
        "unarchived": "Every present version is in the archive; nothing was written.",
        "scored": "Done. Entries: {entries}; judges: {judges}; cells with a valid score: {cells}/{possible}. In {out}",
        "outcomes": "Entries whose score is withheld, by reason: {said}",
        "winner": "First: {first}.",
        "winner-agrees": "First: {first}; so too pair by pair, by Copeland's count.",
        "winner-differs": "First: {first}; by Copeland's count of pairs: {preferred}. The panel must write its reason.",
        "no-winner": "No entry can be placed.",
        "no-pdf": "PDF reports are left out, for {lacks} is missing (run scripts/setup/pango.sh); the rest is whole.",
        "reported": "The report is in {path}",
        "nothing": "There is nothing in the store {store} yet: the tables have their headers alone.",
        "alerted": "As of {as_of}: {level}; open episodes: {open}; new messages: {added} of {messages}. In {out}",
        "unalerted": "Nothing collected: no level can be said. The results are in {out}",
        "level": "level {level}",
        "no-level": "no level can be said",
        "untested": "Too little history for any test: silence here does not mean that all is normal.",
        "backtested": "Done. Detectors: {detectors}; simulated series: {series}. The results are in {out}",
        "opened": "Opened incident {id} at level {level}. The register: {register}",
        "moved": "Incident {id}: {state}, level {level}",
        "marked": "The marked copy is in {out}",
        "unmarked": "There is no marked copy, for no table of the file could be read.",
        "repaired": "Repaired",
        "repair-place": "{table}, row {row}, column “{field}”",
        "repairs": "Cells: {count}. What was done: {rule}.",
        "imported": "Imported. Rows added: {added}; cells corrected: {corrected}. In {folder}, version {version}.",
        "import-nothing": "Nothing is new to the published package {package}; nothing was written.",
        "template": "The Excel template is in {out}. Tables: {tables}",
        "effects": "Written to {path}",
        "exported": "Exported to {out}: {exported}; kept back: {withheld}",
        "diff-same": "There is no difference.",
        "diff-table": "Table “{table}”",
        "diff-counts": "Rows added: {added}; removed: {removed}; cells changed: {changed}.",
        "diff-key": "Rows were paired by: {key}",
        "diff-no-key": "No column is a key, so whole rows were compared: each can only have been added or removed.",
        "diff-changed": "Changed cells ({n})",
        "diff-added": "Rows added ({n})",
        "diff-removed": "Rows removed ({n})",
        "diff-page": "The page is in {path}",
        "new-made": "The package {package} is in {folder}",
        "new-steps": "What to do next:",
        "new-template": "1. Make the Excel template: {program} template {package} --out {name}.xlsx{place}",
        "new-fill": "2. Open {name}.xlsx, delete the example row, fill in the figures with their sources and save.",
        "new-check": "3. Check what you filled in: {program} check {name}.xlsx{place}",
        "new-import": "4. Bring the figures into the package: {program} import {name}.xlsx --package {package}{place}",
        "new-validate": "5. Check the whole package: {program} validate {folder}",
        "ask-owner": "Owner (name of its folder, such as da-nang)",
        "ask-name": "Name of the package (unaccented letters and hyphens, such as khach-quoc-te)",
        "ask-title": "Title in Vietnamese",
        "ask-title-en": "Title in English",
        "ask-description": "Description in Vietnamese",
        "ask-description-en": "Description in English",
        "ask-source": "Source of the figures",
        "ask-kind": "Kind of table ({kinds}); leave empty to name columns of your own",
        "ask-columns": "Columns (name:type:title:English title, …)",
    },
}

lang_option = click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default="vi",
    show_default=True,
    help="Language of the messages.",
)
DAY = click.DateTime(["%Y-%m-%d"])


def with_options(*options: Callable[..., Any]) -> Callable[..., Any]:
    """A command with the options, in their order."""

    def wrapped(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return wrapped


def print_findings(findings: Iterable[Finding], lang: Lang, stream: Any, rest: str = "") -> None:
    """Print what was found, errors first; ``rest`` names the words on how to see what is left out."""
    words = WORDS[lang]
    listed = sorted(findings, key=lambda finding: finding.level == "warning")
    for finding in listed[:SHOWN]:
        label = f"{words[finding.level]} [{finding.code}]"
        if "NO_COLOR" not in os.environ:
            label = click.style(label, fg="red" if finding.level == "error" else "yellow")
        click.echo(f"{label} {place(finding, lang)}", file=stream)
        click.echo(f"  {message(finding, lang)}", file=stream)
        click.echo(f"  {words['todo']}: {hint(finding, lang)}", file=stream)
    if len(listed) > SHOWN:
        left = words["more"].format(more=len(listed) - SHOWN)
        click.echo(" ".join([left, *([words[rest]] if rest else [])]), file=stream)
