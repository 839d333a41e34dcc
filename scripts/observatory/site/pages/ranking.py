"""The pilot rankings: the national index and the table of localities."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from observatory.site.chart_rows import bar
from observatory.site.charts import Labels
from observatory.site.maps import local_pilot_map
from observatory.site.pages.formats import figure_text
from observatory.site.pilots import (
    BANDS,
    LOCAL,
    NATIONAL,
    Pilot,
    country_slug,
    framework_tree,
    leave_one_out,
    sensitivity,
    standings,
    threshold,
    together,
)
from observatory.site.site import HOME, Site, by, name, records, unit_slug
from observatory.site.templates import Draft
from observatory.tables.model import Text

_OWN = Text("tính toán của trang này từ các gói dữ liệu", "computed by this site from its data packages")


def drafts(site: Site) -> Iterator[Draft]:
    """The door to the two pilots, and a page for each."""
    national = _national_rows(site)
    local = _local_rows(site)
    versions = {pilot.name: site.results[pilot.name].method for pilot in (NATIONAL, LOCAL)}
    yield Draft(
        slug="xep-hang",
        template="ranking.html",
        title=Text("Xếp hạng thử nghiệm", "Pilot rankings"),
        description=Text(
            "Hai bảng thử nghiệm: chỉ số nhận diện và cảm nhận của các nước, và bảng PAPI của 34 địa phương.",
            "Two pilot tables: recognition and perception of countries, and PAPI of the 34 localities.",
        ),
        context={
            "national": next(row for row in national if row["country_iso3"] == HOME),
            "versions": versions,
        },
    )
    yield _national_page(site, national)
    yield _local_page(site, local)


def _national_rows(site: Site) -> list[dict[str, Any]]:
    pillars: dict[str, dict[str, Any]] = {}
    for row in records(site.result(NATIONAL.name, "pillars")):
        pillars.setdefault(row["country_iso3"], {})[row["pillar"]] = row["score"]
    return [
        {
            **row,
            "name": name(site.countries[iso3]),
            "page": country_slug(iso3),
            "pillars": pillars.get(iso3, {}),
            "current": iso3 == HOME,
        }
        for iso3, row in standings(site, NATIONAL).items()
    ]


def _local_rows(site: Site) -> list[dict[str, Any]]:
    dimensions: dict[str, dict[str, Any]] = {}
    for row in records(site.result(LOCAL.name, "dimensions")):
        dimensions.setdefault(row["code"], {})[row["indicator"]] = row["value"]
    return [
        {
            **row,
            "unit": site.units[code],
            "page": unit_slug(site.units[code]),
            "dimensions": dimensions.get(code, {}),
        }
        for code, row in standings(site, LOCAL).items()
    ]


def _shared(site: Site, pilot: Pilot, named: Callable[[str], Text], values: str) -> dict[str, Any]:
    """What the page of either pilot shows; ``values`` is the table of scores from 0 to 100 by indicator."""
    uncertainty = site.result(pilot.name, "uncertainty")
    settings = by(site.data(f"methodology/{pilot.name}", "settings"), "key")
    return {
        "pilot": pilot,
        "tree": framework_tree(site, pilot),
        "values": pilot.download(values),
        "threshold": threshold(site, pilot),
        "bands": BANDS,
        "cuts": settings["band_cuts"]["value"],
        "together": together(site, pilot, named),
        "n_runs": int(uncertainty["n_runs"].max()),
        "spread": float(settings["weight_spread"]["value"]),
        "factors": sensitivity(site, pilot),
        "left_out": leave_one_out(site, pilot),
        "version": site.results[pilot.name].method,
    }


def _national_page(site: Site, rows: list[dict[str, Any]]) -> Draft:
    shared = _shared(site, NATIONAL, lambda iso3: name(site.countries[iso3]), "components")
    components = [
        {
            **row,
            "indicator_row": site.indicators[row["indicator"]],
            "shown": figure_text(row["value"], None, site.indicators[row["indicator"]]),
        }
        for row in records(site.result(NATIONAL.name, "components"))
        if row["country_iso3"] == HOME
    ]
    ranked = [row for row in rows if row["ranked"]]
    frame = pd.DataFrame(
        [
            {
                "name_vi": row["name"].vi,
                "name_en": row["name"].en,
                "value": row["score"],
                "rank": row["rank"],
                "field_size": row["field_size"],
                "current": row["current"],
            }
            for row in ranked
        ]
    )
    chart = bar(
        "xep-hang-quoc-gia-thu-nghiem",
        frame,
        Labels(
            title=Text(
                "Chỉ số thử nghiệm về nhận diện và cảm nhận (không phải xếp hạng chính thức)",
                "Pilot index of recognition and perception (not an official ranking)",
            ),
            description=Text(
                "Điểm thử nghiệm từ 0 đến 100 của Việt Nam và các nước đủ dữ liệu.",
                "Pilot scores from 0 to 100 of Viet Nam and the peers with enough data.",
            ),
            unit=Text("điểm từ 0 đến 100", "points from 0 to 100"),
            source=_OWN,
            download=NATIONAL.download("scores"),
        ),
    )
    return Draft(
        slug="xep-hang/quoc-gia",
        template="ranking_national.html",
        title=Text("Chỉ số thử nghiệm: các quốc gia", "Pilot index: countries"),
        description=Text(
            "Bản thử nghiệm chỉ số nhận diện và cảm nhận quốc tế của Việt Nam và các nước so sánh.",
            "A pilot index of international recognition and perception for Viet Nam and its peers.",
        ),
        context={
            **shared,
            "rows": rows,
            "pillars": [branch.row for branch in shared["tree"].children],
            "components": components,
        },
        charts=(chart,),
    )


def _local_page(site: Site, rows: list[dict[str, Any]]) -> Draft:
    shared = _shared(site, LOCAL, lambda code: name(site.units[code]), "dimensions")
    return Draft(
        slug="xep-hang/dia-phuong",
        template="ranking_local.html",
        title=Text("Bảng thử nghiệm: 34 địa phương", "Pilot table: 34 localities"),
        description=Text(
            "Bảng thử nghiệm từ PAPI 2024 cho 34 tỉnh, thành phố; đơn vị thiếu dữ liệu không xếp hạng.",
            "A pilot table from PAPI 2024 for the 34 provinces and cities; units short of data are not ranked.",
        ),
        context={
            **shared,
            "rows": rows,
            "codes": [site.indicators[branch.row["code"]] for branch in shared["tree"].leaves],
            "n_ranked": sum(bool(row["ranked"]) for row in rows),
            "map": local_pilot_map(site),
        },
    )
