"""Publish a built site on a branch: all of it, or nothing.

What is pushed is a copy made for the purpose, checked byte by byte against the manifest of the build.
ghp-import writes the commit in a throw-away repository, so that a run cut short leaves no half-written
branch in the one you work in. The push is a compare-and-swap: the commit stands on the one fetched
just before, and the remote takes it only while its branch is still there.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from observatory import manifest as manifest_file
from observatory.errors import PublishError
from observatory.manifest import Manifest

# These would send git to another repository than the one named on the command line.
_GIT_PLACES = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
}
# The local settings that decide who pushes and how; nothing else of the user's is copied.
_LOCAL_SETTINGS = r"^(credential|http|user)\.|^core\.sshcommand$"


@dataclass(frozen=True)
class Published:
    """The outcome. ``previous`` is empty on a first publish; ``changed`` is False when nothing was new."""

    branch: str
    commit: str
    previous: str
    tree: str
    files: int
    cname: str
    changed: bool
    dry_run: bool


def read_manifest(site: Path) -> Manifest:
    """The manifest beside ``site``; raises ``PublishError`` when it is absent or damaged."""
    path = site.parent / manifest_file.NAME
    try:
        return manifest_file.read(path)
    except (OSError, ValueError) as error:
        raise PublishError("publish-no-manifest", path=str(path)) from error


def site_files(site: Path) -> list[str]:
    """Paths of all files under ``site``, relative, with slashes, sorted.

    Raises ``PublishError`` for anything but plain files and folders, for a name that git or a reader's
    machine could take for something else, and for two names that differ only in case or composition.
    """
    if site.is_symlink() or not site.is_dir():
        raise PublishError("no-site", folder=str(site))
    seen: dict[str, str] = {}
    files: list[str] = []
    for path, entry in _walk(site, ""):
        _refuse_name(path)
        key = unicodedata.normalize("NFC", path).casefold()
        if key in seen:
            raise PublishError("publish-name-collision", path=path, other=seen[key])
        seen[key] = path
        if entry.is_file(follow_symlinks=False):
            files.append(path)
        elif not entry.is_dir(follow_symlinks=False):
            raise PublishError("publish-not-regular", path=path)
    return sorted(files)


def stage(site: Path, manifest: Manifest, folder: Path) -> list[str]:
    """Copy ``site`` to the new ``folder``, holding every file against ``manifest``; gives the paths.

    Raises ``PublishError`` for a file that the manifest does not have, has otherwise, or has alone.
    """
    files = site_files(site)
    strangers = sorted(manifest.files.keys() ^ set(files))
    if strangers:
        raise PublishError("publish-not-as-built", path=strangers[0])
    for path in files:
        content = (site / path).read_bytes()
        if hashlib.sha256(content).hexdigest() != manifest.files[path]:
            raise PublishError("publish-not-as-built", path=path)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return files


def publish(site: Path, remote: str, branch: str, repo: Path, dry_run: bool) -> Published:
    """Publish ``site`` on ``branch`` of ``remote`` (a remote of the checkout ``repo``, or an address).

    The manifest is ``manifest.json`` beside ``site``. A ``CNAME`` on the branch is kept unless the site
    brings its own. With ``dry_run`` everything is done but the push. Raises ``PublishError``; the branch
    of the remote is then as it was before.
    """
    manifest = read_manifest(site)
    if manifest.simulated:
        raise PublishError("publish-simulated", path=str(site))
    with tempfile.TemporaryDirectory(prefix="observatory-publish-") as temporary:
        staging, private = Path(temporary, "site"), Path(temporary, "git")
        stage(site, manifest, staging)
        _refuse_branch(repo, branch)
        _make_private(private, repo, _address(repo, remote))
        previous = _fetch(private, branch)
        cname = _add_own_files(private, previous, staging)
        files = site_files(staging)
        tree = _tree(private, staging, files)
        if previous and _git(private, "rev-parse", f"{previous}^{{tree}}") == tree:
            return Published(branch, previous, previous, tree, len(files), cname, False, dry_run)
        commit = _import(private, staging, branch, f"Publish site {manifest.site_sha256[:12]}")
        written = _git(private, "rev-parse", f"{commit}^{{tree}}")
        if written != tree:
            raise PublishError("publish-tree-mismatch", expected=tree, found=written)
        if not dry_run:
            _push(private, branch, commit, previous)
        return Published(branch, commit, previous, tree, len(files), cname, True, dry_run)


def _walk(folder: Path, prefix: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            path = prefix + entry.name
            yield path, entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(folder / entry.name, f"{path}/")


def _refuse_name(path: str) -> None:
    # Cc are control characters, Cf unseen ones (some file systems drop them), Cs bytes that are not UTF-8.
    unsafe = any(char in '"\\' or unicodedata.category(char) in {"Cc", "Cf", "Cs"} for char in path)
    if unsafe or path.rpartition("/")[2].casefold() in {".git", "git~1"}:
        raise PublishError("publish-hostile-name", path=ascii(path))


def _refuse_branch(repo: Path, branch: str) -> None:
    if _run(repo, "rev-parse", "--git-dir").returncode:
        raise PublishError("publish-no-repository", path=str(repo))
    if branch.startswith("-") or _run(repo, "check-ref-format", f"refs/heads/{branch}").returncode:
        raise PublishError("publish-bad-branch", branch=branch)
    if _text(_run(repo, "symbolic-ref", "--quiet", "--short", "HEAD").stdout) == branch:
        raise PublishError("publish-source-branch", branch=branch)


def _address(repo: Path, remote: str) -> str:
    """Where ``remote`` is pushed to; a relative path counts from the top of the checkout."""
    known = _run(repo, "remote", "get-url", "--push", "--", remote)
    address = _text(known.stdout) if known.returncode == 0 else remote
    local = repo.resolve() / address
    return str(local) if local.is_dir() else address


def _make_private(private: Path, repo: Path, address: str) -> None:
    """A bare repository with one remote, the user's identity and credentials, and no hooks."""
    _git(repo, "init", "--quiet", "--bare", "--template=", str(private))
    settings = _run(repo, "config", "--local", "--includes", "-z", "--get-regexp", _LOCAL_SETTINGS).stdout
    for setting in settings.decode().split("\0")[:-1]:
        key, _, value = setting.partition("\n")
        _git(private, "config", "--add", key, value)
    _git(private, "config", "core.hooksPath", os.devnull)
    _git(private, "config", "remote.origin.url", address)
    for key, value in (("user.name", "observatory"), ("user.email", "observatory@localhost")):
        if _run(private, "config", key).returncode:
            _git(private, "config", key, value)


