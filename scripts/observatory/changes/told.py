"""What a reader is given of a difference: sentences, and the rows beside them as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from observatory.changes.names import Names
from observatory.changes.package import FieldChange, PackageChanges, TableChanges
from observatory.changes.rows import Row
from observatory.changes.sentences import records, sentences
from observatory.changes.words import WORDS, column, line, node, shown
from observatory.findings import Lang

Change = Literal["changed", "added", "removed"]

_HEADS = {"vi": ("Cột", "Trước", "Sau"), "en": ("Column", "Before", "After")}


@dataclass(frozen=True)
class Told:
    """The changes of one table, with the names of what its codes stand for."""

    changes: TableChanges
    names: Names


@dataclass(frozen=True)
class Difference:
    """What differs in one package, or in lone tables that belong to none (``package`` is then ``None``)."""

    package: PackageChanges | None
    tables: tuple[Told, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows of one kind of change as texts: those of ``total`` that fit."""

    change: Change
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


def package_sentences(changes: PackageChanges, lang: Lang) -> list[str]:
    """What changed in what a package says of itself."""
    if changes.state != "kept":
        title = line(changes.package.title.get(lang))
        return [WORDS[lang][f"package-{changes.state}"].format(title=f"{title} ({changes.package.id})")]
    return [_pair(node(entry.key, lang), entry.before, entry.after, lang) for entry in changes.described]


def table_sentences(told: Told, lang: Lang) -> list[str]:
    """What changed in a table: its description, its columns, its rows; a table that came or went in one sentence."""
    changes, words = told.changes, WORDS[lang]
    if changes.state != "kept":
        count = len(changes.table.frame)
        return [words[f"table-{changes.state}"].format(table=line(changes.table.title.get(lang)), rows=count)]
    said = [_pair(node(entry.key, lang), entry.before, entry.after, lang) for entry in changes.described]
    said += [_column_sentence(change, lang) for change in changes.columns]
    keys = [line(", ".join(table.primary_key)) if table else "" for table in (changes.old, changes.new)]
    if keys[0] != keys[1]:
        said.append(words["key"].format(before=keys[0] or words["empty"], after=keys[1] or words["empty"]))
    return [*said, *sentences(changes.rows, changes.fields, told.names, lang)]


def sheets(told: Told, lang: Lang, most: int) -> Iterator[Sheet]:
    """The changed cells by key, then the rows that came and that went, at most ``most`` of each."""
    changes = told.changes
    by_name = {field.name: field for field in changes.fields}

    def titles(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(column(by_name[name], lang) if name in by_name else name for name in names)

    def texts(row: Row, names: Sequence[str]) -> tuple[str, ...]:
        return tuple("" if row.get(name) is None else _cell(told, name, row, lang) for name in names)

    cells = changes.rows.cells
    if cells:
        listed = tuple(
            (
                *texts(cell.key, changes.rows.key),
                *titles([cell.field]),
                shown(cell.before, by_name.get(cell.field), lang),
                shown(cell.after, by_name.get(cell.field), lang),
            )
            for cell in cells[:most]
        )
        yield Sheet("changed", (*titles(changes.rows.key), *_HEADS[lang]), listed, len(cells))
    for change, frame in (("added", changes.rows.added), ("removed", changes.rows.removed)):
        if len(frame):
            names = [str(name) for name in frame.columns]
            rows = tuple(texts(row, names) for row in records(frame.head(most)))
            yield Sheet("added" if change == "added" else "removed", titles(names), rows, len(frame))


def _cell(told: Told, name: str, row: Row, lang: Lang) -> str:
    """A cell of a table; a code with the name it stands for."""
    field = next((field for field in told.changes.fields if field.name == name), None)
    text, named = shown(row.get(name), field, lang), told.names(name, row)
    return f"{text} – {line(named.get(lang))}" if named and text != WORDS[lang]["hidden"] else text


def _column_sentence(change: FieldChange, lang: Lang) -> str:
    words = WORDS[lang]
    before, after = (line(text) or words["empty"] for text in (change.before, change.after))
    return words[f"field-{change.kind}"].format(name=line(change.name), before=before, after=after)


def _pair(name: str, before: str, after: str, lang: Lang) -> str:
    return f"{name}: {shown(before or None, None, lang)} → {shown(after or None, None, lang)}"
