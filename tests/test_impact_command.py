"""``observatory impact``: what moves between two revisions of the data, held against figures worked out otherwise."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from git_alone import git_alone
from observatory import abreast, cli
from observatory import impact as module
from observatory.compute import result
from observatory.effects.comment import MARK
from observatory.effects.model import document
from observatory.impact import impact
from observatory.results import ResultPackage
from observatory.tables.load import DATASETS, load
from observatory.tables.model import Catalogue
from packages import edit_csv, edit_descriptor

INDEX = "local-index-pilot"
VALUES = "datasets/reference/province-papi/data/values_2024.csv"
PACKAGES = (
    *("methodology/impact", "methodology/indicators", f"methodology/{INDEX}"),
    *("reference/province-papi", "reference/provincial-units"),
)
PARENT = os.getpid()
CORES = os.cpu_count() or 1
HANOI = "former63-01-papi_d1_participation-2024"


@pytest.fixture(autouse=True)
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_alone(tmp_path, monkeypatch)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Lan", "-c", "user.email=lan@localhost"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)
    return done.stdout.decode().strip()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the published packages that the local index needs."""
    repo = tmp_path_factory.mktemp("published")
    for package in PACKAGES:
        shutil.copytree(DATASETS / package, repo / "datasets" / package)
    git(repo, "init", "--quiet", "--initial-branch=main")
    git(repo, "add", ".")
    git(repo, "commit", "--quiet", "-m", "published")
    return repo


@pytest.fixture
def repo(original: Path, tmp_path: Path) -> Path:
    """A repository of one's own with the same history."""
    copy = tmp_path / "repo"
    shutil.copytree(original, copy)
    return copy


def changed(repo: Path, change: Callable[[Path], object]) -> None:
    change(repo)
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "a change")


