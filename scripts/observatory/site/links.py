"""Addresses inside the site: every link is relative, for the site may be served under any path."""

from __future__ import annotations

import posixpath
from urllib.parse import urlsplit

from observatory.findings import Lang


def page_url(lang: Lang, slug: str) -> str:
    """The address of a page from the root of the site: ``""`` is the Vietnamese home page.

    ``slug`` is the same in both languages, without slashes at its ends; ``""`` is the home page.
    """
    parts = [part for part in ("en" if lang == "en" else "", slug) if part]
    return "".join(f"{part}/" for part in parts)


def relative(slug: str, lang: Lang, target: str) -> str:
    """The link from page ``slug`` in ``lang`` to ``target``, an address from the root of the site.

    A target that ends in ``/`` (or is empty, the root) gives a link that ends in ``/``, so it also serves
    as a prefix. Raises ``ValueError`` when the target is not an address inside the site.
    """
    path = target.split("#")[0].split("?")[0]
    if urlsplit(target).scheme or target.startswith("/") or ".." in path.split("/"):
        raise ValueError(f"not an address from the root of the site: {target!r}")
    start = page_url(lang, slug) or "."
    link = posixpath.relpath(path or ".", start)
    if not path or path.endswith("/"):
        link += "/"
    return link + target[len(path) :]


def absolute(site_url: str, target: str) -> str:
    """The full address of ``target``, or ``""`` where the address of the site is not known."""
    return f"{site_url.rstrip('/')}/{target}" if site_url else ""


def base_path(site_url: str) -> str:
    """The path that the site is served under, from ``/`` to ``/``; error pages link from there."""
    path = urlsplit(site_url).path.strip("/")
    return f"/{path}/" if path else "/"
