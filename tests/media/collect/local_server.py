"""A web server on 127.0.0.1 with scripted answers, for tests of what fetches.

    with serve({"/a.zip": Answer(200, b"..."), "/busy": [Answer(429), Answer(200, b"ok")]}) as server:
        ... server.url + "/a.zip" ...
        assert server.hits == ["/a.zip"]

A route is one answer for every request, a list of answers of which the last one stays, or a function of
the request. A path without a route answers 404.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One answer. ``declared`` is the Content-Length told, where it is not the true one.

    ``pause`` is waited before the first byte; with ``drip`` the body comes byte by byte, ``drip`` seconds
    apart. ``headers`` replace the usual ones (Content-Length) where the names are equal; one without a value is
    not sent.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    declared: int | None = None
    pause: float = 0.0
    drip: float = 0.0


@dataclass(frozen=True)
class Asked:
    """What was asked: ``path`` with its query, and the headers under their names in small letters."""

    path: str
    headers: Mapping[str, str]


Route = Answer | Sequence[Answer] | Callable[[Asked], Answer]


class LocalServer(ThreadingHTTPServer):
    """``url`` has no slash at its end; ``hits`` are the paths asked for, ``asked`` the whole requests.

    ``most_at_once`` is the greatest number of requests that were being answered at one time.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, routes: Mapping[str, Route]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.routes: dict[str, Route] = dict(routes)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        self._times: dict[str, int] = {}

    @property
    def hits(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, asked: Asked) -> Answer:
        """The answer to ``asked``, looked up by its path with the query, then without."""
        with self._lock:
            self.asked.append(asked)
            path = asked.path if asked.path in self.routes else asked.path.partition("?")[0]
            times = self._times[path] = self._times.get(path, 0) + 1
        route = self.routes.get(path, Answer(404))
        if callable(route):
            return route(asked)
        return route if isinstance(route, Answer) else route[min(times, len(route)) - 1]

    @contextmanager
    def busy(self) -> Iterator[None]:
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where the client went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: LocalServer
    # Small answers must not wait for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        with self.server.busy():
            answer = self.server.answer(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}))
            time.sleep(answer.pause)
            declared = len(answer.body) if answer.declared is None else answer.declared
            headers = {"Content-Length": str(declared), **answer.headers}
            self.send_response(answer.status)
            for name, value in headers.items():
                if value:
                    self.send_header(name, value)
            self.end_headers()
            if answer.status != 304:
                self._write(answer)
        if declared != len(answer.body):
            self.close_connection = True

    def _write(self, answer: Answer) -> None:
        if not answer.drip:
            self.wfile.write(answer.body)
            return
        for position in range(len(answer.body)):
            self.wfile.write(answer.body[position : position + 1])
            time.sleep(answer.drip)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(routes: Mapping[str, Route]) -> Iterator[LocalServer]:
    """The server, running until the block is left."""
    with LocalServer(routes) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
