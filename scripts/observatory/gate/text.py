"""Bytes to text: strict UTF-8, composed letters, no hidden characters, lines of a sane length."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from observatory.findings import Finding
from observatory.gate import limits

MAX_FINDINGS = 20
_SHOWN = 40  # characters of a line in a finding
# What a spreadsheet takes for the beginning of a formula.
FORMULA = tuple("=+-@\t\r＝＋－＠")
# C0 and C1 controls but tab, CR and LF; soft hyphen and joiners; zero-width and bidirectional marks; line
# and paragraph separators; blank letters; variation selectors; the byte order mark; noncharacters; tags.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff"
    "\U000e0000-\U000e0fff]"
)


def decode(content: bytes, file: str) -> tuple[str | None, list[Finding]]:
    """The text of ``content``, or ``None`` and the finding that says where it is not UTF-8.

    A zero byte is UTF-8 to the letter, but only files in UTF-16 and files that are not text hold one.
    """
    fault = undecodable(content)
    if fault is None:
        return content.decode("utf-8"), []
    start, end = fault
    row = content.count(b"\n", 0, start) + 1
    shown = " ".join(f"{byte:02X}" for byte in content[start:end])
    return None, [Finding("encoding-error", file=file, row=row, value=shown, expected="UTF-8")]


def undecodable(content: bytes) -> tuple[int, int] | None:
    """Where the first zero byte, or else the first bytes that are not UTF-8, begin and end; else ``None``."""
    zero = content.find(b"\x00")
    if zero >= 0:
        return zero, zero + 1
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start, error.end
    return None


def read(
    path: Path, limit: int = limits.MAX_FILE_BYTES, *, marked: bool = False
) -> tuple[bytes, str | None, list[Finding]]:
    """The bytes and the text of a file, with what is wrong in it.

    The text is ``None`` when it cannot be read as UTF-8 or is over ``limit`` bytes. A ``marked`` file may
    begin with a byte order mark, which Excel writes and no reader sees; the text comes without it.
    """
    content = path.read_bytes()
    file = str(path)
    if len(content) > limit:
        return (
            content,
            None,
            [Finding("file-too-large", file=file, value=str(len(content)), expected=str(limit))],
        )
    text, findings = decode(content, file)
    if text is None:
        return content, None, findings
    if marked:
        text = text.removeprefix("\ufeff")
    return content, text, inspect(text, file)


def hidden(text: str) -> str:
    """The first hidden character of ``text``, by its code point, or nothing."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def inspect(text: str, file: str) -> list[Finding]:
    """Hidden characters, letters that are not composed (NFC), and lines over the cap.

    At most one finding for each kind and line, and ``MAX_FINDINGS`` in all: a file that is wholly wrong is
    wrong once.
    """
    if not hidden(text) and unicodedata.is_normalized("NFC", text) and _longest(text) <= limits.MAX_LINE_BYTES:
        return []
    findings: list[Finding] = []
    for row, line in enumerate(text.split("\n"), start=1):
        character = hidden(line)
        if character:
            findings.append(Finding("hidden-character", file=file, row=row, value=character))
        if not line.isascii() and not unicodedata.is_normalized("NFC", line):
            findings.append(Finding("not-composed", file=file, row=row, value=first_decomposed(line), expected="NFC"))
        if len(line.encode("utf-8")) > limits.MAX_LINE_BYTES:
            findings.append(Finding("line-too-long", file=file, row=row, expected=str(limits.MAX_LINE_BYTES)))
        if len(findings) >= MAX_FINDINGS:
            break
    return findings


def first_decomposed(line: str) -> str:
    """The first word of ``line`` that is not composed; the space between words may be what is not."""
    words = (word for word in re.split(r"([\s,;\"]+)", line) if not unicodedata.is_normalized("NFC", word))
    return next(words, line[:_SHOWN])


def _longest(text: str) -> int:
    """An upper bound of the bytes of the longest line."""
    return 4 * max(map(len, text.split("\n")))
