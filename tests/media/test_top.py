"""The stories of a month, those of the most outlets first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from media_stores import METHODOLOGY, fill, later, mention
from observatory.daily.run import count
from observatory.media.mention import Mention


def listed(folder: Path, mentions: Iterable[Mention], most: int = 20) -> pd.DataFrame:
    methodology = replace(METHODOLOGY, settings={**METHODOLOGY.settings, "stories_listed": most})
    store = fill(folder / "store", mentions)
    return count(store, "duckdb", methodology, folder, lambda _step: None)["stories"]


def story(number: int, domains: Iterable[str], **fields: object) -> list[Mention]:
    """Mentions of one story on these domains, an hour after one another."""
    first = f"{100 * number:016x}"
    return [
        mention(100 * number + at, story_id=first, domain=domain, seen_at_utc=later(at), **fields)
        for at, domain in enumerate(domains)
    ]


def test_domains_come_before_mentions_and_both_before_the_id(tmp_path: Path) -> None:
    rows = [*story(1, "aaaa"), *story(2, "ab"), *story(3, "abb"), *story(4, "ab")]
    table = listed(tmp_path, rows)
    assert [int(one, 16) // 100 for one in table["story_id"]] == [3, 2, 4, 1]
    assert table["position"].to_list() == [1, 2, 3, 4]
    assert table["mentions"].to_list() == [3, 2, 2, 4]
    assert table["domains"].to_list() == [2, 2, 2, 1]
    assert set(table["month"]) == {"2026-11"}


def test_each_month_has_its_own_list_and_no_more_than_asked_for(tmp_path: Path) -> None:
    december = [mention(9000 + n, seen_at_utc=later(24 * 40)) for n in range(3)]
    table = listed(tmp_path, [*story(1, "ab"), *story(2, "a"), *story(3, "a"), *december], 2)
    assert table.groupby("month")["position"].agg(list).to_dict() == {"2026-11": [1, 2], "2026-12": [1, 2]}


def test_the_earliest_mention_with_a_title_and_a_link_speaks_for_the_story(tmp_path: Path) -> None:
    first, second, third, fourth = story(1, "abcd")
    rows = [
        replace(first, url="", title="A title without a link"),
        replace(second, title=None),
        replace(third, title="The title", lang="vi"),
        fourth,
    ]
    (row,) = listed(tmp_path, rows).to_dict("records")
    assert (row["title"], row["url"], row["domain"], row["lang"]) == ("The title", third.url, "c", "vi")
    assert row["first_seen"] == "2026-11-02T12:00:00"
    assert (row["mentions"], row["domains"]) == (4, 4)


@pytest.mark.parametrize(
    "url", ["", "javascript:alert(1)", "ftp://example.com/a", "HTTPS", f"https://example.com/{'a' * 2000}"]
)
def test_a_story_without_a_link_to_show_is_left_out(tmp_path: Path, url: str) -> None:
    assert listed(tmp_path, [mention(1, url=url)]).empty


def test_a_story_without_a_title_keeps_its_link(tmp_path: Path) -> None:
    (row,) = listed(tmp_path, [mention(1, title=None)]).to_dict("records")
    assert pd.isna(row["title"])
    assert row["url"] == "https://example.com/1"
