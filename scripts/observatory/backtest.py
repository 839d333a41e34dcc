"""The command ``backtest``: detectors and policy on simulated series, measured, and written as tables.

The detectors run on series with known outbreaks; the whole policy runs on grids in which nothing happens, where every
episode is false. Everything is simulated and says so (``basis``). Equal arguments and settings give equal bytes.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from observatory import swap
from observatory.errors import ObservatoryError
from observatory.warning import bootstrap, choice, ears, farrington, ff7, metrics, nbw, null_grid, simulation
from observatory.warning.rules import Rules, rules
from observatory.warning.scan import scan
from observatory.warning.scores import Flags, Reals

SERIES = 160
SEED = 20260127
SIZES = (2, 3, 5, 10)
MAIN_SIZE = 5
# Series of the sizes beside the main one: the figures of each signal, three times.
_SERIES_BESIDE = 48
DETECTORS = ("ears-c1", "ears-c2", "ears-c3", "ears-c2-28", "farrington", "nbw", "ff7", "ff7+nbw")
SIMULATED = "simulated"
METHOD = Path("methodology/warning/data/settings.csv")
CHECKOUT = Path(__file__).parents[2] / "datasets"
_DECIMALS = 6
_WORK = ".backtest-"

Row = Mapping[str, object]


@dataclass(frozen=True)
class Null:
    """A grid in which nothing happens: provinces, and days of history before those that are counted."""

    bench: str
    provinces: int
    history: int
    days: int = metrics.DAYS_A_YEAR


NULLS = (Null("null", null_grid.PROVINCES, 365), Null("null-3-years", 8, 1112))
NULL_LEVELS = (1, 2)


@dataclass(frozen=True)
class Tables:
    """Rows of the tables ``results``, ``misses`` and ``settings``, each with its columns as keys."""

    results: Sequence[Row]
    misses: Sequence[Row]
    settings: Sequence[Row]


def steps() -> int:
    """How many steps ``backtest`` goes through."""
    return len(SIZES) * len(DETECTORS) + len(NULLS) + 1


def backtest(out: Path, series: int, seed: int, advance: Callable[[str], None], datasets: Path | None = None) -> Tables:
    """Run all benches and put ``results.csv``, ``misses.csv`` and ``settings.csv`` into the folder ``out``.

    ``series`` is the number of series of the main outbreak size; ``advance`` is told of each step. The settings of the
    policy are those of ``datasets``, by default the folder of that name here, else that of the program's checkout.
    Raises ``ObservatoryError``: ``backtest-no-methodology`` where they cannot be read, ``backtest-not-written`` where
    the folder cannot be written; what stood there is then whole.
    """
    tables = run(series, seed, _rules(datasets), advance)
    advance("write")
    _write(tables, out)
    return tables


def run(series: int, seed: int, policy: Rules, advance: Callable[[str], None]) -> Tables:
    """The tables, without a disk."""
    results: list[Row] = []
    misses: list[Row] = []
    for size in SIZES:
        simulated = simulation.simulate(series if size == MAIN_SIZE else min(series, _SERIES_BESIDE), size, seed)
        found, outbreaks = measured(simulated, f"daily-{size}", seed, advance)
        results.extend(found)
        misses.extend(outbreaks)
    for null in NULLS:
        advance(null.bench)
        results.extend(nothing_happens(null, seed, policy))
    return Tables(results, misses, _settings(series, seed))


def measured(
    simulated: simulation.Simulated, bench: str, seed: int, advance: Callable[[str], None]
) -> tuple[list[Row], list[Row]]:
    """Rows of ``results`` and of ``misses`` of every detector on these series."""
    results: list[Row] = []
    misses: list[Row] = []
    first = simulation.STEPS - simulation.TESTED
    outbreak = simulated.outbreak[:, first:] > 0
    for detector, alarms in verdicts(simulated.counts, first, lambda name: advance(f"{bench} {name}")):
        counted = metrics.tally(alarms, outbreak)
        low, high = bootstrap.interval(counted, seed)
        results.append(_row(bench, detector, len(alarms), metrics.measures(counted), low, high))
        misses.extend(_outbreaks(simulated, bench, detector, counted, outbreak, first))
    return results, misses


def nothing_happens(null: Null, seed: int, policy: Rules) -> Iterator[Row]:
    """Rows of ``results`` on the episodes of the policy that reach each of ``NULL_LEVELS``: all of them false."""
    grid = null_grid.grid(null.provinces, null.history + null.days, seed, policy)
    scanned, series = scan(grid, policy), len(grid.counts)
    at = metrics.MEASURES.index("false_episodes")
    for level in NULL_LEVELS:
        found = null_grid.false_episodes(scanned, level, null.history, series) * metrics.DAYS_A_YEAR / null.days
        value, low, high = (np.full(len(metrics.MEASURES), math.nan) for _ in range(3))
        value[at] = found.mean()
        low[at], high[at] = bootstrap.of_mean(found, seed)
        yield _row(null.bench, f"policy-level-{level}", series, value, low, high)


def _row(bench: str, detector: str, series: int, value: Reals, low: Reals, high: Reals) -> Row:
    row: dict[str, object] = {"basis": SIMULATED, "bench": bench, "detector": detector, "series_total": series}
    for number, name in enumerate(metrics.MEASURES):
        row |= {name: value[number], f"{name}_low": low[number], f"{name}_high": high[number]}
    return row


def verdicts(counts: Reals, first: int, advance: Callable[[str], None]) -> Iterator[tuple[str, Flags]]:
    """Each detector and its alarms [S, T - first] on daily ``counts`` [S, T] with years of 52 weeks, Monday first."""
    weekday = np.arange(counts.shape[1]) % 7
    for method in ("ears-c1", "ears-c2", "ears-c3"):
        advance(method)
        yield method, ears.detect(counts, method).alarm[:, first:]
    advance("ears-c2-28")
    yield "ears-c2-28", choice.ears_c2(counts, choice.EARS_HISTORY, None).alarm[:, first:]
    advance("farrington")
    scores = farrington.detect(counts, simulation.YEAR, farrington.IMPROVED, first)
    yield "farrington", scores.alarm[:, first:]
    advance("nbw")
    day = nbw.detect(counts, weekday, first=first)
    yield "nbw", day.alarm[:, first:]
    advance("ff7")
    week = ff7.detect(counts, simulation.YEAR, first=first)
    yield "ff7", week.alarm[:, first:]
    advance("ff7+nbw")
    yield "ff7+nbw", choice.union(counts, day, week).alarm[:, first:]


def _outbreaks(
    simulated: simulation.Simulated, bench: str, detector: str, counted: metrics.Tally, outbreak: Flags, first: int
) -> Iterator[Row]:
    """What became of each outbreak; a series whose outbreak came after the last day has none."""
    for number, days in enumerate(outbreak):
        if not days.any():
            continue
        (steps,) = np.nonzero(days)
        delay = counted.delay[number]
        yield {
            "bench": bench,
            "detector": detector,
            "series_number": number + 1,
            "signal": simulated.signal[number],
            "first_step": first + int(steps[0]) + 1,
            "outbreak_days": int(steps[-1] - steps[0]) + 1,
            "cases": int(simulated.outbreak[number].sum()),
            "found": not math.isnan(delay),
            "delay_days": delay,
        }


def _settings(series: int, seed: int) -> list[Row]:
    rows = (
        ("seed", seed, "", "Mầm ngẫu nhiên", "Seed"),
        ("series_main", series, "chuỗi (series)", "Số chuỗi của cỡ sự kiện chính", "Series of the main outbreak size"),
        (
            "series_beside",
            min(series, _SERIES_BESIDE),
            "chuỗi (series)",
            "Số chuỗi của mỗi cỡ khác",
            "Series of each other size",
        ),
        ("size_main", MAIN_SIZE, "độ lệch chuẩn (SD)", "Cỡ sự kiện chính", "Main outbreak size"),
        ("days_simulated", simulation.STEPS, "ngày (days)", "Số ngày mô phỏng mỗi chuỗi", "Days simulated per series"),
        ("days_tested", simulation.TESTED, "ngày (days)", "Số ngày cuối được chấm", "Last days that are scored"),
        ("signals", len(simulation.SIGNALS), "kiểu (kinds)", "Số kiểu chuỗi", "Kinds of series"),
        (
            "null_days",
            metrics.DAYS_A_YEAR,
            "ngày (days)",
            "Số ngày không có sự kiện được đếm",
            "Days without events counted",
        ),
        ("draws", bootstrap.DRAWS, "lần (times)", "Số lần rút lại chuỗi", "Times that the series are drawn anew"),
        ("interval", bootstrap.LEVEL, "xác suất (probability)", "Khoảng tin cậy", "Interval"),
    )
    return [dict(zip(("key", "value", "unit", "name_vi", "name_en"), row, strict=True)) for row in rows]


def _rules(datasets: Path | None) -> Rules:
    folder = datasets or next((one for one in (Path("datasets"), CHECKOUT) if one.is_dir()), CHECKOUT)
    try:
        with (folder / METHOD).open(encoding="utf-8", newline="") as file:
            return rules({row["key"]: row["value"] for row in csv.DictReader(file)})
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as error:
        raise ObservatoryError("backtest-no-methodology", folder=str(folder), detail=str(error)) from error


def _write(tables: Tables, out: Path) -> None:
    files = {"results.csv": tables.results, "misses.csv": tables.misses, "settings.csv": tables.settings}
    try:
        out.mkdir(parents=True, exist_ok=True)
        with swap.workspace(out, _WORK) as work:
            for name, rows in files.items():
                with (work / name).open("w", encoding="utf-8", newline="") as file:
                    writer = csv.writer(file, lineterminator="\n")
                    writer.writerow(rows[0])
                    writer.writerows([_cell(value) for value in row.values()] for row in rows)
            for name in files:
                (work / name).replace(out / name)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ObservatoryError("backtest-not-written", folder=str(out), detail=reason) from error


def _cell(value: object) -> str:
    """A value as text: flags as in JSON, shares with six decimals at most, nothing where it is undefined."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return str(value)
