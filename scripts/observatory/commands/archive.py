"""The command that puts published results away by version."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from observatory.commands.say import DAY, FINE, WORDS, lang_option
from observatory.findings import Lang
from observatory.progress import steps


@click.command()
@click.option("--on", required=True, metavar="DATE", type=DAY, help="Day of publication, YYYY-MM-DD.")
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@lang_option
def archive(on: datetime, datasets: Path, lang: Lang) -> int:
    """Keep the results of each index version that is not in the archive yet; nothing there is ever rewritten."""
    from observatory.archive import archive as run_archive

    with steps("archive", lang, 3) as advance:
        added = run_archive(datasets, on.date().isoformat(), advance)
    words = WORDS[lang]
    if not added.versions:
        click.echo(words["unarchived"])
        return FINE
    click.echo(words["archived"].format(versions=", ".join(added.versions), rows=added.rows))
    return FINE
