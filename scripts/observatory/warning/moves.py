"""What may be entered into a record: opening, moving on, setting fields. Everything else is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.warning import after_action, field_values
from observatory.warning.process import MACHINE, Process, Role
from observatory.warning.record import CLOSED, REVIEW, REVIEWED, Entry, Kind, Record, moment

REFUSED = "incident-refused"
OPENING = (
    *("level", "title_vi", "title_en", "province_codes", "topics"),
    *("event_time", "episode", "start_date", "observed", "expected"),
)
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Signature:
    """Who enters something: the person, the role, the time (ISO 8601 with the offset of the process) and why."""

    actor: str
    role: str
    time: str
    reason: str


def begin(
    number: str,
    opened_by: str,
    signed: Signature,
    fields: Fields,
    process: Process,
    *,
    follows: str = "",
    exercise: bool = False,
) -> Record:
    """A new record in the first state; ``opened_by`` is ``machine`` or ``person``, ``fields`` holds the level.

    The machine opens the levels that are its own; a higher one takes a person with the power to set it. Raises
    ``FindingsError`` (``incident-refused``) with what is against it.
    """
    by_machine = opened_by == MACHINE
    role = MACHINE if by_machine else signed.role
    at = _time(signed, process)
    found = [*_unsigned(signed), *field_values.check({"level": ""} | dict(fields), process)]
    found += [
        Finding("incident-not-at-opening", field=name, expected=", ".join(OPENING))
        for name in fields
        if name in process.fields and name not in OPENING
    ]
    if not by_machine and role not in process.roles:
        found.append(_unknown_role(role, process))
    _refuse(found)
    level = int(fields["level"])
    if level > process.machine_level_max:
        if by_machine:
            most = str(process.machine_level_max)
            found.append(Finding("incident-machine-level", field="level", value=str(level), expected=most))
        elif not process.roles[role].may("set_level", level):
            found.append(_may_not(role, "set_level", "level"))
    _refuse(found)
    entry = Entry("open", at, signed.actor.strip(), role, signed.reason.strip(), process.first, dict(fields))
    return Record(number, opened_by, exercise, follows, (entry,))


def move(record: Record, to: str, signed: Signature, fields: Fields, process: Process) -> Record:
    """The record after a move to the state ``to``; every other move than those of the process is refused.

    Whoever may make the move may set what the new state requires; other fields take their own power. Raises
    ``FindingsError`` (``incident-refused``) with what is against it.
    """
    if to not in process.states:
        _refuse([Finding("incident-unknown-state", value=to, expected=", ".join(process.states))])
    if (record.state, to) not in process.transitions:
        following = [end for start, end in process.transitions if start == record.state]
        allowed = ", ".join(following) or "–"
        _refuse([Finding("incident-move-not-allowed", field=record.state, value=to, expected=allowed)])
    return _entered(record, "move", to, signed, fields, process)


def amend(record: Record, signed: Signature, fields: Fields, process: Process) -> Record:
    """The record with fields set in the state it is in; each takes the power that the process names.

    An empty text takes a field back. Raises ``FindingsError`` (``incident-refused``) with what is against it.
    """
    if not fields:
        _refuse([Finding("incident-nothing-set", expected=", ".join(process.fields))])
    return _entered(record, "set", record.state, signed, fields, process)


def _entered(record: Record, kind: Kind, to: str, signed: Signature, fields: Fields, process: Process) -> Record:
    at = _time(signed, process)
    found = [*_unsigned(signed), *field_values.check(fields, process)]
    power = process.transitions[record.state, to] if kind == "move" else ""
    requires = process.states[to].requires if kind == "move" else ()
    role = process.roles.get(signed.role)
    if role is None:
        found.append(_unknown_role(signed.role, process))
    else:
        found += _forbidden(role, power, to, requires, fields, record.level, process)
    last = record.entries[-1].time
    if at < last:
        found.append(Finding("incident-time-order", field="time", value=signed.time, expected=last.isoformat()))
    reopens = kind == "move" and record.state == CLOSED and to != REVIEWED
    if reopens and at - record.entered(CLOSED)[-1] > process.reopen:
        days = process.settings["reopen_days"]
        found.append(Finding("incident-reopen-late", field=to, value=signed.time, expected=days))
    _refuse([finding for finding in found if finding.code == "incident-field-value"])
    entry = Entry(kind, at, signed.actor.strip(), signed.role, signed.reason.strip(), to, dict(fields))
    after = replace(record, entries=(*record.entries, entry))
    found += [Finding("incident-field-missing", field=name, value=to) for name in requires if name not in after.fields]
    found += [
        Finding("incident-same-person", field=f"{one}, {other}", value=name)
        for one, other in sorted(process.duties)
        for name in sorted(after.held(process).get(one, set()) & after.held(process).get(other, set()))
    ]
    if REVIEW in fields and REVIEW in after.fields:
        found += after_action.check(after, process)
    _refuse(found)
    return after


def _forbidden(
    role: Role,
    power: str,
    to: str,
    requires: Sequence[str],
    fields: Fields,
    level: int,
    process: Process,
) -> list[Finding]:
    """What the role may not do of the move and of the fields."""
    found = [_may_not(role.code, power, to)] if power and not role.may(power, level) else []
    return found + [
        _may_not(role.code, process.fields[name], name)
        for name in fields
        if name in process.fields and name not in requires and not role.may(process.fields[name], level)
    ]


def _time(signed: Signature, process: Process) -> datetime:
    at = moment(signed.time, process)
    if at is None:
        expected = process.settings["utc_offset"]
        raise FindingsError([Finding("incident-time", field="time", value=signed.time, expected=expected)], REFUSED)
    return at


def _unsigned(signed: Signature) -> list[Finding]:
    return [
        Finding("incident-field-missing", field=name)
        for name, text in (("actor", signed.actor), ("reason", signed.reason))
        if not text.strip() or not field_values.plain(text)
    ]


def _unknown_role(role: str, process: Process) -> Finding:
    return Finding("incident-unknown-role", field="role", value=role, expected=", ".join(process.roles))


def _may_not(role: str, power: str, field: str) -> Finding:
    return Finding("incident-role-may-not", field=field, value=role, expected=power)


def _refuse(found: Sequence[Finding]) -> None:
    if found:
        raise FindingsError(found, REFUSED)
