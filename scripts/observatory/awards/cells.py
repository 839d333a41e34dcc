"""The cells of a table of judges' scores, as text, judged one by one: a value, or the code of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.findings import Finding

# Findings of one kind that are listed one by one.
MAX_LISTED = 1000
# Scores and weights are at most this large, so that no square of them overflows.
MAX_NUMBER = Decimal(10**9)
_MAX_LENGTH = 40
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?")
# What a spreadsheet takes for the beginning of a formula: a name goes out into a file as it came in.
_FORMULA = tuple("=+-@\t\r＝＋－＠")
_TRUTH = {"true": True, "false": False, "": False}

Codes = npt.NDArray[np.int64]
T = TypeVar("T")
Verdict = tuple[T, str]


def name(text: str) -> Verdict[str]:
    """The name of an entry, a judge or a criterion."""
    if not text.strip():
        return text, "judging-without-name"
    if text != text.strip():
        return text, "edge-space"
    return text, "formula-prefix" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else ""


def score(text: str) -> Verdict[Decimal | None]:
    """The number as it is written; ``None`` for an empty cell, a score that was not given."""
    if not text:
        return None, ""
    if len(text) > _MAX_LENGTH or not _NUMBER.fullmatch(text):
        return None, "judging-not-a-number"
    number = Decimal(text)
    return (None, "judging-too-large") if abs(number) > MAX_NUMBER else (number, "")


def weight(text: str) -> Verdict[Decimal | None]:
    """A number over 0."""
    number, fault = score(text)
    if not fault and (number is None or number <= 0):
        fault = "judging-bad-weight"
    return number, fault


def conflict(text: str) -> Verdict[bool]:
    """Whether the judge declared a conflict of interest: true, false, or empty for false."""
    known = _TRUTH.get(text.lower())
    return bool(known), "judging-bad-conflict" if known is None else ""


def texts(column: pd.Series) -> pd.Series:
    """The cells as text: a missing one is empty, a number is the shortest decimal that reads back the same."""
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("")
    return column.map(lambda cell: "" if pd.isna(cell) else str(cell)).astype("str")


def judged(
    column: pd.Series, judge: Callable[[str], Verdict[T]], file: str, expected: str = ""
) -> tuple[Codes, list[T], list[Finding]]:
    """For each cell the position of its value among the values given beside, by first appearance.

    The findings name each cell, up to ``MAX_LISTED``, that ``judge`` refuses.
    """
    codes, found = pd.factorize(column)
    verdicts = [judge(text) for text in found]
    refused = np.array([bool(fault) for _, fault in verdicts], dtype=np.bool_)[codes]
    findings = [
        Finding(
            verdicts[codes[row]][1],
            file=file,
            row=row + 2,
            field=str(column.name),
            value=str(column.iloc[row]),
            expected=expected,
        )
        for row in np.flatnonzero(refused)[:MAX_LISTED].tolist()
    ]
    return codes.astype(np.int64), [value for value, _ in verdicts], findings
