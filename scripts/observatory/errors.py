"""Errors that end a command, each with a code that ``messages`` can put into words.

::

    ObservatoryError
    ├── FindingsError    the input was checked and is not good (exit status 1)
    ├── RenderError      the pages could not be rendered (exit status 3)
    └── PublishError     the site was not published, and the published one stands (exit status 1)
"""

from __future__ import annotations

from collections.abc import Sequence

from observatory.findings import Finding


class ObservatoryError(Exception):
    """A failure that people are told about; ``details`` fill the places of the message."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return " ".join([self.code, *(f"{key}={value}" for key, value in self.details.items())])


class FindingsError(ObservatoryError):
    """Findings of level error: nothing was built, and the last good output stays."""

    def __init__(self, findings: Sequence[Finding], code: str = "build-refused") -> None:
        super().__init__(code)
        self.findings = tuple(findings)


class RenderError(ObservatoryError):
    """The renderer stopped; ``details["detail"]`` is what it said."""


class PublishError(ObservatoryError):
    """The site could not be published; the remote branch is as it was."""
