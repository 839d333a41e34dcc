"""The last touches on a rendered site: the content security policy of each page, robots.txt, sitemaps."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

from observatory.findings import LANGS
from observatory.site.links import absolute, page_url

POLICY = (
    "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_META = '<meta http-equiv="Content-Security-Policy" content="{}">'
_OLD_META = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<text>.*?)</script>", re.DOTALL)
_DATA_TYPE = re.compile(r'type="(?:application/(?:ld\+)?json|text/plain)"')
_SITEMAPS = ("sitemap.xml", "sitemap.xml.gz")


def finish(site: Path, site_url: str, simulated: bool = False) -> None:
    """Complete the site in place; a second call changes nothing.

    Every page gets the policy that allows its own inline scripts, by their hash, and no others.
    ``site_url`` is the public address, or ``""``: then there are no sitemaps, which need full addresses.
    A ``simulated`` site asks search engines to stay away.
    """
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        path.write_text(with_policy(html), encoding="utf-8", newline="\n")
    folders = [site / page_url(lang, "") for lang in LANGS]
    # A compressed copy would say the same; without an address a sitemap lists nothing.
    for folder in folders:
        for name in _SITEMAPS if not site_url else _SITEMAPS[1:]:
            (folder / name).unlink(missing_ok=True)
    lines = ["User-agent: *", "Disallow: /" if simulated else "Allow: /"]
    if site_url:
        lines += [f"Sitemap: {absolute(site_url, page_url(lang, '') + _SITEMAPS[0])}" for lang in LANGS]
    (site / "robots.txt").write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
    (site / ".nojekyll").write_text("", encoding="utf-8")


def with_policy(html: str) -> str:
    """``html`` with its content security policy as the first thing in ``<head>``."""
    bare = _OLD_META.sub("", html)
    return bare.replace("<head>", f"<head>{_META.format(policy(bare))}", 1)


def policy(html: str) -> str:
    """The policy under which ``html`` works and nothing else does."""
    return POLICY.format(scripts=" ".join(["'self'", *sorted(script_hashes(html))]))


def script_hashes(html: str) -> set[str]:
    """The CSP source of each inline script of a page; data blocks are never run and need none."""
    return {
        f"'sha256-{base64.b64encode(hashlib.sha256(found['text'].encode()).digest()).decode()}'"
        for found in _SCRIPT.finditer(html)
        if "src=" not in found["attributes"] and not _DATA_TYPE.search(found["attributes"])
    }
