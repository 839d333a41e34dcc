"""The stories of a month that the most outlets told: by title and link, never by their text."""

from __future__ import annotations

import narwhals as nw
import pandas as pd

from observatory.media.daily import Frame
from observatory.media.mention import GKG

COLUMNS = (
    *("month", "position", "story_id", "title", "url", "domain", "lang", "source_country_iso2"),
    *("first_seen", "mentions", "domains"),
)
LONGEST_URL = 2000
LEADING = {
    "month": "int64",
    "story_id": "str",
    **dict.fromkeys(("position", "mentions", "domains"), "int64"),
    **dict.fromkeys(("first_seen", "time"), "datetime64[us]"),
    **dict.fromkeys(("mention_id", "title", "url", "domain", "lang", "source_country_iso2"), "str"),
}
"""The columns that ``leading`` gives, with the types that ``finish`` takes."""
_STORY = ["month", "story_id"]


def leading(mentions: Frame, listed: int) -> Frame:
    """The mentions that can be linked of the ``listed`` stories of each month that come first.

    Stories go by their distinct domains, then by their mentions, then by their id; a story without one link that can
    be shown (``http`` or ``https``) is left out. Each row has ``_STORY``, the ``position``, the counts of the story
    and ``first_seen``, and of the mention ``time``, ``mention_id``, ``title``, ``url``, ``domain``, ``lang`` and
    ``source_country_iso2``.
    """
    seen = (nw.col("source_system") == GKG) | nw.col("published_at_utc").is_null()
    url = nw.col("url")
    can_be_shown = (url.str.starts_with("https://") | url.str.starts_with("http://")) & (
        url.str.len_chars() <= LONGEST_URL
    )
    rows = mentions.select(
        *("mention_id", "title", "url", "domain", "lang", "source_country_iso2"),
        story_id=nw.coalesce("story_id", "mention_id"),
        time=nw.when(seen).then("seen_at_utc").otherwise("published_at_utc"),
        link=nw.when(can_be_shown).then(1),
    ).with_columns(month=nw.col("time").dt.year() * 100 + nw.col("time").dt.month())
    stories = (
        rows.group_by(_STORY)
        .agg(
            nw.len().alias("mentions"),
            nw.col("domain").n_unique().alias("domains"),
            nw.col("link").count().alias("links"),
            nw.col("time").min().alias("first_seen"),
        )
        .filter(nw.col("links") > 0)
        .with_columns(fewer_domains=-nw.col("domains"), fewer_mentions=-nw.col("mentions"))
        .with_columns(
            position=nw.col("story_id")
            .cum_count()
            .over("month", order_by=["fewer_domains", "fewer_mentions", "story_id"])
        )
        .filter(nw.col("position") <= listed)
        .select(*_STORY, "position", "mentions", "domains", "first_seen")
    )
    members = rows.filter(~nw.col("link").is_null()).drop("link")
    return stories.join(members, on=_STORY, how="inner")


def finish(leaders: pd.DataFrame) -> pd.DataFrame:
    """One row per story, with ``COLUMNS``, from what ``leading`` gives: its earliest mention that has a title.

    ``month`` becomes ``YYYY-MM`` and ``first_seen`` a time in UTC, both as text.
    """
    ordered = leaders.assign(untitled=leaders["title"].isna()).sort_values(["untitled", "time", "mention_id"])
    table = ordered.drop_duplicates(_STORY).sort_values(["month", "position"], ignore_index=True)
    number = table["month"].astype("int64").astype("str")
    return table.assign(
        month=(number.str[:4] + "-" + number.str[4:]).astype("str"),
        first_seen=pd.to_datetime(table["first_seen"]).dt.strftime("%Y-%m-%dT%H:%M:%S").astype("str"),
    )[list(COLUMNS)]
