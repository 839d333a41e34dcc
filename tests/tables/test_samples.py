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
        assert set(found - expected) <= STRICTER | {"encoding-error", "bad-label"}, (row["file"], found)
        assert has_errors(loaded.findings) or row["verdict"] == "valid"
        compared += 1
    assert compared > 15
