"""The steps of the workflows, run here: our own programs as they are, the service played by scripts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_paths import git

from packages import ROOT, table, write_package

PROGRAMS = Path(sys.executable).parent
HOSTILE = '$(touch ran) `touch ran` "; touch ran; # ${{ github.token }} @all'


def run_step(workflow: str, job: str, name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one step in ``folder`` as the service does, with ``folder``/``temp`` as its place for files."""
    text = (ROOT / ".github/workflows" / workflow).read_text(encoding="utf-8")
    (step,) = [step for step in yaml.safe_load(text)["jobs"][job]["steps"] if step["name"].endswith(f" / {name}")]
    variables = {
        "PATH": f"{folder / 'programs'}:{PROGRAMS}:/usr/bin:/bin",
        "HOME": str(folder),
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_REPOSITORY": "to-chuc/kho",
        "PYTHONDONTWRITEBYTECODE": "1",
        **environment,
    }
    place = folder / "checkout"
    return subprocess.run(
        ["bash", "-e", "-c", step["run"]], cwd=place, env=variables, capture_output=True, text=True, check=False
    )


def outputs(folder: Path) -> dict[str, str]:
    lines = (folder / "output").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines)


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    file.chmod(0o755)


# --- a pull request ---------------------------------------------------------------------------------------------------


# A check that finds what the pull request wrote into the table, where it is asked for ``datasets`` of that alone.
VALIDATE = r"""
[[ "$*" == "validate datasets --json --lang vi" && ! -e Makefile ]] || exit 3
file=datasets/hue/sample/data/values.csv value=$(sed -n 2p datasets/hue/sample/data/values.csv | cut -d, -f2)
finding='{"code": "type-error", "level": "error", "file": "%s", "row": 2, "field": "year", "value": "%s", '
finding+='"package": "hue/sample", "expected": "integer", "message": "", "hint": ""}'
printf '{"valid": false, "tables": 1, "rows": 2, "findings": ['"$finding"']}' "$file" "$value"
exit 1
"""


@pytest.fixture
def pulled(tmp_path: Path) -> Path:
    """A repository with a pull request that changes a table badly and brings code; and a check-out of its base."""
    origin = tmp_path / "origin"
    shutil.copytree(ROOT / "datasets/methodology/contributors", origin / "datasets/methodology/contributors")
    write_package(origin / "datasets", "hue", "sample")
    git(origin, "init", "--quiet")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message", "base")
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", origin.as_uri(), str(tmp_path / "checkout")],
        check=True,
        capture_output=True,
    )
    git(origin, "switch", "--quiet", "--create", "head")
    rows: list[Any] = [("a", "hai nghìn", 71.5, "", "Báo cáo A"), ("b", 2025, 1, "", "Báo cáo A")]
    shutil.rmtree(origin / "datasets/hue")
    write_package(origin / "datasets", "hue", "sample", {"values": table(rows)})
    program(origin / "scripts", "setup.sh", "touch ran")
    (origin / "Makefile").write_text("setup:\n\ttouch ran\n", encoding="utf-8")
    git(origin, "add", ".")
    git(origin, "commit", "--quiet", "--message", "head")
    git(origin, "switch", "--quiet", "main")
    git(origin, "merge", "--quiet", "--no-ff", "--message", "merge", "head")
    git(origin, "update-ref", "refs/pull/1/merge", "HEAD")
    program(tmp_path / "checkout/.venv/bin", "python", f'exec {sys.executable} "$@"')
    program(tmp_path / "checkout/.venv/bin", "observatory", VALIDATE)
    (tmp_path / "checkout/.venv/.gitignore").write_text("*", encoding="utf-8")
    (tmp_path / "temp").mkdir()
    return tmp_path


