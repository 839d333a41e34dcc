"""Show a built site in a browser on this machine, and to no other machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseServer
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from observatory.errors import ObservatoryError

HOST = "127.0.0.1"

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gz": "application/gzip",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/vnd.microsoft.icon",
    ".js": "text/javascript; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonld": "application/ld+json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".zip": "application/zip",
}


class SiteServer(ThreadingHTTPServer):
    """A server of one site, waiting at ``url``."""

    daemon_threads = True

    def __init__(self, site: Path, port: int = 0, base: str = "/") -> None:
        handler = partial(_SiteHandler, site=site, base=base)
        super().__init__((HOST, port), handler)
        self.url = f"http://{HOST}:{self.server_port}{base}"


def site_server(site: Path, port: int = 0, base: str = "/") -> SiteServer:
    """A server of the folder ``site``, bound to 127.0.0.1 and not yet started.

    ``port`` 0 takes any free one. ``base`` is the path the site is shown under, with a slash at both
    ends: ``/observatory/`` shows it as project pages are. Raises ``ObservatoryError`` when there is no
    site or the port is taken.
    """
    if not (site / "index.html").is_file():
        raise ObservatoryError("no-site", folder=str(site))
    try:
        return SiteServer(site, port, base)
    except OSError as error:
        raise ObservatoryError("serve-port-taken", port=str(port)) from error


def serve(site: Path, port: int, announce: Callable[[str], None]) -> None:
    """Show ``site`` until interrupted, after telling ``announce`` its address; raises as ``site_server``."""
    with site_server(site, port) as server:
        announce(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


class _SiteHandler(BaseHTTPRequestHandler):
    """Answers as a static host does: files, folders by their index page, and the 404 page."""

    def __init__(self, request: Any, client: Any, server: BaseServer, *, site: Path, base: str) -> None:
        self.site = site
        self.base = base
        super().__init__(request, client, server)

    def do_GET(self) -> None:
        """Answer with the file."""
        self._answer(with_content=True)

    def do_HEAD(self) -> None:
        """Answer as for GET, without the content."""
        self._answer(with_content=False)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing of requests that were answered."""

    def _answer(self, *, with_content: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        inside = path.startswith(self.base)
        parts = [part for part in path.removeprefix(self.base).split("/") if part] if inside else []
        target = self.site.joinpath(*parts)
        if not inside or any(part == ".." or "\0" in part for part in parts):
            self._send_missing(parts, with_content)
        elif target.is_dir() and not path.endswith("/"):
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.base + quote("/".join(parts)) + "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif target.is_dir() and (target / "index.html").is_file():
            self._send(HTTPStatus.OK, target / "index.html", with_content)
        elif target.is_file() and not path.endswith("/"):
            self._send(HTTPStatus.OK, target, with_content)
        else:
            self._send_missing(parts, with_content)

    def _send_missing(self, parts: list[str], with_content: bool) -> None:
        page = self.site / ("en/404.html" if parts[:1] == ["en"] else "404.html")
        if page.is_file():
            self._send(HTTPStatus.NOT_FOUND, page, with_content)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send(self, status: HTTPStatus, file: Path, with_content: bool) -> None:
        content = file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPES.get(file.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        if with_content:
            self.wfile.write(content)
