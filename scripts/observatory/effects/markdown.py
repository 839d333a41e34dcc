"""Text of contributors as inert Markdown: it is read, and nothing in it is a mark, a link, a mention or a reference."""

from __future__ import annotations

import re
import string

from observatory.gate.text import hidden

LIMIT = 160
# GitHub turns text into mentions and references after the entities have been read, so an unseen space parts them.
_SPLIT = "&#8203;"
_REFERENCE = re.compile(r"(?<![a-z0-9])gh(?=-[0-9])|(?<![g-z&#])[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=www)\.|:(?=\S)", re.IGNORECASE)
# Within a line these mean nothing to Markdown, once brackets and the rest are entities.
_HARMLESS = " ,.:;%()'\"-/"
_ENTITIES = {char: f"&#{ord(char)};" for char in string.punctuation if char not in _HARMLESS}


def printable(text: str, limit: int = LIMIT) -> str:
    """The text on one line, cut at ``limit`` characters, with what is not seen written as its code point."""
    shown = "".join(" " if char in "\r\n\t" else char if _seen(char) else f"<U+{ord(char):04X}>" for char in text)
    return shown if len(shown) <= limit else f"{shown[: limit - 1]}…"


def inert(text: str, limit: int = LIMIT) -> str:
    """The text as Markdown that shows it as it is, on one line, also inside a table.

    Every mark that could mean something becomes an entity, which CommonMark never reads as one, and so do those that
    make an address of a text; ``@`` and ``#``, ``GH-1`` and what looks like the id of a commit are parted, for GitHub
    links those in the finished page. Not for the beginning of a line.
    """
    shown = _ADDRESS.sub(lambda found: f"\0{ord(found[0])}\0", printable(text, limit))
    escaped = "".join(_ENTITIES.get(char, char) for char in shown)
    escaped = re.sub("\0([0-9]+)\0", r"&#\1;", escaped)
    escaped = escaped.replace("&#64;", f"&#64;{_SPLIT}").replace("&#35;", f"&#35;{_SPLIT}")
    return _REFERENCE.sub(rf"\g<0>{_SPLIT}", escaped)


def _seen(char: str) -> bool:
    return char.isprintable() and not hidden(char)
