"""The country of an outlet, and by what method it is known.

The list of outlets (package ``methodology/media``) comes first; else the country-code domain tells, where a
registry keeps it for its country. Nothing is guessed: a domain of neither kind is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

from observatory.media import urls

SOLD_AS_GENERIC = frozenset(
    # Those that search engines treat as generic, and those whose registries sell to all comers, some for nothing.
    {
        *("ac", "ad", "ag", "ai", "as", "bz", "cc", "cd", "cf", "co", "cx", "dj", "eu", "fm", "ga", "gd", "gg", "gl"),
        *("gq", "gs", "im", "io", "je", "la", "lc", "ly", "me", "ml", "ms", "nu", "pn", "pw", "sc", "sh", "so", "sr"),
        *("st", "su", "sx", "tf", "tk", "to", "tv", "vc", "vg", "vu", "ws"),
    }
)
"""Two-letter domains that say nothing about the country of who uses them; ``eu`` and ``su`` are no country."""
OTHER_CODES = {"uk": "GB"}
"""Country-code domains that differ from ISO 3166-1."""


def country(domain: str, outlets: Mapping[str, str]) -> tuple[str | None, str]:
    """The ISO 3166-1 code of the outlet's country and the method: ``list``, ``cctld`` or ``unknown`` (code None).

    ``domain`` is a registrable domain as of ``urls.domain``; ``outlets`` gives the code of each listed domain.
    """
    domain = domain.lower().removesuffix(".")
    if listed := outlets.get(domain):
        return listed, "list"
    suffix = domain.rpartition(".")[2]
    if len(suffix) != 2 or not suffix.isascii() or not suffix.isalpha() or suffix in SOLD_AS_GENERIC:
        return None, "unknown"
    # A suffix that no registry serves is a mistyped name, not a country.
    if not urls.registrable(domain):
        return None, "unknown"
    return OTHER_CODES.get(suffix, suffix.upper()), "cctld"
