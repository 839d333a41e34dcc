"""Small daily tables of the media for the policy, and its rules and names as the project has them."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from observatory.warning.names import Names
from observatory.warning.rules import Rules, rules
from packages import ROOT

FIRST = dt.date(2024, 1, 1)
PROVINCES = {"01": ("Hà Nội", "Ha Noi"), "48": ("Đà Nẵng", "Da Nang"), "79": ("TP HCM", "HCMC")}
TOPICS = {"trade": ("Thương mại", "Trade"), "health": ("Y tế", "Health")}
NAMES = Names(PROVINCES, TOPICS, {"US": ("Hoa Kỳ", "United States"), "JP": ("Nhật Bản", "Japan")}, {})
STREAMS = ("gkg", "gkg-translation")
MEANS = {"": 60.0, "01": 12.0, "48": 6.0, "79": 3.0}
Tables = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


@cache
def settings() -> dict[str, str]:
    with (ROOT / "datasets/methodology/warning/data/settings.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["value"] for row in csv.DictReader(file)}


def policy_rules() -> Rules:
    return rules(settings())


def day(n: int) -> str:
    return (FIRST + dt.timedelta(n)).isoformat()


def tables(
    days: int,
    added: Mapping[tuple[int, str, str], int] | None = None,
    received: Mapping[int, int] | None = None,
    tone: Mapping[tuple[int, str], float] | None = None,
    domains: Mapping[tuple[int, str, str, str], int] | None = None,
    seed: int = 5,
) -> Tables:
    """``daily``, ``coverage`` and ``domains`` of Poisson days without events.

    ``added`` mentions by day, province ("" for none) and topic go to the place and its topic, all from one country;
    of the 96 slices of each stream ``received`` came on some days, with mentions in proportion; ``tone`` shifts that
    of a place on a day.
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    coverage: list[dict[str, object]] = []
    for n in range(days):
        slices = (received or {}).get(n, 96)
        for stream in STREAMS:
            lines = 1000 * slices
            coverage.append({"date": day(n), "stream": stream, "expected": 96, "received": slices, "lines": lines})
        for province, mean in MEANS.items():
            topics = {topic: int(rng.poisson(mean / 2 * slices / 96)) for topic in TOPICS}
            extra = {topic: (added or {}).get((n, province, topic), 0) for topic in TOPICS}
            american = int(rng.binomial(sum(topics.values()), 0.7))
            counts = {("topic", topic): topics[topic] + extra[topic] for topic in TOPICS}
            counts[("source_country_iso2", "US")] = american + sum(extra.values())
            counts[("source_country_iso2", "JP")] = sum(topics.values()) - american
            counts[("", "")] = sum(topics.values()) + sum(extra.values())
            point = -0.5 + rng.normal(0, 0.2) + (tone or {}).get((n, province), 0.0)
            rows += [
                _row(n, province, column, code, count, point, sum(topics.values()))
                for (column, code), count in counts.items()
                if count
            ]
    listed = [
        {**_place(n, province), "topic": topic, "domain": domain, "mentions": mentions}
        for (n, province, topic, domain), mentions in (domains or {}).items()
    ]
    columns = ["date", "geo_level", "province_code", "topic", "domain", "mentions"]
    return pd.DataFrame(rows), pd.DataFrame(coverage), pd.DataFrame(listed, columns=columns)


def _place(n: int, province: str) -> dict[str, object]:
    return {"date": day(n), "geo_level": "province" if province else "nation", "province_code": province or None}


def _row(n: int, province: str, column: str, code: str, mentions: int, tone: float, usual: int) -> dict[str, object]:
    """A row; sources are those of the usual mentions of the place, and one more."""
    parts = {name: code if name == column else "all" for name in ("source_country_iso2", "lang", "topic")}
    sources = {"unique_stories": mentions, "unique_domains": min(mentions, usual // 4 + 1)}
    return {**_place(n, province), **parts, "mentions": mentions, **sources, "tone_mean": tone}
