"""What GDELT says there is: ``lastupdate*.txt`` and ``masterfilelist*.txt``, lines of size, MD5 and address.

A slice is named by its quarter of an hour, ``YYYYMMDDHHMMSS`` in UTC, and by its stream, which the rest of the file
name tells. Lists hold some lines that are cut or empty: they are counted and passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

SLICE = timedelta(minutes=15)
STREAMS: Mapping[str, str] = {
    "gkg": "gkg.csv",
    "gkg-translation": "translation.gkg.csv",
    "events": "export.CSV",
    "events-translation": "translation.export.CSV",
    "event-mentions": "mentions.CSV",
    "event-mentions-translation": "translation.mentions.CSV",
}
_STREAM_OF = {rest.lower(): stream for stream, rest in STREAMS.items()}
_LINE = re.compile(rb"(\d{1,15})\s+([0-9a-fA-F]{32})\s+(https?://\S+)\s*", re.ASCII)
_NAME = re.compile(r"[^?#]*/(\d{14})\.([A-Za-z.]+)\.zip", re.ASCII)


@dataclass(frozen=True)
class Listed:
    """A slice that a list names: where it is, and what its size (bytes) and MD5 are said to be.

    Lists that disagree leave several ``facts``; a file that is as one of them says is taken.
    """

    stream: str
    name: str
    url: str
    facts: tuple[tuple[int, str], ...]

    @property
    def time(self) -> datetime:
        """The quarter of an hour, in UTC."""
        return _time(self.name)

    @property
    def file(self) -> str:
        """The base name of its file."""
        return file_of(self.stream, self.name)


@dataclass(frozen=True)
class Listing:
    """The slices of the streams asked for, by (stream, name), and how many lines were no lines of a list."""

    slices: Mapping[tuple[str, str], Listed]
    lines: int
    bad_lines: int


def file_of(stream: str, name: str) -> str:
    """The base name of the file of a slice."""
    return f"{name}.{STREAMS[stream]}.zip"


def read_list(lines: Iterable[bytes], streams: Iterable[str], since: date | None, until: date | None) -> Listing:
    """The slices of ``streams`` whose name lies within ``since`` and ``until`` (inclusive, UTC), from one list."""
    wanted, found, count, bad = set(streams), dict[tuple[str, str], Listed](), 0, 0
    first, last = f"{since:%Y%m%d}" if since else "", f"{until:%Y%m%d}" if until else "99999999"
    for line in lines:
        if not line.strip():
            continue
        count += 1
        listed = _listed(line)
        if listed is None:
            bad += 1
        elif listed.stream in wanted and first <= listed.name[:8] <= last:
            known = found.get((listed.stream, listed.name))
            found[listed.stream, listed.name] = _join(known, listed) if known else listed
    return Listing(found, count, bad)


def join(listings: Iterable[Listing]) -> Listing:
    """Several lists as one; a slice in two of them is one slice."""
    found, lines, bad = dict[tuple[str, str], Listed](), 0, 0
    for listing in listings:
        lines, bad = lines + listing.lines, bad + listing.bad_lines
        for key, listed in listing.slices.items():
            found[key] = _join(found[key], listed) if key in found else listed
    return Listing(found, lines, bad)


def expected(since: date, until: date, now: datetime) -> Iterator[str]:
    """The names of all quarter-hours from ``since`` to ``until``, inclusive, that are over by ``now`` (UTC)."""
    time = datetime(since.year, since.month, since.day)
    end = min(datetime(until.year, until.month, until.day) + timedelta(days=1), now)
    while time < end:
        yield f"{time:%Y%m%d%H%M%S}"
        time += SLICE


def begins_before(line: bytes, since: date) -> bool:
    """Whether a line of a list names a slice of a day before ``since``."""
    listed = _listed(line)
    return listed is not None and listed.time.date() < since


def _listed(line: bytes) -> Listed | None:
    """The slice of a line: ``None`` for what is no line; a file of no known stream has the stream ``""``."""
    match = _LINE.fullmatch(line)
    if not match:
        return None
    size, md5, url = (part.decode("utf-8", "replace") for part in match.groups())
    named = _NAME.fullmatch(url)
    if not named:
        return None
    stream = _STREAM_OF.get(named[2].lower(), "")
    listed = Listed(stream, named[1], url, ((int(size), md5.lower()),))
    try:
        _time(listed.name)
    except ValueError:
        return None
    return listed


def _time(name: str) -> datetime:
    """The moment that 14 digits name. A whole list is more than a million lines, and ``strptime`` is slow."""
    year, month, day = int(name[:4]), int(name[4:6]), int(name[6:8])
    return datetime(year, month, day, int(name[8:10]), int(name[10:12]), int(name[12:14]))


def _join(one: Listed, other: Listed) -> Listed:
    return Listed(one.stream, one.name, one.url, tuple(dict.fromkeys(one.facts + other.facts)))
