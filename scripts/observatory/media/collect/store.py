"""The store: what was collected, as Parquet by month and day, so that equal rows are equal bytes.

::

    STORE/mentions/year=YYYY/month=MM/YYYYMMDD-<gkg|rss|sitemap>.parquet     nothing else lies below mentions/
    STORE/events/year=YYYY/month=MM/YYYYMMDD-events.parquet
    STORE/event-mentions/year=YYYY/month=MM/YYYYMMDD-event-mentions.parquet
    STORE/ledger/…    STORE/incoming/ (what is being fetched or written)    STORE/lock

A day file is unique by its key and sorted by it, and takes the place of the one before in one step. A file that
cannot be read is an error for people to look at, and is never written over.
"""

from __future__ import annotations

import fcntl
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.media.collect.ledger import settle
from observatory.media.events import Event, EventMention
from observatory.media.mention import GKG, Mention

INCOMING = "incoming"
_TYPES = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    datetime: pa.timestamp("us"),
    date: pa.date32(),
}
# Parquet's own name for what is in a list, so that a file read and written again has the same bytes.
_TEXTS = pa.list_(pa.field("element", pa.string()))


@dataclass(frozen=True)
class Kind:
    """A kind of row: its folder, its dataclass, and the day under which a row is filed.

    ``key`` is what rows are unique by; without a key equal rows stand beside each other.
    """

    folder: str
    row: type
    key: tuple[str, ...]
    day: Callable[[Any], date]

    @cached_property
    def schema(self) -> Any:
        """The Arrow schema of the dataclass: UTC times without zone, sequences as lists of texts."""
        hints = get_type_hints(self.row)
        return pa.schema([(field.name, _arrow(hints[field.name])) for field in fields(self.row)])


MENTIONS = Kind("mentions", Mention, ("mention_id",), lambda mention: mention.day)
EVENTS = Kind("events", Event, ("event_id",), lambda event: event.added_at_utc.date())
EVENT_MENTIONS = Kind("event-mentions", EventMention, (), lambda mention: mention.mention_time.date())


@dataclass(frozen=True)
class Written:
    """What a call of ``Store.put`` did: rows kept, and rows that were there already, by ``raw_slice``."""

    kept: Mapping[str, int]
    duplicates: Mapping[str, int]


