"""What each body has sent and what is due from it: one page for all, one for each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.contributions import RESULT, STATUS, WORDS, due_rows, received_rows, status_slug
from observatory.site.members import ministry_slug
from observatory.site.sheets import lang_of
from observatory.site.site import Site, collation_key, records, unit_slug
from observatory.site.templates import Draft
from observatory.tables.model import Text

_KINDS = {
    "province": Text("34 tỉnh, thành phố", "34 provinces and cities"),
    "agency": Text("Đơn vị thuộc Bộ", "Units of the ministry"),
    "project": Text("Dự án", "The project"),
}


def drafts(site: Site) -> Iterator[Draft]:
    """The page of all bodies, then that of each."""
    units = [_named(site, row) for row in records(site.result(RESULT, "units"))]
    units.sort(key=lambda row: collation_key(row["short"].vi))
    shared = {
        **WORDS,
        "as_of": units[0]["as_of"],
        "lang_of": lang_of,
        "version": site.results[RESULT].method,
        "download": f"tai-ve/results/{RESULT}/data/units.csv",
    }
    yield Draft(
        slug=STATUS,
        template="status.html",
        title=Text("Tình trạng tiếp nhận số liệu", "State of contributions"),
        description=Text(
            "Từng đơn vị: đã gửi bao nhiêu lần, bao nhiêu lần được nhận, trả lại, và việc gì đến hạn.",
            "For each body: how often it has sent figures, what was accepted or sent back, and what is due.",
        ),
        context={
            **shared,
            "groups": [
                (kind, title, [row for row in units if row["owner_kind"] == kind]) for kind, title in _KINDS.items()
            ],
            "n_received": sum(row["n_received"] for row in units),
        },
    )
    for row in units:
        yield _page(site, row, shared)


def _page(site: Site, unit: dict[str, Any], shared: dict[str, Any]) -> Draft:
    owner, name = unit["owner"], unit["name"]
    packages = site.result(RESULT, "packages")
    return Draft(
        slug=unit["page"],
        template="status_unit.html",
        title=Text(f"{name.vi}: tình trạng số liệu", f"{name.en}: state of its data"),
        description=Text(
            f"{name.vi}: số liệu đã gửi, kết quả từng lần gửi và việc đến hạn.",
            f"{name.en}: what it has sent, what came of it, and what is due.",
        ),
        context={
            **shared,
            "unit": unit,
            "kind": _KINDS[unit["owner_kind"]],
            "packages": [
                {**row, "title": site.catalogue.packages[row["data_package"]].title}
                for row in records(packages[packages["owner"] == owner])
            ],
            "due_rows": due_rows(site, "owner", owner),
            "received": received_rows(site, "owner", owner),
        },
    )


def _named(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    """A body with its whole name, the name for a list, its status page and the page of the site about it."""
    name = Text(str(row["name_vi"]), str(row["name_en"]))
    short, about = name, ""
    if row["owner_kind"] == "province":
        unit = site.units[row["code"]]
        short, about = Text(str(unit["name_vi"]), str(unit["name_en"])), unit_slug(unit)
    elif row["owner_kind"] == "agency":
        about = ministry_slug(row["code"])
    return {**row, "name": name, "short": short, "about": about, "page": status_slug(row["owner"])}
