"""Charts over years and months.

Each function takes a frame that already holds its figures and returns a ``Chart``. It computes no figure.
A boolean column ``current`` marks the series that is to stand out, ``estimate`` the figures that are not
final; both may be absent. A missing figure is a gap in the drawing and a dash in the table, never a zero.
All raise ``ValueError`` when a column is absent, the frame is empty or a row is there twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_frames import Row, amount, assemble, checked, written
from observatory.site.chart_theme import HEIGHT, MAX_SERIES, Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text


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
        drawn: list[Row] = []
        for name_vi, name_en in names.itertuples(index=False):
            years = [year for name, year in cells if name == name_vi]
            field = ""
            for year in range(min(years, default=0), max(years, default=-1) + 1):
                row = cells.get((name_vi, year))
                if ranks and row is not None:
                    field = str(row.get("field_size"))
                point: Row = {"name": name_vi if lang == "vi" else name_en, "year": year, "field": field}
                drawn.append({**point, "value": None} if row is None else {**point, **figure(row, lang)})
        return drawn

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
