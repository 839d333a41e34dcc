"""The process of handling a crisis, drawn from its package: levels, states, moves, roles, hours, publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from observatory.site import warning_figures as warning
from observatory.site.pages.media_method import both
from observatory.site.process_map import ProcessMap
from observatory.site.site import Site, by, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_OPENERS = {"machine": Text("máy hoặc người", "the machine or a person"), "person": Text("chỉ người", "a person only")}
_PUBLIC = {
    "none": Text("không có gì", "nothing"),
    "statistics_only": Text("chỉ số thống kê", "statistics only"),
    "after_official_statement": Text("sau phát ngôn chính thức", "after an official statement"),
}
_FROM = {
    "detection": Text("khi phát hiện", "detection"),
    "event": Text("khi xảy ra", "the event"),
    "last_update": Text("lần cập nhật trước", "the update before"),
    "closed": Text("khi kết thúc", "closing"),
}
_EXPOSED = {
    "internal_only": Text("chỉ nội bộ", "internal only"),
    "public_summary": Text("công bố bản tóm tắt", "a summary is public"),
    "public_numbers": Text("công bố con số", "the numbers are public"),
}


def drafts(site: Site) -> Iterator[Draft]:
    """The page; every name, number and rule on it is a row of the package."""
    states = records(site.data(warning.PROCESS, "states").sort_values("position"))
    moves = records(site.data(warning.PROCESS, "transitions"))
    powers = _names(site, "powers")
    fields = _names(site, "fields")
    state_names = {str(row["code"]): name(row) for row in states}
    public = records(site.data(warning.PROCESS, "public_fields"))
    yield Draft(
        slug=warning.PROCESS_SLUG,
        template="warning_process.html",
        title=Text("Cảnh báo: quy trình xử lý", "Warnings: the process"),
        description=Text(
            "Quy trình xử lý khủng hoảng truyền thông: cấp, trạng thái, vai trò, thời hạn đề xuất và quy tắc công bố.",
            "The process of handling a media crisis: levels, states, roles, proposed hours, rules of publication.",
        ),
        context={
            **warning.context(site, warning.PROCESS_SLUG),
            "openers": _OPENERS,
            "publics": _PUBLIC,
            "exposures": _EXPOSED,
            "rules": _rows(site, "rules"),
            "diagram": ProcessMap(states, [(str(row["from_state"]), str(row["to_state"])) for row in moves]),
            "states": [{**row, "needed": _words(row["requires"], fields)} for row in states],
            "moves": [
                {
                    **row,
                    "from": state_names[row["from_state"]],
                    "to": state_names[row["to_state"]],
                    "power_name": powers[row["power"]],
                }
                for row in moves
            ],
            "roles": [{**row, "powers": _words(row["may"], powers)} for row in _rows(site, "roles")],
            "duties": _rows(site, "duties"),
            "hours": list(_hours(site)),
            "hour_levels": sorted({int(level) for level in site.data(warning.PROCESS, "hours")["level"]}),
            "clearance": records(site.data(warning.PROCESS, "clearance").sort_values("position")),
            "public_fields": [row for row in public if row["part"] == "content"],
            "check_fields": [row for row in public if row["part"] != "content"],
            "never_public": _rows(site, "never_public"),
            "strategies": _grouped(site),
            "disinformation": _parts(site),
            "artefacts": [
                {**row, "needed_by": state_names.get(str(row["required_by"]))} for row in _rows(site, "artefacts")
            ],
            "settings": [{**row, "unit": both(str(row["unit"]))} for row in _rows(site, "settings")],
            "process_version": site.catalogue.packages[warning.PROCESS].version,
        },
    )


def _rows(site: Site, table: str) -> list[dict[str, Any]]:
    return records(site.data(warning.PROCESS, table))


def _names(site: Site, table: str) -> dict[str, Text]:
    return {code: name(row) for code, row in by(site.data(warning.PROCESS, table), "code").items()}


def _words(codes: object, names: Mapping[str, Text]) -> list[Text]:
    """The names of a list of codes that a cell holds, separated by spaces."""
    return [names.get(code, Text(code, code)) for code in str(codes or "").split()]


def _hours(site: Site) -> Iterator[dict[str, Any]]:
    """One row for each step: its hours by level, and each basis with the levels that it is given for."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(site, "hours"):
        steps.setdefault(str(row["step"]), []).append(row)
    for rows in steps.values():
        bases: dict[tuple[str, Text], list[int]] = {}
        for row in rows:
            note = Text(str(row["basis_note_vi"]), str(row["basis_note_en"]))
            bases.setdefault((str(row["basis"]), note), []).append(int(row["level"]))
        yield {
            "name": name(rows[0]),
            "counted_from": _FROM[rows[0]["counted_from"]],
            "hours": {int(row["level"]): row["hours"] for row in rows},
            "bases": [(basis, note, of) for (basis, note), of in bases.items()],
        }


def _grouped(site: Site) -> list[tuple[Text, list[dict[str, Any]]]]:
    """The strategies of each cluster, in the order of the table."""
    found: dict[Text, list[dict[str, Any]]] = {}
    for row in _rows(site, "strategies"):
        found.setdefault(Text(str(row["cluster_vi"]), str(row["cluster_en"])), []).append(row)
    return list(found.items())


def _parts(site: Site) -> dict[str, list[dict[str, Any]]]:
    """The rows on disinformation by part: when it applies, its fields, its options."""
    found: dict[str, list[dict[str, Any]]] = {"when": [], "field": [], "option": []}
    for row in records(site.data(warning.PROCESS, "disinformation").sort_values("position", kind="stable")):
        found[str(row["part"])].append(row)
    return found
