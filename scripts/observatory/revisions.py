"""The data of a git revision as plain files, read from git's objects alone.

Nothing is checked out: no hook, filter, attribute or submodule of the repository takes part, nothing is fetched, and
what comes out are the bytes of regular files with plain names. So the data of a pull request can be read beside a
checkout that one trusts.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from observatory.errors import ObservatoryError
from observatory.findings import Finding
from observatory.gate import limits

MAX_LISTING_BYTES = 8_000_000
MAX_TOTAL_BYTES = 400_000_000
MAX_FILES = 20_000
MAX_PATH_BYTES = 240
_REVISION = re.compile(r"\A[A-Za-z0-9_][A-Za-z0-9_./@{}^~+-]{0,199}\Z")
_NAME = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]*\Z")
_REGULAR = {"100644", "100755"}
_TREE = "040000"
# Of the caller's environment only what git needs to run: no variable can send it to another repository or program.
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "SYSTEMROOT")
_ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
}


@dataclass(frozen=True)
class Entry:
    """One line of git's listing: the mode, the id of the object, its size in bytes (0 where it has none), its path."""

    mode: str
    object_id: str
    size: int
    path: str


@dataclass(frozen=True)
class Listing:
    """All that a commit holds below a folder, in git's order."""

    repo: Path
    commit: str
    under: str
    entries: tuple[Entry, ...]

    @property
    def packages(self) -> dict[str, str]:
        """The id of the tree of each folder ``owner/name``: equal ids are equal bytes."""
        prefix = f"{self.under}/"
        trees = {entry.path.removeprefix(prefix): entry.object_id for entry in self.entries if entry.mode == _TREE}
        return {path: tree for path, tree in sorted(trees.items()) if path.count("/") == 1}


def listed(repo: Path, revision: str, under: str = "datasets") -> Listing:
    """What ``revision`` of the repository ``repo`` holds below ``under``; nothing where there is no such folder.

    Raises ``ObservatoryError``: ``revision-unknown`` for a name that is no revision, ``repository-unreadable`` where
    git cannot read the repository, and ``revision-too-large`` for a listing over the cap.
    """
    commit = _commit(repo, revision)
    with _git(repo, "ls-tree", "-r", "-t", "-l", "-z", "--full-tree", commit, "--", f"{under}/") as process:
        assert process.stdout is not None
        content = process.stdout.read(MAX_LISTING_BYTES + 1)
        if len(content) > MAX_LISTING_BYTES:
            process.kill()
            raise ObservatoryError("revision-too-large", revision=ascii(revision), limit=str(MAX_LISTING_BYTES))
    if process.returncode:
        raise ObservatoryError("repository-unreadable", path=str(repo))
    entries = (_entry(line) for line in content.split(b"\0") if line)
    return Listing(repo, commit, under, tuple(entry for entry in entries if entry.path != under))


def folder_of(repo: Path, revision: str, into: Path, under: str = "datasets") -> list[Finding]:
    """Write the files of ``revision`` below ``under`` to ``into``/``under``; the findings name what was left out.

    Raises what ``listed`` and ``write`` do.
    """
    return write(listed(repo, revision, under), into)


def write(listing: Listing, into: Path) -> list[Finding]:
    """Write the regular files of a listing below ``into``, a new or empty folder, and say which were refused.

    Refused are links, submodules, names that the gate would not take, two names that differ in case alone, and files
    over the caps of the gate: their bytes are never read. Raises ``ObservatoryError`` (``repository-unreadable``) where
    git does not give what it listed, and ``OSError`` where a file cannot be written.
    """
    kept, findings = _inspect(listing.entries)
    for folder in sorted({(into / entry.path).parent for entry in kept} | {into / listing.under}):
        folder.mkdir(parents=True, exist_ok=True)
    for entry, content in _contents(listing.repo, kept):
        (into / entry.path).write_bytes(content)
    return findings


