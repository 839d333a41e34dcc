"""What a column lets one choose from: its own list, or the rows that its key points to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from observatory.excel.choices import Choices, choices, needed
from observatory.excel.layout import SEPARATOR
from observatory.findings import Lang
from observatory.tables.load import load
from observatory.tables.model import Package
from packages import ROOT, table, write_package

UNITS = ROOT / "datasets" / "reference" / "provincial-units"

STATUS = {
    "name": "status",
    "type": "string",
    "description": "published: đã công bố; estimate: số ước tính",
    "description_en": "as published, or an estimate",
    "constraints": {"enum": ["published", "estimate"]},
}
FIELDS: list[dict[str, Any]] = [
    {"name": "unit_level", "type": "string", "constraints": {"required": True}},
    {"name": "unit_code", "type": "string", "constraints": {"required": True}},
    {"name": "group", "type": "string"},
    {"name": "exact", "type": "boolean"},
    {"name": "own", "type": "boolean", "trueValues": ["x"], "falseValues": ["o"]},
    {"name": "sign", "type": "integer", "constraints": {"enum": [1, -1]}},
    {"name": "source", "type": "string"},
    STATUS,
]
GROUPS = table([("a", "Nhóm A", "Group A"), ("b", "", "")], [{"name": n} for n in ("code", "name_vi", "name_en")])
KEY = {"fields": ["group"], "reference": {"resource": "groups", "fields": ["code"]}}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[Lang, dict[str, Choices]]:
    """The choices of one table that has every sort of them, by field."""
    root = tmp_path_factory.mktemp("datasets")
    rows = table([], FIELDS, {"foreignKeys": [KEY]})
    folder = write_package(root, tables={"values": rows, "groups": GROUPS})
    packages = load([folder, UNITS]).catalogue.packages
    package = packages["hue/sample"]
    return {
        lang: {field: got for (of, field), got in choices(package, packages.get, lang).items() if of == "values"}
        for lang in ("vi", "en")
    }


def labels(found: dict[Lang, dict[str, Choices]], field: str, lang: Lang = "vi") -> tuple[str, ...]:
    return found[lang][field].labels


def test_an_enumeration_shows_what_the_description_says_of_all_its_values(
    found: dict[Lang, dict[str, Choices]],
) -> None:
    assert labels(found, "status") == ("published – đã công bố", "estimate – số ước tính")
    assert labels(found, "status", "en") == ("published", "estimate")
    assert found["vi"]["status"].values == found["en"]["status"].values == ("published", "estimate")
    assert found["vi"]["status"].closed and found["vi"]["sign"].values == ("1", "-1")


def test_true_and_false_have_words_and_keep_those_of_the_schema(found: dict[Lang, dict[str, Choices]]) -> None:
    assert labels(found, "exact") == ("true – đúng", "false – sai")
    assert labels(found, "exact", "en") == ("true – yes", "false – no")
    assert found["vi"]["own"].values == ("x", "o")


def test_a_key_into_the_package_shows_names_and_may_grow(found: dict[Lang, dict[str, Choices]]) -> None:
    assert labels(found, "group") == ("a – Nhóm A", "b") and labels(found, "group", "en") == ("a – Group A", "b")
    assert not found["vi"]["group"].closed


def test_units_of_both_levels_are_told_apart(found: dict[Lang, dict[str, Choices]]) -> None:
    units = found["vi"]["unit_code"]
    assert len(units.labels) == len(set(units.labels)) == 97 and len(set(units.values)) == 63
    by_label = dict(zip(units.labels, zip(units.values, units.given, strict=True), strict=True))
    assert by_label["48 – Đà Nẵng"] == ("48", {"unit_level": "province34"})
    assert by_label["48 – Đà Nẵng (trước 01/7/2025)"] == ("48", {"unit_level": "former63"})
    assert by_label["49 – Quảng Nam (trước 01/7/2025)"][0] == "49" and "49 – Quảng Nam" not in by_label
    assert "48 – Da Nang (before 1 July 2025)" in labels(found, "unit_code", "en")
    assert labels(found, "unit_level") == ("province34", "former63")


def test_a_list_that_is_not_at_hand_is_left_out(tmp_path: Path) -> None:
    package = load([write_package(tmp_path, tables={"values": table([], FIELDS)})]).catalogue.packages["hue/sample"]
    got = choices(package, lambda _: None, "vi")
    assert ("values", "unit_code") not in got and ("values", "group") not in got and ("values", "status") in got
    assert needed(package) == ["reference/provincial-units"]


def test_what_is_stored_can_be_read_from_every_label(catalogue: dict[str, Package]) -> None:
    seen = 0
    for package in catalogue.values():
        for place, got in choices(package, catalogue.get, "vi").items():
            assert len(got.values) == len(got.labels) == len(got.given) == len(set(got.labels)) > 0, place
            for value, label in zip(got.values, got.labels, strict=True):
                assert label == value or label.startswith(f"{value}{SEPARATOR}"), (package.id, place)
                seen += 1
    assert seen > 4_000
