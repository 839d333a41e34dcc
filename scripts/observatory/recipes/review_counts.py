"""What other registers count in a year for the annual review; each of them may not be there yet."""

from __future__ import annotations

import pandas as pd

from observatory.recipes import incidents
from observatory.recipes.recipe import Read
from observatory.review import yearly
from observatory.tables.model import Catalogue

EDITIONS: Read = ("reference/awards", "editions")
DECISIONS: Read = ("methodology/decisions", "decisions")
MESSAGES: Read = ("reference/alert-log", "messages")
COVERAGE: Read = ("reference/media-daily", "coverage")
LEVELS: Read = ("methodology/crisis-process", "levels")
READ: tuple[Read, ...] = tuple(
    dict.fromkeys((EDITIONS, DECISIONS, MESSAGES, COVERAGE, LEVELS, *incidents.RECIPES["incidents"].tables))
)
IN_FORCE, PROPOSED = "in_force", "proposed"


def editions(catalogue: Catalogue) -> pd.Series[int]:
    """The year of each award edition on record."""
    found = _table(catalogue, EDITIONS)
    return pd.Series(dtype="Int64") if found is None else found["year"]


def decisions(catalogue: Catalogue, status: str) -> pd.DataFrame:
    """The decisions of one status, with ``decision``, ``in_force_from`` and their titles."""
    found = _table(catalogue, DECISIONS)
    if found is None:
        return pd.DataFrame(columns=["decision", "in_force_from", "title_vi", "title_en"], dtype="str")
    return found[found["status"] == status]


def warnings(catalogue: Catalogue, first_year: int) -> dict[str, pd.DataFrame]:
    """How many episodes and incidents there were from ``first_year`` on, by kind (``yearly.COUNTS``).

    An episode counts in the year and at the level of its first message that was no test; an incident that is public in
    the year it began in, at its highest level.
    """
    found = {yearly.EPISODE: _episodes(catalogue), yearly.INCIDENT: _incidents(catalogue)}
    return {kind: counts[counts["year"] >= first_year] for kind, counts in found.items()}


def levels(catalogue: Catalogue) -> dict[str, list[int]]:
    """The levels that each kind of warning can have: the machine opens episodes, people raise incidents."""
    found = _table(catalogue, LEVELS)
    if found is None:
        return {yearly.EPISODE: [], yearly.INCIDENT: []}
    steps = found[found["id"] > 0]
    machine = steps.loc[steps["set_by"] == "machine", "id"]
    return {yearly.EPISODE: machine.astype(int).tolist(), yearly.INCIDENT: steps["id"].astype(int).tolist()}


def collected(catalogue: Catalogue) -> set[int]:
    """The years of which media were collected, be it one file."""
    found = _table(catalogue, COVERAGE)
    return set() if found is None else set(found.loc[found["received"] > 0, "date"].str[:4].astype(int))


def with_registers(catalogue: Catalogue, years: pd.DataFrame, warned: pd.DataFrame) -> pd.DataFrame:
    """``years`` with ``n_episodes``, ``n_incidents``, ``n_editions`` and ``n_decisions``.

    Decisions count in the year from which they are in force. Missing where there is no such register, for editions
    where none is on record, for not all that were held are, and as ``yearly.warnings`` says.
    """
    totals = warned.groupby(["kind", "year"])["n"].sum(min_count=1)
    taken = decisions(catalogue, IN_FORCE)["in_force_from"].str[:4].astype("Int64")
    listed = [int(year) for year in years["year"]]
    held = _counted(catalogue, EDITIONS, editions(catalogue), listed)
    return years.assign(
        n_episodes=pd.array([totals.get((yearly.EPISODE, year), pd.NA) for year in listed], dtype="Int64"),
        n_incidents=pd.array([totals.get((yearly.INCIDENT, year), pd.NA) for year in listed], dtype="Int64"),
        n_editions=held.mask(held == 0),
        n_decisions=_counted(catalogue, DECISIONS, taken, listed),
    )


def _counted(catalogue: Catalogue, register: Read, years: pd.Series[int], listed: list[int]) -> pd.Series[int]:
    """How often each of ``listed`` stands in ``years``; missing where there is no such register."""
    found = years.value_counts().reindex(listed, fill_value=0).astype("Int64").reset_index(drop=True)
    return found if _table(catalogue, register) is not None else found.mask(found >= 0)


def _table(catalogue: Catalogue, read: Read) -> pd.DataFrame | None:
    package, name = read
    there = package in catalogue.packages and name in catalogue.packages[package].tables
    return catalogue.frame(package, name) if there else None


def _episodes(catalogue: Catalogue) -> pd.DataFrame:
    found = _table(catalogue, MESSAGES)
    if found is None:
        return pd.DataFrame(columns=yearly.COUNTS, dtype="Int64")
    first = found[(found["msg_type"] == "Alert") & (found["cap_status"] == "Actual")]
    years = first["sent"].str[:4].astype("Int64")
    return first.assign(year=years).groupby(["year", "alert_level"]).size().rename("n").reset_index()


def _incidents(catalogue: Catalogue) -> pd.DataFrame:
    recipe = incidents.RECIPES["incidents"]
    if any(_table(catalogue, read) is None for read in recipe.tables):
        return pd.DataFrame(columns=yearly.COUNTS, dtype="Int64")
    names = {"level_peak": "alert_level", "n_incidents": "n"}
    return recipe.make(catalogue)["statistics"].rename(columns=names)[yearly.COUNTS]
