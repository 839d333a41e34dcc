"""The layout of a template: sheets that Excel takes, and an identity that comes back as it was written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.excel import layout
from observatory.excel.layout import Identity
from observatory.findings import LANGS, Lang
from observatory.tables.model import Text

PAPI = Identity("reference/province-papi", "1.0.1", "vi", {"PAPI 2024": "values_2024", "PAPI cũ": "values_2011_2016"})
TITLES = st.text(min_size=1, max_size=60)


def test_a_sheet_is_named_by_the_title_of_its_table() -> None:
    titles = {"by_year": Text("Khách theo năm", "Visitors by year"), "other": Text("Thị trường", "")}
    assert layout.sheet_names(titles, "vi") == {"by_year": "Khách theo năm", "other": "Thị trường"}
    assert layout.sheet_names(titles, "en") == {"by_year": "Visitors by year", "other": "Thị trường"}


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Giá trị", "giá trị"], ["Giá trị", "giá trị (2)"]),
        (["Hướng dẫn", "Danh mục", "_observatory"], ["Hướng dẫn (2)", "Danh mục (2)", "_observatory (2)"]),
        (["Khách: 2024/2025 [mới]?"], ["Khách 2024 2025 mới"]),
        (["'Trích'"], ["Trích"]),
        (["Khách theo thị trường và tháng, 2025"], ["Khách theo thị trường và tháng"]),
        (["Năm, cả vùng, theo phường và xã"] * 2, ["Năm, cả vùng, theo phường và xã", "Năm, cả vùng, theo phường (2)"]),
        (["Khách quốc tế theo tháng và lũy kế"], ["Khách quốc tế theo tháng và lũy"]),
        (["???", "(((", "-"], ["t0", "t1", "t2"]),
    ],
)
def test_titles_that_excel_does_not_take_are_mended(titles: list[str], names: list[str]) -> None:
    found = layout.sheet_names({f"t{number}": Text(title) for number, title in enumerate(titles)}, "vi")
    assert list(found.values()) == names


@given(st.lists(TITLES, min_size=1, max_size=12), st.sampled_from(LANGS))
def test_every_name_is_legal_and_no_two_are_alike(titles: list[str], lang: Lang) -> None:
    found = layout.sheet_names({f"t{number}": Text(title) for number, title in enumerate(titles)}, lang)
    assert len(found) == len(titles)
    assert len({name.casefold() for name in found.values()}) == len(titles)
    for name in found.values():
        assert 0 < len(name.encode("utf-16-le")) // 2 <= layout.MAX_SHEET_CHARS
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]", name) and name == name.strip("'").strip()


def test_the_identity_is_written_as_agreed() -> None:
    assert layout.identity_rows(PAPI) == [
        ("format", "observatory-template"),
        ("format_version", "1"),
        ("package", "reference/province-papi"),
        ("package_version", "1.0.1"),
        ("lang", "vi"),
        ("table", "values_2024", "PAPI 2024"),
        ("table", "values_2011_2016", "PAPI cũ"),
    ]
    assert layout.identity_properties(PAPI)["observatory-sheet-values_2024"] == "PAPI 2024"


@given(
    st.dictionaries(TITLES, st.from_regex(r"[a-z0-9][a-z0-9._-]{0,20}", fullmatch=True), min_size=1, max_size=5),
    st.sampled_from(LANGS),
)
def test_the_identity_comes_back_from_both_places(sheets: dict[str, str], lang: Lang) -> None:
    unique = {sheet: table for table, sheet in {table: sheet for sheet, table in sheets.items()}.items()}
    identity = Identity("hue/khach", "1.2.0", lang, unique)
    assert layout.identity_of_rows(layout.identity_rows(identity)) == identity
    assert layout.identity_of_properties(layout.identity_properties(identity)) == identity


@pytest.mark.parametrize("change", [("format", "x"), ("format_version", "2"), ("package", ""), ("lang", "fr")])
def test_half_an_identity_is_none(change: tuple[str, str]) -> None:
    rows = [change if row[0] == change[0] else row for row in layout.identity_rows(PAPI)]
    assert layout.identity_of_rows(rows) is None
    assert layout.identity_of_rows(row for row in layout.identity_rows(PAPI) if row[0] != "table") is None
    assert layout.identity_of_properties({"Company": "x"}) is None


def test_cells_of_any_type_are_no_identity() -> None:
    assert layout.identity_of_rows([(), (None, 3.5), ("table", None, "x"), (7,), ("lang",)]) is None


@pytest.mark.parametrize(
    ("cell", "example"),
    [
        ("THÍ DỤ – XÓA DÒNG NÀY", True),
        (" EXAMPLE – DELETE THIS ROW ", True),
        ("Thí dụ", False),
        (None, False),
        (4, False),
    ],
)
def test_the_example_is_known_by_its_first_cell(cell: object, example: bool) -> None:
    assert layout.is_example(cell) is example
