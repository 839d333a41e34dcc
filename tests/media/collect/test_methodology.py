from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from observatory.errors import ObservatoryError
from observatory.media.collect.methodology import Methodology
from packages import ROOT

DATASETS = ROOT / "datasets"


def test_the_tables_of_the_project() -> None:
    found = Methodology.load(DATASETS)
    assert len(found.units) == 63
    assert len(set(found.places.values())) == 34
    assert found.units["VM50"] == ("02", "08")
    assert found.places["VM44"] == "01"
    assert found.languages["vie"] == "vi"
    assert found.settings["story_window_hours"] == 72
    assert found.settings["story_similarity"] == 0.6
    assert {source.kind for source in found.feeds} <= {"feed", "sitemap"}
    assert {source.keep for source in found.feeds} <= {"all", "about"}
    assert all(article.project and article.article for article in found.articles)
    assert all(len(country) == 2 for country in found.outlets.values())
    assert found.about_words
    assert all(found.theme_topics.values())


def test_without_a_folder_that_of_the_place_where_one_is_or_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Methodology.load() == Methodology.load(DATASETS)
    for package in ("methodology/media", "methodology/recognition", "reference/provincial-units"):
        shutil.copytree(DATASETS / package, tmp_path / "datasets" / package)
    outlets = tmp_path / "datasets/methodology/media/data/outlets.csv"
    outlets.write_text("domain,country_iso2,name,basis\nexample.org,VN,Example,test\n")
    assert Methodology.load().outlets == {"example.org": "VN"}


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("settings", "key,value\nstory_window_hours,many\n"),
        ("languages", "code,name\nvi,Vietnamese\n"),
        ("feeds", None),
    ],
)
def test_a_table_that_is_not_as_it_must_be_ends_the_command(tmp_path: Path, table: str, content: str | None) -> None:
    for package in ("methodology/media", "methodology/recognition", "reference/provincial-units"):
        shutil.copytree(DATASETS / package, tmp_path / package)
    path = tmp_path / "methodology/media/data" / f"{table}.csv"
    path.write_text(content) if content else path.unlink()
    with pytest.raises(ObservatoryError, match="collect-no-methodology"):
        Methodology.load(tmp_path)
