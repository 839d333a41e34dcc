"""The same story once: mentions that repeat one another get one ``story_id``; they are marked, never deleted.

Two mentions are of one story when they were seen within a window of each other and

1. have the same canonical URL, or
2. have the same title key: the title without the outlet's name at its end, case and punctuation, or
3. have titles whose shingles overlap by at least ``similarity`` (Jaccard): three words, or five characters in
   scripts that put no space between words.

and so on from mention to mention (the links are closed transitively). Pairs for 3 are proposed by MinHash with
locality-sensitive hashing (Broder 1997; Indyk and Motwani 1998) and each is then checked exactly, so a proposal can
only be missed, never be wrong. Short titles ("Weather today") link nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
import rensa

LEAST_WORDS = 5
LEAST_CHARACTERS = 15  # of a title in a script without spaces between words
SUFFIX_WORDS = 4  # an outlet's name is not longer
WORDS, CHARACTERS = 3, 5  # of one shingle
PERMUTATIONS, BANDS, SEED = 128, 32, 2026
NEIGHBOURS = 16
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype="uint64")
_NANOSECONDS_AN_HOUR = 3_600_000_000_000
_SUFFIX = re.compile(r"\s+[-–—|]\s+(?!.*\s[-–—|]\s)")
# Thai, Lao, Burmese, Khmer, kana and Han.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


class _Folded(dict[int, str]):
    """For ``str.translate``: punctuation, symbols, spaces and controls become a space; the rest stays."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = " " if unicodedata.category(character)[0] in "PSZC" else character
        return self[code]


_FOLDED = _Folded()


def assign(frame: pd.DataFrame, window_hours: float, similarity: float) -> pd.DataFrame:
    """The story of each mention.

    ``frame`` has one row per mention: ``mention_id`` (unique), ``time`` (UTC), ``canonical_url`` (may be empty) and
    ``title`` (may be missing); further columns are not looked at. The answer has ``mention_id``, ``story_id`` and
    ``dup_of``, in the order of ``frame``. ``story_id`` is the ``mention_id`` of the earliest mention of the story
    (of equal times the smallest), ``dup_of`` is the same for every other mention of it and missing for the
    earliest. The order of the rows makes no difference.
    """
    ordered = frame.reset_index(drop=True).sort_values(["time", "mention_id"])
    times = ordered["time"].astype("datetime64[ns]").astype("int64").to_list()
    window = round(window_hours * _NANOSECONDS_AN_HOUR)
    groups = _Groups(len(ordered))
    by_url = _rows_by(ordered["canonical_url"].fillna(""))
    keys = [title_key(title) for title in ordered["title"].astype("object").where(ordered["title"].notna(), "")]
    by_title = _rows_by(keys)
    for rows in (*by_url.values(), *by_title.values()):
        groups.link(rows, times, window)
    for one, other in _alike(list(by_title), similarity):
        rows = sorted(by_title[one] + by_title[other])
        groups.link(rows, times, window)
    ids = ordered["mention_id"].to_numpy(dtype=object)
    first = np.array([groups.first(row) for row in range(len(ordered))], dtype="int64")
    stories = pd.Series(ids[first] if len(ids) else ids, index=ordered.index, dtype="str")
    found = pd.DataFrame({"mention_id": ordered["mention_id"], "story_id": stories})
    found["dup_of"] = stories.where(stories != ordered["mention_id"])
    return found.sort_index().set_index(frame.index)


def title_key(title: str) -> str:
    """The title without the outlet's name at its end, case and punctuation; empty where it is too short to tell."""
    whole = _fold(title)
    cut = _SUFFIX.split(title, maxsplit=1)
    if len(cut) == 2 and len(cut[1].split()) <= SUFFIX_WORDS:
        head = _fold(cut[0])
        if _tells(head):
            return head
    return whole if _tells(whole) else ""


def shingles(key: str) -> frozenset[str]:
    """The overlapping pieces of a title key by which titles are compared."""
    words = key.split()
    if _UNSPACED.search(key):
        text = "".join(words)
        return frozenset(text[at : at + CHARACTERS] for at in range(max(1, len(text) - CHARACTERS + 1)))
    return frozenset(" ".join(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1)))


def _fold(title: str) -> str:
    text = unicodedata.normalize("NFC", title).casefold()
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLDED).split())


def _tells(key: str) -> bool:
    """Whether a key is long enough for two that are alike not to be so by chance."""
    return len(key.split()) >= LEAST_WORDS or len(_UNSPACED.findall(key)) >= LEAST_CHARACTERS


def _rows_by(values: Iterable[Hashable]) -> dict[str, list[int]]:
    """The rows of each value that is not empty, in their order."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, value in enumerate(values):
        if value:
            rows[str(value)].append(row)
    return rows


def _alike(keys: Sequence[str], similarity: float) -> Iterator[tuple[str, str]]:
    """Pairs of different title keys whose shingles overlap by at least ``similarity``."""
    pieces = [shingles(key) for key in keys]
    for one, other in _proposed(pieces):
        shared = len(pieces[one] & pieces[other])
        if shared >= similarity * (len(pieces[one]) + len(pieces[other]) - shared):
            yield keys[one], keys[other]


def _proposed(pieces: Sequence[frozenset[str]]) -> list[list[int]]:
    """Pairs (smaller, larger) of sets that fall into one bucket of a band of their MinHashes.

    A set is paired with the ``NEIGHBOURS`` that follow it in a bucket, not with all: titles of one mould fill a
    bucket by the thousand, and hang together by their neighbours.
    """
    if len(pieces) < 2:
        return []
    digests = rensa.RMinHash.digests_from_token_sets([sorted(one) for one in pieces], PERMUTATIONS, SEED)
    bands = np.array(digests, dtype="uint64").reshape(len(pieces), BANDS, -1)
    # One number stands for the numbers of a band; two bands that get the same by chance are told apart later.
    bands = (bands * _MIX).sum(axis=2, dtype="uint64")
    pairs = []
    for band in range(BANDS):
        bucket = bands[:, band]
        order = np.argsort(bucket, kind="stable")
        for step in range(1, min(NEIGHBOURS, len(pieces) - 1) + 1):
            together = bucket[order[step:]] == bucket[order[:-step]]
            if not together.any():
                break
            pairs.append(np.column_stack([order[:-step][together], order[step:][together]]))
    found: list[list[int]] = np.unique(np.concatenate(pairs), axis=0).tolist() if pairs else []
    return found


class _Groups:
    """Rows that belong together, each group known by its smallest row."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def first(self, row: int) -> int:
        """The smallest row of the group of ``row``."""
        above = self._above
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    def link(self, rows: Sequence[int], times: Sequence[int], window: int) -> None:
        """Join rows, in the order of time, each to the one before where that is within ``window``."""
        for before, row in pairwise(rows):
            if times[row] - times[before] <= window:
                one, other = self.first(before), self.first(row)
                self._above[max(one, other)] = min(one, other)
