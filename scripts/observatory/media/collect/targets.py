"""Which addresses may be asked for at all, by how they are written: http or https, a plain host, and no credentials."""

from __future__ import annotations

import re
from ipaddress import IPv6Address

import httpx2

NamedOrigin = tuple[str, str, int]

_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.ASCII)
_MOST_NAME = 253
_MOST_URL = 4096


def target(text: str) -> httpx2.URL | None:
    """The address that ``text`` is, ``None`` where it may not be asked for."""
    if len(text) > _MOST_URL:
        return None
    try:
        return _checked(httpx2.URL(text))
    except (httpx2.InvalidURL, ValueError):
        return None


def redirect_target(base: httpx2.URL, location: bytes) -> httpx2.URL | None:
    """Where a ``Location`` header leads from ``base`` (RFC 9110, section 10.2.2), ``None`` where one may not follow."""
    if len(location) > _MOST_URL:
        return None
    try:
        return _checked(base.join(location.decode("utf-8")))
    except (httpx2.InvalidURL, ValueError):
        return None


def origin(url: httpx2.URL) -> NamedOrigin:
    """Scheme, host and port of an address that was checked, the port of the scheme where it names none."""
    return url.scheme, url.raw_host.decode("ascii"), url.port or _PORTS[url.scheme]


def origin_of(text: str) -> NamedOrigin | None:
    """Scheme, host and port of the address that ``text`` is, ``None`` where it may not be asked for."""
    url = target(text)
    return origin(url) if url else None


def _checked(url: httpx2.URL) -> httpx2.URL | None:
    if url.scheme not in _PORTS or url.userinfo or (url.port is not None and not 0 < url.port < 65536):
        return None
    return url if _is_host(url.raw_host.decode("ascii")) else None


def _is_host(host: str) -> bool:
    if ":" not in host:
        return len(host) <= _MOST_NAME and _HOST_NAME.fullmatch(host) is not None
    try:
        return IPv6Address(host).scope_id is None
    except ValueError:
        return False
