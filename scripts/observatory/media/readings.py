"""Readings: times, numbers and languages as GDELT writes them. What cannot be read is missing, never an error."""

from __future__ import annotations

import math
import re
from datetime import datetime

EARLIEST_YEAR = 1990
"""No page of the web is older, so an earlier time is a mistake."""

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_REAL = re.compile(r"[-+]?\d{1,30}(?:\.\d{0,30})?(?:[eE][-+]?\d{1,3})?", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
_SOURCE_LANGUAGE = re.compile(r"(?:\A|;)\s*srclc:([a-z]{3})\b", re.IGNORECASE | re.ASCII)


def time(text: str) -> datetime | None:
    """A time of 14 digits, in UTC and without a zone; ``None`` for anything else and for years before 1990."""
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) < EARLIEST_YEAR:
        return None
    try:
        return datetime(*map(int, match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None


def slice_time(name: str) -> datetime:
    """The time at the beginning of the name of a slice (``20200318104500.gkg.csv.zip``).

    Raises ``ValueError`` when there is none.
    """
    moment = time(name[:14])
    if moment is None:
        raise ValueError(f"the name of a slice begins with its time, 14 digits: {name!r}")
    return moment


def real(text: str) -> float | None:
    """A decimal number, or ``None``; never infinite."""
    number = float(text) if _REAL.fullmatch(text) else math.inf
    return number if math.isfinite(number) else None


def whole(text: str) -> int | None:
    """An integer that fits 64 bits, or ``None``."""
    return int(text) if _WHOLE.fullmatch(text) else None


def source_language(translation: str) -> str | None:
    """The three letters of the language that was translated from (``srclc:vie;eng:GT-VIE 1.0``), or ``None``."""
    match = _SOURCE_LANGUAGE.search(translation)
    return match[1] if match else None
