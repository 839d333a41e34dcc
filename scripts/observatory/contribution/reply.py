"""Put the files of an accepted submission in their place, and write the answer to the issue.

Run from the default branch by the job that may write. What reads workbooks has handed over a folder, and that folder
may hold anything: plain files of one package are taken from it, byte for byte, and a report as ``document`` reads it.
"""

from __future__ import annotations

import argparse
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from observatory.contribution.comment import Outcome, plain, submission
from observatory.contribution.document import DocumentError, count, read, report
from observatory.contribution.intake import REPORT
from observatory.contribution.letter import address, body
from observatory.contribution.paths import METHODOLOGY
from observatory.contribution.submission import DECIDED, PACKAGE
from observatory.gate.limits import MAX_FILE_BYTES, MAX_FILES
from observatory.swap import whole

FILES = "package"
_FILE = re.compile(r"datapackage\.json|data/[a-z0-9][a-z0-9._-]{0,80}\.csv")


def place(folder: Path, datasets: Path) -> str:
    """Copy the package of ``folder`` into ``datasets`` and give its id; empty where no package was handed over.

    Raises ``DocumentError`` for a folder that holds anything else than a package that is published already.
    """
    files = _files(folder / FILES)
    if not files:
        return ""
    package = read(folder / DECIDED).get("package")
    if not isinstance(package, str) or not PACKAGE.fullmatch(package) or package.startswith(f"{METHODOLOGY}/"):
        raise DocumentError(DECIDED)
    if not (datasets / package / "datapackage.json").is_file():
        raise DocumentError(package)
    for name in files:
        target = datasets / package / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((folder / FILES / name).read_bytes())
    return package


def answer(folder: Path, run: str, outcome: Outcome) -> str:
    """The comment on the issue, by what became of the files that were handed over."""
    try:
        checked = report(folder / REPORT)
        decision = read(folder / DECIDED) if os.path.lexists(folder / DECIDED) else {"package": "", "repairs": 0}
        package = decision.get("package")
        if not isinstance(package, str) or not (package == "" or PACKAGE.fullmatch(package)):
            raise DocumentError(DECIDED)
        if checked.valid != (outcome != "again"):
            raise DocumentError(FILES)
        return submission(checked, package, count(decision, "repairs"), outcome, run)
    except DocumentError:
        return plain("unreadable")


def _files(folder: Path) -> list[str]:
    """The files below ``folder``, none where it is not there. Raises ``DocumentError`` for one of no package."""
    if not os.path.lexists(folder):
        return []
    names = []
    for path in sorted(folder.rglob("*")):
        status, name = path.lstat(), path.relative_to(folder).as_posix()
        if stat.S_ISDIR(status.st_mode) and name == "data":
            continue
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE_BYTES or not _FILE.fullmatch(name):
            raise DocumentError(name)
        names.append(name)
    if len(names) > MAX_FILES or folder.is_symlink():
        raise DocumentError(FILES)
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    """``place`` prints the package; ``answer`` writes the comment to ``OUT``."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.reply", description=__doc__)
    parser.add_argument("folder", type=Path, help="what the job that reads workbooks handed over")
    steps = parser.add_subparsers(dest="step", required=True)
    placing = steps.add_parser("place", help="copy the files of the package")
    placing.add_argument("--datasets", type=Path, default=Path("datasets"))
    answering = steps.add_parser("answer", help="write the comment")
    answering.add_argument("--run", type=address, required=True, help="address of the run")
    answering.add_argument("--outcome", choices=get_args(Outcome), required=True, help="what became of the figures")
    answering.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    if options.step == "place":
        print(place(options.folder, options.datasets))
        return 0
    with whole(options.out) as file:
        file.write(body(answer(options.folder, options.run, options.outcome)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
