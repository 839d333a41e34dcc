"""What the commands of the register do: open it alone, enter one thing, write it, and say what is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

import pandas as pd

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.warning import moves
from observatory.warning.incident.export import Exported
from observatory.warning.incident.export import export as export_records
from observatory.warning.incident.register import Register
from observatory.warning.moves import REFUSED, Signature
from observatory.warning.process import TABLES, Process
from observatory.warning.record import Record, day, moment

__all__ = ["Signature", "export", "move", "new", "now", "process_in", "read"]

PROCESS = "methodology/crisis-process"
CHECKOUT = Path(__file__).parents[4] / "datasets"


def process_in(datasets: Path | None = None) -> Process:
    """The process of a folder ``datasets``; without one, that of the current folder, else of the program's own.

    Its tables are read as plain CSV: they were checked before they came into the repository. Raises
    ``ObservatoryError`` (``incident-no-process``) where one is not there or lacks a column.
    """
    folder = datasets or next((one for one in (Path("datasets"), CHECKOUT) if (one / PROCESS).is_dir()), CHECKOUT)
    try:
        about = json.loads((folder / PROCESS / "datapackage.json").read_text(encoding="utf-8"))
        return Process.of({name: _table(folder, name) for name in TABLES}, str(about["version"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ObservatoryError("incident-no-process", folder=str(folder), detail=str(error)) from error


def new(
    folder: Path,
    opened_by: str,
    signed: Signature,
    fields: Mapping[str, str],
    process: Process,
    follows: str,
    exercise: bool,
) -> Record:
    """Open an incident under the next id of its year; ``follows`` must name one that is there."""
    at = moment(signed.time, process)
    with Register.opened(folder, create=True) as register:
        if follows:
            register.read(follows)
        name = register.next_id(at.year if at else 0)
        record = moves.begin(name, opened_by, signed, fields, process, follows=follows, exercise=exercise)
        _write(register, record)
    return record


def move(folder: Path, name: str, to: str, signed: Signature, fields: Mapping[str, str], process: Process) -> Record:
    """Move an incident on to the state ``to``, or, where ``to`` is empty, set fields in the state it is in."""
    with Register.opened(folder) as register:
        before = register.read(name)
        after = moves.move(before, to, signed, fields, process) if to else moves.amend(before, signed, fields, process)
        _write(register, after)
    return after


def read(folder: Path, name: str) -> tuple[list[Record], list[Finding]]:
    """One incident, or all of them where ``name`` is empty, with what is wrong with files of the register."""
    with Register.opened(folder) as register:
        return ([register.read(name)], []) if name else register.read_all()


def export(folder: Path, out: Path, on: str, named: Collection[str], process: Process) -> Exported:
    """Put the cleared records of a sound register into the package ``out``; see ``export.export``."""
    if day(on) is None:
        raise FindingsError([Finding("incident-field-value", field="on", value=on, expected="2026-11-23")], REFUSED)
    with Register.opened(folder) as register:
        for name in named:
            register.read(name)
        records, damaged = register.read_all()
    if damaged:
        raise FindingsError(damaged, REFUSED)
    return export_records(records, out, on, named, process)


def now(time: str, process: Process) -> datetime:
    """The time that was asked for, or else the time of the clock."""
    if not time:
        return datetime.now().astimezone()
    at = moment(time, process)
    if at is None:
        expected = process.settings["utc_offset"]
        raise FindingsError([Finding("incident-time", field="time", value=time, expected=expected)], REFUSED)
    return at


def _table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / PROCESS / "data" / f"{name}.csv", dtype="str", keep_default_na=False)


def _write(register: Register, record: Record) -> None:
    try:
        register.write(record)
    except OSError as error:
        raise ObservatoryError("incident-disk", folder=str(register.folder), detail=str(error)) from error
