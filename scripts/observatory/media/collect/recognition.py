"""The table ``recognition`` of the store: daily views of articles, ``STORE/recognition/YYYY-MM.parquet``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from observatory.errors import FindingsError
from observatory.findings import Finding
from observatory.media.collect.ledger import settle
from observatory.media.collect.methodology import Article
from observatory.media.collect.store import INCOMING
from observatory.media.pageviews import ABSENT_VERIFIED, AGENT, NOT_PUBLISHED, OBSERVED, DayViews

FOLDER = "recognition"
SCHEMA = pa.schema(
    [
        ("date", pa.date32()),
        *((name, pa.string()) for name in ("entity", "entity_qid", "project", "article", "agent")),
        ("views", pa.int64()),
        ("status", pa.string()),
    ]
)
KEY = ("date", "entity", "project", "article")
_WORTH = {NOT_PUBLISHED: 0, ABSENT_VERIFIED: 1, OBSERVED: 2}


def put(store: Path, article: Article, days: Sequence[DayViews]) -> int:
    """Put the days of an article in and give the number of days observed.

    A day takes the place of what was there unless that knew more: an observed day stays until it is observed anew,
    as the service now and then restates its figures. Raises ``FindingsError`` (``collect-store-damaged``) where a
    month cannot be read; it is never written over.
    """
    months: dict[str, list[DayViews]] = defaultdict(list)
    for one in days:
        months[f"{one.day:%Y-%m}"].append(one)
    for month, found in sorted(months.items()):
        path = store / FOLDER / f"{month}.parquet"
        rows = {_key(row): row for row in _read(path)}
        before = dict(rows)
        for one in found:
            row = _row(article, one)
            old = rows.get(_key(row))
            if old is None or _WORTH[one.status] >= _WORTH[old["status"]]:
                rows[_key(row)] = row
        if rows != before:
            _write(store, path, [rows[key] for key in sorted(rows)])
    return sum(one.status == OBSERVED for one in days)


def _row(article: Article, one: DayViews) -> dict[str, Any]:
    return {
        "date": one.day,
        "entity": article.entity,
        "entity_qid": article.entity_qid,
        "project": article.project,
        "article": article.article,
        "agent": AGENT,
        "views": one.views,
        "status": one.status,
    }


def _key(row: dict[str, Any]) -> tuple[date, str, str, str]:
    return row["date"], row["entity"], row["project"], row["article"]


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    try:
        table = pq.ParquetFile(path).read()
    except (OSError, pa.ArrowException) as error:
        raise _damaged(path, str(error)) from error
    if not table.schema.equals(SCHEMA):
        raise _damaged(path, ", ".join(table.schema.names))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _write(store: Path, path: Path, rows: list[dict[str, Any]]) -> None:
    (store / INCOMING).mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = store / INCOMING / f".new-{FOLDER}-{path.name}"
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), new, compression="zstd")
    settle(new, path)


def _damaged(path: Path, value: str) -> FindingsError:
    return FindingsError([Finding("collect-store-damaged", file=str(path), value=value)], "collect-refused")
