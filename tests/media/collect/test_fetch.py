"""The fetcher against a server that misbehaves: what each case comes to, and what is never asked for."""

from __future__ import annotations

import gzip
import hashlib
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from local_server import Answer, Asked, LocalServer, Route, serve

from observatory.media.collect.addresses import Deadline, is_public
from observatory.media.collect.body import decoded
from observatory.media.collect.fetch import Fetcher, Limits, Validators
from observatory.media.collect.pace import MOST_GIVEN_UP, REST, retry_after
from observatory.media.collect.targets import origin_of

LIMITS = Limits(most_bytes=1_000_000, seconds=10)
BODY = "Vịnh Hạ Long\n".encode() * 50
OK = Answer(200, BODY)


@dataclass
class Clock:
    """Time that passes only while somebody sleeps."""

    time: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.time += seconds


def stranger(**parts: Any) -> Fetcher:
    """A fetcher to which 127.0.0.1 is as public as any, with time of its own where none is given."""
    clock = Clock()
    given: dict[str, Any] = {"clock": clock, "sleep": clock.sleep, "public": lambda _: True, "spacing": 0.0, **parts}
    return Fetcher(**given)


def named(server: LocalServer, **parts: Any) -> Fetcher:
    """A fetcher whose operator named ``server``."""
    asked = origin_of(server.url)
    assert asked
    return stranger(named=frozenset((asked,)), public=is_public, **parts)


# --- what is good -----------------------------------------------------------------------------------------------------


