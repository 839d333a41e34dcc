"""The official reports that a build wrote, as the pages list them for download."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReportFile:
    """One report in one format.

    ``kind`` is ``ranking``, ``review``, ``analysis`` or ``after-action``; ``year`` the year that it covers;
    ``format`` is ``docx`` or ``pdf``; ``path`` is relative to the root of the site.
    """

    kind: str
    year: int
    format: str
    path: str
    size_bytes: int
