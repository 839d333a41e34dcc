"""The sheet of a panel: who gave which entry how much on which criterion, and which of it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.awards import cells
from observatory.findings import Finding

Reals = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.int64]
Scale = tuple[float | Decimal, float | Decimal]

NEEDED = ("entry", "judge", "score")
OPTIONAL = ("criterion", "weight", "conflict")
COLUMNS = "entry, judge, score[, criterion, weight][, conflict]"
# Criteria x entries x judges of the whole table, filled or not.
MAX_CELLS = 5_000_000
# Totals of judges that differ by less than this share of the largest score are the same.
_DIGITS = 12


@dataclass(frozen=True)
class Sheet:
    """The scores of a panel of J judges for N entries on K criteria.

    ``entries`` stand in the order in which the table names them first, ``judges`` and ``criteria`` by name; the
    one criterion of a table without criteria is an empty text. ``codes`` [K, N, J] are positions in ``levels``, the
    scores as they are written, and -1 where no score counts.
    ``conflicts`` and ``beyond`` [N] count the scores that were given in a declared conflict and outside the scale;
    they do not count. ``declared`` [N] is the number of judges who declared a conflict.
    """

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    criteria: tuple[str, ...]
    weights: tuple[Decimal, ...]
    levels: tuple[Decimal, ...]
    codes: Whole
    conflicts: Whole
    beyond: Whole
    declared: Whole

    @cached_property
    def values(self) -> Reals:
        """The scores that count [K, N, J]; NaN elsewhere."""
        return np.array([*map(float, self.levels), np.nan])[self.codes]

    @cached_property
    def valid(self) -> Whole:
        """The number of scores that count for each entry, on the criterion that has the fewest [N]."""
        fewest: Whole = (self.codes >= 0).sum(axis=2).min(axis=0)
        return fewest

    @cached_property
    def shares(self) -> Reals:
        """The weights of the criteria as shares of 1 [K]."""
        return np.array([float(weight / sum(self.weights)) for weight in self.weights])

    @cached_property
    def totals(self) -> Reals:
        """The weighted mean of each judge over the criteria [N, J]; NaN where a criterion is missing.

        Rounded at the twelfth digit, so that sums that are equal on paper are equal here.
        """
        total: Reals = np.tensordot(self.shares, self.values, axes=1)
        largest = max((abs(float(level)) for level in self.levels), default=0.0) or 1.0
        return np.round(total, _DIGITS - int(np.ceil(np.log10(largest))))

    @property
    def filled(self) -> float:
        """The share of cells, criteria x entries x judges, with a score that counts."""
        return float((self.codes >= 0).mean())

    def criterion(self, number: int) -> Sheet:
        """The sheet of one criterion alone."""
        one = slice(number, number + 1)
        return replace(self, criteria=self.criteria[one], weights=self.weights[one], codes=self.codes[one])


@dataclass(frozen=True)
class Fit:
    """What a method makes of one criterion of a sheet.

    ``score`` [N] is in the unit of the scores (of points for votes), NaN where nothing can be said. ``severity`` [J]
    says how much more than the panel a judge gives; NaN for methods that know none. ``main`` [N] is False for
    entries that judges connect with no entry of the main part of the sheet.
    """

    score: Reals
    severity: Reals
    main: Flags


def read(
    frame: pd.DataFrame, file: str = "", scale: Scale | Mapping[str, Scale] | None = None
) -> tuple[Sheet | None, list[Finding]]:
    """The sheet of a table with one row for each score, row ``i`` of which is line ``i + 2`` of ``file``.

    Columns are those of ``COLUMNS``: ``weight`` is of the criterion, the same in all of its rows; without it
    criteria weigh the same. ``conflict`` is true where the judge declared one. An empty score was not given.
    ``scale`` is the least and the greatest score, of all criteria or of each by name. The sheet is ``None`` when
    the list holds errors; a warning in it names columns that are not used.
    """
    missing = [column for column in NEEDED if column not in frame.columns]
    if missing:
        return None, [Finding("judging-column-missing", "error", "", file, 1, name, "", COLUMNS) for name in missing]
    if frame.empty:
        return None, [Finding("judging-no-rows", file=file)]
    present = [column for column in (*NEEDED, *OPTIONAL) if column in frame.columns]
    rows = pd.DataFrame({column: cells.texts(frame[column]) for column in present}).reset_index(drop=True)
    for column in OPTIONAL:
        if column not in rows or (rows[column] == "").all():
            rows[column] = ""
    sheet, findings = _sheet(rows, file, scale)
    if ignored := [str(column) for column in frame.columns if column not in {*NEEDED, *OPTIONAL}]:
        findings.append(Finding("judging-columns-ignored", "warning", file=file, row=1, value=", ".join(ignored)))
    return sheet, findings


def high_to_low(sheet: Sheet) -> pd.DataFrame:
    """``entry, criterion, position, score``: the scores that count, from high to low, without the judges.

    As the first position of one entry and of another are of different judges, no severity can be worked out.
    """
    rows = [
        (entry, criterion, position, float(score))
        for i, entry in enumerate(sheet.entries)
        for k, criterion in enumerate(sheet.criteria)
        for position, score in enumerate(sorted(decimals(sheet, k, i), reverse=True), start=1)
    ]
    return pd.DataFrame(rows, columns=["entry", "criterion", "position", "score"])


def decimals(sheet: Sheet, criterion: int, entry: int) -> list[Decimal]:
    """The scores of an entry on a criterion that count, as they are written, by judge."""
    codes = sheet.codes[criterion, entry]
    return [sheet.levels[code] for code in codes[codes >= 0].tolist()]


def _sheet(
    rows: pd.DataFrame, file: str, scale: Scale | Mapping[str, Scale] | None
) -> tuple[Sheet | None, list[Finding]]:
    entry, entries, findings = cells.judged(rows["entry"], cells.name, file, "= + - @")
    judge, judges, wrong = cells.judged(rows["judge"], cells.name, file, "= + - @")
    findings += wrong
    criterion, criteria = np.zeros(len(rows), dtype=np.int64), [""]
    if (rows["criterion"] != "").any():
        criterion, criteria, wrong = cells.judged(rows["criterion"], cells.name, file, "= + - @")
        findings += wrong
    code, levels, wrong = cells.judged(rows["score"], cells.score, file)
    findings += wrong
    conflict, truth, wrong = cells.judged(rows["conflict"], cells.conflict, file, "true, false")
    findings += wrong
    weights, wrong = _weights(rows, criterion, len(criteria), file)
    findings += wrong
    size = len(criteria) * len(entries) * len(judges)
    if size > MAX_CELLS:
        findings.append(Finding("judging-too-many", file=file, value=str(size), expected=str(MAX_CELLS)))
    findings += _repeated(rows, file)
    if findings:
        return None, sorted(findings, key=lambda finding: finding.row or 0)
    given = np.array([level is not None for level in levels])[code]
    declared = np.array(truth)[conflict]
    outside = _outside(levels, scale, criteria)[criterion, code] & given & ~declared
    counts = given & ~declared & ~outside
    by_judge, by_criterion = _places(judges), _places(criteria)
    codes = np.full((len(criteria), len(entries), len(judges)), -1, dtype=np.int64)
    codes[by_criterion[criterion], entry, by_judge[judge]] = np.where(counts, code, -1)
    sheet = Sheet(
        tuple(entries),
        tuple(sorted(judges)),
        tuple(sorted(criteria)),
        tuple(weights[number] for number in np.argsort(by_criterion).tolist()),
        tuple(level if level is not None else Decimal(0) for level in levels),
        codes,
        np.bincount(entry[declared & given], minlength=len(entries)),
        np.bincount(entry[outside], minlength=len(entries)),
        np.bincount(np.unique(np.stack([entry, judge])[:, declared], axis=1)[0], minlength=len(entries)),
    )
    return sheet, []


def _places(names: list[str]) -> Whole:
    """The place of each name among all of them by name."""
    return np.argsort(np.argsort(np.array(names, dtype=object), kind="stable"), kind="stable").astype(np.int64)


def _weights(rows: pd.DataFrame, criterion: Whole, number: int, file: str) -> tuple[list[Decimal], list[Finding]]:
    """The weight of each criterion, by the first row of it; others must agree."""
    if (rows["weight"] == "").all():
        return [Decimal(1)] * number, []
    code, values, findings = cells.judged(rows["weight"], cells.weight, file)
    if findings:
        return [], findings
    _, first = np.unique(criterion, return_index=True)
    mine = [values[at] for at in code.tolist()]
    expected = [mine[at] or Decimal(1) for at in first.tolist()]
    for row, (weight, of) in enumerate(zip(mine, criterion.tolist(), strict=True)):
        if weight != expected[of] and len(findings) < cells.MAX_LISTED:
            shown, rule = str(rows["weight"].iloc[row]), str(expected[of])
            findings.append(Finding("judging-weight-disagrees", "error", "", file, row + 2, "weight", shown, rule))
    return expected, findings


def _repeated(rows: pd.DataFrame, file: str) -> list[Finding]:
    """Rows of the same entry, judge and criterion as one above."""
    key = ["entry", "judge", "criterion"]
    again = np.flatnonzero(rows.duplicated(key))[: cells.MAX_LISTED]
    if not again.size:
        return []
    first = rows.groupby(key, sort=False).ngroup().to_numpy()
    line = {group: row + 2 for row, group in reversed(list(enumerate(first.tolist())))}
    return [
        Finding(
            "judging-repeated", "error", "", file, row + 2, "judge", str(rows["judge"].iloc[row]), str(line[first[row]])
        )
        for row in again.tolist()
    ]


def _outside(levels: list[Decimal | None], scale: Scale | Mapping[str, Scale] | None, criteria: list[str]) -> Flags:
    """Whether each level is outside the scale of each criterion [K, levels]."""
    outside = np.zeros((len(criteria), len(levels)), dtype=np.bool_)
    for number, criterion in enumerate(criteria):
        limits = scale.get(criterion) if isinstance(scale, Mapping) else scale
        if limits is not None:
            low, high = (Decimal(str(limit)) for limit in limits)
            outside[number] = [level is not None and not low <= level <= high for level in levels]
    return outside
