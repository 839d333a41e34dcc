"""Collecting headlines from feeds and news sitemaps: read, keep what is new and about Viet Nam, put into the store.

One source after another: first its rows go into the store, then its row into the ledger, then what the server said
of its state is remembered for the next conditional request. A run that is cut off loses and doubles nothing,
because a headline is known by its address from whatever run it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from observatory.findings import Finding, Level
from observatory.media import feeds, language, sitemaps, xmltext
from observatory.media.collect.fetch import Fetched, Limits
from observatory.media.collect.headlines import Headlines
from observatory.media.collect.ledger import ABSENT, BAD, FOLDER, GOT, Ledger, LedgerRow
from observatory.media.collect.memory import Memory
from observatory.media.collect.methodology import FeedSource
from observatory.media.collect.origin import Origin
from observatory.media.collect.outcome import Collected, Request
from observatory.media.collect.sources import sources
from observatory.media.collect.store import Store
from observatory.media.feeds import Feed
from observatory.media.mention import RSS, SITEMAP, Mention

LIMITS = Limits(most_bytes=xmltext.MOST_BYTES, seconds=60)
# The gravest first: the ledger has room for one reason.
GRAVITY = ("truncated", "frozen", "some-lines-bad", "too-large", "wrong-encoding", "back-catalogue")
# What the operator need not act on: it was mended, or it is how the source always is.
MILD = frozenset(("too-large", "wrong-encoding", "back-catalogue"))


def collect_feeds(request: Request) -> Collected:
    """Collect headlines from RSS, Atom and JSON feeds.

    The days of ``request`` do not apply: a feed is read as it is now. Raises what ``Origin.of``, ``Ledger`` and
    ``Store`` raise.
    """
    return _Run(request, "feeds").all()


def collect_sitemaps(request: Request) -> Collected:
    """Collect headlines from news sitemaps, and from those that an index of them names; else as ``collect_feeds``."""
    return _Run(request, "sitemaps").all()


class _Run:
    """One run over the sources of one ledger, and its counts."""

    def __init__(self, request: Request, stream: str) -> None:
        self._request = request
        self._stream = stream
        self._kind, self._system = {"feeds": ("feed", RSS), "sitemaps": ("sitemap", SITEMAP)}[stream]
        self._store = Store(request.store)
        self._ledger = Ledger(request.store, stream)
        self._memory = Memory(request.store / FOLDER / f"validators-{stream}.json")
        self._headlines = Headlines(self._system, request.methodology)
        self._mild = set(MILD)
        self._statuses: list[str] = []
        self._kept = 0
        self._findings: list[Finding] = []

    def all(self) -> Collected:
        with Origin.of(self._request.origin) as origin:
            if origin.folder:
                # How old the files of a folder are is up to whoever put them there.
                self._mild |= {"frozen"}
            found = sources(self._request.origin, origin, self._kind, self._request.methodology)
            if found.not_here:
                self._findings.append(Finding("collect-sources-not-here", "warning", value=str(found.not_here)))
            known = self._store.known(self._system)
            for source in found.listed:
                self._request.advance(source.id)
                self._one(origin, source, known)
        self._store.assign_stories(self._request.methodology.settings)
        counts = {status: self._statuses.count(status) for status in (GOT, ABSENT, BAD)}
        return Collected(counts[GOT], counts[ABSENT], counts[BAD], self._kept, tuple(self._findings))

    def _one(self, origin: Origin, source: FeedSource, known: set[str]) -> None:
        seen_at = self._request.now()
        fetched = origin.get(source.url, LIMITS, validators=self._memory.validators(source))
        row = LedgerRow(
            seen_at.date(), self._stream, source.id, source.url, fetched.size, fetched.md5, http=fetched.http
        )
        row = replace(row, attempts=max(fetched.attempts, 1))
        if fetched.status in ("absent", "failed"):
            self._lost(replace(row, status=ABSENT if fetched.status == "absent" else BAD), fetched.reason)
        elif fetched.status == "unchanged":
            newest = self._memory.newest(source)
            self._found(replace(row, lines=0, bad_lines=0, duplicates=0), newest, {}, [], seen_at)
        else:
            try:
                read = self._read(origin, source, fetched)
            except xmltext.RefusedError as error:
                self._lost(replace(row, status=BAD), error.reason)
                return
            if not read.items and self._kind == "feed" and not read.refused:
                self._lost(replace(row, status=BAD), "empty")
                return
            newest = self._take(row, source, read, seen_at, known)
            self._memory.keep(source, fetched.validators, newest)

    def _read(self, origin: Origin, source: FeedSource, fetched: Fetched) -> Feed:
        content = fetched.content or b""
        if self._kind == "feed":
            return feeds.parse(content, fetched.content_type)
        sitemap = sitemaps.parse(content, source.url)
        parts = [sitemap.news]
        for child in sitemap.children:
            try:
                parts.append(sitemaps.parse(origin.get(child, LIMITS).content or b"", child).news)
            except xmltext.RefusedError:
                parts.append(feeds.assemble([], "sitemap", "", "", ("truncated",)))
        items = (item for part in parts for item in part.items)
        notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
        whole = feeds.assemble(items, "sitemap", "", "", notes)
        refused = sum(part.refused for part in parts)
        return replace(whole, refused=refused, duplicates=whole.duplicates + sum(part.duplicates for part in parts))

    def _take(
        self, row: LedgerRow, source: FeedSource, read: Feed, seen_at: datetime, known: set[str]
    ) -> datetime | None:
        """Put what is new into the store and the ledger; gives the time of the newest item."""
        mentions = [self._headlines.mention(source, item, read.lang, seen_at) for item in read.items]
        newest = max((one.published_at_utc for one in mentions if one.published_at_utc), default=None)
        # Counted from the newest item, so that a feed read late, or out of a folder, keeps what was news in it.
        limit = timedelta(days=self._request.methodology.settings["back_catalogue_days"])
        oldest = min(newest or seen_at, seen_at) - limit
        current = [one for one in mentions if one.published_at_utc is None or one.published_at_utc >= oldest]
        wanted = [one for one in current if source.keep != "about" or self._headlines.is_about(one)]
        new = [one for one in wanted if one.mention_id not in known]
        new = [replace(one, lang=language.detect(one.title or "", one.lang)) for one in new]
        notes = dict.fromkeys(read.notes, "")
        if read.refused:
            notes["some-lines-bad"] = str(read.refused)
        if len(current) < len(mentions):
            notes["back-catalogue"] = str(len(mentions) - len(current))
        row = replace(
            row,
            lines=len(mentions) + read.refused + read.duplicates,
            bad_lines=read.refused + len(mentions) - len(current),
            duplicates=read.duplicates + len(wanted) - len(new),
        )
        self._found(row, newest, notes, new, seen_at)
        known.update(one.mention_id for one in new)
        return newest

    def _found(
        self, row: LedgerRow, newest: datetime | None, notes: dict[str, str], new: Sequence[Mention], seen_at: datetime
    ) -> None:
        """Rows into the store, then the row into the ledger, for a source that was read."""
        age = (seen_at - newest).days if newest else 0
        if age > self._request.methodology.settings["frozen_feed_days"]:
            notes = {**notes, "frozen": str(age)}
        self._store.write(new, self._system, set())
        reason = next((reason for reason in GRAVITY if reason in notes), "")
        for name, value in notes.items():
            level: Level = "warning" if name in self._mild else "error"
            self._findings.append(Finding("collect-source-fault", level, file=row.name, value=value, expected=name))
        self._put(replace(row, status=GOT, reason=reason, kept=len(new)))

    def _lost(self, row: LedgerRow, reason: str) -> None:
        self._findings.append(Finding("collect-source-lost", file=row.name, value=reason, expected=reason))
        self._put(replace(row, reason=reason))

    def _put(self, row: LedgerRow) -> None:
        """Write the row down. What earlier readings of the same day kept stays counted."""
        before = next((one for one in self._ledger.rows() if one.key == row.key), None)
        self._statuses.append(row.status)
        self._kept += row.kept or 0
        if before and before.kept:
            row = replace(row, kept=before.kept + (row.kept or 0))
        self._ledger.record([row])
