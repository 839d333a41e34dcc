"""What a check wrote down, read as if a stranger had written it.

The workflow that checks a pull request is taken from that pull request, so what it hands over may be anything. Only
what is written here is read of it: known codes and short texts. Every sentence is then our own, by the code.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from observatory.findings import Finding, Level
from observatory.messages import catalogue

SEVERITIES = ("none", "low", "medium", "high", "critical")
CHANGES = ("added", "removed", "changed")
MAX_KEY = 20  # fields of a key
MAX_BYTES = 20_000_000
MAX_FINDINGS = 20_000
MAX_MOVES = 200_000
MAX_TEXT = 2_000
MAX_VALUE = 1e15  # of a score, a rank or a status
_DIGITS = 12  # of a count that can be true

Value = str | float | None


class DocumentError(ValueError):
    """What was handed over is not what a check writes."""


@dataclass(frozen=True)
class Report:
    """The outcome of a check: how much was read and what was found."""

    valid: bool
    tables: int
    rows: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Move:
    """One figure before and after, ``None`` where there is none.

    Of a rank, a score or an indicator: the index or the indicator, the unit and the period. Of a row: the table, its
    key and the column; where a whole row came or went, there is no column and ``change`` says ``added`` or
    ``removed``.
    """

    index: str
    unit: str
    period: str
    before: Value
    after: Value
    change: str = ""


@dataclass(frozen=True)
class Impact:
    """What a pull request would move."""

    severity: str
    ranks: tuple[Move, ...] = ()
    scores: tuple[Move, ...] = ()
    indicators: tuple[Move, ...] = ()
    rows: tuple[Move, ...] = ()


def report(file: Path) -> Report:
    """The outcome in the form of ``observatory validate --json``. Raises ``DocumentError``."""
    document = read(file)
    findings = _list(document, "findings", MAX_FINDINGS)
    valid = document.get("valid")
    if not isinstance(valid, bool):
        raise DocumentError("valid")
    return Report(valid, count(document, "tables"), count(document, "rows"), tuple(map(_finding, findings)))


def impact(file: Path) -> Impact:
    """The outcome in the form of ``observatory impact --json``. Raises ``DocumentError``."""
    document = read(file)
    if document.get("severity") not in SEVERITIES:
        raise DocumentError("severity")
    return Impact(
        document["severity"],
        tuple(_move(item, "index") for item in _list(document, "ranks", MAX_MOVES)),
        tuple(_move(item, "index") for item in _list(document, "scores", MAX_MOVES)),
        tuple(_move(item, "indicator") for item in _list(document, "indicators", MAX_MOVES)),
        tuple(map(_row, _list(document, "rows", MAX_MOVES))),
    )


def flag(file: Path) -> bool:
    """Whether a file says ``true``; the other word it may say is ``false``. Raises ``DocumentError``."""
    said = {b"true\n": True, b"false\n": False}.get(_bytes(file, _DIGITS))
    if said is None:
        raise DocumentError(file.name)
    return said


def _bytes(file: Path, most: int) -> bytes:
    try:
        status = file.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > most:
            raise DocumentError(file.name)
        return file.read_bytes()
    except OSError as error:
        raise DocumentError(file.name) from error


def read(file: Path) -> dict[str, Any]:
    """A JSON object in a regular file of at most ``MAX_BYTES``. Raises ``DocumentError``."""
    try:
        document = json.loads(_bytes(file, MAX_BYTES).decode("utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise DocumentError(file.name) from error
    if not isinstance(document, dict):
        raise DocumentError(file.name)
    return document


def _refuse(name: str) -> NoReturn:
    raise DocumentError(name)


def _finding(item: Mapping[str, Any]) -> Finding:
    code, row = _text(item, "code"), item.get("row")
    if code not in catalogue() or not (row is None or _is_count(row)):
        raise DocumentError("finding")
    level: Level = "warning" if item.get("level") == "warning" else "error"
    texts = {key: _text(item, key) for key in ("package", "file", "field", "value", "expected")}
    return Finding(code, level, row=row, **texts)


def _row(item: Mapping[str, Any]) -> Move:
    key = item.get("key")
    if not isinstance(key, dict) or len(key) > MAX_KEY or item.get("change") not in CHANGES:
        raise DocumentError("row")
    known = " ".join(str(cell) for value in key.values() if (cell := _value(value)) is not None)
    table, change, field = f"{_text(item, 'package')}/{_text(item, 'table')}", item["change"], _text(item, "field")
    if change != "changed":
        return Move(table, known, "", None, None, change)
    return Move(table, known, field, _value(item.get("before")), _value(item.get("after")))


def _move(item: Mapping[str, Any], subject: str) -> Move:
    texts = [_text(item, key) for key in (subject, "unit")]
    period = item.get("period")
    shown = "" if period is None else str(period) if _is_count(period) else _text(item, "period")
    return Move(texts[0], texts[1], shown, _value(item.get("before")), _value(item.get("after")))


def _value(value: Any) -> Value:
    if isinstance(value, bool):
        return str(value).lower()
    if value is None or (isinstance(value, str) and len(value) <= MAX_TEXT):
        return value
    if isinstance(value, int | float) and abs(value) < MAX_VALUE:
        return value
    raise DocumentError("value")


def _list(document: Mapping[str, Any], key: str, most: int) -> Sequence[Mapping[str, Any]]:
    items = document.get(key)
    if not isinstance(items, list) or len(items) > most or not all(isinstance(item, dict) for item in items):
        raise DocumentError(key)
    return items


def count(document: Mapping[str, Any], key: str) -> int:
    """A number of things that a document says. Raises ``DocumentError``."""
    value = document.get(key)
    if isinstance(value, int) and _is_count(value):
        return value
    raise DocumentError(key)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**_DIGITS


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key) or ""
    if not isinstance(value, str):
        raise DocumentError(key)
    return value[:MAX_TEXT]
