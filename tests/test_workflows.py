"""The workflows: right by their schema, safe by zizmor, and each guard seen to bite on a spoiled copy."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = ROOT / ".github/workflows"
PROGRAMS = Path(sys.executable).parent
NAMES = ("check.yml", "collect.yml", "intake.yml", "publish.yml", "report.yml")


def text(name: str) -> str:
    return (WORKFLOWS / name).read_text(encoding="utf-8")


def zizmor(folder: Path, style: str = "plain", *more: str) -> subprocess.CompletedProcess[str]:
    options = ["--offline", "--no-config", "--persona", "pedantic", "--format", style, *more]
    command = [str(PROGRAMS / "zizmor"), *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def schema(*files: Path, of: str = "github-workflows") -> subprocess.CompletedProcess[str]:
    options = ["--builtin-schema", f"vendor.{of}"]
    command = [str(PROGRAMS / "check-jsonschema"), *options, *map(str, files)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def spoiled(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of a workflow in which ``old`` has become ``new``, laid out as zizmor looks for it."""
    assert old in text(name)
    file = folder / ".github/workflows" / name
    file.parent.mkdir(parents=True)
    file.write_text(text(name).replace(old, new), encoding="utf-8")
    return file


def test_these_are_all_the_workflows() -> None:
    assert tuple(sorted(path.name for path in WORKFLOWS.iterdir())) == NAMES


def test_zizmor_finds_nothing() -> None:
    done = zizmor(WORKFLOWS)
    assert (done.returncode, "No findings to report" in done.stdout) == (0, True), done.stdout


def test_zizmor_is_asked_to_overlook_one_thing_only() -> None:
    """That an answer follows a check at all: the way to comment on a pull request from a fork is no other."""
    done = zizmor(WORKFLOWS, "json", "--no-ignores")
    assert [finding["ident"] for finding in json.loads(done.stdout)] == ["dangerous-triggers"]
    assert "".join(text(name) for name in NAMES).count("zizmor: ignore") == 1


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_follows_the_schema(name: str) -> None:
    done = schema(WORKFLOWS / name)
    assert done.returncode == 0, done.stdout


def test_the_issue_forms_follow_their_schemas() -> None:
    folder = ROOT / ".github/ISSUE_TEMPLATE"
    forms = [folder / "bao-loi.yml", folder / "gui-so-lieu.yml"]
    assert sorted(folder.iterdir()) == [forms[0], folder / "config.yml", forms[1]]
    for files, of in ((forms, "github-issue-forms"), ([folder / "config.yml"], "github-issue-config")):
        done = schema(*files, of=of)
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("name", "old", "new", "audit"),
    [
        ("check.yml", "@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2", "@v4", "unpinned-uses"),
        ("check.yml", "  pull_request:\n", "  pull_request_target:\n", "dangerous-triggers"),
        (
            "check.yml",
            "run: make setup",
            "run: echo ${{ github.event.pull_request.title }}",
            "template-injection",
        ),
        ("check.yml", "permissions: {}\n", "permissions: write-all\n", "excessive-permissions"),
        ("publish.yml", "permissions: {}\n", "permissions:\n  contents: write\n", "excessive-permissions"),
        ("publish.yml", "        with:\n          persist-credentials: false\n", "", "artipacked"),
        ("collect.yml", "        with:\n          persist-credentials: false\n", "", "artipacked"),
        (
            "collect.yml",
            "git add --",
            "echo ${{ github.event.inputs.day }}\n          git add --",
            "template-injection",
        ),
        ("collect.yml", "permissions: {}\n", "permissions:\n  contents: write\n", "excessive-permissions"),
        ("report.yml", "# zizmor: ignore[dangerous-triggers]", "#", "dangerous-triggers"),
        ("intake.yml", 'intake "$GITHUB_EVENT_PATH"', "intake '${{ github.event.issue.body }}'", "template-injection"),
        (
            "publish.yml",
            "run: |\n          if",
            "run: |\n          echo ${{ github.ref_name }}\n          if",
            "template",
        ),
    ],
)
def test_zizmor_catches_a_spoiled_copy(tmp_path: Path, name: str, old: str, new: str, audit: str) -> None:
    done = zizmor(spoiled(tmp_path, name, old, new).parent)
    assert done.returncode != 0
    assert audit in done.stdout


