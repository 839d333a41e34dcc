"""Checks of a finished site before anyone sees it: links, languages, charts, headings, unsafe HTML.

A page is read once, by ``PageReader``; the checks that need more than one page run on what was read.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from observatory.findings import Finding
from observatory.site.finish import policy
from observatory.site.links import base_path

EMPTY_CELLS = frozenset({"None", "nan", "NaN", "<NA>", "NaT", "null", "undefined", "inf", "-inf"})
ERROR_PAGE = "404.html"
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}")
_POLICY = "content-security-policy"
_MARKS = re.compile(r'class="mark-[^"]*role-mark[^"]*"[^>]*>\s*<(?!/)')
_SMALLEST_SVG = 400
_LINKS = {"href", "src", "poster", "action", "formaction", "data", "xlink:href"}
_FETCHED = {"img", "script", "link", "source", "video", "audio", "image", "use"}
_FORBIDDEN_TAGS = {"style", "iframe", "frame", "object", "embed", "base", "applet"}
_SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
# Code is quoted as it is, and so are the titles that the theme repeats around the content.
_QUIET_TAGS = {"script", "style", "code", "pre", "textarea", "title", "header", "nav"}
_VOID_TAGS = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_CELLS = {"td", "th", "dd"}


@dataclass
class Found:
    """What one HTML file holds, as far as the checks care."""

    lang: str = ""
    headings: int = 0
    policy: str = ""
    translations: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    charts: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)


def verify(site: Path, site_url: str) -> list[Finding]:
    """Everything wrong with the site, in the order of its files; an empty list when it may be shown.

    ``site_url`` is the public address, or ``""``. Findings name files from the root of the site.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = {name: _read(site / name) for name in sorted(files) if name.endswith(".html")}
    findings: list[Finding] = []
    for name, (found, html) in pages.items():
        findings += _check_alone(name, found, html)
        findings += _check_twin(name, found, files, site_url)
    read = {name: found for name, (found, _) in pages.items()}
    findings += _check_links(read, files, site_url)
    findings += _check_charts(read, site)
    return sorted(findings, key=lambda finding: (finding.file, finding.code, finding.value))


def _read(path: Path) -> tuple[Found, str]:
    html = path.read_text(encoding="utf-8")
    reader = PageReader()
    reader.feed(html)
    reader.close()
    return reader.found, html


def _check_alone(name: str, found: Found, html: str) -> Iterator[Finding]:
    """What can be seen in one page alone."""
    if found.headings != 1:
        yield Finding("site-no-heading", file=name, value=str(found.headings), expected="1")
    for text in found.marks:
        yield Finding("site-template-mark", file=name, value=text)
    for text in found.unsafe:
        yield Finding("site-unsafe-html", file=name, value=text)
    if found.policy != policy(html):
        yield Finding("site-unsafe-html", file=name, value=found.policy, expected=_POLICY)


def _check_twin(name: str, found: Found, files: set[str], site_url: str) -> Iterator[Finding]:
    """Each page exists in both languages, at mirrored addresses; it links to the other and says its own."""
    english = name.startswith("en/")
    twin = name.removeprefix("en/") if english else f"en/{name}"
    linked = {_target(name, link, site_url) for link in found.translations}
    # The reader of an error page has no page to come back to, so the switch leads home.
    switch = twin.replace(ERROR_PAGE, "index.html") if name.endswith(ERROR_PAGE) else twin
    if twin not in files or (switch, "") not in linked:
        yield Finding("site-missing-twin", file=name, expected=twin)
    lang = "en" if english else "vi"
    if found.lang != lang:
        yield Finding("site-wrong-language", file=name, value=found.lang, expected=lang)


def _check_links(pages: Mapping[str, Found], files: set[str], site_url: str) -> Iterator[Finding]:
    """Every link inside the site leads to a file and, with a fragment, to a place in it."""
    for name, found in pages.items():
        for link in sorted(found.links):
            target = _target(name, link, site_url)
            if target is None:
                continue
            path, fragment = target
            if path not in files:
                yield Finding("site-broken-link", file=name, value=link, expected=path)
            elif fragment and path in pages and fragment not in pages[path].ids:
                yield Finding("site-broken-link", file=name, value=link, expected=f"{path}#{fragment}")


def _target(page: str, link: str, site_url: str) -> tuple[str, str] | None:
    """The file of the site and the fragment that ``link`` leads to; ``None`` for another site."""
    base = base_path(site_url)
    home = site_url.rstrip("/")
    if home and f"{link}/".startswith(f"{home}/"):
        link = base + link.removeprefix(home).lstrip("/")
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return None
    path = unquote(parts.path)
    if path.startswith("/"):
        path = path.removeprefix(base) if path.startswith(base) else path
    elif path:
        path = posixpath.join(posixpath.dirname(page), path)
    else:
        path = page
    inside = posixpath.normpath(path)
    if path.rsplit("/", 1)[-1] in {"", ".", ".."}:
        inside = posixpath.normpath(posixpath.join(inside, "index.html"))
    return inside, unquote(parts.fragment)


