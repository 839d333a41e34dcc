"""Commands on the packages and the site: check, build, demonstrate, look at and publish."""

from __future__ import annotations

import datetime
import json
import sys
import tempfile
from pathlib import Path
from typing import cast

import click

from observatory.commands.say import FINDINGS, FINE, WORDS, lang_option, print_findings
from observatory.findings import Lang, has_errors
from observatory.messages import as_json
from observatory.progress import steps


def _root() -> click.Group:
    """The whole command line, which the site documents."""
    return cast("click.Group", click.get_current_context().find_root().command)


@click.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_document", is_flag=True, help="Print one JSON document.")
@lang_option
def validate(paths: tuple[Path, ...], as_document: bool, lang: Lang) -> int:
    """Check package folders, folders of packages or CSV files, and say what is wrong and what to do."""
    from observatory.recipes.checks import unfit
    from observatory.tables import upkeep
    from observatory.tables.load import load

    with steps("validate", lang) as advance:
        loaded = load(paths, advance)
    findings = [*loaded.findings, *unfit(loaded.catalogue), *upkeep.inspect(loaded.catalogue, datetime.date.today())]
    valid = not has_errors(findings) and loaded.tables > 0
    if as_document:
        document = {
            "valid": valid,
            "tables": loaded.tables,
            "rows": loaded.rows,
            "findings": [as_json(finding, lang) for finding in findings],
        }
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        print_findings(findings, lang, sys.stdout, "json")
        errors = sum(finding.level == "error" for finding in findings)
        words = WORDS[lang]
        counts = {"tables": loaded.tables, "rows": loaded.rows, "errors": errors}
        click.echo(words["valid" if valid else "invalid"].format(**counts))
        if len(findings) > errors:
            click.echo(words["warnings"].format(warnings=len(findings) - errors))
    return FINE if valid else FINDINGS


@click.command()
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@lang_option
def build(datasets: Path, out: Path, lang: Lang) -> int:
    """Check, compute and build the site; the site is OUT/site."""
    from observatory.build import STEPS
    from observatory.build import build as build_site
    from observatory.site.pages.reference import commands

    with steps("build", lang, len(STEPS)) as advance:
        built = build_site(datasets, out, commands(_root()), advance)
    print_findings(built.warnings, lang, sys.stderr)
    if built.no_pdf:
        click.echo(WORDS[lang]["no-pdf"].format(lacks=built.no_pdf), err=True)
    click.echo(WORDS[lang]["site"].format(site=built.site))
    click.echo(WORDS[lang]["serve"])
    return FINE


@click.command()
@click.option("--datasets", default="datasets", show_default=True, type=click.Path(path_type=Path), help="Packages.")
@click.option("--out", default="build/demo", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@lang_option
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
        built = build_site(Path(made), out, commands(_root()), advance, demo=True)
    click.echo(WORDS[lang]["site"].format(site=built.site))
    click.echo(WORDS[lang]["simulated"].format(out=out))
    return FINE


@click.command()
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port on 127.0.0.1.")
@lang_option
def serve(out: Path, port: int, lang: Lang) -> int:
    """Open the built site on this machine only (127.0.0.1)."""
    from observatory.serve import serve as serve_site

    serve_site(out / "site", port, lambda url: click.echo(WORDS[lang]["serving"].format(url=url)))
    return FINE


@click.command()
@click.option("--out", default="build", show_default=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option("--remote", default="origin", show_default=True, help="Git remote, or its address.")
@click.option("--branch", default="gh-pages", show_default=True, help="Branch that holds the public site.")
@click.option("--dry-run", is_flag=True, help="Verify everything and send nothing.")
@lang_option
def publish(out: Path, remote: str, branch: str, dry_run: bool, lang: Lang) -> int:
    """Put the built and verified site on the branch that is served to the public."""
    from observatory.publish import publish as publish_site

    published = publish_site(out / "site", remote, branch, Path.cwd(), dry_run)
    key = "dry" if dry_run else "published" if published.changed else "unchanged"
    click.echo(
        WORDS[lang][key].format(commit=published.commit[:12], branch=branch, remote=remote, files=published.files)
    )
    return FINE
