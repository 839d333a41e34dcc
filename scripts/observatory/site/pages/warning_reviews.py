"""The library of after-action reviews: the public part of each, with the times that were derived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import warning_figures as warning
from observatory.site.site import Site, by, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_TIMES = ("time_to_detect_h", "time_to_ack_h", "time_to_statement_h", "time_to_contain_h")


def drafts(site: Site) -> Iterator[Draft]:
    """The page; while there is no review it says when there will be one, and what a review holds."""
    incidents = by(site.result(warning.INCIDENTS, "incidents"), "incident_id")
    fields = records(site.data(warning.PROCESS, "review_fields").sort_values("position"))
    named = {str(row["code"]): name(row) for row in fields}
    lessons: dict[str, list[dict[str, Any]]] = {}
    for row in records(site.result(warning.INCIDENTS, "lessons").sort_values(["incident_id", "position"])):
        lessons.setdefault(str(row["incident_id"]), []).append(row)
    yield Draft(
        slug=warning.REVIEWS_SLUG,
        template="warning_reviews.html",
        title=Text("Cảnh báo: rút kinh nghiệm", "Warnings: lessons"),
        description=Text(
            "Các bản rút kinh nghiệm sau sự cố: thời gian phát hiện, lên tiếng, kiểm soát và bài học.",
            "After-action reviews: time to detect, to speak, to contain, and the lessons.",
        ),
        context={
            **warning.context(site, warning.REVIEWS_SLUG),
            "reviews": [
                {
                    **row,
                    "anchor": warning.incident_anchor(row["incident_id"]),
                    "title": _title(incidents[str(row["incident_id"])]),
                    "lessons": lessons.get(str(row["incident_id"]), []),
                }
                for row in records(
                    site.result(warning.INCIDENTS, "reviews").sort_values("incident_id", ascending=False)
                )
            ],
            "derived": [(key, named[key]) for key in _TIMES],
            "fields": {
                part: [row for row in fields if row["part"] == part] for part in ("public", "derived", "internal")
            },
            "process_version": site.catalogue.packages[warning.PROCESS].version,
        },
    )


def _title(incident: dict[str, Any]) -> Text:
    return Text(str(incident["title_vi"]), str(incident["title_en"]))
