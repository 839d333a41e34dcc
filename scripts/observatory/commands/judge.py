"""The command that judges the entries of an award from the scores of its panel."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import click

from observatory.commands.say import FINE, WORDS, lang_option, print_findings
from observatory.findings import Lang

_METHODS = ("trimmed", "additive", "mixed", "borda", "copeland")
_WITH_SEVERITY = ("additive", "mixed")


class _Range(click.ParamType[Any]):
    """Two numbers with a colon, such as 0:10: the least score that can be given and the greatest."""

    name = "low:high"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Decimal, Decimal]:
        """The pair. Ends in a usage error for anything else."""
        number = r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?"
        pair = re.fullmatch(f"({number}):({number})", value)
        if pair is None or Decimal(pair[1]) >= Decimal(pair[2]):
            self.fail(f"{value!r} is not LOW:HIGH, such as 0:10, with LOW below HIGH.", param, ctx)
        return Decimal(pair[1]), Decimal(pair[2])


@click.command()
@click.argument("scores", metavar="SCORES.csv", type=click.Path(path_type=Path))
@click.option(
    "--method",
    required=True,
    type=click.Choice(_METHODS),
    help="trimmed for a full panel, additive or mixed where cells are missing; borda and copeland as a check.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Output file.")
@click.option("--scale", type=_Range(), help="Least and greatest score, such as 0:10; a score outside does not count.")
@click.option("--cut", type=click.IntRange(1), help="How many entries are honoured; an open tie across is said.")
@click.option(
    "--publish",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for what a panel publishes: places, also by Borda and Copeland, and scores without their judges.",
)
@click.option(
    "--severity",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of the severity of each judge, for the panel alone; additive and mixed.",
)
@lang_option
def judge(
    scores: Path,
    method: str,
    out: Path,
    scale: tuple[Decimal, Decimal] | None,
    cut: int | None,
    publish: Path | None,
    severity: Path | None,
    lang: Lang,
) -> int:
    """Judge entries by a panel's scores (entry, judge, score[, criterion, weight][, conflict]); a row each to OUT."""
    from observatory import judge as judging

    if severity is not None and method not in _WITH_SEVERITY:
        raise click.UsageError(f"--severity is not an option of --method {method}")
    found = judging.judge(
        scores,
        cast("judging.Method", method),
        out,
        lambda notes: print_findings(notes, lang, sys.stderr),
        scale=scale,
        cut=cut,
        publish=publish,
        severity=severity,
    )
    words = WORDS[lang]
    counts = {"entries": found.entries, "judges": found.judges, "cells": found.cells, "possible": found.possible}
    click.echo(words["scored"].format(**counts, out=out))
    if others := {status: rows for status, rows in sorted(found.statuses.items()) if status != "ok"}:
        click.echo(words["outcomes"].format(said=", ".join(f"{status} {rows}" for status, rows in others.items())))
    click.echo(_first(found, words))
    return FINE


def _first(found: Any, words: dict[str, str]) -> str:
    """Who is first by the method, who by Copeland's count, and what follows where they differ."""
    if not found.winners:
        return words["no-winner"]
    first = ", ".join(found.winners)
    if found.preferred is None:
        return words["winner"].format(first=first)
    key = "winner-agrees" if found.agrees else "winner-differs"
    return words[key].format(first=first, preferred=", ".join(found.preferred))
