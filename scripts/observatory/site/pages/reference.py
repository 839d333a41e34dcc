"""Reference pages that are made from the program itself: its commands and its schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import click

from observatory.gate import limits
from observatory.site.sheets import anchor, described
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.kinds import kinds, shared_schema
from observatory.tables.model import Text

PROGRAM = "observatory"

_VIETNAMESE = {
    "Say which figures, scores and ranks move between the git revisions BASE and HEAD, and how severe that is.": (
        "Nêu con số, điểm và thứ hạng nào thay đổi giữa hai phiên bản git BASE và HEAD, và mức ảnh hưởng."
    ),
    "File for the whole as one JSON document.": "Tệp ghi toàn bộ kết quả thành một tài liệu JSON.",
    "File for a comment on the pull request.": "Tệp ghi lời bình cho yêu cầu hợp nhất (pull request).",
    "File for a page that stands alone.": "Tệp ghi thành một trang HTML riêng, mở được ngay.",
    "Folder of the git repository.": "Thư mục của kho git.",
    "Say what differs between OLD and NEW: packages, folders of packages or CSV files; ends well if anything does.": (
        "Nêu chỗ khác nhau giữa hai bản OLD và NEW: gói dữ liệu, thư mục các gói hoặc tệp CSV; khác nhau không là lỗi."
    ),
    "Write a page that stands alone to FILE.": "Ghi thành một trang đọc riêng được vào tệp này.",
    "Column that tells the rows of two CSV files apart; may be repeated.": (
        "Cột phân biệt các dòng của hai tệp CSV; có thể ghi nhiều lần."
    ),
    "Begin a data package in FOLDER (…/OWNER/NAME) or in DATASETS/OWNER/NAME, by questions or by options.": (
        "Lập một gói dữ liệu mới ở FOLDER (…/OWNER/NAME) hoặc DATASETS/OWNER/NAME, bằng cách hỏi đáp hoặc bằng tham số."
    ),
    "Folder of the unit that is responsible, such as da-nang.": "Thư mục của đơn vị chủ trì, thí dụ da-nang.",
    "Name of the package: unaccented letters, digits and hyphens.": "Tên gói: chữ không dấu, chữ số, dấu gạch nối.",
    "Title of the package in Vietnamese.": "Tên gói bằng tiếng Việt.",
    "Title of the package in English.": "Tên gói bằng tiếng Anh.",
    "Description in Vietnamese.": "Mô tả bằng tiếng Việt.",
    "Description in English.": "Mô tả bằng tiếng Anh.",
    "Where the figures come from.": "Nguồn của số liệu.",
    "Shared kind of table: a file of schemas/, such as province-values.": (
        "Loại bảng dùng chung: một tệp trong schemas/, thí dụ province-values."
    ),
    "Columns of one's own: name:type:title:English title, …": "Tự đặt cột: tên:kiểu:tiêu đề:tiêu đề tiếng Anh, …",
    "Columns that say which row is which (default: the first).": (
        "Các cột cho biết dòng nào là dòng nào (mặc định: cột đầu)."
    ),
    "Name of the table.": "Tên bảng.",
    "Packages (default: datasets).": "Thư mục chứa các gói (mặc định: datasets).",
    "Day of the package, YYYY-MM-DD (default: today).": "Ngày lập gói, NĂM-THÁNG-NGÀY (mặc định: hôm nay).",
    "Check package folders, folders of packages or CSV files, and say what is wrong and what to do.": (
        "Kiểm tra một hay nhiều gói dữ liệu, thư mục chứa các gói hoặc tệp CSV, nêu lỗi và cách sửa."
    ),
    "Check, compute and build the site; the site is OUT/site.": (
        "Kiểm tra, tính toán và dựng trang; trang nằm ở OUT/site."
    ),
    "Build a separate site with simulated media data, which says so on every page; it is OUT/site.": (
        "Dựng riêng một trang trình diễn với dữ liệu truyền thông mô phỏng, mọi trang đều ghi rõ; trang nằm ở OUT/site."
    ),
    "Run the warning policy on the published tables into OUT: levels, episodes, the log of alerts and its feeds.": (
        "Chạy chính sách cảnh báo trên các bảng đã công bố, ghi vào OUT: mức, các đợt, sổ bản tin, nguồn cấp tin."
    ),
    "Judge progress to targets, or growth without one, for each row of SERIES.csv; its rows with a verdict to OUT.": (
        "Đánh giá tiến độ tới mục tiêu (không có mục tiêu thì xét tốc độ tăng) của từng dòng SERIES.csv, ghi vào OUT."
    ),
    "Replay the day YYYY-MM-DD (UTC) from the tables up to it.": (
        "Xem lại ngày NĂM-THÁNG-NGÀY (giờ UTC) bằng phần bảng đến hết ngày đó."
    ),
    "Package of the published log to go on from (default: DATASETS/reference/alert-log).": (
        "Gói sổ bản tin đã phát để viết tiếp (mặc định: DATASETS/reference/alert-log)."
    ),
    "Measure the detectors and the whole policy on simulated series, into the tables in OUT.": (
        "Đo các bộ phát hiện và toàn bộ chính sách cảnh báo trên chuỗi mô phỏng, ghi thành các bảng vào OUT."
    ),
    "Simulated series of the main outbreak size; they take sixteen kinds in turn.": (
        "Số chuỗi mô phỏng của cỡ sự kiện chính, lần lượt theo mười sáu kiểu."
    ),
    "Keep the results of each index version that is not in the archive yet; nothing there is ever rewritten.": (
        "Lưu kết quả của mỗi phiên bản chỉ số chưa có trong kho; dòng đã có không bao giờ bị viết lại."
    ),
    "Day of publication, YYYY-MM-DD.": "Ngày công bố, NĂM-THÁNG-NGÀY.",
    "Seed of the simulation.": "Mầm ngẫu nhiên của mô phỏng.",
    "Write a report in the official layout to OUT/KIND-YEAR.FORMAT; number, date and signature stay blank.": (
        "Lập báo cáo theo thể thức văn bản hành chính vào OUT/KIND-YEAR.FORMAT; số, ngày, chữ ký để trống."
    ),
    "Write an Excel template for PACKAGE, an id such as reference/visitors or a package folder.": (
        "Tạo mẫu nhập Excel cho PACKAGE: mã gói, thí dụ reference/visitors, hoặc thư mục của một gói."
    ),
    "Check a filled-in Excel template: repair what is certain, say what is wrong, mark each cell in a copy.": (
        "Kiểm tra mẫu Excel đã điền: sửa giúp chỗ chắc chắn, nêu chỗ sai, đánh dấu từng ô trong một bản sao."
    ),
    "Write a copy with every fault marked.": "Ghi một bản sao có đánh dấu mọi chỗ sai.",
    "Take a filled-in Excel template over: new rows into the CSV file, changed figures as corrections.": (
        "Nhập mẫu Excel đã điền vào gói: dòng mới vào tệp CSV, số đã công bố mà thay đổi thì ghi thành đính chính."
    ),
    "The package that the workbook is for.": "Gói dữ liệu mà tệp Excel được lập cho.",
    "Why published figures change, in Vietnamese; needed where some do.": (
        "Lý do sửa số đã công bố, bằng tiếng Việt; bắt buộc khi có sửa."
    ),
    "The same in English.": "Lý do ấy bằng tiếng Anh.",
    "Document or page that gives the corrected figures.": "Văn bản hoặc trang nêu số liệu đúng.",
    "Role or body that decided on the correction, not a name.": (
        "Chức danh hoặc đơn vị quyết định việc sửa, không ghi tên người."
    ),
    "Day of the import, YYYY-MM-DD (default: today).": "Ngày nhập, NĂM-THÁNG-NGÀY (mặc định: hôm nay).",
    "One table of the package; may be given more than once.": "Một bảng của gói; có thể ghi nhiều lần.",
    "Excel file to write.": "Tệp Excel sẽ được ghi.",
    "Year of the report.": "Năm của báo cáo.",
    "Word file or PDF; may be given twice for both.": "Tệp Word (docx) hoặc PDF; ghi hai lần để có cả hai.",
    "Open the built site on this machine only (127.0.0.1).": ("Mở trang đã dựng để xem, chỉ trên máy này (127.0.0.1)."),
    "Judge entries by a panel's scores (entry, judge, score[, criterion, weight][, conflict]); a row each to OUT.": (
        "Chấm các hồ sơ từ điểm của hội đồng (entry, judge, score[, criterion, weight][, conflict]); kết quả ở OUT."
    ),
    "trimmed for a full panel, additive or mixed where cells are missing; borda and copeland as a check.": (
        "trimmed khi hội đồng chấm đủ, additive hoặc mixed khi còn ô trống; borda và copeland để đối chiếu."
    ),
    "Least and greatest score, such as 0:10; a score outside does not count.": (
        "Điểm thấp nhất và cao nhất, thí dụ 0:10; điểm ngoài thang không được tính."
    ),
    "How many entries are honoured; an open tie across is said.": (
        "Số hồ sơ được khen thưởng; nếu bằng điểm ngay chỗ cắt mà không phân định được thì nêu rõ."
    ),
    "Folder for what a panel publishes: places, also by Borda and Copeland, and scores without their judges.": (
        "Thư mục cho phần hội đồng công bố: thứ tự, kể cả theo Borda và Copeland, và bảng điểm không tên giám khảo."
    ),
    "File of the severity of each judge, for the panel alone; additive and mixed.": (
        "Tệp mức chặt, rộng của từng giám khảo, chỉ dành cho hội đồng; dùng với additive và mixed."
    ),
    "Put the built and verified site on the branch that is served to the public.": (
        "Đưa trang đã dựng và đã kiểm tra lên nhánh công bố."
    ),
    "Compute an index from a framework and values of one's own, stage by stage, into the folder OUT.": (
        "Tính chỉ số tổng hợp từ khung và bảng giá trị của người dùng, từng bước, vào thư mục OUT."
    ),
    "Collect what the world's press says of Viet Nam into a store: titles, links and scores, never the text.": (
        "Thu thập những gì báo chí thế giới nói về Việt Nam vào kho: tiêu đề, liên kết, điểm số, không có nội dung."
    ),
    "Collect mentions from GDELT's Global Knowledge Graph, English and translated, quarter-hour by quarter-hour.": (
        "Thu thập các lần nhắc tới Việt Nam từ GDELT GKG, tiếng Anh và bản dịch, từng 15 phút."
    ),
    "Collect the events of Viet Nam from GDELT, and what mentions them.": (
        "Thu thập các sự kiện liên quan đến Việt Nam từ GDELT và các lần chúng được nhắc tới."
    ),
    "Collect headlines from RSS and Atom feeds, as they are now; the dates do not apply.": (
        "Thu thập tiêu đề từ nguồn tin RSS và Atom như hiện có; không áp dụng khoảng ngày."
    ),
    "Collect headlines from news sitemaps, as they are now; the dates do not apply.": (
        "Thu thập tiêu đề từ sơ đồ trang tin tức như hiện có; không áp dụng khoảng ngày."
    ),
    "Collect daily page views of encyclopaedia articles from Wikimedia; without dates the last 14 days.": (
        "Thu thập lượt xem hằng ngày của các bài bách khoa từ Wikimedia; không ghi ngày thì lấy 14 ngày gần nhất."
    ),
    "First day, YYYY-MM-DD in UTC.": "Ngày đầu, NĂM-THÁNG-NGÀY theo giờ UTC.",
    "Last day, YYYY-MM-DD in UTC, itself included.": "Ngày cuối, NĂM-THÁNG-NGÀY theo giờ UTC, kể cả ngày đó.",
    "Folder of what is collected.": "Thư mục chứa những gì thu thập được.",
    "Where to take files from: an address, or a flat folder.": (
        "Nơi lấy tệp: một địa chỉ, hoặc một thư mục không có thư mục con."
    ),
    "Make the daily tables of the media from what was collected.": (
        "Tạo các bảng truyền thông theo ngày từ những gì đã thu thập."
    ),
    "Count the mentions of the store by day into the tables in OUT.": (
        "Đếm các lần nhắc tới trong kho theo ngày, ghi thành các bảng trong OUT."
    ),
    "What counts; both give the same bytes.": "Bộ máy đếm; cả hai cho kết quả giống nhau từng byte.",
    "Keep the days and months in OUT that the store has less of.": (
        "Giữ những ngày và tháng trong OUT mà kho có ít hơn."
    ),
    "Packages, with the methodology.": "Thư mục chứa các gói dữ liệu, gồm phần phương pháp.",
    "Table of units: code, columns of groups, denominators.": "Bảng đơn vị: cột code, các cột nhóm, các mẫu số.",
    "Fill what is missing: none, mean, median, group-mean:COLUMN, group-median:COLUMN, panel, row-mean.": (
        "Điền ô trống: none (không), mean (trung bình), median (trung vị), group-mean:CỘT, group-median:CỘT (theo "
        "nhóm), panel (theo kỳ), row-mean (theo các chỉ tiêu cùng nhóm)."
    ),
    "Treat outliers: none, auto, capped, boxcox:LAMBDA.": (
        "Xử lý giá trị ngoại lai: none (không), auto (tối đa năm giá trị), capped (ít hơn khi có ít đơn vị), "
        "boxcox:LAMBDA."
    ),
    (
        "Bring to one scale: goalposts, minmax:A:B, zscore:M:S, scaled:A:B, rank, borda, prank, dist2targ, fracmax, "
        "dist2max."
    ): (
        "Đưa về một thang: goalposts (theo hai mốc), minmax:A:B, zscore:M:S, scaled:A:B, rank, borda, prank (theo thứ "
        "bậc), dist2targ (khoảng cách tới mục tiêu), fracmax, dist2max (so với giá trị lớn nhất)."
    ),
    ("Join: arithmetic, geometric, harmonic, power:P, copeland; one, or one for each level from below, with commas."): (
        "Gộp: arithmetic (trung bình cộng), geometric (trung bình nhân), harmonic (điều hòa), power:P (lũy thừa), "
        "copeland (so từng cặp); một cách cho mọi cấp, hoặc mỗi cấp một cách từ dưới lên, cách nhau bằng dấu phẩy."
    ),
    "Least share of a group that must be there, from 0 to 1, or none.": (
        "Tỷ lệ ít nhất của một nhóm phải có số liệu, từ 0 đến 1, hoặc none (không đặt)."
    ),
    "Replications for uncertainty and sensitivity; 0 for none.": (
        "Số lần tính lại để ước độ bất định và độ nhạy; 0 là không tính."
    ),
    "Seed of the replications.": "Số mầm của các lần tính lại.",
    "The test; auto chooses one for each step by the history before it.": (
        "Phép thử; auto chọn cho từng bước theo độ dài số liệu trước đó."
    ),
    "Output file.": ("Tệp kết quả."),
    "Find what stands out in series of counts (series, date or t, count[, exposure]); a verdict on each row to OUT.": (
        "Tìm những gì nổi bật trong các chuỗi số đếm (series, date hoặc t, count[, exposure]); kết luận từng dòng "
        "ghi vào OUT."
    ),
    "Steps a year, such as 12, 52 or 365; needed with the column t, while dates are daily.": (
        "Số bước một năm, thí dụ 12, 52, 365; bắt buộc khi dùng cột t, còn cột date là theo ngày."
    ),
    "Share of false alarms aimed at (default 0.001; ears-c3: 0.025; farrington, farrington-1996, ff7: 0.01).": (
        "Tỷ lệ báo động giả nhắm tới (mặc định 0.001; ears-c3 là 0.025; farrington, farrington-1996 và ff7 là 0.01)."
    ),
    "EARS: steps of the baseline (default 7).": ("EARS: số bước làm nền so sánh (mặc định 7)."),
    "EARS: least standard deviation (default 0).": ("EARS: độ lệch chuẩn nhỏ nhất (mặc định 0)."),
    "Farrington: years of the past (default 5); ff7: likewise (default: as many as there are, 3 to 5).": (
        "Farrington: số năm quá khứ (mặc định 5); ff7: cũng vậy (mặc định: có bao nhiêu dùng bấy nhiêu, từ 3 đến 5)."
    ),
    "Farrington: steps to each side of the same time in past years (default 3).": (
        "Farrington: số bước lấy về mỗi phía quanh cùng thời điểm các năm trước (mặc định 3)."
    ),
    "Farrington: groups of the season (default 10; farrington-1996: 1).": (
        "Farrington: số nhóm mùa vụ (mặc định 10; farrington-1996: 1)."
    ),
    "Farrington: last steps left out of the past (default 26; farrington-1996: 3).": (
        "Farrington: số bước gần nhất không dùng làm quá khứ (mặc định 26; farrington-1996: 3)."
    ),
    "Farrington: give past outbreaks less weight (default: yes).": (
        "Farrington: giảm trọng số các đợt tăng trong quá khứ (mặc định: có)."
    ),
    "Farrington: residual over which weight is less (default 2.58; farrington-1996: 1).": (
        "Farrington: phần dư vượt ngưỡng này thì giảm trọng số (mặc định 2.58; farrington-1996: 1)."
    ),
    "Farrington: a trend in time (default: yes).": ("Farrington: có xu thế theo thời gian (mặc định: có)."),
    "Farrington: a trend is kept with a p below this (default 1; farrington-1996: 0.05).": (
        "Farrington: giữ xu thế khi p nhỏ hơn số này (mặc định 1; farrington-1996: 0.05)."
    ),
    "Farrington: power at which the bound delta is made (default 2/3).": (
        "Farrington: lũy thừa khi lập ngưỡng delta (mặc định 2/3)."
    ),
    "Farrington: how the bound is made (default nbPlugin; farrington-1996: delta).": (
        "Farrington: cách lập ngưỡng (mặc định nbPlugin; farrington-1996: delta)."
    ),
    "Farrington: no bound unless so many cases came in so many last steps (default 5,4).": (
        "Farrington: chỉ có ngưỡng khi từng ấy bước gần nhất có ít nhất từng ấy lượt (mặc định 5,4)."
    ),
    "Keep the private register of incidents, and take out of it what is cleared for the public.": (
        "Giữ sổ sự cố riêng, và xuất ra từ sổ những gì được phép công bố."
    ),
    "Open an incident in the register, which is begun where there is none.": (
        "Mở một sự cố trong sổ; chưa có sổ thì tạo sổ mới."
    ),
    "Move an incident on to another state, with what that state requires.": (
        "Chuyển một sự cố sang trạng thái khác, kèm những gì trạng thái ấy đòi hỏi."
    ),
    "Set fields of an incident in the state it is in; an empty value takes a field back.": (
        "Ghi các mục của một sự cố mà không chuyển trạng thái; giá trị rỗng thì xóa mục."
    ),
    "Show an incident, or all of them with the hours that are left of the proposed deadlines.": (
        "Xem một sự cố, hoặc tất cả, với số giờ còn lại theo thời hạn đề xuất."
    ),
    "Write the cleared incidents alone into the tables of a public package, and say what keeps the others out.": (
        "Chỉ ghi các sự cố được phép công bố vào các bảng của một gói công khai, và nêu vì sao giữ lại sự cố khác."
    ),
    "Folder of the register, outside this repository.": "Thư mục của sổ sự cố, nằm ngoài kho này.",
    "Packages, with the process.": "Thư mục chứa các gói dữ liệu, gồm quy trình.",
    "Who does this.": "Ai làm việc này.",
    "In which role; not needed for the machine.": "Với vai trò nào; máy thì không cần.",
    "When, such as 2026-11-23T08:00+07:00.": "Khi nào, ví dụ 2026-11-23T08:00+07:00.",
    "Why.": "Lý do.",
    "Set a field; may be repeated.": "Ghi một mục; dùng được nhiều lần.",
    "Set a field to the text of a file.": "Ghi một mục bằng nội dung của một tệp.",
    "Level; the machine opens 1 and 2 alone.": "Cấp độ; máy chỉ tự mở cấp 1 và 2.",
    "Who noticed it.": "Ai phát hiện: máy hoặc người.",
    "Title in Vietnamese.": "Tên bằng tiếng Việt.",
    "Title in English.": "Tên bằng tiếng Anh.",
    "Code of a province; may be repeated.": "Mã địa phương; dùng được nhiều lần.",
    "Code of a topic; may be repeated.": "Mã chủ đề; dùng được nhiều lần.",
    "Id of the episode of the detector.": "Mã đợt cảnh báo của máy phát hiện.",
    "When the event happened.": "Sự việc xảy ra khi nào.",
    "Incident that this one goes on from.": "Sự cố mà sự cố này tiếp nối.",
    "An exercise, not counted in statistics.": "Diễn tập, không tính vào thống kê.",
    "Hours are left from then; without it, from now.": "Tính số giờ còn lại từ lúc ấy; không ghi thì từ bây giờ.",
    "Package of public incidents to write to.": "Gói sự cố công khai để ghi vào.",
    "Day of the publication, YYYY-MM-DD.": "Ngày công bố, NĂM-THÁNG-NGÀY.",
    "Language of the messages.": "Ngôn ngữ của thông báo.",
    "Print one JSON document.": "In kết quả thành một tài liệu JSON.",
    "Packages.": "Thư mục chứa các gói dữ liệu.",
    "Output folder.": "Thư mục kết quả.",
    "Port on 127.0.0.1.": "Cổng trên 127.0.0.1.",
    "Git remote, or its address.": "Kho Git từ xa, hoặc địa chỉ của kho.",
    "Branch that holds the public site.": "Nhánh chứa trang công bố.",
    "Verify everything and send nothing.": "Kiểm tra tất cả nhưng không gửi gì.",
}
_LIMITS = (
    (Text("Số tệp trong một gói", "Files in a package"), limits.MAX_FILES, Text("tệp", "files")),
    (Text("Dung lượng một tệp", "Size of a file"), limits.MAX_FILE_BYTES, Text("byte", "bytes")),
    (
        Text("Dung lượng tệp mô tả", "Size of the descriptor"),
        limits.MAX_DESCRIPTOR_BYTES,
        Text("byte", "bytes"),
    ),
    (Text("Độ dài đường dẫn", "Length of a path"), limits.MAX_PATH_BYTES, Text("byte", "bytes")),
    (Text("Độ dài một dòng", "Length of a line"), limits.MAX_LINE_BYTES, Text("byte", "bytes")),
    (Text("Độ dài một ô", "Length of a cell"), limits.MAX_CELL_CHARS, Text("ký tự", "characters")),
    (Text("Số cột của một bảng", "Columns of a table"), limits.MAX_COLUMNS, Text("cột", "columns")),
    (Text("Số bảng của một gói", "Tables of a package"), limits.MAX_TABLES, Text("bảng", "tables")),
    (Text("Số dòng của một bảng", "Rows of a table"), limits.MAX_ROWS, Text("dòng", "rows")),
    (
        Text("Số tầng lồng nhau của tệp mô tả", "Depth of the descriptor"),
        limits.MAX_JSON_DEPTH,
        Text("tầng", "levels"),
    ),
)


@dataclass(frozen=True)
class Option:
    """An option of a command; ``default`` is empty where there is none to tell."""

    names: str
    help: Text
    default: str = ""


@dataclass(frozen=True)
class CommandHelp:
    """A command as its reference page shows it."""

    name: str
    usage: str
    help: Text
    options: tuple[Option, ...]


def commands(group: click.Group) -> tuple[CommandHelp, ...]:
    """The commands of a click group, by name; those of a group within it follow it, as ``group command``.

    A text without a Vietnamese translation keeps its English wording alone.
    """
    return tuple(_commands(group))


def drafts(site: Site, helps: Sequence[CommandHelp]) -> Iterator[Draft]:
    """The pages of commands and of schemas."""
    yield Draft(
        slug="phuong-phap/lenh",
        template="commands.html",
        title=Text("Các lệnh", "Commands"),
        description=Text(
            "Các lệnh của chương trình observatory: kiểm tra, dựng trang, xem trang, công bố.",
            "The commands of the program observatory: check, build, look, publish.",
        ),
        context={"commands": helps, "program": PROGRAM},
    )
    yield Draft(
        slug="phuong-phap/luoc-do",
        template="schemas.html",
        title=Text("Lược đồ dữ liệu", "Schemas"),
        description=Text(
            "Các loại bảng dùng chung, cách viết tệp mô tả và các giới hạn khi nhận dữ liệu.",
            "The shared kinds of table, what a descriptor holds, and the limits of what is accepted.",
        ),
        context={
            "kinds": [_kind(site, kind) for kind in kinds()],
            "limits": _LIMITS,
            "packages": site.catalogue.packages,
            "anchor": anchor,
        },
    )


def _commands(group: click.Group, within: str = "") -> Iterator[CommandHelp]:
    for name, command in sorted(group.commands.items()):
        yield _command(f"{within}{name}", command)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{within}{name} ")


def _command(name: str, command: click.Command) -> CommandHelp:
    context = click.Context(command, info_name=f"{PROGRAM} {name}")
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    options = tuple(_option(param) for param in command.params if isinstance(param, click.Option))
    return CommandHelp(name, usage, _translated(command.help or ""), options)


def _option(option: click.Option) -> Option:
    choices = f" [{'|'.join(option.type.choices)}]" if isinstance(option.type, click.Choice) else ""
    default = str(option.default) if option.show_default and not option.is_flag else ""
    return Option(", ".join(option.opts) + choices, _translated(option.help or ""), default)


def _translated(english: str) -> Text:
    wording = " ".join(english.split())
    return Text(_VIETNAMESE.get(wording, ""), wording)


def _kind(site: Site, kind: str) -> dict[str, Any]:
    """A kind of table: its title, its columns, and the tables of the catalogue that follow it."""
    schema = shared_schema(kind) or {}
    return {
        "name": kind,
        "title": Text(str(schema.get("title") or kind), str(schema.get("title_en") or kind)),
        "sheet": described(kind, schema),
        "tables": [
            (package.id, table.name)
            for package in site.catalogue
            for table in package.tables.values()
            if table.kind == kind
        ],
    }
