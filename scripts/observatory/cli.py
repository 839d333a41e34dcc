"""The console command ``observatory``: parse, call, print.

Results go to standard output, progress to standard error. Exit status: 0 fine, 1 findings, 2 usage,
3 our own fault.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from observatory import __version__
from observatory.errors import FindingsError, ObservatoryError, RenderError
from observatory.findings import Finding, Lang, has_errors
from observatory.messages import as_json, error_message, hint, message, place
from observatory.progress import steps

if TYPE_CHECKING:
    from observatory.media.collect.outcome import Collected, Request

FINE, FINDINGS, FAULT = 0, 1, 3
SHOWN = 200
_WORDS: dict[Lang, dict[str, str]] = {
    "vi": {
        "valid": "Hợp lệ: đã kiểm tra {tables} bảng, {rows} dòng.",
        "invalid": "Chưa hợp lệ: {errors} lỗi. Đã kiểm tra {tables} bảng, {rows} dòng.",
        "warnings": "{warnings} lưu ý.",
        "error": "Lỗi",
        "warning": "Lưu ý",
        "todo": "Cách sửa",
        "more": "… và {more} mục nữa.",
        "json": "Dùng --json để lấy đủ.",
        "site": "Trang đã tạo ở {site}",
        "serve": "Xem trang: make serve (chỉ mở trên máy này, 127.0.0.1)",
        "simulated": "Mọi con số trong đó là dữ liệu mô phỏng. Xem trang: observatory serve --out {out}",
        "serving": "Đang mở trang ở {url} (Ctrl+C để dừng)",
        "published": "Đã xuất bản {commit} lên {branch} của {remote}",
        "unchanged": "Không có gì thay đổi so với bản đang có ở {branch} của {remote}",
        "dry": "Chạy thử: sẽ xuất bản {files} tệp lên {branch} của {remote}; chưa gửi gì",
        "indexed": "Đã tính xong: {rows} dòng đơn vị, {ranked} có hạng. Kết quả ở {out}",
        "collected": "Nhận được {got}, vắng {absent}, hỏng {bad}. Giữ {kept} dòng. Kho: {store}",
        "aggregated": "Đã gộp: {daily} dòng theo ngày, {stories} câu chuyện, {coverage} dòng độ phủ. Kết quả ở {out}",
        "nothing": "Kho {store} chưa có gì: các bảng chỉ có dòng tiêu đề.",
    },
    "en": {
        "valid": "Valid. Tables checked: {tables}; rows: {rows}.",
        "invalid": "Not valid. Errors: {errors}. Tables checked: {tables}; rows: {rows}.",
        "warnings": "Warnings: {warnings}.",
        "error": "Error",
        "warning": "Warning",
        "todo": "What to do",
        "more": "… and {more} more.",
        "json": "Use --json for all.",
        "site": "The site is in {site}",
        "serve": "To look at it: make serve (on this machine only, 127.0.0.1)",
        "simulated": "Every figure in it is simulated. To look at it: observatory serve --out {out}",
        "serving": "Serving at {url} (Ctrl+C to stop)",
        "published": "Published {commit} to {branch} of {remote}",
        "unchanged": "Nothing differs from what {branch} of {remote} holds",
        "dry": "Dry run: would publish {files} files to {branch} of {remote}; nothing was sent",
        "indexed": "Done. Rows of units: {rows}; ranked: {ranked}. The results are in {out}",
        "collected": "Got: {got}; absent: {absent}; bad: {bad}. Rows kept: {kept}. The store: {store}",
        "aggregated": "Done. Rows by day: {daily}; stories: {stories}; coverage: {coverage}. The results are in {out}",
        "nothing": "There is nothing in the store {store} yet: the tables have their headers alone.",
    },
}

_lang = click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default="vi",
    show_default=True,
    help="Language of the messages.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="observatory %(version)s")
def cli() -> None:
    """Check data packages, build the bilingual public site from them, and publish it."""


@cli.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@_lang
def validate(paths: tuple[Path, ...], as_document: bool, lang: Lang) -> int:
    """Check package folders, or folders of packages, and say what is wrong and what to do."""
    from observatory.tables.load import load

    with steps("validate", lang) as advance:
        loaded = load(paths, advance)
    findings, valid = loaded.findings, not has_errors(loaded.findings) and loaded.tables > 0
    if as_document:
        document = {
            "valid": valid,
            "tables": loaded.tables,
            "rows": loaded.rows,
            "findings": [as_json(finding, lang) for finding in findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _print_findings(findings, lang, sys.stdout, "json")
        errors = sum(finding.level == "error" for finding in findings)
        words = _WORDS[lang]
        counts = {"tables": loaded.tables, "rows": loaded.rows, "errors": errors}
        click.echo(words["valid" if valid else "invalid"].format(**counts))
        if len(findings) > errors:
            click.echo(words["warnings"].format(warnings=len(findings) - errors))
    return FINE if valid else FINDINGS


@cli.command()
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@_lang
def build(datasets: Path, out: Path, lang: Lang) -> int:
    """Check, compute and build the site; the site is OUT/site."""
    from observatory.build import STEPS
    from observatory.build import build as build_site
    from observatory.site.pages.reference import commands

    with steps("build", lang, len(STEPS)) as advance:
        built = build_site(datasets, out, commands(cli), advance)
    _print_findings(built.warnings, lang, sys.stderr)
    click.echo(_WORDS[lang]["site"].format(site=built.site))
    click.echo(_WORDS[lang]["serve"])
    return FINE


@cli.command()
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option("--out", default="build/demo", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@_lang
def demo(datasets: Path, out: Path, lang: Lang) -> int:
    """Build a separate site with simulated media data, which says so on every page; it is OUT/site."""
    from observatory.build import STEPS
    from observatory.build import build as build_site
    from observatory.demo import write
    from observatory.site.pages.reference import commands

    with (
        steps("demo", lang, len(STEPS) + 1) as advance,
        tempfile.TemporaryDirectory(prefix="observatory-demo-") as made,
    ):
        advance("simulate")
        write(datasets, Path(made))
        built = build_site(Path(made), out, commands(cli), advance, demo=True)
    click.echo(_WORDS[lang]["site"].format(site=built.site))
    click.echo(_WORDS[lang]["simulated"].format(out=out))
    return FINE


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


def _choices(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of the method, in the order of the stages."""
    for name, (default, wording) in reversed(_CHOICES.items()):
        option = click.option(f"--{name}", default=default, show_default=True, type=_Choice(name), help=wording)
        command = option(command)
    return command


