"""The home page: the latest figures with their dates and sources, and the ways into the site."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.site import media_figures as media
from observatory.site import warning_figures as warning
from observatory.site.maps import local_pilot_map
from observatory.site.pages.formats import figure_text
from observatory.site.pages.visitors import monthly_chart
from observatory.site.site import Site, indicator_slug, records
from observatory.site.templates import Draft
from observatory.tables.model import Text


def drafts(site: Site) -> Iterator[Draft]:
    """The home page."""
    figures = [
        {
            **row,
            "name": site.indicators[row["indicator"]],
            "shown": figure_text(row["value"], row["field_size"], site.indicators[row["indicator"]]),
            "shown_previous": figure_text(
                row["previous_value"], row["previous_field_size"], site.indicators[row["indicator"]]
            ),
            "growth": row["change_percent"] if row["indicator"].startswith("intl_tourist") else None,
            "link": indicator_slug(row["indicator"]),
        }
        for row in records(site.result("headline", "figures").sort_values("position"))
    ]
    chart = monthly_chart("trang-chu-khach-quoc-te", site.result("visitor-summary", "monthly"))
    targets = records(site.data("reference/strategy-targets", "targets"))
    progress = {row["target_id"]: row for row in records(site.result("target-progress", "progress"))}
    yield Draft(
        slug="",
        template="home.html",
        title=Text("Trang chủ", "Home"),
        description=Text(
            "Dữ liệu mở về hình ảnh Việt Nam ở nước ngoài: chỉ số, mục tiêu của Chiến lược, "
            "34 địa phương, có nguồn cho từng số liệu.",
            "Open data on the image of Viet Nam abroad: indicators, targets of the Strategy, "
            "34 localities, with a source for every figure.",
        ),
        context={
            "figures": figures,
            "n_targets": len(targets),
            "measured": [row for row in targets if progress[row["id"]]["measurable"]],
            "progress": progress,
            "n_packages": len(site.catalogue.packages),
            "n_indicators": len(site.indicators),
            "map": local_pilot_map(site),
            "media": media.headline(site),
            "warning": warning.standing(site),
            "reviewed": int(site.result("annual-review", "years")["year"].max()),
            "n_editions": len(site.result("awards", "editions")),
            "n_laureates": len(site.result("awards", "laureates")),
            "n_models": len(site.result("models", "models")),
        },
        charts=(chart,),
        boost=1.5,
    )
