"""Who answers for which folder of ``datasets``, as the package ``methodology/contributors`` says it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGE = "methodology/contributors"
EVERY = "*"  # as the owner of an account: one of the core team


@dataclass(frozen=True)
class Owner:
    """One folder of ``datasets`` and the body that answers for it; ``team`` is a proposed GitHub team."""

    folder: str
    kind: str
    name_vi: str
    name_en: str
    team: str


@dataclass(frozen=True)
class Owners:
    """All folders, and which of them an account may change; accounts are written in small letters."""

    all: tuple[Owner, ...]
    accounts: Mapping[str, frozenset[str]]

    @property
    def folders(self) -> frozenset[str]:
        """Every folder that has an owner."""
        return frozenset(owner.folder for owner in self.all)

    @property
    def core(self) -> frozenset[str]:
        """The folders of the project itself, which its core team alone changes."""
        return frozenset(owner.folder for owner in self.all if owner.kind == "project")


def read(datasets: Path) -> Owners:
    """The owners that the package of our own ``datasets`` names, in its order.

    It was checked when it was merged, and is read without the libraries that check, so that a job which holds a
    token needs none of them. Raises ``OSError`` and ``KeyError`` where the package is not there or not whole.
    """
    folder = datasets / PACKAGE / "data"
    owners = tuple(
        Owner(row["owner"], row["kind"], row["name_vi"], row["name_en"], row["team"])
        for row in _rows(folder / "owners.csv")
    )
    accounts: dict[str, set[str]] = {}
    for row in _rows(folder / "accounts.csv"):
        accounts.setdefault(row["account"].lower(), set()).add(row["owner"])
    return Owners(owners, {account: frozenset(folders) for account, folders in accounts.items()})


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
