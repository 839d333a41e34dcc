"""Archives from outside: each way to be damaged has its word, and none costs memory or raises anything else."""

from __future__ import annotations

import hashlib
import io
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media.collect.archive import Damaged, check, member_blocks

MOST = 10_000_000
TEXT = b"".join(b"%d\tH\xc3\xa0 N\xe1\xbb\x99i\n" % number for number in range(5000))


def archive(content: bytes = TEXT, name: str = "20261101000000.gkg.csv", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as file:
        file.writestr(name, content)
    return packed.getvalue()


def several(names: list[str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name in names:
            file.writestr(name, b"x")
    return packed.getvalue()


def spoilt(packed: bytes, at: int, value: bytes) -> bytes:
    return packed[:at] + value + packed[at + len(value) :]


def read(path: Path, most: int = MOST) -> bytes:
    return b"".join(member_blocks(path, most))


def reason(path: Path, packed: bytes, most: int = MOST) -> str:
    path.write_bytes(packed)
    try:
        read(path, most)
    except Damaged as damaged:
        return damaged.reason
    return ""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.zip"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_content_comes_in_blocks(path: Path, method: int) -> None:
    path.write_bytes(archive(method=method))
    blocks = list(member_blocks(path, MOST, block=1000))
    assert b"".join(blocks) == TEXT
    assert max(map(len, blocks)) <= 1000
    assert len(blocks) >= len(TEXT) // 1000


def test_a_comment_after_the_archive_is_no_fault(path: Path) -> None:
    packed = io.BytesIO(archive())
    with zipfile.ZipFile(packed, "a") as file:
        file.comment = b"from the archive of the world"
    assert reason(path, packed.getvalue()) == ""


def directory_at(packed: bytes) -> int:
    return packed.index(b"PK\x01\x02")


DAMAGED = {
    "nothing": (b"", "empty"),
    "an empty member": (archive(b""), "empty"),
    "no member": (several([]), "empty"),
    "a page": (b"<!DOCTYPE html><html>Bad gateway", "html"),
    "a page after spaces": (b"\r\n  <html>", "html"),
    "a page with a mark": (b"\xef\xbb\xbf<html>", "html"),
    "text": (b"1\t2\t3\n", "not-a-zip"),
    "gzip": (b"\x1f\x8b\x08\x00", "not-a-zip"),
    "the first half": (archive()[: len(archive()) // 2], "truncated"),
    "all but the last byte": (archive()[:-1], "truncated"),
    "two members": (several(["a", "b"]), "several-members"),
    "an absolute name": (archive(name="/etc/passwd"), "not-a-zip"),
    "a name that climbs": (archive(name="../../a.csv"), "not-a-zip"),
    "a name that climbs backwards": (archive(name="..\\a.csv"), "not-a-zip"),
    "a drive": (archive(name="C:\\a.csv"), "not-a-zip"),
    "a folder": (several(["a/"]), "not-a-zip"),
    "bzip2": (archive(method=zipfile.ZIP_BZIP2), "not-a-zip"),
    "a secret": (spoilt(archive(), directory_at(archive()) + 8, b"\x01\x00"), "not-a-zip"),
    "a wrong checksum": (spoilt(archive(), directory_at(archive()) + 16, b"\0\0\0\0"), "bad-crc"),
    "a changed byte": (spoilt(archive(method=zipfile.ZIP_STORED), 200, b"\x00"), "bad-crc"),
    "broken deflate": (spoilt(archive(), 60, b"\xff" * 40), "bad-crc"),
    "no directory": (spoilt(archive(), directory_at(archive()), b"XXXX"), "not-a-zip"),
    "a directory before the beginning": (spoilt(archive(), len(archive()) - 10, b"\xff\xff\0\0"), "not-a-zip"),
    "a directory of megabytes": (spoilt(archive(), len(archive()) - 10, b"\xff\xff\xff\0"), "several-members"),
    "too much": (archive(b"x" * (MOST + 1)), "too-large"),
}


@pytest.mark.parametrize(("packed", "expected"), DAMAGED.values(), ids=DAMAGED)
def test_damage_has_its_word(path: Path, packed: bytes, expected: str) -> None:
    assert reason(path, packed) == expected


def test_a_count_of_one_over_a_long_directory_is_seen_before_it_is_read(path: Path) -> None:
    packed = several([f"{number:04}" for number in range(4000)])
    end = packed.rindex(b"PK\x05\x06")
    assert reason(path, spoilt(packed, end + 8, struct.pack("<HH", 1, 1))) == "several-members"


def test_the_large_form_of_the_format_is_not_taken(path: Path) -> None:
    packed = archive()
    end = packed.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + b"\0" * 16
    assert reason(path, packed[:end] + locator + packed[end:]) == "too-large"


def test_a_declared_size_is_not_believed(path: Path) -> None:
    packed = archive(b"x" * 1000)
    at = directory_at(packed) + 24
    assert reason(path, spoilt(packed, at, struct.pack("<I", 10))) == "bad-crc"
    assert reason(path, spoilt(packed, at, struct.pack("<I", 2000))) == "truncated"


def test_a_bomb_is_stopped_in_little_memory(path: Path) -> None:
    """300 MB out of 300 kB, told to be just under the cap, or told truly."""
    code = (
        "import sys, resource; from pathlib import Path\n"
        "from observatory.media.collect.archive import member_blocks, Damaged\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "total = 0\n"
        "try:\n"
        "    for block in member_blocks(Path(sys.argv[1]), 100_000_000): total += len(block)\n"
        "except Damaged as damaged: print(damaged.reason, total)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, 'pandas' in sys.modules)\n"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("bomb", "w") as member:
        for _ in range(300):
            member.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 400_000
    packed = path.read_bytes()
    at = directory_at(packed) + 24
    path.write_bytes(spoilt(packed, at, struct.pack("<I", 99_000_000)))
    ran = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    said, grown = ran.stdout.splitlines()
    assert said.split()[0] == "bad-crc"
    assert int(grown.split()[0]) < 15_000
    assert grown.split()[1] == "False"
    path.write_bytes(packed)
    with pytest.raises(Damaged, match="too-large"):
        read(path, 100_000_000)


@given(st.binary(max_size=400))
def test_any_bytes_are_damage_at_most(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.zip"
    assert reason(path, content) != ""
    assert reason(path, b"PK" + content) != ""


@given(st.integers(0, len(archive(b"abc" * 30)) - 1), st.binary(min_size=1, max_size=6))
def test_any_change_of_an_archive_is_damage_or_none(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "changed.zip"
    packed = spoilt(archive(b"abc" * 30), at, value)
    if reason(path, packed) == "":
        assert read(path) == b"abc" * 30


def test_a_file_that_is_not_there_is_our_own_fault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none.zip")
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "none.zip")


def test_what_was_listed(path: Path) -> None:
    packed = archive()
    md5 = hashlib.md5(packed).hexdigest()
    path.write_bytes(packed)
    assert check(path) == ""
    assert check(path, len(packed), md5) == ""
    assert check(path, len(packed), md5.upper()) == ""
    assert check(path, len(packed) + 1, md5) == "size-differs"
    assert check(path, len(packed), "0" * 32) == "md5-differs"
    assert check(path, None, "0" * 32) == "md5-differs"


def test_the_kind_of_damage_is_told_before_the_size(path: Path) -> None:
    packed = archive()
    for content, expected in ((b"", "empty"), (b"<html>", "html"), (b"hello", "not-a-zip"), (packed[:99], "truncated")):
        path.write_bytes(content)
        assert check(path, len(packed), "0" * 32) == expected


def test_a_long_member_is_read_in_small_memory(path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file, file.open("a.csv", "w") as member:
        for _ in range(100):
            member.write(TEXT * 10)
    assert sum(map(len, member_blocks(path, 10**9))) == len(TEXT) * 1000
    assert check(path, path.stat().st_size) == ""
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