def test_content_in_memory() -> None:
    headers = {"Content-Type": "application/rss+xml", "ETag": '"a"', "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}
    with serve({"/a": Answer(200, BODY, headers)}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS)
    assert (fetched.status, fetched.reason, fetched.http, fetched.attempts) == ("ok", "", 200, 1)
    assert (fetched.content, fetched.path, fetched.size) == (BODY, None, len(BODY))
    assert fetched.md5 == hashlib.md5(BODY).hexdigest()
    assert fetched.validators == Validators('"a"', "Sun, 01 Nov 2026 00:00:00 GMT")
    assert fetched.content_type == "application/rss+xml"
    assert fetched.url == f"{server.url}/a"


def test_content_in_a_file(tmp_path: Path) -> None:
    to = tmp_path / "a.zip"
    to.with_name("a.zip.part").write_bytes(b"left by a run that was cut off" * 100)
    with serve({"/a": OK}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS, to)
    assert (fetched.path, fetched.content, fetched.size) == (to, None, len(BODY))
    assert to.read_bytes() == BODY
    assert list(tmp_path.iterdir()) == [to]


def test_gzip_is_decoded() -> None:
    packed = gzip.compress(BODY[:100]) + gzip.compress(BODY[100:])
    with serve({"/a": Answer(200, packed, {"Content-Encoding": "gzip"})}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS).content == BODY
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_part_is_asked_for_and_told_from_the_whole() -> None:
    part = Answer(206, BODY[-9:], {"Content-Range": f"bytes 1-9/{len(BODY)}"})
    with serve({"/a": part}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS, headers={"Range": "bytes=-9"})
        assert (fetched.http, fetched.content_range) == (206, f"bytes 1-9/{len(BODY)}")
        assert server.asked[0].headers["range"] == "bytes=-9"
        assert server.asked[0].headers["accept-encoding"] == "identity"
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "server-error"


def test_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    with serve({"/a": OK}) as server:
        for contact, agent in (("", "observatory/0.1.0"), ("https://x.vn/", "observatory/0.1.0 (+https://x.vn/)")):
            monkeypatch.setenv("OBSERVATORY_CONTACT", contact)
            with stranger() as fetcher:
                assert fetcher.get(f"{server.url}/a", LIMITS).status == "ok"
            assert server.asked[-1].headers["user-agent"] == agent
        assert set(server.asked[0].headers) == {"host", "user-agent", "accept", "accept-encoding"}


def test_an_unchanged_file_is_not_sent_again() -> None:
    def answer(asked: Asked) -> Answer:
        return Answer(304, headers={"ETag": '"a"'}) if asked.headers.get("if-none-match") == '"a"' else OK

    with serve({"/a": answer}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS, validators=Validators('"b"')).status == "ok"
        fetched = fetcher.get(f"{server.url}/a", LIMITS, validators=Validators('"a"', "Sun, 01 Nov 2026 00:00:00 GMT"))
    assert (fetched.status, fetched.reason, fetched.content, fetched.size) == ("unchanged", "", None, 0)
    assert fetched.validators == Validators('"a"')
    assert server.asked[1].headers["if-modified-since"] == "Sun, 01 Nov 2026 00:00:00 GMT"


def test_a_validator_cannot_carry_headers() -> None:
    with serve({"/a": OK}) as server, stranger() as fetcher:
        fetcher.get(f"{server.url}/a", LIMITS, validators=Validators('"a"\r\nX-Evil: 1', "ă"))
        fetcher.get(f"{server.url}/a", LIMITS, validators=Validators())
    assert all("if-none-match" not in asked.headers for asked in server.asked)
    assert all("if-modified-since" not in asked.headers for asked in server.asked)


def test_unchanged_without_a_question_is_a_fault() -> None:
    with serve({"/a": Answer(304)}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "server-error"


# --- faults, and trying again -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "expected"),
    [(404, ("absent", "not-found")), (410, ("absent", "not-found")), (403, ("failed", "server-error"))],
)
def test_some_answers_are_final(status: int, expected: tuple[str, str], tmp_path: Path) -> None:
    with serve({"/a": Answer(status, b"<html>")}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS, tmp_path / "a")
    assert (fetched.status, fetched.reason) == expected
    assert (fetched.http, fetched.attempts, len(server.hits)) == (status, 1, 1)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_a_fault_that_passes(status: int) -> None:
    clock = Clock()
    with serve({"/a": [Answer(status), Answer(status), OK]}) as server:
        fetched = stranger(clock=clock, sleep=clock.sleep).get(f"{server.url}/a", LIMITS)
    assert (fetched.status, fetched.attempts) == ("ok", 3)
    assert clock.slept == [0.5, 1.0]


@pytest.mark.parametrize(("status", "reason"), [(500, "server-error"), (429, "throttled")])
def test_a_fault_that_stays(status: int, reason: str) -> None:
    clock = Clock()
    with serve({"/a": Answer(status)}) as server:
        fetched = stranger(clock=clock, sleep=clock.sleep).get(f"{server.url}/a", LIMITS)
    assert (fetched.status, fetched.reason, fetched.http, fetched.attempts) == ("failed", reason, status, 5)
    assert clock.slept == [0.5, 1.0, 2.0, 4.0]
    assert len(server.hits) == 5


@pytest.mark.parametrize(
    ("asked", "waited"),
    [("7", 7.0), ("Sun, 01 Nov 2026 00:00:30 GMT", 30.0), ("Sat, 31 Oct 2026 00:00:00 GMT", None), ("soon", 0.5)],
)
def test_the_server_says_how_long_to_wait(asked: str, waited: float | None) -> None:
    clock = Clock()
    now = 1793491200.0  # 1 November 2026, 00:00 UTC
    with serve({"/a": [Answer(429, headers={"Retry-After": asked}), OK]}) as server:
        fetcher = stranger(clock=clock, sleep=clock.sleep, now=lambda: now)
        assert fetcher.get(f"{server.url}/a", LIMITS).attempts == 2
    assert clock.slept == ([] if waited is None else [waited])


def test_a_server_that_asks_for_an_hour_is_left_alone() -> None:
    clock = Clock()
    with serve({"/a": Answer(429, headers={"Retry-After": "3600"})}) as server:
        fetched = stranger(clock=clock, sleep=clock.sleep).get(f"{server.url}/a", LIMITS)
    assert (fetched.reason, fetched.attempts, clock.slept) == ("throttled", 1, [])


def test_the_wait_that_was_asked_for_holds_for_the_whole_host() -> None:
    clock = Clock()
    with serve({"/a": Answer(429, headers={"Retry-After": "9"}), "/b": OK}) as server:
        fetcher = stranger(clock=clock, sleep=clock.sleep)
        assert fetcher.get(f"{server.url}/a", Limits(1000, 10, attempts=1)).reason == "throttled"
        assert fetcher.get(f"{server.url}/b", LIMITS).status == "ok"
    assert clock.slept == [9.0]


def test_a_host_given_up_again_and_again_is_not_asked_for_a_while() -> None:
    clock = Clock()
    with serve({"/a": Answer(429), "/b": OK}) as server:
        fetcher = stranger(clock=clock, sleep=clock.sleep)
        for _ in range(MOST_GIVEN_UP):
            fetcher.get(f"{server.url}/a", LIMITS)
        hits = len(server.hits)
        fetched = fetcher.get(f"{server.url}/b", LIMITS)
        assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "throttled", 0)
        assert len(server.hits) == hits
        clock.time += REST
        assert fetcher.get(f"{server.url}/b", LIMITS).status == "ok"
        assert fetcher.get(f"{server.url}/a", LIMITS).attempts == 5


