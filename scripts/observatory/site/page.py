"""A finished page and the Markdown file that hands it to the renderer.

The file is front matter and one line of raw HTML. Nothing in it is Markdown: a blank line, a fence or a
list mark inside the body would end the raw block or start a new one, so the body is put on one line.
The theme prints front matter without escaping it, so titles are escaped here.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from observatory.findings import Lang

_CELLS = frozenset({"dd", "dt", "li", "td", "th"})
_PRESERVED = frozenset({"pre", "textarea"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED = re.compile(r'"[^"]*"')
_SPACE = re.compile(r"[ \t\n]*\n[ \t\n]*")


@dataclass(frozen=True)
class Page:
    """One page in one language.

    ``slug`` is the address without slashes at its ends and the same in both languages (``""`` is the home
    page). ``title``, ``description`` and ``updated`` are plain text; ``updated`` is a date as the language
    writes it. ``body`` is well-formed HTML with one ``<h1>`` and every foreign text escaped; each
    ``<h2 id=…>`` becomes an entry of the table of contents and of the search index. ``boost`` above 1
    lifts the page in the results of a search, and one that is not ``searched`` is never among them. ``feeds``
    announces the feeds of alerts in the head of the page.
    """

    slug: str
    lang: Lang
    title: str
    description: str
    body: str
    boost: float | None = None
    updated: str = ""
    feeds: bool = False
    searched: bool = True


def write_markdown(page: Page, root: Path) -> Path:
    """Write ``page`` below ``root/<lang>/`` and return the path of its file."""
    path = root / page.lang / page.slug / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(page), encoding="utf-8", newline="\n")
    return path


def markdown(page: Page) -> str:
    """The text of the Markdown file: front matter, and the body as one raw HTML block on one line."""
    read = _read(page.body)
    found = read.sections
    meta: dict[str, Any] = {
        "title": escape(page.title),
        "description": escape(" ".join(page.description.split())),
        "hide": ["navigation"] if found else ["navigation", "toc"],
    }
    if found:
        meta["sections"] = [{"id": escape(key), "title": escape(title)} for key, title in found]
    if not page.searched:
        meta["search"] = {"exclude": True}
    elif page.boost is not None:
        meta["search"] = {"boost": page.boost}
    if page.updated:
        meta["updated"] = escape(page.updated)
    if page.feeds:
        meta["feeds"] = True
    lines = [f"{key}: {_yaml(value)}" for key, value in meta.items()]
    return "\n".join(["---", *lines, "---", "", f'<div class="obs-page">{read.line}</div>', ""])


def sections(body: str) -> list[tuple[str, str]]:
    """The ``id`` and the text of each ``<h2>`` of the body that has an ``id``, in order."""
    return _read(body).sections


def one_line(body: str) -> str:
    """The same HTML on one line.

    A line break becomes a space, and inside ``<pre>`` and ``<textarea>``, where it shows, a character
    reference; so does a tab. Control characters, which HTML forbids, are left out.
    """
    return _read(body).line


def _yaml(value: Any) -> str:
    """``value`` as JSON that YAML reads alike: what is not printable is written as an escape."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in text)


def _read(body: str) -> _Reader:
    reader = _Reader()
    reader.feed(_CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n")))
    reader.close()
    return reader


class _Reader(HTMLParser):
    """Writes HTML back as it came, but for its line breaks, and collects the headings of second level."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._parts: list[str] = []
        self._preserved = 0
        self._headings: list[tuple[str, list[str]]] = []
        self._in_heading = False

    @property
    def line(self) -> str:
        """What was read, on one line."""
        return "".join(self._parts)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The ``id`` and the text of each heading that has an ``id``."""
        return [(key, " ".join(unescape("".join(parts)).split())) for key, parts in self._headings]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._preserved += tag in _PRESERVED
        self._parts.append(self._start_tag())
        if tag == "h2" and (key := dict(attrs).get("id")):
            self._headings.append((key, []))
            self._in_heading = True

    def handle_startendtag(self, _tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._parts.append(self._start_tag())

    def handle_endtag(self, tag: str) -> None:
        if tag in _PRESERVED and self._preserved:
            self._preserved -= 1
        # A space behind a cell keeps its words apart from the next one's in the search index.
        self._parts.append(f"</{tag}> " if tag in _CELLS else f"</{tag}>")
        if tag == "h2":
            self._in_heading = False

    def handle_data(self, data: str) -> None:
        self._text(_referred(data) if self._preserved else _SPACE.sub(" ", data).replace("\t", " "))

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        self._parts.append(text)
        if self._in_heading:
            self._headings[-1][1].append(text)

    def _start_tag(self) -> str:
        """The start tag as it was written; white space in the value of an attribute stays what it is."""
        text = _QUOTED.sub(lambda value: _referred(value[0]), self.get_starttag_text() or "")
        return text.replace("\n", " ").replace("\t", " ")


def _referred(text: str) -> str:
    """``text`` with its line breaks and tabs as character references."""
    return text.replace("\n", "&#10;").replace("\t", "&#9;")
