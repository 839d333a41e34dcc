"""The verification page: what was compared, how far it is off, and with which words it says so."""

from __future__ import annotations

import pytest
from fixtures import with_tables
from reading import Read, check

from observatory.findings import Lang
from observatory.site import numbers
from observatory.site.pages import verification
from observatory.site.pages.verification import tiny
from observatory.site.site import Site


@pytest.fixture(scope="module")
def page(site: Site) -> dict[Lang, Read]:
    (draft,) = verification.drafts(site)
    assert draft.slug == "phuong-phap/kiem-chung"
    return check(draft)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, ("0", 0)),
        (0.001, ("0.001", 0)),
        (0.0123456, ("0.012", 0)),
        (2.25, ("2.3", 0)),
        (12, ("12", 0)),
        (1e-9, ("1", -9)),
        (2.345e-13, ("2.3", -13)),
        (1e-4, ("1", -4)),
    ],
)
def test_differences_are_written_shortly(value: float, shown: tuple[str, int]) -> None:
    found = tiny(value)
    assert (numbers.number(found.digits, "en", found.decimals), found.power) == shown


def test_each_comparison_stands_with_its_tolerance(site: Site, page: dict[Lang, Read]) -> None:
    rows = site.result("engine-verification", "comparisons")
    words = site.data("methodology/engine-verification", "quantities")
    assert len(rows) and rows["holds"].all()
    assert len(rows) == len(words)
    for lang, word in (("vi", "khớp"), ("en", "agrees")):
        read = page[lang]  # type: ignore[index]
        assert read.cells.count(word) == len(rows)
        assert {row[f"title_{lang}"] for row in words.to_dict("records")} <= set(read.cells)
        assert numbers.number(rows["n_compared"].sum(), lang) in read.text  # type: ignore[arg-type]


def test_a_comparison_that_fails_is_not_hidden(site: Site) -> None:
    rows = site.result("engine-verification", "comparisons").copy()
    rows.loc[rows.index[0], ["holds", "largest_difference"]] = [False, 0.25]
    (draft,) = verification.drafts(with_tables(site, "engine-verification", comparisons=rows))
    read = check(draft)
    assert read["vi"].cells.count("không khớp") == 1 and "0,25" in read["vi"].cells
    assert f"{len(rows) - 1}/{len(rows)}" in read["en"].text


def test_it_names_its_sources_and_how_to_repeat_it(site: Site, page: dict[Lang, Read]) -> None:
    for row in site.data("methodology/engine-verification", "cases").to_dict("records"):
        assert row["against_vi"] in page["vi"].text and row["against_en"] in page["en"].text
        assert f"../../du-lieu/{row['package']}/" in page["vi"].links
    assert "observatory index datasets/reference/asem-2018/data/framework.csv" in page["en"].text