def _tip(private: Path, branch: str) -> str:
    """The commit that ``branch`` of the remote is at, or an empty text when there is no such branch."""
    listing = _run(private, "ls-remote", "origin", f"refs/heads/{branch}")
    if listing.returncode:
        raise PublishError("publish-unreachable", reason=_reason(listing))
    for line in _text(listing.stdout).splitlines():
        commit, _, ref = line.partition("\t")
        if ref == f"refs/heads/{branch}":
            return commit
    return ""


def _fetch(private: Path, branch: str) -> str:
    if not _tip(private, branch):
        return ""
    spec = f"+refs/heads/{branch}:refs/remotes/origin/{branch}"
    fetched = _run(private, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", spec)
    if fetched.returncode:
        raise PublishError("publish-unreachable", reason=_reason(fetched))
    return _git(private, "rev-parse", f"refs/remotes/origin/{branch}")


def _add_own_files(private: Path, previous: str, staging: Path) -> str:
    """Put in what belongs to the branch and not to the build: ``.nojekyll`` and the kept ``CNAME``."""
    (staging / ".nojekyll").touch()
    cname = staging / "CNAME"
    kept = _run(private, "cat-file", "blob", f"{previous}:CNAME") if previous else None
    if kept and kept.returncode == 0 and not cname.exists():
        cname.write_bytes(kept.stdout)
    return cname.read_text(encoding="utf-8", errors="replace").strip() if cname.exists() else ""


def _tree(private: Path, staging: Path, files: list[str]) -> str:
    """The git tree that ``files`` must give, worked out without ghp-import."""
    paths = "".join(f"{staging / path}\n" for path in files)
    blobs = _git(private, "hash-object", "--no-filters", "--stdin-paths", stdin=paths).splitlines()
    index = "".join(f"100644 {blob}\t{path}\0" for blob, path in zip(blobs, files, strict=True))
    _git(private, "update-index", "-z", "--index-info", stdin=index)
    return _git(private, "write-tree", "--missing-ok")


def _import(private: Path, staging: Path, branch: str, message: str) -> str:
    """Run ghp-import in ``private``, as a process of its own so that it sees no other repository."""
    options = ["--remote", "origin", "--branch", branch, "--message", message]
    command = [sys.executable, "-I", "-m", "ghp_import", *options, str(staging)]
    done = subprocess.run(command, cwd=private, env=_environment(), capture_output=True, check=False)
    if done.returncode:
        raise PublishError("publish-import-failed", reason=_reason(done))
    return _git(private, "rev-parse", f"refs/heads/{branch}")


def _push(private: Path, branch: str, commit: str, previous: str) -> None:
    """Move the remote branch from ``previous`` to its child ``commit``, or leave it alone.

    The lease makes git refuse when the branch is no longer at ``previous``; as the commit is a child of
    that one, history is never rewritten.
    """
    lease = f"--force-with-lease=refs/heads/{branch}:{previous}"
    pushed = _run(private, "push", "--porcelain", lease, "origin", f"{commit}:refs/heads/{branch}")
    found = _tip(private, branch)
    if found == commit:
        return
    if pushed.returncode == 0:
        raise PublishError("publish-not-confirmed", branch=branch, expected=commit, found=found)
    refused = [line for line in _text(pushed.stdout).splitlines() if line.startswith("!")]
    if refused:
        said = [line for line in _text(pushed.stderr).splitlines() if line.startswith("remote:")]
        reason = "; ".join(_without_secrets(line) for line in [refused[0].split("\t")[-1], *said])
        raise PublishError("publish-rejected", branch=branch, reason=reason)
    raise PublishError("publish-unreachable", reason=_reason(pushed))


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _GIT_PLACES}
    return kept | {"LC_ALL": "C"}


def _run(folder: Path, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, input=stdin.encode(), env=_environment(), capture_output=True, check=False)


def _git(folder: Path, *arguments: str, stdin: str = "") -> str:
    done = _run(folder, *arguments, stdin=stdin)
    if done.returncode:
        raise PublishError("publish-import-failed", reason=_reason(done))
    return _text(done.stdout)


def _text(output: bytes) -> str:
    return output.decode(errors="replace").strip()


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """What went wrong: the line that git marks as fatal, or else the last one said."""
    lines = _text(done.stderr).splitlines() or [f"exit status {done.returncode}"]
    fatal = [line for line in lines if line.startswith(("fatal:", "error:"))]
    return _without_secrets((fatal or lines[-1:])[0])


def _without_secrets(line: str) -> str:
    return re.sub(r"//[^/@\s]+@", "//", line)
