"""Zip archives from outside: is the file what was listed, and what lies in its one member.

A slice of GDELT is a zip archive of one deflated file. Nothing that an archive tells of itself is believed: what
comes out is counted as it comes, and is held against the cap, the size and the checksum. Nothing but the standard
library is imported, for the processes that filter must stay small.
"""

from __future__ import annotations

import errno
import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

BLOCK = 1 << 20
_MAGIC = b"PK"
_END = b"PK\x05\x06"
_END_SIZE = 22
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_MOST_COMMENT = 0xFFFF
# The directory entry of one member: 46 bytes, then a name, extra fields and a comment of 65,535 bytes at most each.
_MOST_DIRECTORY = 46 + 3 * 0xFFFF
_PAGE_MARKS = (b"<", b"\xef\xbb\xbf<")


class Damaged(Exception):  # noqa: N818
    """An archive that cannot be used; ``reason`` is the word for the ledger."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check(path: Path, size: int | None = None, md5: str | None = None) -> str:
    """Why the archive at ``path`` is not the one that was listed, or an empty text.

    ``size`` in bytes and ``md5`` in hexadecimal are what the list says, where it says so. The reasons, in the order
    they are looked for: ``empty``, ``html``, ``not-a-zip``, ``truncated``, ``size-differs``, ``md5-differs``. The
    member is not read: ``member_blocks`` does that. Raises ``OSError`` where the file cannot be read.
    """
    with path.open("rb") as file:
        try:
            _end_record(file)
        except Damaged as damaged:
            if damaged.reason in ("empty", "html", "not-a-zip", "truncated"):
                return damaged.reason
        if size is not None and file.seek(0, 2) != size:
            return "size-differs"
        if md5:
            file.seek(0)
            digest = hashlib.md5(usedforsecurity=False)
            while block := file.read(BLOCK):
                digest.update(block)
            if digest.hexdigest() != md5.lower():
                return "md5-differs"
    return ""


def member_blocks(path: Path, most_bytes: int, block: int = BLOCK) -> Iterator[bytes]:
    """The content of the one member of the archive at ``path``, in blocks of at most ``block`` bytes.

    Raises ``Damaged`` with the reason ``empty``, ``html``, ``not-a-zip``, ``truncated``, ``several-members``,
    ``too-large`` (over ``most_bytes``) or ``bad-crc``. It may do so after the last block, since a checksum is known
    only at the end: nothing of an archive is good before all of it is. Raises ``OSError`` where the file cannot be
    read.
    """
    with path.open("rb") as file:
        _end_record(file)
        try:
            with zipfile.ZipFile(file) as archive:
                yield from _content(archive, _only_member(archive), most_bytes, block)
        except zipfile.BadZipFile as error:
            raise Damaged("bad-crc" if "CRC" in str(error) else "not-a-zip") from error
        except zlib.error as error:
            raise Damaged("bad-crc") from error
        except EOFError as error:
            raise Damaged("truncated") from error
        except (struct.error, ValueError, NotImplementedError, RuntimeError, OverflowError) as error:
            raise Damaged("not-a-zip") from error
        except OSError as error:
            # A directory that points before the beginning of the file; any other is the disk's own.
            if error.errno != errno.EINVAL:
                raise
            raise Damaged("not-a-zip") from error


def _end_record(file: BinaryIO) -> None:
    """Look at the head and the end of the archive, before zipfile reads a directory of any length.

    Format: APPNOTE.TXT of PKWARE, sections 4.3.12 to 4.3.16. The record is looked for where zipfile looks for it.
    """
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(64).lstrip(b" \t\r\n")
    if size == 0:
        raise Damaged("empty")
    if head.startswith(_PAGE_MARKS):
        raise Damaged("html")
    if not head.startswith(_MAGIC):
        raise Damaged("not-a-zip")
    tail_size = min(size, _END_SIZE + _MOST_COMMENT)
    file.seek(size - tail_size)
    tail = file.read(tail_size)
    at = len(tail) - _END_SIZE
    if at < 0 or tail[at : at + 4] != _END or tail[-2:] != b"\0\0":
        at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Damaged("truncated")
    if tail[max(0, at - _ZIP64_LOCATOR_SIZE) : at].startswith(_ZIP64_LOCATOR):
        raise Damaged("too-large")
    members, directory = struct.unpack("<HI", tail[at + 10 : at + 16])
    if members == 0:
        raise Damaged("empty")
    if members > 1 or directory > _MOST_DIRECTORY:
        raise Damaged("several-members")


def _only_member(archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) != 1:
        raise Damaged("several-members" if members else "empty")
    member = members[0]
    parts = member.filename.replace("\\", "/").split("/")
    if member.is_dir() or parts[0] == "" or ".." in parts or ":" in parts[0]:
        raise Damaged("not-a-zip")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Damaged("not-a-zip")
    return member


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most_bytes: int, block: int) -> Iterator[bytes]:
    total = 0
    with archive.open(member) as content:
        while piece := content.read(block):
            total += len(piece)
            if total > most_bytes:
                raise Damaged("too-large")
            yield piece
    if total != member.file_size:
        raise Damaged("truncated")
    if total == 0:
        raise Damaged("empty")
