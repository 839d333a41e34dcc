"""From checked cells to typed frames and to the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from observatory.tables.load import load
from observatory.tables.model import Package, Text
from packages import edit_descriptor, table, write_package


def _load(folder: Path) -> Package:
    loaded = load([folder])
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    return loaded.catalogue.packages[f"{folder.parent.name}/{folder.name}"]


def _column(root: Path, kind: str, values: list[str], **keys: Any) -> pd.Series[Any]:
    described = [{"name": "x", "type": kind, **keys}, {"name": "source", "type": "string"}]
    rows = [(value, "A") for value in values]
    folder = write_package(root, tables={"values": table(rows, described)})
    return _load(folder).tables["values"].frame["x"]


def test_numbers(root: Path) -> None:
    column = _column(root, "number", ["0.1", "-2.5", "", "1e3"])
    assert column.dtype == "float64"
    assert column.tolist()[:2] == [0.1, -2.5]
    assert column.isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize("kind", ["integer", "year"])
def test_integers(root: Path, kind: str) -> None:
    column = _column(root, kind, ["2024", "", "2026"])
    assert str(column.dtype) == "Int64"
    assert column.tolist() == [2024, pd.NA, 2026]


def test_large_integers_keep_every_digit(root: Path) -> None:
    column = _column(root, "integer", ["123456789012345678", "-123456789012345679"])
    assert column.tolist() == [123456789012345678, -123456789012345679]


def test_booleans(root: Path) -> None:
    column = _column(root, "boolean", ["true", "false", "", "True", "0", "1"])
    assert str(column.dtype) == "boolean"
    assert column.tolist() == [True, False, pd.NA, True, False, True]


def test_booleans_in_words_of_their_own(root: Path) -> None:
    column = _column(root, "boolean", ["có", "không", ""], trueValues=["có"], falseValues=["không"])
    assert column.tolist() == [True, False, pd.NA]


@pytest.mark.parametrize("kind", ["string", "date"])
def test_text_stays_text(root: Path, kind: str) -> None:
    column = _column(root, kind, ["2026-01-02", "", "2026-01-03"])
    assert str(column.dtype) == "str"
    assert column.isna().tolist() == [False, True, False]
    assert column[0] == "2026-01-02"


def test_words_that_others_take_for_missing_stay_words(root: Path) -> None:
    words = ["NA", "N/A", "null", "None", "nan", "TRUE", "01", "1e5"]
    assert _column(root, "string", words).tolist() == words


def test_missing_values_of_the_schema(root: Path) -> None:
    folder = write_package(root, tables={"values": table([("a", "n/a", "A"), ("-", "1", "A")], _FIELDS, _MISSING)})
    frame = _load(folder).tables["values"].frame
    assert frame.isna().to_numpy().tolist() == [[False, True, False], [True, False, False]]


_FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "value", "type": "number"},
    {"name": "source", "type": "string"},
]
_MISSING = {"missingValues": ["", "-", "n/a"]}


def test_the_package(root: Path) -> None:
    package = _load(write_package(root))
    assert package.id == "hue/sample"
    assert package.title == Text("Gói mẫu", "Sample package")
    assert package.version == "1.0.0"
    assert package.licence.title == "Dữ liệu mở"
    assert [source.title for source in package.sources] == ["Báo cáo A"]
    values = package.tables["values"]
    assert values.primary_key == ("id",)
    assert values.bytes == (root / "hue" / "sample" / "data" / "values.csv").stat().st_size
    assert len(values.sha256) == 64
    assert [field.required for field in values.fields] == [True, True, True, False, True]


def test_what_is_not_translated_falls_back(root: Path) -> None:
    folder = write_package(root, title_en=None, description_en=None)
    findings = load([folder]).findings
    assert {(finding.code, finding.level, finding.field) for finding in findings} == {
        ("translation-missing", "warning", "title_en"),
        ("translation-missing", "warning", "description_en"),
    }
    assert _load(folder).title.get("en") == "Gói mẫu"


@pytest.mark.parametrize("key", ["title", "description", "version", "last_reviewed", "licenses"])
def test_what_a_package_should_say_of_itself(root: Path, key: str) -> None:
    folder = write_package(root, **{key: None})
    (finding,) = load([folder]).findings
    assert (finding.code, finding.level, finding.field) == ("metadata-missing", "warning", key)
    assert _load(folder).id == "hue/sample"


def test_what_is_not_pinned(root: Path) -> None:
    folder = write_package(root)
    edit_descriptor(folder, lambda document: document["resources"][0].pop("encoding"))
    (finding,) = load([folder]).findings
    assert (finding.code, finding.level, finding.value) == ("not-pinned", "warning", "values")


@pytest.mark.parametrize("key", ["last_reviewed", "next_review_due"])
@pytest.mark.parametrize("value", ["hôm qua", "23/11/2026", "2026-11-31", "20261123", 2026, ["2026-11-23"]])
def test_dates_of_a_package_are_days(root: Path, key: str, value: object) -> None:
    (finding,) = load([write_package(root, **{key: value})]).findings
    assert (finding.code, finding.level, finding.field) == ("metadata-date", "error", key)
