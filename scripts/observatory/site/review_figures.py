"""What the pages and the reports on reviews share: addresses, words, and the rows of one year or of one stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from observatory.site import versioned
from observatory.site.award_figures import edition_slug
from observatory.site.pages.formats import figure_text
from observatory.site.site import Site, by, indicator_slug, package_slug, records, unit_slug
from observatory.site.verdicts import NOT_AVAILABLE, REASONS
from observatory.tables.model import Text

ANNUAL = "annual-review"
STAGE = "stage-review"
PROGRESS = "target-progress"
TARGETS = "reference/strategy-targets"
AWARDS = "awards"
TASK = "A6-6"
"""The task of Annex VI that asks for reviews."""

HOME_SLUG = "so-ket"
REPORTS_SLUG = "so-ket/bao-cao"
MOST_MOVED = 10

PHASES = {
    "before": Text("Trước Chiến lược: số liệu nền", "Before the Strategy: background figures"),
    "strategy": Text("Trong thời gian thực hiện Chiến lược", "During the Strategy"),
}
STAGE_PHASES = {
    "future": Text("chưa bắt đầu", "not begun"),
    "running": Text("đang thực hiện", "running"),
    "over": Text("đã kết thúc", "over"),
}
ADJUSTMENTS = {
    "no_baseline": Text("Chưa có số gốc", "No baseline"),
    "not_measured": Text("Chưa đo được", "Not measured"),
    "behind": Text("Chậm so với mục tiêu", "Behind the target"),
    "missing_data": Text("Thiếu số liệu", "Missing figures"),
    "old_data": Text("Số liệu đã cũ", "Old figures"),
    "decision": Text("Quyết định đang chờ", "Decision that waits"),
    "note": Text("Ý kiến của người biên tập", "The editor's view"),
}
BETTER = {
    "better": ("▲", Text("tốt lên", "better")),
    "worse": ("▼", Text("kém đi", "worse")),
    "same": ("=", Text("không đổi đáng kể", "no change to speak of")),
    "unknown": ("·", Text("không so được", "cannot be compared")),
}
"""Each way that an indicator can move: a sign, and the word that says it."""
_INDICATORS = "methodology/indicators"
_UNITS = {
    "asean_rank": (Text("hạng trong ASEAN", "rank in ASEAN"), 1),
    "year": (Text("hạng thế giới", "rank in the world"), 1),
    "rolling12": (Text("lượt khách trong một năm", "visitors in a year"), 0),
}
"""The unit of each kind of target, and the decimals of a point of its path."""


def year_slug(year: object) -> str:
    """The address of the review of a year."""
    return f"{HOME_SLUG}/nam/{year}"


def stage_slug(stage: object) -> str:
    """The address of the review of a stage."""
    return f"{HOME_SLUG}/giai-doan/{stage}"


def download(result: str, table: str) -> str:
    """The path of a table of results from the root of the site."""
    return f"tai-ve/results/{result}/data/{table}.csv"


def years(site: Site) -> dict[int, dict[str, Any]]:
    """The years that have a review, the latest first."""
    rows = site.result(ANNUAL, "years").sort_values("year", ascending=False)
    return {int(row["year"]): {**row, "phase_name": PHASES[row["phase"]]} for row in records(rows)}


def stages(site: Site) -> dict[str, dict[str, Any]]:
    """The stages of the Strategy, the first one first."""
    rows = site.result(STAGE, "stages").sort_values(["from_year", "stage"])
    return {str(row["stage"]): {**row, "phase_name": STAGE_PHASES[row["phase"]]} for row in records(rows)}


def rows_of(site: Site, result: str, table: str, key: object) -> list[dict[str, Any]]:
    """The rows of one year of the annual review, or of one stage of the stage review."""
    frame = site.result(result, table)
    return records(frame[frame["year" if result == ANNUAL else "stage"] == key])


def notes(site: Site, result: str, key: object) -> dict[str, list[dict[str, Any]]]:
    """The texts of the editors on one year or one stage, by section."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(site, result, "notes", key):
        found.setdefault(str(row["section"]), []).append(row)
    return found


def adjustments(site: Site, result: str, key: object) -> list[dict[str, Any]]:
    """What may have to be adjusted, in order: each with its kind in words and the page of its subject."""
    rows = sorted(rows_of(site, result, "adjustments", key), key=lambda row: int(row["position"]))
    return [{**row, "kind_name": ADJUSTMENTS[row["kind"]], "page": _subject_page(site, row)} for row in rows]


