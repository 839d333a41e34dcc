"""Viet Nam and its peers side by side: the latest value of each main indicator."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.pages.formats import figure_text
from observatory.site.pages.indicators import latest_chart
from observatory.site.pilots import country_slug
from observatory.site.site import HOME, Site, collation_key, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

COMPARED = (
    "gspi_rank",
    "gspi_score",
    "hdi_value_hdr2025",
    "whr_ladder_score",
    "gpi_score",
    "passport_open_destinations",
    "gii_rank",
    "unesco_whs_cumulative",
    "usnews_best_countries_rank",
)
DRAWN = ("gspi_rank", "hdi_value_hdr2025", "whr_ladder_score", "passport_open_destinations")


def drafts(site: Site) -> Iterator[Draft]:
    """The page of countries compared."""
    latest = site.result("indicator-latest", "latest")
    cells = {(row["country_iso3"], row["indicator"]): row for row in records(latest)}
    codes = [code for code in COMPARED if code in site.indicators]
    countries = [
        {
            "name": name(country),
            "page": country_slug(iso3),
            "asean": bool(country["asean"]),
            "current": iso3 == HOME,
            "cells": [
                (cell, figure_text(cell["value"], cell["field_size"], site.indicators[code]))
                if (cell := cells.get((iso3, code)))
                else None
                for code in codes
            ],
        }
        for iso3, country in sorted(
            site.countries.items(), key=lambda item: (item[0] != HOME, collation_key(item[1]["name_vi"]))
        )
        if country["peer"]
    ]
    charts = [chart for code in DRAWN if (chart := latest_chart(site, code, "quoc-gia")) is not None]
    yield Draft(
        slug="quoc-gia",
        template="countries.html",
        title=Text("Các quốc gia", "Countries compared"),
        description=Text(
            "Việt Nam và các nước so sánh: giá trị mới nhất của các chỉ số chính, kèm năm và số nước được xếp.",
            "Viet Nam and its peers: the latest value of the main indicators, with year and number ranked.",
        ),
        context={"countries": countries, "indicators": [site.indicators[code] for code in codes]},
        charts=tuple(charts),
    )


def _place(item: tuple[str, dict[str, Any]]) -> tuple[bool, str]:
    """Viet Nam first, then by name."""
    return item[0] != HOME, collation_key(str(item[1]["name_vi"]))