def test_the_data_of_a_pull_request_are_read_and_its_code_is_not_run(pulled: Path) -> None:
    merge = git(pulled / "origin", "rev-parse", "refs/pull/1/merge")
    assert run_step("check.yml", "data", "Fetch the pull request as data", pulled, MERGE=merge).returncode == 0
    base = outputs(pulled)["base"]
    assert base == git(pulled / "checkout", "rev-parse", "HEAD")
    before = git(pulled / "checkout", "status", "--porcelain", "--ignored")
    done = run_step(
        "check.yml", "data", "Validate the data", pulled, MERGE=merge, BASE=base, AUTHOR="ai-do", FORK="true"
    )
    assert done.returncode == 1, done.stderr
    assert git(pulled / "checkout", "status", "--porcelain", "--ignored") == before
    assert not [*pulled.rglob("ran")]
    answer, tree = pulled / "temp/answer", pulled / "temp/work/tree"
    assert {path.name for path in tree.iterdir()} == {"datasets"}
    document = json.loads((answer / "findings.json").read_text(encoding="utf-8"))
    found = {(finding["code"], finding["file"], finding["row"]) for finding in document["findings"]}
    assert ("type-error", "datasets/hue/sample/data/values.csv", 2) in found
    assert ("data-and-code", "Makefile", None) in found
    assert (answer / "code").read_text(encoding="utf-8") == "true\n"
    assert "::error file=datasets/hue/sample/data/values.csv,line=2,title=type-error::" in done.stdout
    assert "hai nghìn" in (pulled / "summary").read_text(encoding="utf-8")


def test_only_a_commit_is_fetched(pulled: Path) -> None:
    for merge in ("main", "--upload-pack=touch ran", HOSTILE, "a" * 39):
        assert run_step("check.yml", "data", "Fetch the pull request as data", pulled, MERGE=merge).returncode != 0
    assert not [*pulled.rglob("ran")]


# --- the answer to it -------------------------------------------------------------------------------------------------

# What the service says: the pull requests of a branch, the files of one, the size of what was handed over, comments.
GH = r"""
echo "$@" >> "$HOME/calls"
case "$*" in
  *--paginate*comments*) echo "$COMMENTS" ;;
  *artifacts*) echo "$SIZE" ;;
  */files*) echo "$FILES" ;;
  */pulls*) echo "$NUMBERS" ;;
esac
"""
SERVICE = {"COMMENTS": "", "SIZE": "5000", "FILES": "datasets/hue/x/y.csv", "NUMBERS": "12"}
EVENT = {"GH_TOKEN": "x", "HEAD_SHA": "a" * 40, "HEAD": f"fork:{HOSTILE}", "RUN_ID": "7"}


@pytest.fixture
def service(tmp_path: Path) -> Path:
    program(tmp_path / "programs", "gh", GH)
    (tmp_path / "checkout").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {"number": "12", "workflow": "false", "take": "true"}),
        ({"FILES": "a\n.github/workflows/check.yml"}, {"number": "12", "workflow": "true", "take": "true"}),
        ({"SIZE": "0"}, {"number": "12", "workflow": "false", "take": "false"}),
        ({"SIZE": "99999999"}, {"number": "12", "workflow": "false", "take": "false"}),
    ],
)
def test_the_service_is_asked_for_the_pull_request(
    service: Path, said: dict[str, str], expected: dict[str, str]
) -> None:
    done = run_step("report.yml", "read", "Find the pull request", service, **SERVICE | EVENT | said)
    assert done.returncode == 0, done.stderr
    assert outputs(service) == expected
    assert not [*service.rglob("ran")]
    assert HOSTILE in (service / "calls").read_text(encoding="utf-8"), "handed on as it is, as one word"


@pytest.mark.parametrize("numbers", ["", "12\n13", "0", "x; touch ran"])
def test_without_one_pull_request_nothing_is_written(service: Path, numbers: str) -> None:
    done = run_step("report.yml", "read", "Find the pull request", service, **SERVICE | EVENT | {"NUMBERS": numbers})
    assert done.returncode == 0
    assert not (service / "output").exists()


