"""Small tables of ``reference/media-daily`` for tests, typed as the program loads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from observatory.tables.metadata import fields, frame
from packages import ROOT

DAILY = ROOT / "datasets" / "reference" / "media-daily"
SLICES = 192


@cache
def resources() -> dict[str, dict[str, Any]]:
    """The tables of the package by name, as its descriptor has them."""
    described = json.loads((DAILY / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in described["resources"]}


def typed(table: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The frame of one table; what a row does not say is missing."""
    columns = fields(resources()[table])
    names = [column.name for column in columns]
    cells = [["" if row.get(name) is None else str(row[name]) for name in names] for row in rows]
    return frame([names, *cells], columns, [""])


def day(
    date: str,
    mentions: int,
    *,
    tone: float | None = -0.5,
    negative: float | None = 0.2,
    positive: int = 0,
    toned: int | None = None,
    coverage: float = 1.0,
    lines: int | None = 100_000,
    parts: Mapping[str, Mapping[str, int]] | None = None,
    provinces: Mapping[str, int] | None = None,
) -> dict[str, list[dict[str, object]]]:
    """Rows of the tables ``daily``, ``positive`` and ``coverage`` for one day.

    ``parts`` gives mentions by dimension and code (``{"topic": {"trade": 3}}``), ``provinces`` by province; all have
    the tone of the day, ``toned`` is the number of mentions that have one (all, unless given). With a coverage of 0
    the day was dead: no slice came, no line was read.
    """
    received = round(SLICES * coverage)
    lines = lines if received else None
    common = {"date": date, "slices_expected": SLICES, "slices_received": received, "coverage": coverage}
    common |= {"method_version": "1.0.0"}
    whole = {"source_country_iso2": "all", "lang": "all", "topic": "all"}

    def row(count: int, code: str | None = None, **changes: str) -> dict[str, object]:
        figures: dict[str, object] = {"mentions": count, "unique_stories": count, "unique_domains": count}
        if count:
            figures |= {"tone_mean": tone, "tone_median": tone, "share_negative": negative}
        share = count / lines if lines else None
        place = {"geo_level": "province" if code else "nation", "province_code": code}
        return {**common, **whole, **place, **figures, "share_of_all_news": share, **changes}

    daily = [row(mentions)] + [row(count, code) for code, count in (provinces or {}).items()]
    for dimension, counts in (parts or {}).items():
        daily += [row(count, **{dimension: code}) for code, count in counts.items()]
    rows: list[dict[str, object]] = [
        {
            "date": date,
            "geo_level": one["geo_level"],
            "province_code": one["province_code"],
            "positive_mentions": positive,
            "toned_mentions": one["mentions"] if toned is None else toned,
        }
        for one in daily[: 1 + len(provinces or {})]
    ]
    half = SLICES // 2
    streams: list[dict[str, object]] = [
        {
            "date": date,
            "stream": stream,
            "expected": half,
            "received": received // 2,
            "absent": half - received // 2,
            "bad": 0,
            "lines": share,
            "bad_lines": 0,
            "kept": mentions,
            "reasons": "" if received == SLICES else f"not-found:{half - received // 2}",
        }
        for stream, share in (("gkg", lines), ("gkg-translation", None if lines is None else 0))
    ]
    return {"daily": daily, "positive": rows, "coverage": streams}


def tables(*days: Mapping[str, list[dict[str, object]]]) -> dict[str, pd.DataFrame]:
    """The tables ``daily``, ``positive`` and ``coverage`` of some days."""
    names = ("daily", "positive", "coverage")
    return {name: typed(name, [row for one in days for row in one[name]]) for name in names}


def views(*rows: tuple[str, str, str, int | None, int, str]) -> pd.DataFrame:
    """The table ``recognition``; rows are month, entity, project, views, days observed and status."""
    return typed(
        "recognition",
        [
            {
                "month": month,
                "entity": entity,
                "project": project,
                "article": "Vietnam",
                "views": count,
                "days_observed": seen,
                "days_expected": pd.Period(month).days_in_month,
                "status": status,
            }
            for month, entity, project, count, seen, status in rows
        ],
    )
