"""How well the parts of the two pilot indices hang together, in figures and in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.site.pilots import LOCAL, NATIONAL, Pilot, framework, framework_tree, sensitivity
from observatory.site.site import Site, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

ALL = "ALL"
SHORT = 8
_WHOLE = Text("tất cả các chỉ số", "all indicators")
_TITLES = {
    NATIONAL: Text("Chỉ số thử nghiệm: các quốc gia", "Pilot index: countries"),
    LOCAL: Text("Bảng thử nghiệm: 34 địa phương", "Pilot table: 34 localities"),
}
_SLUGS = {NATIONAL: "quoc-gia", LOCAL: "dia-phuong"}

Row = Mapping[str, Any]


def drafts(site: Site) -> Iterator[Draft]:
    """The page of coherence."""
    yield Draft(
        slug="phuong-phap/do-nhat-quan",
        template="coherence.html",
        title=Text("Độ nhất quán của hai bảng thử nghiệm", "Coherence of the two pilot indices"),
        description=Text(
            "Các chỉ số có đi cùng nhau không: hệ số alpha, tương quan, thành phần chính, trọng số và ảnh hưởng.",
            "Do the indicators go together: alpha, correlations, principal components, weights and influence.",
        ),
        context={"pilots": [_pilot(site, pilot) for pilot in (NATIONAL, LOCAL)], "short": SHORT},
    )


def _pilot(site: Site, pilot: Pilot) -> dict[str, Any]:
    """What the page shows of one pilot: the rows of its coherence, put together by what they tell."""
    names = {code: name(row) for code, row in framework(site, pilot).items()} | {ALL: _WHOLE}
    measures: dict[str, list[Row]] = {}
    for row in records(site.result(pilot.name, "coherence")):
        measures.setdefault(row["measure"], []).append(row)
    return {
        "title": _TITLES[pilot],
        "slug": _SLUGS[pilot],
        "package": pilot.name,
        "n_indicators": len(framework_tree(site, pilot).leaves),
        "n_units": int(site.result(pilot.name, "scores")["ranked"].sum()),
        "alphas": [{**row, "name": names[row["group"]]} for row in measures.get("cronbach-alpha", [])],
        "parts": _parts(measures, names),
        "pairs": _pairs(measures.get("correlation-collinear", []), names),
        "aggregates": _pairs(measures.get("correlation", []), names),
        "sizes": [{**row, "name": names[row["node"]]} for row in measures.get("correlation-denominator", [])],
        "components": _components(measures, names),
        "factors": sensitivity(site, pilot),
        "version": site.results[pilot.name].method,
    }


def _parts(measures: Mapping[str, list[Row]], names: Mapping[str, Text]) -> list[dict[str, Any]]:
    """One row per node below the index: with its parent, with the index, its weight and the balanced weight."""
    importance = {(row["node"], row["other"]): row["value"] for row in measures.get("weight-correlation", [])}
    balanced = {row["node"]: row["value"] for row in measures.get("optimised-weight", [])}
    return [
        {
            **row,
            "name": names[row["node"]],
            "parent": names[row["other"]],
            "weight": importance.get((row["node"], "effective-weight")),
            "with_index": importance.get((row["node"], "correlation")),
            "balanced": balanced.get(row["node"]),
        }
        for row in measures.get("correlation-parent", [])
    ]


def _pairs(rows: list[Row], names: Mapping[str, Text]) -> list[dict[str, Any]]:
    return [{**row, "first": names[row["node"]], "second": names[row["other"]]} for row in rows]


def _components(measures: Mapping[str, list[Row]], names: Mapping[str, Text]) -> list[dict[str, Any]]:
    """The principal components of each group: shares of variance, largest first, and the first loadings."""
    groups: dict[str, dict[str, Any]] = {}
    for row in measures.get("pca-variance", []):
        group = groups.setdefault(row["group"], {"name": names[row["group"]], "shares": [], "loadings": []})
        group["shares"].append(row["value"])
    for row in measures.get("pca-loading", []):
        groups[row["group"]]["loadings"].append({"name": names[row["node"]], "value": row["value"]})
    return list(groups.values())
