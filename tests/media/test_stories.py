"""The same story once: what links two mentions and what does not."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.media.stories import assign, shingles, title_key

STORM = "Typhoon Yagi hits northern Vietnam and leaves thousands homeless"
HOURS, ALIKE = 72, 0.6


def frame(*rows: tuple[float, str, str | None]) -> pd.DataFrame:
    """Mentions from (hour, canonical URL, title), with ids in their order."""
    return pd.DataFrame(
        {
            "mention_id": [f"{number:016x}" for number in range(len(rows))],
            "time": pd.Timestamp("2026-11-01") + pd.to_timedelta([row[0] for row in rows], unit="h"),
            "canonical_url": [row[1] for row in rows],
            "title": pd.Series([row[2] for row in rows], dtype="str"),
            "lang": "en",
        }
    )


def stories(*rows: tuple[float, str, str | None]) -> list[int]:
    """The number of the first mention of each mention's story."""
    return [int(story, 16) for story in assign(frame(*rows), HOURS, ALIKE)["story_id"]]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("a", STORM), ("b", STORM), True),
        (("a", STORM), ("b", f"{STORM} - VnExpress International"), True),
        (("a", f"{STORM} | Reuters"), ("b", f"{STORM.upper()}!"), True),
        (("a", STORM), ("b", f"{STORM} today"), True),
        (("a", STORM), ("b", "Vietnam's coffee exports reach a record high this year"), False),
        (("a", "One title of a story"), ("a", "Wholly another title for it"), True),
        (("", STORM), ("", "Vietnam's coffee exports reach a record high this year"), False),
        (("a", "Weather today"), ("b", "Weather today"), False),
        (("a", None), ("b", None), False),
        (("a", None), ("a", None), True),
        (("a", "Bão số 3 đổ bộ vào miền Bắc"), ("b", "Bão số 3 đổ bộ vào miền Bắc"), True),
        (
            ("a", "越南北部台风亚吉造成数千人无家可归灾情严重"),
            ("b", "越南北部台风亚吉造成数千人无家可归，灾情严重"),
            True,
        ),
        (("a", "越南北部台风"), ("b", "越南北部台风"), False),
        (
            ("a", "พายุไต้ฝุ่นยางิพัดถล่มภาคเหนือของเวียดนาม"),
            ("b", "พายุไต้ฝุ่นยางิพัดถล่มภาคเหนือของเวียดนามแล้ว"),
            True,
        ),
    ],
)
def test_what_makes_two_mentions_one_story(
    one: tuple[str, str | None], other: tuple[str, str | None], same: bool
) -> None:
    assert stories((0, *one), (1, *other)) == ([0, 0] if same else [0, 1])


@pytest.mark.parametrize(("hours", "same"), [(72, True), (72.01, False)])
@pytest.mark.parametrize("other", [("a", "Another title that is long enough"), ("b", STORM), ("b", f"{STORM} today")])
def test_only_within_the_window(hours: float, same: bool, other: tuple[str, str]) -> None:
    assert stories((0, "a", STORM), (hours, *other)) == ([0, 0] if same else [0, 1])


def test_a_chain_holds_together_and_the_earliest_names_it() -> None:
    assert stories((120, "c", STORM), (60, "b", STORM), (0, "b", "Something with a title of its own")) == [2, 2, 2]


def test_the_earliest_is_no_copy_and_all_others_are_copies_of_it() -> None:
    found = assign(frame((5, "a", STORM), (2, "b", STORM), (9, "c", "A story of its very own here")), HOURS, ALIKE)
    assert found.columns.to_list() == ["mention_id", "story_id", "dup_of"]
    assert [None if pd.isna(one) else int(one, 16) for one in found["dup_of"]] == [1, None, None]


def test_no_mentions() -> None:
    assert assign(frame(), HOURS, ALIKE).empty


def test_a_dash_inside_a_short_title_cuts_nothing() -> None:
    assert title_key("Vietnam - China: talks on the sea") == "vietnam china talks on the sea"
    assert title_key("Vietnam and China talk about the sea - Bao Moi") == "vietnam and china talk about the sea"


def test_shingles() -> None:
    assert shingles("a b c d") == {"a b c", "b c d"}
    assert shingles("越南北部台风") == {"越南北部台", "南北部台风"}


def near_copies(seed: int, size: int) -> pd.DataFrame:
    """Titles of 9 to 14 words, each with a copy in which a word at one end was taken away, added or changed."""
    rng = np.random.default_rng(seed)
    words = np.array([f"word{number}" for number in range(4000)])
    rows: list[tuple[float, str, str | None]] = []
    for number in range(size):
        title = list(rng.choice(words, rng.integers(9, 15)))
        copy = [title[1:], [*title, "today"], [*title[:-1], "changed"]][number % 3]
        rows += [(0, f"{number}a", " ".join(title)), (1, f"{number}b", " ".join(copy))]
    return frame(*rows)


def test_near_copies_are_found_and_nothing_else_is() -> None:
    made = near_copies(2026, 500)
    found = assign(made, HOURS, ALIKE)["story_id"].to_numpy().reshape(-1, 2)
    assert (found[:, 0] == found[:, 1]).mean() >= 0.97  # recall
    assert len(set(found[:, 0])) == len(found)  # no two pairs are taken for one: precision 1


def test_a_month_takes_seconds() -> None:
    made = near_copies(1, 1_000)
    alike = [
        (0.001 * number, str(number), f"Gold in Hanoi and Ho Chi Minh City rises again today, to {number}")
        for number in range(2_000)
    ]
    rows = pd.concat([made, frame(*alike).assign(mention_id=lambda table: "g" + table["mention_id"])])
    begun = time.process_time()
    found = assign(rows, HOURS, ALIKE)
    assert time.process_time() - begun < 10
    assert found["story_id"].iloc[len(made) :].nunique() == 1


TITLES = [
    "",
    "Weather today",
    STORM,
    f"{STORM} today",
    f"Breaking {STORM}",
    f"{STORM} - Reuters",
    "A title of its own kind",
]
ROWS = st.lists(
    st.tuples(st.integers(0, 200), st.sampled_from(["", "a", "b", "c"]), st.sampled_from(TITLES)), max_size=12
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_makes_no_difference(rows: list[tuple[int, str, str]], random: object) -> None:
    made = frame(*rows)
    order = list(range(len(made)))
    random.shuffle(order)  # type: ignore[attr-defined]
    shuffled = assign(made.iloc[order], HOURS, ALIKE)
    pd.testing.assert_frame_equal(shuffled.sort_index(), assign(made, HOURS, ALIKE))


@given(ROWS)
def test_the_marks_fit_together(rows: list[tuple[int, str, str]]) -> None:
    made = frame(*rows)
    found = assign(made, HOURS, ALIKE)
    assert found["mention_id"].to_list() == made["mention_id"].to_list()
    assert assign(made, HOURS, ALIKE).equals(found)
    head = found["story_id"] == found["mention_id"]
    assert found.loc[~head, "dup_of"].equals(found.loc[~head, "story_id"])
    assert found.loc[head, "dup_of"].isna().all()
    assert set(found["story_id"]) == set(found.loc[head, "mention_id"])
    firsts = made.assign(story=found["story_id"]).sort_values(["time", "mention_id"]).drop_duplicates("story")
    assert (firsts["story"] == firsts["mention_id"]).all()
