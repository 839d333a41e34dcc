"""The 34 provinces and cities: a list with a map, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site import media_figures as media
from observatory.site.chart_rows import dot_median
from observatory.site.chart_years import line
from observatory.site.charts import Chart, Labels
from observatory.site.maps import local_pilot_map
from observatory.site.pages.formats import figure_text
from observatory.site.pilots import LOCAL, profiles, standings
from observatory.site.site import LEVEL, UNITS, Site, by, indicator_slug, name, records, unit_slug
from observatory.site.templates import Draft
from observatory.tables.model import Text

_SCORES = "tai-ve/results/local-index-pilot/data"
_PAPI = Text("PAPI 2024 (UNDP, CECODES và đối tác)", "PAPI 2024 (UNDP, CECODES and partners)")


def drafts(site: Site) -> Iterator[Draft]:
    """The list of localities and the page of each."""
    known = by(site.result("locality-profile", "profiles"), "code")
    scores = standings(site, LOCAL)
    apart = profiles(site, LOCAL)
    units = [
        {**unit, "page": unit_slug(unit), "profile": known[code], "score": scores[code], "apart": apart.get(code)}
        for code, unit in site.units.items()
    ]
    yield Draft(
        slug="dia-phuong",
        template="localities.html",
        title=Text("34 tỉnh, thành phố", "34 provinces and cities"),
        description=Text(
            "Danh sách 34 tỉnh, thành phố của Việt Nam, mỗi đơn vị một trang số liệu.",
            "The 34 provinces and cities of Viet Nam, with a page of figures for each.",
        ),
        context={
            "units": units,
            "map": local_pilot_map(site),
            "islands": [
                {**row, "parent": site.units[row["code"]]}
                for row in records(site.data("reference/tile-grid", "archipelagos"))
            ],
        },
    )
    for unit in units:
        yield _page(site, unit)


def _page(site: Site, unit: dict[str, Any]) -> Draft:
    code = unit["code"]
    own = _of(site.result("local-index-pilot", "dimensions"), code)
    dimensions = [
        {**row, **{key: indicator[key].rpartition(": ")[2] for key in ("name_vi", "name_en")}}
        for row in records(own)
        for indicator in [site.indicators[row["indicator"]]]
    ]
    statuses = site.data(UNITS, "statuses")
    islands = site.data("reference/tile-grid", "archipelagos")
    full = Text(str(unit["full_name_vi"]), str(unit["full_name_en"]))
    charts = [_dimension_chart(unit, dimensions), _series_chart(site, unit)]
    return Draft(
        slug=unit["page"],
        template="locality.html",
        title=full,
        description=Text(
            f"{full.vi}: số liệu, nguồn và các tỉnh hợp thành.",
            f"{full.en}: figures, sources and the former provinces that formed it.",
        ),
        context={
            "unit": unit,
            "profile": unit["profile"],
            "score": unit["score"],
            "apart": unit["apart"] if unit["score"]["score"] is not None else None,
            "region": Text(f"các đơn vị vùng {unit['region_vi']}", f"the units of {unit['region_en']}"),
            "dimensions": dimensions,
            "former": records(_of(site.result("local-index-pilot", "former"), code)),
            "figures": [
                {
                    **row,
                    "indicator_row": site.indicators[row["indicator"]],
                    "shown": figure_text(row["value"], row["field_size"], site.indicators[row["indicator"]]),
                    "page": indicator_slug(row["indicator"]),
                }
                for row in records(_of(site.result("locality-profile", "latest"), code))
            ],
            "statuses": records(_of(statuses, code).sort_values("valid_from")),
            "islands": records(islands[islands["code"] == code]),
            "map": local_pilot_map(site, current=code),
            "media": media.province_slug(unit) if code in media.covered_provinces(site) else "",
        },
        charts=tuple(chart for chart in charts if chart is not None),
        boost=2,
    )


def _of(frame: pd.DataFrame, code: str) -> pd.DataFrame:
    return frame[(frame["level"] == LEVEL) & (frame["code"] == code)]


def _dimension_chart(unit: dict[str, Any], dimensions: list[dict[str, Any]]) -> Chart | None:
    present = [row for row in dimensions if row["value"] is not None]
    if not present:
        return None
    return dot_median(
        f"dia-phuong-{unit['code']}-papi-2024",
        pd.DataFrame(present),
        Labels(
            title=Text(
                f"{unit['name_vi']}: tám nội dung PAPI 2024 so với trung vị",
                f"{unit['name_en']}: the eight PAPI 2024 dimensions against the median",
            ),
            description=Text(
                f"Điểm tám nội dung của {unit['full_name_vi']} và trung vị của các đơn vị được xếp.",
                f"The eight dimension scores of {unit['full_name_en']} and the median of the units ranked.",
            ),
            unit=Text("điểm trên 10", "points out of 10"),
            source=_PAPI,
            download=f"{_SCORES}/dimensions.csv",
        ),
        unit=name(unit),
    )


def _series_chart(site: Site, unit: dict[str, Any]) -> Chart | None:
    series = _of(site.result("locality-profile", "papi_series"), unit["code"])
    if series["year"].nunique() < 2:
        return None
    own = series.assign(name_vi=unit["name_vi"], name_en=unit["name_en"], current=True)
    median = series.assign(name_vi="Trung vị các đơn vị", name_en="Median of the units", value=series["median"])
    return line(
        f"dia-phuong-{unit['code']}-papi-2011-2016",
        pd.concat([own, median.assign(current=False)], ignore_index=True),
        Labels(
            title=Text(
                f"{unit['name_vi']}: tổng sáu nội dung PAPI, 2011–2016",
                f"{unit['name_en']}: sum of six PAPI dimensions, 2011–2016",
            ),
            description=Text(
                f"Tổng điểm sáu nội dung của {unit['full_name_vi']} (trung bình các tỉnh hợp thành) và trung vị.",
                f"Sum of six dimensions for {unit['full_name_en']} (mean of its former provinces) and the median.",
            ),
            unit=Text("điểm trên 60", "points out of 60"),
            source=Text("PAPI 2011–2016", "PAPI 2011–2016"),
            download="tai-ve/results/locality-profile/data/papi_series.csv",
        ),
        decimals=2,
    )
