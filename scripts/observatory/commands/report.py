"""The command that writes an official report."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from observatory.commands.say import FINE, WORDS, lang_option
from observatory.findings import Lang

_KINDS = ("ranking", "review", "analysis", "after-action")


@click.command()
@click.argument("kind", type=click.Choice(_KINDS))
@click.option("--year", required=True, type=click.IntRange(1900, 2100), help="Year of the report.")
@click.option(
    "--format",
    "formats",
    required=True,
    multiple=True,
    type=click.Choice(["docx", "pdf"]),
    help="Word file or PDF; may be given twice for both.",
)
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option(
    "--out", default="build/reports", show_default=True, type=click.Path(path_type=Path), help="Output folder."
)
@lang_option
def report(kind: str, year: int, formats: tuple[str, ...], datasets: Path, out: Path, lang: Lang) -> int:
    """Write a report in the official layout to OUT/KIND-YEAR.FORMAT; number, date and signature stay blank."""
    from observatory import report as reporting
    from observatory.reports.document import Kind
    from observatory.reports.kinds import Format

    chosen = cast("tuple[Format, ...]", tuple(dict.fromkeys(formats)))
    for path in reporting.report(cast("Kind", kind), year, chosen, datasets, out):
        click.echo(WORDS[lang]["reported"].format(path=path))
    return FINE
