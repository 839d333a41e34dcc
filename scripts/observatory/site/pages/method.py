"""The page that says how the house works: from data package to page, each computation with an example.

The examples are rows of the results; the frameworks are rows of the methodology packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.site.site import LEVEL, UNITS, Site, by, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

HOME = "VNM"
NATIONAL = "national-index-pilot"
LOCAL = "local-index-pilot"
MERGED_UNIT = "48"
REUSED_CODE = "24"
GROWTH_TARGET = "T2045-3"
LINEAR_TARGET = "T2045-2"
RANK_EXAMPLE = "gspi_rank"
COUNTRY_VALUES = "country-values"
FORMER_LEVEL = "former63"

Row = Mapping[str, Any]


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the method."""
    yield Draft(
        slug="phuong-phap",
        template="parts/by_language.html",
        title=Text("Phương pháp", "Method"),
        description=Text(
            "Một con số đi từ nguồn tới trang web: kiểm tra, cách tính hai bảng thử nghiệm và tiến độ "
            "mục tiêu, ví dụ bằng số, những giới hạn.",
            "How a figure travels from its source to this site: checks, the two pilot tables, the progress "
            "of the targets, worked examples and limits.",
        ),
        context={
            "text": "method",
            "indicators": site.indicators,
            "ranks": _ranks(site),
            "notes": _notes(site),
            "reused": _reused_code(site),
            "national": _national(site),
            "local": _local(site),
            "targets": _targets(site),
            "methods": [package for package in site.catalogue if package.owner == "methodology"],
            "results": [site.results[key] for key in sorted(site.results)],
        },
    )


def _ranks(site: Site) -> list[dict[str, Any]]:
    """The ranks of one indicator over the years, with the number ranked."""
    values = site.catalogue.of_kind(COUNTRY_VALUES)
    chosen = values[(values["indicator"] == RANK_EXAMPLE) & (values["country_iso3"] == HOME)]
    return records(chosen.sort_values("year"))


def _notes(site: Site) -> list[tuple[Text, list[Row]]]:
    """What may not be compared, and the indicators it holds for."""
    groups: dict[str, list[Row]] = {}
    for row in site.indicators.values():
        if row["comparable_note_vi"]:
            groups.setdefault(str(row["comparable_note_vi"]), []).append(row)
    return [(Text(note, str(rows[0]["comparable_note_en"] or "")), rows) for note, rows in groups.items()]


def _reused_code(site: Site) -> dict[str, Any]:
    """A code that stood for one province before 1 July 2025 and stands for another today."""
    units = site.data(UNITS, "units")
    names = by(units[units["code"] == REUSED_CODE], "level")
    return {"code": REUSED_CODE, "former": names[FORMER_LEVEL], "current": names[LEVEL]}


def _national(site: Site) -> dict[str, Any]:
    nodes = by(site.data(f"methodology/{NATIONAL}", "framework"), "code")
    components = by(_of(site, NATIONAL, "components"), "indicator")
    pillars = by(_of(site, NATIONAL, "pillars"), "pillar")
    return {
        "nodes": list(nodes.values()),
        "settings": _settings(site, NATIONAL),
        "score": records(_of(site, NATIONAL, "scores"))[0],
        "pillars": [{**pillars[code], "node": node} for code, node in nodes.items() if code in pillars],
        "components": [{**components[code], "node": node} for code, node in nodes.items() if code in components],
    }


def _of(site: Site, package: str, table: str) -> Any:
    frame = site.result(package, table)
    return frame[frame["country_iso3"] == HOME]


def _local(site: Site) -> dict[str, Any]:
    scores = records(site.result(LOCAL, "scores"))
    former = records(site.result(LOCAL, "former"))
    units = site.data(UNITS, "units")
    names = by(units[units["level"] == FORMER_LEVEL], "code")
    unranked = [row for row in scores if not row["ranked"]]
    return {
        "nodes": records(site.data(f"methodology/{LOCAL}", "framework")),
        "settings": _settings(site, LOCAL),
        "unit": site.units[MERGED_UNIT],
        "score": next(row for row in scores if (row["level"], row["code"]) == (LEVEL, MERGED_UNIT)),
        "former": [
            {**row, "unit": names[row["former_code"]]}
            for row in former
            if (row["level"], row["code"]) == (LEVEL, MERGED_UNIT)
        ],
        "unranked": [{**row, "unit": site.units[row["code"]]} for row in unranked],
    }


def _settings(site: Site, package: str) -> dict[str, dict[str, Any]]:
    return by(site.data(f"methodology/{package}", "settings"), "key")


def _targets(site: Site) -> dict[str, Any]:
    progress = by(site.result("target-progress", "progress"), "target_id")
    stated = by(site.data("reference/strategy-targets", "targets"), "id")
    return {
        "growth": progress[GROWTH_TARGET],
        "linear": progress[LINEAR_TARGET],
        "stated": stated,
        "n": len(progress),
        "n_measurable": sum(bool(row["measurable"]) for row in progress.values()),
    }
