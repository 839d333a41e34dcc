"""A series as it is watched: what was observed, what was expected, the bound, and the steps that raised an alarm.

The chart computes no figure. A step without an observation, or without an expectation, is a gap in that line and
a dash in the table, never a zero.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_frames import Row, amount, assemble, checked
from observatory.site.chart_theme import FONT_SIZE, HEIGHT, PALETTES, Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text

OBSERVED = Text("Quan sát", "Observed")
EXPECTED = Text("Dự kiến", "Expected")
BOUND = Text("Ngưỡng", "Bound")
ALARM = Text("Báo động", "Alarm")

_KINDS = {"observed": OBSERVED, "expected": EXPECTED, "bound": BOUND}
_DAY = Text("Ngày", "Day")
_YES = Text("có", "yes")
_NO = Text("không", "no")
_AXIS = {("vi", True): "%Y", ("en", True): "%Y", ("vi", False): "%-m/%Y", ("en", False): "%b %Y"}


def watch(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 1, marked: str = "") -> Chart:
    """A watched series: columns at (YYYY-MM-DD, or YYYY-MM), observed, expected, bound, alarm.

    ``decimals`` are those of the expectation and the bound; observations are whole. ``marked`` is a step that is
    named in the drawing. Raises ``ValueError`` when a column is absent, the frame is empty or a step is there twice.
    """
    frame = checked(frame, ["at", "observed", "expected", "bound", "alarm"], key=["at"]).sort_values("at")
    records = frame.to_dict("records")
    by_month = len(str(records[0]["at"])) == len("YYYY-MM")
    step = specs.MONTH if by_month else _DAY

    def written(at: str, lang: Lang) -> str:
        return numbers.month(int(at[:4]), int(at[5:7]), lang) if by_month else numbers.date(at, lang)

    def figure(row: dict[Any, Any], kind: str, lang: Lang) -> str:
        return numbers.number(row[kind], lang, 0 if kind == "observed" else decimals)

    def rows(lang: Lang) -> list[Row]:
        return [
            {
                "kind": name.get(lang),
                "at": f"{dt.date.fromisoformat((str(row['at']) + '-01')[:10]):%Y-%m-%dT00:00:00Z}",
                "point": written(str(row["at"]), lang),
                "value": amount(row[kind]),
                "label": figure(row, kind, lang),
                "alarm": kind == "observed" and bool(row["alarm"]),
                "note": written(str(row["at"]), lang) if kind == "observed" and row["at"] == marked else None,
            }
            for kind, name in _KINDS.items()
            for row in records
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [
                written(str(row["at"]), lang),
                *(figure(row, kind, lang) for kind in _KINDS),
                (_YES if row["alarm"] else _NO).get(lang),
            ]
            for row in reversed(records)
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return _spec(lang, mode, by_month)

    return assemble(chart_id, labels, template, rows, [step, *_KINDS.values(), ALARM], table, HEIGHT)


@cache
def _spec(lang: Lang, mode: Mode, by_month: bool) -> str:
    """Three lines told apart by dash and width as well as by colour, a triangle on each alarm, a name on one step."""
    palette = PALETTES[mode]
    kinds = [kind.get(lang) for kind in _KINDS.values()]
    legend = alt.Legend(orient="bottom", symbolType="stroke")
    tips = [
        specs.tip("point", specs.MONTH if by_month else _DAY, lang),
        specs.tip("kind", specs.NAME, lang),
        specs.tip("label", specs.VALUE, lang),
    ]
    axis = alt.Axis(format=_AXIS[lang, by_month], grid=False, tickCount=6)
    base = alt.Chart(alt.NamedData(specs.FIGURES)).encode(
        x=alt.X("at:T", title=None, axis=axis, scale=alt.Scale(type="utc", nice=False)),
        y=alt.Y("value:Q", title=None, axis=specs.amount_axis(0)),
    )
    colours = alt.Scale(domain=kinds, range=[palette.plain, palette.ink, palette.earlier])
    lines = base.mark_line().encode(
        color=alt.Color("kind:N", title=None, legend=legend, scale=colours),
        strokeDash=alt.StrokeDash(
            "kind:N", title=None, legend=legend, scale=alt.Scale(domain=kinds, range=[[1, 0], [6, 3], [2, 2]])
        ),
        strokeWidth=alt.StrokeWidth(
            "kind:N", title=None, legend=legend, scale=alt.Scale(domain=kinds, range=[1.6, 1.6, 1.6])
        ),
        tooltip=tips,
    )
    alarms = (
        base.transform_filter("datum.alarm")
        .mark_point(filled=True, opacity=1, size=90, shape="triangle-up", color=palette.current)
        .encode(tooltip=tips)
    )
    name = (
        base.transform_filter("datum.note")
        .mark_text(dy=-12, fontSize=FONT_SIZE, fontWeight="bold", color=palette.ink)
        .encode(text="note:N")
    )
    return specs.described(lines + alarms + name, mode)
