"""The kinds of chart as Vega-Lite specifications without figures.

Each function describes one kind once for a language and a mode; Altair checks it and the result is kept.
The figures are put in afterwards, under the name ``figures``, with the texts: describing a chart takes
some 15 ms, filling in a kept description a hundredth of that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from textwrap import wrap
from typing import Any

import altair as alt

from observatory.findings import Lang
from observatory.site.chart_theme import FONT_SIZE, PALETTES, SERIES_DASHES, Mode, config, number_format
from observatory.tables.model import Text

FIGURES = "figures"
SERIES = "{series}"
UNIT_LINE_WIDTH = 48

YEAR = Text("Năm", "Year")
MONTH = Text("Tháng", "Month")
NAME = Text("Tên", "Name")
VALUE = Text("Giá trị", "Value")
MEDIAN = Text("Trung vị", "Median")
INTERVAL = Text("Khoảng tin cậy 95%", "95% confidence interval")
RESULT = Text("Kết quả", "Result")
PATH = Text("Đường đi đến mục tiêu", "Path to the target")


def fill(template: str, rows: Sequence[Mapping[str, Any]], unit: str, description: str, height: int) -> dict[str, Any]:
    """A specification with its figures, its unit above the drawing and its description.

    Where the kind has a legend of series, it lists the names of ``rows`` in their order.
    """
    series = json.dumps(list(dict.fromkeys(row["name"] for row in rows if "name" in row)))
    spec: dict[str, Any] = json.loads(template.replace(json.dumps([SERIES]), series))
    spec["title"] = {"text": wrap(unit, UNIT_LINE_WIDTH) or ""}
    spec["description"] = description
    spec["height"] = height
    spec["datasets"] = {FIGURES: [{**row, "order": order} for order, row in enumerate(rows)]}
    return spec


@cache
def line(lang: Lang, mode: Mode, decimals: int, several: bool, ranks: bool) -> str:
    """Lines over years, broken where a year is missing or the field changes, a point for each figure."""
    scale = alt.Scale(reverse=True, zero=False, nice=False, padding=14) if ranks else alt.Scale(zero=False, padding=14)
    # No title over the legend: the unit line above the drawing says what is shown.
    name: dict[str, Any] = {"title": None, "sort": None}
    legend = alt.Legend(orient="bottom", columns=2, symbolStrokeWidth=0) if several else None
    base = alt.Chart(alt.NamedData(FIGURES)).encode(
        x=_years(lang),
        y=alt.Y("value:Q", title=None, scale=scale, axis=_place_axis() if ranks else amount_axis(decimals)),
        color=alt.Color("name:N", legend=legend, scale=alt.Scale(domain=[SERIES]), **name),
    )
    lines = base.mark_line().encode(
        detail="field:N",
        strokeWidth=alt.condition("datum.current", alt.value(3), alt.value(1.8)),
        strokeDash=alt.StrokeDash(
            "name:N", legend=legend, scale=alt.Scale(domain=[SERIES], range=list(SERIES_DASHES)), **name
        ),
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        shape=alt.Shape("name:N", legend=legend, scale=alt.Scale(domain=[SERIES]), **name),
        stroke=alt.Stroke("name:N", legend=legend, scale=alt.Scale(domain=[SERIES]), **name),
        strokeWidth=alt.value(1.8),
        fillOpacity=alt.condition("datum.estimate", alt.value(0), alt.value(1)),
        tooltip=[tip("name", NAME, lang), tip("year", YEAR, lang), tip("label", VALUE, lang)],
    )
    return described(lines + points, mode)


@cache
def bump(lang: Lang, mode: Mode) -> str:
    """Ranks over years, the first place on top; named at their end, few in colours and the others grey."""
    palette = PALETTES[mode]
    base = alt.Chart(alt.NamedData(FIGURES)).encode(
        x=_years(lang),
        y=alt.Y(
            "value:Q",
            title=None,
            scale=alt.Scale(reverse=True, zero=False, nice=False, padding=10),
            axis=_place_axis(),
        ),
        detail=["name:N", "field:N"],
    )
    tips = [tip("name", NAME, lang), tip("year", YEAR, lang), tip("label", VALUE, lang)]
    others = base.transform_filter("!datum.current")
    marked = base.transform_filter("datum.current")
    unlisted: dict[str, Any] = {"legend": None, "sort": None, "scale": alt.Scale(domain=[SERIES])}
    dashes = alt.Scale(domain=[SERIES], range=list(SERIES_DASHES))
    names: dict[str, Any] = {"align": "left", "dx": 9, "fontSize": FONT_SIZE, "color": palette.ink}
    layers = [
        others.mark_line(strokeWidth=1.2, color=palette.earlier),
        others.mark_point(filled=True, opacity=1, size=20, color=palette.earlier).encode(tooltip=tips),
        marked.mark_line(strokeWidth=2.6).encode(
            color=alt.Color("name:N", **unlisted),
            strokeDash=alt.StrokeDash("name:N", legend=None, sort=None, scale=dashes),
        ),
        marked.mark_point(filled=True, opacity=1, size=90).encode(
            color=alt.Color("name:N", **unlisted), shape=alt.Shape("name:N", **unlisted), tooltip=tips
        ),
        others.transform_filter("datum.end").mark_text(**names).encode(text="end:N"),
        marked.transform_filter("datum.end").mark_text(fontWeight="bold", **names).encode(text="end:N"),
    ]
    return described(alt.layer(*layers), mode)


@cache
def bar(lang: Lang, mode: Mode, decimals: int) -> str:
    """Horizontal bars, each with its label; the current one in another colour, outlined and bold."""
    palette = PALETTES[mode]
    base = alt.Chart(alt.NamedData(FIGURES)).encode(y=_names())
    bars = base.mark_bar().encode(
        x=alt.X("value:Q", title=None, axis=amount_axis(decimals)),
        color=_highlight(mode),
        stroke=alt.value(palette.ink),
        strokeWidth=alt.condition("datum.current", alt.value(2), alt.value(0)),
        tooltip=[tip("name", NAME, lang), tip("label", VALUE, lang)],
    )
    return described(bars + _end_labels(base, mode), mode, right=110)


@cache
def rank_dots(lang: Lang, mode: Mode) -> str:
    """Ranks as points on a scale that begins at the first place; the current one as a diamond, bold."""
    base = alt.Chart(alt.NamedData(FIGURES)).encode(y=_names())
    places = alt.X("value:Q", title=None, axis=_place_axis(), scale=alt.Scale(zero=True, nice=False))
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=places,
        color=_highlight(mode),
        shape=alt.condition("datum.current", alt.value("diamond"), alt.value("circle")),
        size=alt.condition("datum.current", alt.value(220), alt.value(110)),
        tooltip=[tip("name", NAME, lang), tip("label", VALUE, lang)],
    )
    return described(dots + _end_labels(base, mode, gap=12), mode, right=60)


@cache
def interval(lang: Lang, mode: Mode, decimals: int) -> str:
    """Scores as points with the bounds of their 95% interval as a line."""
    base = alt.Chart(alt.NamedData(FIGURES)).encode(y=_names(), color=_highlight(mode))
    scale = alt.Scale(zero=False, padding=12)
    rules = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title=None, axis=amount_axis(decimals), scale=scale), x2="high:Q"
    )
    dots = base.mark_point(filled=True, opacity=1).encode(
        x=alt.X("value:Q", scale=scale),
        shape=alt.condition("datum.current", alt.value("diamond"), alt.value("circle")),
        size=alt.condition("datum.current", alt.value(220), alt.value(110)),
        tooltip=[tip("name", NAME, lang), tip("label", VALUE, lang), tip("bounds", INTERVAL, lang)],
    )
    return described(rules + dots, mode)


@cache
def months(lang: Lang, mode: Mode, decimals: int) -> str:
    """The months of two years side by side; what is only estimated is drawn hollow."""
    palette = PALETTES[mode]
    columns = (
        alt.Chart(alt.NamedData(FIGURES))
        .mark_bar(strokeWidth=1.5)
        .encode(
            x=alt.X("month:O", title=MONTH.get(lang), axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("year:N"),
            y=alt.Y("value:Q", title=None, axis=amount_axis(decimals)),
            color=alt.Color(
                "year:N",
                scale=alt.Scale(range=[palette.earlier, palette.plain]),
                legend=alt.Legend(orient="bottom"),
                title=None,
                sort=None,
            ),
            stroke=alt.value(palette.ink),
            fillOpacity=alt.condition("datum.estimate", alt.value(0.25), alt.value(1)),
            tooltip=[tip("period", MONTH, lang), tip("label", VALUE, lang)],
        )
    )
    return described(columns, mode)


@cache
def target_path(lang: Lang, mode: Mode, decimals: int) -> str:
    """The path to a target, dashed, and the results so far, as a full line with points."""
    palette = PALETTES[mode]
    kinds = [PATH.get(lang), RESULT.get(lang)]
    legend = alt.Legend(orient="bottom")
    base = alt.Chart(alt.NamedData(FIGURES)).encode(
        x=_years(lang),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(zero=False, padding=14), axis=amount_axis(decimals)),
        color=alt.Color(
            "kind:N",
            title=None,
            scale=alt.Scale(domain=kinds, range=[palette.plain, palette.current]),
            legend=legend,
        ),
    )
    dashes = {
        "condition": {"test": f"datum.kind === {json.dumps(kinds[0])}", "value": [6, 4]},
        "value": [1, 0],
    }
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dashes)
    points = base.mark_point(filled=True, opacity=1, size=90).encode(
        shape=alt.Shape(
            "kind:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "diamond"]), legend=legend
        ),
        opacity=alt.condition("datum.mark", alt.value(1), alt.value(0)),
        tooltip=[tip("kind", NAME, lang), tip("year", YEAR, lang), tip("label", VALUE, lang)],
    )
    return described(lines + points, mode)


@cache
def dot_median(lang: Lang, mode: Mode, decimals: int) -> str:
    """One unit against the median, dimension by dimension: a diamond and an upright stroke."""
    palette = PALETTES[mode]
    base = alt.Chart(alt.NamedData(FIGURES)).encode(y=_names())
    scale = alt.Scale(zero=False, padding=12)
    amount = alt.X("value:Q", title=None, axis=amount_axis(decimals), scale=scale)
    kind = alt.Scale(range=[palette.current, palette.plain])
    legend = alt.Legend(orient="bottom")
    joins = base.mark_rule(strokeWidth=1.5, color=palette.earlier).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    marks = base.mark_point(filled=False, opacity=1, size=180, strokeWidth=3).encode(
        x=amount,
        color=alt.Color("kind:N", title=None, sort=None, scale=kind, legend=legend),
        shape=alt.Shape("kind:N", title=None, sort=None, scale=alt.Scale(range=["diamond", "stroke"]), legend=legend),
        angle=alt.condition("datum.median", alt.value(90), alt.value(0)),
        tooltip=[tip("name", NAME, lang), tip("kind", VALUE, lang), tip("label", VALUE, lang)],
    )
    return described(joins + marks, mode)


def described(chart: alt.LayerChart | alt.FacetChart | alt.Chart, mode: Mode, right: int = 8) -> str:
    """The specification as JSON, with ``right`` pixels kept free for labels that stand beyond the axes."""
    shaped = chart.properties(
        width="container",
        autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        padding={"left": 4, "top": 4, "right": right, "bottom": 4},
    )
    return json.dumps({**shaped.to_dict(), "config": config(mode)}, ensure_ascii=False)


def _years(lang: Lang) -> alt.X:
    axis = alt.Axis(format="d", tickMinStep=1, grid=False)
    scale = alt.Scale(zero=False, nice=False, padding=24)
    return alt.X("year:Q", title=YEAR.get(lang), axis=axis, scale=scale)


def _names() -> alt.Y:
    axis = alt.Axis(ticks=False, domain=False, labelPadding=8)
    return alt.Y("name:N", title=None, sort=alt.EncodingSortField("order", op="min"), axis=axis)


def amount_axis(decimals: int) -> alt.Axis:
    """The axis of amounts with at most ``decimals`` decimals; of whole amounts it has whole marks only."""
    if decimals == 0:
        return alt.Axis(format=number_format(0), tickMinStep=1, tickCount=6)
    return alt.Axis(format=f",.{decimals}~f", tickCount=6)


def _place_axis() -> alt.Axis:
    """An axis of ranks, which has no place above the first."""
    return alt.Axis(
        format=number_format(0), tickMinStep=1, tickCount=6, labelExpr="datum.value >= 1 ? datum.label : ''"
    )


def _highlight(mode: Mode) -> Any:
    palette = PALETTES[mode]
    return alt.condition("datum.current", alt.value(palette.current), alt.value(palette.plain))


def _end_labels(base: alt.Chart, mode: Mode, gap: int = 5) -> alt.LayerChart | alt.FacetChart:
    text = alt.Text("label:N")
    style: dict[str, Any] = {"align": "left", "dx": gap, "fontSize": 13, "color": PALETTES[mode].ink}
    plain = base.mark_text(**style).transform_filter("!datum.current")
    bold = base.mark_text(fontWeight="bold", **style).transform_filter("datum.current")
    return alt.layer(*(layer.encode(x="at:Q", text=text) for layer in (plain, bold)))


def tip(field: str, title: Text, lang: Lang) -> alt.Tooltip:
    """A line of what the live chart says of a mark."""
    kind = "N" if field != "year" else "O"
    return alt.Tooltip(f"{field}:{kind}", title=title.get(lang))
