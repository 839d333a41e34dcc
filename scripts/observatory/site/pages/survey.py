"""Ranks from one survey, with its sampling error: which of them can be told apart, and who moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site.chart_theme import MAX_SERIES
from observatory.site.chart_years import bump
from observatory.site.charts import Chart, Labels
from observatory.site.members import best_first
from observatory.site.site import HOME, Site, indicator_slug, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

RESULT = "survey-ranks"
INDICATOR = "whr_ladder_score"
_FILE = f"tai-ve/results/{RESULT}/data/rankings.csv"


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the survey."""
    frame = site.result(RESULT, "rankings")
    latest = int(frame["year"].max())
    rows = best_first(_named(site, row) for row in records(frame[frame["year"] == latest]))
    runs = site.result(RESULT, "together")
    yield Draft(
        slug="xep-hang/khao-sat",
        template="ranking_survey.html",
        title=Text("Hạng kèm sai số: mức hài lòng với cuộc sống", "Ranks with their error: life evaluation"),
        description=Text(
            "Việt Nam và các nước so sánh theo một khảo sát có sai số: hạng nào phân biệt được, hạng nào chưa.",
            "Viet Nam and its peers in a survey with sampling errors: which ranks can be told apart.",
        ),
        context={
            "rows": rows,
            "home": next(row for row in rows if row["current"]),
            "together": [_run(site, row) for row in records(runs[runs["year"] == latest].sort_values("first_rank"))],
            "year": latest,
            "indicator": site.indicators[INDICATOR],
            "indicator_page": indicator_slug(INDICATOR),
            "download": _FILE,
            "version": site.results[RESULT].method,
        },
        charts=(_chart(site, frame),),
    )


def _named(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "name": name(site.countries[row["country_iso3"]]), "current": row["country_iso3"] == HOME}


def _run(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    """A run of ranks that cannot be told apart, with the names of its countries."""
    names = [name(site.countries[code]) for code in str(row["members"]).split("; ")]
    return {**row, "names": Text(", ".join(text.vi for text in names), ", ".join(text.en for text in names))}


def _chart(site: Site, frame: pd.DataFrame) -> Chart:
    """Viet Nam and the members of ASEAN; the first of them in the latest year are in colours."""
    asean = [code for code, country in site.countries.items() if country["asean"]]
    drawn = frame[frame["country_iso3"].isin(asean)].rename(columns={"rank": "value"})
    last = drawn[drawn["year"] == drawn["year"].max()].sort_values("value", kind="stable")["country_iso3"]
    coloured = [HOME, *last[last != HOME]][:MAX_SERIES]
    named = drawn.assign(
        name_vi=[site.countries[code]["name_vi"] for code in drawn["country_iso3"]],
        name_en=[site.countries[code]["name_en"] for code in drawn["country_iso3"]],
        current=drawn["country_iso3"].isin(coloured),
        home=drawn["country_iso3"] == HOME,
    )
    fields = drawn["field_size"].dropna().unique()
    among = int(fields[0]) if len(fields) == 1 else None
    return bump(
        "xep-hang-khao-sat-asean",
        named.sort_values(["home", "country_iso3", "year"], ascending=[False, True, True]),
        Labels(
            title=Text(
                "Mức hài lòng với cuộc sống: hạng của Việt Nam và các nước ASEAN",
                "Life evaluation: ranks of Viet Nam and the members of ASEAN",
            ),
            description=Text(
                "Hạng mỗi năm trong các nước so sánh; chênh lệch một hai bậc thường nằm trong sai số.",
                "The rank in each year among the peers; a place or two mostly lies within the error.",
            ),
            unit=Text(
                f"hạng trong {among or 'số'} nước so sánh có số liệu", f"rank among {among or 'the'} peers with figures"
            ),
            source=Text(
                "World Happiness Report; thứ hạng do trang này tính", "World Happiness Report; ranks by this site"
            ),
            download=_FILE,
        ),
    )
