"""The workflows: right by their schema, safe by zizmor, and each guard seen to bite on a spoiled copy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = ROOT / ".github/workflows"
PROGRAMS = Path(sys.executable).parent
NAMES = ("check.yml", "publish.yml")


def text(name: str) -> str:
    return (WORKFLOWS / name).read_text(encoding="utf-8")


def zizmor(folder: Path) -> subprocess.CompletedProcess[str]:
    options = ["--offline", "--no-config", "--persona", "pedantic", "--format", "plain"]
    command = [str(PROGRAMS / "zizmor"), *options, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def schema(file: Path) -> subprocess.CompletedProcess[str]:
    options = ["--builtin-schema", "vendor.github-workflows"]
    command = [str(PROGRAMS / "check-jsonschema"), *options, str(file)]
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


@pytest.mark.parametrize("name", NAMES)
def test_a_workflow_follows_the_schema(name: str) -> None:
    done = schema(WORKFLOWS / name)
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
    assert all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)


@pytest.mark.parametrize("name", NAMES)
def test_no_run_step_is_written_by_an_expression(name: str) -> None:
    jobs = yaml.safe_load(text(name))["jobs"].values()
    runs = [step["run"] for job in jobs for step in job["steps"] if "run" in step]
    assert runs
    assert not any("${{" in run for run in runs)


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_keeps_no_credentials_and_nothing_is_cached(name: str) -> None:
    jobs = yaml.safe_load(text(name))["jobs"].values()
    steps = [step for job in jobs for step in job["steps"]]
    checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}] * len(jobs)
    assert "cache" not in text(name)


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
