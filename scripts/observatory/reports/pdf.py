"""A report as PDF: tagged (PDF/UA-1), its fonts embedded, its charts as vectors, and the same bytes each time.

WeasyPrint sets it and needs Debian's libpango; the typeface comes from Debian's fonts-liberation. Where either is
missing no PDF is made. Nothing is fetched: a page is given its charts and the font of their letters, and refused the
rest.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping
from contextlib import redirect_stdout
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from observatory.errors import ObservatoryError
from observatory.reports import words
from observatory.reports.document import Document
from observatory.reports.layout import TEMPLATES, Layout

VARIANT = "pdf/ua-1"
_CHART, _FONT = "chart:", "font:"


def missing(font: str) -> str:
    """The library or the font without which no PDF can be made on this machine; empty where all are there."""
    try:
        # Where a library or all fonts are missing it prints advice of its own.
        with redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
            from weasyprint.text.ffi import ffi, fontconfig
    except (ImportError, OSError) as error:
        named = re.search("'([^']+)'", str(error))
        return named[1] if named else "WeasyPrint"
    pattern = ffi.gc(fontconfig.FcPatternCreate(), fontconfig.FcPatternDestroy)
    fontconfig.FcPatternAddString(pattern, b"family", font.encode())
    fontconfig.FcConfigSubstitute(ffi.NULL, pattern, fontconfig.FcMatchPattern)
    fontconfig.FcDefaultSubstitute(pattern)
    match = fontconfig.FcFontMatch(ffi.NULL, pattern, ffi.new("FcResult *"))
    family = ffi.new("FcChar8 **")
    if match != ffi.NULL:
        found = ffi.gc(match, fontconfig.FcPatternDestroy)
        fontconfig.FcPatternGetString(found, b"family", 0, family)
    return "" if family[0] != ffi.NULL and ffi.string(family[0]).decode() == font else font


def write(document: Document, layout: Layout, drawings: Mapping[str, str]) -> bytes:
    """The PDF of a document, numbered by ``words.numbered``; ``drawings`` are its charts as SVG, by id.

    Raises ``ObservatoryError`` where this machine cannot make one.
    """
    if lacking := missing(layout.font_pdf):
        raise ObservatoryError("report-pdf-unavailable", detail=lacking)
    from weasyprint import HTML

    page = HTML(string=html(document, layout), base_url=None, url_fetcher=_fetcher(drawings))
    identifier = f"{document.name} {document.as_of}".encode()
    return bytes(page.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier))


def html(document: Document, layout: Layout) -> str:
    """The page that becomes the PDF."""
    return _environment().get_template("report.html").render(document=document, layout=layout, words=words)


def _fetcher(drawings: Mapping[str, str]) -> Any:
    """What a page may ask for: ``chart:`` with an id, and ``font:`` with a file of the font the charts are drawn in."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]  # its class has no types
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the name is part of its interface
            if url.startswith(_CHART) and (drawing := drawings.get(url.removeprefix(_CHART))):
                return URLFetcherResponse(url, drawing.encode(), {"Content-Type": "image/svg+xml"})
            if url.startswith(_FONT):
                font = files("ttf_opensans") / "ttf" / url.removeprefix(_FONT)
                return URLFetcherResponse(url, font.read_bytes(), {"Content-Type": "font/ttf"})
            raise FatalURLFetchingError(f"refused: {url}")

    return Fetcher()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.tests["block"] = lambda block, kind: type(block).__name__ == kind
    return environment
