"""The whole way: what a good build makes, what a bad one leaves alone."""

from __future__ import annotations

import csv
import fcntl
import html
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from frictionless import Package as FrictionlessPackage

from observatory import build as building
from observatory import manifest
from observatory.errors import FindingsError, ObservatoryError, RenderError
from observatory.findings import Finding
from observatory.tables.load import load
from packages import write_package
from published_site import published_site
from whole_site import REPOSITORY, run_build

DATASETS = REPOSITORY / "datasets"
PASSPORT = "reference/country-passport/data/values.csv"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(page: Path) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


def heading(page: Path) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.read_text(encoding="utf-8"), re.DOTALL)
    assert found, page
    return html.unescape(re.sub(r"<[^>]+>", "", found[1]))


def refuse(datasets: Path, out: Path) -> tuple[Finding, ...]:
    """Build, expect a refusal, and give its findings."""
    with pytest.raises(FindingsError) as refused:
        building.build(datasets, out, [], lambda _step: None)
    return refused.value.findings


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATASETS, tmp_path / "datasets"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """An output folder with a site of an earlier build."""
    (tmp_path / "build" / "site").mkdir(parents=True)
    (tmp_path / "build" / "site" / "index.html").write_text("the last good site", encoding="utf-8")
    return tmp_path / "build"


def untouched(out: Path) -> bool:
    left = sorted(path.name for path in out.iterdir() if path.name != ".lock")
    site = [path.relative_to(out).as_posix() for path in (out / "site").rglob("*")]
    content = (out / "site" / "index.html").read_text(encoding="utf-8")
    return (left, site, content) == (["site"], ["site/index.html"], "the last good site")


@pytest.mark.parametrize("folder", ["", "en/"])
def test_every_locality_has_a_page_with_its_name(built: Path, folder: str) -> None:
    listed = rows(DATASETS / "reference/provincial-units/data/units.csv")
    units = [unit for unit in listed if unit["level"] == "province34"]
    assert len(units) == 34
    for unit in units:
        page = built / "site" / f"{folder}dia-phuong/{unit['code']}-{unit['slug']}/index.html"
        assert unit["name_vi"] in heading(page)
        assert "Hoàng Sa" in text(page) or "Hoang Sa" in text(page)
        assert "Trường Sa" in text(page) or "Truong Sa" in text(page)


@pytest.mark.parametrize("folder", ["", "en/"])
def test_every_indicator_and_package_has_a_page(built: Path, folder: str) -> None:
    for indicator in rows(DATASETS / "methodology/indicators/data/indicators.csv"):
        page = built / "site" / f"{folder}chi-so/{indicator['code'].replace('_', '-')}/index.html"
        assert indicator["name_en" if folder else "name_vi"] in heading(page)
        assert indicator["limits_en" if folder else "limits_vi"] in text(page)
    descriptors = [*DATASETS.glob("*/*/datapackage.json"), *(built / "data").glob("*/datapackage.json")]
    for path in descriptors:
        owner = path.parent.parent.name if path.is_relative_to(DATASETS) else "results"
        described = json.loads(path.read_text(encoding="utf-8"))
        page = built / "site" / f"{folder}du-lieu/{owner}/{path.parent.name}/index.html"
        assert described["title_en" if folder else "title"] in heading(page)


def test_each_table_can_be_downloaded_in_four_forms(built: Path) -> None:
    tables = list(DATASETS.glob("*/*/data/*.csv"))
    assert tables
    for table in tables:
        target = built / "site" / "tai-ve" / table.relative_to(DATASETS)
        assert target.read_bytes() == table.read_bytes()
        assert all(target.with_suffix(suffix).stat().st_size for suffix in (".xlsx", ".json", ".parquet"))


