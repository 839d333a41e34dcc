"""Charts over years and months.

Each function takes a frame that already holds its figures and returns a ``Chart``. It computes no figure.
A boolean column ``current`` marks the series that is to stand out, ``estimate`` the figures that are not
final; both may be absent. A missing figure is a gap in the drawing and a dash in the table, never a zero.
All raise ``ValueError`` when a column is absent, the frame is empty or a row is there twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_frames import Row, amount, assemble, checked, written
from observatory.site.chart_theme import HEIGHT, MAX_SERIES, Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text

_NAME_HEIGHT = 18
_NAMES_FRAME = 70


def line(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 1, ranks: bool = False) -> Chart:
    """Figures over years: columns name_vi, name_en, year, value and, for ranks, field_size.

    Up to six series; the current one is drawn first and thicker. Years without a figure interrupt the
    line. ``ranks`` puts the first place on top and joins only ranks out of the same number.
    """
    frame = checked(frame, ["name_vi", "name_en", "year", "value"], key=["name_vi", "year"])
    frame = frame.sort_values("current", ascending=False, kind="stable")
    names = frame[["name_vi", "name_en"]].drop_duplicates()
    if len(names) > MAX_SERIES:
        raise ValueError(f"{len(names)} series in chart {chart_id!r}: at most {MAX_SERIES} can be told apart")
    cells = {
        (row["name_vi"], int(row["year"])): row
        for row in frame.to_dict("records")
        if not numbers.is_missing(row["value"])
    }

    def rows(lang: Lang) -> list[Row]:
        return [
            row
            for name_vi, name_en in names.itertuples(index=False)
            for row in _yearly(cells, name_vi, name_vi if lang == "vi" else name_en, partial(figure, lang=lang), ranks)
        ]

    def figure(row: Mapping[Any, Any], lang: Lang) -> Row:
        return {
            "value": float(row["value"]),
            "label": written(row, lang, decimals, ranks),
            "current": bool(row["current"]),
            "estimate": bool(row["estimate"]),
        }

    def table(lang: Lang) -> list[list[str]]:
        return [
            [str(year)]
            + [
                written(cells[name, year], lang, decimals, ranks) if (name, year) in cells else numbers.missing(lang)
                for name in names["name_vi"]
            ]
            for year in sorted({year for _, year in cells}, reverse=True)
        ]

    header = [specs.YEAR, *(Text(vi, en) for vi, en in names.itertuples(index=False))]
    several = len(names) > 1

    def template(lang: Lang, mode: Mode) -> str:
        return specs.line(lang, mode, decimals, several, ranks)

    return assemble(chart_id, labels, template, rows, header, table, HEIGHT, hollow=bool(frame["estimate"].any()))


def bump(chart_id: str, frame: pd.DataFrame, labels: Labels) -> Chart:
    """Ranks of many over years: columns name_vi, name_en, year, value (the rank) and field_size.

    Up to six current series are drawn in colours, the others grey. Each that has a rank in the last year
    is named there; those of equal rank share one name. Only ranks out of the same number are joined.
    """
    frame = checked(frame, ["name_vi", "name_en", "year", "value", "field_size"], key=["name_vi", "year"])
    listed = frame[["name_vi", "name_en"]].drop_duplicates()
    frame = frame[frame["value"].notna()].sort_values(["current", "year"], ascending=[False, True], kind="stable")
    names = frame[["name_vi", "name_en"]].drop_duplicates()
    if frame.loc[frame["current"], "name_vi"].nunique() > MAX_SERIES:
        raise ValueError(f"more than {MAX_SERIES} current series in chart {chart_id!r}")
    cells = {(row["name_vi"], int(row["year"])): row for row in frame.to_dict("records")}
    years = sorted({year for _, year in cells})
    last = frame[frame["year"] == years[-1]].sort_values("current", ascending=False, kind="stable")

    def rows(lang: Lang) -> list[Row]:
        ends = {
            group["name_vi"].iloc[0]: f"{int(group['value'].iloc[0])} {', '.join(group[f'name_{lang}'])}"
            for _, group in last.groupby("value")
        }

        def figure(row: Mapping[Any, Any]) -> Row:
            point = {"value": float(row["value"]), "label": written(row, lang, 0, ranks=True)}
            return {**point, "end": ends.get(row["name_vi"]) if row["year"] == years[-1] else None}

        current = set(frame.loc[frame["current"], "name_vi"])
        return [
            {**row, "current": name_vi in current}
            for name_vi, name_en in names.itertuples(index=False)
            for row in _yearly(cells, name_vi, name_vi if lang == "vi" else name_en, figure, ranks=True)
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [
                name_vi if lang == "vi" else name_en,
                *(written(cells.get((name_vi, year), {"value": None}), lang, 0, ranks=True) for year in years),
            ]
            for name_vi, name_en in listed.itertuples(index=False)
        ]

    header = [specs.NAME, *(Text(str(year), str(year)) for year in years)]
    height = _NAMES_FRAME + _NAME_HEIGHT * int(frame["value"].max() - frame["value"].min() + 1)
    return assemble(chart_id, labels, specs.bump, rows, header, table, height)


def months(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 0) -> Chart:
    """The months of two years side by side: columns year, month, value."""
    frame = checked(frame, ["year", "month", "value"], key=["year", "month"])
    years = sorted({int(year) for year in frame["year"]})
    if len(years) > 2:
        raise ValueError(f"{len(years)} years in chart {chart_id!r}: at most 2 stand side by side")
    cells = {(int(row["year"]), int(row["month"])): row for row in frame.to_dict("records")}

    def rows(lang: Lang) -> list[Row]:
        return [
            {
                "year": str(year),
                "month": month,
                "period": numbers.month(year, month, lang),
                "value": amount(row["value"]),
                "label": numbers.number(row["value"], lang, decimals),
                "estimate": bool(row["estimate"]),
            }
            for (year, month), row in sorted(cells.items())
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [str(month)] + [numbers.number(cells.get((year, month), {}).get("value"), lang, decimals) for year in years]
            for month in sorted({month for _, month in cells})
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return specs.months(lang, mode, decimals)

    header = [specs.MONTH, *(Text(str(year), str(year)) for year in years)]
    return assemble(chart_id, labels, template, rows, header, table, HEIGHT, hollow=bool(frame["estimate"].any()))


def target_path(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 1) -> Chart:
    """The path to a target and the results so far: columns year, value, kind (``path`` or ``result``).

    Of the path only the first and the last year are marked by a point.
    """
    frame = checked(frame, ["year", "value", "kind"], key=["kind", "year"])
    if unknown := set(frame["kind"]) - {"path", "result"}:
        raise ValueError(f"kinds in chart {chart_id!r} that are neither path nor result: {sorted(unknown)}")
    ends = set(frame.loc[frame["kind"] == "path", "year"].agg(["min", "max"]))
    records = frame.sort_values(["kind", "year"]).to_dict("records")
    cells = {(row["kind"], int(row["year"])): row["value"] for row in records}

    def rows(lang: Lang) -> list[Row]:
        names = {"path": specs.PATH.get(lang), "result": specs.RESULT.get(lang)}
        return [
            {
                "kind": names[row["kind"]],
                "year": int(row["year"]),
                "value": amount(row["value"]),
                "label": numbers.number(row["value"], lang, decimals),
                "mark": row["kind"] == "result" or row["year"] in ends,
            }
            for row in records
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [str(year), *(numbers.number(cells.get((k, year)), lang, decimals) for k in ("path", "result"))]
            for year in sorted({year for _, year in cells})
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return specs.target_path(lang, mode, decimals)

    return assemble(chart_id, labels, template, rows, [specs.YEAR, specs.PATH, specs.RESULT], table, HEIGHT)


def _yearly(
    cells: Mapping[tuple[str, int], Mapping[Any, Any]],
    key: str,
    name: str,
    figure: Callable[[Mapping[Any, Any]], Row],
    ranks: bool,
) -> Iterator[Row]:
    """One series from its first year to its last: a year without a figure holds none, and for ``ranks``
    ``field`` is the same for those years in a row that are out of the same number and may be joined."""
    years = [year for series, year in cells if series == key]
    size, field = "", ""
    for year in range(min(years, default=0), max(years, default=-1) + 1):
        row = cells.get((key, year))
        if ranks and row is not None and str(row.get("field_size")) != size:
            size = str(row.get("field_size"))
            field = f"{size} ({year})"
        point: Row = {"name": name, "year": year, "field": field}
        yield {**point, "value": None} if row is None else {**point, **figure(row)}
