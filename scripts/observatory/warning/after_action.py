"""After the event: what a review must hold, the hours it took, and whether the deadlines were kept.

The form of the review and the hours are proposals of ``methodology/crisis-process``; an hour that cannot be told
stays missing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from observatory.findings import Finding
from observatory.warning.process import Deadline, Process
from observatory.warning.record import CLOSED, CONTAINED, LEAD, REVIEW, REVIEWED, Record, day, moment, person

DERIVED = ("time_to_detect_h", "time_to_ack_h", "time_to_statement_h", "time_to_contain_h", "sla_met")
HANDLED = ("activated", "responding")
_TIMES = ("event_time", "first_signal_time", "alert_time", "human_ack_time", "statement_time")
_ORDER = ("event_time", "first_signal_time", "alert_time", "human_ack_time")
_ACTION = ("text", "owner", "due", "status")


@dataclass(frozen=True)
class Due:
    """A deadline of one incident: when it ends, when it was met; ``None`` where that cannot be told yet."""

    deadline: Deadline
    until: datetime | None
    done: datetime | None

    def kept(self, now: datetime | None = None) -> bool | None:
        """Whether it was met; while it is open it is broken only once ``now`` is past its end."""
        if self.until is None:
            return None
        if self.done is not None:
            return self.done <= self.until
        return False if now is not None and now > self.until else None

    def hours_left(self, now: datetime) -> float | None:
        """Hours until it ends, negative once it is past; ``None`` where it is done or its end is not known."""
        if self.until is None or self.done is not None:
            return None
        return (self.until - now) / timedelta(hours=1)


@dataclass(frozen=True)
class Derived:
    """Hours that an incident took, each ``None`` where a time is missing, and whether all deadlines were kept."""

    time_to_detect_h: float | None
    time_to_ack_h: float | None
    time_to_statement_h: float | None
    time_to_contain_h: float | None
    sla_met: bool | None


def review_of(record: Record) -> dict[str, Any] | None:
    """The after-action review of a record, or ``None`` where it has none that can be read."""
    try:
        review = json.loads(record.fields.get(REVIEW, ""))
    except (ValueError, RecursionError):
        return None
    return review if isinstance(review, dict) else None


def check(record: Record, process: Process) -> list[Finding]:
    """What is wrong with the review of a record: its form, its times, and who answers for it."""
    review = review_of(record)
    if review is None:
        return [Finding("review-unreadable", field=REVIEW, value=record.fields.get(REVIEW, ""))]
    nested = {code.partition(".")[0] for code in process.review_fields if "." in code}
    flat = dict(_flat(review, nested))
    found = [Finding("review-unknown-field", field=name) for name in flat if name not in process.review_fields]
    found += [
        Finding("incident-field-missing", field=f"{REVIEW}.{name}")
        for name, mandatory in process.review_fields.items()
        if mandatory and flat.get(name) in (None, "", [], {})
    ]
    if flat.get("incident_id") not in (None, "", record.id):
        found.append(
            Finding("review-other-incident", field="incident_id", value=str(flat["incident_id"]), expected=record.id)
        )
    if (held := flat.get("meeting_date")) and day(str(held)) is None:
        found.append(Finding("incident-field-value", field="meeting_date", value=str(held), expected="2026-11-23"))
    found += [
        Finding(
            "incident-field-value", field=name, value=str(flat[f"detection.{name}"]), expected="2026-11-23T08:00+07:00"
        )
        for name in _TIMES
        if flat.get(f"detection.{name}") and moment(str(flat[f"detection.{name}"]), process) is None
    ]
    detection = [moment(str(flat.get(f"detection.{name}") or ""), process) for name in _ORDER]
    known = [time for time in detection if time is not None]
    if known != sorted(known):
        found.append(Finding("review-times-order", field="detection", expected=", ".join(_ORDER)))
    if not _actions(flat.get("actions")):
        expected = ", ".join(_ACTION)
        found.append(Finding("incident-field-value", field="actions", value=str(flat["actions"]), expected=expected))
    owner = person(str(flat.get("owner") or ""))
    if owner and owner in record.held(process).get(LEAD, set()):
        found.append(Finding("incident-same-person", field=f"{REVIEW}.owner, {LEAD}", value=owner))
    return found


def derived(record: Record, process: Process) -> Derived:
    """Hours to detection (from the event), and to acknowledgement, statement and containment (from detection).

    Times come from the review, and where it has none from the register itself.
    """
    times = _times(record, process)
    detected = times["alert_time"]
    verdicts = [due.kept() for due in dues(record, process)]
    contained = record.entered(CONTAINED)
    return Derived(
        _hours(times["event_time"], detected),
        _hours(detected, times["human_ack_time"]),
        _hours(detected, times["statement_time"]),
        _hours(detected, contained[0] if contained else None),
        False if False in verdicts else None if None in verdicts else True,
    )


def dues(record: Record, process: Process) -> list[Due]:
    """The deadlines of the highest level that the incident has had, in the order of the process."""
    times = _times(record, process)
    detected, event = times["alert_time"], times["event_time"]
    closed = record.entered(CLOSED)
    last_closed = closed[-1] if closed else None
    starts = {"detection": detected, "event": event, "closed": last_closed}
    done = {
        "triage": _first(record.entered("triage")),
        "assessment": _first(record.entered("assessed")),
        "holding_statement": _first(record.times_set("holding_statement")),
        "initial_press_information": times["statement_time"],
        "review_meeting": _first(record.entered(REVIEWED)),
        "public_incident_page": _shown(record),
    }
    found = []
    for deadline in process.deadlines_of(record.level_peak):
        allowed = timedelta(hours=deadline.hours)
        if deadline.counted_from == "last_update":
            found.append(_updates(record, deadline, allowed))
        else:
            start = starts[deadline.counted_from]
            found.append(Due(deadline, None if start is None else start + allowed, done.get(deadline.step)))
    return found


def _updates(record: Record, deadline: Deadline, allowed: timedelta) -> Due:
    """The longest time without an update while the incident was handled, or the next update while it still is.

    It is handled from its activation, or from flaring up again, until it is contained; an update is an entry that
    sets the log of messages.
    """
    spans = _handled(record)
    if not spans:
        return Due(deadline, None, None)
    told = record.times_set("message_log")
    points = [
        [start, *sorted(time for time in told if start < time and (end is None or time < end)), *([end] if end else [])]
        for start, end in spans
    ]
    gaps = [(later - earlier, earlier, later) for span in points for earlier, later in pairwise(span)]
    longest = max(gaps, default=None)
    if longest and (spans[-1][1] is not None or longest[0] > allowed):
        return Due(deadline, longest[1] + allowed, longest[2])
    return Due(deadline, points[-1][-1] + allowed, None)


def _handled(record: Record) -> list[tuple[datetime, datetime | None]]:
    """From when to when it was handled, each time; the last without an end while it still is."""
    spans: list[tuple[datetime, datetime | None]] = []
    for entry in record.entries:
        if entry.kind != "move":
            continue
        handled = bool(spans) and spans[-1][1] is None
        if entry.state in HANDLED and not handled:
            spans.append((entry.time, None))
        elif entry.state not in HANDLED and handled:
            spans[-1] = (spans[-1][0], entry.time)
    return spans


def _times(record: Record, process: Process) -> dict[str, datetime | None]:
    detection = (review_of(record) or {}).get("detection")
    told = detection if isinstance(detection, dict) else {}
    found = {name: moment(str(told.get(name) or ""), process) for name in _TIMES}
    fields = record.fields
    found["event_time"] = found["event_time"] or moment(fields.get("event_time", ""), process)
    found["alert_time"] = found["alert_time"] or record.detected_at
    found["human_ack_time"] = found["human_ack_time"] or _first(record.entered("triage"))
    found["statement_time"] = found["statement_time"] or moment(fields.get("statement_time", ""), process)
    return found


def _shown(record: Record) -> datetime | None:
    """When the record was last made public, while it is."""
    if record.fields.get("visibility") != "public":
        return None
    return record.entries[record.last_set(["visibility"])].time


def _flat(review: Mapping[str, Any], nested: set[str]) -> list[tuple[str, Any]]:
    flat: list[tuple[str, Any]] = []
    for name, value in review.items():
        if name in nested and isinstance(value, dict):
            flat += [(f"{name}.{key}", part) for key, part in value.items()]
        else:
            flat.append((str(name), value))
    return flat


def _actions(actions: object) -> bool:
    if actions is None:
        return True
    return isinstance(actions, list) and all(isinstance(item, dict) and item.keys() == set(_ACTION) for item in actions)


def _first(times: tuple[datetime, ...]) -> datetime | None:
    return times[0] if times else None


def _hours(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start) / timedelta(hours=1)
