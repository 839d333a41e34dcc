"""The data of a revision as files: what git holds, and nothing that git could be made to do."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from git_alone import git_alone
from observatory import revisions
from observatory.errors import ObservatoryError
from observatory.gate import limits
from observatory.revisions import folder_of, listed

BLOB, LINK, MODULE, TREE, RUN = "100644", "120000", "160000", "40000", "100755"


@pytest.fixture(autouse=True)
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_alone(tmp_path, monkeypatch)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return folder


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    identity = ["-c", "user.name=Lan", "-c", "user.email=lan@localhost"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, input=stdin)
    return done.stdout.decode().strip()


def blob(repo: Path, content: bytes = b"x\n") -> str:
    return git(repo, "hash-object", "-w", "--stdin", stdin=content)


def tree(repo: Path, *entries: tuple[str, bytes, str]) -> str:
    """A tree of (mode, name, object), in the order given: what no checkout would let one make."""
    content = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries)
    return git(repo, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", stdin=content)


def commit(repo: Path, *entries: tuple[str, bytes, str]) -> str:
    """A commit whose package ``datasets/hue/sample`` holds the entries."""
    inner = tree(
        repo, (TREE, b"datasets", tree(repo, (TREE, b"hue", tree(repo, (TREE, b"sample", tree(repo, *entries))))))
    )
    return git(repo, "commit-tree", inner, "-m", "x")


def written(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    assert all(path.is_file() and not path.is_symlink() for path in files)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_files_come_out_byte_for_byte(repo: Path, tmp_path: Path) -> None:
    contents = {b"values.csv": b"a\r\nb\x00\xff$Id$\n", b"README.md": "Huế".encode(), b"empty.csv": b""}
    attributes = (BLOB, b"x.gitattributes", blob(repo))
    head = commit(repo, attributes, *((RUN, name, blob(repo, content)) for name, content in contents.items()))
    (repo / ".git" / "info" / "attributes").write_text("* text eol=lf ident filter=evil diff=evil\n")
    for key in ("filter.evil.smudge", "diff.evil.textconv", "core.fsmonitor", "core.sshCommand", "core.pager"):
        git(repo, "config", key, f"touch {tmp_path}/ran")
    out = tmp_path / "out"
    assert folder_of(repo, head, out) == []
    found = {Path(path).name.encode(): content for path, content in written(out).items()}
    assert {name: found[name] for name in contents} == contents
    assert not (tmp_path / "ran").exists()


def test_packages_with_the_same_bytes_have_the_same_id(repo: Path) -> None:
    same = blob(repo)
    one = commit(repo, (BLOB, b"a.csv", same))
    two = commit(repo, (BLOB, b"a.csv", same))
    other = commit(repo, (BLOB, b"a.csv", blob(repo, b"y\n")))
    ids = [listed(repo, revision).packages for revision in (one, two, other)]
    assert ids[0] == ids[1] != ids[2]
    assert list(ids[0]) == ["hue/sample"]


def test_a_revision_without_data_has_none(repo: Path, tmp_path: Path) -> None:
    empty = git(repo, "commit-tree", tree(repo, (BLOB, b"a", blob(repo))), "-m", "x")
    assert listed(repo, empty).packages == {}
    assert folder_of(repo, empty, tmp_path / "out") == []
    assert (tmp_path / "out" / "datasets").is_dir()


@pytest.mark.parametrize(
    ("mode", "name", "code"),
    [
        (LINK, b"values.csv", "not-a-regular-file"),
        (MODULE, b"module", "not-a-regular-file"),
        (BLOB, b"..", "bad-file-name"),
        (BLOB, b".", "bad-file-name"),
        (BLOB, b".git", "bad-file-name"),
        (BLOB, b".hidden", "bad-file-name"),
        (BLOB, b"-rf", "bad-file-name"),
        (BLOB, b"a\nb.csv", "bad-file-name"),
        (BLOB, b'a"b.csv', "bad-file-name"),
        (BLOB, b"a\\b.csv", "bad-file-name"),
        (BLOB, b"a\xff.csv", "bad-file-name"),
        (BLOB, "hu\u1ebf.csv".encode(), "bad-file-name"),
        (BLOB, b"\x1b[31m.csv", "bad-file-name"),
        (BLOB, b"x" * 300, "bad-file-name"),
    ],
)
def test_what_is_no_plain_file_is_refused_and_the_rest_is_read(
    repo: Path, tmp_path: Path, mode: str, name: bytes, code: str
) -> None:
    target = blob(repo, b"/etc/hostname")
    other = git(repo, "commit-tree", tree(repo), "-m", "x") if mode == MODULE else target
    head = commit(repo, (BLOB, b"good.csv", target), (mode, name, other))
    findings = folder_of(repo, head, tmp_path / "out")
    assert [finding.code for finding in findings] == [code]
    assert findings[0].file.isprintable() and "\n" not in findings[0].file
    assert list(written(tmp_path / "out")) == ["datasets/hue/sample/good.csv"]


def test_nothing_is_written_outside(repo: Path, tmp_path: Path) -> None:
    up = tree(repo, (BLOB, b"evil.csv", blob(repo)))
    for name in (b"..", b"/", b"/etc", b"a/../../b"):
        folder_of(repo, commit(repo, (TREE, name, up)), tmp_path / "out" / name.hex())
        assert written(tmp_path / "out" / name.hex()) == {}
    assert not list(tmp_path.glob("**/evil.csv"))


@pytest.mark.parametrize(
    "entries",
    [
        [(BLOB, b"Values.csv"), (BLOB, b"values.csv")],
        [(BLOB, b"a.csv"), (BLOB, b"a.csv")],
        [(BLOB, b"data"), (TREE, b"data")],
        [(TREE, b"data"), (BLOB, b"data")],
        [(TREE, b"Data"), (TREE, b"data")],
    ],
)
def test_two_entries_for_one_name_are_refused(repo: Path, tmp_path: Path, entries: list[tuple[str, bytes]]) -> None:
    objects = {BLOB: blob(repo), TREE: tree(repo, (RUN, b"in.csv", blob(repo)))}
    head = commit(repo, *((mode, name, objects[mode]) for mode, name in entries))
    findings = folder_of(repo, head, tmp_path / "out")
    assert {finding.code for finding in findings} == {"name-collision"}
    assert len(written(tmp_path / "out")) == 1


def test_a_file_over_the_cap_is_named_and_never_read(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 1000)
    head = commit(repo, (BLOB, b"big.csv", blob(repo, b"x" * 1001)), (BLOB, b"small.csv", blob(repo, b"x" * 1000)))
    (finding,) = folder_of(repo, head, tmp_path / "out")
    assert (finding.code, finding.value) == ("file-too-large", "1001")
    assert {path: len(content) for path, content in written(tmp_path / "out").items()} == {
        "datasets/hue/sample/small.csv": 1000
    }


@pytest.mark.parametrize(("cap", "value"), [("MAX_FILES", 3), ("MAX_TOTAL_BYTES", 7)])
def test_all_files_together_have_a_cap(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: str, value: int
) -> None:
    monkeypatch.setattr(revisions, cap, value)
    head = commit(repo, *((BLOB, f"f{i}.csv".encode(), blob(repo)) for i in range(9)))
    (finding,) = folder_of(repo, head, tmp_path / "out")
    assert (finding.code, len(written(tmp_path / "out"))) == ("too-many-files", 3)


def test_a_tree_that_unfolds_without_end_is_cut(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revisions, "MAX_LISTING_BYTES", 100_000)
    inner = tree(repo, *((BLOB, f"f{i}".encode(), blob(repo)) for i in range(10)))
    for _ in range(9):
        inner = tree(repo, *((TREE, f"d{i}".encode(), inner) for i in range(10)))
    with pytest.raises(ObservatoryError, match="revision-too-large"):
        listed(repo, commit(repo, (TREE, b"d", inner)))


@pytest.mark.parametrize(
    "name",
    [
        "--upload-pack=touch ran",
        "-h",
        "",
        "HEAD\n",
        "a b",
        "HEAD:datasets",
        "no-such",
        "../x",
        "x" * 300,
        "HEAD^{tree}",
    ],
)
def test_a_name_that_is_no_revision_is_refused(repo: Path, name: str) -> None:
    commit(repo, (BLOB, b"a.csv", blob(repo)))
    with pytest.raises(ObservatoryError, match="revision-unknown"):
        listed(repo, name)


def test_a_folder_without_a_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(ObservatoryError, match="repository-unreadable"):
        listed(tmp_path, "HEAD")


def test_the_environment_cannot_send_git_elsewhere(repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = commit(repo, (BLOB, b"a.csv", blob(repo)))
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_WORK_TREE"):
        monkeypatch.setenv(name, str(tmp_path / "other"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "x")
    assert list(listed(repo, head).packages) == ["hue/sample"]
