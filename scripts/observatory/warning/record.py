"""An incident as the private register keeps it: what was entered, one entry after another, and what follows from it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from observatory.warning.process import Process

Kind = Literal["open", "move", "set"]
CONTAINED, CLOSED, REVIEWED = "contained", "closed", "reviewed"
LEAD, PUBLISHER, REVIEWER = "incident_lead", "publisher", "reviewer"
REVIEW, REVIEW_POWER = "after_action_review", "review"
YEARS = range(2000, 2101)


@dataclass(frozen=True)
class Entry:
    """One entry: who, in which role, when and why; the state afterwards, and the fields that it set."""

    kind: Kind
    time: datetime
    actor: str
    role: str
    reason: str
    state: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Record:
    """One incident: its entries in order, of which the first opened it. Nothing else is stored."""

    id: str
    opened_by: str
    exercise: bool
    follows: str
    entries: tuple[Entry, ...]

    @property
    def state(self) -> str:
        """The state it is in."""
        return self.entries[-1].state

    @property
    def detected_at(self) -> datetime:
        """When it was opened."""
        return self.entries[0].time

    @property
    def fields(self) -> dict[str, str]:
        """The fields as they stand: the last text of each that is not empty."""
        merged = {name: text for entry in self.entries for name, text in entry.fields.items()}
        return {name: text for name, text in merged.items() if text.strip()}

    @property
    def level(self) -> int:
        """The level it has."""
        return int(self.fields["level"])

    @property
    def level_peak(self) -> int:
        """The highest level that it has had."""
        return max(int(entry.fields["level"]) for entry in self.entries if "level" in entry.fields)

    def entered(self, state: str) -> tuple[datetime, ...]:
        """When it came into a state, each time."""
        return tuple(entry.time for entry in self.entries if entry.kind != "set" and entry.state == state)

    def times_set(self, name: str) -> tuple[datetime, ...]:
        """When a field was set to something, each time."""
        return tuple(entry.time for entry in self.entries if entry.fields.get(name, "").strip())

    def last_set(self, names: Iterable[str]) -> int:
        """The number of the last entry that set or emptied one of the fields; -1 where none did."""
        wanted = set(names)
        return max((number for number, entry in enumerate(self.entries) if wanted & entry.fields.keys()), default=-1)

    def held(self, process: Process) -> dict[str, set[str]]:
        """Who has held each role in this incident, as ``person`` writes them.

        Beside the roles there is ``reviewer``: who moved it by the power to review, or wrote the review.
        """
        found: dict[str, set[str]] = {}
        state = ""
        for entry in self.entries:
            roles = [entry.role]
            moved = entry.kind == "move" and process.transitions.get((state, entry.state)) == REVIEW_POWER
            if moved or entry.fields.get(REVIEW, "").strip():
                roles.append(REVIEWER)
            for role in roles:
                found.setdefault(role, set()).add(person(entry.actor))
            if entry.fields.get(LEAD, "").strip():
                found.setdefault(LEAD, set()).add(person(entry.fields[LEAD]))
            state = entry.state
        return found


def person(actor: str) -> str:
    """An actor as compared with others: case, spaces and the form of letters make no other person."""
    return " ".join(unicodedata.normalize("NFKC", actor).casefold().split())


def moment(text: str, process: Process) -> datetime | None:
    """The time that a text gives with the offset of the process, or ``None``."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if found.utcoffset() == process.utc_offset and found.year in YEARS else None


def day(text: str) -> date | None:
    """The day that a text gives as YYYY-MM-DD, or ``None``."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text and found.year in YEARS else None
