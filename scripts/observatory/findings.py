"""What a check found: one record that feeds the console, the pull request, the site and ``--json``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]
Lang = Literal["vi", "en"]

LANGS: tuple[Lang, Lang] = ("vi", "en")


@dataclass(frozen=True)
class Finding:
    """One thing found wrong, and where.

    ``row`` counts lines of the table as a spreadsheet shows them (the header is row 1); ``value`` is
    what stood there; ``expected`` is the rule it broke, in words that need no translation (a type, a
    range, a list of names). The sentences for people come from ``messages``, keyed by ``code``.
    """

    code: str
    level: Level = "error"
    package: str = ""
    file: str = ""
    row: int | None = None
    field: str = ""
    value: str = ""
    expected: str = ""


def has_errors(findings: Iterable[Finding]) -> bool:
    """True when at least one finding is an error."""
    return any(finding.level == "error" for finding in findings)
