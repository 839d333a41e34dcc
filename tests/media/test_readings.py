"""Times and numbers as GDELT writes them."""

from __future__ import annotations

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media import readings


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20200318104500", datetime(2020, 3, 18, 10, 45)),
        ("20240229235959", datetime(2024, 2, 29, 23, 59, 59)),
        ("20230229000000", None),
        ("20200318240000", None),
        ("19891231235959", None),
        ("2.02E+13", None),
        ("2020031810450", None),
        ("٢٠٢٠٠٣١٨١٠٤٥٠٠", None),
        ("20200318104500 ", None),
        ("", None),
    ],
)
def test_a_time_has_fourteen_digits_and_exists(text: str, moment: datetime | None) -> None:
    assert readings.time(text) == moment


@given(st.datetimes(datetime(1990, 1, 1)).map(lambda moment: moment.replace(microsecond=0)))
def test_a_time_comes_back(moment: datetime) -> None:
    assert readings.time(f"{moment:%Y%m%d%H%M%S}") == moment


def test_the_name_of_a_slice_begins_with_its_time() -> None:
    assert readings.slice_time("20200318104500.translation.gkg.csv.zip") == datetime(2020, 3, 18, 10, 45)
    with pytest.raises(ValueError, match=r"masterfilelist\.txt"):
        readings.slice_time("masterfilelist.txt")


@pytest.mark.parametrize(
    ("text", "real", "whole"),
    [
        ("856", 856.0, 856),
        ("-0.421940928270042", -0.421940928270042, None),
        ("6.1E-05", 6.1e-05, None),
        ("-4.", -4.0, None),
        *((text, None, None) for text in ("", " ", "nan", "inf", "-Infinity", "1_0", "٣", "1 ", "0x1", "1e999")),
    ],
)
def test_what_is_no_number_is_missing(text: str, real: float | None, whole: int | None) -> None:
    assert readings.real(text) == real
    assert readings.whole(text) == whole


@given(st.text(st.sampled_from("0123456789+-.eEnaif_ \n")))
def test_a_number_is_finite_and_fits(text: str) -> None:
    real, whole = readings.real(text), readings.whole(text)
    assert real is None or math.isfinite(real)
    assert whole is None or -(2**63) <= whole < 2**63
