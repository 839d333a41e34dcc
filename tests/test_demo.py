"""The demonstration: names and made-up figures only, every page and drawing labelled, in both languages."""

from __future__ import annotations

import datetime as dt
import fcntl
import html
import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from observatory import build as building
from observatory import demo, manifest
from observatory.alerts import alerts
from observatory.cli import cli
from observatory.errors import ObservatoryError
from observatory.media.simulate import simulate
from observatory.site.pages.reference import commands
from observatory.site.simulated import LABEL
from observatory.tables.load import load
from whole_site import REPOSITORY

DATASETS = REPOSITORY / "datasets"
MEDIA_PAGES = ("truyen-thong", "truyen-thong/so-sanh", "truyen-thong/suc-khoe-du-lieu", "truyen-thong/cach-do")


def write_short(folder: Path) -> None:
    """The packages of the demonstration with half a year of days: the same in kind, and quicker."""

    def half_a_year(_first: dt.date, last: dt.date, *rest: object) -> object:
        return simulate(dt.date(last.year, 7, 1), last, *rest)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "simulate", half_a_year)
        demo.write(DATASETS, folder)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The output folder of a demonstration, built once for all test processes; its packages lie beside it."""
    base = tmp_path_factory.getbasetemp()
    out = (base if worker_id == "master" else base.parent) / "demo"
    out.mkdir(exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "build").exists():
            write_short(out / "datasets")
            building.build(out / "datasets", out / "build", commands(cli), lambda _step: None, demo=True)
    return out


def test_only_names_are_taken_from_the_real_packages(made: Path) -> None:
    there = {
        path.parent.relative_to(made / "datasets").as_posix() for path in made.glob("datasets/*/*/datapackage.json")
    }
    assert there == {*demo.NAMING, demo.MEDIA, demo.LOG, *demo.AWARDS}
    loaded = load([made / "datasets"])
    assert [finding for finding in loaded.findings if finding.level == "error"] == []
    simulated = {package.id for package in loaded.catalogue if package.simulated}
    assert simulated == {demo.MEDIA, demo.LOG, *demo.AWARDS}
    kinds = {table.kind for package in loaded.catalogue for table in package.tables.values()}
    assert not kinds & {"country-values", "province-values", "assessment-scores"}


def test_the_package_says_who_made_it_and_credits_nobody_else(made: Path) -> None:
    folder = made / "datasets" / demo.MEDIA
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    real = json.loads((DATASETS / demo.MEDIA / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["simulated"] is True
    assert "simulated" not in real
    assert "GDELT" not in json.dumps(descriptor["sources"]) + json.dumps(
        [r["sources"] for r in descriptor["resources"]]
    )
    assert [resource["name"] for resource in descriptor["resources"]] == [
        *(resource["name"] for resource in real["resources"]),
        *("parameters", "injected"),
    ]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert "Không phải số liệu thật" in readme
    assert "Not real figures" in readme
    assert "số mầm\n173" in readme


def test_the_log_of_alerts_is_what_the_command_would_have_written(made: Path, tmp_path: Path) -> None:
    found = alerts(made / "datasets", tmp_path, lambda _step: None)
    assert found.messages > found.added == 0
    written = (tmp_path / "alert-log/data/messages.csv").read_bytes()
    assert written == (made / "datasets" / demo.LOG / "data/messages.csv").read_bytes()
    for path in ("canh-bao/canh-bao.json", "canh-bao/canh-bao.atom", "en/canh-bao/canh-bao.atom"):
        assert (made / "build/site" / path).read_bytes() == (tmp_path / path).read_bytes()
    documents = [*(made / "build/site/canh-bao/cap").glob("*.xml")]
    assert len(documents) == found.messages
    assert all("<status>Test</status>" in document.read_text(encoding="utf-8") for document in documents)


def test_the_figures_are_of_the_last_two_whole_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dt.date] = []

    def note(first: dt.date, last: dt.date, *_: object) -> None:
        asked.extend((first, last))
        raise InterruptedError

    monkeypatch.setattr(demo, "simulate", note)
    with pytest.raises(InterruptedError):
        demo.write(DATASETS, tmp_path / "datasets")
    assert asked == [dt.date(2024, 1, 1), dt.date(2025, 12, 31)]


def test_a_folder_without_the_names_is_refused(tmp_path: Path) -> None:
    shutil.copytree(DATASETS / demo.MEDIA, tmp_path / demo.MEDIA)
    with pytest.raises(ObservatoryError, match="demo-no-names"):
        demo.write(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_every_page_bears_the_label_in_both_languages(made: Path) -> None:
    site = made / "build/site"
    found = sorted(site.rglob("*.html"))
    assert len(found) > 60
    for path in found:
        text = path.read_text(encoding="utf-8")
        assert f"<title>{LABEL}: " in text, path
        banner = re.search(r'<div class="obs-simulated" role="note">(.*?)</div>', text)
        assert banner, path
        english = path.relative_to(site).parts[0] == "en"
        assert html.unescape(banner[1]) == (
            f"Every figure here is {LABEL}, not a real one."
            if english
            else f"Mọi con số ở đây là {LABEL}, không phải số liệu thật."
        )
        assert '<meta name="robots" content="noindex, nofollow">' in text, path


def test_every_drawing_and_specification_bears_the_label(made: Path) -> None:
    folder = made / "build/site/bieu-do"
    drawings = list(folder.glob("*.svg"))
    specs = list(folder.glob("*.vl.json"))
    assert len(drawings) == len(specs) >= 20
    assert all(f">{LABEL}</text>" in path.read_text(encoding="utf-8") for path in drawings)
    assert all(json.loads(path.read_text(encoding="utf-8"))["title"]["subtitle"] == LABEL for path in specs)


def test_every_chart_on_a_page_says_so_in_its_heading(made: Path) -> None:
    headings = [
        heading
        for path in (made / "build/site").rglob("*.html")
        for heading in re.findall(r'<figcaption class="obs-title">(.*?)</figcaption>', path.read_text(encoding="utf-8"))
    ]
    assert headings
    assert all(LABEL in heading for heading in headings)


@pytest.mark.parametrize("folder", ["", "en/"])
def test_the_media_pages_are_there_and_the_others_are_not(made: Path, folder: str) -> None:
    site = made / "build/site"
    for slug in ("", "gioi-thieu", "phuong-phap", "du-lieu", *MEDIA_PAGES):
        assert (site / folder / slug / "index.html").is_file(), slug
    for slug in ("quoc-gia", "xep-hang", "muc-tieu", "khach-quoc-te", "dia-phuong", "chi-so"):
        assert not (site / folder / slug).exists(), slug
    assert len(list((site / folder / "truyen-thong/dia-phuong").glob("*/index.html"))) == 34


def test_the_generator_is_described_with_all_its_settings(made: Path) -> None:
    for lang, name in (("", "Số mầm của bộ sinh số ngẫu nhiên"), ("en/", "Seed of the random numbers")):
        page = (made / "build/site" / lang / "phuong-phap/index.html").read_text(encoding="utf-8")
        assert name in page
        assert "173" in page


def test_results_and_downloads_are_marked(made: Path) -> None:
    described = [
        *made.glob("build/data/*/datapackage.json"),
        *made.glob("build/site/tai-ve/results/*/datapackage.json"),
    ]
    assert described
    assert all(json.loads(path.read_text(encoding="utf-8"))["simulated"] is True for path in described)
    assert manifest.read(made / "build/manifest.json").simulated


def test_commendation_is_judged_by_the_methods_and_all_made_up(made: Path) -> None:
    def rows(result: str, table: str) -> pd.DataFrame:
        return pd.read_csv(made / "build/data" / result / "data" / f"{table}.csv", dtype=str, keep_default_na=False)

    assert set(rows("awards", "editions")["name_vi"]) == {"Giải thưởng mô phỏng"}
    assert rows("awards", "laureates").empty
    judged, check = rows("awards", "judged"), rows("awards", "check")
    assert set(judged["status"]) == {"ok", "too_few_scores"}
    assert (judged.loc[judged["status"] != "ok", "score"] == "").all()
    assert set(check["agrees"]) == {"true", "false"}
    assert ((check["panel_reason_vi"] == "") == (check["agrees"] == "true")).all()
    assert list(rows("awards", "events")["upcoming"]).count("true") == 2
    nominations, models = rows("awards", "nominations"), rows("models", "models")
    assert set(nominations["state"]) == {"laureate", "not_awarded", "judged", "nominated", "withdrawn"}
    assert all("mô phỏng" in title for title in [*nominations["title_vi"], *models["title_vi"]])
    assert len(rows("models", "replications")) > len(models) == 6
    for path in ("bieu-duong/lich.ics", "en/bieu-duong/lich.ics"):
        assert (made / "build/site" / path).read_text(encoding="utf-8").count("BEGIN:VEVENT") == 3


def test_search_engines_are_asked_to_stay_away(made: Path) -> None:
    assert "Disallow: /" in (made / "build/site/robots.txt").read_text(encoding="utf-8")
