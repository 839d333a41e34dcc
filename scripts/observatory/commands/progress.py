"""The command that judges the progress of series of one's own towards their targets."""

from __future__ import annotations

from pathlib import Path

import click

from observatory.commands.say import FINE, WORDS, lang_option
from observatory.findings import Lang


@click.command()
@click.argument("series", metavar="SERIES.csv", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Output file.")
@lang_option
def progress(series: Path, out: Path, lang: Lang) -> int:
    """Judge progress to targets, or growth without one, for each row of SERIES.csv; its rows with a verdict to OUT."""
    from observatory import progress_file

    found = progress_file.judge(series, out)
    words = WORDS[lang]
    click.echo(words["judged"].format(rows=found.rows, out=out))
    for name, numbers in (("verdicts", found.statuses), ("reasons", found.reasons)):
        if numbers:
            said = ", ".join(f"{word} {rows}" for word, rows in sorted(numbers.items()))
            click.echo(words[name].format(said=said))
    return FINE