class Store:
    """A store in the folder ``root``. Whoever writes holds its lock (``locked``)."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / INCOMING

    def write(self, mentions: Sequence[Mention], system: str, replace_slices: Collection[str]) -> Written:
        """Put mentions in; see ``put``. ``system`` is ``gkg``, ``rss`` or ``sitemap``."""
        return self.put(MENTIONS, mentions, system, replace_slices)

    def put(self, kind: Kind, rows: Sequence[Any], system: str, replace_slices: Collection[str]) -> Written:
        """Put rows in, in place of all that the slices ``replace_slices`` had brought to the days concerned.

        The days are those of the rows and those that the slices are named after. A row whose key is there already,
        from another slice or earlier in ``rows``, is left out.
        Raises ``FindingsError`` (``collect-store-damaged``) where a file of those days cannot be read.
        """
        by_path: dict[Path, list[Any]] = defaultdict(list)
        for row in rows:
            by_path[self._path(kind, kind.day(row), system)].append(row)
        for name in replace_slices:
            named = _day_of(name)
            if named and (path := self._path(kind, named, system)).exists():
                by_path.setdefault(path, [])
        kept: Counter[str] = Counter()
        duplicates: Counter[str] = Counter()
        for path, new in sorted(by_path.items()):
            old = self._read(path, kind)
            stays = old.filter(pc.invert(pc.is_in(old["raw_slice"], pa.array(sorted(replace_slices), pa.string()))))
            added = _new(kind, new, stays) if kind.key else new
            kept.update(row.raw_slice for row in added)
            duplicates.update(row.raw_slice for row in new)
            duplicates.subtract(row.raw_slice for row in added)
            if added or stays.num_rows < old.num_rows:
                self._replace(path, pa.concat_tables([stays, _table(kind, added)]), kind)
        return Written(kept, duplicates)

    def months(self) -> list[tuple[int, int]]:
        """The (year, month) of every month with mentions."""
        return sorted({_month_of(path) for path in self._paths(MENTIONS)})

    def read_month(self, year: int, month: int) -> Any:
        """The mentions of a month as a ``pyarrow.Table``, day file after day file."""
        return self._together(MENTIONS, [path for path in self._paths(MENTIONS) if _month_of(path) == (year, month)])

    def known(self, system: str) -> set[str]:
        """The ``mention_id`` of every mention of a system."""
        paths = self._paths(MENTIONS, f"*-{system}")
        return {one for path in paths for one in self._read(path, MENTIONS)["mention_id"].to_pylist()}

    def values(self, kind: Kind, column: str) -> set[Any]:
        """The distinct values of a column of a kind of rows."""
        return {one for path in self._paths(kind) for one in self._read(path, kind)[column].to_pylist()}

    def assign_stories(self, settings: Mapping[str, float]) -> None:
        """Find the stories of each month that has a mention without one, within the month.

        The files that lack stories are written last, so that a run that is cut off is taken up again.
        """
        open_files = {path for path in self._paths(MENTIONS) if _lacks_stories(path)}
        for month in sorted({_month_of(path) for path in open_files}):
            paths = [path for path in self._paths(MENTIONS) if _month_of(path) == month]
            stories = _stories(self._together(MENTIONS, paths), settings)
            for path in sorted(paths, key=lambda path: (path in open_files, path)):
                old = self._read(path, MENTIONS)
                found = [stories[one] for one in old["mention_id"].to_pylist()]
                new = old
                for position, name in enumerate(("story_id", "dup_of")):
                    column = pa.array([pair[position] for pair in found], pa.string())
                    new = new.set_column(new.schema.get_field_index(name), name, column)
                if not new.equals(old):
                    self._replace(path, new, MENTIONS)

    def _path(self, kind: Kind, day: date, system: str) -> Path:
        folder = self.root / kind.folder / f"year={day:%Y}" / f"month={day:%m}"
        return folder / f"{day:%Y%m%d}-{system}.parquet"

    def _paths(self, kind: Kind, stem: str = "*") -> list[Path]:
        return sorted((self.root / kind.folder).glob(f"year=*/month=*/{stem}.parquet"))

    def _together(self, kind: Kind, paths: Sequence[Path]) -> Any:
        return pa.concat_tables([kind.schema.empty_table(), *(self._read(path, kind) for path in paths)])

    def _read(self, path: Path, kind: Kind) -> Any:
        if not path.exists():
            return kind.schema.empty_table()
        try:
            table = pq.ParquetFile(path).read()
        except (OSError, pa.ArrowException) as error:
            raise _damaged(path, str(error)) from error
        if not table.schema.equals(kind.schema):
            raise _damaged(path, ", ".join(table.schema.names))
        return table

    def _replace(self, path: Path, table: Any, kind: Kind) -> None:
        if not table.num_rows:
            path.unlink()
            return
        self.incoming.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        new = self.incoming / f"{kind.folder}-{path.name}.part"
        order = [(name, "ascending") for name in kind.key or kind.schema.names]
        # How rows lie in pieces in memory would show in the bytes.
        pq.write_table(table.sort_by(order).combine_chunks(), new, compression="zstd")
        settle(new, path)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the store alone, and begin with nothing half fetched in it.

    Raises ``ObservatoryError``: ``collect-running`` where another run holds it, ``collect-no-store`` where the
    folder cannot be made or written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = (root / "lock").open("w")
    except OSError as error:
        raise ObservatoryError("collect-no-store", folder=str(root), detail=str(error)) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ObservatoryError("collect-running", folder=str(root)) from error
        for left in (root / INCOMING).glob("*"):
            left.unlink()
        yield


def _arrow(hint: Any) -> Any:
    """The Arrow type of a column from its annotation; ``X | None`` is as ``X``."""
    if get_origin(hint) is types.UnionType:
        (hint,) = set(get_args(hint)) - {type(None)}
    return _TEXTS if get_origin(hint) is tuple else _TYPES[hint]


def _table(kind: Kind, rows: Sequence[Any]) -> Any:
    columns = zip(*map(astuple, rows), strict=True) if rows else [()] * len(kind.schema)
    arrays = [pa.array(list(column), of.type) for column, of in zip(columns, kind.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=kind.schema)


def _new(kind: Kind, rows: Sequence[Any], there: Any) -> list[Any]:
    """Those of ``rows`` whose key is not ``there``, each key once."""
    known = set(zip(*(there[name].to_pylist() for name in kind.key), strict=True))
    first: dict[tuple[Any, ...], Any] = {}
    for row in rows:
        key = tuple(getattr(row, name) for name in kind.key)
        if key not in known:
            first.setdefault(key, row)
    return list(first.values())


def _day_of(raw_slice: str) -> date | None:
    """The day that the name of a slice begins with."""
    try:
        return datetime.strptime(raw_slice[:8], "%Y%m%d").date()
    except ValueError:
        return None


def _month_of(path: Path) -> tuple[int, int]:
    return int(path.parent.parent.name[5:]), int(path.parent.name[6:])


def _lacks_stories(path: Path) -> bool:
    """Whether a day file has a mention without a story, by what the file says of itself."""
    try:
        about = pq.ParquetFile(path).metadata
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, str(error)) from error
    if about.num_columns != len(MENTIONS.schema):
        raise _damaged(path, str(about.num_columns))
    position = MENTIONS.schema.get_field_index("story_id")
    return any(about.row_group(group).column(position).statistics.null_count for group in range(about.num_row_groups))


def _stories(month: Any, settings: Mapping[str, float]) -> dict[str, tuple[str, str | None]]:
    """The story of each mention of a month, and the mention that it repeats."""
    from observatory.media.stories import assign

    of_gkg = pc.equal(month["source_system"], GKG)
    time = pc.if_else(of_gkg, month["seen_at_utc"], pc.coalesce(month["published_at_utc"], month["seen_at_utc"]))
    frame = month.select(["mention_id", "canonical_url", "title", "lang"]).append_column("time", time).to_pandas()
    found = assign(frame, settings["story_window_hours"], settings["story_similarity"])
    repeats = found["dup_of"].astype(object).where(found["dup_of"].notna(), None)
    return dict(zip(found["mention_id"], zip(found["story_id"], repeats, strict=True), strict=True))


def _damaged(path: Path, value: str) -> FindingsError:
    return FindingsError([Finding("collect-store-damaged", file=str(path), value=value)], "collect-refused")
