"""The ledger: what was expected of each source, what came, and why the rest did not.

``STORE/ledger/<source>-YYYY-MM.csv``, sorted by date, stream and name. A row stands for one slice, one reading of
a feed or one day of an article; a later row of the same key takes its place. A file that is not as it was written
is an error for people to look at, and is never written over.
"""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Any

from observatory.errors import FindingsError
from observatory.findings import Finding

GOT, ABSENT, BAD = "got", "absent", "bad"
STATUSES = frozenset((GOT, ABSENT, BAD))
FOLDER = "ledger"
Key = tuple[datetime.date, str, str]


@dataclass(frozen=True)
class LedgerRow:
    """One row; numbers that do not apply are ``None``, texts that do not apply are empty.

    ``size`` is in bytes; ``kept`` counts the rows that went into the store, ``bad_lines`` those that were refused,
    ``damaged_names`` kept rows whose place names are garbled, ``duplicates`` those that were already there.
    """

    date: datetime.date
    stream: str
    name: str
    url: str = ""
    size: int | None = None
    md5: str = ""
    status: str = GOT
    reason: str = ""
    http: int | None = None
    lines: int | None = None
    bad_lines: int | None = None
    kept: int | None = None
    damaged_names: int | None = None
    duplicates: int | None = None
    attempts: int = 1
    recorded_at: str = ""

    @property
    def key(self) -> Key:
        """What there is one row of."""
        return self.date, self.stream, self.name


COLUMNS = tuple(field.name for field in fields(LedgerRow))
_NUMBERS = frozenset(("size", "http", "lines", "bad_lines", "kept", "damaged_names", "duplicates"))


class Ledger:
    """The rows of one source: ``gkg``, ``events``, ``feeds``, ``sitemaps`` or ``pageviews``.

    Read when first asked, then held in memory: whoever records holds the lock of the store.
    """

    def __init__(self, store: Path, source: str) -> None:
        self.folder = store / FOLDER
        self.source = source
        self._months: dict[str, dict[Key, LedgerRow]] | None = None

    def rows(self) -> list[LedgerRow]:
        """Every row, sorted by its key.

        Raises ``FindingsError`` (``collect-ledger-damaged``) where a file is not as it was written.
        """
        return [row for month in sorted(self._read()) for _, row in sorted(self._read()[month].items())]

    def got(self, stream: str) -> set[str]:
        """The names of ``stream`` that need not be fetched again."""
        return {row.name for row in self.rows() if row.stream == stream and row.status == GOT}

    def record(self, rows: Iterable[LedgerRow]) -> None:
        """Put ``rows`` in, each in place of an earlier one of its key, and have them on the disk.

        ``recorded_at`` becomes the present, and ``attempts`` counts on from the row that was there.
        """
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        months = self._read()
        changed = set()
        for row in rows:
            month = f"{row.date:%Y-%m}"
            before = months.setdefault(month, {}).get(row.key)
            attempts = row.attempts + (before.attempts if before else 0)
            months[month][row.key] = replace(row, attempts=attempts, recorded_at=now)
            changed.add(month)
        for month in sorted(changed):
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(_cells(row) for _, row in sorted(months[month].items()))
            write_whole(self.folder / f"{self.source}-{month}.csv", text.getvalue().encode("utf-8"))

    def _read(self) -> dict[str, dict[Key, LedgerRow]]:
        if self._months is None:
            months: dict[str, dict[Key, LedgerRow]] = defaultdict(dict)
            for path in sorted(self.folder.glob(f"{self.source}-????-??.csv")):
                month = path.stem.removeprefix(f"{self.source}-")
                months[month] = _read_month(path, month)
            self._months = months
        return self._months


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also when the machine stops."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".new-{path.name}")
    with new.open("wb") as file:
        file.write(content)
    settle(new, path)


def settle(new: Path, path: Path) -> None:
    """Let the finished file ``new`` take the place of ``path``, for good."""
    _to_disk(new)
    new.replace(path)
    _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cells(row: LedgerRow) -> list[str]:
    return ["" if value is None else str(value) for value in astuple(row)]


def _read_month(path: Path, month: str) -> dict[Key, LedgerRow]:
    try:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _damaged(path, 1, str(error)) from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise _damaged(path, 1, ",".join(lines[0]) if lines else "")
    rows: dict[Key, LedgerRow] = {}
    for number, cells in enumerate(lines[1:], start=2):
        try:
            row = _row(cells)
        except ValueError as error:
            raise _damaged(path, number, ",".join(cells)) from error
        if row.key in rows or f"{row.date:%Y-%m}" != month:
            raise _damaged(path, number, ",".join(cells))
        rows[row.key] = row
    return rows


def _row(cells: list[str]) -> LedgerRow:
    """A row from its cells; ``ValueError`` where they are none."""
    if len(cells) != len(COLUMNS):
        raise ValueError(len(cells))
    texts = dict(zip(COLUMNS, cells, strict=True))
    if texts["status"] not in STATUSES:
        raise ValueError(texts["status"])
    values: dict[str, Any] = {name: _number(text) if name in _NUMBERS else text for name, text in texts.items()}
    values |= {"date": datetime.date.fromisoformat(texts["date"]), "attempts": int(texts["attempts"])}
    return LedgerRow(**values)


def _number(text: str) -> int | None:
    return int(text) if text else None


def _damaged(path: Path, row: int, value: str) -> FindingsError:
    finding = Finding("collect-ledger-damaged", file=str(path), row=row, value=value)
    return FindingsError([finding], "collect-refused")
