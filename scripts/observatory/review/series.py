"""Series of a file of an analyst's own: a base, a latest value and perhaps a target, from text cells to numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pandas as pd

from observatory.findings import Finding

COLUMNS = (
    *("indicator", "series", "base_value", "base_year", "current_value", "current_year"),
    *("target", "target_year", "direction", "sign", "limit"),
)
ADDED = ("progress_value", "status", "score", "reason")
MAX_LISTED = 1000
LAST_YEAR = 9999
_YEARS = ("base_year", "current_year", "target_year")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_EITHER = (1.0, -1.0)


@dataclass(frozen=True)
class Series:
    """The numbers of a row, ``None`` where its cell is empty; ``direction`` is 1 where more is better, else -1."""

    base_value: float | None
    base_year: float | None
    current_value: float | None
    current_year: float | None
    target: float | None
    target_year: float | None
    direction: int
    limit: float | None


def read(frame: pd.DataFrame, file: str) -> tuple[list[Series], list[Finding]]:
    """The series of a table of text cells with ``COLUMNS``, row ``i`` of which is line ``i + 2`` of ``file``.

    Other columns are let be. ``sign``, -1 for a negative base and else 1, may be empty; where it is given it has to
    fit the base. The list of series is of no use where there are findings, each of them an error: a column that is
    missing or that the result would write over, no row, a cell that is no finite number, no year, or not 1 or -1.
    """
    findings = _inspect_columns(frame, file)
    found: list[Series] = []
    if not findings:
        for row, texts in enumerate(frame[list(COLUMNS[2:])].itertuples(index=False, name=None), start=2):
            cells = dict(zip(COLUMNS[2:], texts, strict=True))
            numbers, wrong = _numbers(cells, file, row)
            findings += wrong or _inspect(numbers, cells, file, row)
            if not findings:
                found.append(_series(numbers))
            if len(findings) >= MAX_LISTED:
                break
    return found, findings


def _inspect_columns(frame: pd.DataFrame, file: str) -> list[Finding]:
    expected = ", ".join(COLUMNS)
    findings = [
        Finding("series-column-missing", file=file, row=1, field=name, expected=expected)
        for name in COLUMNS
        if name not in frame.columns
    ]
    findings += [Finding("progress-column-taken", file=file, row=1, field=name) for name in ADDED if name in frame]
    if not findings and frame.empty:
        findings.append(Finding("progress-no-rows", file=file))
    return findings


def _numbers(cells: dict[str, str], file: str, row: int) -> tuple[dict[str, float | None], list[Finding]]:
    numbers: dict[str, float | None] = {}
    findings = []
    for name, text in cells.items():
        number = float(text) if _NUMBER.fullmatch(text) else math.nan
        if text and not math.isfinite(number):
            findings.append(Finding("value-not-a-number", file=file, row=row, field=name, value=text))
        numbers[name] = number if text else None
    return numbers, findings


def _inspect(numbers: dict[str, float | None], cells: dict[str, str], file: str, row: int) -> list[Finding]:
    findings = []
    for name in _YEARS:
        year = numbers[name]
        if year is not None and not (year.is_integer() and 0 < year <= LAST_YEAR):
            findings.append(Finding("progress-bad-year", file=file, row=row, field=name, value=cells[name]))
    if numbers["direction"] not in _EITHER:
        findings.append(
            Finding("progress-bad-direction", file=file, row=row, field="direction", value=cells["direction"])
        )
    sign, base = numbers["sign"], numbers["base_value"]
    if sign is not None and (sign not in _EITHER or (base is not None and (base < 0) != (sign < 0))):
        findings.append(
            Finding(
                "progress-bad-sign", file=file, row=row, field="sign", value=cells["sign"], expected=cells["base_value"]
            )
        )
    return findings


def _series(numbers: dict[str, float | None]) -> Series:
    direction = 1 if numbers["direction"] == 1 else -1
    years = numbers["base_year"], numbers["current_year"], numbers["target_year"]
    base, current, target = numbers["base_value"], numbers["current_value"], numbers["target"]
    return Series(base, years[0], current, years[1], target, years[2], direction, numbers["limit"])
