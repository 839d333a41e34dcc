"""What all kinds of chart share: a frame is checked, its rows are turned into a ``Chart``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from observatory.findings import LANGS, Lang
from observatory.site import chart_specs as specs
from observatory.site import numbers
from observatory.site.chart_theme import MODES, Mode
from observatory.site.charts import Chart, Labels
from observatory.tables.model import Text

Row = dict[str, Any]

_HOLLOW = Text("; hình rỗng hoặc nhạt: ước tính", "; hollow or pale: estimate")


def assemble(
    chart_id: str,
    labels: Labels,
    template: Callable[[Lang, Mode], str],
    rows: Callable[[Lang], list[Row]],
    header: Iterable[Text],
    table: Callable[[Lang], list[list[str]]],
    height: int,
    hollow: bool = False,
) -> Chart:
    """A chart from its template, its rows and its table, each asked for in one language after the other.

    ``hollow`` adds to the unit line how estimates are drawn.
    """
    filled = {}
    for lang in LANGS:
        figures = rows(lang)
        unit = labels.unit.get(lang) + (_HOLLOW.get(lang) if hollow else "")
        for mode in MODES:
            description = labels.description.get(lang)
            filled[lang, mode] = specs.fill(template(lang, mode), figures, unit, description, height)
    cells = {lang: tuple(tuple(row) for row in table(lang)) for lang in LANGS}
    return Chart(id=chart_id, labels=labels, specs=filled, header=tuple(header), rows=cells, height=height)


def checked(frame: pd.DataFrame, columns: list[str], key: list[str]) -> pd.DataFrame:
    """The frame with the optional marks ``current`` and ``estimate`` filled in.

    Raises ``ValueError`` when a column is absent, the frame is empty or a ``key`` is there twice.
    """
    if absent := [name for name in columns if name not in frame.columns]:
        raise ValueError(f"columns absent: {', '.join(absent)}")
    if frame.empty:
        raise ValueError("nothing to draw")
    if frame.duplicated(key).any():
        raise ValueError(f"rows twice: {frame.loc[frame.duplicated(key), key].to_dict('records')}")
    marks = {
        name: frame[name].fillna(False).astype(bool) if name in frame.columns else False
        for name in ("current", "estimate")
    }
    return frame.assign(**marks)


def written(row: Mapping[Any, Any], lang: Lang, decimals: int, ranks: bool) -> str:
    """The value of a row as it is shown: a rank over its field, or a figure."""
    if ranks:
        return numbers.rank(row["value"], row.get("field_size"), lang)
    return numbers.number(row["value"], lang, decimals)


def amount(value: Any) -> float | None:
    """The figure as JSON writes it, missing as null."""
    return None if numbers.is_missing(value) else float(value)
