"""Where the collectors may connect to: public addresses, checked once and then held to.

A name is looked up once for each connection, every address it leads to is checked, and the connection goes to an
address that was checked, so that a name cannot lead elsewhere between the check and the connection. TLS still proves
the name, not the address. The collectors meet addresses that others write into lists, feeds and redirects: without
this a feed could have this machine ask its own services and neighbours.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore2

Resolve = Callable[[str, int], list[str]]
# The special-purpose registries of IANA (RFC 6890): unicast addresses of the whole world lie in 2000::/3 alone.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_DOCUMENTATION = IPv6Network("3fff::/20")
_NAT64 = IPv6Network("64:ff9b::/96")


class NotPublicError(Exception):
    """The host has no public address, or one that is not public beside those that are."""


def is_public(address: str) -> bool:
    """True for an address of the public internet, written as numbers; anything else is not one.

    An IPv6 address that carries an IPv4 address (mapped, 6to4, Teredo, NAT64) is as public as the one it carries.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    if ip.scope_id is not None:
        return False
    carried = _carried(ip)
    if carried:
        return all(_is_public_4(one) for one in carried)
    return ip in _GLOBAL_UNICAST and ip not in _DOCUMENTATION and ip.is_global and not ip.is_multicast


def _is_public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _carried(ip: IPv6Address) -> list[IPv4Address]:
    if ip.ipv4_mapped:
        return [ip.ipv4_mapped]
    if ip.sixtofour:
        return [ip.sixtofour]
    if ip.teredo:
        return list(ip.teredo)
    return [IPv4Address(int(ip) & 0xFFFFFFFF)] if ip in _NAT64 else []


def resolve(host: str, port: int) -> list[str]:
    """The addresses of ``host``, each once, in the order of the system's resolver; raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class Deadline(threading.local):
    """When the work of this thread must be over; ``ends`` is a time of ``clock``."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.ends = 0.0

    def left(self, most: float | None) -> float:
        """Seconds left for one wait of at most ``most``; raises ``httpcore2.ReadTimeout`` when none are."""
        left = self.ends - self.clock()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for this request is over")
        return left if most is None else min(left, most)


class PinnedBackend(httpcore2.NetworkBackend):
    """Connects to addresses that ``allowed`` says yes to, and lets no wait outlast ``deadline``."""

    def __init__(self, allowed: Callable[[str], bool], deadline: Deadline, look_up: Resolve = resolve) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._look_up = look_up
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address of ``host`` that answers.

        Raises ``NotPublicError`` where one of its addresses is not allowed, and the errors of httpcore2.
        """
        try:
            addresses = self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(str(error)) from error
        if not all(self._allowed(address) for address in addresses):
            raise NotPublicError(host)
        failure: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, self._deadline.left(timeout), local_address, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream, self._deadline)
        raise failure


class _TimedStream(httpcore2.NetworkStream):
    """A connection on which bytes that come one by one cannot put the end off."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
