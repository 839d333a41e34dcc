"""What a pull request may touch: a unit its own folder, anyone else one folder of data or code, never both.

Paths are those of git, as they stand in the difference of two trees: each file that is added, changed or removed, and
both names of one that moved. Nothing of their content is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from observatory.contribution.owners import EVERY, Owners
from observatory.findings import Finding

DATA = "datasets"
METHODOLOGY = "methodology"
# What this repository's own workflows propose; nobody else can act under this name.
BOT = "github-actions[bot]"
MAX_PATHS = 1_000
REGULAR = frozenset({"100644", "100755"})
_REMOVED = "000000"
_PLAIN = re.compile(r"[A-Za-z0-9._+-]+(?:/[A-Za-z0-9._+-]+)*")
_OWNER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_META = re.compile(rb":(\d{6}) (\d{6}) [0-9a-f]{40,64} [0-9a-f]{40,64} ([A-Z])")


@dataclass(frozen=True)
class Change:
    """One path of a pull request; ``mode`` is that of git after the change, ``000000`` where the file is removed."""

    path: str
    mode: str


def changes(raw: bytes) -> list[Change]:
    """The paths in the output of ``git diff-tree -r -z --raw --no-renames``, in its order.

    Bytes that are not UTF-8 are kept as escapes. Raises ``ValueError`` where the output is not of that form.
    """
    *fields, last = raw.split(b"\0")
    found = [_META.fullmatch(meta) for meta in fields[::2]]
    if last or len(fields) % 2 or not all(found):
        raise ValueError("not the raw output of git diff-tree")
    names = fields[1::2]
    return [
        Change(name.decode("utf-8", "backslashreplace"), meta[2].decode())
        for meta, name in zip(found, names, strict=True)
        if meta
    ]


def foreign(paths: Iterable[Change], author: str, owners: Owners) -> list[Finding]:
    """What of ``paths`` is not for ``author`` to change, by the owners that the base of the pull request names.

    One of the core team may change everything that has a plain name. An account of a unit may change the folders of
    that unit and nothing else. Any other account may change one folder of one unit, or code, but not both; the
    workflows of this repository may change one folder of data, the project's too, but not its methodology.
    """
    changed = list(paths)
    if len(changed) > MAX_PATHS:
        return [Finding("pull-too-large", value=str(len(changed)), expected=str(MAX_PATHS))]
    strange = [finding for change in changed for finding in _strange(change)]
    named = owners.accounts.get(author.lower(), frozenset())
    if strange or EVERY in named:
        return strange
    names = [change.path for change in changed]
    if named:
        return [
            Finding("foreign-folder", file=name, expected=", ".join(f"{DATA}/{folder}/" for folder in sorted(named)))
            for name in names
            if _folder(name) not in named
        ]
    return _unlisted(names, owners, METHODOLOGY if author == BOT else "")


def touches_code(paths: Iterable[Change]) -> bool:
    """Whether something else than data is changed."""
    return any(not _folder(change.path) for change in paths)


def _unlisted(names: Sequence[str], owners: Owners, closed: str) -> list[Finding]:
    """The rule for accounts that belong to no unit; with ``closed`` that folder alone of the project's is refused."""
    folders = sorted({folder for name in names if (folder := _folder(name))})
    if not folders:
        return []
    findings = [Finding("data-and-code", file=name, expected=f"{DATA}/") for name in names if not _folder(name)]
    refused = {closed} if closed else owners.core
    findings += [Finding("core-folder", file=name) for name in names if _folder(name) in refused]
    findings += [
        Finding("owner-unknown", file=f"{DATA}/{folder}", value=folder)
        for folder in folders
        if folder not in owners.folders
    ]
    if len(folders) > 1:
        findings.append(Finding("several-owners", file=DATA, value=", ".join(folders)))
    return findings


def _folder(name: str) -> str:
    """``hue`` of ``datasets/hue/…``; empty for what does not lie in a folder of data."""
    parts = name.split("/")
    return parts[1] if parts[0] == DATA and len(parts) > 2 else ""


def _strange(change: Change) -> list[Finding]:
    """Names that another system could take for a different file, and what is no ordinary file."""
    name = change.path
    parts = name.split("/")
    plain = _PLAIN.fullmatch(name) is not None and not any(_hidden(part) for part in parts)
    first = unicodedata.normalize("NFKC", parts[0]).casefold()
    data = first == DATA
    if not plain or (data and not (parts[0] == DATA and len(parts) > 2 and _OWNER.fullmatch(parts[1]))):
        return [Finding("strange-path", file=name)]
    if change.mode not in REGULAR | {_REMOVED}:
        return [Finding("not-a-regular-file", file=name)]
    return []


def _hidden(part: str) -> bool:
    """Names that step out of their folder or into git's own."""
    return part in {".", ".."} or part.casefold().rstrip(". ") == ".git" or part.casefold().startswith("git~")
