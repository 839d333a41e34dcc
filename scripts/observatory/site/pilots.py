"""What the pages of the two pilot rankings share: standings with their intervals, and what cannot be told apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from observatory.site.framework_tree import Branch, tree
from observatory.site.site import Site, by, indicator_slug, records
from observatory.tables.model import Text

GEOMETRIC = "geometric"
BANDS = {
    "very-high": Text("rất cao", "very high"),
    "high": Text("cao", "high"),
    "middle": Text("trung bình", "middle"),
    "below-middle": Text("dưới trung bình", "below middle"),
    "low": Text("thấp", "low"),
}
_FACTORS = {
    "impute": Text("cách điền số liệu thiếu", "how missing figures are filled in"),
    "treat": Text("cách xử lý giá trị quá lệch", "how outliers are treated"),
    "normalise": Text("cách quy về một thang điểm", "how figures are brought to one scale"),
    "aggregate": Text("cách lấy trung bình", "how averages are taken"),
    "drop": Text("bỏ đi một chỉ số", "leaving one indicator out"),
    "noise": Text("sai số của số liệu", "errors of measurement"),
    "weights:1": Text("trọng số của các chỉ số", "weights of the indicators"),
    "weights:2": Text("trọng số của các trụ cột", "weights of the pillars"),
}


@dataclass(frozen=True)
class Pilot:
    """A pilot ranking: the name of its methodology and of its results, and the column that names a unit."""

    name: str
    unit: str

    def download(self, table: str) -> str:
        """The path of a table of the results from the root of the site."""
        return f"tai-ve/results/{self.name}/data/{table}.csv"


NATIONAL = Pilot("national-index-pilot", "country_iso3")
LOCAL = Pilot("local-index-pilot", "code")


@dataclass(frozen=True)
class Profile:
    """What sets a unit apart from its peers.

    ``rows`` has a row for each indicator in the order of the framework, with its line of definition
    (``named``), its ``page`` and a ``width``: its contribution over the largest of the unit, -1 to 1.
    ``strengths`` and ``weaknesses`` are the rows with the largest contributions, the largest first.
    """

    rows: list[dict[str, Any]]
    strengths: list[dict[str, Any]]
    weaknesses: list[dict[str, Any]]


def standings(site: Site, pilot: Pilot) -> dict[str, dict[str, Any]]:
    """The scores by unit, best first, then those without a rank.

    ``interval`` adds the row of the table of uncertainty, ``None`` where a unit is not ranked, and
    ``geometric`` that of the other average, ``None`` where it has no score.
    """
    intervals = by(site.result(pilot.name, "uncertainty"), pilot.unit)
    others = site.result(pilot.name, "alternatives")
    geometric = by(others[others["aggregation"] == GEOMETRIC], pilot.unit)
    frame = site.result(pilot.name, "scores").sort_values(["rank", "score", pilot.unit], ascending=[True, False, True])
    return {
        key: {**row, "interval": intervals.get(key), GEOMETRIC: geometric.get(key)}
        for key, row in by(frame, pilot.unit).items()
    }


def together(site: Site, pilot: Pilot, named: Callable[[str], Text]) -> list[dict[str, Any]]:
    """The runs of ranks that cannot be told apart, each with the names of its units."""
    found = []
    for row in records(site.result(pilot.name, "together")):
        members = [named(code) for code in str(row["members"]).split("; ")]
        names = Text("; ".join(name.vi for name in members), "; ".join(name.en for name in members))
        found.append({**row, "names": names})
    return found


def sensitivity(site: Site, pilot: Pilot) -> list[dict[str, Any]]:
    """What moves the ranks, the strongest first, named."""
    rows = records(site.result(pilot.name, "sensitivity"))
    rows.sort(key=lambda row: -(row["total_order"] or 0.0))
    return [{**row, "name": factor_name(row["factor"])} for row in rows]


def leave_one_out(site: Site, pilot: Pilot) -> list[dict[str, Any]]:
    """How far ranks move when a pillar is left out, with the pillar's line in the framework."""
    nodes = framework(site, pilot)
    return [{**row, "node": nodes[row["pillar"]]} for row in records(site.result(pilot.name, "leave_one_out"))]


def factor_name(factor: str) -> Text:
    """A factor of the sensitivity analysis in words."""
    level = factor.removeprefix("weights:")
    return _FACTORS.get(factor, Text(f"trọng số ở cấp {level}", f"weights at level {level}"))


def framework(site: Site, pilot: Pilot) -> dict[str, dict[str, Any]]:
    """The lines of the framework by code."""
    return by(site.data(f"methodology/{pilot.name}", "framework"), "code")


def framework_tree(site: Site, pilot: Pilot) -> Branch:
    """The framework as a tree."""
    return tree(framework(site, pilot).values(), by(site.result(pilot.name, "nodes"), "node"))


def threshold(site: Site, pilot: Pilot) -> str:
    """The share of a group, 0 to 1, that must be there for the group to have a score."""
    settings = by(site.data(f"methodology/{pilot.name}", "settings"), "key")
    return str(settings["threshold"]["value"])


def profiles(site: Site, pilot: Pilot) -> dict[str, Profile]:
    """What sets each unit apart from its peers, by unit."""
    order = {code: n for n, code in enumerate(framework(site, pilot))}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in records(site.result(pilot.name, "profile")):
        found.setdefault(row[pilot.unit], []).append(row)
    return {unit: _profile(site, sorted(rows, key=lambda row: order[row["indicator"]])) for unit, rows in found.items()}


def country_slug(iso3: str) -> str:
    """The address of a country's profile in the pilot index."""
    return f"xep-hang/quoc-gia/{iso3.lower()}"


def _profile(site: Site, rows: list[dict[str, Any]]) -> Profile:
    largest = max((abs(row["gap_contribution"] or 0.0) for row in rows), default=0.0) or 1.0
    shown = [
        {
            **row,
            "named": site.indicators[row["indicator"]],
            "page": indicator_slug(row["indicator"]),
            "width": (row["gap_contribution"] or 0.0) / largest,
        }
        for row in rows
    ]
    return Profile(shown, _placed(shown, "strength"), _placed(shown, "weakness"))


def _placed(rows: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """The rows that have a place in a column, in the order of their places."""
    return sorted((row for row in rows if row[column] is not None), key=lambda row: int(row[column]))