@pytest.mark.parametrize(("old", "new"), [("runs-on:", "run-on:"), ("contents: read", "contents: readonly")])
def test_the_schema_catches_a_spoiled_copy(tmp_path: Path, old: str, new: str) -> None:
    assert schema(spoiled(tmp_path, "check.yml", old, new)).returncode != 0


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_pinned_by_commit_and_say_their_version(name: str) -> None:
    uses = re.findall(r"uses: (.+)", text(name))
    assert uses
    assert all(re.fullmatch(r"actions/[a-z-]+(/[a-z]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)


@pytest.mark.parametrize("name", NAMES)
def test_no_run_step_is_written_by_an_expression(name: str) -> None:
    jobs = yaml.safe_load(text(name))["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert runs
    assert not any("${{" in run for run in runs)


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_keeps_no_credentials(name: str) -> None:
    jobs = yaml.safe_load(text(name))["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    checkouts = [step["with"] for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert checkouts
    assert [step["persist-credentials"] for step in checkouts] == [False] * len(checkouts)


def test_a_pull_request_can_write_nothing_and_sees_no_secret() -> None:
    workflow = yaml.safe_load(text("check.yml"))
    assert workflow["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in workflow["jobs"].values())
    assert not re.search(r"secrets\.|github\.token|GITHUB_TOKEN", text("check.yml"))


def test_only_the_publishing_step_sees_the_token() -> None:
    (job,) = yaml.safe_load(text("publish.yml"))["jobs"].values()
    *others, last = job["steps"]
    assert job["permissions"] == {"contents": "write"}
    assert last["env"] == {"TOKEN": "${{ github.token }}"}
    assert not any("token" in str(step).lower() or "secrets" in str(step) for step in others)


@pytest.mark.parametrize("name", sorted({*NAMES} - {"collect.yml"}))
def test_nothing_is_cached_where_a_site_is_built_for_others(name: str) -> None:
    assert not re.search(r"actions/cache|cache:", text(name))


def test_what_collects_can_write_nothing_and_what_writes_runs_no_code_of_ours() -> None:
    jobs = yaml.safe_load(text("collect.yml"))["jobs"]
    assert jobs["collect"]["permissions"] == {"contents": "read"}
    assert "token" not in str(jobs["collect"]).lower()
    assert jobs["propose"]["permissions"] == {"contents": "write", "pull-requests": "write"}
    assert not re.search(
        r"observatory|make |python", " ".join(step.get("run", "") for step in jobs["propose"]["steps"])
    )


def run_step(job: str, name: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one step of the daily collection in ``folder``."""
    workflow = yaml.safe_load(text("collect.yml"))
    (step,) = [step for step in workflow["jobs"][job]["steps"] if step["name"].endswith(name)]
    variables = {"PATH": "/usr/bin:/bin", **workflow["env"], **environment}
    command = ["bash", "-e", "-o", "pipefail", "-c", step["run"]]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("status", "expected", "calls"), [(0, 0, 5), (1, 0, 5), (2, 2, 1), (3, 3, 1)])
def test_a_bad_slice_does_not_stop_the_collection_but_a_fault_does(
    tmp_path: Path, status: int, expected: int, calls: int
) -> None:
    program = tmp_path / ".venv/bin/observatory"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/bash\necho "$@" >> calls\nexit {status}\n', encoding="utf-8")
    program.chmod(0o755)
    assert run_step("collect", "Collect", tmp_path).returncode == expected
    made = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert len(made) == calls
    assert re.fullmatch(
        r"collect gkg --since \d{4}-\d\d-\d\d --until \d{4}-\d\d-\d\d --store build/media-store", made[0]
    )
    assert [line.split()[1] for line in made] == ["gkg", "events", "feeds", "sitemaps", "pageviews"][:calls]


def test_the_day_of_the_review_is_set_in_the_descriptors(tmp_path: Path) -> None:
    packages = [f"datasets/reference/{name}/datapackage.json" for name in ("media-daily", "alert-log")]
    for package in packages:
        (tmp_path / package).parent.mkdir(parents=True)
        shutil.copyfile(ROOT / package, tmp_path / package)
    assert run_step("collect", "Date the packages", tmp_path).returncode == 0
    for package in packages:
        old, new = (json.loads((folder / package).read_text(encoding="utf-8")) for folder in (ROOT, tmp_path))
        assert {key for key in old if old[key] != new[key]} <= {"last_reviewed"}
        assert new["last_reviewed"] == datetime.datetime.now(datetime.UTC).date().isoformat()


def test_alerts_follow_the_tables_and_their_log_is_handed_over(tmp_path: Path) -> None:
    program, made = tmp_path / ".venv/bin/observatory", tmp_path / "build/alerts/alert-log/data"
    for folder in (program.parent, made, tmp_path / "datasets/reference/alert-log/data"):
        folder.mkdir(parents=True)
    program.write_text('#!/bin/bash\necho "$@" > calls\n', encoding="utf-8")
    program.chmod(0o755)
    (made / "messages.csv").write_text("sequence\n1\n", encoding="utf-8")
    assert run_step("collect", "Look for alerts", tmp_path).returncode == 0
    called = (tmp_path / "calls").read_text(encoding="utf-8")
    assert called == "alerts --out build/alerts --log datasets/reference/alert-log\n"
    log = tmp_path / "datasets/reference/alert-log/data/messages.csv"
    assert log.read_text(encoding="utf-8") == "sequence\n1\n"
    steps = yaml.safe_load(text("collect.yml"))["jobs"]["collect"]["steps"]
    names = [step["name"].split(" / ")[-1] for step in steps]
    assert names.index("Aggregate") < names.index("Look for alerts") < names.index("Validate the data")
    assert "${{ env.LOG }}/data/*.csv" in steps[-1]["with"]["path"]


def test_nothing_new_opens_no_pull_request(tmp_path: Path) -> None:
    for command in (["init", "--quiet"], ["config", "user.email", "x@localhost"], ["config", "user.name", "x"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    for package in ("media-daily", "alert-log"):
        (tmp_path / "datasets/reference" / package / "data").mkdir(parents=True)
        (tmp_path / "datasets/reference" / package / "datapackage.json").write_text("{}", encoding="utf-8")
    done = run_step("propose", "Open the pull request", tmp_path, GH_TOKEN="x", BASE="main")
    assert (done.returncode, "Nothing new" in done.stdout) == (0, True), done.stderr


def test_publishing_waits_its_turn_and_never_forces() -> None:
    concurrency = yaml.safe_load(text("publish.yml"))["concurrency"]
    assert concurrency == {"group": "publish", "cancel-in-progress": False}
    assert not re.search(r"--force|\s-f\s", text("publish.yml"))


@pytest.mark.parametrize(
    ("repository", "given", "expected"),
    [
        ("Bo-VHTTDL/observatory", "", "https://bo-vhttdl.github.io/observatory/"),
        ("bo-vhttdl/Bo-VHTTDL.github.io", "", "https://bo-vhttdl.github.io/"),
        ("bo-vhttdl/observatory", "https://hinhanh.example.vn/", "https://hinhanh.example.vn/"),
    ],
)
def test_the_address_of_the_site_is_worked_out(repository: str, given: str, expected: str) -> None:
    (job,) = yaml.safe_load(text("publish.yml"))["jobs"].values()
    (build,) = [step for step in job["steps"] if "SITE_URL" in step.get("env", {})]
    environment = {
        "PATH": "/usr/bin:/bin",
        "SITE_URL": given,
        "GITHUB_REPOSITORY": repository,
        "GITHUB_REPOSITORY_OWNER": repository.partition("/")[0],
    }
    script = build["run"].replace("make site", 'printf %s "$SITE_URL"')
    done = subprocess.run(["bash", "-e", "-c", script], env=environment, capture_output=True, check=True)
    assert done.stdout.decode() == expected
