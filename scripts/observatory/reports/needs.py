"""What a report is made of, by the ids of packages and of results."""

from __future__ import annotations

from collections.abc import Iterable

from observatory.results import OWNER
from observatory.site.site import Site

RESULTS = f"{OWNER}/"


def reviewed(site: Site, needs: Iterable[str]) -> str:
    """The day of the last review of any package that ``needs`` name or that their results were made of (YYYY-MM-DD)."""
    packages: set[str] = set()
    for need in needs:
        packages |= {*site.results[need.removeprefix(RESULTS)].inputs} if need.startswith(RESULTS) else {need}
    return max(site.catalogue.packages[package].last_reviewed for package in packages)
