"""The command that writes the Excel template of a package."""

from __future__ import annotations

from pathlib import Path

import click

from observatory.commands.say import FINE, WORDS, lang_option
from observatory.findings import Lang


@click.command()
@click.argument("package", metavar="PACKAGE")
@click.option("--table", "tables", multiple=True, help="One table of the package; may be given more than once.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Excel file to write.")
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@lang_option
def template(package: str, tables: tuple[str, ...], out: Path, datasets: Path, lang: Lang) -> int:
    """Write an Excel template for PACKAGE, an id such as reference/visitors or a package folder."""
    from observatory import swap
    from observatory.errors import ObservatoryError
    from observatory.excel.choices import choices
    from observatory.excel.found import find
    from observatory.excel.template import template as workbook

    if out.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{str(out)!r} does not end in .xlsx.", param_hint="--out")
    found = find(package, datasets)
    known = found.package.tables
    for table in tables:
        if table not in known:
            raise ObservatoryError("table-unknown", table=table, package=found.package.id, known=", ".join(known))
    content = workbook(
        found.package, tuple(dict.fromkeys(tables)) or tuple(known), lang, choices(found.package, found.lookup, lang)
    )
    try:
        with swap.whole(out) as file:
            file.buffer.write(content)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ObservatoryError("template-not-written", file=str(out), reason=reason) from error
    click.echo(WORDS[lang]["template"].format(out=out, tables=len(set(tables)) or len(known)))
    return FINE
