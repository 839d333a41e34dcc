"""XML from outside, made into text that may be handed to a parser.

The bytes are decoded here, by what they are and not only by what they claim, and the text is looked at before any
parser sees it: document type declarations with a subset, entity declarations, web pages in place of feeds and
elements nested without end are refused. What is left has no declaration at all, so no parser can be made to
expand or to fetch anything.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape

MOST_BYTES = 5_000_000
DEEPEST = 100
PAGE_ROOTS = frozenset(("html", "head", "body", "title", "meta", "script", "div", "center", "h1", "p"))
"""First elements of web pages, as firewalls send them in place of a feed."""
WRONG_ENCODING = ("wrong-encoding",)

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_SUBSET = re.compile(r"<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)\b|<!DOCTYPE[^<>\[]*+\[", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!DOCTYPE[^<>]*+>", re.IGNORECASE)
_PASSIVE = re.compile(r"<!--|<\?|<!\[CDATA\[")
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_TAG = re.compile(r"<(/?)([A-Za-z_][^\s<>/]*+)[^<>]*+>")
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?"
)
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ((b"<\0\0\0", "utf-32-le"), (b"\0\0\0<", "utf-32-be"), (b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_SEVEN_BIT = ("iso2022", "hz")
"""Encodings whose bytes always read as UTF-8 too, though they mean something else."""


class RefusedError(ValueError):
    """The bytes are not read on; ``reason`` is one of those that the ledger knows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class XmlText:
    """``text`` without declarations and comments before its first element; ``notes`` are reasons that did not stop it.

    ``root`` is the local name of the first element in lower case, empty where there is no element.
    """

    text: str
    root: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A start or an end tag: local name in lower case, and where it begins and ends.

    ``around`` has the elements open before it, as written, from the root on; ``after`` is how many are open after
    it. An end tag that ends nothing leaves them as they are.
    """

    name: str
    begin: int
    end: int
    around: tuple[str, ...]
    after: int

    @property
    def opens(self) -> bool:
        """Whether an element begins here that is not empty."""
        return self.after > len(self.around)

    @property
    def closes(self) -> bool:
        """Whether an element ends here, and with it all that was left open inside."""
        return self.after < len(self.around)


def read(content: bytes) -> XmlText:
    """Decode ``content`` and see that it may be parsed.

    Raises ``RefusedError``: ``too-large`` (over 5 MB), ``empty``, ``html``, ``entity-refused``.
    The note ``wrong-encoding`` says that the bytes were not in the encoding that they name.
    """
    if len(content) > MOST_BYTES:
        raise RefusedError("too-large")
    text, notes = _decoded(content)
    text = _ILLEGAL.sub("", text)
    if not text.strip():
        raise RefusedError("empty")
    root = next(tags(masked(text)), None)
    begin = root.begin if root else len(text)
    # Before the first element a section of CDATA is no XML, so whatever it hides counts as a declaration.
    head = _unpassive(text[:begin], {"markup", "cdata"})
    if _SUBSET.search(head) or _SUBSET.search(_unpassive(text, {"markup"})):
        raise RefusedError("entity-refused")
    text = _DOCTYPE.sub("", _unpassive(text[:begin], {"markup"})) + text[begin:]
    name = root.name if root else ""
    if name in PAGE_ROOTS:
        raise RefusedError("html")
    return XmlText(text, name, notes)


def segments(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: ``passive`` (comments, processing instructions), ``cdata`` sections whole, and ``markup``.

    What opens and never ends is markup, so that whoever looks for declarations looks there too.
    """
    position = 0
    while match := _PASSIVE.search(text, position):
        end = text.find(_ENDS[match[0]], match.end())
        if end < 0:
            break
        end += 3 if match[0] != "<?" else 2
        yield "markup", text[position : match.start()]
        yield ("cdata" if match[0] == "<![CDATA[" else "passive"), text[match.start() : end]
        position = end
    yield "markup", text[position:]