def test_a_downloaded_package_is_valid_for_the_tools_of_others(built: Path) -> None:
    for package in ("reference/country-peace", "reference/provincial-units", "results/target-progress"):
        descriptor = built / "site" / "tai-ve" / package / "datapackage.json"
        report = FrictionlessPackage(str(descriptor)).validate()
        assert report.valid, report.flatten(["message"])
        assert report.stats["tasks"] > 0
    peace = json.loads((built / "site/tai-ve/reference/country-peace/datapackage.json").read_text(encoding="utf-8"))
    references = peace["resources"][0]["schema"]["references"]
    assert {key["reference"]["package"] for key in references} == {"reference/countries", "methodology/indicators"}


def test_every_pilot_says_that_it_is_one(built: Path) -> None:
    for slug in ("xep-hang", "xep-hang/quoc-gia", "xep-hang/dia-phuong", "dia-phuong/48-da-nang"):
        assert "Bản thử nghiệm phương pháp" in text(built / "site" / slug / "index.html")
        assert "not an official ranking" in text(built / "site" / "en" / slug / "index.html")


def test_targets_are_final_ones_with_their_paces(built: Path) -> None:
    page = text(built / "site/muc-tieu/index.html")
    assert page.count("Chưa đánh giá được") >= 7
    assert "6,15% mỗi năm" in page
    assert "248,8" in page
    english = text(built / "site/en/muc-tieu/index.html")
    assert "6.15% a year" in english
    for draft in ("35 million", "35 triệu", "Top 40", "7% of GDP"):
        assert draft not in page
        assert draft not in english


def test_the_manifest_is_that_of_the_site(built: Path) -> None:
    assert manifest.read(built / manifest.NAME) == manifest.of(built / "site")


def test_a_changed_figure_and_a_new_owner_change_their_pages_and_nothing_else(
    built: Path, copy: Path, tmp_path: Path
) -> None:
    """One figure of Viet Nam's passports becomes another, and thành phố Huế adds a package of its own."""
    path = copy / PASSPORT
    before = path.read_text(encoding="utf-8")
    line = next(line for line in before.split("\n") if line.startswith("VNM-passport_open_destinations-2025"))
    changed = line.replace(",52,", ",53,")
    assert changed != line
    path.write_text(before.replace(line, changed), encoding="utf-8")
    day = load([copy / "reference/country-passport"]).catalogue.packages["reference/country-passport"].last_reviewed
    write_package(copy, "hue", "le-hoi", title="Lễ hội ở Huế", title_en="Festivals in Hue", last_reviewed=day)
    out = tmp_path / "changed"
    shutil.copytree(built / building.DRAWINGS, out / building.DRAWINGS)
    run_build(copy, out)

    assert "53" in text(out / "site/chi-so/passport-open-destinations/index.html")
    assert heading(out / "site/du-lieu/hue/le-hoi/index.html") == "Lễ hội ở Huế"
    assert heading(out / "site/en/du-lieu/hue/le-hoi/index.html") == "Festivals in Hue"
    old, new = (manifest.of(folder / "site").files for folder in (built, out))
    different = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    assert "index.html" in different
    assert "chi-so/passport-open-destinations/index.html" in different
    # What does not hold that figure is the same to the byte: another build, another folder, another time.
    for same in ("chi-so/gpi-score/index.html", "dia-phuong/48-da-nang/index.html", "muc-tieu/index.html"):
        assert same not in different
    kept = [path for path in old if path.startswith(("tai-ve/reference/visitors/", "bieu-do/chi-so-gpi"))]
    assert kept
    assert not different.intersection(kept)


def test_a_table_without_its_sources_is_refused(copy: Path, out: Path) -> None:
    path = copy / PASSPORT
    table = rows(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [name for name in table[0] if name != "source"]
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    findings = refuse(copy, out)
    assert any(finding.file.endswith(PASSPORT) and "source" in finding.expected for finding in findings)
    assert untouched(out)


def test_dropping_the_sources_from_the_schema_too_is_refused(copy: Path, out: Path) -> None:
    path = copy / PASSPORT
    descriptor = path.parents[1] / "datapackage.json"
    table, document = rows(path), json.loads(descriptor.read_text(encoding="utf-8"))
    fields = document["resources"][0]["schema"]["fields"]
    document["resources"][0]["schema"]["fields"] = [field for field in fields if field["name"] != "source"]
    descriptor.write_text(json.dumps(document), encoding="utf-8")
    with path.open("w", encoding="utf-8", newline="") as file:
        names = [name for name in table[0] if name != "source"]
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)
    assert any(finding.level == "error" and "source" in finding.field for finding in refuse(copy, out))
    assert untouched(out)


