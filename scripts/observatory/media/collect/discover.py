"""Which slices there are to fetch: the lists of GDELT, from a server or from a folder.

Without dates a server is asked for its latest slices only (``lastupdate*.txt``), and a folder for all that its lists
name. With dates the end of ``masterfilelist*.txt`` is read, as far back as they go: the whole of it is above 100 MB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding, Level
from observatory.media.collect.fetch import Fetched, Limits
from observatory.media.collect.lists import Listing, begins_before, join, read_list
from observatory.media.collect.origin import Origin

FAMILIES = ("", "-translation")
MOST_LIST = 500 << 20
FIRST_TAIL = 1 << 20
_LIMITS = Limits(most_bytes=MOST_LIST, seconds=1800)


@dataclass(frozen=True)
class Discovered:
    """What the lists name, and what was wrong with the lists."""

    listing: Listing
    findings: tuple[Finding, ...]


def discover(
    origin: Origin, streams: Sequence[str], since: date | None, until: date | None, incoming: Path
) -> Discovered:
    """The slices of ``streams`` from ``since`` to ``until`` (inclusive, UTC, by the name of the slice).

    Raises ``ObservatoryError`` (``collect-no-list``) where neither the English nor the translated lists are there,
    ``FindingsError`` (``collect-list-lost``) where none could be had for another reason.
    """
    latest_only = origin.folder is None and since is None and until is None
    kinds = ("lastupdate",) if latest_only else ("masterfilelist", "lastupdate")
    listings: list[Listing] = []
    findings: list[Finding] = []
    for family in FAMILIES:
        names = [f"{kind}{family}.txt" for kind in kinds]
        read = [(name, *_read(origin, name, streams, since, until, incoming)) for name in names]
        listings += [listing for _, listing, _ in read if listing]
        for name, listing, reason in read:
            if reason not in ("", "not-found"):
                findings.append(Finding("collect-list-lost", file=name, value=reason))
            elif listing and listing.bad_lines:
                level: Level = "error" if listing.bad_lines == listing.lines else "warning"
                bad, lines = str(listing.bad_lines), str(listing.lines)
                findings.append(Finding("collect-list-lines", level, file=name, value=bad, expected=lines))
        if all(reason == "not-found" for _, _, reason in read):
            findings.append(Finding("collect-list-missing", "warning", file=names[0]))
    if not listings:
        lost = [finding for finding in findings if finding.code == "collect-list-lost"]
        if lost:
            raise FindingsError(lost, "collect-refused")
        raise ObservatoryError("collect-no-list", path=origin.address(""))
    return Discovered(join(listings), tuple(findings))


def _read(
    origin: Origin, name: str, streams: Sequence[str], since: date | None, until: date | None, incoming: Path
) -> tuple[Listing | None, str]:
    """One list; or why it could not be had, in a word of the ledger."""
    place = incoming / name
    size = FIRST_TAIL
    while True:
        tail = {"Range": f"bytes=-{size}"} if origin.folder is None and since and name.startswith("master") else None
        fetched = origin.get(name, _LIMITS, to=place, headers=tail)
        if fetched.status != "ok" or fetched.path is None:
            return None, fetched.reason
        cut = fetched.http == 206 and not _is_whole(fetched)
        if not cut or since is None or _reaches(fetched.path, since):
            lines = _lines(fetched.path, cut)
            listing = read_list(lines, streams, since, until)
            if fetched.path == place:
                place.unlink()
            return listing, ""
        size *= 2


def _is_whole(fetched: Fetched) -> bool:
    """Whether a part that a server sent begins with the first byte of the list."""
    return fetched.content_range.removeprefix("bytes ").startswith("0-")


def _reaches(path: Path, since: date) -> bool:
    """Whether the end of a list goes back beyond ``since``: its first slice that is whole is of a day before."""
    return any(begins_before(line, since) for line in islice(_lines(path, cut=True), 10))


def _lines(path: Path, cut: bool) -> Iterator[bytes]:
    """The lines of a list; the first one is left out where the list was ``cut``."""
    with path.open("rb") as file:
        if cut:
            file.readline()
        yield from file
