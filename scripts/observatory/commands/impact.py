"""The command that says what a change of the data moves."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from observatory.commands.say import FINDINGS, FINE, WORDS, lang_option, print_findings
from observatory.findings import Lang, has_errors
from observatory.progress import steps

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("base")
@click.argument("head")
@click.option("--json", "json_file", type=_FILE, help="File for the whole as one JSON document.")
@click.option("--markdown", "markdown_file", type=_FILE, help="File for a comment on the pull request.")
@click.option("--html", "html_file", type=_FILE, help="File for a page that stands alone.")
@click.option(
    "--repo",
    default=".",
    show_default=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the git repository.",
)
@lang_option
def impact(
    base: str,
    head: str,
    json_file: Path | None,
    markdown_file: Path | None,
    html_file: Path | None,
    repo: Path,
    lang: Lang,
) -> int:
    """Say which figures, scores and ranks move between the git revisions BASE and HEAD, and how severe that is."""
    from observatory.effects.comment import comment
    from observatory.effects.model import document
    from observatory.effects.page import page
    from observatory.effects.told import sentences
    from observatory.impact import STEPS
    from observatory.impact import impact as effects_of
    from observatory.swap import whole

    with steps("impact", lang, len(STEPS)) as advance:
        found = effects_of(repo, base, head, advance)
    written = {
        json_file: json.dumps(document(found), ensure_ascii=False, indent=2) + "\n",
        markdown_file: comment(found, lang),
        html_file: page(found, lang),
    }
    paths = [path for path in written if path is not None]
    for path in paths:
        with whole(path) as file:
            file.write(written[path])
    print_findings(found.findings, lang, sys.stderr)
    for sentence in sentences(found, lang):
        click.echo(sentence)
    for path in paths:
        click.echo(WORDS[lang]["effects"].format(path=path))
    return FINDINGS if has_errors(found.findings) else FINE
