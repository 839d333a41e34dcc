"""Which feeds and sitemaps a run reads: those of the methodology, one that the operator names, or those of a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from observatory.media import urls, xmltext
from observatory.media.collect.methodology import FeedSource, Methodology
from observatory.media.collect.origin import Origin, base_name

SUFFIXES = (".rss", ".xml", ".atom", ".rdf", ".json")
SITEMAP_ROOTS = frozenset(("urlset", "sitemapindex"))


@dataclass(frozen=True)
class Sources:
    """The sources to read, and how many of the methodology's the folder does not have.

    Each source's ``url`` is what the origin is asked for; in a folder it is the name of the file.
    """

    listed: tuple[FeedSource, ...]
    not_here: int


def sources(origin_text: str | None, origin: Origin, kind: str, methodology: Methodology) -> Sources:
    """The sources of ``kind`` (``feed`` or ``sitemap``) that ``origin``, as the operator wrote it, has.

    An address whose path ends in ``/``, or that has none, stands for the servers of all the listed sources; any
    other is one source. A folder has a listed source under the base name of its address, where no other listed
    source has that name, or under its ``id``; every other feed in it is a source of its own, taken whole.
    """
    known = tuple(source for source in methodology.feeds if source.kind == kind)
    if origin.folder:
        return _of_folder(origin.folder, kind, known)
    if not origin_text or urlsplit(origin_text).path.endswith("/") or not urlsplit(origin_text).path:
        return Sources(known, 0)
    named = urlsplit(origin_text)
    listed = {urls.canonical(source.url): source for source in known}
    own = listed.get(urls.canonical(origin_text)) or _unlisted(kind, f"{named.hostname}{named.path}", origin_text)
    return Sources((replace(own, url=origin_text),), 0)


def _of_folder(folder: Path, kind: str, known: tuple[FeedSource, ...]) -> Sources:
    files = {path.name: path for path in sorted(folder.iterdir()) if path.suffix.lower() in SUFFIXES and path.is_file()}
    times = Counter(base_name(source.url) for source in known)
    found: list[FeedSource] = []
    for source in known:
        own = [name for name in files if Path(name).stem == source.id]
        if not own and times[base_name(source.url)] == 1 and base_name(source.url) in files:
            own = [base_name(source.url)]
        found += [replace(source, url=name) for name in own[:1]]
        for name in own[:1]:
            del files[name]
    not_here = len(known) - len(found)
    found += [_unlisted(kind, path.stem, path.name) for path in files.values() if _is_of(path, kind)]
    return Sources(tuple(sorted(found, key=lambda source: source.id)), not_here)


def _unlisted(kind: str, name: str, url: str) -> FeedSource:
    """A source of which nothing is known but where it lies."""
    return FeedSource(name, kind, url, "", "", "", "", "", "all")


def _is_of(path: Path, kind: str) -> bool:
    """Whether a file that nobody listed is to be read as of ``kind``: a folder may hold files of other collectors."""
    with path.open("rb") as file:
        content = file.read(xmltext.MOST_BYTES + 1)
    if path.suffix.lower() == ".json":
        return kind == "feed" and b"jsonfeed.org" in content[:1000]
    try:
        root = xmltext.read(content).root
    except xmltext.RefusedError:
        # What it was meant to be cannot be told any more, so it is counted once, as a bad feed.
        root = ""
    return (root in SITEMAP_ROOTS) == (kind == "sitemap")
