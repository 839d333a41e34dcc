"""Bytes and characters: what is UTF-8, composed and visible."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.gate import limits, text

WORDS = "Thừa Thiên Huế, Khánh Hoà, Đắk Lắk"


@pytest.mark.parametrize(
    ("content", "value", "row"),
    [
        (("id,tên\n1,Đ" + "à Nẵng").encode("utf-8")[:-1] + b"\xff", "FF", 2),
        ("id\ncà".encode("cp1258"), "E0", 2),
        ("id\n1\n".encode("utf-16"), "00", 1),
        ("id\n1\n".encode("utf-16-le"), "00", 1),
        ("Huế".encode("utf-16"), "00", 1),
        (b"id\n1\n\xc3", "C3", 3),
        (b"id\n\xed\xa0\x80\n", "ED", 2),
        (b"\xc0\xaf", "C0", 1),
        (b"id\n1\x00\n", "00", 2),
    ],
)
def test_what_is_not_utf8(content: bytes, value: str, row: int) -> None:
    decoded, (finding,) = text.decode(content, "x.csv")
    assert decoded is None
    assert (finding.code, finding.row) == ("encoding-error", row)
    assert finding.value.startswith(value)
    assert finding.expected == "UTF-8"


def test_utf8_is_read_as_it_is() -> None:
    assert text.decode(WORDS.encode("utf-8"), "x.csv") == (WORDS, [])
    assert text.inspect(WORDS, "x.csv") == []
    assert text.inspect("a\tb\r\nc\n", "x.csv") == []


@pytest.mark.parametrize(
    "code",
    [
        *(0x00, 0x07, 0x0B, 0x1B, 0x7F, 0x85, 0xAD, 0x61C, 0x115F, 0x180E, 0x200B, 0x200D, 0x200E, 0x2028),
        *(0x202A, 0x202E, 0x2060, 0x2066, 0x3164, 0xFDD0, 0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xFFFF, 0xE0041),
    ],
)
def test_hidden_characters_are_named(code: int) -> None:
    (finding,) = text.inspect(f"id\nĐà{chr(code)} Nẵng\n", "x.csv")
    assert (finding.code, finding.row, finding.value) == ("hidden-character", 2, f"U+{code:04X}")


def test_a_byte_order_mark_is_found_on_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"\xef\xbb\xbfid\n1\n")
    _, content, (finding,) = text.read(path)
    assert content is not None
    assert (finding.row, finding.value) == (1, "U+FEFF")


def test_decomposed_letters_are_found_with_their_word() -> None:
    (finding,) = text.inspect("id,name\n1," + unicodedata.normalize("NFD", "Huế") + "\n", "x.csv")
    assert (finding.code, finding.row, finding.expected) == ("not-composed", 2, "NFC")
    assert finding.value == unicodedata.normalize("NFD", "Huế")


def test_a_space_that_is_not_composed_is_found_too() -> None:
    (finding,) = text.inspect("id\u2000name\n", "x.csv")
    assert finding.code == "not-composed"


def test_long_lines() -> None:
    (finding,) = text.inspect("id\n" + "x" * (limits.MAX_LINE_BYTES + 1), "x.csv")
    assert (finding.code, finding.row) == ("line-too-long", 2)
    assert text.inspect("x" * limits.MAX_LINE_BYTES, "x.csv") == []
    half = "ế" * (limits.MAX_LINE_BYTES // 3 + 1)
    assert [finding.code for finding in text.inspect(half, "x.csv")] == ["line-too-long"]


def test_a_file_that_is_wholly_wrong_is_wrong_once() -> None:
    assert len(text.inspect("\u200b\n" * 5000, "x.csv")) == text.MAX_FINDINGS


def test_files_over_the_cap_are_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"x" * 11)
    _, content, (finding,) = text.read(path, limit=10)
    assert content is None
    assert (finding.code, finding.value, finding.expected) == ("file-too-large", "11", "10")


@given(st.binary())
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    decoded, findings = text.decode(content, "x.csv")
    assert (decoded is None) == bool(findings)
    if decoded is not None:
        text.inspect(decoded, "x.csv")


@given(st.text())
def test_any_text_is_inspected(content: str) -> None:
    codes = {finding.code for finding in text.inspect(content, "x.csv")}
    assert codes <= {"hidden-character", "not-composed", "line-too-long"}
    if content.isascii() and content.isprintable():
        assert codes == set()
