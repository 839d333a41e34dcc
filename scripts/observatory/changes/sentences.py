"""Changes as sentences: ``Đà Nẵng, 2024, Chỉ số X: 78,9 → 79,4``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from observatory.changes.names import Names, subject
from observatory.changes.rows import Cell, Row, RowChanges, Value, plain
from observatory.changes.words import CALENDAR, WORDS, column, shown
from observatory.findings import Lang
from observatory.tables.model import Field

ALIKE = 4  # rows with the same change that are told in one sentence
ONE_BY_ONE = 20  # rows that came or went and are still told one by one
MOST = 200  # sentences about the cells of one table: the rows beside them have them all
LISTED = 3
VALUE = "value"
_NUMBERS = ("number", "integer")


def sentences(changes: RowChanges, fields: Sequence[Field], names: Names, lang: Lang) -> list[str]:
    """One sentence for each change of a table: changed cells, rows that came, rows that went.

    ``fields`` are the columns of both tables. Cells that change alike in at least ``ALIKE`` rows, and more than
    ``ONE_BY_ONE`` rows that come or go, are told together; beyond ``MOST`` sentences cells are only counted.
    """
    teller = _Teller(changes, fields, names, lang)
    said = [*teller.cells(), *teller.rows("added"), *teller.rows("removed")]
    if changes.repeated:
        listed = [teller.keyed(key) for key in changes.repeated]
        said.append(WORDS[lang]["repeated"].format(listed=teller.listed(listed)))
    return said


class _Teller:
    """The sentences of one table; ``subject`` tells rows apart by their key where their names do not."""

    def __init__(self, changes: RowChanges, fields: Sequence[Field], names: Names, lang: Lang) -> None:
        self._changes, self._names, self._lang = changes, names, lang
        self._fields = fields
        self._by_name = {field.name: field for field in fields}
        self._words = WORDS[lang]
        self._entries = _entries(changes.cells)
        self._come, self._gone = (_few(frame) for frame in (changes.added, changes.removed))
        changed = {tuple(cell.key.values()): cell.row for entry in self._entries[:MOST] for cell in entry[:LISTED]}
        self._seen = Counter(self._subject(row) for row in (*changed.values(), *self._come))
        self._seen_gone = Counter(self._subject(row) for row in self._gone)

    def cells(self) -> list[str]:
        """The changed cells, those that change alike together at the place of the first; ``MOST`` sentences."""
        said = [self._entry(entry) for entry in self._entries[:MOST]]
        left = sum(map(len, self._entries[MOST:]))
        return [*said, self._words["more-cells"].format(n=left)] if left else said

    def rows(self, change: str) -> list[str]:
        """The rows that were ``added`` or ``removed``."""
        added = change == "added"
        total = len(self._changes.added if added else self._changes.removed)
        told, counts = (self._come, self._seen) if added else (self._gone, self._seen_gone)
        if total > ONE_BY_ONE:
            listed = self.listed([self._told_apart(row, counts) for row in told], total)
            return [self._words[f"{change}-rows"].format(n=total, listed=listed)]
        return [f"{self._words[change]}: {self._told_apart(row, counts)}{self._figure(row)}" for row in told]

    def listed(self, items: Sequence[str], total: int = 0) -> str:
        """The first of ``items``, and how many there are beside them."""
        count = total or len(items)
        rest = [self._words["others"].format(n=count - LISTED)] if count > LISTED else []
        return "; ".join([*items[:LISTED], *rest])

    def _entry(self, cells: Sequence[Cell]) -> str:
        """The sentence of one changed cell, or of many that change alike."""
        places = [self._told_apart(cell.row, self._seen) for cell in cells[:LISTED]]
        first = cells[0]
        field = self._by_name.get(first.field)
        change = f"{shown(first.before, field, self._lang)} → {shown(first.after, field, self._lang)}"
        if len(cells) > 1:
            named = f"{self._column(first.field)}: {change}"
            return self._words["alike"].format(change=named, n=len(cells), listed=self.listed(places, len(cells)))
        named = "" if first.field == VALUE else f", {self._column(first.field)}"
        return f"{places[0]}{named}: {change}"

    def keyed(self, row: Row) -> str:
        """The key of a row, value by value."""
        return ", ".join(shown(row.get(name), self._by_name.get(name), self._lang) for name in self._changes.key)

    def _figure(self, row: Row) -> str:
        """The figure of a row: its value, or what stands in its only column of numbers beside what it is of."""
        aside = {*self._changes.key, *CALENDAR, *self._names.known}
        counted = [field.name for field in self._fields if field.type in _NUMBERS and field.name not in aside]
        name = VALUE if VALUE in self._by_name else counted[0] if len(counted) == 1 else ""
        if row.get(name) is None:
            return ""
        named = "" if name == VALUE else f", {self._column(name)}"
        return f"{named}: {shown(row[name], self._by_name[name], self._lang)}"

    def _column(self, name: str) -> str:
        field = self._by_name.get(name)
        return column(field, self._lang) if field else name

    def _subject(self, row: Row) -> str:
        return subject(row, self._fields, self._changes.key, self._names, self._lang)

    def _told_apart(self, row: Row, counts: Counter[str]) -> str:
        """What a row is of, with its key where another row is of the same."""
        said = self._subject(row)
        if counts[said] < 2 or not self._changes.key:
            return said
        return f"{said} ({self.keyed(row)})"


def _entries(cells: Sequence[Cell]) -> list[list[Cell]]:
    """What gets a sentence each: single cells, and where at least ``ALIKE`` change alike, all of them together."""
    groups: dict[tuple[str, Value, Value], list[Cell]] = {}
    for cell in cells:
        groups.setdefault((cell.field, cell.before, cell.after), []).append(cell)
    entries: list[list[Cell]] = []
    for cell in cells:
        group = groups[cell.field, cell.before, cell.after]
        if len(group) < ALIKE:
            entries.append([cell])
        elif cell is group[0]:
            entries.append(group)
    return entries


def _few(frame: pd.DataFrame) -> list[Row]:
    """The rows that are told by name: all, or the first where they are too many."""
    return records(frame.head(LISTED) if len(frame) > ONE_BY_ONE else frame)


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a typed frame as plain values by field."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, map(plain, row), strict=True)) for row in frame.itertuples(index=False, name=None)]
