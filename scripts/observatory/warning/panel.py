"""Series of counts on a full grid of steps, from the rows of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.findings import Finding
from observatory.warning import cells
from observatory.warning.scores import Flags, Reals

Whole = npt.NDArray[np.int64]
Clock = Literal["date", "t"]

COLUMNS = "series, date, count[, exposure] | series, t, count[, exposure]"
DAYS_A_YEAR = 365
# Steps a year of a series by day: a calendar year, and the year of 52 weeks.
_DAILY = range(350, 367)
MAX_STEPS = 1_000_000
MAX_CELLS = 20_000_000


@dataclass(frozen=True)
class Panel:
    """Series over the same steps, without a gap in the grid.

    ``counts`` and ``exposure`` are [S series, T steps], NaN where they are missing; ``time`` names the steps, as
    ISO dates or numbers. ``weekday`` [T] is 0 for Monday (where steps have no dates, a number that comes back every
    seven steps), and ``None`` where a step is not a day. ``freq`` is the number of steps a year. ``given`` [S, T]
    says which steps stood in the table; the others fill its gaps.
    """

    series: tuple[str, ...]
    time: tuple[str, ...]
    counts: Reals
    exposure: Reals | None
    weekday: Whole | None
    freq: int
    given: Flags


@dataclass(frozen=True)
class Sheet:
    """All series of a table: one panel for each pair of first and last step that series have."""

    clock: Clock
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class _Rows:
    """The rows of a table as numbers: position of the series among ``names``, step, count and exposure."""

    names: tuple[str, ...]
    series: Whole
    time: Whole
    count: Reals
    exposure: Reals | None


def read(frame: pd.DataFrame, file: str, freq: int | None) -> tuple[Sheet | None, list[Finding]]:
    """The sheet of a table of text cells, row ``i`` of which is line ``i + 2`` of ``file``.

    ``freq`` is needed where the steps are numbers; days have 365 a year unless it is given. An empty count is
    missing, and so is a step between the first and the last of a series that has no row. The sheet is ``None``
    when the list holds errors; the warnings in it say how many rows were sorted and dropped.
    """
    clock: Clock = "t" if "t" in frame.columns else "date"
    findings = _inspect_columns(frame, file, clock, freq)
    if findings:
        return None, findings
    rows, findings = _numbers(frame, file, clock)
    if findings:
        return None, findings
    order = np.lexsort((rows.time, rows.series))
    kept, findings = _without_duplicates(rows, order, frame, file)
    findings += _inspect_grid(rows, file, clock)
    if any(finding.level == "error" for finding in findings):
        return None, findings
    findings += _inspect_order(rows, kept, file, clock)
    if ignored := [column for column in frame.columns if column not in {"series", clock, "count", "exposure"}]:
        findings.append(Finding("series-columns-ignored", "warning", file=file, row=1, value=", ".join(ignored)))
    return Sheet(clock, tuple(_panels(rows, kept, clock, freq or DAYS_A_YEAR))), findings


def _inspect_columns(frame: pd.DataFrame, file: str, clock: Clock, freq: int | None) -> list[Finding]:
    """Columns that are missing or one too many, a number of steps a year that is missing, and no rows."""
    needed = ("series", clock, "count")
    missing = [column for column in needed if column not in frame.columns]
    if missing:
        return [Finding("series-column-missing", file=file, row=1, field=name, expected=COLUMNS) for name in missing]
    if "date" in frame.columns and clock == "t":
        return [Finding("series-two-clocks", file=file, row=1, field="t")]
    if clock == "t" and freq is None:
        return [Finding("series-freq-missing", file=file, row=1, field="t")]
    return [] if len(frame) else [Finding("series-no-rows", file=file)]


def _numbers(frame: pd.DataFrame, file: str, clock: Clock) -> tuple[_Rows, list[Finding]]:
    """The rows as numbers, and the cells that cannot be read."""
    _, findings = cells.judged(frame["series"], cells.name, file)
    time, wrong = cells.judged(frame[clock], cells.day if clock == "date" else cells.step, file)
    findings += wrong
    count, wrong = cells.judged(frame["count"], cells.count, file)
    findings += wrong
    exposure = None
    if "exposure" in frame.columns:
        exposure, wrong = cells.judged(frame["exposure"], cells.exposure, file)
        if not wrong:
            without = np.flatnonzero(~np.isnan(count) & ~(exposure > 0))[: cells.MAX_LISTED].tolist()
            texts = frame["exposure"]
            wrong = [
                Finding("series-no-exposure", "error", "", file, i + 2, "exposure", texts.iloc[i]) for i in without
            ]
        findings += wrong
    series, names = pd.factorize(frame["series"], sort=True)
    rows = _Rows(tuple(names), series.astype(np.int64), time.astype(np.int64), count, exposure)
    return rows, sorted(findings, key=lambda finding: finding.row or 0)


def _without_duplicates(rows: _Rows, order: Whole, frame: pd.DataFrame, file: str) -> tuple[Whole, list[Finding]]:
    """The rows to keep, by series and step, and what is to be said of those that repeat another one."""
    series, time = rows.series[order], rows.time[order]
    again = np.zeros(len(order), dtype=bool)
    again[1:] = (series[1:] == series[:-1]) & (time[1:] == time[:-1])
    if not again.any():
        return order, []
    first = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
    same = np.ones(len(order), dtype=bool)
    for values in (rows.count, rows.exposure):
        if values is not None:
            one, other = values[order], values[order[first]]
            same &= (one == other) | (np.isnan(one) & np.isnan(other))
    texts = frame["count"]
    findings = [
        Finding("series-conflict", "error", "", file, int(row) + 2, "count", texts.iloc[row], str(int(earlier) + 2))
        for row, earlier in zip(order[~same], order[first[~same]], strict=True)
    ]
    findings = sorted(findings, key=lambda finding: finding.row or 0)[: cells.MAX_LISTED]
    if not findings:
        findings = [Finding("series-duplicates-dropped", "warning", file=file, value=str(int(again.sum())))]
    return order[~again], findings


def _spans(rows: _Rows) -> tuple[Whole, Whole]:
    """The first and the last step of each series."""
    first = np.full(len(rows.names), np.iinfo(np.int64).max)
    last = np.zeros(len(rows.names), dtype=np.int64)
    np.minimum.at(first, rows.series, rows.time)
    np.maximum.at(last, rows.series, rows.time)
    return first, last


def _inspect_grid(rows: _Rows, file: str, clock: Clock) -> list[Finding]:
    """Series that reach over too many steps; the first row of each is named."""
    first, last = _spans(rows)
    steps = last - first + 1
    found = []
    for series in np.flatnonzero(steps > MAX_STEPS)[: cells.MAX_LISTED].tolist():
        row = int(np.argmax(rows.series == series))
        value, limit = f"{rows.names[series]}: {steps[series]}", str(MAX_STEPS)
        found.append(Finding("series-too-long", "error", "", file, row + 2, clock, value, limit))
    if not found and steps.sum() > MAX_CELLS:
        found.append(Finding("series-too-many", file=file, value=str(int(steps.sum())), expected=str(MAX_CELLS)))
    return found


def _inspect_order(rows: _Rows, kept: Whole, file: str, clock: Clock) -> list[Finding]:
    """Rows that stand below a later step of their series, and dates of which no two follow each other."""
    place = np.empty(len(rows.series), dtype=np.int64)
    place[np.lexsort((rows.time, rows.series))] = np.arange(len(place))
    place = place[np.argsort(rows.series, kind="stable")]
    below = int((place < np.maximum.accumulate(place)).sum())
    found = [Finding("series-sorted", "warning", file=file, value=str(below))] if below else []
    apart = np.diff(rows.time[kept])[np.diff(rows.series[kept]) == 0]
    if clock == "date" and apart.size and apart.min() > 1:
        found.append(Finding("series-not-daily", "warning", file=file, field="date", value=str(int(apart.min()))))
    return found


def _panels(rows: _Rows, kept: Whole, clock: Clock, freq: int) -> Iterator[Panel]:
    """The panels, by first and last step; ``kept`` are the rows by series and step."""
    first, last = _spans(rows)
    spans, group = np.unique(np.stack([first, last]), axis=1, return_inverse=True)
    kept = kept[np.argsort(group[rows.series[kept]], kind="stable")]
    ends = np.cumsum(np.bincount(group[rows.series[kept]], minlength=spans.shape[1]))
    for number, (begin, end) in enumerate(spans.T.tolist()):
        some = kept[ends[number - 1] if number else 0 : ends[number]]
        members = np.flatnonzero(group == number)
        at = np.searchsorted(members, rows.series[some]), rows.time[some] - begin
        shape = (len(members), end - begin + 1)
        counts, given = np.full(shape, np.nan), np.zeros(shape, dtype=bool)
        counts[at], given[at] = rows.count[some], True
        exposure = None
        if rows.exposure is not None:
            exposure = np.full(shape, np.nan)
            exposure[at] = rows.exposure[some]
        steps = np.arange(begin, end + 1)
        weekday = (steps - 1) % 7 if clock == "date" or freq in _DAILY else None
        labels = tuple(date.fromordinal(step).isoformat() if clock == "date" else str(step) for step in steps.tolist())
        names = tuple(rows.names[member] for member in members.tolist())
        yield Panel(names, labels, counts, exposure, weekday, freq, given)
