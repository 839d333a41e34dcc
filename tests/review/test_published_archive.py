"""The archive of published results: added to and never rewritten, and every alteration is found."""

from __future__ import annotations

import hashlib
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatory.review import archive

ROWS = pd.DataFrame(
    {
        "level": "country",
        "code": ["VNM", "AUS", "BRN"],
        "score": [40.25, 64.0, None],
        "rank": pd.array([2, 1, None], dtype="Int64"),
    }
)
EMPTY = (
    pd.DataFrame(columns=archive.EDITION, dtype="str"),
    pd.DataFrame(columns=archive.PUBLISHED).astype({"score": "float64", "rank": "Int64", "index": "str"}),
)
RULES = "a" * 64


def one() -> tuple[pd.DataFrame, pd.DataFrame]:
    return archive.append(*EMPTY, "x", "1.0.0", "2026-11-23", ROWS, RULES)


def codes(editions: pd.DataFrame, published: pd.DataFrame) -> list[str]:
    return [finding.code for finding in archive.check(editions, published)]


def test_an_edition_carries_the_digest_of_its_rows() -> None:
    editions, published = one()
    content = [
        ["x", "1.0.0", "2026-11-23", "country", "AUS", "64", "1"],
        ["x", "1.0.0", "2026-11-23", "country", "BRN", "", ""],
        ["x", "1.0.0", "2026-11-23", "country", "VNM", "40.25", "2"],
    ]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    assert editions["digest"].tolist() == [hashlib.sha256(text.encode()).hexdigest()]
    assert published["code"].tolist() == ["AUS", "BRN", "VNM"] and codes(editions, published) == []


def test_another_version_is_added_and_the_first_stays() -> None:
    editions, published = archive.append(*one(), "x", "1.1.0", "2027-01-01", ROWS.assign(score=1.0), RULES)
    pd.testing.assert_frame_equal(published.iloc[:3], one()[1])
    assert editions["version"].tolist() == ["1.0.0", "1.1.0"] and codes(editions, published) == []


def test_a_version_is_never_published_twice() -> None:
    with pytest.raises(ValueError, match=r"x 1\.0\.0"):
        archive.append(*one(), "x", "1.0.0", "2027-01-01", ROWS, RULES)


@pytest.mark.parametrize(
    ("column", "value"), [("score", 40.26), ("rank", 3), ("code", "THA"), ("published_on", "2026")]
)
def test_an_altered_row_is_found(column: str, value: object) -> None:
    editions, published = one()
    published.loc[published["code"] == "VNM", column] = value
    (finding,) = archive.check(editions, published, "editions.csv")
    assert (finding.code, finding.file, finding.row, finding.expected) == (
        "archive-rewritten",
        "editions.csv",
        2,
        "x 1.0.0",
    )


def test_rows_put_in_or_taken_out_are_found() -> None:
    editions, published = one()
    assert codes(editions, published.iloc[1:]) == ["archive-rewritten"]
    assert codes(editions, published.iloc[:0]) == ["archive-rewritten"]
    assert codes(editions.iloc[:0], published) == ["archive-rewritten"]


@given(st.permutations(range(3)))
def test_the_order_of_rows_says_nothing(order: list[int]) -> None:
    editions, published = one()
    assert codes(editions, published.iloc[order]) == []


def test_rules_changed_without_a_version_are_found() -> None:
    editions, _ = one()
    assert archive.check_rules(editions, {("x", "1.0.0"): RULES}) == []
    assert archive.check_rules(editions, {("y", "1.0.0"): "b"}) == []
    for rules in ({("x", "1.0.0"): "b"}, {("x", "1.1.0"): RULES}):
        (finding,) = archive.check_rules(editions, rules)
        assert (finding.code, finding.value, finding.row) == ("version-changed", "x 1.0.0", 2)
