"""A page of the built site in a browser, with what it asked for and complained of."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

BASE = "/observatory/"
# What the search box loads with every page, with nothing to be found in it.
_FIELDS = {name: {"boost": 1.0} for name in ("title", "text", "tags")}
_EMPTY_INDEX = {"config": {"lang": ["vi"], "separator": " ", "pipeline": [], "fields": _FIELDS}, "docs": []}


class Visit:
    """A page that is looked at, and what it asked for and complained of; without ``search`` none of its pages builds
    the index of the site, which takes longer than all the rest."""

    def __init__(self, browser: Browser, address: str, search: bool = True, **options: Any) -> None:
        self.address = address
        self.context = browser.new_context(**options)
        if not search:
            self.context.route("**/search_index.json", lambda route: route.fulfill(json=_EMPTY_INDEX))
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda asked: self.hosts.add(urlsplit(asked.url).netloc))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def clean(self) -> bool:
        return not self.errors and self.hosts <= {urlsplit(self.address).netloc, ""}


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe objects to on a page."""
    found: list[dict[str, Any]] = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return found
