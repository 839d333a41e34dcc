"""The timeline of incidents that were cleared for publication; while there is none, that, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site import warning_figures as warning
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The page; the latest incident comes first."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for row in records(site.result(warning.INCIDENTS, "timeline").sort_values(["incident_id", "position"])):
        steps.setdefault(str(row["incident_id"]), []).append(row)
    reviewed = set(site.result(warning.INCIDENTS, "reviews")["incident_id"])
    incidents = site.result(warning.INCIDENTS, "incidents")
    yield Draft(
        slug=warning.INCIDENTS_SLUG,
        template="warning_incidents.html",
        title=Text("Cảnh báo: các sự cố", "Warnings: incidents"),
        description=Text(
            "Diễn biến của các sự cố truyền thông đã được phép công bố; sổ đang xử lý không ở đây.",
            "The course of media incidents that were cleared for publication; live ones are not here.",
        ),
        context={
            **warning.context(site, warning.INCIDENTS_SLUG),
            "incidents": [
                {
                    **row,
                    "anchor": warning.incident_anchor(row["incident_id"]),
                    "timeline": steps.get(str(row["incident_id"]), []),
                    "reviewed": row["incident_id"] in reviewed,
                }
                for row in records(incidents.sort_values(["start_date", "incident_id"], ascending=False))
            ],
            "statistics": records(site.result(warning.INCIDENTS, "statistics")),
            "process_version": site.catalogue.packages[warning.PROCESS].version,
        },
    )