def test_a_missing_reference_package_is_a_finding(copy: Path, out: Path) -> None:
    shutil.rmtree(copy / "reference" / "tile-grid")
    assert Finding("package-required", package="reference/tile-grid") in refuse(copy, out)
    assert untouched(out)


@pytest.mark.usefixtures("hurried")
def test_an_unverified_site_does_not_take_the_place_of_the_last(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "verify", lambda *_: [Finding("site-broken-link", file="index.html", value="x")])
    steps: list[str] = []
    with pytest.raises(FindingsError) as refused:
        building.build(DATASETS, out, [], steps.append)
    assert [finding.code for finding in refused.value.findings] == ["site-broken-link"]
    assert tuple(steps) == building.STEPS
    assert untouched(out)


@pytest.mark.usefixtures("hurried")
def test_a_renderer_that_stops_leaves_the_last_site(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise RenderError("site-render-failed", detail="stopped")

    monkeypatch.setattr(building, "render", stop)
    with pytest.raises(RenderError):
        building.build(DATASETS, out, [], lambda _step: None)
    assert untouched(out)


@pytest.mark.parametrize("seconds", [1.5, 4.0])
def test_a_killed_build_leaves_the_last_site(out: Path, seconds: float) -> None:
    command = [sys.executable, "-m", "observatory.cli", "build", "--datasets", str(DATASETS), "--out", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "scripts")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        process.communicate(timeout=seconds)
    process.kill()
    process.communicate()
    assert [path.name for path in (out / "site").iterdir()] == ["index.html"]
    assert (out / "site" / "index.html").read_text(encoding="utf-8") == "the last good site"


def test_a_build_that_was_killed_while_it_changed_places_is_put_right(copy: Path, out: Path) -> None:
    (out / "site").rename(out / ".old-site")
    (out / ".work-left").mkdir()
    (copy / PASSPORT).unlink()
    refuse(copy, out)
    assert untouched(out)


def test_two_builds_do_not_run_in_one_folder(out: Path) -> None:
    with (out / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(ObservatoryError, match="build-running"):
            building.build(DATASETS, out, [], lambda _step: None)
    assert untouched(out)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A build whose results are computed already and whose pages, drawings and renderings are left out: what is tried
    comes before or after them."""
    computed = dict(published_site(tmp_path_factory).results)
    monkeypatch.setattr(building, "compute", lambda _catalogue: computed)

    def rendered(_pages: Path, site: Path, *_: object, **__: object) -> None:
        (site / "assets").mkdir(parents=True)

    monkeypatch.setattr(building, "render", rendered)
    monkeypatch.setattr(building.charts, "write", lambda _charts, static, _kept: static.mkdir())
    monkeypatch.setattr(building.charts, "vega_bundle", lambda: "")
    monkeypatch.setattr(building, "finish", lambda *_, **__: None)
    monkeypatch.setattr(building, "write_downloads", lambda *_: [])
    monkeypatch.setattr(building, "_reports", lambda *_, **__: [])
    monkeypatch.setattr(building, "_templates", lambda *_: [])
    monkeypatch.setattr(building, "written", lambda *_: [])


def test_owners_that_cannot_be_an_address_are_refused(copy: Path, out: Path) -> None:
    write_package(copy, "Thành phố Huế", "le-hoi")
    write_package(copy, "results", "le-hoi")
    assert [finding.value for finding in refuse(copy, out) if finding.code == "owner-not-slug"] == [
        "Thành phố Huế",
        "results",
    ]
    assert untouched(out)
