"""The crisis process as data: what ``methodology/crisis-process`` says of states, roles, hours and publication.

Levels and hours are proposals of this project: there is no official scale. The rules of a move are in ``moves``, those
of publication in ``clearance``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

TABLES = (
    *("levels", "states", "transitions", "roles", "duties", "hours", "fields", "public_fields", "never_public"),
    *("review_fields", "strategies", "settings"),
)
MACHINE = "machine"
_CAPPED = re.compile(r"(.+)_level_([0-9]+)")
_OFFSET = re.compile(r"UTC([+-])([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True)
class Level:
    """A level: its names, what of it may be public, and whether a person alone sets it."""

    id: int
    name_vi: str
    name_en: str
    public_rule: str
    by_person: bool

    @property
    def after_statement(self) -> bool:
        """Whether an incident of this level is public only after an official statement."""
        return self.public_rule == "after_official_statement"


@dataclass(frozen=True)
class State:
    """A state of an incident; ``requires`` names the fields that must be there on entering it."""

    code: str
    name_vi: str
    name_en: str
    automatic: bool
    terminal: bool
    requires: tuple[str, ...]
    publishable: bool


@dataclass(frozen=True)
class Role:
    """A role and its powers: for each, the highest level of an incident that it holds for (``None``: any)."""

    code: str
    name_vi: str
    name_en: str
    powers: Mapping[str, int | None]

    def may(self, power: str, level: int) -> bool:
        """Whether the role has a power over an incident of ``level``."""
        if power not in self.powers:
            return False
        most = self.powers[power]
        return most is None or level <= most


@dataclass(frozen=True)
class Deadline:
    """Within how many hours a step is due at a level, and from when they run."""

    step: str
    level: int
    hours: float
    counted_from: str
    name_vi: str
    name_en: str


@dataclass(frozen=True)
class Process:
    """The whole process.

    ``transitions`` leads from a pair of states to the power that the move takes; ``fields`` from a field of the
    register to the power that sets it; ``duties`` are pairs of roles that no one person may hold in one incident.
    """

    version: str
    levels: Mapping[int, Level]
    states: Mapping[str, State]
    transitions: Mapping[tuple[str, str], str]
    roles: Mapping[str, Role]
    duties: frozenset[tuple[str, str]]
    deadlines: tuple[Deadline, ...]
    fields: Mapping[str, str]
    public_fields: Mapping[str, str]
    never_public: frozenset[str]
    review_fields: Mapping[str, bool]
    clusters: frozenset[str]
    settings: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Mapping[str, pd.DataFrame], version: str = "") -> Process:
        """The process that the tables of the package describe, by name (``TABLES``).

        Raises ``KeyError`` where a table or a column is not there.
        """
        rows = {name: _texts(frames[name]) for name in TABLES}
        return cls(
            version=version,
            levels={int(row["id"]): _level(row) for row in rows["levels"]},
            states={row["code"]: _state(row) for row in rows["states"]},
            transitions={(row["from_state"], row["to_state"]): row["power"] for row in rows["transitions"]},
            roles={row["code"]: _role(row) for row in rows["roles"]},
            duties=frozenset((row["role"], row["not_role"]) for row in rows["duties"]),
            deadlines=tuple(_deadline(row) for row in rows["hours"]),
            fields={row["code"]: row["set_by"] for row in rows["fields"]},
            public_fields={row["code"]: row["part"] for row in rows["public_fields"]},
            never_public=frozenset(row["code"] for row in rows["never_public"]),
            review_fields={
                row["code"]: _yes(row["mandatory"]) for row in rows["review_fields"] if row["part"] != "derived"
            },
            clusters=frozenset(row["cluster"] for row in rows["strategies"]),
            settings={row["key"]: row["value"] for row in rows["settings"]},
        )

    @property
    def first(self) -> str:
        """The state in which an incident begins: the one that is set by the machine."""
        return next(state.code for state in self.states.values() if state.automatic)

    @property
    def machine_level_max(self) -> int:
        """The highest level that the machine opens by itself."""
        return int(self.settings["machine_level_max"])

    @property
    def reopen(self) -> timedelta:
        """How long after closing an incident may be reopened."""
        return timedelta(days=float(self.settings["reopen_days"]))

    @property
    def cell_minimum(self) -> int:
        """The least count that is published."""
        return int(self.settings["cell_minimum"])

    @property
    def utc_offset(self) -> timedelta:
        """The offset from UTC that every time is written in."""
        found = _OFFSET.fullmatch(self.settings["utc_offset"])
        if found is None:
            raise ValueError(f"utc_offset: {self.settings['utc_offset']}")
        sign, hours, minutes = found.groups()
        return (-1 if sign == "-" else 1) * timedelta(hours=int(hours), minutes=int(minutes))

    @property
    def exercises_count(self) -> bool:
        """Whether exercises are counted in statistics."""
        return _yes(self.settings["exercise_counts"])

    def deadlines_of(self, level: int) -> tuple[Deadline, ...]:
        """The deadlines of a level, in the order of the table."""
        return tuple(deadline for deadline in self.deadlines if deadline.level == level)


def _texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """The rows as texts; a missing cell is an empty one."""
    return [
        {str(name): "" if pd.isna(value) else str(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _yes(text: str) -> bool:
    return text.lower() == "true"


def _level(row: Mapping[str, str]) -> Level:
    return Level(int(row["id"]), row["name_vi"], row["name_en"], row["public_rule"], row["set_by"] != MACHINE)


def _state(row: Mapping[str, str]) -> State:
    return State(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        automatic=_yes(row["automatic"]),
        terminal=_yes(row["terminal"]),
        requires=tuple(row["requires"].split()),
        publishable=_yes(row["publishable"]),
    )


def _role(row: Mapping[str, str]) -> Role:
    powers: dict[str, int | None] = {}
    for power in row["may"].split():
        capped = _CAPPED.fullmatch(power)
        powers[capped[1] if capped else power] = int(capped[2]) if capped else None
    return Role(row["code"], row["name_vi"], row["name_en"], powers)


def _deadline(row: Mapping[str, str]) -> Deadline:
    return Deadline(
        row["step"], int(row["level"]), float(row["hours"]), row["counted_from"], row["name_vi"], row["name_en"]
    )
