"""A finished page as a test reads it: faults, marks, links, cells, and what is said in which language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from observatory.findings import LANGS, Lang
from observatory.site.templates import Draft, pages

VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
NAMES = re.compile("Đà Nẵng|173/QĐ-TTg")
EMPTY = {"None", "nan", "NaN", "<NA>", "NaT", "inf"}
_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_QUOTED = {"cite", "code", "pre", "var"}


@dataclass
class Read:
    """What a page holds."""

    faults: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    cells: list[str] = field(default_factory=list)
    prose: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self, lang: Lang) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()
        self._open: list[tuple[str, str]] = [("", lang)]
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.read.attributes |= given.keys()
        if "id" in given:
            self.read.ids.append(given["id"])
        self.read.links += [given[name] for name in ("href", "src") if name in given]
        if tag in _VOID:
            return
        quoted = tag in _QUOTED or {"obs-raw", "obs-preview"} & {*given.get("class", "").split()}
        lang = "quoted" if quoted or self._open[-1][1] == "quoted" else given.get("lang", self._open[-1][1])
        self._open.append((tag, lang))
        if tag in {"td", "th", "dd"}:
            self._cell = []
        if tag == "h1":
            self.read.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        name, _ = self._open.pop() if len(self._open) > 1 else ("", "")
        if name != tag:
            self.read.faults.append(f"</{tag}> closes <{name}>")
        if tag in {"td", "th", "dd"} and self._cell is not None:
            self.read.cells.append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.read.text += data
        if self._cell is not None:
            self._cell.append(data)
        if self._open[-1][0] == "h1":
            self.read.headings[-1] += data
        if data.strip():
            self.read.prose.append((self._open[-1][1], data.strip()))

    def close(self) -> None:
        super().close()
        self.read.faults += [f"<{tag}> stays open" for tag, _ in self._open[1:]]


def read(body: str, lang: Lang) -> Read:
    """The body of a page in ``lang``."""
    reader = _Reader(lang)
    reader.feed(body)
    reader.close()
    return reader.read


def body(draft: Draft, lang: Lang, updated: str = "2026-11-23") -> str:
    """The HTML of a draft in one language."""
    return next(page.body for page in pages(draft, updated) if page.lang == lang)


def plain(text: str) -> str:
    """A text with its line breaks and repeated spaces as single spaces."""
    return " ".join(text.split())


def render(draft: Draft, updated: str = "2026-11-23") -> dict[Lang, Read]:
    """A draft in both languages."""
    return {page.lang: read(page.body, page.lang) for page in pages(draft, updated)}


def check(draft: Draft) -> dict[Lang, Read]:
    """Render a draft and hold it to what is asked of every page; gives what was read."""
    found = render(draft)
    assert draft.title.vi and draft.title.en and draft.description.vi and draft.description.en
    for lang in LANGS:
        page = found[lang]
        assert page.faults == [], draft.slug
        assert len(page.headings) == 1 and page.headings[0].strip(), draft.slug
        assert len(page.ids) == len(set(page.ids)), draft.slug
        assert all(key.isascii() and " " not in key for key in page.ids)
        assert not EMPTY & set(page.cells), draft.slug
        assert not {name for name in page.attributes if name == "style" or name.startswith("on")}
        own = {link[1:] for link in page.links if link.startswith("#")}
        assert own <= set(page.ids), draft.slug
    assert found["vi"].text != found["en"].text
    strays = [text for lang, text in found["en"].prose if lang == "en" and VIETNAMESE.search(NAMES.sub("", text))]
    assert strays == [], draft.slug
    return found