def test_a_host_that_answers_something_good_is_asked_on() -> None:
    with serve({"/a": Answer(429), "/b": OK}) as server, stranger() as fetcher:
        for _ in range(2 * MOST_GIVEN_UP):
            assert fetcher.get(f"{server.url}/a", Limits(1000, 10, attempts=1)).reason == "throttled"
            assert fetcher.get(f"{server.url}/b", LIMITS).status == "ok"


@given(st.text(max_size=40))
def test_any_wait_is_a_number_or_none(text: str) -> None:
    seconds = retry_after(text, 0.0)
    assert seconds is None or seconds >= 0


def test_waits() -> None:
    assert retry_after("120", 5.0) == 120.0
    assert retry_after("Thu, 01 Jan 1970 00:00:00 GMT", 5.0) == 0.0
    assert retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 5.0) == 55.0
    assert [retry_after(text, 0.0) for text in ("", "-1", "1.5", "٣", "Thu, 99 Jan")] == [None] * 5


def test_nobody_there() -> None:
    with serve({}) as server:
        url = server.url
    fetched = stranger().get(f"{url}/a", LIMITS)
    assert (fetched.status, fetched.reason, fetched.http) == ("failed", "unreachable", None)


def test_no_such_name() -> None:
    def nowhere(*_: object) -> list[str]:
        raise OSError("no such host")

    assert stranger(resolve=nowhere).get("http://no.example/", LIMITS).reason == "unreachable"
    assert stranger(resolve=lambda *_: []).get("http://no.example/", LIMITS).reason == "unreachable"


def test_a_body_that_is_cut_off(tmp_path: Path) -> None:
    with serve({"/a": Answer(200, BODY, declared=len(BODY) + 5), "/b": [Answer(200, b"x", declared=9), OK]}) as server:
        fetched = stranger().get(f"{server.url}/a", LIMITS, tmp_path / "a")
        assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "truncated", 5)
        assert list(tmp_path.iterdir()) == []
        assert stranger().get(f"{server.url}/b", LIMITS, tmp_path / "b").status == "ok"


def test_gzip_that_is_cut_off_or_none_at_all() -> None:
    coded = {"Content-Encoding": "gzip"}
    routes: dict[str, Route] = {
        "/cut": Answer(200, gzip.compress(BODY)[:-9], coded),
        "/not": Answer(200, b"plain text", coded),
        "/br": Answer(200, BODY, {"Content-Encoding": "br"}),
        "/empty": Answer(200, b"", coded),
        "/again": [Answer(200, gzip.compress(BODY)[:-9], coded), Answer(200, gzip.compress(BODY), coded)],
        "/tail": Answer(200, gzip.compress(BODY) + b"\0\0\0", coded),
    }
    with serve(routes) as server, stranger() as fetcher:
        got = {path: fetcher.get(server.url + path, LIMITS) for path in routes}
    assert [got[path].reason for path in ("/cut", "/not", "/br")] == ["truncated", "server-error", "server-error"]
    assert (got["/empty"].status, got["/empty"].size) == ("ok", 0)
    assert got["/tail"].content == BODY
    assert (got["/again"].content, got["/again"].attempts) == (BODY, 2)


