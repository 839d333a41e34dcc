"""Repairs: what is certain is put right and said, what has two readings is asked, and what is right is left alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.excel.choices import Choices
from observatory.excel.codes import Codes
from observatory.excel.repair import Repaired, repair
from observatory.excel.told import rule_text
from observatory.findings import LANGS

NUMBER, INTEGER, DATE, TEXT = ({"type": kind} for kind in ("number", "integer", "date", "string"))
NOW, FORMER = {"unit_level": "province34"}, {"unit_level": "former63"}
UNITS = Codes(
    Choices(
        ("01", "48", "48", "49"),
        ("01 – Hà Nội", "48 – Đà Nẵng", "48 – Đà Nẵng (trước 01/7/2025)", "49 – Quảng Nam (trước 01/7/2025)"),
        (NOW, NOW, FORMER, FORMER),
    )
)
VALID_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?")


@pytest.mark.parametrize(
    ("written", "text", "rule"),
    [
        ("71,5", "71.5", "decimal-comma"),
        ("-71,25", "-71.25", "decimal-comma"),
        ("0,125", "0.125", "decimal-comma"),
        ("12345,678", "12345.678", "decimal-comma"),
        ("1.234,5", "1234.5", "thousands"),
        ("1,234.5", "1234.5", "thousands"),
        ("1.234,567", "1234.567", "thousands"),
        ("21.200.000", "21200000", "thousands"),
        ("21,200,000", "21200000", "thousands"),
        ("1 234", "1234", "thousands"),
        ("1\u00a0234,5", "1234.5", "thousands"),
        (" 71.5 ", "71.5", "edge-space"),
        ("71.5\u00a0", "71.5", "no-break-space"),
        ("71.5", "71.5", None),
        ("1e5", "1e5", None),
        ("1.2.3,4", "1.2.3,4", None),
        ("1_000", "1_000", None),
        ("khoảng 70", "khoảng 70", None),
        (71.1, "71.1", None),
        (3.0, "3", None),
        (0.1 + 0.2, "0.3", "number-from-number"),
        (True, "TRUE", None),
    ],
)
def test_numbers(written: str | float, text: str, rule: str | None) -> None:
    assert repair(written, NUMBER) == Repaired(text, rule)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["1.234", "1,234", "-12,345", "999.999"])
def test_a_number_with_two_readings_is_asked_about(written: str) -> None:
    assert repair(written, NUMBER) == Repaired(written, doubt="ambiguous-number")
    assert repair(written, INTEGER).doubt == "ambiguous-number"


def test_percentages_are_asked_about() -> None:
    assert repair("71,5%", NUMBER) == Repaired("71,5%", doubt="excel-percent")
    assert repair(0.715, NUMBER, percent=True).doubt == "excel-percent"
    assert repair(0.715, TEXT, percent=True) == Repaired("0.715")


@pytest.mark.parametrize(
    ("written", "text", "rule"),
    [
        ("31/03/2026", "2026-03-31", "date-format"),
        ("1-2-2026", "2026-02-01", "date-format"),
        ("31.12.2025", "2025-12-31", "date-format"),
        ("2026/3/4", "2026-03-04", "date-format"),
        ("2026-03-04", "2026-03-04", None),
        ("31/02/2026", "31/02/2026", None),
        ("03/31/2026", "03/31/2026", None),
        ("31/03-2026", "31/03-2026", None),
        (dt.datetime(2026, 3, 31), "2026-03-31", None),
    ],
)
def test_days(written: str | dt.datetime, text: str, rule: str | None) -> None:
    assert repair(written, DATE) == Repaired(text, rule)  # type: ignore[arg-type]


def test_days_with_two_readings_or_a_time_are_asked_about() -> None:
    assert repair("03/04/26", DATE) == Repaired("03/04/26", doubt="ambiguous-date")
    assert repair(dt.datetime(2026, 3, 31, 8), DATE).doubt == "date-with-time"


def test_texts() -> None:
    assert repair("Hue\u0302\u0301", TEXT) == Repaired("Huế", "not-composed")
    assert repair("Đà\u00a0Nẵng", TEXT) == Repaired("Đà Nẵng", "no-break-space")
    assert repair(" a\n", TEXT) == Repaired("a", "edge-space")
    assert repair("71,5", TEXT) == Repaired("71,5")
    assert repair(2026, TEXT) == Repaired("2026")
    assert repair(" " * 9000, TEXT) == Repaired(" " * 9000)


def test_booleans_are_said_in_the_words_of_the_schema() -> None:
    assert repair(True, {"type": "boolean"}) == Repaired("true")
    assert repair(False, {"type": "boolean", "falseValues": ["không"]}) == Repaired("không")


@pytest.mark.parametrize(
    ("written", "row", "text", "rule"),
    [
        ("48", FORMER, "48", None),
        ("48 – Đà Nẵng", NOW, "48", "label-to-code"),
        ("48 - đà  nẵng", NOW, "48", "label-to-code"),
        ("48—Đà Nẵng (trước 01/7/2025)", FORMER, "48", "label-to-code"),
        ("Đà Nẵng", NOW, "48", "label-to-code"),
        ("Đà Nẵng", FORMER, "48", "label-to-code"),
        ("Quảng Nam", FORMER, "49", "label-to-code"),
        ("Quảng Nam", NOW, "Quảng Nam", None),
        ("48 – Huế", NOW, "48 – Huế", None),
        (1, NOW, "01", "leading-zero"),
        ("1", NOW, "01", "leading-zero"),
        (48, NOW, "48", None),
    ],
)
def test_labels_become_codes(written: str | int, row: dict[str, str], text: str, rule: str | None) -> None:
    found = repair(written, TEXT, UNITS, row)
    assert (found.text, found.rule, found.doubt) == (text, rule, "")


def test_a_label_must_agree_with_its_level_and_says_it_where_it_is_empty() -> None:
    assert repair("48 – Đà Nẵng", TEXT, UNITS, FORMER).doubt == "label-level"
    assert repair("48 – Đà Nẵng", TEXT, UNITS, {"unit_level": ""}).implied == NOW


KINDS = st.sampled_from([NUMBER, INTEGER, DATE, TEXT])
TEXTS = st.one_of(
    st.text("0123456789.,-/ \u00a0%eE", max_size=14),
    st.text(max_size=14),
    st.sampled_from(["48 – Đà Nẵng", "Hue\u0302\u0301", "31/3/2026", "2026-03-31"]),
)


@given(TEXTS, KINDS, st.sampled_from([None, UNITS]))
def test_a_repair_is_made_once_and_said(text: str, node: dict[str, str], codes: Codes | None) -> None:
    first = repair(text, node, codes, NOW)
    assert (first.text != text) == (first.rule is not None)
    assert not (first.rule and first.doubt)
    if not first.doubt:
        again = repair(first.text, node, codes, NOW)
        assert again.text == first.text
        assert all(rule_text(first.rule, lang) for lang in LANGS if first.rule)


@given(st.one_of(st.integers(-(10**15), 10**15), st.floats(-1e14, 1e14)))
def test_a_number_of_excel_is_a_number_of_the_table(number: float) -> None:
    found = repair(number, NUMBER)
    assert VALID_NUMBER.fullmatch(found.text)
    assert float(found.text) == pytest.approx(number, rel=1e-14, abs=0)
    assert repair(found.text, NUMBER).text == found.text


@given(st.from_regex(VALID_NUMBER, fullmatch=True), st.dates())
def test_what_is_right_is_never_changed(number: str, day: dt.date) -> None:
    assert repair(number, NUMBER).text == number
    assert repair(day.isoformat(), DATE) == Repaired(day.isoformat())


@given(st.text(max_size=30).filter(lambda text: text == text.strip()))
def test_a_clean_text_is_never_changed(text: str) -> None:
    found = repair(text, TEXT)
    assert found.text == text or found.rule in {"no-break-space", "not-composed", "edge-space"}
    if found.text != text:
        assert not text.isascii()
