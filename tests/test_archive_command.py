"""The command ``observatory archive``: published results are added once, and what is there is never rewritten."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import pytest

from catalogues import altered, bumped, moved
from observatory.archive import Archived, archive
from observatory.cli import main
from observatory.errors import FindingsError, ObservatoryError
from observatory.recipes.pilots import LOCAL, NATIONAL
from observatory.recipes.register import ARCHIVE, DECISIONS
from observatory.recipes.targets import TARGETS
from observatory.tables.load import Loaded, load
from observatory.tables.model import Catalogue
from packages import ROOT

PACKAGES = (
    *(DECISIONS, ARCHIVE, NATIONAL, LOCAL, TARGETS, "methodology/indicators"),
    *("reference/countries", "reference/province-papi", "reference/provincial-units", "reference/country-reputation"),
    *("reference/country-heritage", "reference/country-passport", "reference/country-peace"),
)
ON = "2026-11-23"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The packages with an archive that is still empty."""
    folder = tmp_path_factory.mktemp("fresh")
    for package in PACKAGES:
        shutil.copytree(ROOT / "datasets" / package, folder / package)
    for path in (folder / ARCHIVE / "data").iterdir():
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    return load([folder])


@pytest.fixture(scope="module")
def filled(fresh: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The packages once the command has run."""
    folder = tmp_path_factory.mktemp("filled") / "datasets"
    shutil.copytree(fresh.catalogue.packages[ARCHIVE].folder.parents[1], folder)
    with pytest.MonkeyPatch.context() as patch:
        read(patch, moved(fresh.catalogue, ARCHIVE, folder / ARCHIVE))
        found = archive(folder, ON, quiet)
    assert found == Archived(("national-index-pilot 1.1.0", "local-index-pilot 1.1.0"), 24 + 34)
    return load([folder])


def read(patch: pytest.MonkeyPatch, catalogue: Catalogue) -> Path:
    """Let the command read ``catalogue``, and give the folder of its archive."""
    patch.setattr("observatory.archive.load", lambda _: Loaded(catalogue, (), 0, 0))
    return catalogue.packages[ARCHIVE].folder


def copied(patch: pytest.MonkeyPatch, catalogue: Catalogue, folder: Path) -> Path:
    """As ``read``, with a copy of the archive in ``folder``."""
    place = folder / ARCHIVE
    shutil.copytree(catalogue.packages[ARCHIVE].folder, place)
    return read(patch, moved(catalogue, ARCHIVE, place))


def quiet(_step: str) -> None: ...


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_what_the_project_published_is_what_the_command_gives(filled: Loaded) -> None:
    folder = filled.catalogue.packages[ARCHIVE].folder
    assert filled.findings == ()
    assert files(folder) == files(ROOT / "datasets" / ARCHIVE)
    ranked = {(row["index"], row["code"]): row["rank"] for row in rows(folder, "published")}
    assert ranked[("national-index-pilot", "VNM")] == "17" and ranked[("national-index-pilot", "BRN")] == ""


def test_nothing_is_added_twice_and_nothing_is_touched(
    filled: Loaded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = read(monkeypatch, filled.catalogue)
    before = files(folder)
    monkeypatch.setattr(sys, "argv", ["observatory", "archive", "--on", "2027-01-02"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0 and "không ghi gì thêm" in capsys.readouterr().out
    assert files(folder) == before


def test_a_new_version_is_added_beside_the_old_one(
    filled: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = altered(filled.catalogue, NATIONAL, "framework", {"code": "unesco_whs_cumulative"}, weight=0.5)
    newer = altered(newer, DECISIONS, "decisions", {"decision": "D-2026-11"}, status="withdrawn")
    days = {"decided_on": "2027-01-02", "in_force_from": "2027-01-02"}
    newer = altered(newer, DECISIONS, "decisions", {"decision": "D-2026-10"}, status="in_force", **days)
    folder = copied(monkeypatch, bumped(newer, NATIONAL, "1.2.0"), tmp_path)
    with pytest.raises(ObservatoryError) as early:
        archive(tmp_path, "2026-11-22", quiet)
    assert (early.value.code, early.value.details["last"]) == ("archive-date", ON)
    assert archive(tmp_path, "2027-01-02", quiet).versions == ("national-index-pilot 1.2.0",)
    before = filled.catalogue.packages[ARCHIVE].folder
    assert [row for row in rows(folder, "published") if row["version"] == "1.1.0"] == rows(before, "published")
    assert rows(folder, "editions")[:2] == rows(before, "editions")
    moves = {row["code"]: row["rank"] for row in rows(folder, "published") if row["version"] == "1.2.0"}
    assert moves["CHN"] == "7" and len(moves) == 24


def test_an_altered_archive_is_refused_and_left(
    filled: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(monkeypatch, altered(filled.catalogue, ARCHIVE, "published", {"code": "VNM"}, rank=1), tmp_path)
    before = files(folder)
    with pytest.raises(FindingsError) as caught:
        archive(tmp_path, ON, quiet)
    assert caught.value.code == "archive-refused"
    assert [finding.code for finding in caught.value.findings] == ["archive-rewritten"]
    assert files(folder) == before


def test_a_folder_without_a_register_is_refused(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "datasets" / "reference/countries", tmp_path / "reference/countries")
    with pytest.raises(ObservatoryError) as caught:
        archive(tmp_path, ON, quiet)
    assert caught.value.code == "archive-missing"


def test_a_folder_that_cannot_be_written_is_said(
    fresh: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copied(monkeypatch, fresh.catalogue, tmp_path)
    before = files(folder.parent)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("observatory.archive.swap.replace", full)
    with pytest.raises(ObservatoryError) as caught:
        archive(tmp_path, ON, quiet)
    assert (caught.value.code, caught.value.details["detail"]) == ("archive-not-written", "No space left on device")
    assert files(folder.parent) == before
