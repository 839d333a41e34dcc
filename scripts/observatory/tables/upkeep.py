"""When a package is to be looked at again: the review after six months, the update after three.

Decree 47/2020/NĐ-CP on open data asks that the list of open data is reviewed at least every six months and
that the data on it are updated within three months of their publication. A package states the days from
which both are counted: ``last_reviewed`` (and, where it wants to be sooner, ``next_review_due``), and
``created`` or, once its figures have changed or were found to be the newest there are, ``updated``.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from observatory.findings import Finding
from observatory.tables.model import Package

REVIEW_MONTHS = 6
UPDATE_MONTHS = 3
# How long before its day a thing counts as due soon: a proposal of this project, set by no rule.
SOON_DAYS = 30

DueState = Literal["ok", "due_soon", "overdue"]


@dataclass(frozen=True)
class Upkeep:
    """The days of one package; ``None`` where the package does not say from when to count."""

    last_reviewed: datetime.date | None
    changed_on: datetime.date | None
    review_due_on: datetime.date | None
    update_due_on: datetime.date | None


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later, or the last day of a month that has no such day.

    >>> months_later(datetime.date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def upkeep(package: Package) -> Upkeep:
    """When the review and the update of a package are due.

    The review is due on ``next_review_due``, and never later than six months after ``last_reviewed``.
    """
    reviewed = _day(package.last_reviewed)
    changed = _day(package.descriptor.get("updated")) or _day(package.descriptor.get("created"))
    named = [_day(package.descriptor.get("next_review_due")), reviewed and months_later(reviewed, REVIEW_MONTHS)]
    return Upkeep(
        last_reviewed=reviewed,
        changed_on=changed,
        review_due_on=min((day for day in named if day), default=None),
        update_due_on=changed and months_later(changed, UPDATE_MONTHS),
    )


def due_state(due_on: datetime.date, as_of: datetime.date) -> DueState:
    """``overdue`` from the day after, ``due_soon`` in the thirty days before and on the day itself."""
    if due_on < as_of:
        return "overdue"
    return "due_soon" if due_on <= as_of + datetime.timedelta(days=SOON_DAYS) else "ok"


def newest_review(packages: Iterable[Package]) -> datetime.date | None:
    """The newest day on which any of the packages was reviewed: what a build takes for its day."""
    return max((day for package in packages if (day := _day(package.last_reviewed))), default=None)


def inspect(packages: Iterable[Package], as_of: datetime.date) -> list[Finding]:
    """A warning for each review and each update whose day has passed on ``as_of``."""
    findings: list[Finding] = []
    for package in packages:
        days = upkeep(package)
        file = str(package.folder / "datapackage.json")
        if days.review_due_on and due_state(days.review_due_on, as_of) == "overdue":
            since, due = package.last_reviewed or "—", days.review_due_on.isoformat()
            findings.append(
                Finding("review-due", "warning", package.id, file, field="last_reviewed", value=since, expected=due)
            )
        if days.changed_on and days.update_due_on and due_state(days.update_due_on, as_of) == "overdue":
            since, due = days.changed_on.isoformat(), days.update_due_on.isoformat()
            findings.append(
                Finding("update-due", "warning", package.id, file, field="updated", value=since, expected=due)
            )
    return findings


def _day(text: object) -> datetime.date | None:
    """The day of ``YYYY-MM-DD``, or of a moment that begins so; ``None`` for anything else."""
    try:
        return datetime.date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None
