"""The health of the media data: what each stream should have given, what came, and why the rest did not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site import media_figures as media
from observatory.site.media_charts import coverage_calendar
from observatory.site.site import Site, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_DAYS_LISTED = 31


def drafts(site: Site) -> Iterator[Draft]:
    """The page; the known gaps of the archive are there even where nothing has been collected."""
    streams = media.streams(site)
    names = {str(row["stream"]): name(row) for row in streams}
    yield Draft(
        slug=media.HEALTH_SLUG,
        template="media_health.html",
        title=Text("Truyền thông: sức khỏe dữ liệu", "Media: data health"),
        description=Text(
            "Mỗi dòng dữ liệu phải có bao nhiêu tệp, thu được bao nhiêu, thiếu vì sao; các chỗ trống đã biết của kho.",
            "How many files each stream should have, how many came, why others did not; known gaps of the archive.",
        ),
        context={
            **media.context(site),
            "streams": streams,
            "names": names,
            "days": coverage_calendar(
                Text("Phần tin thế giới đã thu được mỗi ngày", "Share of world news collected by day"),
                media.last_year(site.result(media.DAYS, "days")),
            ),
            "listed": _listed(site.result(media.HEALTH, "days")),
            "reasons": records(
                site.result(media.HEALTH, "reasons").sort_values(["stream", "n_files"], ascending=[True, False])
            ),
            "gaps": records(site.result(media.HEALTH, "gaps").sort_values(["stream", "first_day"])),
        },
    )


def _listed(days: pd.DataFrame) -> list[tuple[str, dict[str, dict[str, Any]]]]:
    """The last days, the latest first, each with the rows of its streams."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in records(days.sort_values("date", ascending=False)):
        found.setdefault(str(row["date"]), {})[str(row["stream"])] = row
    return list(found.items())[:_DAYS_LISTED]
