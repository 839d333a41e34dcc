"""The built site, served below a path as project pages are, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from visit import BASE

from observatory.serve import site_server


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    server = site_server(built / "site", base=BASE)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.url
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield launched
        launched.close()
