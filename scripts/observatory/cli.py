"""The console command ``observatory``: parse, call, print.

Results go to standard output, progress to standard error. Exit status: 0 fine, 1 findings, 2 usage,
3 our own fault.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any, cast

import click

from observatory import __version__
from observatory.commands import (
    alerts,
    archive,
    check,
    collect,
    detect,
    diff,
    impact,
    importing,
    incident,
    index,
    judge,
    new,
    progress,
    report,
    site,
    template,
)
from observatory.commands.say import FAULT, FINDINGS, FINE, print_findings
from observatory.errors import FindingsError, ObservatoryError, RenderError
from observatory.findings import Lang
from observatory.messages import error_message


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="observatory %(version)s")
def cli() -> None:
    """Check data packages, build the bilingual public site from them, and publish it."""


for command in (
    *(site.validate, site.build, site.demo, index.index, detect.detect, progress.progress, report.report, judge.judge),
    *(collect.collect, collect.media, template.template, check.check, importing.import_),
    *(diff.diff, impact.impact, new.new),
    *(alerts.alerts, alerts.backtest, incident.incident, archive.archive, site.serve, site.publish),
):
    cli.add_command(command)


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
        print_findings(error.findings, lang, sys.stderr)
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
