"""The daily table: mentions counted by day, place, source country, language and topic, on whatever engine holds them.

The counting is one set of narwhals expressions, so DuckDB and Spark run the same ones. Engines add numbers up in an
order of their own, and sums of floating-point numbers depend on it; tones are therefore counted in whole units of
10^-10, which add up to the same everywhere, and all divisions are done once, afterwards (``finish``).

The table is marginal, not a cube: for each day and place one row over everything, then rows by source country, by
language and by topic, each with the other two dimensions ``all``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from observatory.media.mention import GKG

Frame = nw.LazyFrame[Any]

DIMENSIONS = ("source_country_iso2", "lang", "topic")
KEYS = ("date", "geo_level", "province_code", *DIMENSIONS)
COLUMNS = (
    *KEYS,
    *("mentions", "unique_stories", "unique_domains", "tone_mean", "tone_median", "share_negative"),
    *("share_of_all_news", "slices_expected", "slices_received", "coverage", "method_version"),
)
POSITIVE_COLUMNS = ("date", "geo_level", "province_code", "positive_mentions", "toned_mentions")
NATION, PROVINCE, ALL = "nation", "province", "all"
UNKNOWN_COUNTRY, UNKNOWN_LANG, NO_TOPIC = "ZZ", "und", "none"
TONE_UNITS = 10**10

_PLACE = ("date", "geo_level", "province_code")
_WHOLE = ("mentions", "gkg_mentions", "toned", "tone_sum", "negative", "positive", "unique_stories", "unique_domains")
COUNTED = {
    "date": "datetime64[us]",
    **dict.fromkeys(KEYS[1:], "str"),
    **dict.fromkeys(_WHOLE, "int64"),
    "tone_median": "float64",
}
"""The columns that ``daily`` gives, with the types that ``finish`` takes."""


def dated(mentions: Frame) -> Frame:
    """The columns that are counted of the table ``mentions``, with the ``date`` under which each is filed.

    ``tone`` is in whole units, missing where there is none; ``gkg`` is there for rows of GDELT's graph alone.
    """
    of_gkg = nw.col("source_system") == GKG
    seen = of_gkg | nw.col("published_at_utc").is_null()
    units = (nw.col("tone") * TONE_UNITS + 0.5).floor().cast(nw.Int64)
    return mentions.select(
        nw.when(seen).then("seen_at_utc").otherwise("published_at_utc").dt.date().alias("date"),
        "mention_id",
        nw.coalesce("story_id", "mention_id").alias("story"),
        "domain",
        nw.col("source_country_iso2").fill_null(UNKNOWN_COUNTRY),
        nw.col("lang").fill_null(UNKNOWN_LANG),
        units.alias("tone"),
        nw.when(of_gkg).then(1).alias("gkg"),
        "themes",
        nw.col("province_code_2025").alias("province_code"),
    )


def by_province(mentions: Frame) -> Frame:
    """A row for each mention and province that it names; a mention of Viet Nam as a whole has none."""
    return mentions.explode("province_code", empty_as_null=False, keep_nulls=False)


def topics_of(known: Frame, theme_topics: Frame) -> Frame:
    """The pairs ``mention_id, topic``, each once; a mention none of whose themes leads to a topic has no pair."""
    return (
        known.select("mention_id", theme="themes")
        .explode("theme", empty_as_null=False, keep_nulls=False)
        .join(theme_topics, on="theme", how="inner")
        .group_by("mention_id", "topic")
        .agg(nw.len().alias("themes"))
        .select("mention_id", "topic")
    )


def counts(settings: Mapping[str, float]) -> list[nw.Expr]:
    """What adds up: mentions, those of GDELT's graph, those with a tone, their sum, and how many are beyond a bound."""
    tone = nw.col("tone")
    below, above = (round(settings[key] * TONE_UNITS) for key in ("negative_below", "positive_above"))
    return [
        nw.len().alias("mentions"),
        nw.col("gkg").count().alias("gkg_mentions"),
        tone.count().alias("toned"),
        tone.sum().cast(nw.Int64).alias("tone_sum"),
        nw.when(tone < below).then(1).count().alias("negative"),
        nw.when(tone > above).then(1).count().alias("positive"),
    ]


