import json
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from observatory import results
from observatory.results import ResultPackage

METHOD = "methodology/indicators@1.2.0"


def coverage(**changes: object) -> ResultPackage:
    row = {
        "indicator": ["papi", "gspi"],
        "unit_level": ["former63", "country"],
        "first_year": [2011.0, 2020.0],
        "n_units": [63, pd.NA],
        "verified_share": [1 / 3, -0.0],
        "not_a_column": ["x", "y"],
    }
    frame = pd.DataFrame(row | changes)
    return results.package("indicator-coverage", METHOD, {"reference/x": {"values": "ab12"}}, {"coverage": frame})


def test_a_table_has_exactly_its_columns_typed_and_in_the_order_of_its_key() -> None:
    table = coverage().tables["coverage"]
    assert list(table.frame.columns) == [field.name for field in table.fields]
    assert table.frame["indicator"].tolist() == ["gspi", "papi"]
    assert str(table.frame["first_year"].dtype) == "Int64"
    assert str(table.frame["verified_share"].dtype) == "float64"
    assert table.frame["method_version"].tolist() == ["1.2.0", "1.2.0"]
    assert table.frame["last_year"].isna().all()


def test_csv_has_short_exact_numbers_and_empty_cells_for_what_is_missing() -> None:
    lines = results.to_csv(coverage().tables["coverage"]).split("\n")
    assert lines[0].startswith("indicator,unit_level,first_year,last_year,")
    assert lines[1] == "gspi,country,2020,,,,,,,0,1.2.0"
    assert lines[2] == "papi,former63,2011,,,63,,,,0.3333333333333333,1.2.0"
    assert lines[3:] == [""]


def test_a_fraction_where_an_integer_belongs_is_refused() -> None:
    with pytest.raises(TypeError):
        coverage(first_year=[2011.5, 2020.0])


def test_a_set_of_tables_that_is_not_described_is_refused() -> None:
    with pytest.raises(KeyError):
        results.package("indicator-coverage", METHOD, {}, {"other": pd.DataFrame()})


def test_what_is_written_is_a_valid_package_and_the_same_twice(tmp_path: Path) -> None:
    for name in ("one", "two"):
        results.write({"indicator-coverage": coverage()}, tmp_path / name)
    folder = tmp_path / "one" / "indicator-coverage"
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["method"] == METHOD
    assert descriptor["inputs"] == {"reference/x": {"values": "ab12"}}
    for path in sorted(folder.rglob("*.*")):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == twin.read_bytes()


def test_every_result_is_described_in_both_languages() -> None:
    described = json.loads(Path(results.__file__).with_name("results.json").read_text(encoding="utf-8"))
    used = set()
    for package in described["packages"].values():
        assert package["title"] and package["title_en"] and package["description"] and package["description_en"]
        for table in package["tables"].values():
            assert table["title"] and table["title_en"]
            assert set(table["primaryKey"]) <= set(table["columns"])
            assert table["columns"][-1] == results.VERSION_COLUMN
            used |= set(table["columns"])
    assert used == set(described["columns"])
    assert list(described["columns"]) == sorted(described["columns"])
    for column in described["columns"].values():
        assert column["title"] and column["title_en"]
        assert ("description" in column) == ("description_en" in column)
