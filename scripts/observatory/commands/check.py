"""The command that checks a filled-in workbook and gives back a marked copy."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from observatory.commands.say import FINDINGS, FINE, WORDS, lang_option, print_findings
from observatory.errors import ObservatoryError
from observatory.findings import Lang
from observatory.messages import as_json

if TYPE_CHECKING:
    from observatory.checking import Checked
    from observatory.excel.repair import Repair

_SHOWN = 20  # repairs; the others are counted


@click.command()
@click.argument("workbook", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a copy with every fault marked.")
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@lang_option
def check(workbook: Path, out: Path | None, as_document: bool, datasets: Path, lang: Lang) -> int:
    """Check a filled-in Excel template: repair what is certain, say what is wrong, mark each cell in a copy."""
    from observatory import swap
    from observatory.checking import check as check_workbook
    from observatory.checking import marked_copy

    if out is not None and out.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{str(out)!r} does not end in .xlsx.", param_hint="--out")
    checked = check_workbook(workbook, datasets, lang)
    copy = marked_copy(checked, lang) if out is not None else None
    if out is not None and copy is not None:
        try:
            with swap.whole(out) as file:
                file.buffer.write(copy)
        except OSError as error:
            raise ObservatoryError("check-not-written", file=str(out), reason=error.strerror or str(error)) from error
    if as_document:
        click.echo(json.dumps(_document(checked, lang), ensure_ascii=False, indent=2))
    else:
        _print(checked, lang)
    if out is not None:
        click.echo(WORDS[lang]["marked" if copy else "unmarked"].format(out=out), err=True)
    return FINE if checked.valid else FINDINGS


def print_repairs(repairs: Sequence[tuple[str, Repair]], lang: Lang, stream: Any) -> None:
    """Say what was repaired: each one, as far as they are few, and how many of each kind there are."""
    from observatory.excel.told import EXPECTED, repair_text, rule_text

    words = WORDS[lang]
    counts = Counter(repair.rule for _, repair in repairs)
    told = [(table, repair) for table, repair in repairs if repair.rule not in EXPECTED]
    for table, repair in told[:_SHOWN]:
        place = words["repair-place"].format(table=table, row=repair.row, field=repair.field)
        click.echo(f"{words['repaired']} {place}: {repair_text(repair, lang)}", file=stream)
    for rule, count in sorted(counts.items()):
        if rule in EXPECTED or count > _SHOWN:
            click.echo(words["repairs"].format(count=count, rule=rule_text(rule, lang)), file=stream)


def _print(checked: Checked, lang: Lang) -> None:
    words = WORDS[lang]
    print_repairs(checked.repairs, lang, sys.stdout)
    shown = [
        replace(found, file=f"{found.file} › {cell}" if (cell := checked.cell(found)) else found.file)
        for found in checked.findings
    ]
    print_findings(shown, lang, sys.stdout, "json")
    errors = sum(finding.level == "error" for finding in checked.findings)
    counts = {"tables": len(checked.tables or {}), "rows": checked.rows, "errors": errors}
    click.echo(words["valid" if checked.valid else "invalid"].format(**counts))
    if len(checked.findings) > errors:
        click.echo(words["warnings"].format(warnings=len(checked.findings) - errors))


def _document(checked: Checked, lang: Lang) -> dict[str, Any]:
    """The same as a document of the form of ``validate --json``, with the package, the cells and the repairs."""
    from observatory.excel.told import repair_text

    return {
        "valid": checked.valid,
        "package": checked.package,
        "tables": len(checked.tables or {}),
        "rows": checked.rows,
        "findings": [{**as_json(finding, lang), "cell": checked.cell(finding)} for finding in checked.findings],
        "repairs": [
            {
                "table": table,
                "row": repair.row,
                "field": repair.field,
                "before": repair.before,
                "after": repair.after,
                "rule": repair.rule,
                "message": repair_text(repair, lang),
            }
            for table, repair in checked.repairs
        ],
    }
