"""Those who are ranked or assessed, whatever they are: localities and units of the ministry, by scope and code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from observatory.site.site import Site, by, collation_key, records, unit_slug
from observatory.tables.model import Text

LOCALITY = "locality"
MINISTRY_UNIT = "ministry-unit"
FOLDER = "xep-hang/don-vi"
KINDS = {
    "ministry department": Text("Vụ, cục", "Departments and authorities"),
    "ministry office": Text("Văn phòng Bộ", "Ministry office"),
    "public service unit": Text("Đơn vị sự nghiệp công lập", "Public service units"),
    "platform": Text("Nền tảng số", "Online platforms"),
    "state corporation": Text("Tổng công ty nhà nước", "State corporations"),
}
_NO_RANK = 10**9


def agencies(site: Site) -> dict[str, dict[str, Any]]:
    """Bodies of the state by code, among them the units of the ministry."""
    return by(site.data("reference/agencies", "agencies"), "code")


def ministry_slug(code: str) -> str:
    """The address of the page of a unit of the ministry."""
    return f"{FOLDER}/{code.lower()}"


def members(site: Site, frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of ``frame`` (scope, code), each with the ``name`` of its unit, its ``page`` and its ``peers``.

    ``peers`` is the peer group in words where the row has a column ``peer_group``.
    """
    known = agencies(site)
    groups = {unit["region_vi"]: Text(unit["region_vi"], unit["region_en"]) for unit in site.units.values()} | KINDS
    found = []
    for row in records(frame):
        code, group = str(row["code"]), row.get("peer_group") or ""
        unit, stem = (site.units[code], "full_name") if row["scope"] == LOCALITY else (known[code], "name")
        found.append(
            {
                **row,
                "name": Text(str(unit[f"{stem}_vi"]), str(unit[f"{stem}_en"])),
                "page": unit_slug(unit) if row["scope"] == LOCALITY else ministry_slug(code),
                "peers": groups.get(group, Text(group, group)),
            }
        )
    return found


def best_first(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of ``members`` by rank, equal ranks by name, those without a rank last."""
    return sorted(
        rows, key=lambda row: (_NO_RANK if row["rank"] is None else int(row["rank"]), collation_key(row["name"].vi))
    )
