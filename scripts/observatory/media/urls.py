"""Web addresses: one form for comparison, one form that is safe to link to, and the registrable domain.

Two addresses of one page differ in small ways (scheme, ``www.``, tracking parameters, a trailing slash);
``canonical`` takes them to one text by the normalisations of RFC 3986 section 6, so that a story counts once.
Whatever is no plain web address gives the empty text in every function here, and nothing raises: an address
comes from the world outside, and what cannot be read is missing, not an error.

Registrable domains follow the Public Suffix List that the installed ``tldextract`` carries; no list is fetched
and no cache is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from urllib.parse import quote, urlsplit

LONGEST = 4096
LONGEST_HOST = 253
DEFAULT_PORTS = {"http": 80, "https": 443}
TWIN_PREFIXES = ("www.", "m.", "amp.", "mobile.")
"""Host prefixes under which sites serve the same pages as without them."""
TRACKING = frozenset(
    {
        *("fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid"),
        *("igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_hsenc", "_hsmi", "_ga", "_gl", "vero_id", "oly_enc_id"),
        *("oly_anon_id", "s_cid", "spm", "ref_src", "ref_url", "cmpid", "xtor", "pk_campaign", "pk_kwd", "pk_source"),
        *("pk_medium", "at_campaign", "at_medium", "at_custom1", "fb_action_ids", "fb_action_types", "fb_source"),
    }
)
TRACKING_PREFIXES = ("utm_", "mtm_", "hsa_")
"""Query parameters that tell who came from where, never which page."""

_HIDDEN = re.compile(r"[\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\\]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = "/:@!$&()*+,;=-._~%"
_IN_QUERY = "/?:@!$&()*+,;=-._~%"


def canonical(url: str) -> str:
    """The form of ``url`` by which it is compared: ``https://host/path?query``, the same for its twins.

    ``http`` and ``https`` are one; the host is in lower case and ASCII, without ``www.``, ``m.``, ``amp.``,
    ``mobile.`` (where a registrable domain remains) and without the default port; dot segments, doubled and
    trailing slashes, the fragment and tracking parameters go; the rest of the query is sorted; percent-encoding
    is as short as RFC 3986 allows. Empty for what is no http(s) address, has control or invisible characters,
    white space, a backslash, or a user name.
    """
    parts = _parts(url)
    if parts is None:
        return ""
    _scheme, host, port, path, query = parts
    host = _without_prefix(host)
    path = "/".join(_segments(_encoded(path, _IN_PATH)))
    kept = sorted(
        part for part in _encoded(query.replace("+", "%20"), _IN_QUERY).split("&") if part and not _is_tracking(part)
    )
    where = f"{host}:{port}" if port else host
    return f"https://{where}" + (f"/{path}" if path else "") + (f"?{'&'.join(kept)}" if kept else "")


def link(url: str) -> str:
    """``url`` as one may link to it: its own scheme and path, every unsafe character percent-encoded, no fragment.

    Empty where ``canonical`` is empty.
    """
    parts = _parts(url)
    if parts is None:
        return ""
    scheme, host, port, path, query = parts
    where = f"{host}:{port}" if port else host
    return f"{scheme}://{where}{_encoded(path, _IN_PATH)}" + (f"?{_encoded(query, _IN_QUERY)}" if query else "")


def domain(url: str) -> str:
    """The registrable domain of an address (``tuoitre.vn`` of ``https://nld.tuoitre.vn/x``).

    Empty for no address, for an IP address, and for a host without a public suffix.
    """
    parts = _parts(url)
    return "" if parts is None else registrable(parts[1])


@lru_cache(maxsize=65536)
def registrable(host: str) -> str:
    """The registrable domain of a host name in lower case, or the empty text where it has none."""
    return _top_domain()(host)


def _parts(url: str) -> tuple[str, str, int | None, str, str] | None:
    """Scheme, ASCII host, port where it is not the default, path and query; None for no plain web address."""
    url = url.strip(" \t\r\n")
    if len(url) > LONGEST or url[:4].lower() != "http" or _HIDDEN.search(url):
        return None
    try:
        split = urlsplit(url)
        port = split.port
        host = _ascii_host(split.hostname or "")
        url.encode("utf-8")
    except ValueError:
        return None
    if split.scheme not in DEFAULT_PORTS or not host or "@" in split.netloc:
        return None
    return split.scheme, host, None if port == DEFAULT_PORTS[split.scheme] else port, split.path, split.query


@lru_cache(maxsize=65536)
def _ascii_host(host: str) -> str:
    """The host in lower case and in its ASCII form; empty where a label is none of the DNS."""
    host = host.removesuffix(".").lower()
    if not host.isascii():
        # Raises UnicodeError, a ValueError, for a name that IDNA refuses.
        host = host[: LONGEST_HOST + 1].encode("idna").decode("ascii").lower()
    if len(host) > LONGEST_HOST:
        return ""
    return host if all(_LABEL.fullmatch(label) for label in host.split(".")) else ""


@lru_cache(maxsize=65536)
def _without_prefix(host: str) -> str:
    for prefix in TWIN_PREFIXES:
        rest = host.removeprefix(prefix)
        if rest != host and registrable(rest):
            return _without_prefix(rest)
    return host


def _encoded(text: str, safe: str) -> str:
    """``text`` with percent-encoding where it must be and nowhere else, in upper case."""
    text = _LONE_PERCENT.sub("%25", text)
    return quote(_ESCAPED.sub(_unescaped, text), safe=safe)


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char in _UNRESERVED else match[0].upper()


def _segments(path: str) -> list[str]:
    """The segments of a path, with dot segments resolved and empty ones gone."""
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    return kept


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


@cache
def _top_domain() -> Callable[[str], str]:
    # Imported when first needed: it brings a web client along, which a process that only filters must not pay for.
    import tldextract

    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

    def top(host: str) -> str:
        return extract.extract_str(host).top_domain_under_public_suffix

    return top
