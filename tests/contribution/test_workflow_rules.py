"""What zizmor does not see: nothing of a stranger is run, fetched or followed, and each guard is seen to bite.

The rules read the workflows as YAML and the modules as source, so that a weakened copy can be held against them.
"""

from __future__ import annotations

import re
import subprocess
import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from test_paths import DA_NANG, HUE, OWNERS

from observatory.contribution.intake import FILE
from packages import ROOT

FOLDERS = (".github/workflows", "scripts/observatory")
BASE = "${{ github.event.pull_request.base.sha }}"
OWN = "github.event.pull_request.head.repo.full_name == github.repository"
READ = {"contents": "read"}
# Every job that strangers set going, and all that its token may do.
PERMISSIONS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "check.yml": {"data": READ, "tests": READ},
    "report.yml": {
        "read": {**READ, "actions": "read", "pull-requests": "read"},
        "post": {"pull-requests": "write"},
    },
    "intake.yml": {
        "read": READ,
        "answer": {"contents": "write", "issues": "write", "pull-requests": "write"},
    },
}
TRIGGERS: Mapping[str, Any] = {
    "check.yml": {"pull_request": None},
    "report.yml": {"workflow_run": {"workflows": ["Kiểm tra / Check"], "types": ["completed"]}},
    "intake.yml": {"issues": {"types": ["opened", "edited"]}},
}
# What strangers write, and may reach a step as the value of a variable at most: names, ids and numbers.
GIVEN = {
    "check.yml": {"base.sha", "user.login", "head.repo.full_name"},
    "report.yml": {
        "head_sha",
        "head_repository.owner.login",
        "head_repository.full_name",
        "head_branch",
        "id",
        "html_url",
        "event",
    },
    "intake.yml": {"number"},
}
Sources = Callable[[str], str]


