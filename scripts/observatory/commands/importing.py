"""The command that takes a filled-in workbook over into its package."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from observatory.commands.check import print_repairs
from observatory.commands.say import DAY, FINE, WORDS, lang_option, print_findings
from observatory.findings import Lang

if TYPE_CHECKING:
    from observatory.importing import Imported

_SENTENCES = 50  # of one table; observatory diff has the others


@click.command(name="import")
@click.argument("workbook", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--package", required=True, metavar="OWNER/NAME", help="The package that the workbook is for.")
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option("--reason", default="", help="Why published figures change, in Vietnamese; needed where some do.")
@click.option("--reason-en", default="", help="The same in English.")
@click.option("--source", default="", help="Document or page that gives the corrected figures.")
@click.option("--by", "decided_by", default="", help="Role or body that decided on the correction, not a name.")
@click.option("--on", type=DAY, help="Day of the import, YYYY-MM-DD (default: today).")
@lang_option
def import_(
    workbook: Path,
    package: str,
    datasets: Path,
    reason: str,
    reason_en: str,
    source: str,
    decided_by: str,
    on: dt.datetime | None,
    lang: Lang,
) -> int:
    """Take a filled-in Excel template over: new rows into the CSV file, changed figures as corrections."""
    from observatory.importing import Why, import_workbook

    day = on.date() if on else dt.datetime.now(dt.timezone(dt.timedelta(hours=7))).date()
    why = Why(reason, reason_en, source, decided_by)
    imported = import_workbook(workbook, package, datasets, day, why, lang)
    print_repairs(imported.checked.repairs, lang, sys.stdout)
    print_findings(imported.checked.findings, lang, sys.stderr)
    words = WORDS[lang]
    if not imported.added and not imported.corrected:
        click.echo(words["import-nothing"].format(package=imported.checked.package))
        return FINE
    for sentence in _sentences(imported, lang):
        click.echo(sentence)
    counts = {"added": imported.added, "corrected": imported.corrected, "version": imported.version}
    click.echo(words["imported"].format(**counts, folder=imported.folder))
    return FINE


def _sentences(imported: Imported, lang: Lang) -> list[str]:
    """What changed, table by table, as far as it can be read through."""
    from observatory.changes.names import names
    from observatory.changes.package import resource
    from observatory.changes.told import Told, table_sentences
    from observatory.tables.corrections import KIND

    published = imported.checked.published
    lookup = published.catalogue.packages.get if published else lambda _: None
    package = imported.changes.package
    said: list[str] = []
    for table in imported.changes.tables:
        if table.table.kind != KIND:
            node = resource(package, table.table.name)
            sentences = table_sentences(Told(table, names(node, package, lookup)), lang)
            said += sentences[:_SENTENCES]
            if len(sentences) > _SENTENCES:
                said.append(WORDS[lang]["more"].format(more=len(sentences) - _SENTENCES))
    return said
