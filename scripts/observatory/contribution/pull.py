"""Read a pull request as data: which paths it changes, whether it may, and its ``datasets`` as plain files.

Nothing of it is checked out or run. Git's objects are all that is read, and the program that reads them is that of the
base.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from observatory.contribution import owners as contributors
from observatory.contribution.paths import BOT, DATA, Change, changes, foreign, touches_code
from observatory.findings import Finding, has_errors
from observatory.messages import as_json
from observatory.revisions import folder_of
from observatory.swap import whole

TREE, FINDINGS, CODE = "tree", "pull.json", "code"
_SECONDS = 60
# Of the caller's environment git gets nothing that could send it elsewhere.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1", "GIT_NO_LAZY_FETCH": "1"}


def changed(repo: Path, base: str, head: str) -> list[Change]:
    """The paths that differ between two commits of ``repo``, which are named by their whole ids.

    Raises ``ValueError`` for a name that is no id, and ``subprocess.SubprocessError`` where git does not know it.
    """
    for commit in (base, head):
        if len(commit) not in (40, 64) or set(commit) - set("0123456789abcdef"):
            raise ValueError("a commit is named by its whole id")
    command = ["git", "--no-optional-locks", "-C", str(repo), "diff-tree", "-r", "-z", "--raw", "--no-renames"]
    options = ["--no-abbrev", "--ignore-submodules=none"]
    done = subprocess.run(
        [*command, *options, base, head, "--"], capture_output=True, check=True, timeout=_SECONDS, env=_ENVIRONMENT
    )
    return changes(done.stdout)


def inspect(repo: Path, base: str, head: str, author: str, out: Path) -> list[Finding]:
    """Write the ``datasets`` of ``head`` below ``out/tree``, and say what the pull request may not do.

    The owners are those of the files in ``repo``, which is a check-out of the base.
    """
    paths = changed(repo, base, head)
    findings = foreign(paths, author, contributors.read(repo / DATA))
    findings += folder_of(repo, head, out / TREE, DATA)
    with whole(out / CODE) as file:
        file.write("true\n" if touches_code(paths) else "false\n")
    return findings


def main(arguments: Sequence[str] | None = None) -> int:
    """Inspect and write ``OUT/pull.json``, in the form of ``validate --json``; 1 when something is refused."""
    parser = argparse.ArgumentParser(prog="observatory.contribution.pull", description=__doc__)
    parser.add_argument("base", help="commit of the base, whole id")
    parser.add_argument("head", help="commit of the pull request, whole id")
    parser.add_argument("--author", required=True, help=f"account that opened it; workflows are {BOT}")
    parser.add_argument("--repo", type=Path, default=Path(), help="check-out of the base")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is found")
    options = parser.parse_args(arguments)
    findings = inspect(options.repo, options.base, options.head, options.author, options.out)
    valid = not has_errors(findings)
    report = {"valid": valid, "tables": 0, "rows": 0, "findings": [as_json(finding, "vi") for finding in findings]}
    with whole(options.out / FINDINGS) as file:
        json.dump(report, file, ensure_ascii=False)
    return 0 if valid else 1


if __name__ == "__main__":
    raise SystemExit(main())
