"""The command that looks for what stands out in series of one's own."""

from __future__ import annotations

import math
import re
import sys
from pathlib import Path
from typing import Any, cast

import click

from observatory.commands.say import FINE, WORDS, lang_option, print_findings, with_options
from observatory.findings import Lang


class _Finite(click.FloatRange):
    """A number within a range; no infinity and nothing that is no number."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Ends in a usage error for anything else."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a finite number.", param, ctx)
        return number


class _Pair(click.ParamType[Any]):
    """Two whole numbers with a comma, such as 5,4: a least sum, and over how many steps."""

    name = "sum,steps"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """The pair. Ends in a usage error for anything else."""
        pair = re.fullmatch("([0-9]{1,9}),([0-9]{1,3})", value)
        if pair is None or int(pair[2]) == 0:
            self.fail(f"{value!r} is not SUM,STEPS, such as 5,4, with 1 to 999 steps.", param, ctx)
        return int(pair[1]), int(pair[2])


_SHARE = _Finite(1e-12, 1, max_open=True)
_DETECTORS = ("ears-c1", "ears-c2", "ears-c3", "farrington", "farrington-1996", "nbw", "ff7", "auto")
_DETECT_OPTIONS = (
    click.option(
        "--freq",
        type=click.IntRange(1, 200_000),
        help="Steps a year, such as 12, 52 or 365; needed with the column t, while dates are daily.",
    ),
    click.option(
        "--alpha",
        type=_SHARE,
        help="Share of false alarms aimed at (default 0.001; ears-c3: 0.025; farrington, farrington-1996, ff7: 0.01).",
    ),
    click.option("--baseline", type=click.IntRange(3, 100_000), help="EARS: steps of the baseline (default 7)."),
    click.option("--min-sigma", type=_Finite(0), help="EARS: least standard deviation (default 0)."),
    click.option(
        "--b",
        type=click.IntRange(1, 50),
        help="Farrington: years of the past (default 5); ff7: likewise (default: as many as there are, 3 to 5).",
    ),
    click.option(
        "--w",
        type=click.IntRange(0, 10_000),
        help="Farrington: steps to each side of the same time in past years (default 3).",
    ),
    click.option(
        "--no-periods",
        type=click.IntRange(1, 400),
        help="Farrington: groups of the season (default 10; farrington-1996: 1).",
    ),
    click.option(
        "--past-weeks-not-included",
        type=click.IntRange(0, 100_000),
        help="Farrington: last steps left out of the past (default 26; farrington-1996: 3).",
    ),
    click.option(
        "--reweight/--no-reweight", default=None, help="Farrington: give past outbreaks less weight (default: yes)."
    ),
    click.option(
        "--weights-threshold",
        type=_Finite(0),
        help="Farrington: residual over which weight is less (default 2.58; farrington-1996: 1).",
    ),
    click.option("--trend/--no-trend", default=None, help="Farrington: a trend in time (default: yes)."),
    click.option(
        "--p-threshold-trend",
        type=_Finite(0, 1),
        help="Farrington: a trend is kept with a p below this (default 1; farrington-1996: 0.05).",
    ),
    click.option(
        "--powertrans",
        type=click.Choice(["2/3", "1/2", "none"]),
        help="Farrington: power at which the bound delta is made (default 2/3).",
    ),
    click.option(
        "--threshold-method",
        type=click.Choice(["delta", "nbPlugin", "muan"]),
        help="Farrington: how the bound is made (default nbPlugin; farrington-1996: delta).",
    ),
    click.option(
        "--limit54",
        type=_Pair(),
        help="Farrington: no bound unless so many cases came in so many last steps (default 5,4).",
    ),
    lang_option,
)


@click.command()
@click.argument("series", metavar="SERIES.csv", type=click.Path(path_type=Path))
@click.option(
    "--method",
    required=True,
    type=click.Choice(_DETECTORS),
    help="The test; auto chooses one for each step by the history before it.",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="Output file.")
@with_options(*_DETECT_OPTIONS)
def detect(series: Path, method: str, out: Path, freq: int | None, lang: Lang, **options: Any) -> int:
    """Find what stands out in series of counts (series, date or t, count[, exposure]); a verdict on each row to OUT."""
    from observatory import detect as detection

    given = {name: value for name, value in options.items() if value is not None}
    name = cast("detection.Method", method)
    for option in given:
        if option not in detection.TAKES[name]:
            raise click.UsageError(f"--{option.replace('_', '-')} is not an option of --method {method}")
    found = detection.detect(series, name, given, freq, out, lambda notes: print_findings(notes, lang, sys.stderr))
    words = WORDS[lang]
    click.echo(words["detected"].format(rows=found.rows, alarms=found.alarms, out=out))
    if others := {state: rows for state, rows in sorted(found.states.items()) if state != "scored"}:
        click.echo(words["states"].format(states=", ".join(f"{state} {rows}" for state, rows in others.items())))
    return FINE
