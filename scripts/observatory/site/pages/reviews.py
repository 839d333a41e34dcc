"""The reviews of the Strategy: what a yearly and a final review are, each year, each stage, decisions, reports."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site import review_figures as review
from observatory.site import versioned
from observatory.site.site import Site, by
from observatory.site.templates import Draft
from observatory.tables.model import Text

_DOORS = (
    (versioned.REGISTER, Text("Sổ quyết định điều chỉnh", "Register of decisions")),
    (versioned.FOLDER, Text("Các phiên bản phương pháp", "Versions of the methods")),
    (review.REPORTS_SLUG, Text("Báo cáo Word và PDF", "Reports in Word and PDF")),
    ("muc-tieu", Text("Mục tiêu của Chiến lược", "Targets of the Strategy")),
)


def drafts(site: Site) -> Iterator[Draft]:
    """The page from which all reviews are reached."""
    task = by(site.data(review.TARGETS, "annex_tasks"), "id")[review.TASK]
    agencies = by(site.data("reference/agencies", "agencies"), "code")
    yield Draft(
        slug=review.HOME_SLUG,
        template="review_index.html",
        title=Text("Sơ kết, tổng kết", "Reviews"),
        description=Text(
            "Sơ kết từng năm, tổng kết từng giai đoạn của Chiến lược: mục tiêu, kết quả, điều cần điều chỉnh.",
            "The Strategy reviewed year by year and stage by stage: targets, results, what to adjust.",
        ),
        context={
            "task": task,
            "lead": agencies[task["lead_agency"]],
            "years": [{**row, "page": review.year_slug(year)} for year, row in review.years(site).items()],
            "stages": [{**row, "page": review.stage_slug(stage)} for stage, row in review.stages(site).items()],
            "doors": _DOORS,
            "csv": review.download,
            "version": site.results[review.ANNUAL].method,
        },
    )
