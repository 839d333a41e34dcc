"""Feeds: RSS, RDF, Atom and JSON Feed as titles, links and the dates as they were written. Never the text of items.

``fastfeedparser`` reads the items, and ``feedparser`` where it fails. Their dates are not used: one loses the
offset ``+07:00``, the other knows few of the forms that Vietnamese sites write. The text of each date is taken
from the feed itself, for ``dates.to_utc`` to read.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from observatory.media import language, titles, urls, xmltext
from observatory.media.xmltext import RefusedError

MOST_ITEMS = 2000
ITEMS = ("item", "entry")
KINDS = {"rss": "rss", "rdf": "rdf", "feed": "atom"}
DATES = ("pubdate", "published", "issued", "created", "date", "updated", "modified")
"""Local names of elements that date an item, best first: when it came out goes before when it was changed."""
_WANTED = frozenset((*DATES, "guid", "id", "link", "language"))


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item; ``id`` is the feed's own (an address in its canonical form), else the canonical link.

    ``date`` is the text as written, empty where there is none.
    ``link`` is an http(s) address that is safe to link to; ``lang`` is what the item itself says, else None.
    """

    id: str
    link: str
    title: str
    date: str
    lang: str | None


@dataclass(frozen=True)
class Feed:
    """What a feed holds. ``kind`` is ``rss``, ``rdf``, ``atom`` or ``json``.

    ``refused`` counts items without an http(s) link, ``duplicates`` items whose id or link came before in the
    same feed. ``notes`` are reasons for the ledger: ``wrong-encoding``, ``truncated`` (whole items were kept),
    ``too-large`` (only the first 2,000 items were).
    """

    items: tuple[FeedItem, ...]
    kind: str
    title: str
    lang: str | None
    refused: int
    duplicates: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Outline:
    """Items as the text shows them: what each one's own elements hold; and the text that is to be parsed."""

    items: tuple[dict[str, str], ...]
    text: str
    notes: tuple[str, ...]


def parse(content: bytes, content_type: str = "") -> Feed:
    """Read a feed from its bytes; ``content_type`` only tells a JSON feed from others.

    Raises ``RefusedError``: ``empty``, ``too-large`` (over 5 MB, or nested over 100 deep), ``html`` (a web page came,
    as from a firewall), ``entity-refused`` (it declares entities), ``not-a-feed``,
    ``truncated`` (not one item is whole).
    """
    if len(content) > xmltext.MOST_BYTES:
        raise RefusedError("too-large")
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"{" or (start != b"<" and "json" in content_type):
        return _json_feed(content)
    read = xmltext.read(content)
    kind = KINDS.get(read.root)
    if kind is None:
        raise RefusedError("not-a-feed")
    outline = _outline(read.text)
    parsed = _entries(xmltext.encoded(outline.text), len(outline.items))
    found = _dated(parsed["entries"], outline.items)
    about = parsed.get("feed") or {}
    title, tag = _text(about.get("title")), _text(about.get("language"))
    return assemble(found, kind, title, tag, (*read.notes, *outline.notes))


def assemble(found: Iterable[FeedItem], kind: str, title: str, tag: str, notes: tuple[str, ...]) -> Feed:
    """The feed of ``found``, each item once and none without a link."""
    kept: list[FeedItem] = []
    seen: set[str] = set()
    refused = duplicates = 0
    for one in found:
        keys = {one.id, urls.canonical(one.link)}
        if not one.link:
            refused += 1
        elif keys & seen:
            duplicates += 1
        else:
            kept.append(one)
        seen |= keys if one.link else set()
    return Feed(tuple(kept), kind, titles.plain(title), language.of_tag(tag), refused, duplicates, notes)


def item(own_id: str, link: str, title: str, date: str, tag: str) -> FeedItem:
    """An item from texts as they came: address, title and language made safe, the date left as it is."""
    safe = urls.link(link) or urls.link(own_id)
    key = urls.canonical(own_id) or own_id.strip() or urls.canonical(safe)
    return FeedItem(key, safe, titles.plain(title), date, language.of_tag(tag))


