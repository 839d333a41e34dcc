"""What a server answers, turned into an outcome: kept, unchanged, absent, or failed for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import httpcore2

from observatory.media.collect.body import ContentError, decoded, keep
from observatory.media.collect.pace import retry_after

Status = Literal["ok", "unchanged", "absent", "failed"]

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_HEADER = 500


@dataclass(frozen=True)
class Limits:
    """What one ``get`` may take: bytes of content, seconds of connection, and attempts.

    ``seconds`` bounds the time on the connection over all attempts and redirects together; the waits between
    attempts are bounded on their own, 120 seconds each.
    """

    most_bytes: int
    seconds: float
    attempts: int = 5


@dataclass(frozen=True)
class Validators:
    """What a server said of the state of its content, to ask next time whether that still holds.

    Source: RFC 9110, section 8.8.
    """

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Fetched:
    """The outcome: ``reason`` is empty when ``status`` is ``ok`` or ``unchanged``, else a word for the ledger.

    ``http`` is the last status code, ``url`` the address that gave it. With ``ok`` the content is in ``content``, or at
    ``path`` where a file was asked for; ``size`` (bytes) and ``md5`` are of the content after decoding. ``attempts``
    is 0 where the host was not asked, because it had to be given up before. ``content_range`` is what a server
    that answers 206 says of the part it sends. With ``unchanged``, ``validators`` hold what the server repeats of them.
    """

    status: Status
    reason: str = ""
    http: int | None = None
    content: bytes | None = None
    path: Path | None = None
    size: int = 0
    md5: str = ""
    url: str = ""
    validators: Validators = Validators()
    content_type: str = ""
    content_range: str = ""
    attempts: int = 0


@dataclass(frozen=True)
class Answer:
    """The outcome of one request.

    ``again``: another attempt may help, after ``wait`` seconds where the server said so. ``location``: the server
    sends us there. ``asked`` is False where the host was left alone.
    """

    fetched: Fetched
    again: bool = False
    wait: float | None = None
    location: bytes | None = None
    asked: bool = True


@dataclass
class Errand:
    """One ``get`` on its way: what is asked for, and the ``seconds`` still left for it."""

    limits: Limits
    to: Path | None
    headers: Mapping[str, str]
    seconds: float
    attempt: int = 0


def read(response: httpcore2.Response, failed: Fetched, errand: Errand, now: float) -> Answer:
    """What the status says, and the content where it is good.

    ``failed`` is the outcome to begin from, ``now`` the time in seconds since 1970 UTC. Raises ``OSError`` where the
    file of the errand cannot be written, and the errors of httpcore2 but for those of a body that is cut off.
    """
    status = response.status
    headers = {name.lower(): value for name, value in response.headers}
    failed = replace(failed, http=status)
    if status in _REDIRECTS and b"location" in headers:
        return Answer(failed, location=headers[b"location"])
    if status == 304 and errand.headers.keys() & {"If-None-Match", "If-Modified-Since"}:
        return Answer(replace(failed, status="unchanged", validators=_validators(headers)))
    if status in (404, 410):
        return Answer(replace(failed, status="absent", reason="not-found"))
    if status in (408, 429) or status >= 500:
        wait = retry_after(_text(headers, b"retry-after"), now)
        reason = "throttled" if status == 429 else "server-error"
        return Answer(replace(failed, reason=reason), again=True, wait=wait)
    if status not in (200, 203, 204) and not (status == 206 and "Range" in errand.headers):
        return Answer(replace(failed, reason="server-error"))
    return _content(response, headers, failed, errand)


def _content(response: httpcore2.Response, headers: Mapping[bytes, bytes], failed: Fetched, errand: Errand) -> Answer:
    most = errand.limits.most_bytes
    declared = _text(headers, b"content-length")
    if declared.isdigit() and int(declared) > most:
        return Answer(replace(failed, reason="too-large"))
    try:
        kept = keep(decoded(response.iter_stream(), _text(headers, b"content-encoding"), most), errand.to)
    except ContentError as error:
        return Answer(replace(failed, reason=error.reason), again=error.reason == "truncated")
    except (httpcore2.RemoteProtocolError, httpcore2.ReadError):
        return Answer(replace(failed, reason="truncated"), again=True)
    return Answer(
        replace(
            failed,
            status="ok",
            content=kept.content,
            path=kept.path,
            size=kept.size,
            md5=kept.md5,
            validators=_validators(headers),
            content_type=_text(headers, b"content-type"),
            content_range=_text(headers, b"content-range"),
        )
    )


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str:
    return plain(headers.get(name, b"").decode("latin-1"))


def plain(text: str) -> str:
    """A header as it may be stored and sent back: short, printable ASCII, or nothing."""
    return text if len(text) <= _MOST_HEADER and text.isascii() and text.isprintable() else ""


def _validators(headers: Mapping[bytes, bytes]) -> Validators:
    return Validators(_text(headers, b"etag"), _text(headers, b"last-modified"))
