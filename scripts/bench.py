"""Run the benchmarks of ``tests/bench`` and write ``build/bench.json``.

Seconds do not travel from one machine to another, so a benchmark is a ratio: our code against a
reference that does the same work, one after the other in the same run. A file ``bench_*.py`` is one
benchmark and has

- a docstring that says what is compared,
- ``GOAL``, the largest ratio that is good enough,
- where a time in seconds was promised, ``MOST_SECONDS``, on a two-core machine; it is shown beside the
  ratio and decides nothing,
- ``prepare(folder)``, which makes the input in the empty ``folder`` and gives two functions without
  arguments: ours and the reference.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9


@dataclass(frozen=True)
class Result:
    """One benchmark: medians over the rounds; ``ratio`` is of ours divided by the reference in one round.

    ``most_seconds`` is what ours was promised to take, or ``None``.
    """

    name: str
    compares: str
    ours_seconds: float
    reference_seconds: float
    ratio: float
    goal: float
    met: bool
    most_seconds: float | None


def measure(module: ModuleType, rounds: int, clock: Callable[[], float] = time.perf_counter) -> Result:
    """Run a benchmark: one round to warm up, then ``rounds`` in which the two take turns at going first."""
    pairs: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(prefix="observatory-bench-") as folder:
        ours, reference = module.prepare(Path(folder))
        for number in range(rounds + 1):
            times = {}
            for function in (ours, reference) if number % 2 else (reference, ours):
                start = clock()
                function()
                times[function] = clock() - start
            pairs.append((times[ours], times[reference]))
    measured = pairs[1:]
    ratio = statistics.median(one / other for one, other in measured)
    return Result(
        name=module.__name__.removeprefix("bench_"),
        compares=" ".join((module.__doc__ or "").split()),
        ours_seconds=round(statistics.median(one for one, _ in measured), 6),
        reference_seconds=round(statistics.median(other for _, other in measured), 6),
        ratio=round(ratio, 3),
        goal=module.GOAL,
        met=ratio <= module.GOAL,
        most_seconds=getattr(module, "MOST_SECONDS", None),
    )


def line(result: Result) -> str:
    """What is printed of one benchmark."""
    text = f"{result.name}: {result.ratio:.2f} times the reference (goal {result.goal:.2f}: {_verdict(result.met)})"
    if result.most_seconds is not None:
        within = _verdict(result.ours_seconds <= result.most_seconds)
        text += f"; {result.ours_seconds:.3f} s (promised {result.most_seconds:.3f} s: {within})"
    return text


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def load(path: Path) -> ModuleType:
    """The module of one benchmark file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"not a Python module: {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main(arguments: Sequence[str] | None = None) -> int:
    """Run them all, print a line for each and write the report."""
    parser = argparse.ArgumentParser(description="Run the benchmarks of tests/bench.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, default=ROOT / "tests/bench")
    parser.add_argument("--report", type=Path, default=ROOT / "build/bench.json")
    options = parser.parse_args(arguments)
    sys.path.insert(0, str(options.folder))  # what several benchmarks share lies beside them
    results = []
    for path in sorted(options.folder.glob("bench_*.py")):
        result = measure(load(path), options.rounds)
        print(line(result))
        results.append(asdict(result))
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "rounds": options.rounds}
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps({**machine, "results": results}, indent=2) + "\n", encoding="utf-8")
    print(f"Written: {options.report}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
