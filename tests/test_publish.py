"""Publishing, tried against bare repositories on this machine."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from observatory import manifest
from observatory import publish as module
from observatory.errors import PublishError
from observatory.findings import LANGS
from observatory.messages import error_message
from observatory.publish import Published, publish, site_files

BRANCH = "gh-pages"
KILLS = 8
PAGES = {
    "index.html": "<h1>Việt Nam</h1>",
    "en/index.html": "<h1>Viet Nam</h1>",
    "404.html": "<h1>Không tìm thấy</h1>",
    "tai-ve/reference/countries/countries.csv": "iso3\nVNM\n",
}


@pytest.fixture(autouse=True)
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git without the settings of the machine or of a hook that runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("HOME", str(tmp_path))


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Lan", "-c", "user.email=lan@localhost"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


def write_site(folder: Path, pages: dict[str, str]) -> Path:
    """A built site as the build leaves it: ``site/`` and ``manifest.json`` beside it."""
    site = folder / "site"
    for path, text in pages.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text, encoding="utf-8")
    write_manifest(site)
    return site


def write_manifest(site: Path) -> None:
    (site.parent / "manifest.json").write_text(manifest.of(site).text(), encoding="utf-8")


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    folder = tmp_path / "remote.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    return folder


@pytest.fixture
def repo(tmp_path: Path, bare: Path) -> Path:
    """A checkout whose ``origin`` is the bare repository, with its source pushed on ``main``."""
    folder = tmp_path / "checkout"
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(folder)], check=True)
    (folder / "README.md").write_text("source\n")
    git(folder, "add", "README.md")
    git(folder, "commit", "--quiet", "-m", "Source")
    git(folder, "remote", "add", "origin", str(bare))
    git(folder, "push", "--quiet", "origin", "main")
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write_site(tmp_path / "build", PAGES)


def send(site: Path, repo: Path, *, dry_run: bool = False, remote: str = "origin") -> Published:
    return publish(site, remote, BRANCH, repo, dry_run)


def refusal(site: Path, repo: Path) -> PublishError:
    with pytest.raises(PublishError) as caught:
        send(site, repo)
    return caught.value


def refs(folder: Path) -> str:
    return git(folder, "for-each-ref")


def on_branch(bare: Path) -> dict[str, str]:
    names = git(bare, "ls-tree", "-r", "--name-only", BRANCH).splitlines()
    return {name: git(bare, "show", f"{BRANCH}:{name}") for name in names}


def move_branch(bare: Path, tmp_path: Path, name: str, text: str) -> str:
    """Someone else commits a file on the branch; gives the commit."""
    other = tmp_path / f"other-{name}"
    git(tmp_path, "clone", "--quiet", "--branch", BRANCH, str(bare), str(other))
    (other / name).write_text(text)
    git(other, "add", "-A")
    git(other, "commit", "--quiet", "-m", name)
    git(other, "push", "--quiet", "origin", BRANCH)
    return git(other, "rev-parse", "HEAD")


def test_first_publish_puts_every_file_on_a_new_branch(site: Path, repo: Path, bare: Path) -> None:
    published = send(site, repo)
    assert on_branch(bare) == {path: text.strip() for path, text in PAGES.items()} | {".nojekyll": ""}
    assert git(bare, "rev-parse", BRANCH) == published.commit
    assert git(bare, "rev-parse", f"{BRANCH}^{{tree}}") == published.tree
    assert (published.previous, published.changed, published.files) == ("", True, 5)


def test_a_second_publish_stands_on_the_first(site: Path, repo: Path, bare: Path) -> None:
    first = send(site, repo)
    (site / "404.html").unlink()
    (site / "index.html").write_text("<h1>Mới</h1>", encoding="utf-8")
    write_manifest(site)
    second = send(site, repo)
    assert second.previous == first.commit
    assert git(bare, "rev-list", "--count", BRANCH) == "2"
    assert on_branch(bare)["index.html"] == "<h1>Mới</h1>"
    assert "404.html" not in on_branch(bare)


def test_the_same_site_again_makes_no_commit(site: Path, repo: Path, bare: Path) -> None:
    first = send(site, repo)
    again = send(site, repo)
    assert (again.changed, again.commit) == (False, first.commit)
    assert git(bare, "rev-list", "--count", BRANCH) == "1"


def test_the_users_repository_is_left_alone(site: Path, repo: Path) -> None:
    before = refs(repo), git(repo, "count-objects", "-v"), (repo / ".git/config").read_text()
    send(site, repo)
    assert (refs(repo), git(repo, "count-objects", "-v"), (repo / ".git/config").read_text()) == before
    assert not (repo / ".git/FETCH_HEAD").exists()


def test_the_domain_on_the_branch_is_kept_byte_for_byte(site: Path, repo: Path, bare: Path, tmp_path: Path) -> None:
    send(site, repo)
    move_branch(bare, tmp_path, "CNAME", "hinhanh.example.vn\n\n")
    (site / "index.html").write_text("new")
    write_manifest(site)
    published = send(site, repo)
    assert published.cname == "hinhanh.example.vn"
    kept = subprocess.run(["git", "show", f"{BRANCH}:CNAME"], cwd=bare, capture_output=True, check=True)
    assert kept.stdout == b"hinhanh.example.vn\n\n"


def test_a_domain_of_the_site_itself_wins(site: Path, repo: Path, bare: Path, tmp_path: Path) -> None:
    send(site, repo)
    move_branch(bare, tmp_path, "CNAME", "old.example.vn")
    (site / "CNAME").write_text("new.example.vn")
    write_manifest(site)
    assert send(site, repo).cname == "new.example.vn"


def test_a_rejected_push_says_why_and_changes_nothing(site: Path, repo: Path, bare: Path) -> None:
    send(site, repo)
    before = refs(bare)
    hook = bare / "hooks/pre-receive"
    hook.write_text("#!/bin/sh\necho 'the branch is frozen' >&2\nexit 1\n")
    hook.chmod(0o755)
    (site / "index.html").write_text("new")
    write_manifest(site)
    error = refusal(site, repo)
    assert error.code == "publish-rejected"
    assert "pre-receive hook declined" in error.details["reason"]
    assert "the branch is frozen" in error.details["reason"]
    assert refs(bare) == before


def test_the_loser_of_a_race_is_rejected(
    site: Path, repo: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(site, repo)
    (site / "index.html").write_text("late")
    write_manifest(site)
    winner: list[str] = []
    push = module._push

    def push_after_the_other(private: Path, branch: str, commit: str, previous: str) -> None:
        winner.append(move_branch(bare, tmp_path, "winner.html", "first"))
        push(private, branch, commit, previous)

    monkeypatch.setattr(module, "_push", push_after_the_other)
    assert refusal(site, repo).code == "publish-rejected"
    assert git(bare, "rev-parse", BRANCH) == winner[0]


def test_a_branch_set_back_in_between_is_not_moved_on(
    site: Path, repo: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(site, repo)
    (site / "index.html").write_text("second")
    write_manifest(site)
    send(site, repo)
    (site / "index.html").write_text("third")
    write_manifest(site)
    push = module._push

    def push_after_the_step_back(private: Path, branch: str, commit: str, previous: str) -> None:
        git(bare, "update-ref", f"refs/heads/{BRANCH}", first.commit)
        push(private, branch, commit, previous)

    monkeypatch.setattr(module, "_push", push_after_the_step_back)
    assert refusal(site, repo).code == "publish-rejected"
    assert git(bare, "rev-parse", BRANCH) == first.commit


def test_a_branch_that_appears_during_the_first_publish_is_kept(
    site: Path, repo: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    push = module._push

    def appears(private: Path, branch: str, commit: str, previous: str) -> None:
        git(bare, "update-ref", f"refs/heads/{BRANCH}", git(bare, "rev-parse", "main"))
        push(private, branch, commit, previous)

    monkeypatch.setattr(module, "_push", appears)
    assert refusal(site, repo).code == "publish-rejected"
    assert git(bare, "rev-parse", BRANCH) == git(bare, "rev-parse", "main")


def test_a_shallow_single_branch_clone_publishes_without_rewriting(
    site: Path, repo: Path, bare: Path, tmp_path: Path
) -> None:
    send(site, repo)
    shallow = tmp_path / "shallow"
    git(
        tmp_path,
        "clone",
        "--quiet",
        "--depth=1",
        "--single-branch",
        "--branch=main",
        bare.as_uri(),
        str(shallow),
    )
    for number in range(2):
        (site / "index.html").write_text(f"version {number}")
        write_manifest(site)
        send(site, shallow)
    assert git(bare, "rev-list", "--count", BRANCH) == "3"
    git(bare, "fsck", "--strict")


def test_a_dry_run_writes_nothing(site: Path, repo: Path, bare: Path) -> None:
    before = refs(bare), git(bare, "count-objects", "-v"), refs(repo)
    published = send(site, repo, dry_run=True)
    assert (published.dry_run, published.changed, published.files) == (True, True, 5)
    assert (refs(bare), git(bare, "count-objects", "-v"), refs(repo)) == before


def test_an_address_may_stand_for_the_remote(site: Path, repo: Path, bare: Path) -> None:
    published = send(site, repo, remote=bare.as_uri())
    assert git(bare, "rev-parse", BRANCH) == published.commit


def test_a_relative_remote_counts_from_the_checkout(site: Path, repo: Path, bare: Path) -> None:
    git(repo, "remote", "set-url", "origin", "../remote.git")
    assert git(bare, "rev-parse", "main")
    assert send(site, repo).commit == git(bare, "rev-parse", BRANCH)


def test_the_identity_of_the_checkout_signs_the_commit(site: Path, repo: Path, bare: Path) -> None:
    git(repo, "config", "user.name", "Nguyễn Thị Lan")
    git(repo, "config", "user.email", "lan@example.vn")
    send(site, repo)
    assert git(bare, "log", "-1", "--format=%cn <%ce>", BRANCH) == "Nguyễn Thị Lan <lan@example.vn>"


def test_settings_from_the_environment_reach_git(
    site: Path, repo: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{bare.as_uri()}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "public:observatory")
    send(site, repo, remote="public:observatory")
    assert BRANCH in refs(bare)


def test_another_repository_named_by_the_environment_is_not_written(
    site: Path, repo: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "victim"
    subprocess.run(["git", "init", "--quiet", str(victim)], check=True)
    monkeypatch.setenv("GIT_DIR", str(victim / ".git"))
    send(site, repo)
    monkeypatch.delenv("GIT_DIR")
    assert refs(victim) == ""
    assert BRANCH in refs(bare)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a\nM 100644 inline CNAME\ndata 8\nevil.com\n", "publish-hostile-name"),
        ('quote".html', "publish-hostile-name"),
        ("back\\slash.html", "publish-hostile-name"),
        (".git/config", "publish-hostile-name"),
        ("tai-ve/.GIT/config", "publish-hostile-name"),
        ("zero\u200bwidth.html", "publish-hostile-name"),
        ("INDEX.html", "publish-name-collision"),
        ("EN/trang.html", "publish-name-collision"),
    ],
)
def test_a_hostile_name_is_refused_before_git_hears_of_it(
    site: Path, repo: Path, bare: Path, name: str, code: str
) -> None:
    before = refs(bare)
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text("x")
    write_manifest(site)
    assert refusal(site, repo).code == code
    assert refs(bare) == before


def test_a_name_composed_in_two_ways_is_refused(site: Path, repo: Path) -> None:
    (site / "hu\u1ebf.html").write_text("x")
    (site / "hue\u0302\u0301.html").write_text("x")
    write_manifest(site)
    assert refusal(site, repo).code == "publish-name-collision"


def test_a_name_that_is_not_utf8_is_refused(site: Path, repo: Path) -> None:
    Path(os.fsdecode(os.fsencode(site) + b"/hu\xea.html")).write_text("x")
    assert refusal(site, repo).code == "publish-hostile-name"


@pytest.mark.parametrize("kind", ["file", "folder", "dangling", "pipe"])
def test_only_plain_files_and_folders_are_published(site: Path, repo: Path, tmp_path: Path, kind: str) -> None:
    target = {"file": "/etc/hostname", "folder": str(tmp_path), "dangling": "nowhere"}
    if kind == "pipe":
        os.mkfifo(site / "strange")
    else:
        (site / "strange").symlink_to(target[kind])
    assert refusal(site, repo).code == "publish-not-regular"


def test_a_linked_site_folder_is_refused(site: Path, repo: Path) -> None:
    site.rename(site.with_name("elsewhere"))
    site.symlink_to(site.with_name("elsewhere"))
    assert refusal(site, repo).code == "no-site"


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_a_site_that_is_not_as_built_is_refused(site: Path, repo: Path, bare: Path, change: str) -> None:
    before = refs(bare)
    page = site / "en/index.html"
    if change == "changed":
        page.write_bytes(page.read_bytes()[:-1] + b"?")
    elif change == "added":
        (site / "extra.html").write_text("x")
    else:
        page.unlink()
    error = refusal(site, repo)
    assert error.code == "publish-not-as-built"
    assert error.details["path"] == ("extra.html" if change == "added" else "en/index.html")
    assert refs(bare) == before


@pytest.mark.parametrize("text", [None, "{", "[]", '{"site_sha256": "", "files": {}}', '{"files": {"a": "b"}}'])
def test_a_manifest_that_says_nothing_is_refused(site: Path, repo: Path, text: str | None) -> None:
    file = site.parent / "manifest.json"
    file.unlink()
    if text is not None:
        file.write_text(text)
    assert refusal(site, repo).code == "publish-no-manifest"


def test_a_manifest_whose_digest_is_wrong_is_refused(site: Path, repo: Path) -> None:
    file = site.parent / "manifest.json"
    raw = json.loads(file.read_text())
    file.write_text(json.dumps(raw | {"site_sha256": "0" * 64}))
    assert refusal(site, repo).code == "publish-no-manifest"


@pytest.mark.parametrize(
    ("branch", "code"),
    [
        ("main", "publish-source-branch"),
        ("--mirror", "publish-bad-branch"),
        ("a..b", "publish-bad-branch"),
        ("a b", "publish-bad-branch"),
    ],
)
def test_a_branch_that_must_not_be_overwritten_is_refused(
    site: Path, repo: Path, bare: Path, branch: str, code: str
) -> None:
    before = refs(bare)
    with pytest.raises(PublishError) as caught:
        publish(site, "origin", branch, repo, False)
    assert caught.value.code == code
    assert refs(bare) == before


def test_outside_a_repository_it_says_so(site: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert refusal(site, tmp_path / "plain").code == "publish-no-repository"


def test_a_remote_that_does_not_answer_is_named_without_its_password(site: Path, repo: Path) -> None:
    git(repo, "remote", "set-url", "origin", "http://lan:s3cret@127.0.0.1:9/x.git")
    error = refusal(site, repo)
    assert error.code == "publish-unreachable"
    assert "s3cret" not in str(error)


def test_a_remote_that_does_not_exist_is_told_in_gits_words(site: Path, repo: Path) -> None:
    with pytest.raises(PublishError) as caught:
        send(site, repo, remote="nowhere")
    assert caught.value.code == "publish-unreachable"
    assert "'nowhere' does not appear to be a git repository" in caught.value.details["reason"]


def test_what_ghp_import_wrote_is_held_against_the_folder(
    site: Path, repo: Path, bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = refs(bare)
    write = module._import

    def lose_a_file(private: Path, staging: Path, branch: str, message: str) -> str:
        (staging / "en/index.html").unlink()
        return write(private, staging, branch, message)

    monkeypatch.setattr(module, "_import", lose_a_file)
    assert refusal(site, repo).code == "publish-tree-mismatch"
    assert refs(bare) == before


def test_ghp_import_failing_is_told(site: Path, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.sys, "executable", "/bin/false")
    assert refusal(site, repo).code == "publish-import-failed"


def test_a_run_killed_at_any_moment_leaves_both_repositories_whole(
    site: Path, repo: Path, bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    for number in range(300):
        (site / f"trang-{number}.html").write_text(f"{number}" * 2000)
    write_manifest(site)
    program = (
        "import sys; from pathlib import Path; from observatory.publish import publish; "
        "publish(Path(sys.argv[1]), 'origin', sys.argv[2], Path(sys.argv[3]), False)"
    )
    command = [sys.executable, "-c", program, str(site), BRANCH, str(repo)]
    expected = len(site_files(site)) + 1
    before = refs(repo)
    started = time.perf_counter()
    subprocess.run(command, check=True)
    whole = time.perf_counter() - started
    for attempt in range(KILLS):
        (site / "index.html").write_text(f"attempt {attempt}")
        write_manifest(site)
        run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(whole * (attempt + 1) / (KILLS + 1))
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert refs(repo) == before
        assert len(git(bare, "ls-tree", "-r", "--name-only", BRANCH).splitlines()) == expected
    git(bare, "fsck", "--strict")


def test_every_refusal_has_words_in_both_languages() -> None:
    source = Path(module.__file__).read_text(encoding="utf-8")
    raised = re.findall(r'PublishError\(\s*"([a-z-]+)"(.*?)\)(?: from|\n)', source, re.DOTALL)
    assert len({code for code, _ in raised}) == 15
    for code, details in raised:
        error = PublishError(code, **dict.fromkeys(re.findall(r"(\w+)=", details), "-"))
        for lang in LANGS:
            assert "{" not in error_message(error, lang)
