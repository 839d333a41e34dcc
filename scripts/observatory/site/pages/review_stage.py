"""The review of each stage of the Strategy: targets, milestones, what cannot be assessed, what to adjust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import review_figures as review
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """One page for each stage."""
    stages = review.stages(site)
    years = review.years(site)
    for stage, about in stages.items():
        yield Draft(
            slug=review.stage_slug(stage),
            template="review_stage.html",
            title=Text(f"{about['title_vi']}: theo dõi và tổng kết", f"{about['title_en']}: review"),
            description=Text(
                f"{about['title_vi']}: mục tiêu, các mốc phải đạt, điều chưa đánh giá được và điều cần điều chỉnh.",
                f"{about['title_en']}: targets, milestones, what cannot be assessed and what to adjust.",
            ),
            context={
                "about": about,
                "stages": [{**row, "page": review.stage_slug(other)} for other, row in stages.items()],
                "notes": review.notes(site, review.STAGE, stage),
                "targets": review.targets(site, review.STAGE, stage),
                "milestones": _milestones(site, stage),
                "adjustments": review.by_kind(review.adjustments(site, review.STAGE, stage)),
                "decisions": review.decisions(site, int(about["from_year"]), int(about["to_year"])),
                "years": [
                    (year, review.year_slug(year))
                    for year in sorted(years)
                    if about["from_year"] <= year <= about["to_year"]
                ],
                "csv": review.download,
                "version": site.results[review.STAGE].method,
            },
        )


def _milestones(site: Site, stage: str) -> dict[str, Any]:
    """What the path of each target asks for in each year named: ``years``, and a row for each target."""
    asked: dict[str, dict[int, Any]] = {}
    for row in review.rows_of(site, review.STAGE, "milestones", stage):
        asked.setdefault(str(row["target_id"]), {})[int(row["year"])] = row["expected_value"]
    years = sorted({year for values in asked.values() for year in values})
    rows = [{"target_id": key, "values": [values.get(year) for year in years]} for key, values in asked.items()]
    return {"years": years, "rows": review.named_targets(site, rows)}
