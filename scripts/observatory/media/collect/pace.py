"""How often each host is asked: one request at a time, a pause after each, and a rest where the host wants one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime

FIRST_BACK_OFF = 0.5
MOST_WAIT = 120.0
MOST_GIVEN_UP = 5
REST = 600.0


@dataclass
class Host:
    """A host and when it may be asked again, in seconds of the clock.

    ``given_up`` counts addresses given up one after another for a ``reason`` of the host's own: it throttles, it is
    silent, it cannot be reached.
    """

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    given_up: int = 0
    reason: str = ""


class Pace:
    """The hosts asked so far. ``spacing`` is the pause in seconds between two requests to one host."""

    def __init__(self, spacing: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._spacing = spacing
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def host(self, name: str) -> Host:
        """The host of that name, the same one each time."""
        with self._lock:
            return self._hosts.setdefault(name, Host())

    @contextmanager
    def turn(self, host: Host) -> Iterator[bool]:
        """Have ``host`` alone for the length of the block, once it is free; False where it is to be left alone."""
        with host.lock:
            wait = host.free_at - self._clock()
            if wait > 0 and host.given_up >= MOST_GIVEN_UP:
                yield False
                return
            if wait > 0:
                self._sleep(wait)
            try:
                yield True
            finally:
                host.free_at = max(host.free_at, self._clock() + self._spacing)

    def hold(self, host: Host, seconds: float) -> None:
        """Let ``host`` rest for ``seconds``: whoever has the next turn waits as long. For the holder of the turn."""
        host.free_at = max(host.free_at, self._clock() + seconds)

    def gave_up(self, host: Host, reason: str) -> None:
        """Count an address given up; after ``MOST_GIVEN_UP`` in a row the host is not asked for ``REST`` seconds."""
        host.given_up += 1
        host.reason = reason
        if host.given_up >= MOST_GIVEN_UP:
            self.hold(host, REST)


def back_off(attempt: int) -> float:
    """Seconds to wait after attempt 1, 2, 3 …: 0.5, 1, 2, 4 and so on."""
    return FIRST_BACK_OFF * 2.0 ** (attempt - 1)


def retry_after(text: str, now: float) -> float | None:
    """Seconds that a ``Retry-After`` header asks for, at the time ``now`` (seconds since 1970 UTC).

    Source: RFC 9110, section 10.2.3, either whole seconds or a date. ``None`` for anything else.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        date = parsedate_to_datetime(text)
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None
