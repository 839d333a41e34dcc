"""How to cite a package: a line in the manner of APA and an entry for BibTeX, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from observatory.findings import Lang
from observatory.site.links import absolute, page_url
from observatory.tables.model import Source, Text

SITE_NAME = Text("Quan sát hình ảnh Việt Nam", "Viet Nam Image Observatory")

_DATA_SET = Text("Bộ dữ liệu", "Data set")
_VERSION = Text("phiên bản", "version")
_SOURCES = Text("Nguồn số liệu gốc", "Original sources")
_UNDATED = Text("không rõ năm", "n.d.")
_BIBTEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: f"\\{letter}" for letter in "&%$#_"},
}


@dataclass(frozen=True)
class Work:
    """What is cited: a package by its ``id``, on the page ``slug``; ``reviewed`` is YYYY-MM-DD or empty."""

    id: str
    slug: str
    title: Text
    version: str
    reviewed: str
    sources: tuple[Source, ...] = ()


def apa(work: Work, site_url: str) -> Text:
    """Author, year, title, version, kind of work, where its figures come from, and where it stands.

    The address is left out where ``site_url`` is empty.
    """
    return Text(_line(work, site_url, "vi"), _line(work, site_url, "en"))


def bibtex(work: Work, site_url: str) -> Text:
    """The same as a ``@misc`` entry."""
    return Text(_entry(work, site_url, "vi"), _entry(work, site_url, "en"))


def _line(work: Work, site_url: str, lang: Lang) -> str:
    year = work.reviewed[:4] or _UNDATED.get(lang)
    version = f" ({_VERSION.get(lang)} {work.version})" if work.version else ""
    sources = "; ".join(source.title for source in work.sources)
    parts = [
        f"{SITE_NAME.get(lang)} ({year}).",
        f"{work.title.get(lang)}{version} [{_DATA_SET.get(lang)} {work.id}].",
        f"{_SOURCES.get(lang)}: {sources}." if sources else "",
        absolute(site_url, page_url(lang, work.slug)),
    ]
    return " ".join(filter(None, parts))


def _entry(work: Work, site_url: str, lang: Lang) -> str:
    fields = {
        "author": f"{{{_escaped(SITE_NAME.get(lang))}}}",
        "title": f"{{{_escaped(work.title.get(lang))}}}",
        "year": work.reviewed[:4],
        "version": _escaped(work.version),
        "note": _escaped(f"{_DATA_SET.get(lang)} {work.id}"),
        "url": absolute(site_url, page_url(lang, work.slug)),
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items() if value)
    return f"@misc{{{work.id.replace('/', '-')},\n{lines}\n}}"


def _escaped(text: str) -> str:
    return "".join(_BIBTEX.get(letter, letter) for letter in text)