def test_headers_that_are_no_headers() -> None:
    with serve({"/a": Answer(200, BODY, {"Content-Length": "nonsense"})}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "unreachable"


# --- caps -------------------------------------------------------------------------------------------------------------


def test_what_is_declared_too_large_is_not_read() -> None:
    with serve({"/a": Answer(200, b"", declared=10**9)}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS)
    assert (fetched.reason, fetched.attempts, len(server.hits)) == ("too-large", 1, 1)


def test_what_grows_too_large_is_dropped(tmp_path: Path) -> None:
    body = b"5\r\nhello\r\n" * 10 + b"0\r\n\r\n"
    chunked = Answer(200, body, {"Transfer-Encoding": "chunked", "Content-Length": ""})
    with serve({"/a": chunked}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", Limits(49, 10), tmp_path / "a").reason == "too-large"
        assert list(tmp_path.iterdir()) == []
        assert fetcher.get(f"{server.url}/a", Limits(50, 10)).content == b"hello" * 10


def test_gzip_swells_in_small_pieces_only() -> None:
    pieces = list(decoded([gzip.compress(b"\0" * 1_000_000)], "gzip", 1_000_000))
    assert sum(map(len, pieces)) == 1_000_000
    assert max(map(len, pieces)) <= 1 << 16


def test_a_deadline_that_is_over_is_no_wait() -> None:
    deadline = Deadline(lambda: 10.0)
    deadline.ends = 13.0
    assert [deadline.left(most) for most in (None, 5.0, 1.0)] == [3.0, 3.0, 1.0]
    deadline.ends = 10.0
    with pytest.raises(httpcore2.ReadTimeout):
        deadline.left(None)


def test_a_gzip_bomb_is_stopped_in_little_memory() -> None:
    member = gzip.compress(b"\0" * 10_000_000, 9)
    bomb = Answer(200, member * 20, {"Content-Encoding": "gzip"})
    with serve({"/a": bomb}) as server, stranger() as fetcher:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        fetched = fetcher.get(f"{server.url}/a", Limits(5_000_000, 10))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (fetched.reason, fetched.content) == ("too-large", None)
    assert grown < 30_000


@pytest.mark.parametrize("answer", [Answer(200, b"x" * 1000, drip=0.05), Answer(200, b"x", pause=3)])
def test_a_slow_server_meets_the_deadline(answer: Answer, tmp_path: Path) -> None:
    start = time.monotonic()
    with serve({"/a": answer}) as server, stranger(clock=time.monotonic, sleep=time.sleep) as fetcher:
        fetched = fetcher.get(f"{server.url}/a", Limits(10_000, 0.3), tmp_path / "a")
    assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "timeout", 1)
    assert time.monotonic() - start < 1.5
    assert list(tmp_path.iterdir()) == []


# --- redirects and addresses ------------------------------------------------------------------------------------------


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status, headers={"Location": to})


def chain(length: int) -> dict[str, Answer]:
    return {f"/{step}": moved(f"{step + 1}", (301, 302, 303, 307, 308)[step]) for step in range(length)} | {
        f"/{length}": OK
    }


def test_three_redirects_are_followed_and_no_more() -> None:
    with serve(chain(3)) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/0", LIMITS)
        assert (fetched.content, fetched.url, fetched.attempts) == (BODY, f"{server.url}/3", 1)
    with serve(chain(4)) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/0", LIMITS).reason == "too-many-redirects"
        assert server.hits == ["/0", "/1", "/2", "/3"]
    with serve({"/a": moved("/a")}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "too-many-redirects"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_the_server_that_was_named_cannot_send_us_to_this_machine(host: str) -> None:
    """The exemption is for the address that the operator gave, and not for where it leads; even on one port."""
    with serve({"/kept": OK, "/canary": OK}) as server, named(server) as fetcher:
        server.routes["/a"] = moved(f"http://{host}:{server.server_port}/canary")
        # A connection to the same place is open already.
        assert fetcher.get(f"{server.url}/kept", LIMITS).status == "ok"
        fetched = fetcher.get(f"{server.url}/a", LIMITS)
    assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "redirect-refused", 1)
    assert server.hits == ["/kept", "/a"]


def test_the_server_that_was_named_cannot_send_us_to_its_neighbour() -> None:
    with serve({"/canary": OK}) as canary, serve({"/b": moved("/c")}) as server, named(server) as fetcher:
        server.routes["/a"] = moved(f"{canary.url}/canary")
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "redirect-refused"
        assert fetcher.get(f"{server.url}/b", LIMITS).reason == "redirect-refused"
        assert fetcher.get(f"{canary.url}/canary", LIMITS).reason == "address-refused"
    assert (canary.hits, server.hits) == ([], ["/a", "/b"])