def distinct() -> list[nw.Expr]:
    """What does not add up: distinct stories and domains, and the median tone."""
    return [
        nw.col("story").n_unique().alias("unique_stories"),
        nw.col("domain").n_unique().alias("unique_domains"),
        nw.col("tone").median().alias("tone_median"),
    ]


def daily(known: Frame, theme_topics: Frame, settings: Mapping[str, float]) -> Frame:
    """The counts of every row of the daily table: ``KEYS``, then the columns of ``counts`` and ``distinct``.

    ``known`` is what ``dated`` gives; its rows are gone through once for each kind of row. ``theme_topics`` has the
    pairs ``theme, topic``. A mention counts once for a topic, however many of its themes lead there, and for ``none``
    where no theme leads anywhere.
    """
    places = [
        known.with_columns(geo_level=nw.lit(NATION), province_code=nw.lit("")),
        by_province(known).with_columns(geo_level=nw.lit(PROVINCE)),
    ]
    topics = topics_of(known, theme_topics)
    aggregates = [*counts(settings), *distinct()]
    tables = []
    for place in places:
        for dimension in (None, *DIMENSIONS):
            rows = place
            if dimension == "topic":
                rows = place.join(topics, on="mention_id", how="left").with_columns(nw.col("topic").fill_null(NO_TOPIC))
            keys = [*_PLACE, *([dimension] if dimension else [])]
            rest = [nw.lit(ALL).alias(name) for name in DIMENSIONS if name != dimension]
            tables.append(rows.group_by(keys).agg(*aggregates).with_columns(rest).select(*COUNTED))
    return nw.concat(tables)


def finish(counted: pd.DataFrame, days: pd.DataFrame, version: str, expected: int) -> pd.DataFrame:
    """The daily table from its counts: shares and means, and the slices of each day.

    ``counted`` is what ``daily`` gives, typed as in ``COUNTED``; ``days`` has ``date, received, lines`` for each day
    on which slices were asked for. A day without mentions keeps one row, of the nation, with 0 mentions and no tone; a
    day without slices has coverage 0. ``date`` is text in the answer, which is sorted by ``KEYS`` as text.
    """
    rows = counted.assign(date=_text(counted["date"]))
    quiet = pd.DataFrame({"date": sorted(set(days["date"]) - set(rows["date"]))}, dtype="str")
    if len(quiet):
        empty = {"geo_level": NATION, "province_code": "", **dict.fromkeys(DIMENSIONS, ALL)}
        quiet = quiet.assign(**empty, **dict.fromkeys(_WHOLE, 0), tone_median=np.nan)
        rows = pd.concat([rows, quiet], ignore_index=True)
    rows = rows.merge(days[["date", "received", "lines"]], on="date", how="left")
    rows = rows.fillna({"received": 0, "lines": 0})
    toned = _positive(rows["toned"])
    table = rows.assign(
        tone_mean=rows["tone_sum"].astype("float64") / (toned * TONE_UNITS),
        tone_median=rows["tone_median"].astype("float64") / TONE_UNITS,
        share_negative=rows["negative"] / toned,
        share_of_all_news=rows["gkg_mentions"] / _positive(rows["lines"]),
        slices_expected=expected,
        slices_received=rows["received"].astype("int64"),
        coverage=rows["received"] / expected,
        method_version=version,
    )
    return _sorted(table, KEYS)[[*COLUMNS, "positive", "toned"]]


def positive(table: pd.DataFrame) -> pd.DataFrame:
    """Mentions with a tone above the bound, and mentions with a tone, by day and place, from what ``finish`` gives."""
    whole = table[(table[list(DIMENSIONS)] == ALL).all(axis=1)]
    named = whole.rename(columns={"positive": "positive_mentions", "toned": "toned_mentions"})
    return named[list(POSITIVE_COLUMNS)].reset_index(drop=True)


def _positive(counts: pd.Series) -> pd.Series:
    """What can be divided by: the counts above 0, and missing elsewhere."""
    return counts.astype("float64").where(counts > 0, np.nan)


def _text(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates).dt.strftime("%Y-%m-%d").astype("str")


def _sorted(table: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return table.sort_values(list(keys), ignore_index=True)
