"""Figures and dates written in the manner of each language.

Vietnamese groups thousands with a point and marks decimals with a comma (1.234,5), English the other way
round (1,234.5). Rounding is half away from zero on the decimal digits of the figure as published, so that
2.675 to two places is 2.68. A missing figure is always the same dash.
"""

from __future__ import annotations

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import SupportsFloat

import numpy as np
import pandas as pd

from observatory.findings import Lang

DASH = "—"
MINUS = "\u2212"

_MONTHS_EN = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_TO_VIETNAMESE = str.maketrans(",.", ".,")


def is_missing(value: object) -> bool:
    """True for None, NaN, ``pd.NA``, ``pd.NaT`` and the empty text."""
    if value is None or value is pd.NA or value is pd.NaT or value == "":
        return True
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def missing(lang: Lang) -> str:  # noqa: ARG001 - the same sign in both languages, asked for like the others
    """The sign of a missing figure, without markup."""
    return DASH


def number(value: object, lang: Lang, decimals: int = 0) -> str:
    """``value`` with exactly ``decimals`` decimals, grouped by thousands; the dash when it is missing.

    Raises ``ValueError`` when the value is infinite and ``TypeError`` when it is not a number.
    """
    if is_missing(value):
        return missing(lang)
    rounded = _rounded(value, decimals)
    text = _in_language(f"{abs(rounded):,.{decimals}f}", lang)
    return MINUS + text if rounded < 0 else text


def integer(value: object, lang: Lang) -> str:
    """``value`` as a whole number, grouped by thousands."""
    return number(value, lang, 0)


def signed(value: object, lang: Lang, decimals: int = 0) -> str:
    """``value`` with its sign, plus included; zero after rounding has none."""
    text = number(value, lang, decimals)
    if is_missing(value) or _rounded(value, decimals) <= 0:
        return text
    return "+" + text


def percent(value: object, lang: Lang, decimals: int = 1, *, sign: bool = False) -> str:
    """A share (0.125) as a percentage (12,5%), with its sign where ``sign`` is set."""
    if is_missing(value):
        return missing(lang)
    hundredfold = _exact(value) * 100
    text = signed(hundredfold, lang, decimals) if sign else number(hundredfold, lang, decimals)
    return text + "%"


def rank(value: object, field_size: object, lang: Lang) -> str:
    """A rank over the number ranked, ``52/193``; the rank alone when that number is unknown."""
    if is_missing(value) or is_missing(field_size):
        return integer(value, lang)
    return f"{integer(value, lang)}/{integer(field_size, lang)}"


def date(iso: object, lang: Lang) -> str:
    """A date given as YYYY-MM-DD: ``23/11/2026`` or ``23 November 2026``.

    Raises ``ValueError`` when it is not such a date.
    """
    if is_missing(iso):
        return missing(lang)
    day = dt.date.fromisoformat(str(iso))
    if lang == "vi":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def month(year: object, month: object, lang: Lang) -> str:
    """A month: ``tháng 6/2026`` or ``June 2026``; the year alone when there is no month.

    Raises ``ValueError`` when the month is not 1 to 12.
    """
    if is_missing(year):
        return missing(lang)
    if is_missing(month):
        return str(int(_exact(year)))
    index = int(_exact(month))
    if not 1 <= index <= 12:
        raise ValueError(f"no month {index}")
    name = f"tháng {index}/" if lang == "vi" else f"{_MONTHS_EN[index - 1]} "
    return f"{name}{int(_exact(year))}"


def _exact(value: object) -> Decimal:
    """The figure as its shortest decimal writing says it."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, SupportsFloat):
        raise TypeError(f"not a number: {value!r}")
    exact = Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return exact


def _rounded(value: object, decimals: int) -> Decimal:
    exact = _exact(value)
    digits = Context(prec=max(28, exact.adjusted() + decimals + 2))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=digits)


def _in_language(text: str, lang: Lang) -> str:
    return text.translate(_TO_VIETNAMESE) if lang == "vi" else text
