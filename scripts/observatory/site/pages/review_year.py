"""The review of each year that has figures: targets against results, what moved, what is missing, what to adjust."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site import review_figures as review
from observatory.site import warning_figures as warning
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """One page for each year, from the latest."""
    years = review.years(site)
    order = list(years)
    for place, (year, about) in enumerate(years.items()):
        yield Draft(
            slug=review.year_slug(year),
            template="review_year.html",
            title=Text(f"Sơ kết năm {year}", f"Review of {year}"),
            description=Text(
                f"Mục tiêu và kết quả năm {year}, chỉ số thay đổi, thứ hạng, cảnh báo, giải thưởng, số liệu còn thiếu.",
                f"Targets and results of {year}, indicators that moved, ranks, warnings, awards and completeness.",
            ),
            context={
                "about": about,
                "later": order[place - 1] if place else None,
                "earlier": order[place + 1] if place + 1 < len(order) else None,
                "year_slug": review.year_slug,
                "notes": review.notes(site, review.ANNUAL, year),
                "targets": review.targets(site, review.ANNUAL, year),
                "moves": review.moves(site, year),
                "rank_moves": review.rank_moves(site, year),
                "warnings": review.warnings(site, year),
                "levels": warning.levels(site),
                "awards": review.editions(site, year),
                "completeness": review.completeness(site, year),
                "adjustments": review.by_kind(review.adjustments(site, review.ANNUAL, year)),
                "decisions": review.decisions(site, year, year),
                "csv": review.download,
                "version": site.results[review.ANNUAL].method,
            },
        )
