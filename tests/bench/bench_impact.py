"""``observatory impact`` of one changed table, a process of its own, against computing one of the two states whole.

Run as a script it takes the last row from every table of ``datasets``, one after the other, and prints the seconds of
each, their median and the worst.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

GOAL = 0.8
MOST_SECONDS = 8
ROOT = Path(__file__).resolve().parents[2]
CHANGED = Path("datasets/reference/country-happiness/data/values.csv")
IMPACT = "from observatory.cli import main; main()"
WHOLE = (
    "import sys; from pathlib import Path; from observatory.compute import compute; "
    "from observatory.tables.load import load; compute(load([Path(sys.argv[1])]).catalogue)"
)


def published(folder: Path) -> Path:
    """A repository with one commit: the datasets of this project."""
    repo = folder / "repo"
    shutil.copytree(ROOT / "datasets", repo / "datasets")
    git(repo, "init", "--quiet", "--initial-branch=main")
    commit(repo)
    return repo


def git(repo: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    subprocess.run(["git", *identity, *arguments], cwd=repo, check=True, capture_output=True)


def commit(repo: Path) -> None:
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "data")


def without_last_row(repo: Path, table: Path) -> None:
    lines = (repo / table).read_bytes().splitlines(keepends=True)
    (repo / table).write_bytes(b"".join(lines[:-1]))


def run(code: str, *arguments: str, most: int) -> None:
    """Run Python code on the package in a fresh process; ``most`` is the greatest exit status that is good."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode <= most, done.stderr


def prepare(folder: Path) -> tuple[Callable[[], None], Callable[[], None]]:
    repo = published(folder)
    without_last_row(repo, CHANGED)
    commit(repo)

    def ours() -> None:
        run(IMPACT, "impact", "HEAD~1", "HEAD", "--repo", str(repo), "--json", str(folder / "impact.json"), most=0)

    def reference() -> None:
        run(WHOLE, str(repo / "datasets"), most=0)

    return ours, reference


def over_all(folder: Path) -> dict[str, float]:
    """Seconds of the impact of each table that has rows, without its last one."""
    repo = published(folder)
    seconds: dict[str, float] = {}
    for path in sorted(repo.glob("datasets/*/*/data/*.csv")):
        table = path.relative_to(repo)
        if path.read_bytes().count(b"\n") > 1:
            without_last_row(repo, table)
            commit(repo)
            start = time.perf_counter()
            run(IMPACT, "impact", "HEAD~1", "HEAD", "--repo", str(repo), most=1)
            seconds[table.as_posix()] = time.perf_counter() - start
            print(f"{seconds[table.as_posix()]:6.2f} {table}", flush=True)
            git(repo, "reset", "--quiet", "--hard", "HEAD~1")
    return seconds


if __name__ == "__main__":
    os.environ["NO_COLOR"] = "1"
    with tempfile.TemporaryDirectory() as temporary:
        found = over_all(Path(temporary))
    print(f"{len(found)} tables: median {statistics.median(found.values()):.2f} s, worst {max(found.values()):.2f} s")
