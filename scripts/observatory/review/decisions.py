"""The register of decisions: what each changed in a methodology, and how to take it back or to carry it out.

A methodology is looked at as its cells in text: ``state[table][row][column]``, without the empty ones. A decision lists
the cells it changed, with what stood there before and after; one that adds or takes away a row lists all its cells,
those of the key among them. What a change says stood there is compared with what does, so that the register and the
methodology cannot drift apart unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from observatory.errors import FindingsError
from observatory.findings import Finding

KINDS = ("weight", "goalpost", "target", "indicator", "deadline", "rule")
PROPOSED, IN_FORCE, WITHDRAWN = "proposed", "in_force", "withdrawn"
KEY_MARK = "/"

State = Mapping[str, Mapping[str, Mapping[str, str]]]
_Rows = dict[str, dict[str, dict[str, str]]]


@dataclass(frozen=True)
class Change:
    """One cell: its table, the key of its row, its column, and its text before and after (empty: an empty cell).

    ``line`` is the line of the table of changes, as a spreadsheet counts.
    """

    table: str
    row_key: str
    field: str
    before: str
    after: str
    line: int


@dataclass(frozen=True)
class Decision:
    """A decision on one methodology package, which leads from one of its versions to another.

    Dates are ISO days, empty where there is none yet. ``index`` names the index it bears on, or is empty; ``line`` is
    the line of the table of decisions.
    """

    id: str
    kind: str
    status: str
    package: str
    from_version: str
    to_version: str
    decided_on: str
    in_force_from: str
    index: str
    changes: tuple[Change, ...]
    line: int


def read(decisions: pd.DataFrame, changes: pd.DataFrame, file: str = "decisions.csv") -> tuple[Decision, ...]:
    """The register in its two tables, in the order of the ids.

    Raises ``FindingsError``: ``decision-undated`` for a decision in force without its days, ``decision-empty`` for one
    that changes nothing, ``decision-versions`` for versions that do not rise; ``file`` names the table of decisions.
    """
    cells: dict[str, list[tuple[int, Change]]] = {}
    for line, row in enumerate(_texts(changes), start=2):
        change = Change(row["table"], row["row_key"], row["field"], row["before"], row["after"], line)
        cells.setdefault(row["decision"], []).append((int(row["position"]), change))
    found = []
    for line, row in enumerate(_texts(decisions), start=2):
        listed = sorted(cells.get(row["decision"], []), key=lambda item: item[0])
        names = ("kind", "status", "package", "from_version", "to_version", "decided_on", "in_force_from", "index")
        given = {name: row[name] for name in names}
        found.append(Decision(row["decision"], **given, changes=tuple(change for _, change in listed), line=line))
    if findings := [finding for decision in found for finding in _wrong(decision, file)]:
        raise FindingsError(findings)
    return tuple(sorted(found, key=lambda decision: decision.id))


def state(tables: Mapping[str, pd.DataFrame], keys: Mapping[str, Sequence[str]]) -> State:
    """A methodology as its cells: ``tables`` by name, each with the columns of its primary key in ``keys``."""
    found: _Rows = {}
    for name, frame in tables.items():
        rows = [{key: text for key, text in row.items() if text} for row in _texts(frame)]
        found[name] = {KEY_MARK.join(row.get(key, "") for key in keys[name]): row for row in rows}
    return found


def frame(state: State, table: str, columns: Sequence[str] = ()) -> pd.DataFrame:
    """A table of a state as texts, an empty cell as missing; it has ``columns`` and those that any of its rows has."""
    rows = list(state.get(table, {}).values())
    names = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    return pd.DataFrame([[row.get(name) for name in names] for row in rows], columns=names, dtype="str")


def carried_out(state: State, decision: Decision, file: str = "changes.csv") -> State:
    """The state once the decision holds.

    Raises ``FindingsError`` (``decision-drift``) for each cell that is not what the decision says stood there before;
    ``file`` names the table of changes.
    """
    return _moved(state, decision, forward=True, file=file)


def taken_back(state: State, decision: Decision, file: str = "changes.csv") -> State:
    """The state before the decision held.

    Raises ``FindingsError`` (``decision-drift``) for each cell that is not what the decision says it made of it.
    """
    return _moved(state, decision, forward=False, file=file)


def _moved(state: State, decision: Decision, *, forward: bool, file: str) -> State:
    rows: _Rows = {table: {key: dict(cells) for key, cells in held.items()} for table, held in state.items()}
    findings = []
    for change in decision.changes if forward else reversed(decision.changes):
        old, new = (change.before, change.after) if forward else (change.after, change.before)
        row = rows.setdefault(change.table, {}).setdefault(change.row_key, {})
        there = row.pop(change.field, "")
        if there != old:
            findings.append(_drift(decision, change, old, there, "before" if forward else "after", file))
        if new:
            row[change.field] = new
    if findings:
        raise FindingsError(findings)
    return {table: {key: cells for key, cells in held.items() if cells} for table, held in rows.items()}


def _drift(decision: Decision, change: Change, told: str, there: str, column: str, file: str) -> Finding:
    where = f"{decision.package} · {change.table} · {change.row_key} · {change.field}"
    return Finding("decision-drift", file=file, row=change.line, field=column, value=told, expected=f"{where}: {there}")


def _wrong(decision: Decision, file: str) -> list[Finding]:
    at: dict[str, Any] = {"file": file, "row": decision.line}
    found = []
    if decision.status == IN_FORCE and not (decision.decided_on and decision.in_force_from):
        found.append(Finding("decision-undated", **at, field="in_force_from", value=decision.id))
    if not decision.changes:
        found.append(Finding("decision-empty", **at, field="decision", value=decision.id))
    if not parts(decision.from_version) < parts(decision.to_version):
        expected = f"> {decision.from_version}"
        found.append(
            Finding("decision-versions", **at, field="to_version", value=decision.to_version, expected=expected)
        )
    return found


def parts(version: str) -> tuple[int, ...]:
    """The numbers of a version, by which versions are put in order."""
    return tuple(int(part) for part in version.split("."))


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows with each cell as it stands in a CSV file."""
    return [{str(key): _text(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(float(value)).removesuffix(".0") if isinstance(value, float) else str(value)
