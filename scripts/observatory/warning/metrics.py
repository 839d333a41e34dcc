"""How well alarms meet outbreaks that are known: what is counted of each series, and the measures made of it.

Definitions of the method page, section 11. A day is positive where the outbreak has cases. Days are counted over all
series together; an outbreak is found where one of its days has an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from observatory.warning.scores import Flags, Reals

MEASURES = (
    *("sensitivity", "specificity", "pod", "pod_first", "timeliness", "ppv", "npv", "f1"),
    *("false_alarm_days", "false_episodes", "arl0", "median_days"),
)
DAYS_A_YEAR = 365
_SUMS = (
    *("hit", "missed", "false", "quiet", "episodes", "outbreaks", "found", "found_first", "late"),
    *("until_false", "ever_false", "steps"),
)


@dataclass(frozen=True)
class Tally:
    """What is counted of each of S series.

    ``sums`` [S, 12] holds, in this order: outbreak days with and without an alarm, other days with and without one,
    runs of false alarms, outbreaks, outbreaks found, found on their first day, the share of the outbreak that had
    passed before it was found (1 where it was not), days without outbreak up to the first false alarm or the end,
    whether there was one, and days. ``delay`` [S] is the number of days from the first of the outbreak to the first
    alarm in it, NaN where there was none.
    """

    sums: Reals
    delay: Reals


def tally(alarms: Flags, outbreak: Flags) -> Tally:
    """Count ``alarms`` [S, T] against ``outbreak`` [S, T], the days on which the one outbreak of a series has cases."""
    steps = alarms.shape[1]
    hit, false = alarms & outbreak, alarms & ~outbreak
    any_outbreak, found, ever_false = outbreak.any(axis=1), hit.any(axis=1), false.any(axis=1)
    begin, end = outbreak.argmax(axis=1), steps - outbreak[:, ::-1].argmax(axis=1)
    delay = np.where(found, hit.argmax(axis=1) - begin, np.nan)
    late = np.where(found, np.nan_to_num(delay) / (end - begin), 1.0) * any_outbreak
    clean = np.cumsum(~outbreak, axis=1)
    until = np.take_along_axis(clean, np.where(ever_false, false.argmax(axis=1), steps - 1)[:, None], axis=1)[:, 0]
    columns = {
        "hit": hit.sum(axis=1),
        "missed": (outbreak & ~alarms).sum(axis=1),
        "false": false.sum(axis=1),
        "quiet": (~outbreak & ~alarms).sum(axis=1),
        "episodes": _false_runs(alarms, outbreak),
        "outbreaks": any_outbreak,
        "found": found,
        "found_first": found & (delay == 0),
        "late": late,
        "until_false": until,
        "ever_false": ever_false,
        "steps": np.full(len(alarms), steps),
    }
    return Tally(np.column_stack([columns[name] for name in _SUMS]).astype(np.float64), delay)


def measures(counted: Tally, draws: npt.NDArray[np.intp] | None = None) -> Reals:
    """The twelve ``MEASURES``, in their order; [12], or [D, 12] for ``draws`` [D, S] of positions of series.

    Shares from 0 to 1; ``timeliness`` is 0 for outbreaks found on their first day and 1 for missed ones;
    ``false_alarm_days`` and ``false_episodes`` (runs of days without a day of the outbreak) are for each series and
    year of 365 days; ``arl0`` is the mean number of days to the first false alarm, by maximum likelihood with series
    that have none taken as cut off; ``median_days`` is that of the outbreaks found, 0 for the first day. NaN where
    nothing defines a measure.
    """
    index = np.arange(len(counted.delay))[None, :] if draws is None else draws
    total = dict(zip(_SUMS, np.moveaxis(_drawn(counted.sums, index), 1, 0), strict=True))
    delays = np.sort(counted.delay[index], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        years = total["steps"] / DAYS_A_YEAR
        columns = {
            "sensitivity": total["hit"] / (total["hit"] + total["missed"]),
            "specificity": total["quiet"] / (total["quiet"] + total["false"]),
            "pod": total["found"] / total["outbreaks"],
            "pod_first": total["found_first"] / total["outbreaks"],
            "timeliness": total["late"] / total["outbreaks"],
            "ppv": total["hit"] / (total["hit"] + total["false"]),
            "npv": total["quiet"] / (total["quiet"] + total["missed"]),
            "f1": 2 * total["hit"] / (2 * total["hit"] + total["false"] + total["missed"]),
            "false_alarm_days": total["false"] / years,
            "false_episodes": total["episodes"] / years,
            "arl0": np.where(total["ever_false"] > 0, total["until_false"] / total["ever_false"], np.nan),
            "median_days": _medians(delays),
        }
    result = np.column_stack([columns[name] for name in MEASURES])
    return np.asarray(result[0] if draws is None else result)


def _drawn(sums: Reals, index: npt.NDArray[np.intp]) -> Reals:
    """Sums over the series of each draw [D, 12]."""
    times = np.stack([np.bincount(draw, minlength=len(sums)) for draw in index])
    return np.asarray(times.astype(np.float64) @ sums)


def _medians(delays: Reals) -> Reals:
    """The median of each row of sorted values [D, S], whose missing ones are at the end."""
    found = (~np.isnan(delays)).sum(axis=1)
    rows = np.arange(len(delays))
    middle = (delays[rows, np.maximum(found - 1, 0) // 2] + delays[rows, found // 2]) / 2
    return np.asarray(np.where(found > 0, middle, np.nan))


def _false_runs(alarms: Flags, outbreak: Flags) -> npt.NDArray[np.integer]:
    """Runs of alarm days of each series [S] that hold no day of the outbreak."""
    starts = alarms & ~np.pad(alarms, ((0, 0), (1, 0)))[:, :-1]
    run = np.cumsum(starts, axis=1)
    true_runs = np.zeros((len(alarms), run.max(initial=0) + 1), dtype=bool)
    row, step = np.nonzero(alarms & outbreak)
    true_runs[row, run[row, step]] = True
    return np.asarray(starts.sum(axis=1) - true_runs.sum(axis=1))
