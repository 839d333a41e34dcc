"""Fetching over the network, as a guest that trusts nothing it is told.

http and https only; public addresses only, at every step; three redirects at most; caps on bytes and on time; one
request at a time to a host, and a rest where a host wants one. What the other side does is an outcome with a reason,
never an exception.
"""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Self

import httpcore2
import httpx2

from observatory import __version__
from observatory.media.collect.addresses import Deadline, NotPublicError, PinnedBackend, Resolve, is_public, resolve
from observatory.media.collect.answers import Answer, Errand, Fetched, Limits, Validators, plain, read
from observatory.media.collect.pace import MOST_WAIT, Host, Pace, back_off
from observatory.media.collect.targets import NamedOrigin, origin, redirect_target, target

__all__ = ["Fetched", "Fetcher", "Limits", "Validators"]

MOST_REDIRECTS = 3
SPACING = 0.1
IDLE = 20.0
CONTACT = "OBSERVATORY_CONTACT"
# Given up for these, the host itself is the reason, not the one address.
_OF_THE_HOST = ("throttled", "timeout", "unreachable")


class Fetcher:
    """Gets addresses, from several threads if need be.

    ``named`` are the origins that the operator gave by name: only they may lie on addresses that are not public, and
    only when asked for themselves, never as the target of a redirect. With ``only``, no other origin is asked, not as
    the target of a redirect either. ``spacing`` is the pause in seconds between requests to one host. ``resolve``,
    ``public``, ``clock``, ``now`` and ``sleep`` are there to be replaced in tests. The environment variable
    ``OBSERVATORY_CONTACT`` (an address or e-mail) goes into the User-Agent; proxies of the environment are not used,
    since behind one no address can be checked.
    """

    def __init__(
        self,
        named: frozenset[NamedOrigin] = frozenset(),
        *,
        only: frozenset[NamedOrigin] | None = None,
        spacing: float = SPACING,
        resolve: Resolve = resolve,
        public: Callable[[str], bool] = is_public,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._named = named
        self._only = only
        self._clock = clock
        self._now = now
        self._pace = Pace(spacing, clock, sleep)
        self._deadline = Deadline(clock)
        self._agent = _agent(os.environ.get(CONTACT, ""))
        self._pools = {
            exempt: httpcore2.ConnectionPool(
                ssl_context=_certificates(),
                max_connections=None,
                max_keepalive_connections=8,
                keepalive_expiry=15.0,
                network_backend=PinnedBackend(allowed, self._deadline, resolve),
            )
            for exempt, allowed in ((False, public), (True, lambda _: True))
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that were kept open."""
        for pool in self._pools.values():
            pool.close()

    def get(
        self,
        url: str,
        limits: Limits,
        to: Path | None = None,
        validators: Validators | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Get ``url`` into memory, or into the file ``to``; with ``validators``, only if it is no longer that.

        ``headers`` are sent besides; with ``Range`` among them the answer may be a part (``http`` is then 206).
        404 and 410 are ``absent``. Too many requests (429), faults of the server (5xx), silence and cut connections
        are tried again, after the time that the server asks for, or after 0.5, 1, 2, 4 seconds; a server that asks for
        more than 120 seconds is left alone. Raises ``OSError`` only where ``to`` cannot be written.
        """
        asked = self._within(target(url))
        if asked is None:
            return Fetched("failed", "address-refused", url=url)
        errand = Errand(limits, to, self._headers(validators, headers), limits.seconds)
        while True:
            errand.attempt += 1
            answer = self._follow(asked, errand)
            if not answer.again:
                return replace(answer.fetched, attempts=errand.attempt - (not answer.asked))

    def _headers(self, validators: Validators | None, more: Mapping[str, str] | None) -> dict[str, str]:
        headers = {"User-Agent": self._agent, "Accept": "*/*", "Accept-Encoding": "gzip", **(more or {})}
        if "Range" in headers:
            # A part of a compressed stream cannot be read.
            headers["Accept-Encoding"] = "identity"
        known = validators or Validators()
        conditions = {"If-None-Match": plain(known.etag), "If-Modified-Since": plain(known.last_modified)}
        return headers | {name: value for name, value in conditions.items() if value}

    def _follow(self, asked: httpx2.URL, errand: Errand) -> Answer:
        """One attempt with its redirects. Each target is checked as an address that a stranger gave."""
        url, named = asked, origin(asked) in self._named
        for step in range(MOST_REDIRECTS + 1):
            answer = self._ask(url, named, errand)
            if answer.location is None:
                if step and answer.fetched.reason == "address-refused":
                    return Answer(replace(answer.fetched, reason="redirect-refused"))
                return answer
            onward = self._within(redirect_target(url, answer.location))
            if onward is None:
                return Answer(replace(answer.fetched, reason="redirect-refused"))
            url, named = onward, False
        return Answer(replace(answer.fetched, reason="too-many-redirects"))

    def _within(self, url: httpx2.URL | None) -> httpx2.URL | None:
        """``url`` where it may be asked for by this fetcher, else ``None``."""
        return None if url is None or (self._only is not None and origin(url) not in self._only) else url

    def _ask(self, url: httpx2.URL, named: bool, errand: Errand) -> Answer:
        """One request, once the host is free."""
        host = self._pace.host(url.host)
        with self._pace.turn(host) as free:
            if not free:
                return Answer(Fetched("failed", host.reason, url=str(url)), asked=False)
            start = self._clock()
            self._deadline.ends = start + errand.seconds
            answer = self._talk(url, named, errand)
            errand.seconds -= self._clock() - start
            return self._judged(answer, host, errand)

    def _judged(self, answer: Answer, host: Host, errand: Errand) -> Answer:
        """Let the host rest as it must, and say whether there is another attempt."""
        if not answer.again:
            host.given_up = 0
            return answer
        wait = back_off(errand.attempt) if answer.wait is None else answer.wait
        again = errand.attempt < errand.limits.attempts and errand.seconds > 0 and wait <= MOST_WAIT
        if again or (answer.wait is not None and wait <= MOST_WAIT):
            self._pace.hold(host, wait)
        if not again and answer.fetched.reason in _OF_THE_HOST:
            self._pace.gave_up(host, answer.fetched.reason)
        return replace(answer, again=again)

    def _talk(self, url: httpx2.URL, named: bool, errand: Errand) -> Answer:
        failed = Fetched("failed", url=str(url))
        place = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        headers = [("Host", url.netloc.decode("ascii")), *errand.headers.items()]
        waits = dict.fromkeys(("connect", "read", "write", "pool"), IDLE)
        try:
            with self._pools[named].stream("GET", place, headers=headers, extensions={"timeout": waits}) as response:
                return read(response, failed, errand, self._now())
        except NotPublicError:
            return Answer(replace(failed, reason="address-refused"))
        except httpcore2.TimeoutException:
            return Answer(replace(failed, reason="timeout"), again=True)
        except (httpcore2.NetworkError, httpcore2.ProtocolError):
            return Answer(replace(failed, reason="unreachable"), again=True)


@cache
def _certificates() -> ssl.SSLContext:
    """The authorities that this machine trusts, read once."""
    return httpx2.create_ssl_context()


def _agent(contact: str) -> str:
    """The User-Agent: this program and, where the operator says so, whom to write to."""
    return f"observatory/{__version__}" + (f" (+{plain(contact)})" if plain(contact) else "")
