"""Where a finding stands: rows of a package that carry the place they were read from."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from observatory.findings import Finding

PLACE = ("package", "file", "row")
Row = Mapping[Hashable, Any]


def rows(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    """The rows of a frame with missing cells as ``None``."""
    return [{name: None if pd.isna(cell) else cell for name, cell in row.items()} for row in frame.to_dict("records")]


def at(row: Row, code: str, field: str, value: object = "", expected: object = "") -> Finding:
    """A finding on the cell ``field`` of a row; ``PLACE`` of the row, where it has it, says where that is."""
    number = row.get("row")
    return Finding(
        code,
        package=str(row.get("package") or ""),
        file=str(row.get("file") or ""),
        row=None if number is None else int(number),
        field=field,
        value="" if value is None else str(value),
        expected=str(expected),
    )
