"""The score of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015, doi 10.1109/ICMLA.2015.141), standard profile.

An alarm inside a window of an event earns between 1 (at its first step) and 0 (at its end), and only the earliest of a
window counts; a window without one costs 1. An alarm outside all windows costs up to 0.11, less shortly after a
window. The first steps are probation: they count neither way. Scores are normalised over all series, so that no alarm
at all is 0 and a first alarm at the first step of each window, and no other, is 100.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

FALSE_ALARM = 0.11
MISSED = 1.0
PROBATION = 0.15
# The benchmark itself takes no more than this many steps of a series into the share.
PROBATION_OF_AT_MOST = 5000

Alarms = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Brand:
    """Counts of five minutes each, and the first and last step of each window of an event."""

    counts: npt.NDArray[np.float64]
    windows: tuple[tuple[int, int], ...]


def brands(folder: Path) -> dict[str, Brand]:
    """The series given with their labels, by file name."""
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    return {name: _brand(folder / name, labels[name]["windows"]) for name in sorted(labels)}


def _brand(path: Path, windows: list[tuple[str, str]]) -> Brand:
    table = pd.read_csv(path, parse_dates=["timestamp"])
    steps = pd.Index(table["timestamp"])
    places = tuple((steps.get_loc(pd.Timestamp(first)), steps.get_loc(pd.Timestamp(last))) for first, last in windows)
    return Brand(table["value"].to_numpy(dtype=np.float64), places)


def hourly(brand: Brand) -> Brand:
    """Sums of twelve steps; an incomplete hour at the end is left out."""
    hours = len(brand.counts) // 12
    windows = tuple((first // 12, min(last // 12, hours - 1)) for first, last in brand.windows)
    return Brand(brand.counts[: hours * 12].reshape(hours, 12).sum(axis=1), windows)


def probation(steps: int, *, literal: bool = False) -> int:
    """Steps at the start that count neither way: 15 % of the series, of at most 5,000 steps unless ``literal``."""
    return int(PROBATION * (steps if literal else min(steps, PROBATION_OF_AT_MOST)))


def sigmoid(position: float) -> float:
    """Worth of an alarm: near 1 at -1 (start of a window), 0 at 0 (its end), -1 from 3 widths past it."""
    return -1.0 if position >= 3 else 2 / (1 + float(np.exp(5 * position))) - 1


def raw(alarms: Alarms, windows: tuple[tuple[int, int], ...], start: int) -> tuple[float, int]:
    """The raw score of one series without the first ``start`` steps, and how many windows count."""
    counted = [(first, last) for first, last in windows if last >= start]
    score = 0.0
    for first, last in counted:
        hits = np.flatnonzero(alarms[max(first, start) : last + 1]) + max(first, start)
        position = -(last - hits[0] + 1) / (last - first + 1) if len(hits) else None
        score += -MISSED if position is None else sigmoid(position) / sigmoid(-1)
    for step in np.flatnonzero(alarms):
        if step < start or any(first <= step <= last for first, last in windows):
            continue
        ended = [(first, last) for first, last in windows if last < step]
        score += FALSE_ALARM * (sigmoid((step - ended[-1][1]) / (ended[-1][1] - ended[-1][0])) if ended else -1.0)
    return score, len(counted)


def normalised(score: float, windows: int) -> float:
    """0 for no alarm at all, 100 for a perfect detector."""
    return 100 * (score + MISSED * windows) / (windows + MISSED * windows)


def score_all(alarms: dict[str, Alarms], series: dict[str, Brand], starts: dict[str, int] | None = None) -> float:
    """The normalised score over all series; ``starts`` are the lengths of their probations, by default the usual."""
    starts = starts or {name: probation(len(brand.counts)) for name, brand in series.items()}
    found = [raw(alarms[name], brand.windows, starts[name]) for name, brand in series.items()]
    return normalised(sum(score for score, _ in found), sum(windows for _, windows in found))
