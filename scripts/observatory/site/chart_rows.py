"""Charts with one row for each country, unit or dimension.

Each function takes a frame that already holds its figures, in the order they are to be shown, with the
names in both languages (``name_vi``, ``name_en``), and returns a ``Chart``. It computes no figure. A
boolean column ``current``, which may be absent, marks what is to stand out. A missing figure leaves its
row empty or with a dash, never at zero. All raise ``ValueError`` when a column is absent, the frame is
empty or a row is there twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from observatory.findings import Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_frames import Row, amount, assemble, checked, written
from observatory.site.chart_theme import Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text

_RANK = Text("Hạng", "Rank")
_ROW_HEIGHT = 28
_FRAME_HEIGHT = 70


def bar(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 1) -> Chart:
    """Amounts of countries or units: columns name_vi, name_en, value and, where ranked, rank, field_size."""
    frame = checked(frame, ["name_vi", "name_en", "value"], key=["name_vi"])
    ranked = "rank" in frame.columns

    def place(row: Mapping[Any, Any], lang: Lang) -> str:
        return numbers.rank(row["rank"], row.get("field_size"), lang)

    def mark(row: Mapping[Any, Any], lang: Lang) -> str:
        text = numbers.number(row["value"], lang, decimals)
        known = ranked and not numbers.is_missing(row["rank"])
        return f"{text} ({place(row, lang)})" if known else text

    def rows(lang: Lang) -> list[Row]:
        return [_labelled(row, lang, mark(row, lang), start=0.0) for row in frame.to_dict("records")]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [row[f"name_{lang}"], numbers.number(row["value"], lang, decimals)] + ([place(row, lang)] if ranked else [])
            for row in frame.to_dict("records")
        ]

    header = [specs.NAME, specs.VALUE, *([_RANK] if ranked else [])]

    def template(lang: Lang, mode: Mode) -> str:
        return specs.bar(lang, mode, decimals)

    return assemble(chart_id, labels, template, rows, header, table, _tall(frame))


def rank_dots(chart_id: str, frame: pd.DataFrame, labels: Labels) -> Chart:
    """Ranks of countries or units: columns name_vi, name_en, value (the rank) and field_size."""
    frame = checked(frame, ["name_vi", "name_en", "value"], key=["name_vi"])
    first = 1.0 if frame["value"].isna().all() else float(frame["value"].min())

    def rows(lang: Lang) -> list[Row]:
        return [
            _labelled(row, lang, written(row, lang, 0, ranks=True), start=1.0 if pd.isna(first) else float(first))
            for row in frame.to_dict("records")
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [[row[f"name_{lang}"], written(row, lang, 0, ranks=True)] for row in frame.to_dict("records")]

    return assemble(chart_id, labels, specs.rank_dots, rows, [specs.NAME, _RANK], table, _tall(frame))


def interval(chart_id: str, frame: pd.DataFrame, labels: Labels, *, decimals: int = 2) -> Chart:
    """Scores with their 95% interval: columns name_vi, name_en, value, low, high."""
    frame = checked(frame, ["name_vi", "name_en", "value", "low", "high"], key=["name_vi"])

    def bounds(row: Mapping[Any, Any], lang: Lang) -> str:
        low, high = (numbers.number(row[side], lang, decimals) for side in ("low", "high"))
        return f"{low} – {high}" if low != high else low

    def rows(lang: Lang) -> list[Row]:
        return [
            _labelled(row, lang, numbers.number(row["value"], lang, decimals), start=0.0)
            | {"low": amount(row["low"]), "high": amount(row["high"]), "bounds": bounds(row, lang)}
            for row in frame.to_dict("records")
        ]

    def table(lang: Lang) -> list[list[str]]:
        return [
            [row[f"name_{lang}"], numbers.number(row["value"], lang, decimals), bounds(row, lang)]
            for row in frame.to_dict("records")
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return specs.interval(lang, mode, decimals)

    header = [specs.NAME, specs.VALUE, specs.INTERVAL]
    return assemble(chart_id, labels, template, rows, header, table, _tall(frame))


def dot_median(
    chart_id: str,
    frame: pd.DataFrame,
    labels: Labels,
    *,
    unit: Text,
    decimals: int = 2,
) -> Chart:
    """One unit against the median: columns name_vi, name_en (the dimensions), value, median.

    ``unit`` is the name of the unit in the legend.
    """
    frame = checked(frame, ["name_vi", "name_en", "value", "median"], key=["name_vi"])

    def rows(lang: Lang) -> list[Row]:
        drawn: list[Row] = []
        for row in frame.to_dict("records"):
            ends = sorted(v for v in (amount(row["value"]), amount(row["median"])) if v is not None)
            for kind, key in ((unit, "value"), (specs.MEDIAN, "median")):
                drawn.append(
                    {
                        "name": row[f"name_{lang}"],
                        "kind": kind.get(lang),
                        "median": key == "median",
                        "value": amount(row[key]),
                        "label": numbers.number(row[key], lang, decimals),
                        "low": ends[0] if len(ends) == 2 else None,
                        "high": ends[1] if len(ends) == 2 else None,
                    }
                )
        return drawn

    def table(lang: Lang) -> list[list[str]]:
        return [
            [row[f"name_{lang}"], *(numbers.number(row[k], lang, decimals) for k in ("value", "median"))]
            for row in frame.to_dict("records")
        ]

    def template(lang: Lang, mode: Mode) -> str:
        return specs.dot_median(lang, mode, decimals)

    return assemble(chart_id, labels, template, rows, [specs.NAME, unit, specs.MEDIAN], table, _tall(frame))


def _labelled(row: Mapping[Any, Any], lang: Lang, text: str, start: float) -> Row:
    """A row with a label at the end of its mark, or at ``start`` where the figure is missing."""
    value = amount(row["value"])
    return {
        "name": row[f"name_{lang}"],
        "value": value,
        "label": text,
        "at": start if value is None else max(value, start),
        "current": bool(row["current"]),
    }


def _tall(frame: pd.DataFrame) -> int:
    return _FRAME_HEIGHT + _ROW_HEIGHT * len(frame)
