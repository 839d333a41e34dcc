"""Write the comment on a pull request from what the check of that pull request handed over.

Run from the default branch by the workflow that may write comments; the folder may hold anything. What is sent is a
JSON document whose one text is the comment, so that nothing of it is ever read by a shell.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

from observatory.contribution.comment import Names, plain, pull
from observatory.contribution.document import DocumentError, flag, impact, report
from observatory.findings import Lang
from observatory.swap import whole

FINDINGS, IMPACT, CODE = "findings.json", "impact.json", "code"
EXPECTED = frozenset({FINDINGS, IMPACT, CODE, "impact.html", "impact.md"})
_RUN = re.compile(r"https://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._-]+){2}/actions/runs/[0-9]+")
_UNITS = "reference/provincial-units/data/units.csv"
_COUNTRIES = "reference/countries/data/countries.csv"


def letter(folder: Path, run: str, names: Names) -> str:
    """The comment on the pull request that ``folder`` is about; ``run`` is the address of the check.

    A folder that is not what a check hands over, or is not there, gives the sentence that says so.
    """
    try:
        if not folder.is_dir() or {path.name for path in folder.iterdir()} - EXPECTED:
            raise DocumentError(folder.name)
        checked = report(folder / FINDINGS)
        moved = impact(folder / IMPACT) if os.path.lexists(folder / IMPACT) else None
        touches_code = flag(folder / CODE)
    except DocumentError:
        return plain("unreadable")
    return pull(checked, moved, touches_code=touches_code, run=run, names=names)


def unit_names(datasets: Path) -> Names:
    """The names of provinces (``province34:48``) and countries (``VNM``) in both languages, from our own packages."""
    named: dict[str, dict[Lang, str]] = {}
    for file, key in ((_UNITS, "{level}:{code}"), (_COUNTRIES, "{iso3}")):
        with (datasets / file).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                named[key.format(**row)] = {"vi": row["name_vi"], "en": row["name_en"]}
    return named


def body(text: str) -> str:
    """The JSON document that the service takes as a comment."""
    return json.dumps({"body": text})


def address(text: str) -> str:
    """``text`` where it is the address of a run of a workflow. Raises ``argparse.ArgumentTypeError``."""
    if not _RUN.fullmatch(text):
        raise argparse.ArgumentTypeError("not the address of a run")
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the comment to ``OUT``."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.letter", description=__doc__)
    parser.add_argument("folder", type=Path, help="what the check handed over")
    parser.add_argument("--run", type=address, required=True, help="address of the check")
    parser.add_argument("--datasets", type=Path, default=Path("datasets"), help="our own packages, for names of units")
    parser.add_argument("--workflow-changed", choices=["true", "false"], required=True)
    parser.add_argument("--out", type=Path, required=True, help="file for the comment")
    options = parser.parse_args(arguments)
    changed = options.workflow_changed == "true"
    text = plain("workflow") if changed else letter(options.folder, options.run, unit_names(options.datasets))
    with whole(options.out) as file:
        file.write(body(text))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
