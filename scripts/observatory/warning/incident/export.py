"""From the register to the public package: cleared records alone, or nothing at all."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.warning import clearance, publication
from observatory.warning.process import Process
from observatory.warning.record import Record

REFUSED = "incident-not-exported"


@dataclass(frozen=True)
class Exported:
    """The ids that are in the package now, and for every other record what keeps it out."""

    ids: tuple[str, ...]
    withheld: tuple[Finding, ...]


def export(records: Sequence[Record], out: Path, on: str, named: Collection[str], process: Process) -> Exported:
    """Write the records that are cleared on the day ``on`` into the tables of the package ``out``.

    With ``named`` those alone, and of the ones that are in the package already those that are still cleared. Each
    table is written aside and renamed, the records first: a cut between them leaves a package that the build takes or
    refuses, never a record that was not cleared. Raises ``FindingsError`` when a named record is not cleared, and
    ``ObservatoryError`` (``incident-no-package``, ``incident-disk``), with nothing written.
    """
    package = _Package.read(out)
    rows = {record.id: publication.row(record, process) for record in records}
    found = {name: _against(row, process, on) for name, row in rows.items()}
    if refused := [finding for name in named for finding in found.get(name, [])]:
        raise FindingsError(refused, REFUSED)
    wanted = set(named) | package.ids() if named else set(rows)
    chosen = [record for record in records if record.id in wanted and not found[record.id]]
    reviews = [row for record in chosen if (row := publication.review_row(record, process))]
    listed = pd.DataFrame([rows[record.id] for record in chosen], columns=list(package.columns[clearance.RECORDS]))
    frame = pd.DataFrame(reviews, columns=list(package.columns[clearance.REVIEWS]))
    if wrong := clearance.check_reviews(frame, listed):
        raise FindingsError(wrong, REFUSED)
    package.write({clearance.RECORDS: listed, clearance.REVIEWS: frame}, on)
    withheld = [replace(finding, level="warning") for name in sorted(found) for finding in found[name]]
    return Exported(tuple(record.id for record in chosen), tuple(withheld))


def _against(row: dict[str, str], process: Process, on: str) -> list[Finding]:
    found = clearance.check(pd.DataFrame([row]), process, on)
    return [replace(finding, package=row["id"]) for finding in found]


@dataclass(frozen=True)
class _Package:
    """The package of published incidents: its descriptor, and the file and the columns of each kind of table."""

    folder: Path
    descriptor: dict[str, Any]
    paths: dict[str, Path]
    columns: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls, folder: Path) -> _Package:
        """Raises ``ObservatoryError`` (``incident-no-package``) where the folder is not such a package."""
        place = folder.resolve()
        try:
            descriptor = json.loads((place / "datapackage.json").read_text(encoding="utf-8"))
            resources = {str(resource.get("kind")): resource for resource in descriptor["resources"]}
            paths, columns = {}, {}
            for kind in (clearance.RECORDS, clearance.REVIEWS):
                path = (place / resources[kind]["path"]).resolve()
                if not path.is_relative_to(place) or path.suffix != ".csv":
                    raise ValueError(str(path))
                paths[kind] = path
                columns[kind] = tuple(str(field["name"]) for field in resources[kind]["schema"]["fields"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ObservatoryError("incident-no-package", folder=str(place), detail=str(error)) from error
        return cls(place, descriptor, paths, columns)

    def ids(self) -> set[str]:
        """The ids of the records that are in the package; none where the table cannot be read."""
        try:
            with self.paths[clearance.RECORDS].open(encoding="utf-8", newline="") as file:
                return {row["id"] for row in csv.DictReader(file)}
        except (OSError, ValueError, KeyError, csv.Error):
            return set()

    def write(self, frames: dict[str, pd.DataFrame], on: str) -> None:
        """The tables, and the day of the export as the day the package was reviewed where that is later."""
        reviewed = max(on, str(self.descriptor.get("last_reviewed") or ""))
        descriptor = json.dumps({**self.descriptor, "last_reviewed": reviewed}, ensure_ascii=False, indent=2)
        texts = {self.paths[kind]: _csv(frame) for kind, frame in frames.items()}
        texts[self.folder / "datapackage.json"] = f"{descriptor}\n"
        asides = {path: path.with_name(f".aside-{path.name}") for path in texts}
        try:
            for path, text in texts.items():
                path.parent.mkdir(exist_ok=True)
                with asides[path].open("w", encoding="utf-8", newline="") as file:
                    file.write(text)
                    file.flush()
                    os.fsync(file.fileno())
            for path, aside in asides.items():
                aside.replace(path)
        except OSError as error:
            raise ObservatoryError("incident-disk", folder=str(self.folder), detail=str(error)) from error
        finally:
            for aside in asides.values():
                aside.unlink(missing_ok=True)


def _csv(frame: pd.DataFrame) -> str:
    text = io.StringIO()
    frame.fillna("").sort_values(list(frame.columns)[:1]).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue()
