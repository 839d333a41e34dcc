"""Whether a record may be public. It fails closed: what does not show that it was cleared stops the build.

The conditions are those of ``methodology/crisis-process``. No machine finds every name in a text: the verdict of
legal and privacy is one of the conditions for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from observatory.findings import Finding
from observatory.warning import field_values, public_texts
from observatory.warning.process import Process
from observatory.warning.record import REVIEWED, day

RECORDS, REVIEWS = "incident-records", "incident-reviews"
PLACE = ("package", "file", "row")
# Columns that no other table has any business with: an incident that does not say it is one.
TELLING = frozenset({"level_peak", "timeline_public", "lessons_public", "legal_privacy", "publish_after"})
TEXTS = ("id", "title_vi", "title_en", "province_codes", "topics", "timeline_public", "lessons_public")
CONDITIONS = ("visibility", "publish_after", "legal_privacy")
SUMMARIES = ("public_summary_vi", "public_summary_en", "source")


def check(rows: pd.DataFrame, process: Process, on: str) -> list[Finding]:
    """Everything in rows of the kind ``incident-records`` that keeps them from being public on the day ``on``.

    ``rows`` may also have ``package``, ``file`` and ``row``, the place of each. Findings: a column outside the public
    fields, or one that is never public; a record that is internal, early, in a wrong state, without the verdict of
    legal and privacy, or of a high level without an official statement; a count below the minimum; a day, list or
    number that cannot be read; a text with what looks like data of a person or a secrecy mark.
    """
    found = columns(rows.columns, process)
    for row in rows.to_dict("records"):
        texts = {str(name): "" if pd.isna(value) else str(value) for name, value in row.items()}
        found += [_placed(finding, texts) for finding in _record(texts, process, on)]
    return found


def check_reviews(rows: pd.DataFrame, records: pd.DataFrame) -> list[Finding]:
    """Reviews of incidents that are not among the public records in the state of a review, and unfit texts."""
    reviewed = set(records.loc[records["state"] == REVIEWED, "id"])
    found = []
    for row in rows.to_dict("records"):
        texts = {str(name): "" if pd.isna(value) else str(value) for name, value in row.items()}
        if texts["incident_id"] not in reviewed:
            finding = Finding(
                "review-without-record", field="incident_id", value=texts["incident_id"], expected=REVIEWED
            )
            found.append(_placed(finding, texts))
        found += [_placed(finding, texts) for name in SUMMARIES for finding in _scan(name, texts.get(name, ""))]
    return found


def columns(names: Iterable[str], process: Process) -> list[Finding]:
    """Columns of a table of records that are never public, or that are not among the public fields."""
    others = [name for name in map(str, names) if name not in process.public_fields and name not in PLACE]
    return [
        Finding("incident-never-public", field=name)
        if name in process.never_public
        else Finding("incident-field-not-public", field=name, expected=", ".join(process.public_fields))
        for name in others
    ]


def undeclared(names: Iterable[str], process: Process) -> list[Finding]:
    """Columns of a table of another kind that would be those of an incident, or that no table may publish."""
    listed = [str(name) for name in names]
    found = [Finding("incident-never-public", field=name) for name in listed if name in process.never_public]
    telling = [name for name in listed if name in TELLING]
    return [*found, *([Finding("incident-undeclared", field=", ".join(telling), expected=RECORDS)] if telling else [])]


def _record(row: Mapping[str, str], process: Process, on: str) -> list[Finding]:
    found = [*_cleared(row, process, on), *_readable(row, process), *_small(row, process)]
    found += [finding for name in TEXTS for finding in _scan(name, row.get(name, ""))]
    if "@" in row.get("official_statement_url", ""):
        found.append(Finding("incident-personal-data", field="official_statement_url", value="@", expected="handle"))
    return found


def _cleared(row: Mapping[str, str], process: Process, on: str) -> list[Finding]:
    """The conditions of the process that say it was cleared."""
    found = []
    name, statement = row.get("id", ""), row.get("official_statement_url", "")
    if row.get("visibility") != "public":
        found.append(Finding("incident-not-public", field="visibility", value=name, expected="public"))
    after = row.get("publish_after", "")
    if day(after) is None or after > on:
        found.append(Finding("incident-too-early", field="publish_after", value=after, expected=on))
    state = process.states.get(row.get("state", ""))
    if state is None or not (state.publishable or statement):
        allowed = ", ".join(code for code, one in process.states.items() if one.publishable)
        found.append(Finding("incident-state-not-public", field="state", value=row.get("state", ""), expected=allowed))
    if row.get("legal_privacy") != "ok":
        found.append(
            Finding("incident-no-verdict", field="legal_privacy", value=row.get("legal_privacy", ""), expected="ok")
        )
    level = row.get("level_peak", "")
    known = process.levels.get(int(level)) if level.isascii() and level.isdigit() else None
    if known is None or known.id == 0:
        allowed = ", ".join(str(number) for number in process.levels if number)
        found.append(Finding("incident-field-value", field="level_peak", value=level, expected=allowed))
    elif known.after_statement and not statement:
        found.append(
            Finding("incident-no-statement", field="official_statement_url", value=level, expected="https://…")
        )
    return found


def _readable(row: Mapping[str, str], process: Process) -> list[Finding]:
    """Texts that are not what their field holds, and days out of order."""
    fields = {name: text for name, text in row.items() if text and name in process.fields and name not in CONDITIONS}
    found = field_values.check(fields, process)
    start, end = row.get("start_date", ""), row.get("end_date", "")
    if row.get("exercise", "").lower() not in ("true", "false"):
        found.append(Finding("incident-field-missing", field="exercise", value=row.get("state", "")))
    if start and end and end < start:
        found.append(Finding("incident-date-order", field="end_date", value=end, expected=start))
    return found


def _small(row: Mapping[str, str], process: Process) -> list[Finding]:
    """Counts below the minimum, given or implied by the ratio."""
    counts: dict[str, float] = {}
    numbers = {
        name: pd.to_numeric(row.get(name, ""), errors="coerce") for name in ("observed", "expected", "excess_ratio")
    }
    if row.get("observed"):
        counts["observed"] = numbers["observed"]
    elif row.get("expected") and row.get("excess_ratio"):
        counts["expected, excess_ratio"] = numbers["expected"] * numbers["excess_ratio"]
    by_country = field_values.countries(row.get("source_countries_aggregated", "")) or {}
    counts |= {f"source_countries_aggregated, {code}": float(number) for code, number in by_country.items()}
    return [
        Finding("incident-small-count", field=name, value=f"{count:g}", expected=str(process.cell_minimum))
        for name, count in counts.items()
        if not count >= process.cell_minimum
    ]


def _scan(name: str, text: str) -> list[Finding]:
    return [
        Finding("incident-personal-data", field=name, value=shown, expected=kind)
        for kind, shown in public_texts.personal(text)
    ]


def _placed(finding: Finding, row: Mapping[str, Any]) -> Finding:
    number = str(row.get("row", ""))
    return replace(
        finding,
        package=str(row.get("package", "")),
        file=str(row.get("file", "")),
        row=int(number) if number else None,
    )
