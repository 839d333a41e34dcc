"""The domains named of a day: the five largest of each place and topic, and none with fewer than five mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from media_stores import METHODOLOGY, fill, later, mention
from observatory.daily.run import count
from observatory.media.domains import COLUMNS, LEAST, LISTED
from observatory.media.mention import Mention

THEME, (TOPIC, *_) = next(iter(METHODOLOGY.theme_topics.items()))


def named(folder: Path, mentions: Iterable[Mention]) -> pd.DataFrame:
    store = fill(folder / "store", mentions)
    return count(store, "duckdb", METHODOLOGY, folder, lambda _step: None)["domains"]


def carried(sizes: dict[str, int], **fields: object) -> list[Mention]:
    """As many mentions of each domain as ``sizes`` says; ``first`` is the number of the first of them."""
    first = int(str(fields.pop("first", 0)))
    domains = [domain for domain, size in sizes.items() for _ in range(size)]
    return [mention(first + at, domain=domain, **fields) for at, domain in enumerate(domains)]


def test_the_five_largest_by_mentions_and_then_by_name(tmp_path: Path) -> None:
    sizes = {"f.example": 6, "b.example": 5, "a.example": 5, "c.example": 9, "d.example": 7, "e.example": 5}
    table = named(tmp_path, carried(sizes))
    assert tuple(table.columns) == COLUMNS
    assert table["domain"].to_list() == ["c.example", "d.example", "f.example", "a.example", "b.example"]
    assert table["mentions"].to_list() == [9, 7, 6, 5, 5]
    assert len(table) == LISTED
    assert set(table["date"]) == {"2026-11-02"} and set(table["topic"]) == {"all"}


def test_a_domain_of_few_mentions_is_not_named(tmp_path: Path) -> None:
    table = named(tmp_path, carried({"few.example": LEAST - 1, "more.example": LEAST}))
    assert table["domain"].to_list() == ["more.example"]


def test_days_places_and_topics_are_cells_of_their_own(tmp_path: Path) -> None:
    rows = [
        *carried({"a.example": 5}, province_code_2025=("01", "79"), themes=(THEME, THEME)),
        *carried({"a.example": 4}, first=100, province_code_2025=("01",)),
        *carried({"a.example": 6}, first=200, seen_at_utc=later(24)),
    ]
    table = named(tmp_path, rows)
    found = Counter({tuple(row[:4]): row[5] for row in table.itertuples(index=False)})
    assert found == {
        ("2026-11-02", "nation", "", "all"): 9,
        ("2026-11-02", "nation", "", TOPIC): 5,
        ("2026-11-02", "province", "01", "all"): 9,
        ("2026-11-02", "province", "01", TOPIC): 5,
        ("2026-11-02", "province", "79", "all"): 5,
        ("2026-11-02", "province", "79", TOPIC): 5,
        ("2026-11-03", "nation", "", "all"): 6,
    }


def test_what_is_no_host_name_takes_no_place(tmp_path: Path) -> None:
    junk = {"=cmd()": 9, "": 9, "a b.example": 9, "-x.example": 9, "bbc monitoring": 9, "real.example": 5}
    assert named(tmp_path, carried(junk))["domain"].to_list() == ["real.example"]
