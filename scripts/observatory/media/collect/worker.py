"""Reading one slice: is it what was listed, and which of its rows are about Viet Nam. Runs in a process of its own.

Imports nothing heavy: each of these processes must stay small.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import Any

from observatory import __version__
from observatory.media import events, gkg
from observatory.media.collect.archive import Damaged, check, member_blocks
from observatory.media.places import Crosswalk

MOST_RAW = 256 << 20  # bytes out of one archive; the largest day that is known has about 23 MB a slice


@dataclass(frozen=True)
class Knowledge:
    """What rows are read by: places, outlets and languages of the methodology, and the events already kept."""

    places: Mapping[str, str]
    outlets: Mapping[str, str]
    languages: Mapping[str, str]
    event_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Task:
    """A fetched slice: the archive at ``path``, the base name ``file`` and what lists say its size and MD5 are."""

    stream: str
    file: str
    path: Path
    facts: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Read:
    """What a slice holds. With a ``fault`` (a reason of the ledger) nothing of it may be kept."""

    fault: str = ""
    lines: int = 0
    bad_lines: int = 0
    damaged_names: int = 0
    duplicates: int = 0
    rows: Sequence[Any] = ()


def read(task: Task, knowledge: Knowledge) -> Read:
    """Read one slice, line by line; what is wrong with it is in the answer and never raised."""
    faults = [check(task.path, size, md5) for size, md5 in task.facts]
    if all(faults):
        return Read(faults[0])
    try:
        return _READERS[task.stream.removesuffix("-translation")](task, knowledge)
    except Damaged as damaged:
        return Read(damaged.reason)


def end_with_parent() -> None:
    """Let this process end when the one that began it is no more, however it ended."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _mentions(task: Task, knowledge: Knowledge) -> Read:
    found = gkg.read_slice(member_blocks(task.path, MOST_RAW))
    rows = gkg.to_mentions(
        found.rows, task.file, Crosswalk(knowledge.places), knowledge.languages, knowledge.outlets, __version__
    )
    return _read(found, rows, found.damaged_names)


def _events(task: Task, knowledge: Knowledge) -> Read:
    found = events.read_events(member_blocks(task.path, MOST_RAW))
    return _read(found, events.to_events(found.rows, task.file, Crosswalk(knowledge.places)))


def _event_mentions(task: Task, knowledge: Knowledge) -> Read:
    found = events.read_event_mentions(member_blocks(task.path, MOST_RAW), knowledge.event_ids)
    return _read(found, events.to_event_mentions(found.rows, task.file, knowledge.languages))


def _read(found: gkg.Slice | events.EventSlice, rows: Sequence[Any], damaged_names: int = 0) -> Read:
    fault = "wrong-delimiter" if found.delimiter_problem else ""
    if not fault and found.bad_lines == found.lines:
        fault = "wrong-fields" if found.lines else "empty"
    return Read(fault, found.lines, found.bad_lines, damaged_names, found.duplicate_ids, rows)


_READERS = {"gkg": _mentions, "events": _events, "event-mentions": _event_mentions}
