"""The annual ranking of the localities: a chart over the years and a table for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site.chart_theme import MAX_SERIES
from observatory.site.chart_years import bump
from observatory.site.charts import Chart, Labels
from observatory.site.members import LOCALITY, best_first, members
from observatory.site.site import Site, by, indicator_slug
from observatory.site.templates import Draft
from observatory.tables.model import Text

RESULT = "annual-ranking"
METHOD = "methodology/ranking-periods"
_FILE = f"tai-ve/results/{RESULT}/data/rankings.csv"


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the annual ranking."""
    frame = site.result(RESULT, "rankings")
    rows = members(site, frame[frame["scope"] == LOCALITY])
    series = {key: row for key, row in by(site.data(METHOD, "series"), "series").items() if row["scope"] == LOCALITY}
    years = sorted({int(row["year"]) for row in rows}, reverse=True)
    tables = [(year, best_first(row for row in rows if row["year"] == year)) for year in years]
    yield Draft(
        slug="xep-hang/nam",
        template="ranking_annual.html",
        title=Text("Xếp hạng hằng năm: 34 địa phương (thử nghiệm)", "Annual ranking: 34 localities (pilot)"),
        description=Text(
            "Bản thử xếp hạng hằng năm 34 tỉnh, thành phố, kèm hạng trong vùng, từ số liệu PAPI đã công bố.",
            "A trial annual ranking of the 34 provinces and cities, with ranks by region, from published PAPI data.",
        ),
        context={
            "tables": tables,
            "series": [{**row, "page": indicator_slug(row["indicator"])} for row in series.values()],
            "settings": by(site.data(METHOD, "settings"), "key"),
            "years": years,
            "download": _FILE,
            "version": site.results[RESULT].method,
        },
        charts=(_chart(tables),),
    )


def _chart(tables: list[tuple[int, list[dict[str, Any]]]]) -> Chart:
    """Ranks over the years, with the first of the last year in colours."""
    latest, last = tables[0]
    first = {row["code"] for row in last[:MAX_SERIES] if row["ranked"]}
    fields = {row["field_size"] for _, rows in tables for row in rows if row["ranked"]}
    frame = pd.DataFrame(
        [
            {
                "name_vi": _short(row["name"].vi),
                "name_en": _short(row["name"].en),
                "year": year,
                "value": row["rank"],
                "field_size": row["field_size"],
                "current": row["code"] in first,
            }
            for year, rows in tables
            for row in rows
            if row["ranked"]
        ]
    )
    among = fields.pop() if len(fields) == 1 else None
    return bump(
        "xep-hang-nam-dia-phuong",
        frame,
        Labels(
            title=Text(
                f"Hạng thử nghiệm theo PAPI, {tables[-1][0]}–{latest} (không phải xếp hạng chính thức)",
                f"Pilot ranks from PAPI, {tables[-1][0]}–{latest} (not an official ranking)",
            ),
            description=Text(
                f"Hạng của từng đơn vị mỗi năm; các đơn vị đứng đầu năm {latest} được tô màu.",
                f"The rank of each unit in each year; those that came first in {latest} are in colours.",
            ),
            unit=Text(f"hạng trong {among or 'số'} đơn vị được xếp", f"rank among {among or 'the'} units ranked"),
            source=Text(
                "tính toán của trang này từ PAPI (UNDP, CECODES)", "computed by this site from PAPI (UNDP, CECODES)"
            ),
            download=_FILE,
        ),
    )


def _short(name: str) -> str:
    """The name of a unit without its kind, to stand at the end of a line."""
    return name.removeprefix("Thành phố ").removeprefix("Tỉnh ").removesuffix(" City").removesuffix(" Province")
