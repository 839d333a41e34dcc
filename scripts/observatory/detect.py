"""The command ``detect``: a file of series of counts in, a file with a verdict on each of its rows out."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np

from observatory import swap
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.tables import flat
from observatory.warning import choice, ears, farrington, ff7, nbw
from observatory.warning.panel import Panel, Sheet, read
from observatory.warning.scores import STATES, Reals, Scores

Method = Literal["ears-c1", "ears-c2", "ears-c3", "farrington", "farrington-1996", "nbw", "ff7", "auto"]

_EARS = ("baseline", "alpha", "min_sigma")
_FARRINGTON = (
    *("b", "w", "no_periods", "past_weeks_not_included", "reweight", "weights_threshold", "alpha", "trend"),
    *("p_threshold_trend", "powertrans", "threshold_method", "limit54"),
)
TAKES: dict[Method, tuple[str, ...]] = {
    "ears-c1": _EARS,
    "ears-c2": _EARS,
    "ears-c3": _EARS,
    "farrington": _FARRINGTON,
    "farrington-1996": _FARRINGTON,
    "nbw": ("alpha",),
    "ff7": ("b", "alpha"),
    "auto": (),
}
COLUMNS = ("count", "expected", "bound", "p", "alarm", "state")
# Whole numbers from here on are written with an exponent.
_PLAIN = 1e16


@dataclass(frozen=True)
class Detected:
    """What was written: ``rows``, ``alarms`` among them, and the number of rows in each state that occurs."""

    rows: int
    alarms: int
    states: Mapping[str, int]


def detect(
    path: Path,
    method: Method,
    options: Mapping[str, Any],
    freq: int | None,
    out: Path,
    warn: Callable[[Sequence[Finding]], None],
) -> Detected:
    """Run ``method`` on the series in ``path`` and put its verdicts into ``out``, one row for each row that went in.

    ``options`` are those of ``TAKES``; what is not given has the value of the method. ``warn`` is called with what
    people should know but nothing was refused for. Rows are sorted by series and step.

    Raises ``FindingsError`` for input that cannot be taken and ``ObservatoryError`` where ``out`` cannot be written;
    ``out`` is then as it was.
    """
    sheet = _sheet(path, method, freq, out, warn)
    scored = [(panel, _scores(panel, method, options)) for panel in sheet.panels]
    _write([sheet.clock, *COLUMNS], scored, out)
    states: Counter[str] = Counter()
    alarms = 0
    for panel, scores in scored:
        codes, numbers = np.unique(scores.state[panel.given], return_counts=True)
        states.update({STATES[code]: int(number) for code, number in zip(codes, numbers, strict=True)})
        alarms += int(scores.alarm[panel.given].sum())
    return Detected(states.total(), alarms, states)


def _sheet(path: Path, method: Method, freq: int | None, out: Path, warn: Callable[[Sequence[Finding]], None]) -> Sheet:
    """The series of the file, once nothing is wrong with it."""
    findings: list[Finding] = []
    sheet = None
    if path.resolve() == out.resolve():
        findings = [Finding("input-is-output", file=str(path), value=str(out))]
    else:
        table, findings = flat.read(path)
        if table is not None:
            sheet, findings = read(table.frame, str(path), freq)
    if sheet is None:
        raise FindingsError(findings, "detect-refused")
    steps = sheet.panels[0].freq
    if method == "ff7" and steps not in ff7.DAILY:
        raise FindingsError([Finding("series-not-by-day", file=str(path), value=str(steps))], "detect-refused")
    if TAKES[method] == _EARS and sheet.panels[0].exposure is not None:
        findings.append(Finding("series-exposure-unused", "warning", file=str(path), field="exposure", value=method))
    warn(findings)
    return sheet


def _scores(panel: Panel, method: Method, options: Mapping[str, Any]) -> Scores:
    if TAKES[method] == _EARS:
        return ears.detect(panel.counts, cast("ears.Method", method), **options)
    if TAKES[method] == _FARRINGTON:
        preset = farrington.IMPROVED if method == "farrington" else farrington.ORIGINAL_1996
        settings = replace(preset, **options)
        return farrington.detect(panel.counts, panel.freq, settings, exposure=panel.exposure)
    if method == "nbw":
        return nbw.detect(panel.counts, panel.weekday, panel.exposure, **options)
    if method == "ff7":
        return ff7.detect(panel.counts, panel.freq, exposure=panel.exposure, **options)
    return choice.detect(panel.counts, panel.weekday, panel.freq, panel.exposure)[0]


def _write(header: Sequence[str], scored: Sequence[tuple[Panel, Scores]], out: Path) -> None:
    """Put the rows into ``out`` in one step: a file beside it takes its place once it is whole."""
    try:
        with swap.whole(out) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["series", *header])
            for rows in _rows(scored):
                writer.writerows(rows)
    except OSError as error:
        raise ObservatoryError("detect-not-written", file=str(out), reason=error.strerror or str(error)) from error


def _rows(scored: Sequence[tuple[Panel, Scores]]) -> Iterator[Iterator[tuple[str, ...]]]:
    """The rows of each series that stood in the input, series by name."""
    places = sorted(
        (name, number, row) for number, (panel, _) in enumerate(scored) for row, name in enumerate(panel.series)
    )
    for name, number, row in places:
        panel, scores = scored[number]
        at = np.flatnonzero(panel.given[row])
        numbers = (_texts(values[row, at]) for values in (panel.counts, scores.expected, scores.bound, scores.p))
        alarms = ("1" if alarm else "0" for alarm in scores.alarm[row, at].tolist())
        states = (STATES[code] for code in scores.state[row, at].tolist())
        yield zip(repeat(name), (panel.time[step] for step in at.tolist()), *numbers, alarms, states)


def _texts(values: Reals) -> Iterator[str]:
    """The shortest decimals that read back as the same numbers, without a point where they are whole; empty for NaN."""
    for value in values.tolist():
        if value.is_integer() and abs(value) < _PLAIN:
            yield str(int(value))
        else:
            yield repr(value) if math.isfinite(value) else ""