def source(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def spoiled(path: str, old: str, new: str) -> Sources:
    """The sources, but for one file in which ``old`` has become ``new``."""
    assert old in source(path), f"{path} no longer says {old!r}"
    return lambda name: source(name).replace(old, new) if name == path else source(name)


@cache
def _loaded(text: str) -> dict[str, Any]:
    # "on" is a truth value in YAML 1.1.
    return {("on" if key is True else key): value for key, value in yaml.safe_load(text).items()}


def workflow(name: str, read: Sources) -> dict[str, Any]:
    return _loaded(read(f".github/workflows/{name}"))


def module(path: str, read: Sources) -> types.ModuleType:
    """A module made from its source as ``read`` gives it, beside the one that is imported."""
    name = f"observatory.{path.removesuffix('.py').replace('/', '.')}"
    made = types.ModuleType(name)
    exec(compile(read(f"scripts/observatory/{path}"), path, "exec", dont_inherit=True), made.__dict__)
    return made


def scripts(job: Mapping[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


def broken(read: Sources = source) -> set[str]:
    """The rules that the workflows and the modules behind them break."""
    return {rule for rule, holds in RULES.items() if not all(holds(read))}


def triggers(read: Sources) -> Iterator[bool]:
    for name, expected in TRIGGERS.items():
        yield workflow(name, read)["on"] == expected


def permissions(read: Sources) -> Iterator[bool]:
    for name, jobs in PERMISSIONS.items():
        made = workflow(name, read)
        yield made["permissions"] == {}
        yield {job: part.get("permissions") for job, part in made["jobs"].items()} == jobs


def expressions(read: Sources) -> Iterator[bool]:
    for name, allowed in GIVEN.items():
        made = workflow(name, read)
        said = read(f".github/workflows/{name}")
        yield all("${{" not in scripts(job) for job in made["jobs"].values())
        given = re.findall(r"github\.event\.(?:pull_request|workflow_run|issue)\.([a-z_.]+)", said)
        yield set(given) <= allowed
        yield "github.head_ref" not in said


def checkouts(read: Sources) -> Iterator[bool]:
    kept = {"persist-credentials": False}
    found = {
        (name, job): [step.get("with", {}) for step in part["steps"] if "actions/checkout@" in step.get("uses", "")]
        for name in PERMISSIONS
        for job, part in workflow(name, read)["jobs"].items()
    }
    yield found.pop(("check.yml", "data")) == [{**kept, "ref": BASE}]
    yield found.pop(("report.yml", "post")) == []
    yield all(options == [kept] for options in found.values())


def run_by_the_base_alone(read: Sources) -> Iterator[bool]:
    """The job of the data fetches objects, and runs the programs of its own check-out."""
    job = workflow("check.yml", read)["jobs"]["data"]
    said = scripts(job)
    yield re.findall(r"\bmake\b.*", said) == ["make setup"]
    yield not re.search(r"\b(source|eval|exec|bash|sh|pip|xargs|chmod|env)\b|(^|\s)\.\s", said, re.M)
    yield re.findall(r"\bgit .*", said) == [
        'git -c fetch.fsckObjects=true fetch --quiet --no-tags --no-recurse-submodules --depth=2 origin "$MERGE"',
        'git rev-parse --verify "$MERGE^1")',
    ]
    yield '[[ "$MERGE" =~ ^[0-9a-f]{40}$ ]]' in said
    programs = re.findall(
        r'"?((?:\$\w+|\.venv)/[\w./]*(?:python|observatory))\b', said.replace("$program", ".venv/bin")
    )
    yield set(programs) <= {".venv/bin/python", ".venv/bin/observatory"}
    yield not any("working-directory" in step or "shell" in step for step in job["steps"])


def strangers_code(read: Sources) -> Iterator[bool]:
    yield workflow("check.yml", read)["jobs"]["tests"].get("if") == OWN


def secrets(read: Sources) -> Iterator[bool]:
    """No secret anywhere, and the token in the steps that call the service and in no other."""
    holders = set()
    for name in PERMISSIONS:
        yield "secrets" not in read(f".github/workflows/{name}")
        for job, part in workflow(name, read)["jobs"].items():
            yield "token" not in str(part.get("env", "")).lower()
            holders |= {
                (name, job, step["name"].split(" / ")[-1]) for step in part["steps"] if "github.token" in str(step)
            }
    yield holders == {
        ("report.yml", "read", "Find the pull request"),
        ("report.yml", "read", "Take the outcome"),
        ("report.yml", "post", "Post"),
        ("intake.yml", "answer", "Open the pull request"),
        ("intake.yml", "answer", "Answer in the issue"),
    }


def handed_over_is_data(read: Sources) -> Iterator[bool]:
    """What another job handed over lies outside the check-out, and only our own readers touch it."""
    report = workflow("report.yml", read)["jobs"]
    intake = workflow("intake.yml", read)["jobs"]
    touched = [line.strip() for line in scripts(report["read"]).splitlines() if "$RUNNER_TEMP/answer" in line]
    yield len(touched) == 1
    yield all(line.startswith('python -m observatory.contribution.letter "$RUNNER_TEMP/answer" ') for line in touched)
    touched = [line.strip() for line in scripts(intake["answer"]).splitlines() if "$RUNNER_TEMP/sent" in line]
    yield len(touched) == 2
    yield all('python -m observatory.contribution.reply "$RUNNER_TEMP/sent" ' in line for line in touched)
    for job in (report["read"], report["post"], intake["answer"]):
        yield not re.search(r"\b(source|eval|exec|bash|sh|unzip|tar|chmod|make)\b|(^|\s)\.\s", scripts(job), re.M)
        taken = [step["with"]["path"] for step in job["steps"] if "download-artifact@" in step.get("uses", "")]
        yield len(taken) == 1
        yield all(path.startswith("${{ runner.temp }}/") for path in taken)
    for job in (report["post"], intake["answer"]):
        bodies = re.findall(r'--input "\$RUNNER_TEMP/letter/body\.json"', scripts(job))
        yield len(bodies) == len(re.findall(r"--method (?:PATCH|POST)", scripts(job))) == 2


def number_of_the_service(read: Sources) -> Iterator[bool]:
    job = workflow("report.yml", read)["jobs"]["read"]
    yield job["outputs"] == {"number": "${{ steps.pull.outputs.number }}"}
    yield ".head.sha == env.HEAD_SHA" in scripts(job)
    yield '[[ ! "$number" =~ ^[1-9][0-9]{0,9}$ ]]' in scripts(job)


def workbooks_without_a_token(read: Sources) -> Iterator[bool]:
    jobs = workflow("intake.yml", read)["jobs"]
    yield "token" not in str(jobs["read"]).lower()
    yield not re.search(r"xlsx|observatory (check|import)|attachment", str(jobs["answer"]))


def own_folder(read: Sources) -> Iterator[bool]:
    said = scripts(workflow("check.yml", read)["jobs"]["data"])
    yield '-m observatory.contribution.pull "$BASE" "$MERGE" --author="$AUTHOR" --out "$work"' in said
    yield '-m observatory.contribution.merge "$work/pull.json" "$work/validate.json"' in said
    yield said.index('|| status=$?\n"$program/python" -m observatory.annotations') < said.index('exit "$status"')
    paths = module("contribution/paths.py", read)
    yield bool(paths.foreign([paths.Change(HUE, "100644"), paths.Change(DA_NANG, "100644")], "lan-hue", OWNERS))


def few_annotations(read: Sources) -> Iterator[bool]:
    finding = {"level": "error", "file": "x", "row": None, "field": "", "code": "x", "message": "x", "hint": "x"}
    yield len(module("annotations.py", read).commands({"findings": [finding] * 30})) == 10


def attachments_of_the_service(read: Sources) -> Iterator[bool]:
    intake, attachment = (module(f"contribution/{name}.py", read) for name in ("intake", "attachment"))
    hosts = {host for _, host, _ in attachment.ORIGINS}
    yield hosts == {"github.com", "objects.githubusercontent.com"}
    yield {scheme for scheme, _, _ in attachment.ORIGINS} == {"https"}
    yield attachment.MAX_BYTES <= 5_000_000
    yield not intake.ATTACHMENT.fullmatch("https://evil.example/user-attachments/files/1/a.xlsx")
    yield not intake.ATTACHMENT.fullmatch("https://github.com/x/y/raw/main/a.xlsx")
    yield "Fetcher(only=ORIGINS)" in read("scripts/observatory/contribution/attachment.py")


RULES: Mapping[str, Callable[[Sources], Iterator[bool]]] = {
    rule.__name__: rule
    for rule in (
        *(triggers, permissions, expressions, checkouts, run_by_the_base_alone, strangers_code, secrets),
        *(handed_over_is_data, number_of_the_service, workbooks_without_a_token, own_folder, few_annotations),
        attachments_of_the_service,
    )
}


def test_no_rule_is_broken() -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("check.yml", "  pull_request:\n", "  pull_request_target:\n", "triggers"),
        ("report.yml", "types: [completed]", "types: [requested]", "triggers"),
        ("intake.yml", "types: [opened, edited]", "types: [opened, edited]\n  issue_comment:", "triggers"),
        ("check.yml", "permissions: {}", "permissions: write-all", "permissions"),
        ("intake.yml", "contents: read # to check out the default branch", "contents: write", "permissions"),
        ("report.yml", "      pull-requests: read #", "      pull-requests: write #", "permissions"),
        ("check.yml", "run: make setup", "run: echo ${{ github.event.pull_request.title }}", "expressions"),
        (
            "report.yml",
            "RUN_ID: ${{ github.event.workflow_run.id }}",
            "RUN_ID: ${{ github.event.workflow_run.display_title }}",
            "expressions",
        ),
        (
            "intake.yml",
            "NUMBER: ${{ github.event.issue.number }}",
            "NUMBER: ${{ github.event.issue.body }}",
            "expressions",
        ),
        (
            "intake.yml",
            'python -m observatory.contribution.intake "$GITHUB_EVENT_PATH"',
            "echo '${{ github.event.issue.body }}'",
            "expressions",
        ),
        ("check.yml", BASE, "${{ github.event.pull_request.head.sha }}", "checkouts"),
        ("check.yml", f"          ref: {BASE}\n", "", "checkouts"),
        ("check.yml", "          persist-credentials: false\n", "          persist-credentials: true\n", "checkouts"),
        (
            "report.yml",
            "          persist-credentials: false\n",
            "          ref: ${{ github.event.workflow_run.head_sha }}\n",
            "checkouts",
        ),
        (
            "check.yml",
            "base=$(git rev-parse",
            'git checkout --quiet "$MERGE"; base=$(git rev-parse',
            "run_by_the_base_alone",
        ),
        ("check.yml", '( cd "$work/tree" &&', '( cd "$work/tree" && make setup &&', "run_by_the_base_alone"),
        (
            "check.yml",
            '"$program/observatory" validate',
            '"$work/tree/.venv/bin/observatory" validate',
            "run_by_the_base_alone",
        ),
        ("check.yml", "git -c fetch.fsckObjects=true fetch", "git fetch --recurse-submodules", "run_by_the_base_alone"),
        ("check.yml", f"    if: {OWN}\n", "", "strangers_code"),
        ("check.yml", "BASE: ${{ steps.fetch", "KEY: ${{ secrets.KEY }}\n          BASE: ${{ steps.fetch", "secrets"),
        ("check.yml", "run: make setup", "run: make setup\n        env:\n          T: ${{ github.token }}", "secrets"),
        (
            "report.yml",
            "RUN: ${{ github.event",
            "GH_TOKEN: ${{ github.token }}\n          RUN: ${{ github.event",
            "secrets",
        ),
        (
            "report.yml",
            'python -m observatory.contribution.letter "$RUNNER_TEMP/answer"',
            'source "$RUNNER_TEMP/answer/run"',
            "handed_over_is_data",
        ),
        ("report.yml", "path: ${{ runner.temp }}/answer", "path: scripts", "handed_over_is_data"),
        (
            "report.yml",
            '--input "$RUNNER_TEMP/letter/body.json"',
            '--field body="$(cat "$RUNNER_TEMP/letter/body.md")"',
            "handed_over_is_data",
        ),
        ("report.yml", "| select(.head.sha == env.HEAD_SHA) ", "", "number_of_the_service"),
        (
            "report.yml",
            "${{ steps.pull.outputs.number }}",
            "${{ steps.letter.outputs.number }}",
            "number_of_the_service",
        ),
        (
            "intake.yml",
            "          PACKAGE: ${{ steps.check",
            "          TOKEN: ${{ github.token }}\n          PACKAGE: ${{ steps.check",
            "workbooks_without_a_token",
        ),
        ("check.yml", '"$program/python" -m observatory.contribution.pull', "true", "own_folder"),
        ("check.yml", '"$work/pull.json" ', "", "own_folder"),
        (
            "contribution/paths.py",
            "    if named:\n        return [",
            "    if named:\n        return []\n        return [",
            "own_folder",
        ),
        ("annotations.py", "ANNOTATIONS_LIMIT = 10", "ANNOTATIONS_LIMIT = 50", "few_annotations"),
        (
            "contribution/attachment.py",
            '("https", "github.com", 443),',
            '("https", "github.com", 443), ("https", "evil.example", 443),',
            "attachments_of_the_service",
        ),
        ("contribution/attachment.py", "Fetcher(only=ORIGINS)", "Fetcher()", "attachments_of_the_service"),
        (
            "contribution/intake.py",
            r"github\.com/user-attachments",
            r"[a-z.]+/user-attachments",
            "attachments_of_the_service",
        ),
    ],
)
def test_a_weakened_copy_breaks_its_rule(file: str, old: str, new: str, rule: str) -> None:
    folder = FOLDERS[file.endswith(".py")]
    assert rule in broken(spoiled(f"{folder}/{file}", old, new))


@pytest.mark.parametrize("name", sorted(path.name for path in (ROOT / ".github/workflows").iterdir()))
def test_every_script_is_a_script_of_bash(name: str) -> None:
    for job in workflow(name, source)["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                subprocess.run(["bash", "-n"], input=step["run"].encode(), check=True, capture_output=True)


@pytest.mark.parametrize("name", ["gui-so-lieu", "bao-loi"])
def test_a_form_warns_before_it_asks(name: str) -> None:
    form = yaml.safe_load(source(f".github/ISSUE_TEMPLATE/{name}.yml"))
    first, *rest = form["body"]
    assert first["type"] == "markdown"
    assert "công khai" in first["attributes"]["value"]
    assert "public" in first["attributes"]["value"]
    labels = [part["attributes"]["label"] for part in rest]
    assert all(" / " in label for label in labels)
    assert not re.search(r"điện thoại|e-?mail|họ tên|phone", " ".join(labels).lower())
    assert FILE in labels or name != "gui-so-lieu"
    assert {part["id"] for part in rest}.isdisjoint({"contact", "name", "email"})
