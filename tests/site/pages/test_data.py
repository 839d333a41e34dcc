"""The catalogue and the pages of packages, on the published datasets and on packages made to be awkward."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from reading import Read, check, render

from observatory.findings import Lang
from observatory.site.downloads import FOLDER, Download
from observatory.site.pages import data
from observatory.site.sheets import PREVIEW_ROWS, anchor
from observatory.site.site import Site
from observatory.site.templates import Draft
from observatory.tables.model import Catalogue, Field, Package, Source, Table, Text

FORMATS = ("csv", "xlsx", "json", "parquet")
PAPI = "reference/province-papi"


@pytest.fixture(scope="module")
def downloads(site: Site) -> dict[str, list[Download]]:
    """One download of each kind for each table, as if they had been written."""
    found: dict[str, list[Download]] = {}
    for key in [*site.catalogue.packages, *(result.id for result in site.results.values())]:
        tables = _tables(site, key)
        base = f"{FOLDER}/{key}"
        found[key] = [Download("", "zip", f"{base}/package.zip", 1234, "0" * 64)]
        found[key] += [
            Download(table, kind, f"{base}/data/{table}.{kind}", 2_500_000, "a" * 64)  # type: ignore[arg-type]
            for table in tables
            for kind in FORMATS
        ]
    return found


@pytest.fixture(scope="module")
def drafts(site: Site, downloads: dict[str, list[Download]]) -> dict[str, Draft]:
    return {draft.slug: draft for draft in data.drafts(site, downloads, "https://example.org/observatory/")}


@pytest.fixture(scope="module")
def checked(drafts: dict[str, Draft]) -> dict[str, dict[Lang, Read]]:
    """Every page, held to what is asked of each."""
    return {slug: check(draft) for slug, draft in drafts.items()}


def _tables(site: Site, key: str) -> Iterator[str]:
    owner, _, name = key.partition("/")
    return iter((site.results[name] if owner == "results" else site.catalogue.packages[key]).tables)


def test_every_package_and_every_result_has_a_page(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    wanted = [*site.catalogue.packages, *(result.id for result in site.results.values())]
    assert set(checked) == {"du-lieu", *(f"du-lieu/{key}" for key in wanted)}
    for lang in ("vi", "en"):
        links = checked["du-lieu"][lang].links
        for key in wanted:
            assert f"{key}/" in links, key


def test_every_column_has_a_line_in_the_dictionary(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    for package in [*site.catalogue, *site.results.values()]:
        for read in checked[f"du-lieu/{package.id}"].values():
            for table in package.tables.values():
                assert anchor(table.name) in read.ids
                for field in table.fields:
                    assert f"{anchor(table.name)}-{field.name.replace('_', '-')}" in read.ids


def test_the_preview_shows_the_file_as_it_is(site: Site, drafts: dict[str, Draft]) -> None:
    for package in site.catalogue:
        sheets = {sheet.name: sheet for sheet in drafts[f"du-lieu/{package.id}"].context["entry"].sheets}
        for table in package.tables.values():
            with table.path.open(encoding="utf-8", newline="") as file:
                rows = list(csv.reader(file))
            sheet = sheets[table.name]
            assert [column.field.name for column in sheet.columns] == rows[0]
            for shown, row in zip(sheet.preview, rows[1:], strict=False):
                for cell, written, field in zip(shown, row, table.fields, strict=True):
                    same = cell.text == written or (field.type == "number" and float(cell.text) == float(written))
                    assert same, (table.path, cell.text, written)
            assert len(sheet.preview) == min(PREVIEW_ROWS, len(rows) - 1)
            assert sheet.rows == len(rows) - 1


def test_the_digest_is_that_of_the_file(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    for package in site.catalogue:
        for table in package.tables.values():
            digest = hashlib.sha256(table.path.read_bytes()).hexdigest()
            assert digest in checked[f"du-lieu/{package.id}"]["vi"].text
    assert "a" * 64 in checked["du-lieu/results/headline"]["en"].text


def test_downloads_stand_with_their_sizes(checked: dict[str, dict[Lang, Read]]) -> None:
    vi, en = checked[f"du-lieu/{PAPI}"].values()
    for kind in FORMATS:
        assert f"../../../{FOLDER}/{PAPI}/data/values_2024.{kind}" in vi.links
        assert f"../../../../{FOLDER}/{PAPI}/data/values_2024.{kind}" in en.links
    assert "2,5\xa0MB" in vi.text and "2.5\xa0MB" in en.text
    assert "1,2\xa0kB" in vi.text and "1.2\xa0kB" in en.text


def test_metadata_licence_and_sources(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    vi, en = checked[f"du-lieu/{PAPI}"].values()
    assert {PAPI, "1.0.1", "23/11/2026", "23/05/2027"} <= set(vi.cells)
    assert {PAPI, "1.0.1", "23 November 2026", "23 May 2027"} <= set(en.cells)
    assert "Nghị định 47/2020/NĐ-CP" in vi.text and "Decree 47/2020/ND-CP" in en.text
    for source in site.catalogue.packages[PAPI].sources:
        assert source.title in vi.text
        assert source.path in vi.links


def test_a_column_leads_to_the_table_it_refers_to(checked: dict[str, dict[Lang, Read]]) -> None:
    links = checked[f"du-lieu/{PAPI}"]["vi"].links
    assert "../provincial-units/#bang-units" in links
    assert "../../methodology/indicators/#bang-indicators" in links


def test_links_between_packages_find_their_marks(checked: dict[str, dict[Lang, Read]]) -> None:
    for slug, pages in checked.items():
        here = slug.split("/")
        for link in pages["vi"].links:
            path, _, mark = link.partition("#")
            if not mark or not path.startswith("../") or "://" in link:
                continue
            parts = list(here)
            for part in path.strip("/").split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            target = "/".join(parts)
            if target.startswith("du-lieu"):
                assert mark in checked[target]["vi"].ids, (slug, link)


def test_a_result_names_its_method_and_its_inputs(site: Site, checked: dict[str, dict[Lang, Read]]) -> None:
    result = site.results["local-index-pilot"]
    read = checked["du-lieu/results/local-index-pilot"]["vi"]
    for package, tables in result.inputs.items():
        assert any(link.endswith(f"{package}/") for link in read.links)
        for digest in tables.values():
            assert digest in read.text
    assert result.version in read.text
    assert "../../results/local-index-pilot/" in checked[f"du-lieu/{PAPI}"]["vi"].links


def test_pilots_say_that_they_are_pilots(checked: dict[str, dict[Lang, Read]]) -> None:
    pilots = ("methodology/national-index-pilot", "results/national-index-pilot", "results/locality-profile")
    for key in pilots:
        assert "Đây không phải là xếp hạng chính thức" in checked[f"du-lieu/{key}"]["vi"].text
        assert "not an official ranking" in checked[f"du-lieu/{key}"]["en"].text
    assert "not an official ranking" not in checked["du-lieu/reference/visitors"]["en"].text


def test_citations_are_whole(checked: dict[str, dict[Lang, Read]]) -> None:
    en = checked[f"du-lieu/{PAPI}"]["en"].text
    assert "Viet Nam Image Observatory (2026). PAPI by province (version 1.0.1) [Data set " + PAPI + "]." in en
    assert "https://example.org/observatory/en/du-lieu/reference/province-papi/" in en
    bibtex = en[en.index("@misc{") :]
    bibtex = bibtex[: bibtex.index("\n}") + 2]
    assert bibtex.count("{") == bibtex.count("}")
    assert "title = {{PAPI by province}}" in bibtex and "version = {1.0.1}" in bibtex


def test_the_catalogue_says_how_to_reuse_and_to_add(checked: dict[str, dict[Lang, Read]]) -> None:
    for lang, words in (("vi", "không bán lại nguyên bản"), ("en", "do not resell the raw extract")):
        read = checked["du-lieu"][lang]
        assert {"dung-lai", "bo-sung", "nhom-reference", "nhom-methodology", "nhom-results"} <= set(read.ids)
        assert words in read.text and "CONTRIBUTING.md" in read.text


@pytest.fixture
def awkward(site: Site) -> Site:
    """The catalogue and a package of a province: not translated, hostile, with a missing cell."""
    fields = (
        Field("id", "string", Text("Mã", "id"), Text(""), True),
        Field("note_vi", "string", Text("Ghi chú", ""), Text("Chỉ để thử")),
        Field("value", "number", Text("Giá trị", "Value"), Text("")),
    )
    rows = pd.DataFrame(
        {
            "id": ["a", "{{ 7 * 7 }}", "<script>alert(1)</script>"],
            "note_vi": ["Dài " * 40 + "https://example.org/a?b=1&c=2", None, "javascript:alert(1)"],
            "value": [1e15, 0.1, None],
        }
    )
    table = Table("so_lieu", "", Path("x.csv"), Text("Số liệu"), fields, ("id",), rows, "f" * 64, 10)
    package = Package(
        "da-nang", "thu", Path(), Text("Gói 100% {thử} & <b>"), Text("Mô tả"), "", "", Source(""),
        (Source("Báo cáo <i>", "https://example.org/"),), {"so_lieu": table},
        {"name": "thu", "resources": [{"name": "so_lieu"}]},
    )  # fmt: skip
    return replace(site, catalogue=Catalogue({**site.catalogue.packages, package.id: package}))


def test_an_awkward_package_has_a_sound_page(awkward: Site) -> None:
    draft = next(draft for draft in data.drafts(awkward, {}) if draft.slug == "du-lieu/da-nang/thu")
    vi, en = render(draft).values()
    for read in (vi, en):
        assert read.faults == []
        assert "{{ 7 * 7 }}" in read.cells and "<script>alert(1)</script>" in read.cells
        assert "1000000000000000" in read.cells and "0.1" in read.cells
        assert "https://example.org/a?b=1&c=2" in read.links
        assert not any(link.startswith("javascript:") for link in read.links)
        assert "—" in read.cells
    assert "Vietnamese only" in en.text and "Vietnamese only" not in vi.text
    assert ("vi", "Gói 100% {thử} & <b>") in en.prose
    assert r"title = {{Gói 100\% \{thử\} \& <b>}}" in vi.text


def test_a_province_is_named_in_the_catalogue(awkward: Site) -> None:
    draft = next(data.drafts(awkward, {}))
    vi, en = render(draft).values()
    assert "nhom-da-nang" in vi.ids
    assert "Thành phố Đà Nẵng" in vi.text and "Da Nang City" in en.text
    assert vi.ids.index("nhom-methodology") < vi.ids.index("nhom-da-nang") < vi.ids.index("nhom-results")
