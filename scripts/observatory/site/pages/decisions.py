"""The register of decisions on the methodology, and a page for each: what, why, in force from when, to what effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.site.versioned import (
    COLUMNS,
    DECISIONS,
    IN_FORCE,
    KINDS,
    REGISTER,
    STATUSES,
    by_rank,
    decision_slug,
    index_title,
    readable,
    unit_name,
    version_slug,
)
from observatory.tables.model import Text

_FILE = f"tai-ve/results/{DECISIONS}/data"


def drafts(site: Site) -> Iterator[Draft]:
    """The page of the register and those of its decisions."""
    rows = [_named(site, row) for row in records(site.result(DECISIONS, "register"))]
    groups = {status: [row for row in rows if row["status"] == status] for status in STATUSES}
    yield Draft(
        slug=REGISTER,
        template="decisions.html",
        title=Text("Sổ quyết định điều chỉnh", "Register of decisions"),
        description=Text(
            "Mỗi lần đổi trọng số, mốc, mục tiêu, chỉ số hay quy tắc: đổi gì, vì sao, từ khi nào, tác động ra sao.",
            "Each change of a weight, goalpost, target, indicator or rule: what, why, from when, to what effect.",
        ),
        context={
            "groups": groups,
            "download": f"{_FILE}/register.csv",
            "version": site.results[DECISIONS].method,
        },
    )
    for row in rows:
        yield _decision(site, row)


def _decision(site: Site, row: dict[str, Any]) -> Draft:
    title = Text(str(row["title_vi"]), str(row["title_en"]))
    paces = _of(site, "paces", row)
    return Draft(
        slug=row["page"],
        template="decision.html",
        title=Text(f"{row['decision']}: {title.vi}", f"{row['decision']}: {title.en}"),
        description=Text(str(row["why_vi"]), str(row["why_en"])),
        context={
            "decision": row,
            "changes": _of(site, "changes", row),
            "columns": COLUMNS,
            "readable": readable,
            "effects": by_rank(
                [
                    {**effect, "name": unit_name(site, str(effect["level"]), str(effect["code"]))}
                    for effect in _of(site, "effects", row)
                ],
                "rank_after",
            ),
            "paces": [pace for pace in paces if pace["required_pace_before"] or pace["required_pace_after"]],
            "unpaced": [pace["target_id"] for pace in paces if not pace["pace_unit"]],
            "download": f"{_FILE}/effects.csv",
            "version": site.results[DECISIONS].method,
        },
    )


def _of(site: Site, table: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    frame = site.result(DECISIONS, table)
    return records(frame[frame["decision"] == row["decision"]])


def _named(site: Site, row: dict[str, Any]) -> dict[str, Any]:
    """A decision with its words, its page and the pages of the versions between which it lies, where there are any."""
    index, package = row["index"], str(row["package"])
    there = ("from_version", "to_version") if row["status"] == IN_FORCE else ("from_version",)
    pages = [version_slug(index, str(row[name])) for name in there] if index else []
    return {
        **row,
        "page": decision_slug(str(row["decision"])),
        "kind_name": KINDS[str(row["kind"])],
        "status_name": STATUSES[str(row["status"])],
        "package_title": index_title(site, package),
        "version_pages": [*pages, None, None][:2],
    }