def masked(text: str) -> str:
    """``text``, as long as it was, with nothing in it that looks like a tag and is none."""
    pieces = []
    for kind, chunk in segments(text):
        if kind == "passive":
            chunk = " " * len(chunk)
        elif kind == "cdata":
            chunk = chunk.replace("<", " ").replace(">", " ")
        pieces.append(chunk)
    return _without_open_end("".join(pieces))


def tags(hidden: str) -> Iterator[Tag]:
    """The tags of masked text in order; an end tag also ends what was left open inside its element.

    Raises ``RefusedError`` (``too-large``) where elements lie more than 100 deep.
    """
    stack: list[str] = []
    for match in _TAG.finditer(hidden):
        around = tuple(stack)
        if match[1]:
            if match[2] in stack:
                del stack[len(stack) - 1 - stack[::-1].index(match[2]) :]
        elif hidden[match.end() - 2] != "/":
            stack.append(match[2])
            if len(stack) > DEEPEST:
                raise RefusedError("too-large")
        yield Tag(match[2].rpartition(":")[2].lower(), match.start(), match.end(), around, len(stack))


def content_of(text: str) -> str:
    """What an element holds, as characters: sections of CDATA unwrapped, entities read once, tags left as they are."""
    pieces = []
    for kind, chunk in segments(text):
        if kind == "cdata":
            pieces.append(chunk[9:-3])
        elif kind == "markup":
            pieces.append(unescape(chunk))
    return "".join(pieces).strip()


def encoded(text: str) -> bytes:
    """The text for a parser: UTF-8 that says so, with every ampersand as XML wants it.

    HTML's named entities, which XML does not know, become characters, and what is no entity becomes text.
    """
    pieces = (
        _AMPERSAND.sub(lambda found: _character(found[0]), chunk) if kind == "markup" else chunk
        for kind, chunk in segments(text)
    )
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + "".join(pieces).lstrip().encode("utf-8")


def _unpassive(text: str, kinds: set[str]) -> str:
    return "".join(chunk for kind, chunk in segments(text) if kind in kinds)


@lru_cache(maxsize=4096)
def _character(entity: str) -> str:
    """What stands in XML for an ampersand and the entity that it begins: the character, or the text as it is."""
    char = unescape(entity)
    return f"&amp;{entity[1:]}" if char == entity else escape(_ILLEGAL.sub("", char), quote=False)


def _without_open_end(hidden: str) -> str:
    """Masked text with the tail gone that opened a section and never ended it."""
    match = _PASSIVE.search(hidden)
    # Whole sections of CDATA lost their brackets above, so what is found here has no end.
    return hidden if match is None else hidden[: match.start()] + " " * (len(hidden) - match.start())


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text and, where the bytes are not in the encoding that they name, the note ``wrong-encoding``."""
    declared = _known(match[1].decode("ascii")) if (match := _DECLARED.match(content)) else ""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace"), ()
    for start, encoding in _WIDE:
        if content.lstrip(b" \t\r\n").startswith(start):
            return content.decode(encoding, "replace"), ()
    if declared and declared.startswith(_SEVEN_BIT):
        return _declared(content, declared)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _declared(content, declared)
    as_named = not declared or declared == "utf-8" or (text.isascii() and _is_narrow(declared))
    return text, () if as_named else WRONG_ENCODING


def _declared(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    """Decode by what was declared where that works, else as far as UTF-8 goes."""
    if encoding and _is_narrow(encoding):
        try:
            return content.decode(encoding), ()
        except ValueError:
            pass
    return content.decode("utf-8", "replace"), WRONG_ENCODING


def _is_narrow(encoding: str) -> bool:
    """Whether ASCII text reads the same in it."""
    try:
        return b"<rss>".decode(encoding) == "<rss>"
    except ValueError:
        return False


def _known(name: str) -> str:
    """Python's name of an encoding for text, or the empty text."""
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
