"""From GDELT's ADM1 codes to the 34 units."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media.places import Crosswalk
from packages import ROOT

UNITS = ROOT / "datasets/reference/provincial-units/data"
MAPPING = {"VM44": "01", "VM50": "08", "VM68": "08", "VM66": "46"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    """The codes of the project's own reference table of units."""
    units = [row for row in rows(UNITS / "units.csv") if row["level"] == "province34"]
    return {adm1: row["code"] for row in units for adm1 in row["gdelt_adm1"].split("; ")}


@pytest.mark.shared
def test_the_63_provinces_lie_in_the_units_of_the_published_crosswalk(shared: Path, ours: dict[str, str]) -> None:
    slugs = {
        row["code"]: row["slug"].replace("-", "") for row in rows(UNITS / "units.csv") if row["level"] != "former63"
    }
    crosswalk = Crosswalk(ours)
    sample = rows(shared / "samples/media/vn_adm1_crosswalk_63_to_34.csv")
    expected = {row["fips_adm1"]: row["new_province_slug_2025"] for row in sample}
    assert len(expected) == 63
    assert {adm1: slugs[crosswalk.unit(adm1) or ""] for adm1 in expected} == expected
    assert len(crosswalk.units(expected)) == 34


@pytest.mark.parametrize(
    ("adm1", "units"),
    [
        (["VM44"], ("01",)),
        (["VM51"], ("01",)),
        (["VM68", "VM50", "VM44"], ("01", "08")),
        (["VM"], ()),
        (["VM00", "VM06", "", "FR", "vm44"], ()),
        ([], ()),
    ],
)
def test_codes_lead_to_units_and_unknown_ones_nowhere(adm1: list[str], units: tuple[str, ...]) -> None:
    assert Crosswalk(MAPPING).units(adm1) == units


def test_ha_tay_is_in_ha_noi_unless_a_table_says_otherwise() -> None:
    assert Crosswalk(MAPPING).unit("VM51") == "01"
    assert Crosswalk(MAPPING | {"VM51": "99"}).unit("VM51") == "99"
    assert Crosswalk({}).unit("VM51") is None


MANY = {f"VM{number:02}": f"{99 - number}" for number in range(12)}


@given(st.lists(st.sampled_from([*MANY, "VM", "VM51", "VM99"]), min_size=6))
def test_units_are_sorted_each_once_and_do_not_hang_on_the_order(adm1: list[str]) -> None:
    units = Crosswalk(MANY).units(adm1)
    assert list(units) == sorted({MANY[code] for code in adm1 if code in MANY})
    assert units == Crosswalk(MANY).units(reversed(adm1))
