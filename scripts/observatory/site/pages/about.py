"""The page that says what this is, what it is not, and how far each task of Annex VI has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from observatory.site.sheets import lang_of
from observatory.site.site import Site, by, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

TARGETS = "reference/strategy-targets"

PARTLY = Text("một phần, thử nghiệm", "partly, as a pilot")


@dataclass(frozen=True)
class Standing:
    """How far a task has come: in a word, in a sentence, and the pages that show it."""

    state: Text
    words: Text
    pages: tuple[tuple[str, Text], ...] = ()


STANDINGS = {
    "A6-1": Standing(
        PARTLY,
        Text(
            "Đã có kho dữ liệu mở về hình ảnh Việt Nam với nguồn của từng dòng, được kiểm tra trước khi "
            "nhận, và kho lưu tin về Việt Nam trên báo chí thế giới đã sẵn sàng; chưa kết nối với hệ thống của "
            "đơn vị nào.",
            "There is an open store of data on the image of Viet Nam, each row with its source, checked "
            "before it is accepted, and a store for what the world's press writes stands ready; it is not "
            "connected to any body's own system.",
        ),
        (("du-lieu", Text("Dữ liệu", "Data")),),
    ),
    "A6-2": Standing(
        PARTLY,
        Text(
            "Đã có bộ thu thập và phân tích tin báo chí thế giới về Việt Nam, sổ ghi phần đã thu được, bảng tổng "
            "hợp hằng ngày và bảng theo dõi; chưa theo dõi mạng xã hội, phát thanh, truyền hình. Bảng theo dõi cho "
            "biết đã thu thập được gì.",
            "There is a collector and an analysis of what the world's press writes about Viet Nam, a ledger of "
            "what was collected, daily tables and a dashboard; social networks, radio and television are not "
            "followed. The dashboard says what has been collected.",
        ),
        (
            ("truyen-thong", Text("Bảng theo dõi truyền thông", "Media dashboard")),
            ("truyen-thong/suc-khoe-du-lieu", Text("Sức khỏe dữ liệu", "Data health")),
            ("truyen-thong/cach-do", Text("Cách đo", "How it is measured")),
        ),
    ),
    "A6-3": Standing(
        PARTLY,
        Text(
            "Đã có danh mục chỉ số với định nghĩa và giới hạn, một chỉ số quốc gia thử nghiệm kèm độ bất định "
            "của thứ hạng, và máy tính chỉ số đã được kiểm chứng; chưa có bộ chỉ số được ban hành, chưa có "
            "khảo sát riêng.",
            "There is a catalogue of indicators with definitions and limits, a pilot national index with the "
            "uncertainty of its ranks, and an index engine held against published answers; no set of "
            "indicators has been issued and there is no survey of its own.",
        ),
        (
            ("chi-so", Text("Chỉ số", "Indicators")),
            ("xep-hang/quoc-gia", Text("So sánh quốc gia (thử nghiệm)", "Countries compared (pilot)")),
            ("phuong-phap/kiem-chung", Text("Kiểm chứng", "Verification")),
        ),
    ),
    "A6-4": Standing(
        PARTLY,
        Text(
            "Đã có các phép thử báo động được kiểm chứng, cách chặn báo động giả, nguồn cấp cảnh báo và quy trình "
            "xử lý khủng hoảng thành dữ liệu; cấp và thời hạn là đề xuất vì không tìm thấy thang chính thức. Trang "
            "cảnh báo cho biết hiện nói được cấp nào, hay chưa nói được vì thiếu dữ liệu.",
            "There are verified tests for alarms, control of false ones, feeds of alerts and a process of crisis "
            "handling as data; levels and hours are proposals, as no official scale was found. The page of warnings "
            "says which level can be stated now, or that none can for lack of data.",
        ),
        (
            ("canh-bao", Text("Cảnh báo sớm", "Early warning")),
            ("canh-bao/thu-nghiem", Text("Thử nghiệm", "Backtest")),
            ("canh-bao/quy-trinh", Text("Quy trình xử lý", "The process")),
        ),
    ),
    "A6-5": Standing(
        PARTLY,
        Text(
            "Đã thử cách xếp hạng hằng năm và theo giai đoạn trên số liệu PAPI của 34 địa phương, và đề xuất "
            "quy trình tự chấm, thẩm định, phản hồi; chưa có điểm nào của đơn vị thuộc Bộ hay địa phương "
            "theo quy trình ấy, nên chưa phải là xếp hạng mà nhiệm vụ yêu cầu.",
            "Yearly and staged rankings were tried on PAPI figures of the 34 localities, and a process of "
            "self-assessment, verification and reply is proposed; no unit of the ministry and no locality has "
            "scores from that process, so it is not yet the ranking that the task asks for.",
        ),
        (
            ("xep-hang/dia-phuong", Text("Bảng địa phương (thử nghiệm)", "Localities (pilot)")),
            ("xep-hang/nam", Text("Xếp hạng hằng năm (thử nghiệm)", "Annual ranking (pilot)")),
            ("xep-hang/giai-doan", Text("Theo giai đoạn (thử nghiệm)", "By stage (pilot)")),
            ("xep-hang/don-vi", Text("Các đơn vị thuộc Bộ", "Units of the ministry")),
        ),
    ),
    "A6-6": Standing(
        PARTLY,
        Text(
            "Đã có trang sơ kết từng năm, trang giai đoạn 2026-2030, sổ quyết định điều chỉnh và dự thảo báo cáo Word, "
            "PDF; mới đánh giá được những mục tiêu có số gốc, và chưa có báo cáo nào do cơ quan có thẩm quyền ký, ban "
            "hành.",
            "There are pages for each year and for the stage 2026-2030, a register of decisions and draft reports in "
            "Word and PDF; only targets with a baseline can be assessed so far, and no report has been signed and "
            "issued by a competent body.",
        ),
        (
            ("so-ket", Text("Sơ kết, tổng kết", "Reviews")),
            ("so-ket/dieu-chinh", Text("Sổ quyết định điều chỉnh", "Register of decisions")),
            ("so-ket/bao-cao", Text("Báo cáo Word và PDF", "Reports in Word and PDF")),
            ("muc-tieu", Text("Mục tiêu", "Targets")),
        ),
    ),
    "A6-7": Standing(
        PARTLY,
        Text(
            "Đã có trang về các giải thưởng đã trao (danh sách đoạt giải chưa đầy đủ), cách chấm giải và lịch chương "
            "trình; phần đề cử, mô hình và nơi áp dụng đã sẵn sàng nhưng chưa đơn vị nào gửi.",
            "There are pages on the awards given (the list of laureates is not complete), on how judging works and a "
            "calendar; nominations, models and their replications are provided for, but no unit has sent any.",
        ),
        (
            ("bieu-duong", Text("Biểu dương", "Honours")),
            ("bieu-duong/mo-hinh", Text("Mô hình, cách làm hay", "Models to follow")),
            ("bieu-duong/cach-cham", Text("Cách chấm giải", "How judging works")),
            ("bieu-duong/lich", Text("Lịch chương trình", "Calendar")),
        ),
    ),
}
SOFTWARE = (
    ("Material for MkDocs, MkDocs", "MIT, BSD-2-Clause", "https://squidfunk.github.io/mkdocs-material/"),
    ("Vega-Altair, Vega, Vega-Lite, Vega-Embed", "BSD-3-Clause", "https://altair-viz.github.io/"),
    ("vl-convert", "BSD-3-Clause", "https://github.com/vega/vl-convert"),
    ("frictionless-py", "MIT", "https://framework.frictionlessdata.io/"),
    ("pandas, NumPy", "BSD-3-Clause", "https://pandas.pydata.org/"),
    ("Apache Arrow", "Apache-2.0", "https://arrow.apache.org/"),
    ("XlsxWriter", "BSD-2-Clause", "https://xlsxwriter.readthedocs.io/"),
    ("Jinja, Click, Rich", "BSD-3-Clause, MIT", "https://jinja.palletsprojects.com/"),
    ("RE2", "BSD-3-Clause", "https://github.com/google/re2"),
    ("DuckDB, Narwhals", "MIT", "https://duckdb.org/"),
    ("SciPy", "BSD-3-Clause", "https://scipy.org/"),
    ("holidays", "MIT", "https://github.com/vacanza/holidays"),
    ("HTTPX2, stamina", "BSD-3-Clause, MIT", "https://github.com/pydantic/httpx2"),
    ("fastfeedparser, feedparser, defusedxml", "MIT, BSD-2-Clause, PSF", "https://github.com/kurtmckee/feedparser"),
    ("rensa, py3langid, tldextract", "MIT, BSD-3-Clause", "https://github.com/beowolx/rensa"),
    (
        "docxtpl, python-docx, WeasyPrint",
        "LGPL-2.1-only, MIT, BSD-3-Clause",
        "https://github.com/elapouya/python-docx-template",
    ),
    ("icalendar", "BSD-2-Clause", "https://github.com/collective/icalendar"),
    ("ghp-import", "Apache-2.0", "https://github.com/c-w/ghp-import"),
)


def drafts(site: Site, repository: str = "") -> Iterator[Draft]:
    """The page; ``repository`` is the public address of the source, or empty."""
    agencies = by(site.data("reference/agencies", "agencies"), "code")
    tasks = [
        {**row, "lead": agencies[row["lead_agency"]], "standing": STANDINGS[row["id"]]}
        for row in records(site.data(TARGETS, "annex_tasks"))
    ]
    yield Draft(
        slug="gioi-thieu",
        template="parts/by_language.html",
        title=Text("Giới thiệu", "About"),
        description=Text(
            "Trang này là gì, phục vụ nhiệm vụ nào, đã làm được đến đâu; bản quyền, tiếp cận, quyền riêng "
            "tư và cách báo lỗi.",
            "What this is, which tasks it serves and how far it has come; licences, accessibility, privacy "
            "and how to report an error.",
        ),
        context={
            "text": "about",
            "tasks": tasks,
            "packages": [package for package in site.catalogue if package.owner == "reference"],
            "software": SOFTWARE,
            "repository": repository,
            "lang_of": lang_of,
        },
    )
