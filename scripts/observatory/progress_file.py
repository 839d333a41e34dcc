"""The command ``progress``: a file of series in, a file with a verdict on each of its rows out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

from observatory import swap
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding
from observatory.review import series
from observatory.review.pace import pace
from observatory.tables import flat


@dataclass(frozen=True)
class Judged:
    """What was written: the number of ``rows``, and of rows with each status and each reason that occurs."""

    rows: int
    statuses: Mapping[str, int]
    reasons: Mapping[str, int]


def judge(path: Path, out: Path) -> Judged:
    """Put the rows of ``path`` into ``out`` as they are, with ``series.ADDED`` at the end of each.

    Raises ``FindingsError`` for input that cannot be taken and ``ObservatoryError`` where ``out`` cannot be written;
    ``out`` is then as it was.
    """
    findings: list[Finding] = []
    table = None
    if path.resolve() == out.resolve():
        findings = [Finding("input-is-output", file=str(path), value=str(out))]
    else:
        table, findings = flat.read(path)
    if table is None:
        raise FindingsError(findings, "progress-refused")
    rows, findings = series.read(table.frame, str(path))
    if findings:
        raise FindingsError(findings, "progress-refused")
    found = [pace(*astuple(row)) for row in rows]
    header = [*map(str, table.frame.columns), *series.ADDED]
    given = table.frame.itertuples(index=False, name=None)
    lines = (
        [*cells, _text(one.progress_value), one.status, _text(one.score), one.reason]
        for cells, one in zip(given, found, strict=True)
    )
    try:
        with swap.whole(out) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(lines)
    except OSError as error:
        raise ObservatoryError("progress-not-written", file=str(out), reason=error.strerror or str(error)) from error
    statuses = Counter(one.status for one in found)
    return Judged(len(found), statuses, Counter(one.reason for one in found if one.reason))


def _text(value: float | None) -> str:
    """The shortest decimals that read back as the same number; empty for what is missing."""
    if value is None:
        return ""
    return str(int(value)) if value.is_integer() else repr(value)