@cli.command()
@click.argument("framework", metavar="FRAMEWORK.csv", type=click.Path(path_type=Path))
@click.argument("values", metavar="VALUES.csv", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Output folder.")
@click.option("--units", type=click.Path(path_type=Path), help="Table of units: code, columns of groups, denominators.")
@_choices
@click.option(
    "--replications",
    default=0,
    show_default=True,
    type=click.IntRange(0, 100_000),
    help="Replications for uncertainty and sensitivity; 0 for none.",
)
@click.option("--seed", default=2026, show_default=True, type=click.IntRange(0), help="Seed of the replications.")
@_lang
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
    results = run(request, out, lambda warnings: _print_findings(warnings, lang, sys.stderr))
    ranks = results.matrices["ranks"][results.about["index"]]
    click.echo(_WORDS[lang]["indexed"].format(rows=len(ranks), ranked=int(ranks.notna().sum()), out=out))
    return FINE


@cli.group()
def collect() -> None:
    """Collect what the world's press says of Viet Nam into a store: titles, links and scores, never the text."""


_DAY = click.DateTime(["%Y-%m-%d"])
_COLLECT_OPTIONS = (
    click.option("--since", metavar="DATE", type=_DAY, help="First day, YYYY-MM-DD in UTC."),
    click.option("--until", metavar="DATE", type=_DAY, help="Last day, YYYY-MM-DD in UTC, itself included."),
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
    _lang,
)


def _collects(command: Callable[..., int]) -> click.Command:
    """A command of the group ``collect``, with the options that all of them have."""
    for option in reversed(_COLLECT_OPTIONS):
        command = option(command)
    return collect.command()(command)


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
    _print_findings(collected.findings, lang, sys.stderr)
    counts = {"got": collected.got, "absent": collected.absent, "bad": collected.bad, "kept": collected.kept}
    click.echo(_WORDS[lang]["collected"].format(**counts, store=store))
    return FINDINGS if has_errors(collected.findings) else FINE


@cli.group()
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
@_lang
def aggregate(store: Path, engine: str, out: Path, merge: bool, datasets: Path | None, lang: Lang) -> int:
    """Count the mentions of the store by day into the tables in OUT."""
    from observatory.daily.run import aggregate as aggregate_store
    from observatory.media.collect.methodology import Methodology

    with steps("aggregate", lang) as advance:
        rows = aggregate_store(store, out, engine, Methodology.load(datasets), advance, merged=merge)
    if not any(rows.values()):
        click.echo(_WORDS[lang]["nothing"].format(store=store))
    click.echo(_WORDS[lang]["aggregated"].format(**rows, out=out))
    return FINE


@cli.command()
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port on 127.0.0.1.")
@_lang
def serve(out: Path, port: int, lang: Lang) -> int:
    """Open the built site on this machine only (127.0.0.1)."""
    from observatory.serve import serve as serve_site

    serve_site(out / "site", port, lambda url: click.echo(_WORDS[lang]["serving"].format(url=url)))
    return FINE


@cli.command()
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option("--remote", default="origin", show_default=True, help="Git remote, or its address.")
@click.option("--branch", default="gh-pages", show_default=True, help="Branch that holds the public site.")
@click.option("--dry-run", is_flag=True, help="Verify everything and send nothing.")
@_lang
def publish(out: Path, remote: str, branch: str, dry_run: bool, lang: Lang) -> int:
    """Put the built and verified site on the branch that is served to the public."""
    from observatory.publish import publish as publish_site

    published = publish_site(out / "site", remote, branch, Path.cwd(), dry_run)
    key = "dry" if dry_run else "published" if published.changed else "unchanged"
    click.echo(
        _WORDS[lang][key].format(commit=published.commit[:12], branch=branch, remote=remote, files=published.files)
    )
    return FINE


def _print_findings(findings: Iterable[Finding], lang: Lang, stream: Any, rest: str = "") -> None:
    """Print what was found, errors first; ``rest`` names the words on how to see what is left out."""
    words = _WORDS[lang]
    listed = sorted(findings, key=lambda finding: finding.level == "warning")
    for finding in listed[:SHOWN]:
        label = f"{words[finding.level]} [{finding.code}]"
        if "NO_COLOR" not in os.environ:
            label = click.style(label, fg="red" if finding.level == "error" else "yellow")
        click.echo(f"{label} {place(finding, lang)}", file=stream)
        click.echo(f"  {message(finding, lang)}", file=stream)
        click.echo(f"  {words['todo']}: {hint(finding, lang)}", file=stream)
    if len(listed) > SHOWN:
        left = words["more"].format(more=len(listed) - SHOWN)
        click.echo(" ".join([left, *([words[rest]] if rest else [])]), file=stream)


def main() -> None:
    """Run the command line and end the process with its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # Vietnamese also where the locale is not UTF-8
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    lang: Lang = "en" if "en" in _after("--lang") else "vi"
    sys.exit(_run(cast("Callable[..., Any]", cli.main), lang))


def _run(command: Callable[..., Any], lang: Lang) -> int:
    try:
        return int(command(standalone_mode=False) or FINE)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except FindingsError as error:
        _print_findings(error.findings, lang, sys.stderr)
        click.echo(error_message(error, lang), err=True)
        return FINDINGS
    except ObservatoryError as error:
        click.echo(error_message(error, lang), err=True)
        return FAULT if isinstance(error, RenderError) else FINDINGS
    except Exception as error:
        traceback.print_exc()
        click.echo(error_message(ObservatoryError("internal", detail=repr(error)), lang), err=True)
        return FAULT


def _after(option: str) -> list[str]:
    """What follows ``option`` on the command line, as one or two words."""
    words = sys.argv[1:]
    return [words[i + 1] for i, word in enumerate(words[:-1]) if word == option] + [
        word.partition("=")[2] for word in words if word.startswith(f"{option}=")
    ]


if __name__ == "__main__":
    main()
