"""The page of official reports: what each kind holds, and the files in Word and PDF that a build wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from observatory.site.report_files import ReportFile
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Text

SLUG = "so-ket/bao-cao"
DOCX, PDF = "docx", "pdf"


@dataclass(frozen=True)
class Kind:
    """A kind of report: its name, what it holds, the page that shows the same figures, and why there may be none."""

    code: str
    name: Text
    holds: Text
    page: str
    page_name: Text
    none: Text


KINDS = (
    Kind(
        "ranking",
        Text("Báo cáo xếp hạng các địa phương (thử nghiệm)", "Ranking report of the localities (pilot)"),
        Text(
            "Bảng điểm và thứ hạng của 34 tỉnh, thành phố, khoảng bất định của thứ hạng, thay đổi so với năm trước, "
            "cách tính và những đơn vị chưa xếp được.",
            "Scores and ranks of the 34 provinces and cities, how sure each rank is, changes from the year before, "
            "the method, and the units that cannot be ranked.",
        ),
        "xep-hang/nam",
        Text("Xếp hạng hằng năm", "Annual ranking"),
        Text("Chưa có năm nào xếp hạng được.", "No year could be ranked yet."),
    ),
    Kind(
        "review",
        Text("Báo cáo sơ kết", "Review report"),
        Text(
            "Mục tiêu và kết quả của năm, chỉ số thay đổi, thứ hạng, cảnh báo và sự cố, giải thưởng, mức đầy đủ của "
            "số liệu, việc cần xem xét điều chỉnh.",
            "Targets and results of the year, which indicators moved, ranks, warnings and incidents, awards, how "
            "complete the figures are, what to consider adjusting.",
        ),
        "so-ket",
        Text("Sơ kết, tổng kết", "Reviews"),
        Text("Chưa có năm nào sơ kết được.", "No year could be reviewed yet."),
    ),
    Kind(
        "analysis",
        Text("Báo cáo phân tích cơ sở dữ liệu", "Analysis report of the database"),
        Text(
            "Cơ sở dữ liệu có gì, mới đến đâu, còn thiếu gì; số liệu chính về hình ảnh Việt Nam và nguồn của từng số.",
            "What the database holds, how recent it is and what is missing; the main figures on the image of Viet Nam "
            "with the source of each.",
        ),
        "du-lieu",
        Text("Dữ liệu", "Data"),
        Text("Chưa có năm nào đủ số liệu để phân tích.", "No year has figures to analyse yet."),
    ),
    Kind(
        "after-action",
        Text("Báo cáo rút kinh nghiệm sau sự cố truyền thông", "After-action report on media incidents"),
        Text(
            "Sự cố đã được phép công bố trong năm, thời gian phát hiện, lên tiếng, kiểm soát và bài học.",
            "Incidents of the year that were cleared for publication, the times to detect, to speak and to contain, "
            "and the lessons.",
        ),
        "canh-bao/rut-kinh-nghiem",
        Text("Rút kinh nghiệm", "Lessons"),
        Text(
            "Chưa có bản rút kinh nghiệm nào được phép công bố, nên chưa có báo cáo.",
            "No after-action review has been cleared for publication, so there is no report.",
        ),
    ),
)
"""The kinds of reports, in the order of the page."""


def drafts(_site: Site, reports: Sequence[ReportFile]) -> Iterator[Draft]:
    """The page; ``reports`` are the files written, of which some kinds, years or formats may be missing."""
    yield Draft(
        slug=SLUG,
        template="official_reports.html",
        title=Text("Báo cáo Word và PDF", "Reports in Word and PDF"),
        description=Text(
            "Báo cáo xếp hạng, sơ kết, phân tích và rút kinh nghiệm theo thể thức Nghị định 30/2020/NĐ-CP, tải về "
            "dạng Word và PDF.",
            "Ranking, review, analysis and after-action reports in the layout of Decree 30/2020/ND-CP, in Word "
            "and PDF.",
        ),
        context={
            "kinds": [(kind, _by_year(reports, kind.code)) for kind in KINDS],
            "any": bool(reports),
            "without_pdf": bool(reports) and all(report.format != PDF for report in reports),
            "formats": ((DOCX, "Word (DOCX)"), (PDF, "PDF")),
        },
    )


def _by_year(reports: Sequence[ReportFile], kind: str) -> list[tuple[int, dict[str, ReportFile]]]:
    """The files of one kind by format for each year, the latest year first."""
    found: dict[int, dict[str, ReportFile]] = {}
    for report in reports:
        if report.kind == kind:
            found.setdefault(report.year, {})[report.format] = report
    return sorted(found.items(), reverse=True)
