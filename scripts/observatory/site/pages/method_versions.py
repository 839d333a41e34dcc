"""The versions of each index: the rules of each, what was published by them, and what they give today."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.site.versioned import (
    DECISIONS,
    FOLDER,
    METHOD,
    VERSIONS,
    by_rank,
    decision_slug,
    index_title,
    readable,
    unit_name,
    version_slug,
)
from observatory.tables.model import Text

_FILE = f"tai-ve/results/{VERSIONS}/data"
_RULES = ("settings", "framework")
# What readers need of a row of the framework; the rest stands in the table of rules that can be downloaded.
_NODE = ("weight", "direction", "goalpost_low", "goalpost_high", "year")


def drafts(site: Site) -> Iterator[Draft]:
    """The page of all versions and one for each."""
    rows = [
        {
            **row,
            "title": index_title(site, str(row["package"])),
            "page": version_slug(str(row["index"]), str(row["version"])),
            "decisions": _leading(site, row),
        }
        for row in records(site.result(VERSIONS, "versions"))
    ]
    yield Draft(
        slug=FOLDER,
        template="method_versions.html",
        title=Text("Các phiên bản phương pháp", "Versions of the methodology"),
        description=Text(
            "Mỗi phiên bản của từng chỉ số thử nghiệm: quy tắc, kết quả như đã công bố và kết quả tính lại hôm nay.",
            "Each version of each pilot index: its rules, its results as published and as computed again today.",
        ),
        context={
            "versions": rows,
            "download": f"{_FILE}/versions.csv",
            "version": site.results[VERSIONS].method,
        },
    )
    for row in rows:
        yield _version(site, row)


def _version(site: Site, row: dict[str, Any]) -> Draft:
    published = {(unit["level"], unit["code"]): unit for unit in _of(site, "published", row)}
    replayed = [
        {
            **unit,
            "name": unit_name(site, str(unit["level"]), str(unit["code"])),
            "published": published.get((unit["level"], unit["code"])),
        }
        for unit in _of(site, "replayed", row)
    ]
    title, number, rules = row["title"], row["version"], _rules(site, row)
    return Draft(
        slug=row["page"],
        template="method_version.html",
        title=Text(f"{title.vi}, phiên bản {number}", f"{title.en}, version {number}"),
        description=Text(
            f"Quy tắc của phiên bản {number}, kết quả như đã công bố và kết quả tính lại trên số liệu hiện nay.",
            f"The rules of version {number}, the results as published, and what they give on the data of today.",
        ),
        context={
            "row": row,
            "rules": rules,
            "unwritten": _unwritten(site, row, {str(setting["key"]) for setting in rules["settings"]}),
            "readable": readable,
            "units": by_rank(replayed, "rank"),
            "download": f"{_FILE}/replayed.csv",
            "rules_file": f"{_FILE}/settings.csv",
            "version": site.results[VERSIONS].method,
        },
    )


def _rules(site: Site, row: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table of rules, with their cells by column."""
    tables: dict[str, dict[str, dict[str, Any]]] = {table: {} for table in _RULES}
    for cell in _of(site, "settings", row):
        known = tables[str(cell["table"])].setdefault(str(cell["row_key"]), dict.fromkeys(_NODE))
        known[str(cell["field"])] = cell["cell"]
    return {table: list(rows.values()) for table, rows in tables.items()}


def _unwritten(site: Site, row: dict[str, Any], written: set[str]) -> list[dict[str, Any]]:
    """What the program did while a version had no setting for it."""
    defaults = site.data(METHOD, "defaults")
    return records(defaults[(defaults["package"] == row["package"]) & ~defaults["key"].isin(written)])


def _leading(site: Site, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The decisions in force that led to a version."""
    register = site.result(DECISIONS, "register")
    of_version = (register["package"] == row["package"]) & (register["to_version"] == row["version"])
    found = register[of_version & (register["status"] == "in_force")]
    return [{**decision, "page": decision_slug(str(decision["decision"]))} for decision in records(found)]


def _of(site: Site, table: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    frame = site.result(VERSIONS, table)
    return records(frame[(frame["index"] == row["index"]) & (frame["version"] == row["version"])])
