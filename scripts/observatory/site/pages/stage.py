"""The ranking by stage: several years taken together, for the pilot and for the stages of the Strategy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.members import best_first, members
from observatory.site.site import Site, by, indicator_slug, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

RESULT = "stage-ranking"
METHOD = "methodology/ranking-periods"


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the ranking by stage."""
    rows = members(site, site.result(RESULT, "rankings"))
    stages = [
        {
            **stage,
            "anchor": f"{stage['stage']}-{stage['scope']}",
            "rows": best_first(row for row in rows if (row["stage"], row["scope"]) == (stage["stage"], stage["scope"])),
            **_decided(site, stage),
        }
        for stage in records(site.result(RESULT, "stages").sort_values(["from_year", "stage", "scope"]))
    ]
    yield Draft(
        slug="xep-hang/giai-doan",
        template="ranking_stage.html",
        title=Text("Xếp hạng theo giai đoạn (thử nghiệm)", "Ranking by stage (pilot)"),
        description=Text(
            "Nhiều năm gộp lại: giai đoạn thử nghiệm đã có số liệu và hai giai đoạn của Chiến lược chưa có số liệu.",
            "Years taken together: a pilot stage that has figures, and the two stages of the Strategy that have none.",
        ),
        context={
            "stages": stages,
            "settings": by(site.data(METHOD, "settings"), "key"),
            "download": f"tai-ve/results/{RESULT}/data/rankings.csv",
            "version": site.results[RESULT].method,
        },
    )


def _decided(site: Site, stage: dict[str, Any]) -> dict[str, Any]:
    """What the methodology says of a stage: why it is one, and the series it is ranked by, if there is one."""
    (own,) = (
        row
        for row in records(site.data(METHOD, "stages"))
        if (row["stage"], row["scope"]) == (stage["stage"], stage["scope"])
    )
    series = by(site.data(METHOD, "series"), "series").get(str(own["series"]))
    return {"why": own, "series": series and {**series, "page": indicator_slug(series["indicator"])}}
