"""What a pull request may touch, and that no spelling of a path gets round it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.contribution import owners as contributors
from observatory.contribution.codeowners import CORE_TEAM, codeowners
from observatory.contribution.owners import EVERY, Owner, Owners
from observatory.contribution.paths import BOT, MAX_PATHS, Change, changes, foreign, touches_code
from observatory.contribution.pull import changed
from packages import ROOT

OWNERS = Owners(
    tuple(
        Owner(folder, kind, f"Đơn vị {folder}", f"Unit {folder}", f"so-lieu-{folder}")
        for folder, kind in (
            ("hue", "province"),
            ("da-nang", "province"),
            ("cuc-bc", "agency"),
            ("reference", "project"),
            ("methodology", "project"),
        )
    ),
    {"lan-hue": frozenset({"hue"}), "truong-nhom": frozenset({EVERY})},
)
HUE, DA_NANG = "datasets/hue/le-hoi/data/le-hoi.csv", "datasets/da-nang/le-hoi/datapackage.json"


def codes(*paths: str, author: str = "ai-do", mode: str = "100644") -> set[str]:
    return {finding.code for finding in foreign([Change(path, mode) for path in paths], author, OWNERS)}


@pytest.mark.parametrize(
    ("author", "paths", "expected"),
    [
        ("lan-hue", [HUE], set()),
        ("Lan-Hue", [HUE], set()),
        ("lan-hue", [HUE, DA_NANG], {"foreign-folder"}),
        ("lan-hue", ["README.md"], {"foreign-folder"}),
        ("lan-hue", ["datasets/reference/visitors/data/annual.csv"], {"foreign-folder"}),
        ("lan-hue", ["datasets/hue-2/x/datapackage.json"], {"foreign-folder"}),
        ("ai-do", [HUE], set()),
        ("ai-do", ["scripts/observatory/cli.py", "README.md"], set()),
        ("ai-do", [HUE, DA_NANG], {"several-owners"}),
        ("ai-do", [HUE, "README.md"], {"data-and-code"}),
        ("ai-do", ["datasets/methodology/reviews/datapackage.json"], {"core-folder"}),
        ("ai-do", ["datasets/reference/visitors/data/annual.csv"], {"core-folder"}),
        ("ai-do", ["datasets/khong-co/x/datapackage.json"], {"owner-unknown"}),
        (BOT, ["datasets/reference/media-daily/data/daily.csv"], set()),
        (BOT, ["datasets/methodology/reviews/datapackage.json"], {"core-folder"}),
        (BOT, ["datasets/reference/media-daily/data/daily.csv", ".github/workflows/check.yml"], {"data-and-code"}),
        ("truong-nhom", [HUE, DA_NANG, "README.md", "datasets/methodology/reviews/datapackage.json"], set()),
        ("ai-do", [], set()),
    ],
)
def test_who_may_change_what(author: str, paths: list[str], expected: set[str]) -> None:
    assert codes(*paths, author=author) == expected


@pytest.mark.parametrize(
    "path",
    [
        "datasets/hue/../da-nang/x.csv",
        "datasets/hue/./x.csv",
        "datasets//hue/x.csv",
        "/datasets/hue/x.csv",
        "Datasets/hue/x/x.csv",
        "DATASETS/da-nang/x/x.csv",
        "datasets/Hue/x/x.csv",
        "datasets/huê/x/x.csv",
        "ｄatasets/hue/x/x.csv",
        "datasets/hue\u200b/x/x.csv",
        "datasets/hue\n/x.csv",
        "datasets/hue\\x.csv",
        "datasets/hue",
        "datasets/note.txt",
        "datasets",
        "datasets/hue/.git/config",
        "datasets/hue/.GIT /hooks",
        ".git/config",
        "GIT~1/config",
        "datasets/hue/\\xff.csv",
    ],
)
@pytest.mark.parametrize("author", ["ai-do", "lan-hue", "truong-nhom", BOT])
def test_a_strange_name_is_refused_to_everyone(path: str, author: str) -> None:
    assert codes(path, author=author) == {"strange-path"}


@pytest.mark.parametrize("mode", ["120000", "160000", "040000"])
def test_links_and_submodules_are_refused(mode: str) -> None:
    assert codes(HUE, mode=mode) == {"not-a-regular-file"}


def test_a_removed_file_counts_as_changed() -> None:
    assert codes(DA_NANG, author="lan-hue", mode="000000") == {"foreign-folder"}
    assert codes(HUE, author="lan-hue", mode="000000") == set()


def test_too_many_paths_are_one_finding() -> None:
    paths = [Change(f"datasets/hue/x/{number}.csv", "100644") for number in range(MAX_PATHS + 1)]
    assert [finding.code for finding in foreign(paths, "lan-hue", OWNERS)] == ["pull-too-large"]
    assert foreign(paths[1:], "lan-hue", OWNERS) == []


@given(st.lists(st.text(alphabet="adehstu./-_ ＤÊ\u0301\n", max_size=24).map("datasets/hue/".__add__), max_size=4))
def test_what_a_unit_may_change_lies_in_its_folder(paths: list[str]) -> None:
    if codes(*paths, author="lan-hue") == set():
        assert all(Path("/x", path).resolve().is_relative_to("/x/datasets/hue") for path in paths)


@given(
    st.lists(st.sampled_from([HUE, DA_NANG, "README.md", "datasets/methodology/x/y.csv", "datasets/cuc-bc/a/b.csv"]))
)
def test_a_stranger_changes_one_folder_of_a_unit_or_none(paths: list[str]) -> None:
    folders = {path.split("/")[1] for path in paths if path.startswith("datasets/")}
    allowed = len(folders) == 1 and "methodology" not in folders and "README.md" not in paths
    assert (codes(*paths) == set()) == (allowed or not folders)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_both_names_of_a_moved_file_and_the_modes_come_from_git(tmp_path: Path) -> None:
    old, link = tmp_path / HUE, tmp_path / "datasets/hue/le-hoi/link"
    old.parent.mkdir(parents=True)
    old.write_text("year,value\n2025,1\n", encoding="utf-8")
    (tmp_path / "gone.txt").write_text("x", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "base")
    base = git(tmp_path, "rev-parse", "HEAD")
    new = tmp_path / "datasets/da-nang/le-hoi/data/le hội.csv"
    new.parent.mkdir(parents=True)
    old.rename(new)
    link.symlink_to("/etc/passwd")
    (tmp_path / "gone.txt").unlink()
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "head")
    found = changed(tmp_path, base, git(tmp_path, "rev-parse", "HEAD"))
    assert set(found) == {
        Change(HUE, "000000"),
        Change("datasets/da-nang/le-hoi/data/le hội.csv", "100644"),
        Change("datasets/hue/le-hoi/link", "120000"),
        Change("gone.txt", "000000"),
    }
    assert touches_code(found)
    assert not touches_code([Change(HUE, "100644")])


@pytest.mark.parametrize("name", ["HEAD", "main", "--output=x", "", "a" * 39, "A" * 40])
def test_a_commit_is_named_by_its_id_alone(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="whole id"):
        changed(tmp_path, "a" * 40, name)


@pytest.mark.parametrize("raw", [b"x\0y\0", b":100644 100644 " + b"a" * 40 + b"\0x\0", b":1\0"])
def test_only_the_raw_output_of_git_is_read(raw: bytes) -> None:
    with pytest.raises(ValueError, match="raw output"):
        changes(raw)


def test_our_own_owners_are_read() -> None:
    owners = contributors.read(ROOT / "datasets")
    assert owners.core == {"reference", "methodology"}
    assert {"hue", "da-nang"} <= owners.folders
    assert not {account for account, folders in owners.accounts.items() if folders - owners.folders - {EVERY}}


def test_every_path_of_this_repository_has_a_name_that_may_be_changed() -> None:
    listed = git(ROOT, "ls-files", "-z").split("\0")
    paths = [Change(path, "100644") for path in listed if path]
    assert [
        finding
        for part in range(0, len(paths), 500)
        for finding in foreign(paths[part : part + 500], "truong-nhom", OWNERS)
    ] == []


def test_the_code_owners_are_those_of_the_package() -> None:
    written = (ROOT / ".github/CODEOWNERS").read_text(encoding="utf-8")
    (line,) = [line for line in written.splitlines() if line.startswith("* ")]
    organisation = line.partition("@")[2].partition("/")[0]
    assert written == codeowners(contributors.read(ROOT / "datasets"), organisation)


def test_a_unit_reviews_its_folder_and_the_core_team_the_rest() -> None:
    rules = dict(
        line.split(maxsplit=1) for line in codeowners(OWNERS, "to").splitlines() if line and not line.startswith("#")
    )
    core = f"@to/{CORE_TEAM}"
    assert next(iter(rules.items())) == ("*", core)
    assert rules["/datasets/hue/"] == f"@to/so-lieu-hue {core}"
    closed = ("/.github/", "/scripts/", "/schemas/", "/site_src/", "/mkdocs.yml", "/datasets/methodology/")
    assert {rules[path] for path in closed} == {core}