def _inspect(entries: tuple[Entry, ...]) -> tuple[list[Entry], list[Finding]]:
    """The entries to write, and what is wrong with the others."""
    kept: list[Entry] = []
    findings: list[Finding] = []
    seen: dict[str, str] = {}
    files: set[str] = set()
    folders: set[str] = set()
    total = 0
    for entry in entries:
        finding = _fault(entry, seen, files, folders)
        total += entry.size
        if finding is None and entry.mode != _TREE:
            if len(kept) == MAX_FILES or total > MAX_TOTAL_BYTES:
                cap = str(MAX_FILES if len(kept) == MAX_FILES else MAX_TOTAL_BYTES)
                return kept, [*findings, Finding("too-many-files", file=ascii(entry.path)[1:-1], expected=cap)]
            kept.append(entry)
        elif finding is not None and len(findings) < limits.MAX_FINDINGS:
            findings.append(finding)
    return kept, findings


def _fault(entry: Entry, seen: dict[str, str], files: set[str], folders: set[str]) -> Finding | None:
    """Why an entry is refused. ``seen`` gives the names met before, ``files`` and ``folders`` are they, case folded."""
    shown, parts = ascii(entry.path)[1:-1], entry.path.split("/")
    if not all(_NAME.match(part) for part in parts) or len(entry.path) > MAX_PATH_BYTES:
        return Finding("bad-file-name", file=shown, value=ascii(parts[-1])[1:-1])
    if entry.mode != _TREE and entry.mode not in _REGULAR:
        return Finding("not-a-regular-file", file=shown)
    if entry.size > limits.MAX_FILE_BYTES:
        return Finding("file-too-large", file=shown, value=str(entry.size), expected=str(limits.MAX_FILE_BYTES))
    for depth in range(1, len(parts) + 1):
        name = "/".join(parts[:depth])
        folded, is_file = name.casefold(), depth == len(parts) and entry.mode != _TREE
        twin = seen.setdefault(folded, name)
        if twin != name or folded in files or (is_file and folded in folders):
            return Finding("name-collision", file=shown, value=twin)
        (files if is_file else folders).add(folded)
    return None


def _contents(repo: Path, entries: list[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Each entry with its bytes, which are as many as were listed."""
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{entry.object_id}\n" for entry in entries).encode("ascii"))
        names.seek(0)
        with _git(repo, "cat-file", "--batch", stdin=names) as process:
            assert process.stdout is not None
            for entry in entries:
                header = process.stdout.readline(200)
                if header != f"{entry.object_id} blob {entry.size}\n".encode("ascii"):
                    process.kill()
                    raise ObservatoryError("repository-unreadable", path=str(repo))
                yield entry, process.stdout.read(entry.size + 1)[: entry.size]


def _commit(repo: Path, revision: str) -> str:
    if not _REVISION.match(revision):
        raise ObservatoryError("revision-unknown", revision=ascii(revision))
    with _git(repo, "rev-parse", "--git-dir") as process:
        process.communicate()
    if process.returncode:
        raise ObservatoryError("repository-unreadable", path=str(repo))
    with _git(repo, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}") as process:
        output, _ = process.communicate()
    if process.returncode:
        raise ObservatoryError("revision-unknown", revision=ascii(revision))
    return output.decode("ascii").strip()


def _git(repo: Path, *arguments: str, stdin: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _ENVIRONMENT
    return subprocess.Popen(
        ["git", "-C", str(repo), *arguments],
        stdin=stdin or subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )


def _entry(line: bytes) -> Entry:
    """One entry of ``ls-tree -l``: mode, type, id, size (a hyphen where there is none), a tab, the path."""
    about, _, path = line.partition(b"\t")
    mode, _, object_id, size = about.decode("ascii").split()
    return Entry(mode, object_id, int(size) if size.isdigit() else 0, path.decode("utf-8", "surrogateescape"))
