"""Charts over days and over months: a line that is broken wherever too little was collected.

What was counted on such a day is too low to be read as a figure, so nothing is drawn for it but a grey
band over the whole height; its coverage is in the table. The charts compute no figure. All raise
``ValueError`` when a column is absent, the frame is empty or a day or month is there twice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import altair as alt
import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_frames import Row, amount, assemble, checked
from observatory.site.chart_theme import HEIGHT, PALETTES, Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text

MEAN = Text("Trung bình 7 ngày", "Mean of 7 days")
COVERAGE = Text("Phần đã thu được", "Share collected")

_EACH = Text("Từng ngày", "Each day")
_EACH_MONTH = Text("Từng tháng", "Each month")
_NOT_WHOLE = Text("chưa thu đủ", "not collected whole")
_BAND_OPACITY = 0.45
_DOT_SIZE = 8
_MONTH_FORM = {"vi": "%-m/%Y", "en": "%b %Y"}


@dataclass(frozen=True)
class _Step:
    """What lies between two points: how the next one is found, how a point is written, and where it stands.

    ``clock`` moves it by half a step, forward (1) or back (-1), for the ends of a band.
    """

    name: Text
    following: Callable[[str], str]
    written: Callable[[str, Lang], str]
    clock: Callable[[str, int], dt.datetime]


def days(
    chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 0, zero: bool = True, height: int = HEIGHT
) -> Chart:
    """Figures by day: columns date (YYYY-MM-DD), value, coverage (0 to 1), complete and, where known, mean.

    A day that is not ``complete`` shows no figure, nor does one that has no row. ``mean`` is a running mean
    over seven days, drawn thicker. ``zero`` begins the axis at zero; ``height`` is in pixels.
    """
    frame = checked(frame, ["date", "value", "coverage", "complete"], key=["date"])
    known = {str(row["date"]): row for row in frame.to_dict("records") if row["complete"]}
    shares = dict(zip(frame["date"].astype(str), frame["coverage"], strict=True))
    columns = {_EACH: "value"} | ({MEAN: "mean"} if "mean" in frame.columns else {})
    return _chart(chart_id, labels, _DAY, _steps(_DAY, shares), known, shares, columns, decimals, zero, height)


def months(
    chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 0, zero: bool = True, height: int = HEIGHT
) -> Chart:
    """Figures by month: columns month (YYYY-MM) and value, missing where too few days were collected whole."""
    frame = checked(frame, ["month", "value"], key=["month"])
    known = {str(row["month"]): row for row in frame.to_dict("records") if not numbers.is_missing(row["value"])}
    steps = _steps(_MONTH, frame["month"].astype(str))
    return _chart(chart_id, labels, _MONTH, steps, known, {}, {_EACH_MONTH: "value"}, decimals, zero, height)


def _chart(
    chart_id: str,
    labels: Labels,
    step: _Step,
    points: list[str],
    known: Mapping[str, Mapping[Any, Any]],
    shares: Mapping[str, Any],
    columns: Mapping[Text, str],
    decimals: int,
    zero: bool,
    height: int,
) -> Chart:
    """The chart of ``points``: a figure where they are ``known``, a band where not, and ``shares`` in its table."""

    def figure(point: str, column: str) -> float | None:
        return amount(known[point][column]) if point in known else None

    def rows(lang: Lang) -> list[Row]:
        bands: list[Row] = [
            {
                "at": _utc(step.clock(run[0], -1)),
                "until": _utc(step.clock(run[-1], 1)),
                "point": " – ".join(dict.fromkeys(step.written(end, lang) for end in (run[0], run[-1]))),
                "label": _NOT_WHOLE.get(lang),
            }
            for run in _runs(points, known)
        ]
        return bands + [
            {
                "kind": kind.get(lang),
                "at": _utc(step.clock(point, 0)),
                "point": step.written(point, lang),
                "value": figure(point, column),
                "label": numbers.number(figure(point, column), lang, decimals),
            }
            for kind, column in columns.items()
            for point in points
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [
                step.written(point, lang),
                *(numbers.number(figure(point, column), lang, decimals) for column in columns.values()),
                *([numbers.percent(shares.get(point), lang)] if shares else []),
            ]
            for point in reversed(points)
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return _spec(lang, mode, step.name, tuple(columns), decimals, zero)

    header = [step.name, specs.VALUE, *list(columns)[1:], *([COVERAGE] if shares else [])]
    return assemble(chart_id, labels, template, rows, header, table, height)


@cache
def _spec(lang: Lang, mode: Mode, step: Text, columns: tuple[Text, ...], decimals: int, zero: bool) -> str:
    """Grey bands, the line of the figures, thin where a running mean stands beside it, and the mean, thick."""
    palette = PALETTES[mode]
    kinds = [kind.get(lang) for kind in columns]
    several = len(kinds) > 1
    axis = alt.Axis(format=_MONTH_FORM[lang], grid=False, tickCount=6)
    base = alt.Chart(alt.NamedData(specs.FIGURES)).encode(
        x=alt.X("at:T", title=None, axis=axis, scale=alt.Scale(type="utc", nice=False))
    )
    named: dict[str, Any] = {"title": None, "legend": alt.Legend(orient="bottom") if several else None}
    when, told = specs.tip("point", step, lang), specs.tip("label", specs.VALUE, lang)
    bands = (
        base.transform_filter("datum.until")
        .mark_rect(color=palette.earlier, opacity=_BAND_OPACITY)
        .encode(x2="until:T", tooltip=[when, told])
    )
    colours = [palette.plain, palette.current][: len(kinds)]
    widths = [1, 3] if several else [1.4]
    measured = base.transform_filter("datum.kind").encode(
        y=alt.Y(
            "value:Q",
            title=None,
            axis=specs.amount_axis(decimals),
            scale=alt.Scale(zero=zero, padding=0 if zero else 8),
        ),
        color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), **named),
    )
    lines = measured.mark_line().encode(
        strokeWidth=alt.StrokeWidth("kind:N", scale=alt.Scale(domain=kinds, range=widths), **named)
    )
    # A point alone between two gaps has no line; the dots show it, and carry what the live chart says.
    dots = (
        measured.transform_filter(f"datum.kind === {json.dumps(kinds[0], ensure_ascii=False)}")
        .mark_point(filled=True, size=_DOT_SIZE, opacity=1)
        .encode(tooltip=[when, told])
    )
    return specs.described(bands + lines + dots, mode)


def _steps(step: _Step, found: Iterable[str]) -> list[str]:
    """Every day or month from the first to the last of those found."""
    found = set(found)
    points = [min(found)]
    while points[-1] < max(found):
        points.append(step.following(points[-1]))
    return points


def _runs(points: list[str], known: Container[str]) -> list[list[str]]:
    """The points that are not known, those in a row together."""
    return [list(run) for is_known, run in groupby(points, lambda point: point in known) if not is_known]


def _next_day(day: str) -> str:
    return (dt.date.fromisoformat(day) + dt.timedelta(days=1)).isoformat()


def _next_month(month: str) -> str:
    return (dt.date.fromisoformat(f"{month}-01") + dt.timedelta(days=31)).isoformat()[:7]


def _month_written(month: str, lang: Lang) -> str:
    return numbers.month(int(month[:4]), int(month[5:]), lang)


def _utc(time: dt.datetime) -> str:
    """A time as Vega reads it alike everywhere."""
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


_DAY = _Step(
    Text("Ngày", "Day"),
    _next_day,
    numbers.date,
    lambda day, halves: dt.datetime.fromisoformat(day) + halves * dt.timedelta(hours=12),
)
_MONTH = _Step(
    specs.MONTH,
    _next_month,
    _month_written,
    lambda month, halves: dt.datetime.fromisoformat(f"{month}-01") + halves * dt.timedelta(days=15),
)
