"""The command that says what differs between two states of the data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from observatory.commands.say import FINE, WORDS, lang_option
from observatory.errors import ObservatoryError
from observatory.findings import Lang

if TYPE_CHECKING:
    from observatory.changes.told import Difference, Told

_ROWS = 50  # of one kind of change in one table
_WIDTH = 32


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Write a page that stands alone to FILE.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@click.option(
    "--key", metavar="COLUMN", multiple=True, help="Column that tells the rows of two CSV files apart; may be repeated."
)
@lang_option
def diff(old: Path, new: Path, html: Path | None, as_document: bool, key: tuple[str, ...], lang: Lang) -> int:
    """Say what differs between OLD and NEW: packages, folders of packages or CSV files; ends well if anything does."""
    from observatory import swap
    from observatory.changes.document import document
    from observatory.changes.html import page
    from observatory.differences import differences

    found = differences(old, new, key)
    if html is not None:
        try:
            with swap.whole(html) as file:
                file.write(page(found, str(old), str(new), lang))
        except OSError as error:
            raise ObservatoryError("diff-not-written", file=str(html), reason=error.strerror or "") from error
    if as_document:
        click.echo(json.dumps(document(found, lang), ensure_ascii=False, indent=2))
    else:
        for text in _lines(found, lang):
            click.echo(text)
    if html is not None:
        click.echo(WORDS[lang]["diff-page"].format(path=html), err=True)
    return FINE


def _lines(found: Sequence[Difference], lang: Lang) -> Iterator[str]:
    """The difference as lines of text: for each package and table its sentences, then its rows."""
    from observatory.changes.told import package_sentences
    from observatory.changes.words import line

    if not found:
        yield WORDS[lang]["diff-same"]
    for item in found:
        if item.package:
            yield f"{line(item.package.package.title.get(lang))} ({item.package.package.id})"
            yield from (f"  {text}" for text in package_sentences(item.package, lang))
        for told in item.tables:
            yield from _table(told, lang)


def _table(told: Told, lang: Lang) -> Iterator[str]:
    from observatory.changes.told import sheets, table_sentences
    from observatory.changes.words import line

    words, changes = WORDS[lang], told.changes
    yield words["diff-table"].format(table=line(changes.table.title.get(lang)))
    rows = changes.rows
    if changes.state == "kept" and rows:
        counts = {"added": len(rows.added), "removed": len(rows.removed), "changed": len(rows.cells)}
        yield "  " + words["diff-counts"].format(**counts)
        yield "  " + (words["diff-key"].format(key=line(", ".join(rows.key))) if rows.key else words["diff-no-key"])
    yield from (f"  {text}" for text in table_sentences(told, lang))
    for sheet in sheets(told, lang, _ROWS):
        yield ""
        yield "  " + words[f"diff-{sheet.change}"].format(n=sheet.total)
        yield from _aligned([sheet.header, *sheet.rows])
        if sheet.total > len(sheet.rows):
            yield "  " + words["more"].format(more=sheet.total - len(sheet.rows)) + " " + words["json"]
    yield ""


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows as columns of one width each, the first row underlined."""
    cut = [[cell if len(cell) <= _WIDTH else f"{cell[: _WIDTH - 1]}…" for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    for number, row in enumerate(cut):
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths)