def _check_charts(pages: Mapping[str, Found], site: Path) -> Iterator[Finding]:
    """Each chart has its light and its dark drawing, and both show marks."""
    known: dict[Path, bool] = {}
    for name, found in pages.items():
        for chart, pictures in found.charts.items():
            for mode in ("light", "dark"):
                source = pictures.get(mode, "")
                target = _target(name, source, "") if source else None
                path = site / target[0] if target else site
                if path not in known:
                    known[path] = path.is_file() and _draws(path.read_text(encoding="utf-8"))
                if not known[path]:
                    yield Finding("site-empty-chart", file=name, field=chart, value=source, expected=mode)


def _draws(svg: str) -> bool:
    """True when a drawing holds at least one mark."""
    return len(svg) >= _SMALLEST_SVG and _MARKS.search(svg) is not None


class PageReader(HTMLParser):
    """Reads one HTML file into ``found``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found = Found()
        self._chart: dict[str, str] | None = None
        self._open: list[tuple[str, bool]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what an opening tag says; see ``Found``."""
        attributes = {name: value or "" for name, value in attrs}
        classes = attributes.get("class", "").split()
        if tag not in _VOID_TAGS:
            quiet = tag in _QUIET_TAGS or "obs-raw" in classes or (bool(self._open) and self._open[-1][1])
            self._open.append((tag, quiet))
        if "id" in attributes:
            self.found.ids.add(attributes["id"])
        if tag == "html":
            self.found.lang = attributes.get("lang", "")
        elif tag == "h1":
            self.found.headings += 1
        elif tag in _CELLS:
            self._cell = []
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == _POLICY:
            self.found.policy = attributes.get("content", "")
        elif tag == "a" and "hreflang" in attributes:
            self.found.translations.add(attributes.get("href", ""))
        elif tag == "figure" and "obs-chart" in classes:
            self._chart = self.found.charts.setdefault(attributes.get("data-chart", ""), {})
        elif tag == "img" and self._chart is not None:
            for mode in ("light", "dark"):
                if f"obs-{mode}" in classes:
                    self._chart[mode] = attributes.get("src", "")
        self.found.unsafe += _unsafe(tag, attributes)
        self.found.links |= {attributes[name] for name in _LINKS & attributes.keys() if attributes[name]}

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content, as SVG writes them."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID_TAGS:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """Closes the element, and those left open inside it."""
        if tag == "figure":
            self._chart = None
        if tag in _CELLS and self._cell is not None:
            text = "".join(self._cell).strip()
            if text in EMPTY_CELLS:
                self.found.marks.append(text)
            self._cell = None
        if self._open and self._open[-1][0] == tag:  # as nearly always
            self._open.pop()
        elif any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Looks at text that a reader sees; code and the texts of contributors are quoted as they are."""
        if self._open and self._open[-1][1]:
            return
        if self._cell is not None:
            self._cell.append(data)
        if _TEMPLATE.search(data):
            self.found.marks.append(data.strip()[:80])


def _unsafe(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """What the policy would block, or would have to allow for no good reason."""
    if tag in _FORBIDDEN_TAGS or (tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh"):
        yield f"<{tag}>"
    for name, value in attributes.items():
        if name.startswith("on") or name in {"style", "srcdoc"}:
            yield f"<{tag} {name}>"
        elif name in _LINKS and not _safe_address(tag, attributes, value):
            yield f'<{tag} {name}="{value[:80]}">'


def _safe_address(tag: str, attributes: Mapping[str, str], value: str) -> bool:
    """True for a link that runs nothing, and for a fetched file that lies in the site itself."""
    scheme = _scheme(value)
    if tag == "img" and scheme == "data":
        return value.lower().startswith("data:image/")
    if scheme and scheme not in _SAFE_SCHEMES:
        return False
    remote = bool(scheme) or value.lstrip().startswith(("//", "\\"))
    return not remote or tag not in _FETCHED or _names_an_address(tag, attributes)


def _scheme(value: str) -> str:
    """The scheme of an address as a browser reads it: white space and control characters do not count."""
    bare = re.sub(r"[\x00-\x20\x7f]", "", value)
    found = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", bare)
    return found[0].lower() if found else ""


def _names_an_address(tag: str, attributes: Mapping[str, str]) -> bool:
    """True for a ``<link>`` that names an address and fetches nothing."""
    return tag == "link" and bool({"canonical", "alternate"} & set(attributes.get("rel", "").split()))
