"""The command that computes an index of one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from observatory.commands.say import FINE, WORDS, lang_option, print_findings, with_options
from observatory.findings import Lang


class _Choice(click.ParamType[Any]):
    """One choice of the method of an index, in the notation of the option of that name."""

    name = "text"

    def __init__(self, option: str) -> None:
        self.option = option

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """What the method takes. Ends in a usage error where the notation says nothing."""
        from observatory.index.run import PARSERS

        try:
            return PARSERS[self.option](value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


_CHOICES = {
    "impute": (
        "none",
        "Fill what is missing: none, mean, median, group-mean:COLUMN, group-median:COLUMN, panel, row-mean.",
    ),
    "treat": ("none", "Treat outliers: none, auto, capped, boxcox:LAMBDA."),
    "normalise": (
        "goalposts",
        "Bring to one scale: goalposts, minmax:A:B, zscore:M:S, scaled:A:B, rank, borda, prank, dist2targ, fracmax, "
        "dist2max.",
    ),
    "aggregate": (
        "arithmetic",
        "Join: arithmetic, geometric, harmonic, power:P, copeland; one, or one for each level from below, with commas.",
    ),
    "threshold": ("0.5", "Least share of a group that must be there, from 0 to 1, or none."),
}
_OPTIONS = tuple(
    click.option(f"--{name}", default=default, show_default=True, type=_Choice(name), help=wording)
    for name, (default, wording) in _CHOICES.items()
)


@click.command()
@click.argument("framework", metavar="FRAMEWORK.csv", type=click.Path(path_type=Path))
@click.argument("values", metavar="VALUES.csv", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Output folder.")
@click.option("--units", type=click.Path(path_type=Path), help="Table of units: code, columns of groups, denominators.")
@with_options(*_OPTIONS)
@click.option(
    "--replications",
    default=0,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="Replications for uncertainty and sensitivity; 0 for none.",
)
@click.option("--seed", default=2026, show_default=True, type=click.IntRange(0), help="Seed of the replications.")
@lang_option
def index(
    framework: Path,
    values: Path,
    out: Path,
    units: Path | None,
    replications: int,
    seed: int,
    lang: Lang,
    **choices: Any,
) -> int:
    """Compute an index from a framework and values of one's own, stage by stage, into the folder OUT."""
    from observatory.index.run import Request, run

    try:
        request = Request.of(framework, values, units, replications, seed, **choices)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    results = run(request, out, lambda warnings: print_findings(warnings, lang, sys.stderr))
    ranks = results.matrices["ranks"][results.about["index"]]
    click.echo(WORDS[lang]["indexed"].format(rows=len(ranks), ranked=int(ranks.notna().sum()), out=out))
    return FINE
