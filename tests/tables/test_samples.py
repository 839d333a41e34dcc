"""Packages that others made: our verdict is that of frictionless, or stricter for a reason that is told."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from observatory.findings import has_errors
from observatory.tables.load import load
from packages import write_package

pytestmark = pytest.mark.shared
STRICTER = {
    "source-missing",
    "edge-space",
    "formula-prefix",
    "descriptor-bad-path",
    "descriptor-unsafe-link",
    "not-composed",
    "hidden-character",
    "rows-above-header",
    "personal-data",
}
# What stands where in the invalid tables, by our own reading of them.
INVALID: dict[str, set[tuple[str, int, str]]] = {
    "frictionless-invalid-tables/data/blank-headers.csv": {("blank-label", 1, "#2")},
    "frictionless-invalid-tables/data/blank-rows-multiple.csv": {("blank-row", row, "") for row in range(4, 15)},
    "frictionless-invalid-tables/data/capital-invalid.csv": {
        ("duplicate-label", 1, "#3"),
        ("missing-cell", 10, "#3"),
        ("blank-row", 11, ""),
        ("type-error", 12, "id"),
        ("extra-cell", 12, "#4"),
    },
    "frictionless-invalid-tables/data/defective-rows.csv": {("missing-cell", 2, "age"), ("extra-cell", 3, "#4")},
    "frictionless-invalid-tables/data/duplicate-headers.csv": {
        ("duplicate-label", 1, "#3"),
        ("duplicate-label", 1, "#5"),
    },
    "frictionless-invalid-tables/data/invalid.csv": {
        ("blank-label", 1, "#3"),
        ("duplicate-label", 1, "#4"),
        *(("missing-cell", row, column) for row in (2, 3) for column in ("#3", "#4")),
        ("blank-row", 4, ""),
        ("extra-cell", 5, "#5"),
    },
    "frictionless-invalid-tables/data/structure-errors.csv": {
        ("blank-row", 4, ""),
        *(("extra-cell", 5, column) for column in ("#4", "#5", "#6")),
    },
    "frictionless-countries/data/countries.csv": {
        ("rows-above-header", 1, ""),  # a note above the header, which frictionless passes over
        ("extra-cell", 4, "#5"),
        *(("missing-cell", 7, column) for column in ("neighbor_id", "name", "population")),
    },
}


@pytest.fixture
def verdicts(shared: Path) -> list[dict[str, str]]:
    with (shared / "samples" / "packages" / "VERDICTS.csv").open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["split"] == "given"]


def _types(row: dict[str, str]) -> Counter[str]:
    pairs = [pair.split(":") for pair in row["error_types"].split(";") if pair]
    return Counter({name: int(count) for name, count in pairs})


def test_packages_with_a_descriptor(shared: Path, verdicts: list[dict[str, str]]) -> None:
    rows = [row for row in verdicts if row["file"] == "datapackage.json"]
    assert {row["package"] for row in rows} >= {"gdp", "co2-ppm", "airport-codes"}
    for row in rows:
        loaded = load([shared / "samples" / "packages" / row["package"]])
        errors = {finding.code for finding in loaded.findings if finding.level == "error"}
        if row["verdict"] == "invalid":
            assert errors, row["package"]
        else:
            assert errors <= STRICTER, row["package"]
            assert loaded.rows == int(row["rows"]), row["package"]


def test_errors_of_co2_by_type(shared: Path, verdicts: list[dict[str, str]]) -> None:
    (row,) = [row for row in verdicts if row["package"] == "co2-ppm"]
    loaded = load([shared / "samples" / "packages" / "co2-ppm"])
    found = Counter(finding.code for finding in loaded.findings if finding.level == "error")
    assert found == _types(row)
    assert (loaded.tables, loaded.rows) == (int(row["tasks"]), int(row["rows"]))


def test_each_fault_of_co2_is_where_it_is(shared: Path) -> None:
    loaded = load([shared / "samples" / "packages" / "co2-ppm"])
    found = {(Path(f.file).stem, f.code, f.row, f.field) for f in loaded.findings if f.level == "error"}
    assert found == {
        ("co2-gr-mlo", "blank-row", 2, ""),
        # All rows are wider than the header, so the first of them is taken for it.
        *(("co2-mm-gl", "incorrect-label", 2, name) for name in ("Date", "Decimal Date", "Average", "Trend")),
        *(("co2-mm-gl", "extra-label", 2, column) for column in ("#5", "#6")),
        *(("co2-mm-mlo", "extra-cell", row, "#7") for row in range(2, 822)),
    }


@pytest.mark.parametrize("file", INVALID)
def test_each_fault_of_the_invalid_tables_is_where_it_is(shared: Path, file: str, root: Path) -> None:
    """The same in a package without a schema and as a file of no package."""
    path = shared / "samples" / "packages" / file
    folder = write_package(root, tables={"values": ({}, "")})
    (folder / "data" / "values.csv").write_bytes(path.read_bytes())
    for loaded in (load([path]), load([folder])):
        findings = [finding for finding in loaded.findings if finding.level == "error"]
        assert {(finding.code, finding.row, finding.field) for finding in findings} == INVALID[file]
        assert len(findings) == len(INVALID[file])


def test_every_invalid_table_was_read(verdicts: list[dict[str, str]]) -> None:
    invalid = {f"{row['package']}/{row['file']}" for row in verdicts if row["verdict"] == "invalid"}
    assert {file for file in invalid if file.endswith(".csv")} == set(INVALID)


def test_a_file_that_the_descriptor_names_and_nobody_has(shared: Path) -> None:
    loaded = load([shared / "samples" / "packages" / "airport-codes"])
    (finding,) = [finding for finding in loaded.findings if finding.level == "error"]
    assert (finding.code, finding.value) == ("file-missing", "data/airport-codes.csv")


def test_a_descriptor_in_yaml_is_not_one(shared: Path) -> None:
    loaded = load([shared / "samples" / "packages" / "country-codes"])
    assert [finding.code for finding in loaded.findings] == ["descriptor-missing"]
    assert loaded.tables == 0


def test_single_tables_without_a_schema(shared: Path, verdicts: list[dict[str, str]], root: Path) -> None:
    """Each is wrapped in a package that says nothing of its columns."""
    compared = 0
    for number, row in enumerate(verdicts):
        file = shared / "samples" / "packages" / row["package"] / row["file"]
        if file.suffix != ".csv":
            continue
        folder = write_package(root, name=f"p{number}", tables={"values": ({}, "")})
        (folder / "data" / "values.csv").write_bytes(file.read_bytes())
        loaded = load([folder])
        found = Counter(finding.code for finding in loaded.findings if finding.level == "error")
        expected = _types(row)
        assert not expected - found, (row["file"], expected, found)
        assert set(found - expected) <= STRICTER | {"encoding-error", "bad-label", "personal-data"}, (
            row["file"],
            found,
        )
        assert has_errors(loaded.findings) or row["verdict"] == "valid"
        compared += 1
    assert compared > 15
