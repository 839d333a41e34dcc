"""What a server sends as content: decoded, counted against a cap as it comes, and put into memory or a file."""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 16
_GZIP = zlib.MAX_WBITS | 16
_GZIP_MAGIC = b"\x1f\x8b"
PART = ".part"


class ContentError(Exception):
    """Content that is not kept; ``reason`` is the word for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Kept:
    """Content kept in memory or at ``path``; ``size`` in bytes, ``md5`` in hexadecimal."""

    content: bytes | None
    path: Path | None
    size: int
    md5: str


def decoded(pieces: Iterable[bytes], coding: str, most_bytes: int) -> Iterator[bytes]:
    """The content of ``pieces``, of which ``coding`` is the Content-Encoding: none or gzip.

    Neither what comes in nor what comes out may be more than ``most_bytes``, and it never swells in memory. Raises
    ``ContentError`` with ``too-large``, ``truncated`` or, for a coding that is broken or was not asked for,
    ``server-error``.
    """
    coding = coding.strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip"):
        raise ContentError("server-error")
    counted = _capped(pieces, most_bytes)
    return _capped(_unzipped(counted), most_bytes) if "gzip" in coding else counted


def keep(pieces: Iterable[bytes], to: Path | None) -> Kept:
    """Take in ``pieces``: into memory, or into the file ``to``, which is there whole or not at all.

    While they come they lie in ``to`` + ``.part``, which is begun anew each time and taken away when they end badly.
    Raises what ``pieces`` raise, and ``OSError``.
    """
    digest = hashlib.md5(usedforsecurity=False)
    size = 0
    if to is None:
        content = bytearray()
        for piece in pieces:
            digest.update(piece)
            content += piece
        return Kept(bytes(content), None, len(content), digest.hexdigest())
    part = to.with_name(to.name + PART)
    try:
        with part.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        part.replace(to)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Kept(None, to, size, digest.hexdigest())


def _capped(pieces: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > most_bytes:
            raise ContentError("too-large")
        yield piece


def _unzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Gzip members one after another (RFC 1952, section 2.2), in pieces of at most 64 KiB."""
    member = zlib.decompressobj(_GZIP)
    started = False
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if member.eof:
                    if not rest.startswith(_GZIP_MAGIC[: len(rest)]):
                        return
                    member = zlib.decompressobj(_GZIP)
                started = True
                if out := member.decompress(rest, _PIECE):
                    yield out
                rest = member.unused_data if member.eof else member.unconsumed_tail
    except zlib.error as error:
        raise ContentError("server-error") from error
    if started and not member.eof:
        raise ContentError("truncated")
