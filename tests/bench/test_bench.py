"""The benchmark runner, with a clock of our own."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]

FIXED = '''"""A second against two."""
GOAL = {goal}
turns = []

def prepare(folder):
    (folder / "input").write_text("x")
    return lambda: turns.append("ours"), lambda: turns.append("reference")
'''


@pytest.fixture
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench", ROOT / "scripts/bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench"] = module
    spec.loader.exec_module(module)
    return module


def write(folder: Path, goal: float) -> Path:
    file = folder / "bench_fixed.py"
    file.write_text(FIXED.format(goal=goal))
    return file


class Clock:
    """Counts 3 s for our turns and 2 s for the reference's, and a hundred times that in the first round."""

    def __init__(self, turns: list[str]) -> None:
        self.turns = turns
        self.now = 0.0
        self.seen = 0

    def __call__(self) -> float:
        if len(self.turns) > self.seen:
            self.seen = len(self.turns)
            slow = 100 if self.seen <= 2 else 1
            self.now += slow * (3 if self.turns[-1] == "ours" else 2)
        return self.now


@pytest.mark.parametrize(("goal", "met"), [(1.5, True), (1.4, False)])
def test_the_ratio_leaves_out_the_round_that_warms_up(
    bench: ModuleType, tmp_path: Path, goal: float, met: bool
) -> None:
    module = bench.load(write(tmp_path, goal))
    result = bench.measure(module, 4, Clock(module.turns))
    assert (result.name, result.compares) == ("fixed", "A second against two.")
    assert (result.ours_seconds, result.reference_seconds) == (3, 2)
    assert (result.ratio, result.met) == (1.5, met)


@pytest.mark.parametrize(
    ("promised", "shown"),
    [
        ("", "fixed: 1.50 times the reference (goal 1.40: MISSED)"),
        ("MOST_SECONDS = 3.0", "fixed: 1.50 times the reference (goal 1.40: MISSED); 3.000 s (promised 3.000 s: met)"),
        (
            "MOST_SECONDS = 2.9",
            "fixed: 1.50 times the reference (goal 1.40: MISSED); 3.000 s (promised 2.900 s: MISSED)",
        ),
    ],
)
def test_seconds_that_were_promised_stand_beside_the_ratio(
    bench: ModuleType, tmp_path: Path, promised: str, shown: str
) -> None:
    file = write(tmp_path, 1.4)
    file.write_text(f"{file.read_text()}\n{promised}\n")
    module = bench.load(file)
    assert bench.line(bench.measure(module, 4, Clock(module.turns))) == shown


def test_the_two_take_turns_at_going_first(bench: ModuleType, tmp_path: Path) -> None:
    module = bench.load(write(tmp_path, 1))
    bench.measure(module, 2)
    assert module.turns == ["reference", "ours", "ours", "reference", "reference", "ours"]


def test_the_report_has_every_benchmark(bench: ModuleType, tmp_path: Path) -> None:
    write(tmp_path, 1000)
    report = tmp_path / "build/bench.json"
    assert bench.main(["--folder", str(tmp_path), "--report", str(report), "--rounds", "2"]) == 0
    written = json.loads(report.read_text())
    assert written["rounds"] == 2
    assert [result["name"] for result in written["results"]] == ["fixed"]


@pytest.mark.parametrize("path", sorted((ROOT / "tests/bench").glob("bench_*.py")), ids=lambda path: path.stem)
def test_each_benchmark_of_the_project_runs(bench: ModuleType, tmp_path: Path, path: Path) -> None:
    module = bench.load(path)
    assert module.GOAL > 0
    for function in module.prepare(tmp_path):
        function()
