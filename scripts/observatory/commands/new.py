"""The command that begins a data package."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from observatory.commands.say import DAY, FINE, WORDS, lang_option, print_findings, with_options
from observatory.errors import ObservatoryError
from observatory.findings import Lang

_ASKED = ("owner", "name", "title", "title_en", "description", "description_en", "source")
_DATASETS = Path("datasets")
_VIET_NAM = timezone(timedelta(hours=7))
_OPTIONS = (
    click.option("--owner", metavar="OWNER", help="Folder of the unit that is responsible, such as da-nang."),
    click.option("--name", metavar="NAME", help="Name of the package: unaccented letters, digits and hyphens."),
    click.option("--title", metavar="TEXT", help="Title of the package in Vietnamese."),
    click.option("--title-en", metavar="TEXT", help="Title of the package in English."),
    click.option("--description", metavar="TEXT", help="Description in Vietnamese."),
    click.option("--description-en", metavar="TEXT", help="Description in English."),
    click.option("--source", metavar="TEXT", help="Where the figures come from."),
    click.option("--kind", metavar="KIND", help="Shared kind of table: a file of schemas/, such as province-values."),
    click.option("--columns", metavar="COLUMNS", help="Columns of one's own: name:type:title:English title, …"),
    click.option("--key", metavar="COLUMN,…", help="Columns that say which row is which (default: the first)."),
    click.option("--table", metavar="NAME", default="values", show_default=True, help="Name of the table."),
    click.option("--datasets", type=click.Path(path_type=Path, file_okay=False), help="Packages (default: datasets)."),
    click.option("--on", type=DAY, help="Day of the package, YYYY-MM-DD (default: today)."),
    lang_option,
)


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@with_options(*_OPTIONS)
def new(folder: Path | None, on: datetime | None, lang: Lang, **options: Any) -> int:
    """Begin a data package in FOLDER (…/OWNER/NAME) or in DATASETS/OWNER/NAME, by questions or by options."""
    from observatory.scaffold import Wanted, create

    datasets = _placed(folder, options)
    _ask(options, lang)
    key = tuple(part.strip() for part in (options.pop("key") or "").split(",") if part.strip())
    texts = {name: value or "" for name, value in options.items()}
    try:
        place, warnings = create(
            Wanted(**texts, key=key), datasets, on.date() if on else datetime.now(_VIET_NAM).date()
        )
    except OSError as error:
        raise ObservatoryError("new-not-written", file=str(datasets), reason=error.strerror or "") from error
    print_findings(warnings, lang, sys.stderr)
    words = WORDS[lang]
    named: dict[str, object] = {"package": f"{place.parent.name}/{place.name}", "folder": place, "name": place.name}
    named["place"] = "" if datasets == _DATASETS else f" --datasets {shlex.quote(str(datasets))}"
    click.echo(words["new-made"].format(**named))
    click.echo(words["new-steps"])
    for step in ("template", "fill", "check", "import", "validate"):
        click.echo("  " + words[f"new-{step}"].format(program="observatory", **named))
    return FINE


def _placed(folder: Path | None, options: dict[str, Any]) -> Path:
    """The folder of all packages; ``folder`` gives it with the owner and the name, instead of the options."""
    datasets: Path | None = options.pop("datasets")
    if folder is None:
        return datasets or _DATASETS
    if datasets or options["owner"] or options["name"]:
        raise click.UsageError("FOLDER stands for --datasets, --owner and --name: give it, or them.")
    whole = folder.absolute()
    options["owner"], options["name"] = whole.parent.name, whole.name
    return folder.parent.parent if len(folder.parts) > 2 else whole.parent.parent


def _ask(options: dict[str, Any], lang: Lang) -> None:
    """Ask for what is missing, where there is somebody to answer."""
    missing = [name for name in _ASKED if not options[name]]
    if options["kind"] and options["columns"]:
        raise click.UsageError("--kind and --columns exclude each other.")
    table = bool(options["kind"] or options["columns"])
    if not missing and table:
        return
    if not sys.stdin.isatty():
        listed = [f"--{name.replace('_', '-')}" for name in missing] + ([] if table else ["--kind or --columns"])
        raise click.UsageError(f"Missing: {', '.join(listed)}.")
    from observatory.tables.kinds import kinds

    words = WORDS[lang]
    for name in missing:
        options[name] = click.prompt(words[f"ask-{name.replace('_', '-')}"], err=True)
    if not table:
        asked = words["ask-kind"].format(kinds=", ".join(kinds()))
        options["kind"] = click.prompt(asked, default="", show_default=False, err=True)
    if not options["kind"] and not options["columns"]:
        options["columns"] = click.prompt(words["ask-columns"], err=True)
