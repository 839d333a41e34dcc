"""A calendar in which each day has a shade: plain SVG by month, in the colours of the style sheet.

A month is a block of its own, so that the calendar folds to the width of the page. The number of each day
is in its cell and its figure in the cell's title; the figures stand in a table elsewhere on the page.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.tilemap import NO_CLASS, Classes
from observatory.tables.model import Text

CELL = 26
GAP = 2

_STEP = CELL + GAP
_WEEK = {"vi": ("T2", "T3", "T4", "T5", "T6", "T7", "CN"), "en": ("M", "T", "W", "T", "F", "S", "S")}
_LEGEND = Text("Chú giải", "Legend")
_OPEN = Text("{low} trở lên", "{low} or more")


@dataclass(frozen=True)
class CalendarMap:
    """The days of some months, each with its figure (``None``: none to be shown) by date YYYY-MM-DD.

    ``details`` adds words to the title of a day, ``absent`` says what a day without a shade is, and ``show``
    writes a figure. The days of ``marked`` have a dot in their corner. Months between the first and the last day
    are all drawn.
    """

    title: Text
    values: Mapping[str, float | None]
    details: Mapping[str, Text]
    classes: Classes
    show: Callable[[object, Lang], str]
    absent: Text
    marked: frozenset[str] = frozenset()

    def html(self, lang: Lang) -> str:
        """The calendar with its legend; empty where there are no days."""
        if not self.values:
            return ""
        months = sorted({day[:7] for day in self.values})
        blocks = "".join(self._month(year, month, lang) for year, month in _months(months[0], months[-1]))
        return (
            f'<div class="obs-calendar" role="group" aria-label="{escape(self.title.get(lang))}">{blocks}</div>'
            f"{self._legend(lang)}"
        )

    def _month(self, year: int, month: int, lang: Lang) -> str:
        weeks = calendar.Calendar().monthdatescalendar(year, month)
        name = numbers.month(year, month, lang)
        heads = "".join(
            f'<text class="obs-calendar__week" x="{_STEP * n + CELL // 2}" y="{CELL // 2}">{letter}</text>'
            for n, letter in enumerate(_WEEK[lang])
        )
        cells = "".join(
            self._day(day, _STEP * column, _STEP * (row + 1) - CELL // 4, lang)
            for row, week in enumerate(weeks)
            for column, day in enumerate(week)
            if day.month == month
        )
        # Six weeks for every month, so that the blocks are of one height.
        box = f"0 0 {7 * _STEP - GAP} {7 * _STEP - GAP}"
        label = escape(f"{self.title.get(lang)}, {name}")
        return (
            f'<figure class="obs-calendar__month"><figcaption>{name}</figcaption>'
            f'<svg viewBox="{box}" role="img" aria-label="{label}">{heads}{cells}</svg></figure>'
        )

    def _day(self, day: dt.date, x: int, y: int, lang: Lang) -> str:
        iso = day.isoformat()
        value = self.values.get(iso)
        told = [] if value is None else [self.show(value, lang)]
        told += [self.details[iso].get(lang)] if iso in self.details else []
        title = f"{numbers.date(iso, lang)}: {'; '.join(told) or self.absent.get(lang)}"
        dot = (
            f'<circle class="obs-calendar__mark" cx="{x + CELL - 5}" cy="{y + 5}" r="4"/>' if iso in self.marked else ""
        )
        return (
            f'<g><title>{escape(title)}</title><rect class="{self.classes.of(value)}" x="{x}" y="{y}" '
            f'width="{CELL}" height="{CELL}"/><text x="{x + CELL // 2}" y="{y + CELL // 2 + 5}">{day.day}</text>'
            f"{dot}</g>"
        )

    def _legend(self, lang: Lang) -> str:
        shades = [(f"q{n}", self._between(*ends, lang)) for n, ends in enumerate(pairwise(self.classes.cuts))]
        items = "".join(
            f'<li><span class="obs-swatch {css}"></span>{escape(text)}</li>'
            for css, text in [*shades, (NO_CLASS, self.absent.get(lang))]
        )
        return f'<ul class="obs-legend" aria-label="{_LEGEND.get(lang)}">{items}</ul>'

    def _between(self, low: float, high: float, lang: Lang) -> str:
        """The span of a shade in words."""
        if math.isinf(high):
            return _OPEN.get(lang).format(low=self.show(low, lang))
        return f"{self.show(low, lang)} – {self.show(high, lang)}"


def _months(first: str, last: str) -> list[tuple[int, int]]:
    """Year and month of every month from ``first`` to ``last``, both YYYY-MM."""
    start, end = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (first, last))
    return [(n // 12, n % 12 + 1) for n in range(start, end + 1)]
