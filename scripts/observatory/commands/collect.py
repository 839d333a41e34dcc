"""Commands on the media: collect into a store, and count what is in it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from observatory.commands.say import DAY, FINDINGS, FINE, WORDS, lang_option, print_findings, with_options
from observatory.errors import ObservatoryError
from observatory.findings import Lang, has_errors
from observatory.progress import steps

if TYPE_CHECKING:
    from observatory.media.collect.outcome import Collected, Request


@click.group()
def collect() -> None:
    """Collect what the world's press says of Viet Nam into a store: titles, links and scores, never the text."""


_COLLECT_OPTIONS = (
    click.option("--since", metavar="DATE", type=DAY, help="First day, YYYY-MM-DD in UTC."),
    click.option("--until", metavar="DATE", type=DAY, help="Last day, YYYY-MM-DD in UTC, itself included."),
    click.option(
        "--store",
        default="build/media-store",
        show_default=True,
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of what is collected.",
    ),
    click.option("--from", "origin", metavar="URL|DIR", help="Where to take files from: an address, or a flat folder."),
    click.option(
        "--datasets", type=click.Path(path_type=Path, file_okay=False), help="Packages, with the methodology."
    ),
    lang_option,
)


def _collects(command: Callable[..., int]) -> click.Command:
    """A command of the group ``collect``, with the options that all of them have."""
    return collect.command()(with_options(*_COLLECT_OPTIONS)(command))


@_collects
def gkg(**options: Any) -> int:
    """Collect mentions from GDELT's Global Knowledge Graph, English and translated, quarter-hour by quarter-hour."""
    from observatory.media.collect.slices import collect_gkg

    return _collect(collect_gkg, **options)


@_collects
def events(**options: Any) -> int:
    """Collect the events of Viet Nam from GDELT, and what mentions them."""
    from observatory.media.collect.slices import collect_events

    return _collect(collect_events, **options)


@_collects
def feeds(**options: Any) -> int:
    """Collect headlines from RSS and Atom feeds, as they are now; the dates do not apply."""
    from observatory.media.collect.pages import collect_feeds

    return _collect(collect_feeds, **options)


@_collects
def sitemaps(**options: Any) -> int:
    """Collect headlines from news sitemaps, as they are now; the dates do not apply."""
    from observatory.media.collect.pages import collect_sitemaps

    return _collect(collect_sitemaps, **options)


@_collects
def pageviews(**options: Any) -> int:
    """Collect daily page views of encyclopaedia articles from Wikimedia; without dates the last 14 days."""
    from observatory.media.collect.views import collect as collect_pageviews

    return _collect(collect_pageviews, **options)


def _collect(
    collector: Callable[[Request], Collected],
    since: datetime | None,
    until: datetime | None,
    store: Path,
    origin: str | None,
    datasets: Path | None,
    lang: Lang,
) -> int:
    from observatory.media.collect.methodology import Methodology
    from observatory.media.collect.outcome import Request
    from observatory.media.collect.store import locked

    if since and until and since > until:
        raise click.UsageError("--since is after --until")
    first, last = (day.date() if day else None for day in (since, until))
    try:
        with locked(store), steps("collect", lang) as advance:
            collected = collector(Request(origin, store, first, last, Methodology.load(datasets), advance))
    except OSError as error:
        raise ObservatoryError("collect-disk", detail=str(error)) from error
    print_findings(collected.findings, lang, sys.stderr)
    counts = {"got": collected.got, "absent": collected.absent, "bad": collected.bad, "kept": collected.kept}
    click.echo(WORDS[lang]["collected"].format(**counts, store=store))
    return FINDINGS if has_errors(collected.findings) else FINE


@click.group()
def media() -> None:
    """Make the daily tables of the media from what was collected."""


@media.command()
@click.option(
    "--store",
    default="build/media-store",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of what is collected.",
)
@click.option(
    "--engine",
    default="duckdb",
    show_default=True,
    type=click.Choice(["duckdb", "spark"]),
    help="What counts; both give the same bytes.",
)
@click.option(
    "--out",
    default="build/media-daily",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Output folder.",
)
@click.option("--merge", is_flag=True, help="Keep the days and months in OUT that the store has less of.")
@click.option("--datasets", type=click.Path(path_type=Path, file_okay=False), help="Packages, with the methodology.")
@lang_option
def aggregate(store: Path, engine: str, out: Path, merge: bool, datasets: Path | None, lang: Lang) -> int:
    """Count the mentions of the store by day into the tables in OUT."""
    from observatory.daily.run import aggregate as aggregate_store
    from observatory.media.collect.methodology import Methodology

    with steps("aggregate", lang) as advance:
        rows = aggregate_store(store, out, engine, Methodology.load(datasets), advance, merged=merge)
    if not any(rows.values()):
        click.echo(WORDS[lang]["nothing"].format(store=store))
    click.echo(WORDS[lang]["aggregated"].format(**rows, out=out))
    return FINE