def cell(row_id: str, field: str, to: Callable[[str], str]) -> Callable[[Path], object]:
    """A change of one cell of the values, by the id of its row."""

    def change(repo: Path) -> None:
        frame = pd.read_csv(repo / VALUES, dtype=str, keep_default_na=False)
        rows = frame["id"] == row_id
        assert rows.sum() == 1
        frame.loc[rows, field] = frame.loc[rows, field].map(to)
        frame.to_csv(repo / VALUES, index=False, lineterminator="\n")

    return change


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["observatory", "impact", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


def scores(repo: Path, revision: str, work: Path) -> pd.DataFrame:
    """The local index of a revision, from a checkout of it and the whole way."""
    git(repo, "worktree", "add", "--quiet", str(work), revision)
    made = result(load([work / "datasets"]).catalogue, INDEX).tables["scores"].frame
    return made.assign(unit=made["level"] + ":" + made["code"]).set_index("unit")


def test_one_value_moves_the_ranks_that_a_whole_computation_moves(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(repo, cell(HANOI, "value", lambda text: str(float(text) + 2)))
    files = {kind: tmp_path / f"impact.{kind}" for kind in ("json", "markdown", "html")}
    options = [part for kind, path in files.items() for part in (f"--{kind}", str(path))]
    assert run(monkeypatch, "HEAD~1", "HEAD", "--repo", str(repo), *options) == 0
    found: dict[str, Any] = json.loads(files["json"].read_text(encoding="utf-8"))

    old, new = scores(repo, "HEAD~1", tmp_path / "old"), scores(repo, "HEAD", tmp_path / "new")
    for group, column in (("ranks", "rank"), ("scores", "score")):
        both = pd.DataFrame({"before": old[column], "after": new[column]}).astype(float)
        moved = both[both["before"].fillna(-1) != both["after"].fillna(-1)]
        assert len(moved) > 0
        told = pd.DataFrame(found[group]).set_index("unit")
        pd.testing.assert_frame_equal(told[["before", "after"]].astype(float), moved.sort_index(), check_names=False)
        assert set(told["index"]) == {INDEX}
    # Hà Nội is one unit before and after the mergers, and the score is the sum of its dimensions.
    (score,) = (item for item in found["scores"] if item["unit"] == "province34:01")
    assert score["after"] - score["before"] == pytest.approx(2)
    (row,) = found["rows"]
    assert (row["package"], row["table"], row["key"], row["change"], row["field"]) == (
        *("reference/province-papi", "values_2024"),
        *({"id": HANOI}, "changed", "value"),
    )
    assert row["after"] - row["before"] == pytest.approx(2)
    assert [(item["indicator"], item["unit"], item["period"]) for item in found["indicators"]] == [
        ("papi_d1_participation", "former63:01", "2024")
    ]
    assert found["severity"] == "high"
    assert "uncorrected-any" in {reason["rule"] for reason in found["why"]}
    assert files["markdown"].read_text(encoding="utf-8").startswith(MARK)
    assert "Hà Nội" in files["html"].read_text(encoding="utf-8")
    assert "Thứ hạng đổi nhiều nhất" in capsys.readouterr().out


def test_between_equal_revisions_nothing_moves(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "result", lambda *_: pytest.fail("nothing had to be computed"))
    found = document(impact(repo, "HEAD", "HEAD"))
    assert found["severity"] == "none"
    lists = {name: value for name, value in found.items() if isinstance(value, list)}
    assert set(lists) >= {"rows", "indicators", "scores", "ranks", "findings", "why"}
    assert not any(lists.values())


def test_words_alone_move_no_figure(repo: Path) -> None:
    changed(repo, lambda repo: (repo / "datasets/reference/province-papi/README.md").write_text("# PAPI\n"))
    found = impact(repo, "HEAD~1", "HEAD")
    assert (found.severity, [item.package for item in found.packages]) == ("none", ["reference/province-papi"])
    assert not found.rows and not found.moves


def test_what_cannot_be_accepted_is_said_and_the_figures_stay(
    repo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(repo, cell(HANOI, "value", lambda _: "bốn @octocat"))
    files = [tmp_path / "impact.json", tmp_path / "impact.md"]
    options = ["--json", str(files[0]), "--markdown", str(files[1])]
    assert run(monkeypatch, "HEAD~1", "HEAD", "--repo", str(repo), *options) == 1
    found = json.loads(files[0].read_text(encoding="utf-8"))
    (finding,) = found["findings"]
    assert (finding["code"], finding["file"], finding["field"]) == ("type-error", VALUES, "value")
    assert found["severity"] == "critical"
    assert found["held"] == ["reference/province-papi"]
    assert not any(found[name] for name in ("rows", "indicators", "scores", "ranks"))
    assert "@octocat" not in files[1].read_text(encoding="utf-8")
    assert "type-error" in capsys.readouterr().err


def test_a_result_that_stops_for_a_reason_nobody_foresaw_is_told_with_the_rest(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = module.result

    def stopping(catalogue: Catalogue, name: str) -> ResultPackage:
        if name == INDEX and 9.5 in set(catalogue.frame("reference/province-papi", "values_2024")["value"]):
            raise ValueError("not enough values to unpack")
        return real(catalogue, name)

    monkeypatch.setattr(module, "result", stopping)
    changed(repo, cell(HANOI, "value", lambda _: "9.5"))
    found = impact(repo, "HEAD~1", "HEAD")
    (finding,) = found.findings
    assert (finding.code, finding.value, finding.expected) == ("result-stopped", INDEX, "ValueError")
    assert (found.not_computed, found.severity) == ((INDEX,), "critical")
    assert [row.change for row in found.rows] == ["changed"]


def test_a_row_that_goes_without_a_correction_is_critical(repo: Path) -> None:
    lines = (repo / VALUES).read_text(encoding="utf-8").splitlines(keepends=True)
    changed(repo, lambda repo: (repo / VALUES).write_text("".join(lines[:-1]), encoding="utf-8"))
    gone = impact(repo, "HEAD~1", "HEAD")
    assert [row.change for row in gone.rows] == ["removed"]
    assert (gone.severity, gone.reasons[0].rule) == ("critical", "removed-any")
    assert [(move.before is None, move.after) for move in gone.of("indicators")] == [(False, None)]


def test_a_change_of_method_is_told_and_judged_by_the_rules_of_before(repo: Path) -> None:
    rules = "datasets/methodology/impact"

    def softened(repo: Path) -> None:
        edit_csv(repo / rules, "method-any,methods,1,high", "method-any,methods,9,low", "rules")
        edit_descriptor(repo / rules, lambda document: document.update(version="1.1.0"))

    changed(repo, softened)
    found = document(impact(repo, "HEAD~1", "HEAD"))
    assert found["method_changed"] == ["methodology/impact"]
    assert found["packages"] == [
        {"package": "methodology/impact", "change": "changed", "before": "1.0.0", "after": "1.1.0"}
    ]
    assert found["severity"] == "high"


def test_without_a_package_its_results_are_lost(repo: Path) -> None:
    changed(repo, lambda repo: shutil.rmtree(repo / "datasets/reference/province-papi"))
    found = impact(repo, "HEAD~1", "HEAD")
    assert INDEX in found.not_computed
    assert found.severity == "critical"
    assert {move.after for move in found.of("ranks")} == {None}


def test_a_package_that_others_refer_to_cannot_go_unnoticed(repo: Path) -> None:
    """What the project itself holds does not stand in for what the change takes away."""
    changed(repo, lambda repo: shutil.rmtree(repo / "datasets/reference/provincial-units"))
    found = impact(repo, "HEAD~1", "HEAD")
    lost = {finding.package for finding in found.findings if finding.code == "reference-missing"}
    assert "reference/province-papi" in lost
    assert found.severity == "critical"


def test_a_base_with_errors_is_said(repo: Path) -> None:
    changed(repo, cell(HANOI, "value", lambda _: "x"))
    changed(repo, cell(HANOI, "value", lambda _: "5.5"))
    found = impact(repo, "HEAD~1", "HEAD")
    assert (found.base_errors, [finding.level for finding in found.findings]) == (1, [])
    assert {move.before for move in found.of("ranks")} == {None}


@pytest.mark.parametrize("revision", ["no-such-branch", "HEAD:datasets"])
def test_an_unknown_revision_is_said_in_words(
    repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], revision: str
) -> None:
    assert run(monkeypatch, "HEAD", revision, "--repo", str(repo)) == 1
    assert revision in capsys.readouterr().err
    assert run(monkeypatch, "HEAD", "--upload-pack=x", "--repo", str(repo)) == 2


def test_two_computations_at_once_give_what_each_gives_and_raise_what_each_raises(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert abreast.both(lambda: os.getpid() != PARENT, lambda: os.getpid()) == (
        sys.platform == "linux" and CORES > 1,
        PARENT,
    )
    with pytest.raises(ZeroDivisionError):
        abreast.both(lambda: 1 // 0, lambda: 1)
    with pytest.raises(KeyError):
        abreast.both(lambda: 1, lambda: {}["x"])
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert abreast.both(lambda: os.getpid(), lambda: os.getpid()) == (PARENT, PARENT)
