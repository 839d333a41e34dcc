"""The cells of a file of counts, as text, judged one by one: a value, or the code of what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pandas as pd

from observatory.findings import Finding
from observatory.warning.scores import Reals

# Whole numbers up to here are exact as floating point numbers.
MAX_COUNT = 2**53
MAX_TIME = 10**15
# Findings of one kind that are listed one by one.
MAX_LISTED = 1000
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_WHOLE = re.compile(r"\+?[0-9]+")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Verdict = tuple[float, str]


def count(text: str) -> Verdict:
    """A whole number from 0 to ``MAX_COUNT``; NaN for an empty cell, which is a missing count."""
    value, fault = exposure(text)
    if not fault and value > MAX_COUNT:
        fault = "series-count-too-large"
    elif not fault and value % 1 > 0:
        fault = "series-fractional-count"
    return value, fault


def exposure(text: str) -> Verdict:
    """A finite number from 0 on; NaN for an empty cell."""
    if not text:
        return math.nan, ""
    if _NOT_FINITE.fullmatch(text):
        return math.nan, "series-not-finite"
    if not _NUMBER.fullmatch(text):
        return math.nan, "series-not-a-number"
    value = float(text) + 0.0
    if math.isinf(value):
        return math.nan, "series-not-finite"
    return (math.nan, "series-negative") if value < 0 else (value, "")


def day(text: str) -> Verdict:
    """The ordinal of a day written as YYYY-MM-DD."""
    try:
        return (float(date.fromisoformat(text).toordinal()), "") if _DATE.fullmatch(text) else (0.0, "series-bad-date")
    except ValueError:
        return 0.0, "series-bad-date"


def step(text: str) -> Verdict:
    """The whole number of a step, from 1 on."""
    if not _WHOLE.fullmatch(text) or len(text) > len(str(MAX_TIME)) or int(text) < 1:
        return 0.0, "series-bad-step"
    return float(int(text)), ""


def name(text: str) -> Verdict:
    """Whether a series has a name at all; the value says nothing."""
    return 0.0, "" if text.strip() else "series-without-name"


def judged(column: pd.Series[str], judge: Callable[[str], Verdict], file: str) -> tuple[Reals, list[Finding]]:
    """The value of each cell of ``column``, and an error for each, up to ``MAX_LISTED``, that ``judge`` refuses."""
    codes, texts = pd.factorize(column)
    verdicts = [judge(text) for text in texts]
    values = np.array([value for value, _ in verdicts], dtype=np.float64)[codes]
    refused = np.array([bool(fault) for _, fault in verdicts], dtype=np.bool_)[codes]
    return values, list(_findings(column, codes, verdicts, np.flatnonzero(refused)[:MAX_LISTED], file))


def _findings(
    column: pd.Series[str],
    codes: np.ndarray[tuple[int], np.dtype[np.intp]],
    verdicts: list[Verdict],
    rows: np.ndarray[tuple[int], np.dtype[np.intp]],
    file: str,
) -> Iterator[Finding]:
    for row in rows.tolist():
        fault = verdicts[codes[row]][1]
        yield Finding(fault, file=file, row=row + 2, field=str(column.name), value=str(column.iloc[row]))
