"""The calendar of the programme: ceremonies, launches, conferences and deadlines, with the files for a calendar."""

from __future__ import annotations

from collections.abc import Iterator

from observatory.feeds import calendar
from observatory.site import award_figures as award
from observatory.site.site import Site, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

FILES = (
    (Text("Tiếng Việt", "In Vietnamese"), calendar.path("vi")),
    (Text("Tiếng Anh", "In English"), calendar.path("en")),
)
"""The calendar files: language and path from the root of the site."""


def drafts(site: Site) -> Iterator[Draft]:
    """The page; a day that no source gives is not guessed."""
    awards = award.awards(site)
    rows = [
        {**row, "kind_name": Text(**calendar.KINDS[row["kind"]]), "of": awards.get(str(row["award"]))}
        for row in records(site.result(award.RESULT, "events").sort_values(["date_from", "event"]))
    ]
    yield Draft(
        slug=award.CALENDAR_SLUG,
        template="award_calendar.html",
        title=Text("Lịch chương trình biểu dương", "Calendar of the honours programme"),
        description=Text(
            "Lễ trao giải, phát động, hội nghị và hạn nộp của chương trình; tệp lịch để nhập vào điện thoại.",
            "Ceremonies, launches, conferences and deadlines of the programme, with a file for your calendar.",
        ),
        context={
            **award.context(award.CALENDAR_SLUG),
            "upcoming": [row for row in rows if row["upcoming"]],
            "past": [row for row in reversed(rows) if not row["upcoming"]],
            "files": FILES,
        },
    )
