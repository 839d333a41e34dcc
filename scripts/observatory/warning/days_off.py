"""Public holidays of Viet Nam, Tết included: which days leave the baseline, and which earlier days are alike."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import cache

import numpy as np

from observatory.warning.scores import Flags

_MOVED = re.compile(r" \((?:observed|substituted).*\)$")


def names(days: Sequence[dt.date]) -> tuple[str, ...]:
    """The holiday of each day, the same in every year (the days of Tết are counted from the lunar new year), or "".

    A day off that stands for a holiday on a weekend has the name of that holiday; days swapped with a working day
    share one name.
    """
    known = _calendar(min(days).year, max(days).year) if days else {}
    return tuple(known.get(day, "") for day in days)


def alike(holidays: Sequence[str], days: Sequence[dt.date], t: int, usable: Flags, years: int) -> Flags:
    """The earlier days [T] with the holiday of day ``t``, of those ``usable`` [T].

    None at all where they lie in fewer than ``years`` years.
    """
    same = np.array([name == holidays[t] for name in holidays]) & usable
    same[t:] = False
    found = {days[at].year for at in np.flatnonzero(same).tolist()} - {days[t].year}
    return np.asarray(same if len(found) >= years else np.zeros_like(same), dtype=np.bool_)


@cache
def _calendar(first: int, last: int) -> dict[dt.date, str]:
    """The holidays of these years by day."""
    import holidays  # slow to import, and only wanted where there are days

    found = holidays.country_holidays("VN", years=range(first, last + 1), language="en_US")
    return {day: _MOVED.sub("", name) for day, name in found.items()}
