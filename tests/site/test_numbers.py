from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.findings import LANGS, Lang
from observatory.site import numbers

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)
DECIMALS = st.integers(0, 6)


def read_back(text: str, lang: Lang) -> Decimal:
    if lang == "vi":
        text = text.translate(str.maketrans(".,", ",."))
    return Decimal(text.replace(",", "").replace(numbers.MINUS, "-"))


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (2.675, 2, "2,68", "2.68"),
        (0.5, 0, "1", "1"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "\u22123", "\u22123"),
        (-0.04, 1, "0,0", "0.0"),
        (21_200_000, 0, "21.200.000", "21,200,000"),
        (np.float64(70), 2, "70,00", "70.00"),
        (np.int64(7), 0, "7", "7"),
        (10**25, 0, "10." + ".".join(["000"] * 8), "10," + ",".join(["000"] * 8)),
    ],
)
def test_number(value: float, decimals: int, vi: str, en: str) -> None:
    assert numbers.number(value, "vi", decimals) == vi
    assert numbers.number(value, "en", decimals) == en


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, pd.NA, pd.NaT, ""])
def test_missing_is_a_dash_everywhere(value: object) -> None:
    for lang in LANGS:
        assert numbers.number(value, lang) == "—"
        assert numbers.integer(value, lang) == "—"
        assert numbers.signed(value, lang) == "—"
        assert numbers.percent(value, lang) == "—"
        assert numbers.rank(value, 193, lang) == "—"
        assert numbers.date(value, lang) == "—"
        assert numbers.month(value, 6, lang) == "—"


def test_what_is_not_a_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        numbers.number(float("inf"), "vi")
    with pytest.raises(TypeError):
        numbers.number("12", "vi")
    with pytest.raises(TypeError):
        numbers.number(True, "vi")


@given(FINITE, DECIMALS, st.sampled_from(LANGS))
def test_reads_back_within_half_a_unit_of_the_last_place(value: float, decimals: int, lang: Lang) -> None:
    exact = Decimal(repr(value))
    assert abs(read_back(numbers.number(value, lang, decimals), lang) - exact) * 2 <= Decimal(10) ** -decimals


@given(FINITE, DECIMALS)
def test_languages_differ_in_the_signs_only(value: float, decimals: int) -> None:
    vi, en = (numbers.number(value, lang, decimals) for lang in LANGS)
    assert vi.translate(str.maketrans(".,", ",.")) == en


@given(FINITE, DECIMALS, st.sampled_from(LANGS))
def test_rounding_is_symmetric_about_zero(value: float, decimals: int, lang: Lang) -> None:
    there, back = numbers.number(value, lang, decimals), numbers.number(-value, lang, decimals)
    assert there.removeprefix(numbers.MINUS) == back.removeprefix(numbers.MINUS)


@given(FINITE, FINITE, DECIMALS)
def test_rounding_keeps_the_order(a: float, b: float, decimals: int) -> None:
    low, high = sorted((a, b))
    first, second = (read_back(numbers.number(value, "en", decimals), "en") for value in (low, high))
    assert first <= second


def test_signed() -> None:
    assert numbers.signed(1.25, "vi", 1) == "+1,3"
    assert numbers.signed(-1.25, "en", 1) == "\u22121.3"
    assert numbers.signed(0.01, "vi", 1) == "0,0"


def test_percent_takes_a_share() -> None:
    assert numbers.percent(0.125, "vi") == "12,5%"
    assert numbers.percent(0.0615, "en", 2) == "6.15%"
    assert numbers.percent(0.205, "en", 0, sign=True) == "+21%"
    assert numbers.percent(1, "vi", 0) == "100%"


def test_rank_over_field() -> None:
    assert numbers.rank(52, 193, "vi") == "52/193"
    assert numbers.rank(52.0, pd.NA, "en") == "52"


def test_dates() -> None:
    assert numbers.date("2026-11-23", "vi") == "23/11/2026"
    assert numbers.date("2026-02-05", "vi") == "05/02/2026"
    assert numbers.date("2026-02-05", "en") == "5 February 2026"
    with pytest.raises(ValueError):
        numbers.date("23/11/2026", "vi")


def test_months() -> None:
    assert numbers.month(2026, 6, "vi") == "tháng 6/2026"
    assert numbers.month(2026, 6.0, "en") == "June 2026"
    assert numbers.month(2026, pd.NA, "vi") == "2026"
    with pytest.raises(ValueError, match="13"):
        numbers.month(2026, 13, "en")
