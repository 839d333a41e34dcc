"""Commands on the private register of incidents."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from observatory.commands.say import FINDINGS, FINE, WORDS, lang_option, print_findings, with_options
from observatory.findings import Lang


@click.group()
def incident() -> None:
    """Keep the private register of incidents, and take out of it what is cleared for the public."""


_REGISTER = click.option(
    "--register",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the register, outside this repository.",
)
_PROCESS = click.option(
    "--datasets", type=click.Path(path_type=Path, file_okay=False), help="Packages, with the process."
)
_SIGNED = (
    click.option("--actor", required=True, help="Who does this."),
    click.option("--role", default="", help="In which role; not needed for the machine."),
    click.option("--time", required=True, metavar="TIME", help="When, such as 2026-11-23T08:00+07:00."),
)
_FIELDS = (
    click.option("--reason", required=True, help="Why."),
    click.option("--set", "values", metavar="FIELD=VALUE", multiple=True, help="Set a field; may be repeated."),
    click.option("--set-file", "files", metavar="FIELD=FILE", multiple=True, help="Set a field to the text of a file."),
)
_OPENING = {
    "title-vi": "Title in Vietnamese.",
    "title-en": "Title in English.",
    "province": "Code of a province; may be repeated.",
    "topic": "Code of a topic; may be repeated.",
    "episode": "Id of the episode of the detector.",
    "event-time": "When the event happened.",
}


@incident.command()
@with_options(_REGISTER, _PROCESS, *_SIGNED)
@click.option("--level", required=True, type=click.IntRange(1, 4), help="Level; the machine opens 1 and 2 alone.")
@click.option(
    "--opened-by", default="person", show_default=True, type=click.Choice(["machine", "person"]), help="Who noticed it."
)
@click.option("--reason", default="detected", show_default=True, help="Why.")
@with_options(
    *(
        click.option(f"--{name}", multiple=name in ("province", "topic"), default=None, help=wording)
        for name, wording in _OPENING.items()
    )
)
@click.option("--follows", default="", metavar="ID", help="Incident that this one goes on from.")
@click.option("--exercise", is_flag=True, help="An exercise, not counted in statistics.")
@lang_option
def new(
    register: Path,
    datasets: Path | None,
    actor: str,
    role: str,
    time: str,
    level: int,
    opened_by: str,
    reason: str,
    follows: str,
    exercise: bool,
    lang: Lang,
    **given: Any,
) -> int:
    """Open an incident in the register, which is begun where there is none."""
    from observatory.warning.incident import commands

    lists = {"province_codes": " ".join(given.pop("province")), "topics": " ".join(given.pop("topic"))}
    fields = {name: text for name, text in {"level": str(level), **given, **lists}.items() if text}
    signed = commands.Signature(actor, role, time, reason)
    record = commands.new(register, opened_by, signed, fields, commands.process_in(datasets), follows, exercise)
    click.echo(WORDS[lang]["opened"].format(id=record.id, level=record.level, register=register))
    return FINE


@incident.command()
@click.argument("name", metavar="ID")
@click.argument("state", metavar="STATE")
@with_options(_REGISTER, _PROCESS, *_SIGNED, *_FIELDS)
@lang_option
def move(name: str, state: str, register: Path, datasets: Path | None, lang: Lang, **given: Any) -> int:
    """Move an incident on to another state, with what that state requires."""
    return _enter(name, state, register, datasets, lang, **given)


@incident.command("set")
@click.argument("name", metavar="ID")
@with_options(_REGISTER, _PROCESS, *_SIGNED, *_FIELDS)
@lang_option
def set_fields(name: str, register: Path, datasets: Path | None, lang: Lang, **given: Any) -> int:
    """Set fields of an incident in the state it is in; an empty value takes a field back."""
    return _enter(name, "", register, datasets, lang, **given)


def _enter(
    name: str,
    state: str,
    register: Path,
    datasets: Path | None,
    lang: Lang,
    actor: str,
    role: str,
    time: str,
    reason: str,
    values: tuple[str, ...],
    files: tuple[str, ...],
) -> int:
    from observatory.warning.incident import commands

    fields = _pairs(values, files)
    signed = commands.Signature(actor, role, time, reason)
    record = commands.move(register, name, state, signed, fields, commands.process_in(datasets))
    click.echo(WORDS[lang]["moved"].format(id=record.id, state=record.state, level=record.level))
    return FINE


def _pairs(values: Iterable[str], files: Iterable[str]) -> dict[str, str]:
    """The fields that ``--set`` and ``--set-file`` give. Ends in a usage error where one says nothing."""
    fields: dict[str, str] = {}
    for text, from_file in [*((text, False) for text in values), *((text, True) for text in files)]:
        field, given, value = text.partition("=")
        if not given or field in fields:
            raise click.UsageError(f"--set, --set-file: {text}")
        try:
            fields[field] = Path(value).read_text(encoding="utf-8") if from_file else value
        except (OSError, ValueError) as error:
            raise click.UsageError(f"--set-file: {error}") from error
    return fields


@incident.command()
@click.argument("name", metavar="[ID]", default="")
@with_options(_REGISTER, _PROCESS)
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@click.option("--time", default="", metavar="TIME", help="Hours are left from then; without it, from now.")
@lang_option
def show(name: str, register: Path, datasets: Path | None, as_document: bool, time: str, lang: Lang) -> int:
    """Show an incident, or all of them with the hours that are left of the proposed deadlines."""
    from observatory.warning.incident import commands, view

    process = commands.process_in(datasets)
    at = commands.now(time, process)
    records, damaged = commands.read(register, name)
    if as_document:
        listed = [view.document(record, process, at) for record in records]
        click.echo(json.dumps(listed[0] if name else listed, ensure_ascii=False, indent=2))
    else:
        lines = view.whole(records[0], process, at, lang) if name else view.overview(records, process, at, lang)
        for line in lines:
            click.echo(line)
    print_findings(damaged, lang, sys.stderr)
    return FINDINGS if damaged else FINE


@incident.command()
@click.argument("names", metavar="[ID]…", nargs=-1)
@with_options(_REGISTER, _PROCESS)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Package of public incidents to write to.",
)
@click.option("--on", required=True, metavar="DATE", help="Day of the publication, YYYY-MM-DD.")
@lang_option
def export(names: tuple[str, ...], register: Path, datasets: Path | None, out: Path, on: str, lang: Lang) -> int:
    """Write the cleared incidents alone into the tables of a public package, and say what keeps the others out."""
    from observatory.warning.incident import commands

    exported = commands.export(register, out, on, names, commands.process_in(datasets))
    print_findings(exported.withheld, lang, sys.stderr)
    withheld = len({finding.package for finding in exported.withheld})
    click.echo(WORDS[lang]["exported"].format(exported=len(exported.ids), out=out, withheld=withheld))
    return FINE
