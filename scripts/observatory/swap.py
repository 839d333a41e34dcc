"""Taking the place of a folder or a file in one step, so that there is never a moment without it or with half of it."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def replace(new: Path, place: Path) -> None:
    """Move ``new`` to ``place``; what stood there is then at ``new``, or gone where ``place`` was free.

    Where the system can exchange two names (Linux), it is one step that cannot be cut in half. Elsewhere
    it is two renames, and what stood in the place waits beside it, for ``restore``, until both are done.
    """
    if not place.exists():
        new.rename(place)
    elif not _exchange(new, place):
        place.rename(_aside(place))
        new.rename(place)
        _aside(place).rename(new)


@contextmanager
def whole(place: Path, mode: int = 0o666) -> Iterator[TextIO]:
    """A text file beside ``place``, in UTF-8, that takes its place once all is written; lines end as they are given.

    Its permissions are those of ``mode`` that the process leaves, from its first byte on. Raises ``OSError`` where it
    cannot be written. ``place`` is then as it was, and so it is when the body raises.
    """
    part = place.with_name(f".{place.name}.{os.getpid()}.part")
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.unlink(missing_ok=True)
        new = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(new, "w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def restore(place: Path) -> None:
    """Put back what a killed ``replace`` had moved aside."""
    aside = _aside(place)
    if aside.exists() and not place.exists():
        aside.rename(place)
    discard(aside)


def discard(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def workspace(out: Path, mark: str) -> Iterator[Path]:
    """An empty folder inside ``out``, held by one run at a time; what a killed run left behind is cleared.

    Its name begins with ``mark``, and so do the names of what is cleared.
    """
    handle = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for left in out.glob(f"{mark}*"):
            shutil.rmtree(left)
        work = Path(tempfile.mkdtemp(prefix=mark, dir=out))
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(handle)


def _aside(place: Path) -> Path:
    return place.with_name(f".old-{place.name}")


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))
