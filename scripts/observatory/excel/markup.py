"""Walking through the XML of a workbook's parts, element by element, within a time.

A document type declaration ends the walk: workbooks have none, and entities are what XML bombs are made of.
Only elements of the main namespace of spreadsheets are told apart; names of any other come with their address.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Protocol
from xml.parsers import expat

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main "
_PAUSE = 4_096  # elements between two looks at the clock
_FEED = 1 << 16
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

Tick = Callable[[], None]


class DoctypeError(Exception):
    """A part declares a document type."""


class TooSlowError(Exception):
    """The time for reading a workbook is up."""


class Handler(Protocol):
    """Who is told of what is met; ``capture`` says whether texts are wanted now."""

    capture: bool

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, text: str, /) -> None:
        """An element ends; ``text`` is what was captured since the last element that began or ended."""


def deadline(seconds: float) -> Tick:
    """A function that raises ``TooSlowError`` once so many seconds have passed."""
    end = time.monotonic() + seconds

    def tick() -> None:
        if time.monotonic() > end:
            raise TooSlowError

    return tick


def walk(content: bytes, handler: Handler, tick: Tick) -> None:
    """Tell ``handler`` of every element of ``content``.

    Raises ``DoctypeError``, ``TooSlowError``, ``xml.parsers.expat.ExpatError`` for what is not XML, and what the
    handler raises.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []
    left = _PAUSE
    cut = len(_MAIN)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal left
        left -= 1
        if not left:
            left = _PAUSE
            tick()
        text.clear()
        handler.start(name[cut:] if name.startswith(_MAIN) else name, attributes)

    def end(name: str) -> None:
        handler.end(name[cut:] if name.startswith(_MAIN) else name, "".join(text))
        text.clear()

    def characters(data: str) -> None:
        if handler.capture:
            text.append(data)

    def doctype(*_: object) -> None:
        raise DoctypeError

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = characters, doctype
    for begin in range(0, len(content), _FEED):
        parser.Parse(content[begin : begin + _FEED], False)
    parser.Parse(b"", True)


def unescape(text: str) -> str:
    """``text`` with the characters that Excel writes as ``_x000A_``; half a surrogate pair stays as it is written."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return match[0] if 0xD800 <= code < 0xE000 else chr(code)
