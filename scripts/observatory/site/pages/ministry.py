"""The units of the ministry: where their assessment stands, how it is to be done, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site.members import FOLDER, KINDS, MINISTRY_UNIT, agencies, members
from observatory.site.sheets import lang_of
from observatory.site.site import Site, collation_key, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

RESULT = "unit-assessment"
METHOD = "methodology/unit-assessment"
STATES = {
    "no-scores": Text("chưa có điểm", "no scores yet"),
    "self-assessed": Text("đã tự chấm", "self-assessed"),
    "verified": Text("đã thẩm định", "verified"),
    "reply-window": Text("đang trong hạn giải trình", "in the reply window"),
    "panel": Text("hội đồng đang xem xét", "before the panel"),
    "frozen": Text("đã chốt", "frozen"),
}
PARTS = {
    "result": Text("kết quả", "result"),
    "effort": Text("việc đã làm", "effort"),
    "survey": Text("điều tra", "survey"),
    "self_reported": Text("tự báo cáo", "self-reported"),
}
AUDITED = {
    "drawn": Text("rút thăm để kiểm tra lại", "drawn for the spot audit"),
    "jump": Text("thay đổi khác thường so với các năm trước", "changed unusually against earlier years"),
}


def drafts(site: Site) -> Iterator[Draft]:
    """The list of the units with the process, then the page of each unit."""
    units = _units(site)
    states = site.result(RESULT, "units")
    localities = states.loc[states["scope"] != MINISTRY_UNIT]
    known = agencies(site)
    listed = records(site.data(METHOD, "assessed_units"))
    shared = {
        "download": f"tai-ve/results/{RESULT}/data/units.csv",
        "version": site.results[RESULT].method,
        "lang_of": lang_of,
    }
    yield Draft(
        slug=FOLDER,
        template="ministry.html",
        title=Text("Đánh giá các đơn vị thuộc Bộ", "Assessment of the units of the ministry"),
        description=Text(
            "Các đơn vị thuộc Bộ: tình trạng chấm điểm và quy trình tự chấm, thẩm định, giải trình, chốt điểm.",
            "Units of the ministry: where their scores stand, and how they are given, verified and frozen.",
        ),
        context={
            **shared,
            "units": units,
            "n_localities": localities["code"].nunique(),
            "n_silent": int((localities["state"] == "no-scores").sum()),
            "others": [{**row, "agency": known[row["code"]]} for row in listed if not row["assessed"]],
            "steps": records(site.data(METHOD, "steps").sort_values("position")),
            "settings": records(site.data(METHOD, "settings")),
        },
    )
    tasks = records(site.data("reference/strategy-targets", "annex_tasks"))
    for code, years in by_unit(units).items():
        yield _page(site, years, [row for row in tasks if row["lead_agency"] == code], shared)


def by_unit(units: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each unit, the latest year first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(units, key=lambda row: -int(row["year"])):
        found.setdefault(row["code"], []).append(row)
    return found


def _units(site: Site) -> list[dict[str, Any]]:
    """One row per unit and year, by name and then the latest year first."""
    frame = site.result(RESULT, "units")
    known = agencies(site)
    rows = [
        {**row, "kind": KINDS[known[row["code"]]["kind"]], "told": STATES[row["state"]]}
        for row in members(site, frame[frame["scope"] == MINISTRY_UNIT])
    ]
    return sorted(rows, key=lambda row: (collation_key(row["name"].vi), -int(row["year"])))


def _page(site: Site, years: list[dict[str, Any]], tasks: list[dict[str, Any]], shared: dict[str, Any]) -> Draft:
    """The page of one unit: its state by year, and its criteria with both scores once they are published."""
    name: Text = years[0]["name"]
    criteria, audit = site.result(RESULT, "criteria"), site.result(RESULT, "audit")
    return Draft(
        slug=years[0]["page"],
        template="ministry_unit.html",
        title=name,
        description=Text(
            f"{name.vi}: tình trạng đánh giá, điểm tự chấm, điểm thẩm định và chênh lệch khi đã chốt.",
            f"{name.en}: state of the assessment, self-assessed and verified scores and the gap once frozen.",
        ),
        context={
            **shared,
            "years": [
                {
                    **row,
                    "criteria": [{**own, "part_name": PARTS[own["part"]]} for own in _of(criteria, row)],
                    "audit": [{**own, "told": AUDITED[own["why"]]} for own in _of(audit, row)],
                }
                for row in years
            ],
            "unit": years[0],
            "tasks": tasks,
        },
    )


def _of(frame: pd.DataFrame, unit: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of one unit and year."""
    keys = ("scope", "level", "code", "year")
    return [row for row in records(frame) if all(row[key] == unit[key] for key in keys)]