@pytest.mark.parametrize(
    "location",
    [
        *("file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/plain,hello", "javascript:alert(1)", "gopher://h/"),
        *("http://user:pass@127.0.0.1/", "http://h:99999/", "http://[::1%25lo]/", "http://a b/"),
        *("//.a/", "http://" + "a" * 5000, "\xff\xfe"),
    ],
)
def test_where_a_redirect_may_not_lead(location: str) -> None:
    with serve({"/a": moved(location)}) as server, stranger() as fetcher:
        fetched = fetcher.get(f"{server.url}/a", LIMITS)
    assert (fetched.status, fetched.reason) == ("failed", "redirect-refused")
    assert server.hits == ["/a"]


def test_a_redirect_that_leads_nowhere() -> None:
    with serve({"/a": Answer(302)}) as server, stranger() as fetcher:
        assert fetcher.get(f"{server.url}/a", LIMITS).reason == "server-error"


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://h/a", "http://user:pass@127.0.0.1/", "data:,x", "", "a"])
def test_what_is_not_asked_for(url: str) -> None:
    fetched = stranger().get(url, LIMITS)
    assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "address-refused", 0)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["10.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["127.0.0.1", "93.184.216.34"]]
)
def test_a_name_that_leads_inside_is_refused(addresses: list[str]) -> None:
    with serve({"/a": OK}) as server:
        fetcher = stranger(public=is_public, resolve=lambda *_: addresses)
        fetched = fetcher.get(f"http://rebind.example:{server.server_port}/a", LIMITS)
        assert (fetched.status, fetched.reason, fetched.attempts) == ("failed", "address-refused", 1)
        assert server.hits == []


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The second answer of the resolver would lead elsewhere; it is not asked twice for one connection."""
    seen: list[str] = []
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    def look_up(host: str, _: int) -> list[str]:
        seen.append(host)
        return next(answers)

    fetcher = stranger(resolve=look_up, public=lambda address: address == "127.0.0.1")
    with serve({"/a": OK}) as server, fetcher:
        assert fetcher.get(f"http://news.example:{server.server_port}/a", LIMITS).status == "ok"
        assert fetcher.get(f"http://news.example:{server.server_port}/a", LIMITS).status == "ok"
    assert seen == ["news.example"]
    assert server.asked[0].headers["host"] == f"news.example:{server.server_port}"


def test_the_next_address_is_tried() -> None:
    # Nothing listens on 127.0.0.2 at this port.
    with serve({"/a": OK}) as server, stranger(resolve=lambda *_: ["127.0.0.2", "127.0.0.1"]) as fetcher:
        assert fetcher.get(f"http://news.example:{server.server_port}/a", LIMITS).status == "ok"


def test_tls_proves_the_name_and_not_the_address() -> None:
    hello: list[bytes] = []

    def listen() -> None:
        connection, _ = listener.accept()
        with connection:
            hello.append(connection.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=listen)
        thread.start()
        with stranger(resolve=lambda *_: ["127.0.0.1"]) as fetcher:
            url = f"https://news.example:{listener.getsockname()[1]}/a"
            assert fetcher.get(url, Limits(1000, 10, attempts=1)).reason == "unreachable"
        thread.join()
    assert b"news.example" in hello[0]


PUBLIC = ("1.1.1.1", "93.184.216.34", "203.162.0.1", "2001:4860:4860::8888", "64:ff9b::8.8.8.8", "2002:0808:0808::1")
NOT_PUBLIC = (
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "100::1"),
    *("3fff::1", "4000::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::1"),
    *(
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::1",
        "2001:0:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ),
    *("", "example.org", "2001:4860:4860::8888%eth0", "127.1", "2130706433", "1.1.1.1 ", "1.1.1.1/32", "01.1.1.1"),
)


def test_public_addresses() -> None:
    assert [address for address in PUBLIC if not is_public(address)] == []
    assert [address for address in NOT_PUBLIC if is_public(address)] == []


@given(
    st.ip_addresses(network="10.0.0.0/8") | st.ip_addresses(network="127.0.0.0/8") | st.ip_addresses(network="fc00::/7")
)
def test_no_inner_address_is_public(address: object) -> None:
    assert not is_public(str(address))


@given(st.text(max_size=60) | st.text(max_size=30).map("http://{}".format))
def test_any_address_comes_to_an_outcome(text: str) -> None:
    fetched = NOWHERE.get(text, Limits(10, 1, attempts=1))
    assert fetched.status == "failed"
    assert fetched.reason in {"address-refused", "unreachable"}


def _no_addresses(_: str, __: int) -> list[str]:
    return []


NOWHERE = stranger(resolve=_no_addresses)


# --- one at a time ----------------------------------------------------------------------------------------------------


def test_two_threads_never_ask_one_host_at_once() -> None:
    fetcher = stranger(clock=time.monotonic, sleep=time.sleep)
    with serve({"/a": Answer(200, b"x", pause=0.02)}) as server, fetcher, ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: fetcher.get(f"{server.url}/a", LIMITS).status, range(12)))
    assert got == ["ok"] * 12
    assert server.most_at_once == 1


def test_there_is_a_pause_between_requests_to_one_host() -> None:
    clock = Clock()
    fetcher = stranger(clock=clock, sleep=clock.sleep, spacing=0.25, resolve=lambda *_: ["127.0.0.1"])
    with serve({"/a": OK}) as server, fetcher:
        for host in ("127.0.0.1", "127.0.0.1", "other.example", "127.0.0.1"):
            fetcher.get(f"http://{host}:{server.server_port}/a", LIMITS)
    assert clock.slept == [0.25, 0.25]


def test_the_longest_wait_leaves_other_hosts_free() -> None:
    clock = Clock()
    fetcher = stranger(clock=clock, sleep=clock.sleep, resolve=lambda *_: ["127.0.0.1"])
    with serve({"/a": Answer(503, headers={"Retry-After": "60"}), "/b": OK}) as server, fetcher:
        busy, free = (f"http://{host}.example:{server.server_port}" for host in ("busy", "free"))
        assert fetcher.get(f"{busy}/a", Limits(1000, 10, attempts=1)).reason == "server-error"
        assert fetcher.get(f"{free}/b", LIMITS).status == "ok"
        assert clock.slept == []
        assert fetcher.get(f"{busy}/b", LIMITS).status == "ok"
        assert clock.slept == [60.0]


# --- cut off ----------------------------------------------------------------------------------------------------------

DOWNLOAD = """
import sys; from pathlib import Path
from observatory.media.collect.fetch import Fetcher, Limits
from observatory.media.collect.targets import origin_of
Fetcher(frozenset((origin_of(sys.argv[1]),))).get(sys.argv[1], Limits(10**6, 60), Path(sys.argv[2]))
"""


@pytest.fixture
def dripping() -> Iterator[LocalServer]:
    with serve({"/a": Answer(200, b"x" * 1000, drip=0.02)}) as server:
        yield server


def test_a_download_that_is_killed_leaves_a_part_and_nothing_else(dripping: LocalServer, tmp_path: Path) -> None:
    to = tmp_path / "a.zip"
    part = tmp_path / "a.zip.part"
    running = subprocess.Popen([sys.executable, "-c", DOWNLOAD, f"{dripping.url}/a", str(to)])
    try:
        for _ in range(1000):
            if part.exists():
                break
            time.sleep(0.01)
    finally:
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    assert list(tmp_path.iterdir()) == [part]
    dripping.routes["/a"] = OK
    with named(dripping) as fetcher:
        assert fetcher.get(f"{dripping.url}/a", LIMITS, to).status == "ok"
    assert (list(tmp_path.iterdir()), to.read_bytes()) == ([to], BODY)


def test_a_disk_that_is_full_is_our_own_fault(tmp_path: Path) -> None:
    with serve({"/a": OK}) as server, stranger() as fetcher, pytest.raises(OSError, match="No such file"):
        fetcher.get(f"{server.url}/a", LIMITS, tmp_path / "no-such-folder" / "a")


def test_a_fetcher_of_one_place_asks_no_other() -> None:
    with serve({"/canary": OK}) as canary, serve({"/a": OK, "/c": moved("/a")}) as server:
        asked = origin_of(server.url)
        assert asked
        server.routes["/b"] = moved(f"{canary.url}/canary")
        with stranger(only=frozenset((asked,))) as fetcher:
            assert fetcher.get(f"{server.url}/a", LIMITS).content == BODY
            assert fetcher.get(f"{server.url}/c", LIMITS).content == BODY
            assert fetcher.get(f"{server.url}/b", LIMITS).reason == "redirect-refused"
            assert fetcher.get(f"{canary.url}/canary", LIMITS).reason == "address-refused"
    assert (canary.hits, server.hits) == ([], ["/a", "/c", "/a", "/b"])