def _dated(entries: list[Any], outlined: tuple[dict[str, str], ...]) -> list[FeedItem]:
    """The items that the parser found, each with the date that stands in its own part of the text."""
    by_key = {one[key]: one for key in ("link", "id", "guid") for one in outlined if one.get(key)}
    same = len(entries) == len(outlined)
    items = []
    for number, entry in enumerate(entries):
        own_id, link = _text(entry.get("id")), _text(entry.get("link"))
        own = outlined[number] if same else by_key.get(own_id) or by_key.get(link) or {}
        date = next((own[name] for name in DATES if own.get(name)), "")
        items.append(item(own_id, link, _text(entry.get("title")), date, own.get("language", "")))
    return items


def _entries(content: bytes, expected: int) -> dict[str, Any]:
    """What a parser makes of checked bytes; ``expected`` is how many items the text shows.

    Raises ``RefusedError`` (``not-a-feed``) where neither parser finds a feed.
    """
    # Imported when first needed: with their dependencies the parsers weigh more than the rest of the room.
    import fastfeedparser

    try:
        found: dict[str, Any] = fastfeedparser.parse(
            content, include_content=False, include_tags=False, include_media=False, include_enclosures=False
        )
        if found["entries"] or not expected:
            return found
    except Exception:
        # Whatever the faster parser stumbles over, the other one may read.
        pass
    import feedparser

    try:
        # A stream, because the parser would take plain bytes for the name of a file where one has that name.
        found = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False)
    except Exception as error:
        raise RefusedError("not-a-feed") from error
    if not found["entries"] and not found.get("version"):
        raise RefusedError("not-a-feed")
    return found


def _outline(text: str) -> _Outline:
    """Find the items in the text, and cut off what a broken transfer left of the last one.

    Where the root element is never ended, the text is cut after its last whole item and the elements around are
    ended by hand, so that no parser takes half an item for a whole one. Raises ``RefusedError`` (``truncated``) where
    not one item is whole. Items past the first 2,000 are cut off too.
    """
    items: list[dict[str, str]] = []
    current: dict[str, str] = {}
    depth, inner, ended = -1, 0, False
    cut: tuple[int, tuple[str, ...]] | None = None
    for tag in xmltext.tags(xmltext.masked(text)):
        ended = ended or (tag.closes and tag.after == 0)
        if depth < 0:
            if tag.name in ITEMS and tag.opens:
                current, depth = {}, len(tag.around)
                cut = tag.begin, tag.around
                if len(items) == MOST_ITEMS:
                    return _Outline(tuple(items), _cut(text, *cut), ("too-large",))
        elif tag.after <= depth:
            items.append(current)
            cut = tag.end, tag.around[:depth]
            depth = -1
        elif tag.closes:
            if tag.after == depth + 1 and tag.name in _WANTED:
                current.setdefault(tag.name, xmltext.content_of(text[inner : tag.begin]))
        elif len(tag.around) == depth + 1:
            inner = tag.end
    if ended:
        return _Outline(tuple(items), text, ())
    if cut is None or not items:
        raise RefusedError("truncated")
    return _Outline(tuple(items), _cut(text, *cut), ("truncated",))


def _cut(text: str, end: int, around: tuple[str, ...]) -> str:
    """The text up to ``end``, and the elements open there ended."""
    return text[:end] + "".join(f"</{name}>" for name in reversed(around))


def _json_feed(content: bytes) -> Feed:
    """A feed of jsonfeed.org, read here: it needs no parser of its own."""
    try:
        feed = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-a-feed") from error
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list) or "jsonfeed.org" not in _text(feed.get("version")):
        raise RefusedError("not-a-feed")
    notes = ("too-large",) if len(entries) > MOST_ITEMS else ()
    found = (
        item(
            _text(entry.get("id")),
            _text(entry.get("url")),
            _text(entry.get("title")),
            _text(entry.get("date_published")) or _text(entry.get("date_modified")),
            _text(entry.get("language")),
        )
        for entry in entries[:MOST_ITEMS]
        if isinstance(entry, dict)
    )
    return assemble(found, "json", _text(feed.get("title")), _text(feed.get("language")), notes)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
