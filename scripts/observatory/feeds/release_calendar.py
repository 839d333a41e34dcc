"""The release calendar as iCalendar (RFC 5545): what is to be published when, and when packages are due for review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import icalendar

from observatory.feeds.calendar import blank
from observatory.feeds.cap import SENDER
from observatory.findings import Lang
from observatory.tables.model import Text

NAMES: dict[Lang, str] = {
    "vi": "Lịch công bố và rà soát số liệu",
    "en": "Releases and reviews of figures",
}
REVIEW = Text("Hạn rà soát số liệu", "Figures due for review")
RELEASE = Text("Công bố", "Release")
_HOUR = dt.timedelta(hours=1)


def path(lang: Lang) -> str:
    """Where the calendar of a language lies, from the root of the site."""
    return f"{'' if lang == 'vi' else f'{lang}/'}du-lieu/lich-cong-bo.ics"


def release_calendar(
    releases: Sequence[tuple[str, str, Text]], reviews: Mapping[str, Sequence[Text]], lang: Lang, stamp: str
) -> str:
    """The calendar of ``releases`` (id, moment with its zone, title) and of ``reviews`` (titles of packages by day).

    A release is an event of an hour at its moment; the packages due on one day are one event of that day. UIDs stay
    the same from build to build and from language to language; ``stamp``, an ISO day, is the day of the data.
    Raises ``ValueError`` for a day or a moment that is none.
    """
    made = blank(NAMES[lang], lang)
    for name, moment, title in releases:
        start = dt.datetime.fromisoformat(moment).astimezone(dt.UTC)
        made.add_component(
            _event(f"release-{name}", start, start + _HOUR, f"{RELEASE.get(lang)}: {title.get(lang)}", stamp)
        )
    for day in sorted(reviews):
        start_day = dt.date.fromisoformat(day)
        event = _event(f"review-{day}", start_day, start_day + dt.timedelta(days=1), REVIEW.get(lang), stamp)
        event.add("description", "\n".join(title.get(lang) for title in reviews[day]))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    text: bytes = made.to_ical()
    return text.decode("utf-8")


def _event(uid: str, start: dt.date, end: dt.date, summary: str, stamp: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{uid}@{SENDER}")
    event.add("dtstamp", dt.datetime.combine(dt.date.fromisoformat(stamp), dt.time(), dt.UTC))
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", summary)
    return event
