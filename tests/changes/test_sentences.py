"""Changes in words: names instead of codes, numbers as each language writes them, nothing told that must not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.changes.names import Names, subject
from observatory.changes.rows import Value, rows
from observatory.changes.sentences import ALIKE, MOST, ONE_BY_ONE, sentences
from observatory.changes.words import MOST_CHARS, masked, shown
from observatory.findings import Lang
from observatory.tables.model import Field, Text

KEY = ("unit_level", "unit_code", "year", "indicator")
KNOWN = Names(
    {
        "unit_code": (
            ("unit_level", "unit_code"),
            {
                ("province34", "48"): Text("Đà Nẵng", "Da Nang"),
                ("former63", "48"): Text("Đà Nẵng", "Da Nang"),
                ("province34", "01"): Text("Hà Nội", "Hanoi"),
            },
        ),
        "indicator": (("indicator",), {("papi",): Text("Chỉ số PAPI", "PAPI")}),
    }
)


def field(name: str, kind: str, vi: str = "", en: str = "") -> Field:
    return Field(name, kind, Text(vi or name, en or name), Text(""))


FIELDS = (
    field("unit_level", "string"),
    field("unit_code", "string"),
    field("year", "integer"),
    field("indicator", "string"),
    field("value", "number", "Giá trị", "Value"),
    field("source", "string", "Nguồn", "Source"),
)


def frame(*records: Sequence[Any]) -> pd.DataFrame:
    table = pd.DataFrame(list(records), columns=[column.name for column in FIELDS])
    kinds = {"string": "str", "integer": "Int64", "number": "float64"}
    return table.astype({column.name: kinds[column.type] for column in FIELDS})


def row(code: str = "48", year: int = 2024, value: float | None = 78.9, source: str = "A") -> tuple[Any, ...]:
    return ("province34", code, year, "papi", value, source)


def said(old: pd.DataFrame, new: pd.DataFrame, lang: Lang = "vi", key: Sequence[str] = KEY) -> list[str]:
    return sentences(rows(old, new, key), FIELDS, KNOWN, lang)


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("vi", "Đà Nẵng, 2024, Chỉ số PAPI: 78,9 → 79,4"), ("en", "Da Nang, 2024, PAPI: 78.9 → 79.4")],
)
def test_a_changed_figure(lang: Lang, sentence: str) -> None:
    assert said(frame(row()), frame(row(value=79.4)), lang) == [sentence]


def test_another_column_is_named_and_a_missing_cell_said() -> None:
    assert said(frame(row(value=None)), frame(row(value=1234.5, source="B"))) == [
        "Đà Nẵng, 2024, Chỉ số PAPI: (trống) → 1.234,5",
        "Đà Nẵng, 2024, Chỉ số PAPI, Nguồn: A → B",
    ]


def test_rows_that_come_and_go() -> None:
    assert said(frame(row()), frame(row(year=2025, value=80))) == [
        "Thêm: Đà Nẵng, 2025, Chỉ số PAPI: 80",
        "Bỏ: Đà Nẵng, 2024, Chỉ số PAPI: 78,9",
    ]


def test_a_row_that_comes_says_its_only_figure_under_any_name() -> None:
    fields = [*FIELDS[:4], field("visits", "integer", "Lượt khách"), FIELDS[5]]
    new = frame(row(value=5)).rename(columns={"value": "visits"})
    expected = ["Thêm: Đà Nẵng, 2024, Chỉ số PAPI, Lượt khách: 5"]
    assert sentences(rows(new.head(0), new, KEY), fields, KNOWN, "vi") == expected


def test_a_unit_of_before_the_merger_says_so() -> None:
    old = frame(("former63", "48", 2019, "papi", 5.0, "A"))
    assert said(old, old.assign(value=6.0))[0].startswith("Đà Nẵng (trước 01/7/2025), 2019")
    assert said(old, old.assign(value=6.0), "en")[0].startswith("Da Nang (before 1 July 2025), 2019")


def test_changes_that_are_alike_are_told_together() -> None:
    old = frame(*(row(year=2020 + year) for year in range(ALIKE)))
    listed = "; ".join(f"Đà Nẵng, {year}, Chỉ số PAPI" for year in (2020, 2021, 2022))
    assert said(old, old.assign(source="B")) == [f"Nguồn: A → B ở 4 dòng: {listed}; … và 1 dòng khác"]
    assert len(said(old.head(ALIKE - 1), old.head(ALIKE - 1).assign(source="B"))) == ALIKE - 1


def test_many_rows_are_told_together() -> None:
    many = frame(*(row(year=1990 + year) for year in range(ONE_BY_ONE + 1)))
    assert len(said(many.head(0), many.head(ONE_BY_ONE))) == ONE_BY_ONE
    (sentence,) = said(many.head(0), many)
    assert sentence.startswith("Thêm 21 dòng: Đà Nẵng, 1990, Chỉ số PAPI;")
    assert sentence.endswith("… và 18 dòng khác")


def test_more_changes_than_anybody_reads_are_counted() -> None:
    old = frame(*(row(year=1000 + number, value=number) for number in range(MOST + 5)))
    told = said(old, old.assign(value=old["value"] + 0.5 * (old["year"] % 7 + old["value"])))
    assert len(told) == MOST + 1
    assert told[-1] == "… và 5 ô khác đã sửa, xem ở bảng"


def test_rows_of_the_same_name_are_told_apart_by_their_key() -> None:
    old = frame(row(), row("01")).assign(unit_code=["48", "48"], source=["x1", "x2"])
    assert said(old, old.assign(value=[1.0, 2.0]), key=["source"]) == [
        "Đà Nẵng, 2024, Chỉ số PAPI (x1): 78,9 → 1",
        "Đà Nẵng, 2024, Chỉ số PAPI (x2): 78,9 → 2",
    ]


def test_repeated_keys_are_said() -> None:
    twice = frame(row(), row(value=1.0))
    assert said(twice, twice)[-1:] == [
        "Khóa đứng ở nhiều dòng, nên các dòng đó được so cả dòng: province34, 48, 2024, papi"
    ]


@pytest.mark.parametrize(
    ("record", "key", "expected"),
    [
        ({"code": "a", "name_vi": "Bộ A", "name_en": "Ministry A"}, ("code",), "Bộ A"),
        (
            {"id": "x9", "year": 2024, "month": 5, "unit_level": "province34", "unit_code": "01"},
            ("id",),
            "Hà Nội, tháng 5/2024",
        ),
        ({"id": "x9", "note": None}, ("id",), "x9"),
        ({"a": "1", "b": None, "c": "3"}, (), "1, 3"),
        ({"unit_level": "province34", "unit_code": "99", "year": 2024}, KEY, "99, 2024"),
        ({"award": "giai-a", "rank": 2, "date": "2026-02-01"}, ("award", "rank"), "2026-02-01, giai-a, 2"),
    ],
)
def test_what_a_row_is_of(record: dict[str, Value], key: tuple[str, ...], expected: str) -> None:
    assert subject(record, FIELDS, key, KNOWN, "vi") == expected


@pytest.mark.parametrize(
    ("value", "kind", "vi", "en"),
    [
        (10_000.25, "number", "10.000,25", "10,000.25"),
        (-3, "integer", "−3", "−3"),
        (1e-7, "number", "0,0000001", "0.0000001"),
        (2024, "year", "2024", "2024"),
        (True, "boolean", "đúng", "yes"),
        ("2026-11-23", "date", "23/11/2026", "23 November 2026"),
        ("2026-02-31", "date", "2026-02-31", "2026-02-31"),
        (None, "string", "(trống)", "(empty)"),
        ("hai\ndòng\x1b[31m", "string", "hai dòng<U+001B>[31m", "hai dòng<U+001B>[31m"),
        ("lienhe@example.vn", "string", "[ẩn]", "[hidden]"),
    ],
)
def test_values_as_people_read_them(value: Value, kind: str, vi: str, en: str) -> None:
    assert (shown(value, field("x", kind), "vi"), shown(value, field("x", kind), "en")) == (vi, en)


def test_personal_data_is_never_told() -> None:
    old = frame(row())
    assert said(old, old.assign(source="gọi 0905123456")) == ["Đà Nẵng, 2024, Chỉ số PAPI, Nguồn: A → [ẩn]"]
    assert masked("gọi 0905123456", "source", "vi") == "[ẩn]"
    assert masked(78.9, "value", "vi") == 78.9


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_is_one_short_line(text: str) -> None:
    told = shown(text, field("x", "string"), "vi")
    assert told.isprintable()
    assert len(told) <= (MOST_CHARS + 1) * len("<U+10FFFF>")
