"""Collecting the slices of GDELT: fetch, read in two processes, put into the store, write into the ledger.

Slices are put down in the order of their names, eight at a time: first the rows, then the ledger, both by key. So
a run that is cut off anywhere loses nothing and doubles nothing when it is begun again. Nothing is taken of a
slice that is not as its list says, or whose checksum fails.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from observatory.findings import Finding
from observatory.media.collect.discover import discover
from observatory.media.collect.fetch import Limits
from observatory.media.collect.ledger import ABSENT, BAD, GOT, Ledger, LedgerRow
from observatory.media.collect.lists import Listed, expected, file_of
from observatory.media.collect.origin import Origin
from observatory.media.collect.outcome import Collected, Request
from observatory.media.collect.store import EVENT_MENTIONS, EVENTS, MENTIONS, Kind, Store
from observatory.media.collect.worker import Knowledge, Read, Task, end_with_parent, read

# GDELT's own mirror: the same files over TLS.
GDELT = "https://storage.googleapis.com/data.gdeltproject.org/gdeltv2"
BEGINNING = date(2015, 2, 18)
GROUP = 8
WORKERS = 2
# Two processes take longer to begin than so few slices take to read.
FEW = 4
PUBLISHED_WITHIN = timedelta(minutes=30)
LIMITS = Limits(most_bytes=100 << 20, seconds=300)
_Begin = Callable[[Task], Future[Read]]
# Reasons of the host, not of the file: once it was given up, it is not asked for the rest.
_OF_THE_HOST = frozenset(("throttled", "timeout", "unreachable"))


@dataclass(frozen=True)
class Phase:
    """Streams that are collected together, the kind of their rows, and what ends the names of their day files."""

    streams: tuple[str, ...]
    kind: Kind
    system: str


@dataclass(frozen=True)
class Done:
    """A slice that was dealt with: its row of the ledger, what was read of it, and the file to clear away."""

    row: LedgerRow
    read: Read
    path: Path | None


def collect_gkg(request: Request) -> Collected:
    """Collect the mentions of Viet Nam from the Global Knowledge Graph 2.1, English and translated.

    The days of ``request`` choose slices by the name of the file, never rows by their date; a
    quarter of an hour of these days that no list names is written down as absent. Slices that were got are not
    fetched again. At the end the stories of the months that got new mentions are found anew.

    Raises what ``discover``, ``Ledger`` and ``Store`` raise.
    """
    run = _Run(request, "gkg")
    run.phases(Phase(("gkg", "gkg-translation"), MENTIONS, "gkg"))
    run.store.assign_stories(request.methodology.settings)
    return run.outcome()


def collect_events(request: Request) -> Collected:
    """Collect the events of Viet Nam from Events 2.0, then what mentions any event that the store has.

    Dates and errors are as for ``collect_gkg``.
    """
    run = _Run(request, "events")
    run.phases(
        Phase(("events", "events-translation"), EVENTS, "events"),
        Phase(("event-mentions", "event-mentions-translation"), EVENT_MENTIONS, "event-mentions"),
    )
    return run.outcome()


class _Run:
    """One run over the streams of one ledger, and its counts."""

    def __init__(self, request: Request, source: str) -> None:
        self.store = Store(request.store)
        self.store.incoming.mkdir(parents=True, exist_ok=True)
        self._request = request
        self._ledger = Ledger(request.store, source)
        self._statuses: list[str] = []
        self._kept = 0
        self._findings: list[Finding] = []

    def outcome(self) -> Collected:
        counts = {status: self._statuses.count(status) for status in (GOT, ABSENT, BAD)}
        findings = tuple(dict.fromkeys(self._findings))
        return Collected(counts[GOT], counts[ABSENT], counts[BAD], self._kept, findings)

    def phases(self, *phases: Phase) -> None:
        """Collect what the lists name, one phase after another, and write down the quarter-hours not named."""
        streams = [stream for phase in phases for stream in phase.streams]
        with Origin.of(self._request.origin, GDELT) as origin:
            self._request.advance("lists")
            found = discover(origin, streams, self._request.since, self._request.until, self.store.incoming)
            self._findings += found.findings
            for phase in phases:
                self._collect(
                    origin, phase, [one for one in found.listing.slices.values() if one.stream in phase.streams]
                )
        self._put_unlisted(streams, set(found.listing.slices))

    def _collect(self, origin: Origin, phase: Phase, listed: Iterable[Listed]) -> None:
        got = {stream: self._ledger.got(stream) for stream in phase.streams}
        wanted = sorted(
            (one for one in listed if one.name not in got[one.stream]), key=lambda one: (one.name, one.stream)
        )
        ids = self.store.values(EVENTS, "event_id") if phase.kind is EVENT_MENTIONS else set()
        known = self._request.methodology
        knowledge = Knowledge(known.places, known.outlets, known.languages, frozenset(ids))
        with _reading(len(wanted), knowledge) as begin:
            for group in _groups(self._fetched(origin, wanted, begin)):
                self._put(group, phase)

    def _fetched(self, origin: Origin, wanted: Iterable[Listed], begin: _Begin) -> Iterator[Done]:
        """Each slice after it was fetched and read, in order; at most two groups are on their way."""
        under_way: deque[tuple[LedgerRow, Path | None, Future[Read] | None]] = deque()
        left = 0
        for listed in wanted:
            self._request.advance(listed.file)
            place = self.store.incoming / listed.file
            fetched = origin.get(listed.url, LIMITS, to=place)
            if fetched.status == "failed" and not fetched.attempts and fetched.reason in _OF_THE_HOST:
                left += 1
                continue
            size, md5 = (fetched.size, fetched.md5) if fetched.status == "ok" else listed.facts[0]
            row = LedgerRow(
                listed.time.date(),
                listed.stream,
                listed.name,
                listed.url,
                size,
                md5,
                {"ok": GOT, "absent": ABSENT}.get(fetched.status, BAD),
                fetched.reason,
                fetched.http,
                attempts=max(fetched.attempts, 1),
            )
            if fetched.path is None:
                under_way.append((row, None, None))
            else:
                task = Task(listed.stream, listed.file, fetched.path, listed.facts)
                under_way.append((row, place if fetched.path == place else None, begin(task)))
            if len(under_way) > 2 * GROUP:
                yield _done(*under_way.popleft())
        while under_way:
            yield _done(*under_way.popleft())
        if left:
            self._findings.append(Finding("collect-host-left", file=origin.address(""), value=str(left)))

    def _put(self, group: Sequence[Done], phase: Phase) -> None:
        """Rows into the store, then rows into the ledger, then away with the files."""
        written = self.store.put(
            phase.kind,
            [row for done in group for row in done.read.rows],
            phase.system,
            {file_of(done.row.stream, done.row.name) for done in group},
        )
        rows = []
        for done in group:
            file = file_of(done.row.stream, done.row.name)
            twice = written.duplicates.get(file, 0)
            row = done.row
            if row.status == GOT:
                row = replace(row, kept=written.kept.get(file, 0), duplicates=done.read.duplicates + twice)
            rows.append(row)
            self._statuses.append(row.status)
            self._kept += row.kept or 0
            if row.status != GOT:
                self._findings.append(Finding("collect-slice-lost", file=file, value=row.reason, expected=row.reason))
            elif row.reason:
                self._findings.append(
                    Finding("collect-slice-lines", file=file, value=str(row.bad_lines), expected=str(row.lines))
                )
        self._ledger.record(rows)
        for done in group:
            if done.path:
                done.path.unlink()

    def _put_unlisted(self, streams: Sequence[str], listed: set[tuple[str, str]]) -> None:
        """A row for each quarter-hour of the days asked for that no list names and that has no row yet."""
        since, until, now = self._request.since, self._request.until, self._request.now()
        if since is None:
            return
        known = listed | {(row.stream, row.name) for row in self._ledger.rows()}
        rows = [
            LedgerRow(
                date(int(name[:4]), int(name[4:6]), int(name[6:8])), stream, name, status=ABSENT, reason="not-listed"
            )
            for name in expected(max(since, BEGINNING), until or now.date(), now - PUBLISHED_WITHIN)
            for stream in streams
            if (stream, name) not in known
        ]
        self._ledger.record(rows)
        self._statuses += [ABSENT] * len(rows)


def _done(row: LedgerRow, path: Path | None, reading: Future[Read] | None) -> Done:
    """A slice with what its reading came to."""
    if reading is None:
        return Done(row, Read(), None)
    found = reading.result()
    reason = found.fault or ("some-lines-bad" if found.bad_lines else "")
    row = replace(
        row,
        status=BAD if found.fault else GOT,
        reason=reason,
        lines=found.lines,
        bad_lines=found.bad_lines,
        kept=0,
        damaged_names=found.damaged_names,
        duplicates=found.duplicates,
    )
    return Done(row, found, path)


def _groups(done: Iterable[Done]) -> Iterator[list[Done]]:
    rest = iter(done)
    while group := list(islice(rest, GROUP)):
        yield group


@contextmanager
def _reading(slices: int, knowledge: Knowledge) -> Iterator[_Begin]:
    """A function that has a slice read: in processes of their own, or at once where there are few."""
    if slices <= FEW:
        yield lambda task: _at_once(task, knowledge)
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=end_with_parent) as pool:
        yield lambda task: pool.submit(read, task, knowledge)


def _at_once(task: Task, knowledge: Knowledge) -> Future[Read]:
    reading: Future[Read] = Future()
    reading.set_result(read(task, knowledge))
    return reading
