"""What is remembered of each source between runs: how its server named the state of its content, and its newest item.

The file only saves fetching. Where it is missing or not as it was written, every source is fetched whole.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from observatory.media.collect.fetch import Validators
from observatory.media.collect.ledger import write_whole
from observatory.media.collect.methodology import FeedSource


class Memory:
    """The memory in the file ``path``, one entry for each source by its ``id``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, dict[str, str]] = {}
        try:
            entries = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return
        if isinstance(entries, dict):
            self._entries = {name: one for name, one in entries.items() if _is_entry(one)}

    def validators(self, source: FeedSource) -> Validators | None:
        """What the server said of the address that the source has now, or None."""
        entry = self._entries.get(source.id, {})
        if entry.get("url") != source.url or not (entry["etag"] or entry["last_modified"]):
            return None
        return Validators(entry["etag"], entry["last_modified"])

    def newest(self, source: FeedSource) -> datetime | None:
        """The time (UTC) of the newest item that the source had, where it had dates."""
        try:
            return datetime.fromisoformat(self._entries.get(source.id, {}).get("newest", ""))
        except ValueError:
            return None

    def keep(self, source: FeedSource, validators: Validators, newest: datetime | None) -> None:
        """Remember a reading, on the disk too."""
        entry = {"url": source.url, "newest": newest.isoformat() if newest else "", **asdict(validators)}
        self._entries[source.id] = entry
        text = json.dumps(self._entries, ensure_ascii=False, indent=1, sort_keys=True)
        write_whole(self._path, f"{text}\n".encode())


def _is_entry(entry: object) -> bool:
    keys = {"url", "newest", "etag", "last_modified"}
    return isinstance(entry, dict) and entry.keys() == keys and all(isinstance(one, str) for one in entry.values())
