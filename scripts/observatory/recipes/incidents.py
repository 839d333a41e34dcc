"""Incidents that may be public, and the check that stops the build for every one that may not."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.recipes import origins
from observatory.recipes.media import MEDIA
from observatory.recipes.recipe import LEVEL, UNITS, Frames, Recipe
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue, Table
from observatory.warning import clearance, public_texts
from observatory.warning.clearance import RECORDS, REVIEWS
from observatory.warning.process import TABLES, Process
from observatory.warning.record import REVIEWED

PROCESS = "methodology/crisis-process"
INCIDENTS = "reference/incidents"


def process_of(catalogue: Catalogue) -> Process:
    """The process of a catalogue; where it has none, that of the project's own datasets.

    Raises ``ObservatoryError`` (``incident-no-process``) where that is not sound.
    """
    if PROCESS not in catalogue.packages:
        loaded = load([DATASETS / PROCESS])
        if PROCESS not in loaded.catalogue.packages:
            detail = ", ".join(sorted({finding.code for finding in loaded.findings}))
            raise ObservatoryError("incident-no-process", folder=str(DATASETS), detail=detail)
        catalogue = loaded.catalogue
    version = catalogue.packages[PROCESS].version
    return Process.of({name: catalogue.frame(PROCESS, name) for name in TABLES}, version)


def uncleared(catalogue: Catalogue) -> list[Finding]:
    """Everything in the catalogue that keeps an incident from being public on the day of the data.

    The tables of the kinds ``incident-records`` and ``incident-reviews`` count whoever owns them. It fails closed:
    a table of another kind in the package of incidents, or with the columns of an incident, is a finding too.
    """
    if PROCESS not in catalogue.packages and not any(
        _about(package.id, table) for package, table in origins.tables(catalogue)
    ):
        return []
    process = process_of(catalogue)
    found: list[Finding] = []
    for package, table in origins.tables(catalogue):
        if table.kind not in (RECORDS, REVIEWS):
            wrong = clearance.undeclared([field.name for field in table.fields], process)
            if package.id == INCIDENTS and not wrong:
                wrong = [Finding("incident-undeclared", field=table.name, expected=RECORDS)]
            found += [replace(finding, package=package.id, file=str(table.path)) for finding in wrong]
    records, reviews = origins.of_kind(catalogue, RECORDS), origins.of_kind(catalogue, REVIEWS)
    found += clearance.check(records, process, origins.newest_review(catalogue))
    found += clearance.check_reviews(reviews, records)
    for rows, key in ((records, "id"), (reviews, "incident_id")):
        found += [_at(row, "incident-repeated", key) for row in rows[rows[key].duplicated()].to_dict("records")]
    return found


def _incidents(catalogue: Catalogue) -> Frames:
    records, reviews = origins.of_kind(catalogue, RECORDS), origins.of_kind(catalogue, REVIEWS)
    if found := [*uncleared(catalogue), *_unknown(records, catalogue)]:
        raise FindingsError(found)
    process = process_of(catalogue)
    named = _named(records, catalogue, process)
    judged = reviews.merge(named[["incident_id", "exercise"]], on="incident_id")
    return {
        "incidents": named,
        "timeline": _notes(records, "timeline_public", public_texts.timeline),
        "lessons": _notes(records, "lessons_public", public_texts.lessons),
        "reviews": judged,
        "statistics": _statistics(named, judged, process),
    }


def _about(package: str, table: Table) -> bool:
    """Whether a table is about incidents, by its kind, its package or its columns."""
    names = {field.name for field in table.fields}
    return table.kind in (RECORDS, REVIEWS) or package == INCIDENTS or bool(names & clearance.TELLING)


def _unknown(records: pd.DataFrame, catalogue: Catalogue) -> list[Finding]:
    """Codes of provinces and topics that are not in their tables."""
    return [
        replace(_at(row, "incident-field-value", column), value=code, expected=", ".join(names.index))
        for column, names in (("province_codes", _provinces(catalogue)), ("topics", _topics(catalogue)))
        for row in records[records[column].notna()].to_dict("records")
        for code in str(row[column]).split()
        if code not in names.index
    ]


def _named(records: pd.DataFrame, catalogue: Catalogue, process: Process) -> pd.DataFrame:
    """The records under the names of the results, with the names of levels, states, provinces and topics."""
    columns = {
        "id": "incident_id",
        "state": "incident_state",
        "observed": "observed_count",
        "expected": "expected_count",
        "excess_ratio": "ratio",
        "source_countries_aggregated": "mentions_by_country",
    }
    levels = [process.levels[int(level)] for level in records["level_peak"]]
    states = [process.states[str(state)] for state in records["state"]]
    provinces, topics = _provinces(catalogue), _topics(catalogue)
    return records.rename(columns=columns).assign(
        level_vi=[level.name_vi for level in levels],
        level_en=[level.name_en for level in levels],
        state_vi=[state.name_vi for state in states],
        state_en=[state.name_en for state in states],
        provinces_vi=_joined(records["province_codes"], provinces["name_vi"]),
        provinces_en=_joined(records["province_codes"], provinces["name_en"]),
        topics_vi=_joined(records["topics"], topics["name_vi"]),
        topics_en=_joined(records["topics"], topics["name_en"]),
    )


def _joined(codes: pd.Series[str], names: pd.Series[str]) -> pd.Series[str]:
    listed = [None if pd.isna(cell) else "; ".join(names[code] for code in cell.split()) for cell in codes]
    return pd.Series(listed, index=codes.index, dtype="str")


def _notes(
    records: pd.DataFrame, column: str, parse: Callable[[str], tuple[public_texts.Note, ...] | None]
) -> pd.DataFrame:
    rows = [
        {"incident_id": name, "position": position, "local_date": note.day, "text_vi": note.vi, "text_en": note.en}
        for name, text in zip(records["id"], records[column], strict=True)
        if not pd.isna(text)
        for position, note in enumerate(parse(text) or (), start=1)
    ]
    return pd.DataFrame(rows, columns=["incident_id", "position", "local_date", "text_vi", "text_en"])


def _statistics(named: pd.DataFrame, reviews: pd.DataFrame, process: Process) -> pd.DataFrame:
    """Incidents by the year they began in and by level; exercises only where the process counts them."""
    counted = named if process.exercises_count else named[~named["exercise"].astype("bool")]
    joined = counted.merge(reviews[["incident_id", "sla_met"]], on="incident_id", how="left").assign(
        year=lambda rows: rows["start_date"].str[:4].astype("Int64"),
        reviewed=lambda rows: rows["incident_state"] == REVIEWED,
        known=lambda rows: rows["sla_met"].notna(),
        met=lambda rows: rows["sla_met"].fillna(False).astype("bool"),
    )
    groups = joined.groupby(["year", "level_peak", "level_vi", "level_en"], as_index=False)
    return groups.agg(
        n_incidents=("incident_id", "size"),
        n_reviewed=("reviewed", "sum"),
        n_sla_known=("known", "sum"),
        n_sla_met=("met", "sum"),
    )


def _provinces(catalogue: Catalogue) -> pd.DataFrame:
    units = catalogue.frame(UNITS, "units")
    return units[units["level"] == LEVEL].set_index("code")


def _topics(catalogue: Catalogue) -> pd.DataFrame:
    return catalogue.frame(MEDIA, "topics").set_index("code")


def _at(row: Mapping[Hashable, Any], code: str, field: str) -> Finding:
    """A finding on one cell."""
    return Finding(
        code,
        package=str(row["package"]),
        file=str(row["file"]),
        row=int(row["row"]),
        field=field,
        value=str(row[field]),
    )


RECIPES: dict[str, Recipe] = {
    "incidents": Recipe(
        PROCESS,
        (
            *((PROCESS, name) for name in TABLES),
            *((INCIDENTS, name) for name in ("incidents", "reviews")),
            *((UNITS, "units"), (MEDIA, "topics")),
        ),
        _incidents,
        (RECORDS, REVIEWS),
        may_lack=(RECORDS, REVIEWS),
    )
}
