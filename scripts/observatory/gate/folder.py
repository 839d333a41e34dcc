"""The files of a package folder: regular files with plain names, within the caps."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from observatory.findings import Finding
from observatory.gate import limits

DESCRIPTOR = "datapackage.json"
_NAME = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")
# The folder above may be any folder of a contributor's machine: only what could break a page or a command
# is refused.
_OWNER = re.compile(r"\A[\w .,()+-]*\Z")


def inspect(folder: Path) -> list[Finding]:
    """Refuse links, devices, pipes, strange names and files over the caps, without opening any.

    Hidden files at any depth are refused too: nothing may lie in a package that its reader cannot see.
    """
    if folder.is_symlink() or not folder.is_dir():
        return [Finding("not-a-folder", file=str(folder))]
    findings = [
        Finding("bad-file-name", file=_escaped(folder), value=name)
        for name, rule in ((folder.name, _NAME), (folder.parent.name, _OWNER))
        if not rule.match(name)
    ]
    seen: dict[str, str] = {}
    for count, path in enumerate(_walk(folder), start=1):
        relative = path.relative_to(folder).as_posix()
        if count > limits.MAX_FILES:
            findings.append(Finding("too-many-files", file=str(folder), expected=str(limits.MAX_FILES)))
            break
        findings += _inspect_one(path, relative)
        twin = seen.setdefault(relative.casefold(), relative)
        if twin != relative:
            findings.append(Finding("name-collision", file=str(path), value=twin))
    return findings


def _walk(folder: Path) -> Iterator[Path]:
    """Everything below ``folder``, in order, never through a link."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield Path(entry.path)
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))


def _inspect_one(path: Path, relative: str) -> list[Finding]:
    if not _NAME.match(path.name) or len(relative.encode("utf-8", "surrogateescape")) > limits.MAX_PATH_BYTES:
        return [Finding("bad-file-name", file=_escaped(path), value=path.name)]
    return inspect_file(path)


def inspect_file(path: Path) -> list[Finding]:
    """Refuse a link, a device, a pipe or a file over the cap; a folder is fine. Nothing is opened."""
    status = path.lstat()
    if stat.S_ISDIR(status.st_mode):
        return []
    if not stat.S_ISREG(status.st_mode):
        return [Finding("not-a-regular-file", file=str(path))]
    if status.st_size > limits.MAX_FILE_BYTES:
        return [
            Finding(
                "file-too-large",
                file=str(path),
                value=str(status.st_size),
                expected=str(limits.MAX_FILE_BYTES),
            )
        ]
    return []


def _escaped(path: Path) -> str:
    return repr(str(path))[1:-1]
