"""Dates of feeds and sitemaps: the text as published, taken to UTC, and how far the result can be trusted.

The forms are those of RFC 822 and its heirs, ISO 8601 as W3C-DTF cuts it, and what Vietnamese sites write:
``+07:00`` and ``+07`` after an RFC 822 date, ``GMT+7`` (seven hours east, not west as POSIX has it), and
``9/14/2026 6:44:00 PM`` without a zone. General date parsers read several of these wrongly and say nothing.
What fits no form is no date: nothing is guessed from half of it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from observatory.media.mention import EXACT, OFFSET_ASSUMED, SEEN_ONLY

FIRST_YEAR = 1990
"""Earlier dates are the zero of some clock or a slip: there was no news site."""
LONGEST = 80
WIDEST = timedelta(hours=14)

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), 0),
    **dict(
        zip(("est", "edt", "cst", "cdt", "mst", "mdt", "pst", "pdt"), (-5, -4, -6, -5, -7, -6, -8, -7), strict=True)
    ),
    **dict(zip(("cet", "cest", "ict", "sgt", "hkt", "jst", "kst"), (1, 2, 7, 8, 8, 9, 9), strict=True)),
}
"""Hours east of UTC: the names of RFC 822, and names of zones that mean one thing only."""

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
_ZONE = r"(?:\s*(?P<zone>(?:[a-z]{1,4}|[+-]|(?:gmt|utc?)\s?[+-])[\d:]{0,5}))?(?:\s*\([^()]*\))?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        # Mon, 14 Sep 2026 18:48:23 +07:00 · 14-Sep-26 08:00 GMT
        r"(?:[a-z]{2,9}\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})"
        rf"(?:,?\s+{_TIME}{_ZONE})?",
        # 2026-09-14T18:48:23+07:00
        rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?:[T\s]\s*{_TIME}{_ZONE})?",
        # 9/14/2026 6:44:00 PM: with AM or PM the month comes first; without, nobody can tell
        rf"(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<year>\d{{4}})\s+{_TIME}\s*(?P<half>[ap])\.?m\.?{_ZONE}",
    )
)
_OFFSET = re.compile(r"(?:gmt|utc?)?\s?([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE | re.ASCII)


def to_utc(text: str, assumed_offset: timedelta | None) -> tuple[datetime | None, str]:
    """The moment that ``text`` names, in UTC without a zone, to the second, and its ``date_quality``.

    ``exact`` where the text names its zone; ``offset_assumed`` where it does not and ``assumed_offset`` (east is
    positive) was taken, and for a day without a time, which stands as the start of that day in UTC so that it is
    filed under the day it names. ``(None, "seen_only")`` for everything else: never raises.
    """
    text = " ".join(text.split())
    if len(text) > LONGEST:
        return None, SEEN_ONLY
    fields = next((match.groupdict() for form in _FORMS if (match := form.fullmatch(text))), None)
    if fields is None:
        return None, SEEN_ONLY
    try:
        return _moment(fields, assumed_offset)
    except (ValueError, OverflowError):
        return None, SEEN_ONLY


def offset(text: str) -> timedelta | None:
    """Hours and minutes east of UTC from ``+07:00``, ``+0700``, ``+07``, ``GMT+7`` or a zone's name, else None."""
    text = text.strip()
    if text.lower() in _ZONES:
        return timedelta(hours=_ZONES[text.lower()])
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3] or 0) > 59:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if size > WIDEST:
        return None
    return size if match[1] == "+" else -size


def _moment(fields: dict[str, str | None], assumed: timedelta | None) -> tuple[datetime | None, str]:
    """As ``to_utc``; raises ``ValueError`` for a day or a time that there is not."""
    day = datetime(_year(fields["year"] or ""), _month(fields["month"] or ""), int(fields["day"] or ""))
    if day.year < FIRST_YEAR:
        raise ValueError(day)
    if fields["hour"] is None:
        return day, OFFSET_ASSUMED
    local = day + _time(fields)
    if zone := fields["zone"]:
        east, quality = offset(zone), EXACT
    else:
        east, quality = assumed, OFFSET_ASSUMED
    if east is None:
        return None, SEEN_ONLY
    return local.replace(tzinfo=timezone(east)).astimezone(UTC).replace(tzinfo=None), quality


def _year(text: str) -> int:
    """A year; two digits mean 1950 to 2049, as RFC 2822 section 4.3 has it."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _month(text: str) -> int:
    number = int(text) if text.isdigit() else _MONTHS.get(text[:3].lower())
    if number is None:
        raise ValueError(text)
    return number


def _time(fields: dict[str, str | None]) -> timedelta:
    """The time of day; midnight may be 24:00 and a leap second 60."""
    hour, minute, second = (int(fields[name] or 0) for name in ("hour", "minute", "second"))
    if half := fields.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if minute > 59 or second > 60 or hour > 24 or (hour == 24 and minute + second > 0):
        raise ValueError(fields)
    return timedelta(hours=hour, minutes=minute, seconds=second)
