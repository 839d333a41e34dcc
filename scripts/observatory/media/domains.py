"""Who carried the most of a day: the leading domains of the nation, of each province and of each topic.

Only domains with at least ``LEAST`` mentions of a cell (day, place and topic) are named, and at most ``LISTED`` of
them: the table says where a surge comes from, and points at no single item.
"""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from observatory.media.daily import ALL, NATION, PROVINCE, Frame, by_province, topics_of

COLUMNS = ("date", "geo_level", "province_code", "topic", "domain", "mentions")
KEYS = COLUMNS[:5]
LISTED, LEAST = 5, 5
LEADING = {"date": "datetime64[us]", **dict.fromkeys(KEYS[1:], "str"), "mentions": "int64"}
"""The columns that ``leading`` gives, with the types that ``finish`` takes."""
_CELL = list(KEYS[:4])
# GDELT's own name of a source is taken where its address has no registrable domain, and need not be a host name.
_HOST_NAME = r"^[a-z0-9][a-z0-9.-]*$"


def leading(known: Frame, theme_topics: Frame) -> Frame:
    """The domains named for each day, place and topic, with ``COLUMNS``; the topic is ``all`` or a code.

    ``known`` is what ``daily.dated`` gives, ``theme_topics`` has the pairs ``theme, topic``. Domains of a cell go by
    their mentions, then by name. A mention without a topic counts for ``all`` alone.
    """
    topics = topics_of(known, theme_topics)
    named = known.filter(nw.col("domain").str.contains(_HOST_NAME))
    tables = []
    for place in (
        named.with_columns(geo_level=nw.lit(NATION), province_code=nw.lit("")),
        by_province(named).with_columns(geo_level=nw.lit(PROVINCE)),
    ):
        for rows in (
            place.with_columns(topic=nw.lit(ALL)),
            place.join(topics, on="mention_id", how="inner"),
        ):
            tables.append(rows.group_by(KEYS).agg(nw.len().alias("mentions")).select(*COLUMNS))
    return (
        nw.concat(tables)
        .filter(nw.col("mentions") >= LEAST)
        .with_columns(fewer=-nw.col("mentions"))
        .with_columns(position=nw.col("domain").cum_count().over(_CELL, order_by=["fewer", "domain"]))
        .filter(nw.col("position") <= LISTED)
        .select(*COLUMNS)
    )


def finish(leaders: pd.DataFrame) -> pd.DataFrame:
    """The table from what ``leading`` gives: days as ISO text, in the order of ``ordered``."""
    return ordered(leaders.assign(date=pd.to_datetime(leaders["date"]).dt.strftime("%Y-%m-%d").astype("str")))


def ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table with ``COLUMNS`` by cell, and within a cell the domain of the most mentions first."""
    by_size = table.assign(fewer=-table["mentions"])
    return by_size.sort_values([*_CELL, "fewer", "domain"], ignore_index=True)[list(COLUMNS)]
