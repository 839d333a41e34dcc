"""The alert feed on the site: the files of ``feeds``, beside the pages on early warning."""

from __future__ import annotations

from pathlib import Path

from observatory.feeds.files import files
from observatory.site.site import Site

FEED, MESSAGES = "alert-feed", "messages"
LOG = "reference/alert-log"


def write(site: Site, folder: Path) -> None:
    """Write every file of the feed below ``folder``, the root of the rendered site; without the log there is none."""
    if FEED not in site.results:
        return
    log = site.result(FEED, MESSAGES).drop(columns="method_version")
    for path, text in files(log, site.catalogue.packages[LOG].last_reviewed).items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))
