"""The register: one file for each incident in a folder that is no part of the public project.

A file holds the entries of its incident, each with the digest of itself and of the one before; a ledger beside them
holds how far each had come. So an entry that was altered, cut off or lost is noticed; someone who rewrites the ledger
too is not, which is what the history of the private repository is for. Files are written aside and renamed, under a
lock, readable by their owner alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.warning.record import Entry, Record

FORMAT = 1
LEDGER, LOCK, ASIDE = "ledger.json", ".lock", ".aside-"
ID = re.compile(r"[0-9]{4}-[0-9]{3,6}")
Ledger = dict[str, dict[str, Any]]


class Register:
    """The incidents of a folder, held alone while the context of ``opened`` lasts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, *, create: bool = False) -> Iterator[Register]:
        """The register in ``folder``; with ``create`` it is begun where there is none.

        Raises ``ObservatoryError``: ``incident-register-public`` for a folder inside the public project,
        ``incident-no-register`` where there is none or it cannot be written.
        """
        place = folder.resolve()
        if public := _public(place):
            raise ObservatoryError("incident-register-public", folder=str(place), other=str(public))
        try:
            if create:
                place.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(place / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ObservatoryError("incident-no-register", folder=str(place), detail=str(error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            register = cls(place)
            try:
                register._begin(create)
            except OSError as error:
                raise ObservatoryError("incident-no-register", folder=str(place), detail=str(error)) from error
            yield register
        finally:
            os.close(handle)

    def _begin(self, create: bool) -> None:
        """Clear what a killed run left aside, and begin an empty register."""
        for left in self.folder.glob(f"{ASIDE}*"):
            left.unlink()
        if (self.folder / LEDGER).exists() or self.ids():
            return
        if not create:
            raise ObservatoryError("incident-no-register", folder=str(self.folder), detail=LEDGER)
        self._write(LEDGER, {})

    def ids(self) -> list[str]:
        """The ids of the files that are there, in order."""
        return sorted(path.stem for path in self.folder.glob("*.json") if ID.fullmatch(path.stem))

    def next_id(self, year: int) -> str:
        """An id of a year that no incident has, nor one that was lost; raises as ``read`` does for the ledger."""
        used = [int(name[5:]) for name in {*self.ids(), *self._sound()} if name.startswith(f"{year:04}-")]
        return f"{year:04}-{max(used, default=0) + 1:03}"

    def read(self, name: str) -> Record:
        """One record.

        Raises ``FindingsError``: ``incident-unknown`` where there is none, ``incident-record-damaged`` where its file
        is not as it was written, ``incident-ledger-damaged`` where the ledger is not.
        """
        ledger = self._sound()
        if name not in self.ids() and name not in ledger:
            found = Finding("incident-unknown", value=name, expected=", ".join(self.ids()) or "–")
            raise FindingsError([found], "incident-refused")
        try:
            return _record(self._text(name), name, ledger.get(name))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            file = str(self.folder / f"{name}.json")
            found = Finding("incident-record-damaged", file=file, value=name, expected=str(error))
            raise FindingsError([found], "incident-refused") from error

    def read_all(self) -> tuple[list[Record], list[Finding]]:
        """The records that are sound, and what is wrong with the others; those that were lost are named."""
        records: list[Record] = []
        found: list[Finding] = []
        try:
            ledger = self._sound()
        except FindingsError as error:
            return [], list(error.findings)
        for name in sorted({*self.ids(), *ledger}):
            try:
                records.append(self.read(name))
            except FindingsError as error:
                found += error.findings
        return records, found

    def write(self, record: Record) -> None:
        """Keep a record: its file first, then the ledger, so that a cut between them loses nothing."""
        entries, ledger = _chained(record), self._sound()
        self._write(f"{record.id}.json", {"format": FORMAT, **_head(record), "entries": entries})
        self._write(LEDGER, {**ledger, record.id: {"entries": len(entries), "digest": entries[-1]["digest"]}})

    def _sound(self) -> Ledger:
        """The ledger; ``FindingsError`` where it is not as it was written."""
        try:
            found = json.loads((self.folder / LEDGER).read_text(encoding="utf-8"))
            sound = all(ID.fullmatch(name) and isinstance(at, dict) for name, at in found.items())
        except (OSError, ValueError, AttributeError, RecursionError):
            sound = False
        if not sound:
            raise FindingsError(
                [Finding("incident-ledger-damaged", file=str(self.folder / LEDGER))], "incident-refused"
            )
        return dict(found)

    def _text(self, name: str) -> str:
        return (self.folder / f"{name}.json").read_text(encoding="utf-8")

    def _write(self, name: str, document: Mapping[str, Any]) -> None:
        aside = self.folder / f"{ASIDE}{name}"
        text = json.dumps(document, ensure_ascii=False, indent=2)
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.folder / name)
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _public(place: Path) -> Path | None:
    """The part of a checkout of the project, or the data package, that a folder lies in; ``None`` where it does not."""
    for folder in (place, *place.parents):
        checkout = (folder / "mkdocs.yml").is_file() and (folder / "datasets").is_dir()
        if checkout or (folder / "datapackage.json").is_file() or (folder / "methodology" / "crisis-process").is_dir():
            return folder
    return None


def _head(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "opened_by": record.opened_by,
        "exercise": record.exercise,
        "follows": record.follows,
    }


def _chained(record: Record) -> list[dict[str, Any]]:
    """The entries as they are written, each with the digest of the one before and its own."""
    chained: list[dict[str, Any]] = []
    for entry in record.entries:
        written = {
            "kind": entry.kind,
            "time": entry.time.isoformat(),
            "actor": entry.actor,
            "role": entry.role,
            "reason": entry.reason,
            "state": entry.state,
            "fields": dict(entry.fields),
            "previous": chained[-1]["digest"] if chained else "",
        }
        chained.append({**written, "digest": _digest(_head(record), written)})
    return chained


def _digest(head: Mapping[str, Any], written: Mapping[str, Any]) -> str:
    text = json.dumps([head, written], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _record(text: str, name: str, at: Mapping[str, Any] | None) -> Record:
    """The record of a file, held against its own digests and the ledger; ``ValueError`` where they do not agree."""
    document = json.loads(text)
    if document["format"] != FORMAT or document["id"] != name:
        raise ValueError("format, id")
    entries = tuple(_entry(written) for written in document["entries"])
    record = Record(name, str(document["opened_by"]), document["exercise"] is True, str(document["follows"]), entries)
    chained = _chained(record)
    if not chained or chained != document["entries"]:
        wrong = next(
            (n for n, pair in enumerate(zip(chained, document["entries"], strict=False), 1) if pair[0] != pair[1]), 0
        )
        raise ValueError(f"digest {wrong}")
    if at and (len(chained) < at["entries"] or chained[at["entries"] - 1]["digest"] != at["digest"]):
        raise ValueError("ledger")
    return record


def _entry(written: Mapping[str, Any]) -> Entry:
    fields = {str(key): str(value) for key, value in written["fields"].items()}
    at = datetime.fromisoformat(written["time"])
    if at.tzinfo is None:
        raise ValueError("time")
    return Entry(written["kind"], at, written["actor"], written["role"], written["reason"], written["state"], fields)
