"""What bodies have sent and what is due from them: the register joined to the packages and to their days.

Nothing here reads a clock: a day has passed when it lies before the newest review of any package.
"""

from __future__ import annotations

import datetime
from typing import Any

import pandas as pd

from observatory.recipes.recipe import Frames, Recipe
from observatory.tables.model import Catalogue
from observatory.tables.upkeep import Upkeep, due_state, newest_review, upkeep

OWNERS = "methodology/contributors"
REGISTER = "reference/contributions"
DECREE = ("Nghị định 47/2020/NĐ-CP", "Decree 47/2020/ND-CP")
TASKS = {
    "review": ("Rà soát gói (ít nhất sáu tháng một lần)", "Review the package (at least every six months)"),
    "update": (
        "Cập nhật số liệu (trong ba tháng từ khi công bố)",
        "Update the figures (within three months of publication)",
    ),
}
STATES = {"n_waiting": "received", "n_accepted": "accepted", "n_refused": "refused", "n_withdrawn": "withdrawn"}
_DUE = ("owner", "data_package", "task", "task_vi", "task_en", "due_on", "basis_vi", "basis_en", "due_state")


def _contributions(catalogue: Catalogue) -> Frames:
    as_of = newest_review(catalogue)
    assert as_of is not None  # both packages were reviewed, or they would not be in the catalogue
    received = catalogue.frame(REGISTER, "submissions").rename(
        columns={
            "package": "data_package",
            "state": "submission_state",
            "codes": "finding_codes",
            "reason_vi": "answer_vi",
            "reason_en": "answer_en",
            "decided_on": "answered_on",
            "decided_by": "answered_by",
            "reference": "request_number",
        }
    )
    days = {package.id: upkeep(package) for package in catalogue}
    due = _due(catalogue, days, as_of)
    packages = pd.DataFrame(
        [
            {
                "owner": package.owner,
                "data_package": package.id,
                "version": package.version,
                **_as_text(days[package.id]),
                "review_state": _state(days[package.id].review_due_on, as_of),
                "update_state": _state(days[package.id].update_due_on, as_of),
            }
            for package in catalogue
        ]
    )
    owners = catalogue.frame(OWNERS, "owners").rename(columns={"kind": "owner_kind"})
    late, coming = due[due["due_state"] == "overdue"], due.sort_values(["due_on", "task", "data_package"])
    units = owners.assign(
        n_packages=_count(packages, "owner", owners["owner"]),
        **_counts(received, "owner", owners["owner"]),
        last_received_on=owners["owner"].map(received.groupby("owner")["received_on"].max()),
        n_overdue=_count(late, "owner", owners["owner"]),
        as_of=as_of.isoformat(),
    ).merge(
        coming.drop_duplicates("owner").rename(columns={"due_on": "next_due_on"})[
            ["owner", "next_due_on", "task_vi", "task_en"]
        ],
        on="owner",
        how="left",
    )
    return {
        "units": units,
        "packages": packages.assign(**_counts(received, "data_package", packages["data_package"])),
        "received": received,
        "due": due,
    }


def _due(catalogue: Catalogue, days: dict[str, Upkeep], as_of: datetime.date) -> pd.DataFrame:
    """What the decree asks for each package, and what the register says was asked of a body."""
    rows: list[dict[str, Any]] = []
    for package in catalogue:
        owed = {"review": days[package.id].review_due_on, "update": days[package.id].update_due_on}
        rows += [
            {
                "owner": package.owner,
                "data_package": package.id,
                "task": task,
                "task_vi": TASKS[task][0],
                "task_en": TASKS[task][1],
                "due_on": day.isoformat(),
                "basis_vi": DECREE[0],
                "basis_en": DECREE[1],
            }
            for task, day in owed.items()
            if day
        ]
    asked = catalogue.frame(REGISTER, "due").rename(
        columns={"package": "data_package", "what_vi": "task_vi", "what_en": "task_en"}
    )
    found = pd.concat([pd.DataFrame(rows, columns=_DUE), asked.assign(task="asked")], ignore_index=True)
    states = [due_state(datetime.date.fromisoformat(day), as_of) for day in found["due_on"]]
    return found.assign(due_state=pd.Series(states, index=found.index, dtype="object"))


def _as_text(days: Upkeep) -> dict[str, str | None]:
    return {key: day.isoformat() if day else None for key, day in vars(days).items()}


def _state(due_on: datetime.date | None, as_of: datetime.date) -> str | None:
    return due_state(due_on, as_of) if due_on else None


def _count(frame: pd.DataFrame, column: str, keys: pd.Series[str]) -> pd.Series[int]:
    """How many rows of ``frame`` have each of ``keys`` in ``column``, in the order of ``keys``."""
    return keys.map(frame[column].value_counts()).fillna(0).astype("int64")


def _counts(received: pd.DataFrame, column: str, keys: pd.Series[str]) -> dict[str, pd.Series[int]]:
    """How many were received in all, and how many stand in each state."""
    states = {
        name: _count(received[received["submission_state"] == state], column, keys) for name, state in STATES.items()
    }
    return {"n_received": _count(received, column, keys), **states}


RECIPES: dict[str, Recipe] = {
    "contributions": Recipe(
        OWNERS,
        ((OWNERS, "owners"), (REGISTER, "submissions"), (REGISTER, "due")),
        _contributions,
    ),
}