@pytest.mark.parametrize(
    ("workflow", "job", "name"), [("report.yml", "post", "Post"), ("intake.yml", "answer", "Answer in the issue")]
)
@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ("", "--method POST repos/to-chuc/kho/issues/12/comments"),
        ("77\n78", "--method PATCH repos/to-chuc/kho/issues/comments/77"),
    ],
)
def test_there_is_one_comment(service: Path, workflow: str, job: str, name: str, comments: str, call: str) -> None:
    done = run_step(workflow, job, name, service, **SERVICE | {"COMMENTS": comments, "NUMBER": "12", "GH_TOKEN": "x"})
    assert done.returncode == 0, done.stderr
    *_, last = (service / "calls").read_text(encoding="utf-8").splitlines()
    assert last == f"api --silent {call} --input {service}/temp/letter/body.json"


# --- a workbook -------------------------------------------------------------------------------------------------------

# A check that finds the workbook to be of hue/sample, and an import that adds a row.
OBSERVATORY = r"""
echo "$@" >> "$HOME/calls"
found='{"valid": true, "tables": 1, "rows": 1, "findings": [], "repairs": [], "package": "%s"}'
[[ "$1" == check ]] && printf "$found" "$SAYS"
[[ "$1" == import ]] && echo "d,2026,1,,B" >> "$HOME/temp/copy/datasets/hue/sample/data/values.csv"
exit "${STATUS:-0}"
"""
REQUEST = {"unit": "hue", "name": "Thành phố Huế", "url": "https://github.com/user-attachments/files/1/a.xlsx"}


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A check-out with one package, a form that was read, and programs that stand for the check and the import."""
    checkout = tmp_path / "checkout"
    write_package(checkout / "datasets", "hue", "sample")
    program(checkout / ".venv/bin", "observatory", OBSERVATORY)
    # The workbook is there already: fetching is left out, all other modules are the true ones.
    real = f'[[ "$2" == *.attachment ]] && exit "${{FETCHED:-0}}"\nexec {sys.executable} "$@"'
    program(checkout / ".venv/bin", "python", real)
    folder = tmp_path / "temp/sent"
    folder.mkdir(parents=True)
    request = {**REQUEST, "source": f"--by=x {HOSTILE}", "reason": ""}
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    return tmp_path


def test_a_workbook_goes_through_the_check_and_the_import_into_a_copy(sent: Path) -> None:
    done = run_step("intake.yml", "read", "Fetch the workbook and check it", sent, SAYS="hue/sample")
    assert done.returncode == 0, done.stderr
    assert outputs(sent) == {"package": "hue/sample", "ready": "true"}
    done = run_step("intake.yml", "read", "Import into a copy", sent, PACKAGE="hue/sample", NUMBER="12")
    assert done.returncode == 0, done.stderr
    handed = {
        path.relative_to(sent / "temp/sent").as_posix() for path in (sent / "temp/sent").rglob("*") if path.is_file()
    }
    package = {"package/datapackage.json", "package/data/values.csv"}
    assert handed == package | {"request.json", "check.json", "report.json", "submission.json"}
    assert not [*sent.rglob("ran")]
    call = (sent / "calls").read_text(encoding="utf-8").splitlines()[-1]
    assert "--by=Thành phố Huế --reason= --reason-en= --source=--by=x $(touch ran)" in call


@pytest.mark.parametrize(
    ("says", "fetched", "expected"),
    [("da-nang/sample", "0", "false"), ("methodology/reviews", "0", "false"), ("hue/sample", "1", None)],
)
def test_a_workbook_that_may_not_go_on(sent: Path, says: str, fetched: str, expected: str | None) -> None:
    done = run_step("intake.yml", "read", "Fetch the workbook and check it", sent, SAYS=says, FETCHED=fetched)
    assert done.returncode == 0, done.stderr
    assert (outputs(sent)["ready"] if expected else (sent / "output").exists()) == (expected or False)


def test_an_import_that_is_refused_is_answered(sent: Path) -> None:
    run_step("intake.yml", "read", "Fetch the workbook and check it", sent, SAYS="hue/sample")
    done = run_step("intake.yml", "read", "Import into a copy", sent, PACKAGE="hue/sample", NUMBER="12", STATUS="1")
    assert done.returncode == 0, done.stderr
    report = json.loads((sent / "temp/sent/report.json").read_text(encoding="utf-8"))
    assert (report["valid"], [finding["code"] for finding in report["findings"]]) == (False, ["submission-reason"])
    assert not (sent / "temp/sent/package").exists()


@pytest.mark.parametrize("changed", [True, False])
def test_figures_are_placed_and_proposed_once(sent: Path, changed: bool) -> None:
    checkout, folder = sent / "checkout", sent / "temp/sent"
    git(checkout, "init", "--quiet")
    git(checkout, "add", ".")
    git(checkout, "commit", "--quiet", "--message", "base")
    subprocess.run(["git", "init", "--quiet", "--bare", str(sent / "origin")], check=True)
    git(checkout, "remote", "add", "origin", str(sent / "origin"))
    run_step("intake.yml", "read", "Fetch the workbook and check it", sent, SAYS="hue/sample")
    if changed:
        run_step("intake.yml", "read", "Import into a copy", sent, PACKAGE="hue/sample", NUMBER="12")
    else:
        shutil.copytree(checkout / "datasets/hue/sample/data", folder / "package/data")
    (sent / "output").unlink()
    place = run_step("intake.yml", "answer", "Put the figures in their place", sent, PYTHONPATH=str(ROOT / "scripts"))
    assert place.returncode == 0, place.stderr
    assert outputs(sent) == {"package": "hue/sample", "outcome": "opened" if changed else "same"}
    if changed:
        program(sent / "programs", "gh", 'echo "$@" >> "$HOME/opened"')
        environment = {
            "GH_TOKEN": "x",
            "BASE": "main",
            "NUMBER": "12",
            "PACKAGE": "hue/sample",
            "GITHUB_SERVER_URL": "https://x",
        }
        for _ in range(2):
            done = run_step("intake.yml", "answer", "Open the pull request", sent, **environment)
            git(checkout, "reset", "--quiet", "--soft", "HEAD~1")
            assert done.returncode == 0, done.stderr
        branches = git(sent / "origin", "branch", "--format=%(refname:short)").split()
        assert len(branches) == 1
        assert branches[0].startswith("submission/12-")
        assert len((sent / "opened").read_text(encoding="utf-8").splitlines()) == 1
        assert (
            git(sent / "origin", "diff-tree", "--name-only", "--no-commit-id", "-r", branches[0])
            == "datasets/hue/sample/data/values.csv"
        )


@pytest.mark.parametrize(
    ("outcome", "opened", "valid", "shown"),
    [
        ("opened", "success", True, "Đã lập đề nghị"),
        ("same", "skipped", True, "giống số đã công bố"),
        ("again", "skipped", False, "bản đã đánh dấu"),
        ("opened", "failure", True, "dừng giữa chừng"),
    ],
)
def test_the_answer_is_written(sent: Path, outcome: str, opened: str, valid: bool, shown: str) -> None:
    report = {"valid": valid, "tables": 1, "rows": 1, "findings": []}
    (sent / "temp/sent/report.json").write_text(json.dumps(report), encoding="utf-8")
    run = "https://github.com/to-chuc/kho/actions/runs/7"
    environment = {"OUTCOME": outcome, "OPENED": opened, "RUN": run, "PYTHONPATH": str(ROOT / "scripts")}
    done = run_step("intake.yml", "answer", "Write the answer", sent, **environment)
    assert done.returncode == 0, done.stderr
    body = json.loads((sent / "temp/letter/body.json").read_text(encoding="utf-8"))["body"]
    assert shown in body