def by_kind(rows: Iterable[dict[str, Any]]) -> list[tuple[Text, list[dict[str, Any]]]]:
    """``adjustments`` under the words of their kinds, in the order in which the kinds first come."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["kind"]), []).append(row)
    return [(ADJUSTMENTS[kind], own) for kind, own in found.items()]


def targets(site: Site, result: str, key: object) -> list[dict[str, Any]]:
    """The targets of one year or one stage, in the order of the Strategy.

    Each has its ``text`` (the row of the Strategy), its ``unit`` and ``decimals`` for points of its path, the
    ``reason`` of its verdict in words or ``None``, and ``both``: whether the straight line says something else.
    """
    progress = by(site.result(PROGRESS, "progress"), "target_id")
    return [
        {
            **row,
            "reason": _reason(row, progress[row["target_id"]]),
            "both": row.get("linear_verdict") not in (None, NOT_AVAILABLE, row["verdict"]),
        }
        for row in named_targets(site, rows_of(site, result, "targets", key))
    ]


def named_targets(site: Site, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """``rows`` (target_id) in the order of the Strategy, each with its ``text``, its ``unit`` and its ``decimals``."""
    texts = by(site.data(TARGETS, "targets"), "id")
    series = {key: str(row["series"]) for key, row in by(site.result(PROGRESS, "progress"), "target_id").items()}
    order = list(texts)
    found = []
    for row in sorted(rows, key=lambda row: order.index(str(row["target_id"]))):
        unit, decimals = _UNITS.get(series[str(row["target_id"])], (None, 0))
        found.append({**row, "text": texts[str(row["target_id"])], "unit": unit, "decimals": decimals})
    return found


def _reason(row: Mapping[str, Any], measured: Mapping[str, Any]) -> Text | None:
    """Why a verdict cannot be said, as the method of the target tells it, or else in general words."""
    if row["verdict"] == NOT_AVAILABLE and measured["cannot_assess_vi"]:
        return Text(str(measured["cannot_assess_vi"]), str(measured["cannot_assess_en"]))
    return REASONS.get(str(row["verdict_reason"] or ""))


def moves(site: Site, year: int) -> list[dict[str, Any]]:
    """Which figures of Viet Nam moved in ``year``, in the order of the indicators, with their definitions."""
    order = {code: place for place, code in enumerate(site.indicators)}
    rows = rows_of(site, ANNUAL, "moves", year)
    rows.sort(key=lambda row: order[str(row["indicator"])])
    return [
        {
            **row,
            "named": named,
            "decimals": int(named["decimals"]),
            "page": indicator_slug(str(row["indicator"])),
            "shown": figure_text(row["value"], row["field_size"], named),
            "shown_previous": figure_text(row["previous_value"], row["previous_field_size"], named),
            "sign": BETTER[row["better"]][0],
            "word": BETTER[row["better"]][1],
            "package": package_slug(str(row["source_package"])),
        }
        for row in rows
        for named in (site.indicators[str(row["indicator"])],)
    ]


def rank_moves(site: Site, year: int) -> list[dict[str, Any]]:
    """The localities that moved by the most places in ``year``, those that moved by more first."""
    rows = [row for row in rows_of(site, ANNUAL, "rank_moves", year) if row["rank_change"]]
    rows.sort(key=lambda row: (-abs(int(row["rank_change"])), str(row["code"])))
    return [
        {
            **row,
            "name": Text(str(unit["full_name_vi"]), str(unit["full_name_en"])),
            "page": unit_slug(unit),
        }
        for row in rows[:MOST_MOVED]
        for unit in (site.units[str(row["code"])],)
    ]


def warnings(site: Site, year: int) -> list[dict[str, Any]]:
    """How many episodes and incidents of ``year`` there were by level, without those that nothing is known of."""
    return [row for row in rows_of(site, ANNUAL, "warnings", year) if row["n"] is not None]


def completeness(site: Site, year: int) -> list[dict[str, Any]]:
    """How many indicators of each family have a figure in ``year``, in the order of the families (``named``)."""
    own = {str(row["family"]): row for row in rows_of(site, ANNUAL, "completeness", year)}
    families = by(site.data(_INDICATORS, "families"), "code")
    return [{**own[code], "named": family} for code, family in families.items() if code in own]


def decisions(site: Site, from_year: int, to_year: int) -> list[dict[str, Any]]:
    """The decisions that take effect, or else were taken, in these years."""
    rows = records(site.result(versioned.DECISIONS, "register"))
    return [
        {
            **row,
            "page": versioned.decision_slug(str(row["decision"])),
            "kind_name": versioned.KINDS[row["kind"]],
            "status_name": versioned.STATUSES[row["status"]],
        }
        for row in rows
        if (day := row["in_force_from"] or row["decided_on"]) and from_year <= int(str(day)[:4]) <= to_year
    ]


def editions(site: Site, year: int) -> list[dict[str, Any]]:
    """The award editions of ``year``, in the order of their days."""
    rows = site.result(AWARDS, "editions")
    own = records(rows[rows["year"] == year].sort_values(["held_on", "award"]))
    return [{**row, "page": edition_slug(row)} for row in own]


def _subject_page(site: Site, row: Mapping[str, Any]) -> str:
    """The page of what an adjustment is about; empty where it has none."""
    subject = str(row["subject"] or "")
    if subject in by(site.data(TARGETS, "targets"), "id"):
        return f"muc-tieu#{subject.lower()}"
    if subject in site.indicators:
        return indicator_slug(subject)
    if subject in site.units:
        return unit_slug(site.units[subject])
    if row["kind"] == "decision":
        return versioned.decision_slug(subject)
    return f"du-lieu/{subject}" if subject in site.catalogue.packages else ""
