"""Cells of a table as a person typed them: numbers read strictly, or named as wrong, with their place."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from observatory.findings import Finding

MOST_FINDINGS = 1_000  # of one kind: what a reader can still use
MISSING = ("", "NA")
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"


def parse(column: pd.Series[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers of a column, NaN where none is known, and which of its cells are wrong.

    The column holds texts or numbers. A cell that is empty or ``NA`` is missing. Wrong is everything else
    that is no finite decimal number: a text, a number with spaces, a thousands mark or a decimal comma, one
    too large for float64, and ``nan`` and ``inf`` spelled out.
    """
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        numbers = column.to_numpy("float64", na_value=np.nan)
        return numbers, np.isinf(numbers)
    texts = pa.array(column.astype("str").array)
    known = pc.if_else(pc.is_in(texts, pa.array(MISSING, texts.type)), None, texts)
    try:
        cast = pc.cast(known, pa.float64())
    except pa.ArrowInvalid:
        cast = pc.cast(pc.if_else(pc.match_substring_regex(known, _NUMBER), known, None), pa.float64())
    values = np.asarray(cast, dtype="float64")
    return values, np.asarray(pc.is_valid(known)) & ~np.isfinite(values)


def text(cell: Any) -> str:
    """A cell as it stands in a file; an empty text for a missing one."""
    if isinstance(cell, str):
        return cell
    if pd.isna(cell):
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def row_label(row: Hashable) -> str:
    """The name of a row of a matrix: its unit and, where there is one, its period."""
    return " ".join(str(part) for part in row if part) if isinstance(row, tuple) else str(row)


def labels(column: pd.Series[Any]) -> tuple[NDArray[np.int64], list[str]]:
    """The texts of a column, sorted and each once, and the position among them of what each cell holds."""
    codes, distinct = pd.factorize(column)
    texts = [*map(text, distinct.tolist()), ""]
    names = sorted(set(texts))
    place = {name: at for at, name in enumerate(names)}
    return np.array([place[name] for name in texts], dtype="int64")[codes], names


def places(column: pd.Series[Any], at: NDArray[np.intp], file: str) -> list[dict[str, Any]]:
    """Where the first cells at fault of a column stand and what stands there, as findings say it."""
    return [
        {"file": file, "row": int(row) + 2, "field": str(column.name), "value": text(column.iloc[row])}
        for row in at[: MOST_FINDINGS + 1]
    ]


def limited(findings: Sequence[Finding], file: str) -> list[Finding]:
    """As many findings of one kind as a reader can use and, where there are more, one that says so."""
    if len(findings) <= MOST_FINDINGS:
        return list(findings)
    more = Finding("more-findings", findings[0].level, file=file, expected=str(MOST_FINDINGS))
    return [*findings[:MOST_FINDINGS], more]


class Cells:
    """The cells of a small table by column and position, and the place of each for a finding."""

    def __init__(self, frame: pd.DataFrame, file: str, texts: Sequence[str], numbers: Sequence[str]) -> None:
        self.file = file
        self._texts = {name: [text(cell) for cell in frame[name]] for name in (*texts, *numbers) if name in frame}
        self._numbers = {name: parse(frame[name]) for name in numbers if name in frame}

    def text(self, name: str, at: int) -> str:
        """What stands in a cell; an empty text where there is no such column."""
        return self._texts[name][at] if name in self._texts else ""

    def number(self, name: str, at: int) -> float:
        """The number in a cell; NaN where there is none."""
        return float(self._numbers[name][0][at]) if name in self._numbers and not self.wrong(name, at) else np.nan

    def whole(self, name: str, at: int) -> int | None:
        """The number in a cell that holds a whole one."""
        number = self.number(name, at)
        return int(number) if number.is_integer() else None

    def wrong(self, name: str, at: int) -> bool:
        """True for a cell that holds something other than a number."""
        return name in self._numbers and bool(self._numbers[name][1][at])

    def place(self, at: int, field: str) -> dict[str, Any]:
        """Where a cell stands and what stands there, as a finding says it."""
        return {"file": self.file, "row": at + 2, "field": field, "value": self.text(field, at)}
