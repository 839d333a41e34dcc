"""News sitemaps: the articles of the last two days that a site names for search engines, and indexes of sitemaps.

The form is that of sitemaps.org with Google's ``news`` elements (publication with name and language,
publication_date, title). Addresses without them say neither when nor what, so they are counted and left.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

from observatory.media import feeds, urls, xmltext
from observatory.media.feeds import Feed, FeedItem
from observatory.media.xmltext import RefusedError

MOST_CHILDREN = 10
"""Sitemaps of one index that are read: the ones changed last."""
GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Sitemap:
    """``news`` has the articles (kind ``sitemap``); ``children`` the sitemaps that an index names, on its own site."""

    news: Feed
    children: tuple[str, ...]


def parse(content: bytes, url: str) -> Sitemap:
    """Read the sitemap that lies at ``url`` from its bytes, gzipped or not.

    Children of an index are kept where their registrable domain is that of ``url``, at most ten. A broken
    transfer keeps the entries that came whole (note ``truncated``), and of a long list the first 2,000
    (``too-large``). Raises ``RefusedError``: ``empty``, ``too-large``, ``html``, ``entity-refused``,
    ``not-a-feed``, ``truncated`` (not one entry is whole).
    """
    read = xmltext.read(_unpacked(content) if content.startswith(GZIP) else content)
    if read.root not in {"urlset", "sitemapindex"}:
        raise RefusedError("not-a-feed")
    notes = list(read.notes)
    found: list[FeedItem] = []
    listed: list[tuple[str, str]] = []
    for name, entry in _entries(read.text, notes):
        if len(found) == feeds.MOST_ITEMS:
            notes.append("too-large")
            break
        if name == "url":
            found.append(_article(entry))
        elif (child := urls.link(_text(entry, "loc"))) and _site(child) == _site(url):
            listed.append((_text(entry, "lastmod"), child))
    newest = sorted(listed, key=lambda one: one[0], reverse=True)[:MOST_CHILDREN]
    return Sitemap(feeds.assemble(found, "sitemap", "", "", tuple(notes)), tuple(child for _, child in newest))


def _entries(text: str, notes: list[str]) -> Iterator[tuple[str, Element]]:
    """Each whole ``url`` and ``sitemap`` of the text; where it breaks off, ``notes`` gets ``truncated``."""
    whole = 0
    try:
        for _, element in iterparse(io.BytesIO(xmltext.encoded(text)), forbid_dtd=True):
            name = _local(element)
            if name in {"url", "sitemap"}:
                whole += 1
                yield name, element
                element.clear()
    except ParseError as error:
        if not whole:
            raise RefusedError("truncated") from error
        notes.append("truncated")


def _article(entry: Element) -> FeedItem:
    """An item of a ``url`` element; without a title of its own it has no link, so that it is counted as refused."""
    title = _text(entry, "news", "title")
    link = _text(entry, "loc") if title else ""
    date = _text(entry, "news", "publication_date")
    return feeds.item("", link, title, date, _text(entry, "news", "publication", "language"))


def _text(element: Element, *path: str) -> str:
    """The text at the end of a path of local names, empty where there is none."""
    for name in path:
        below = next((child for child in element if _local(child) == name), None)
        if below is None:
            return ""
        element = below
    return (element.text or "").strip()


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _site(url: str) -> str:
    return urls.domain(url) or urlsplit(urls.canonical(url)).netloc


def _unpacked(content: bytes) -> bytes:
    """The inflated bytes, never more than may be read; raises ``RefusedError`` (``too-large``, ``truncated``)."""
    inflater = zlib.decompressobj(wbits=31)
    try:
        plain = inflater.decompress(content, xmltext.MOST_BYTES + 1)
    except zlib.error as error:
        raise RefusedError("truncated") from error
    if len(plain) > xmltext.MOST_BYTES:
        raise RefusedError("too-large")
    return plain
