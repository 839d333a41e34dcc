"""Files of a package: what may lie there, decided without opening any."""

from __future__ import annotations

import builtins
import os
from pathlib import Path

import pytest

from observatory.gate import folder, limits
from observatory.tables.load import load
from packages import write_package


def _codes(package: Path) -> list[str]:
    return [finding.code for finding in folder.inspect(package)]


@pytest.fixture
def package(root: Path) -> Path:
    return write_package(root)


def test_an_ordinary_package(package: Path) -> None:
    (package / "README.md").write_text("Gói mẫu", encoding="utf-8")
    (package / "corrections.csv").write_text("id\n", encoding="utf-8")
    assert folder.inspect(package) == []


@pytest.mark.parametrize(
    "name",
    [
        "a\nM 100644 inline CNAME.csv",
        'a".csv',
        "a'.csv",
        "a\\b.csv",
        "..csv",
        ".hidden.csv",
        "-rf",
        "số-liệu.csv",
        "a b.csv",
        "a\tb",
        "a\x1b[31m.csv",
        "<script>.csv",
        "$(id).csv",
        "a*.csv",
        "\u202ecsv.a",
    ],
)
def test_hostile_names(package: Path, name: str) -> None:
    (package / "data" / name).write_text("x", encoding="utf-8")
    (finding,) = folder.inspect(package)
    assert (finding.code, finding.value) == ("bad-file-name", name)
    assert finding.file.isprintable() or name == "số-liệu.csv"


def test_names_that_are_not_unicode(package: Path) -> None:
    Path(os.fsdecode(os.fsencode(package / "data") + b"/\xff\xfe.csv")).write_text("x", encoding="utf-8")
    assert _codes(package) == ["bad-file-name"]


@pytest.mark.parametrize("name", [".git", ".github", ".hidden"])
def test_hidden_folders(package: Path, name: str) -> None:
    (package / name).mkdir()
    assert _codes(package) == ["bad-file-name"]


def test_paths_over_the_cap(package: Path) -> None:
    inner = package / "data" / ("x" * 60)
    inner.mkdir()
    (inner / ("y" * 60)).write_text("x", encoding="utf-8")
    assert _codes(package) == ["bad-file-name"]


def test_names_that_differ_only_in_case(package: Path) -> None:
    (package / "data" / "Values.csv").write_text("id\n", encoding="utf-8")
    (finding,) = folder.inspect(package)
    assert (finding.code, finding.value) == ("name-collision", "data/Values.csv")


@pytest.mark.parametrize("target", ["/etc/hostname", "/dev/zero", "/nowhere", "values.csv", "/etc"])
def test_links(package: Path, target: str) -> None:
    (package / "data" / "more.csv").symlink_to(target)
    (finding,) = folder.inspect(package)
    assert finding.code == "not-a-regular-file"
    assert finding.file.endswith("data/more.csv")


def test_links_in_place_of_folders(root: Path, tmp_path: Path) -> None:
    elsewhere = write_package(tmp_path / "elsewhere")
    (root / "hue").symlink_to(elsewhere.parent)
    (root / "da-nang").mkdir()
    (root / "da-nang" / "sample").symlink_to(elsewhere)
    loaded = load([root])
    assert [finding.code for finding in loaded.findings] == ["not-a-folder", "not-a-folder"]
    assert loaded.tables == 0


def test_a_pipe(package: Path) -> None:
    os.mkfifo(package / "data" / "more.csv")
    assert _codes(package) == ["not-a-regular-file"]


def test_a_descriptor_that_is_a_pipe_or_a_link(root: Path) -> None:
    for name, make in (("pipe", os.mkfifo), ("link", lambda path: path.symlink_to("/dev/zero"))):
        package = write_package(root, name=name)
        (package / "datapackage.json").unlink()
        make(package / "datapackage.json")
        loaded = load([package])
        assert {finding.code for finding in loaded.findings} <= {"descriptor-missing", "not-a-regular-file"}
        assert loaded.findings
        assert loaded.tables == 0


def test_files_over_the_cap(package: Path) -> None:
    with (package / "data" / "values.csv").open("ab") as stream:
        stream.truncate(limits.MAX_FILE_BYTES + 1)
    (finding,) = folder.inspect(package)
    assert (finding.code, finding.value) == ("file-too-large", str(limits.MAX_FILE_BYTES + 1))


def test_too_many_files(package: Path) -> None:
    for number in range(limits.MAX_FILES + 5):
        (package / "data" / f"f{number}.csv").touch()
    assert _codes(package) == ["too-many-files"]


@pytest.mark.parametrize("name", ["bad name", "tên", ".hidden", "a\nb", "a'b"])
def test_names_of_packages(root: Path, name: str) -> None:
    package = write_package(root, name=name)
    (finding,) = folder.inspect(package)
    assert (finding.code, finding.value) == ("bad-file-name", name)


@pytest.mark.parametrize(
    ("owner", "codes"), [("Sở Du lịch", []), ("a\nb", ["bad-file-name"]), ("<b>", ["bad-file-name"])]
)
def test_names_of_owners(root: Path, owner: str, codes: list[str]) -> None:
    assert _codes(write_package(root, owner=owner)) == codes


def test_nothing_that_is_refused_is_opened(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (package / "data" / "more.csv").symlink_to("/etc/hostname")
    os.mkfifo(package / "data" / "pipe.csv")
    opened: list[str] = []

    def spy(file: object, *_arguments: object, **_keywords: object) -> object:
        opened.append(str(file))
        raise AssertionError(f"{file} was opened")

    monkeypatch.setattr(builtins, "open", spy)
    monkeypatch.setattr(Path, "read_bytes", spy)
    monkeypatch.setattr(Path, "open", spy)
    loaded = load([package])
    assert opened == []
    assert {finding.code for finding in loaded.findings} == {"not-a-regular-file"}


def test_what_is_not_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert _codes(file) == ["not-a-folder"]
    assert _codes(tmp_path / "nowhere") == ["not-a-folder"]
