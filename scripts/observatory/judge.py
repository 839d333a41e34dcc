"""The command ``judge``: a file of judges' scores in, a file with a score and an outcome for each entry out."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from observatory import swap
from observatory.awards import panel, scores, votes
from observatory.awards.panel import Standing
from observatory.errors import FindingsError, ObservatoryError
from observatory.findings import Finding, has_errors
from observatory.tables import flat

Method = panel.Method

COLUMNS = ("entry", "score", "n", "status")
# What the folder of a publication holds: outcomes and places of entries, and scores without their judges.
PUBLICATION = ("judged.csv", "scores.csv")
# Severities are for the panel: nobody else on the machine reads the file.
_PRIVATE, _PUBLIC = 0o600, 0o666


@dataclass(frozen=True)
class Judged:
    """What was written: the number of ``entries`` and of ``judges``, and of entries with each status that occurs.

    ``cells`` of ``possible`` ones, criteria x entries x judges, hold a score that counts. ``winners`` are first by the
    method and ``preferred`` by Copeland's count, under the same rules for ties; ``preferred`` is ``None`` where there
    are too many entries to count.
    """

    entries: int
    judges: int
    cells: int
    possible: int
    statuses: Mapping[str, int]
    winners: tuple[str, ...]
    preferred: tuple[str, ...] | None

    @property
    def agrees(self) -> bool:
        """Whether every winner is also a first one by Copeland's count; where not, the panel writes its reason."""
        return self.preferred is None or set(self.winners) <= set(self.preferred)


def judge(
    path: Path,
    method: Method,
    out: Path,
    warn: Callable[[Sequence[Finding]], None],
    *,
    scale: tuple[Decimal, Decimal] | None = None,
    cut: int | None = None,
    publish: Path | None = None,
    severity: Path | None = None,
) -> Judged:
    """Judge the entries in ``path`` by ``method`` and put one row for each into ``out``, in the order of the file.

    Scores outside of ``scale`` do not count; the first ``cut`` entries are honoured. The files of ``PUBLICATION`` go
    into the folder ``publish``; what the model says of the judges goes to ``severity`` alone, with mode 0600.
    ``warn`` is called with what people should know but nothing was refused for.

    Raises ``FindingsError`` for input that cannot be taken and ``ObservatoryError`` where a file cannot be written;
    ``out`` is then as it was.
    """
    publication = [publish / name for name in PUBLICATION] if publish else []
    sheet, findings = _sheet(path, [out, *publication, *([severity] if severity else [])], scale)
    standing = panel.stand(sheet, method, cut)
    warn([*findings, *panel.advice(standing, str(path))])
    shown = "{:.2f}".format if method == "trimmed" else _shortest
    if severity is not None:
        _write(severity, panel.severity(standing), repr, _PRIVATE)
    made = panel.published(standing)
    if publication:
        _write(publication[0], made, shown)
        _write(publication[1], scores.high_to_low(sheet), _shortest)
    _write(out, panel.rows(standing)[list(COLUMNS)], shown)
    return _summary(standing, made)


def _sheet(
    path: Path, outputs: Sequence[Path], scale: tuple[Decimal, Decimal] | None
) -> tuple[scores.Sheet, list[Finding]]:
    """The sheet of the file, once nothing is wrong with it, and its warnings."""
    files = [path, *outputs]
    places = [file.resolve() for file in files]
    findings = [
        Finding("input-is-output", file=str(file), value=str(other))
        for number, file in enumerate(files)
        for place, other in zip(places[number + 1 :], files[number + 1 :], strict=True)
        if places[number] == place
    ]
    sheet = None
    if not findings:
        table, findings = flat.read(path)
        if table is not None:
            sheet, findings = scores.read(table.frame, str(path), scale)
    if sheet is None or has_errors(findings):
        raise FindingsError(findings, "judging-refused")
    return sheet, findings


def _summary(standing: Standing, made: pd.DataFrame) -> Judged:
    sheet = standing.sheet
    first = made.loc[made["copeland_place"] == 1, "entry"]
    preferred = tuple(sorted(first)) if len(sheet.entries) <= votes.MAX_ENTRIES else None
    return Judged(
        len(sheet.entries),
        len(sheet.judges),
        int((sheet.codes >= 0).sum()),
        sheet.codes.size,
        Counter(standing.status),
        standing.winners,
        preferred,
    )


def _lines(rows: pd.DataFrame, shown: Callable[[float], str]) -> Iterable[Sequence[str]]:
    """The cells of the rows as text; empty for a number that is missing."""
    for row in rows.itertuples(index=False, name=None):
        yield ["" if pd.isna(cell) else shown(cell) if isinstance(cell, float) else str(cell) for cell in row]


def _shortest(number: float) -> str:
    """The shortest decimals that read back as the same number, without a point where it is whole."""
    return str(int(number)) if number.is_integer() else repr(number)


def _write(path: Path, rows: pd.DataFrame, shown: Callable[[float], str], mode: int = _PUBLIC) -> None:
    """Put a table into ``path`` in one step: a file beside it takes its place once it is whole."""
    try:
        with swap.whole(path, mode) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(rows.columns)
            writer.writerows(_lines(rows, shown))
    except OSError as error:
        raise ObservatoryError("judging-not-written", file=str(path), reason=error.strerror or str(error)) from error
