"""Templates: what a contributor sees and may type, for every table of every package."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from observatory.excel import layout
from observatory.excel.choices import choices
from observatory.excel.columns import automatic_field, columns
from observatory.excel.shelf import shelf
from observatory.excel.styles import _STYLES
from observatory.excel.template import MAX_TEXT, MAX_TITLE, template
from observatory.findings import LANGS, Lang
from observatory.tables.load import load
from observatory.tables.model import Catalogue, Package, Text
from packages import table, write_package

FIELDS: list[dict[str, Any]] = [
    {"name": "code", "title": "Mã", "title_en": "Code", "constraints": {"required": True, "pattern": "[0-9]{2}"}},
    {"name": "kind", "title": "Loại", "constraints": {"enum": ["a", "b"]}},
    {"name": "on", "type": "date", "title": "Ngày"},
    {"name": "people", "type": "integer", "constraints": {"required": True, "minimum": 0}},
    {"name": "share", "type": "number", "constraints": {"exclusiveMinimum": 0, "maximum": 100}},
    {"name": "name", "title": "Tên", "constraints": {"minLength": 2, "maxLength": 40}},
    {"name": "mark", "constraints": {"unique": True}},
    {"name": "source", "title": "Nguồn", "constraints": {"required": True}},
]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """A package of one table with no rows and a column of every sort."""
    folder = write_package(tmp_path_factory.mktemp("datasets"), tables={"values": table([], FIELDS)})
    return load([folder]).catalogue.packages["hue/sample"]


def made(package: Package, lang: Lang = "vi", *tables: str) -> bytes:
    found = choices(package, lambda _: None, lang)
    return template(package, tables or tuple(package.tables), lang, found)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def checks(sheet: Any) -> dict[str, Any]:
    """The check of each column, by its field."""
    names = {cell.column_letter: cell.value for cell in sheet[layout.NAME_ROW]}
    return {names[str(check.sqref).split("4:")[0]]: check for check in sheet.data_validations.dataValidation}


@pytest.fixture(scope="module")
def sheet(package: Package) -> Any:
    return opened(made(package))["Giá trị"]


def test_a_sheet_has_names_titles_rules_and_an_example(sheet: Any) -> None:
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == layout.FIRST_DATA_ROW
    assert rows[0] == ("#", "code", "kind", "on", "people", "share", "name", "mark", "source")
    assert rows[1][:4] == ("STT / ghi chú", "Mã *", "Loại", "Ngày") and rows[1][-1] == "Nguồn *"
    assert rows[2][1] == "Bắt buộc. Viết đúng dạng như 00."
    assert rows[2][4] == "Bắt buộc. Số nguyên từ 0 trở lên."
    assert rows[2][5] == "Chưa có thì để trống. Ghi số lớn hơn 0, không quá 100."
    assert rows[3][0] == "THÍ DỤ – XÓA DÒNG NÀY" and layout.is_example(rows[3][0])
    assert rows[3][1:5] == ("00", "a", dt.datetime(2000, 1, 1), 0) and rows[3][5] is None
    assert sheet.freeze_panes == "B4"


def test_each_column_is_checked_by_its_rule_on_every_row(sheet: Any) -> None:
    found = checks(sheet)
    assert set(found) == {field["name"] for field in FIELDS}
    for name, check in found.items():
        assert re.fullmatch(r"([A-Z])4:\1(\d+)", str(check.sqref)), name
        assert int(str(check.sqref).rpartition(":")[2][1:]) >= 5_000 + layout.FIRST_DATA_ROW
        assert check.allow_blank and len(check.prompt) <= MAX_TEXT and len(check.promptTitle) <= MAX_TITLE
    assert (found["kind"].type, found["kind"].formula1, found["kind"].errorStyle) == ("list", '"a,b"', None)
    assert (found["on"].type, found["on"].operator) == ("date", "greaterThanOrEqual")
    assert (found["people"].type, found["people"].formula1) == ("whole", "0")
    assert found["share"].formula1 == "AND(ISNUMBER(F4),F4>0,F4<=100)"
    assert (found["name"].type, found["name"].formula1, found["name"].formula2) == ("textLength", "2", "40")
    assert "EXACT($H$4:$H$10003,H4)" in found["mark"].formula1 and found["mark"].errorStyle == "warning"
    assert found["code"].type is None and found["code"].prompt.startswith("Bắt buộc.")


def test_codes_stay_text_and_dates_show_as_dates(sheet: Any) -> None:
    formats = {sheet.cell(4, column).column_letter: sheet.cell(4, column).number_format for column in range(2, 10)}
    assert formats["B"] == "@" and formats["D"] == "yyyy-mm-dd" and formats["E"] == "General"
    assert sheet.column_dimensions["B"].width > 10


def test_english_is_whole(package: Package) -> None:
    book = opened(made(package, "en"))
    assert book.sheetnames[:2] == ["Guide", "Values"]
    texts = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    own = {"Nguồn *", "Ngày", "Loại", "Tên", "Nguồn", "Danh mục"}  # titles that the package has in Vietnamese alone
    assert [text for text in texts if re.search("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]", str(text)) and text not in own] == []
    assert "EXAMPLE – DELETE THIS ROW" in texts


def test_the_workbook_says_what_it_is_for(package: Package) -> None:
    book = opened(made(package))
    rows = list(book[layout.IDENTITY_SHEET].iter_rows(values_only=True))
    said = layout.identity_of_rows(rows)
    assert said == layout.Identity("hue/sample", "1.0.0", "vi", {"Giá trị": "values"})
    properties = {item.name: item.value for item in book.custom_doc_props.props}
    assert layout.identity_of_properties(properties) == said
    assert book[layout.IDENTITY_SHEET].sheet_state == book[layout.CHOICES_SHEET].sheet_state == "veryHidden"


def test_the_same_package_gives_the_same_bytes(package: Package) -> None:
    assert made(package) == made(package) != made(package, "en")


def test_a_list_too_long_for_a_check_stands_in_the_hidden_sheet(tmp_path: Path) -> None:
    units = [f"đơn vị số {number}" for number in range(40)]
    fields = [{"name": "unit", "constraints": {"enum": units}}, {"name": "odd", "constraints": {"enum": ["a,b", "c"]}}]
    folder = write_package(tmp_path, tables={"values": table([], [*fields, {"name": "source"}])})
    book = opened(made(load([folder]).catalogue.packages["hue/sample"]))
    found = checks(book["Giá trị"])
    assert (found["unit"].formula1, found["odd"].formula1) == ("choices_1", "choices_2")
    assert book.defined_names["choices_1"].attr_text == "'Danh mục'!$A$1:$A$40"
    hidden = book[layout.CHOICES_SHEET]
    assert [hidden.cell(row, 1).value for row in range(1, 41)] == units
    assert [hidden.cell(row, 2).value for row in (1, 2)] == ["a,b", "c"]


def test_nothing_that_a_descriptor_says_is_run_or_followed(package: Package) -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    fields = [{**FIELDS[0], "title": evil, "description": "@SUM(1) https://example.org"}, *FIELDS[1:]]
    descriptor = {"resources": [{"name": "values", "schema": {"fields": fields}}]}
    hostile = replace(package, title=Text(evil), description=Text(f"{evil}\n" * 40), descriptor=descriptor)
    content = made(hostile)
    assert formulas(content) == [] and links(content) == []
    assert opened(content)["Giá trị"]["B2"].value == f"{evil} *"


def formulas(content: bytes) -> list[str]:
    """The cells that would be computed."""
    return [
        part for name, text in parts(content).items() for part in re.findall(r"<f[ >].*?</f>", text) if "sheet" in name
    ]


def links(content: bytes) -> list[str]:
    """What leads out of the workbook."""
    return [
        name
        for name, text in parts(content).items()
        if "externalLink" in name or "<hyperlink" in text or 'TargetMode="External"' in text
    ]


def parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_every_table_of_every_package_has_a_template(catalogue: Mapping[str, Package]) -> None:
    for number, package in enumerate(catalogue.values()):
        lang: Lang = LANGS[number % 2]
        found = choices(package, catalogue.get, lang)
        _check_alone(package, template(package, tuple(package.tables), lang, found))


def test_a_site_offers_each_package_whole_and_each_table_alone(catalogue: Mapping[str, Package]) -> None:
    some = {name: catalogue[name] for name in ("reference/visitors", "reference/agencies")}
    shelved = list(shelf(Catalogue(some)))
    assert [item.name for item in shelved if item.lang == "vi"] == [
        *("mau-visitors.xlsx", "mau-visitors-by_year.xlsx", "mau-visitors-by_month.xlsx"),
        *("mau-visitors-by_market_month_2025.xlsx", "mau-visitors-source_markets.xlsx"),
        *("mau-visitors-press_series.xlsx", "mau-agencies.xlsx"),
    ]
    assert [item.name for item in shelved if item.lang == "en"][-1] == "template-agencies.xlsx"
    alone = next(item for item in shelved if item.table == "by_month")
    visitors = some["reference/visitors"]
    _check_alone(replace(visitors, tables={"by_month": visitors.tables["by_month"]}), alone.content)


def _check_alone(package: Package, content: bytes) -> None:
    """No formula and no way out, and a check for each column of each table."""
    assert formulas(content) == [] and links(content) == [], package.id
    found = parts(content)
    assert found["xl/workbook.xml"].count("<sheet ") == len(package.tables) + 3
    for number, own in enumerate(package.tables.values(), start=2):
        text = found[f"xl/worksheets/sheet{number}.xml"]
        wanted = len(own.fields)
        assert len(re.findall(r"<dataValidation ", text)) == wanted, (package.id, own.name)
        assert len(set(re.findall(r'sqref="([A-Z]+)4:\1[0-9]{4,}"', text))) == wanted, (package.id, own.name)


def test_examples_are_taken_by_the_rules_of_their_columns(catalogue: Mapping[str, Package]) -> None:
    filled, left = 0, []
    for package in catalogue.values():
        found = choices(package, catalogue.get, "vi")
        for resource in package.descriptor["resources"]:
            fields = resource["schema"]["fields"]
            own = {field: got for (of, field), got in found.items() if of == resource["name"]}
            for column, field in zip(columns(resource, own, ["B"] * len(fields), "vi"), fields, strict=True):
                rules = field.get("constraints") or {}
                if column.example is None:
                    left += [(package.id, column.name)] * (column.required and column.type == "string")
                elif column.choices is not None:
                    assert column.example in column.choices.labels
                elif isinstance(column.example, str) and "pattern" in rules:
                    assert re2.fullmatch(rules["pattern"], column.example)
                filled += column.example is not None
    assert filled > 1_000
    assert len(left) <= 12, left  # patterns that nothing made up obeys: the example leaves the cell empty


BOUNDS = st.dictionaries(
    st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), st.integers(-50, 50), max_size=2
)


@given(BOUNDS, st.sampled_from(["integer", "number", "year"]))
def test_a_number_in_the_example_keeps_its_bounds(bounds: dict[str, int], kind: str) -> None:
    node = {"name": "v", "type": kind, "constraints": {**bounds, "required": True}}
    (column,) = columns({"schema": {"fields": [node]}}, {}, ["B"], "vi")
    value = column.example
    if value is None:
        return
    assert isinstance(value, (int, float))
    assert bounds.get("minimum", value) <= value <= bounds.get("maximum", value)
    assert bounds.get("exclusiveMinimum", value - 1) < value < bounds.get("exclusiveMaximum", value + 1)


def test_an_identifier_of_a_kind_is_not_asked_for(catalogue: Mapping[str, Package]) -> None:
    papi = catalogue["reference/province-papi"]
    resource = papi.descriptor["resources"][0]
    assert automatic_field(resource) == "id" and automatic_field({"name": "x"}) == ""
    assert automatic_field(catalogue["reference/models"].descriptor["resources"][0]) == ""
    text = parts(template(papi, ("values_2024",), "vi", {}))["xl/sharedStrings.xml"]
    assert "Để trống, hệ thống tự ghi." in text and "Mã dòng *" not in text


def test_letters_stand_out_from_their_ground() -> None:
    for name, style in _STYLES.items():
        if "bg_color" in style:
            assert _contrast(style.get("font_color", "#000000"), style["bg_color"]) >= 7, name


def _contrast(one: str, other: str) -> float:
    low, high = sorted(map(_luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
