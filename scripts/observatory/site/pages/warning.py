"""Early warning today: the level, what is open and why, the days behind it; where nothing was collected, that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from observatory.site import warning_charts as draw
from observatory.site import warning_figures as warning
from observatory.site.calendar_map import CalendarMap
from observatory.site.site import HOME, Site, name, records
from observatory.site.templates import Draft
from observatory.tables.model import Text

_MOST_CARDS = 12
_MOST_CALENDARS = 3


def drafts(site: Site) -> Iterator[Draft]:
    """The page; without data it states no level and says what is needed for one."""
    days = site.result(warning.RESULT, "days").sort_values(["place", "date"])
    today = warning.today(site)
    episodes = warning.episodes(site)
    opened = [row for row in episodes if row["status"] == "open"]
    yield Draft(
        slug=warning.HOME_SLUG,
        feeds=True,
        template="warning.html",
        title=Text("Cảnh báo sớm", "Early warning"),
        description=Text(
            "Báo chí thế giới viết về Việt Nam hôm nay có khác thường không: cấp, các đợt đang mở, vì sao.",
            "Whether what the world's press writes about Viet Nam is unusual today: level, open episodes and why.",
        ),
        context={
            **warning.context(site, warning.HOME_SLUG),
            "families": _families(site),
            "open": opened,
            "closed": warning.recent(episodes, today["as_of"]),
            "most": _MOST_CARDS,
            "recent_days": warning.RECENT_DAYS,
            "nation": draw.ratio_calendar(
                Text("Cả nước: số lần so với dự kiến", "The country: ratio to the expected"),
                days[days["place"] == HOME],
            ),
            "provinces": list(_calendars(site, days, opened)),
            "map": draw.LevelMap(site, _levels(days, opened, today["as_of"])),
            "feeds": warning.FEEDS,
        },
        charts=(draw.country(days),) if (days["place"] == HOME).any() else (),
    )


def _families(site: Site) -> list[dict[str, Any]]:
    """The families of tests of the day, each with what it looks at and what it looks for."""
    found = []
    for row in records(site.result(warning.RESULT, "families")):
        what, kind = warning.FAMILIES[row["family"]], warning.KINDS[row["kind"]]
        found.append({**row, "name": Text(f"{what.vi}: {kind.vi}", f"{what.en}: {kind.en}")})
    return found


def _levels(days: pd.DataFrame, opened: list[dict[str, Any]], as_of: object) -> dict[str, int]:
    """The highest level of the open episodes of each place that was tested on the day, or has one."""
    tested = days[(days["date"] == as_of) & days["expected_count"].notna()]
    found = dict.fromkeys(tested["place"].astype(str), 0)
    for row in opened:
        found[str(row["place"])] = max(found.get(str(row["place"]), 0), int(row["alert_level"] or 0))
    return found


def _calendars(site: Site, days: pd.DataFrame, opened: list[dict[str, Any]]) -> Iterator[tuple[Text, CalendarMap]]:
    """Calendars of the provinces with open episodes first, then of those with the most days of alarm."""
    alarms = days[days["alarm"] & days["place"].isin(site.units)].groupby("place").size()
    at_open = [str(row["place"]) for row in opened if row["place"] in site.units]
    by_alarms = [str(place) for place in alarms.sort_values(ascending=False, kind="stable").index]
    for place in list(dict.fromkeys([*at_open, *by_alarms]))[:_MOST_CALENDARS]:
        unit = name(site.units[place])
        title = Text(f"{unit.vi}: số lần so với dự kiến", f"{unit.en}: ratio to the expected")
        yield unit, draw.ratio_calendar(title, days[days["place"] == place])
