"""Commands of the early warning: the policy on the published tables, and its backtest."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from observatory.commands.say import DAY, FINE, WORDS, lang_option
from observatory.findings import Lang
from observatory.progress import steps


@click.command()
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option(
    "--out",
    default="build/alerts",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Output folder.",
)
@click.option("--as-of", metavar="DATE", type=DAY, help="Replay the day YYYY-MM-DD (UTC) from the tables up to it.")
@click.option(
    "--log",
    "published",
    type=click.Path(path_type=Path, file_okay=False),
    help="Package of the published log to go on from (default: DATASETS/reference/alert-log).",
)
@lang_option
def alerts(datasets: Path, out: Path, as_of: datetime | None, published: Path | None, lang: Lang) -> int:
    """Run the warning policy on the published tables into OUT: levels, episodes, the log of alerts and its feeds."""
    from observatory.alerts import NO_DATA
    from observatory.alerts import alerts as run_alerts

    with steps("alerts", lang, 3) as advance:
        found = run_alerts(datasets, out, advance, as_of.date().isoformat() if as_of else None, published)
    words = WORDS[lang]
    if found.status == NO_DATA:
        click.echo(words["unalerted"].format(out=out))
        return FINE
    if found.status == "insufficient-history":
        click.echo(words["untested"])
    counts = {"open": found.episodes_open, "added": found.added, "messages": found.messages}
    level = words["no-level" if found.level is None else "level"].format(level=found.level)
    click.echo(words["alerted"].format(as_of=found.as_of, level=level, **counts, out=out))
    return FINE


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Output folder.")
@click.option(
    "--series",
    default=160,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="Simulated series of the main outbreak size; they take sixteen kinds in turn.",
)
@click.option("--seed", default=20260127, show_default=True, type=click.IntRange(0), help="Seed of the simulation.")
@click.option("--datasets", type=click.Path(path_type=Path, file_okay=False), help="Packages, with the methodology.")
@lang_option
def backtest(out: Path, series: int, seed: int, datasets: Path | None, lang: Lang) -> int:
    """Measure the detectors and the whole policy on simulated series, into the tables in OUT."""
    from observatory.backtest import DETECTORS
    from observatory.backtest import backtest as run_backtest
    from observatory.backtest import steps as number_of_steps

    with steps("backtest", lang, number_of_steps()) as advance:
        run_backtest(out, series, seed, advance, datasets)
    click.echo(WORDS[lang]["backtested"].format(detectors=len(DETECTORS), series=series, out=out))
    return FINE
