"""Rows and cells that changed: known answers, then what must hold for any two tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.changes.rows import Cell, RowChanges, plain, rows

FIELDS = ("unit", "year", "value", "note")
KEY = ("unit", "year")


def frame(*records: Sequence[Any]) -> pd.DataFrame:
    """A typed frame of the four fields, as ``tables`` gives it."""
    table = pd.DataFrame(list(records), columns=list(FIELDS))
    return table.astype({"unit": "str", "year": "Int64", "value": "float64", "note": "str"})


OLD = frame(("48", 2024, 78.9, None), ("01", 2024, 80.0, "a"), ("92", 2024, None, None))


def values(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(map(plain, record)) for record in table.itertuples(index=False, name=None)]


def told(changes: RowChanges) -> list[tuple[Any, ...]]:
    return [(*cell.key.values(), cell.field, cell.before, cell.after) for cell in changes.cells]


def test_a_changed_an_added_and_a_removed_row() -> None:
    new = frame(("01", 2024, 80.0, "a"), ("48", 2024, 79.4, "mới"), ("48", 2025, 81.0, None))
    changes = rows(OLD, new, KEY)
    assert told(changes) == [("48", 2024, "value", 78.9, 79.4), ("48", 2024, "note", None, "mới")]
    assert values(changes.added) == [("48", 2025, 81, None)]
    assert values(changes.removed) == [("92", 2024, None, None)]
    assert changes.cells[0] == Cell(
        {"unit": "48", "year": 2024}, "value", 78.9, 79.4, {"unit": "48", "year": 2024, "value": 79.4, "note": "mới"}
    )
    assert list(changes.changed.columns) == ["unit", "year", "field", "before", "after"]
    assert changes.changed["after"].tolist() == [79.4, "mới"]
    assert changes


def test_the_order_of_rows_and_columns_is_no_difference() -> None:
    assert not rows(OLD, OLD.iloc[::-1][["note", "value", "year", "unit"]], KEY)
    assert not rows(OLD, OLD.iloc[::-1])


def test_numbers_are_compared_by_value_and_missing_is_missing() -> None:
    whole = pd.DataFrame({"id": ["a", "b"], "n": pd.Series([3, None], dtype="Int64")})
    real = pd.DataFrame({"id": ["a", "b"], "n": [3.0, float("nan")]})
    text = pd.DataFrame({"id": ["a", "b"], "n": ["3", ""]})
    assert not rows(whole, real, ["id"])
    assert told(rows(whole, text, ["id"])) == [("a", "n", 3, "3")]


def test_a_column_that_is_not_there_is_missing() -> None:
    less = OLD.drop(columns="note")
    assert told(rows(less, OLD, KEY)) == [("01", 2024, "note", None, "a")]
    assert told(rows(OLD, less, KEY)) == [("01", 2024, "note", "a", None)]


@pytest.mark.parametrize("key", [(), ("nothing",)])
def test_without_a_key_rows_come_and_go_as_often_as_they_stand(key: tuple[str, ...]) -> None:
    one, two = ("01", 2024, 1.0, None), ("01", 2024, 2.0, None)
    changes = rows(frame(one, one, two), frame(one, two, two), key)
    assert (values(changes.added), values(changes.removed)) == ([two], [one])
    assert (changes.cells, changes.key) == ((), ())


def test_repeated_keys_are_told_and_their_rows_compared_whole() -> None:
    one, two, other = ("01", 2024, 1.0, None), ("01", 2024, 2.0, None), ("48", 2024, 5.0, None)
    changes = rows(frame(one, other), frame(one, two, ("48", 2024, 6.0, None)), KEY)
    assert changes.repeated == ({"unit": "01", "year": 2024},)
    assert (values(changes.added), len(changes.removed)) == ([two], 0)
    assert told(changes) == [("48", 2024, "value", 5, 6)]


def test_a_missing_part_of_a_key_is_a_value_of_its_own() -> None:
    changes = rows(frame((None, 2024, 1.0, None)), frame((None, 2024, 2.0, None)), KEY)
    assert told(changes) == [(None, 2024, "value", 1, 2)]


def test_a_key_may_be_named_like_a_column_of_the_changes() -> None:
    old = pd.DataFrame({"field": ["a"], "before": ["b"], "x": [1]})
    changes = rows(old, old.assign(x=2), ["field", "before"])
    assert list(changes.changed.columns) == ["field (key)", "before (key)", "field", "before", "after"]
    assert changes.changed.iloc[0].tolist() == ["a", "b", "x", 1, 2]


def test_tables_without_rows_or_columns() -> None:
    assert values(rows(OLD.head(0), OLD, KEY).added) == values(OLD)
    assert values(rows(OLD, OLD.head(0), KEY).removed) == values(OLD)
    assert not rows(pd.DataFrame(), pd.DataFrame(), KEY)


record = st.tuples(
    st.sampled_from(["01", "48", None]),
    st.integers(2024, 2026),
    st.sampled_from([0.0, 1.5, 2.0, None]),
    st.sampled_from(["", "a", "b"]),
)
tables = st.lists(record, max_size=7).map(lambda records: frame(*records))
keys = st.sampled_from([(), KEY, ("year",), ("unit", "year", "value")])


def applied(changes: RowChanges, old: pd.DataFrame) -> Counter[tuple[Any, ...]]:
    """The rows of the new table, made from the old one and the changes alone."""
    fields = [str(name) for name in old.columns]
    kept = Counter(values(old))
    kept.subtract(values(changes.removed))
    edits: dict[tuple[Any, ...], dict[str, Cell]] = {}
    for cell in changes.cells:
        edits.setdefault(tuple(cell.key.values()), {})[cell.field] = cell
    result: Counter[tuple[Any, ...]] = Counter(values(changes.added))
    for values_, count in kept.items():
        assert count >= 0, "a row was removed that was not there"
        row = dict(zip(fields, values_, strict=True))
        for name, cell in (edits.get(tuple(row[name] for name in changes.key)) or {}).items() if count else ():
            assert row[name] == cell.before
            row[name] = cell.after
        result[tuple(row.values())] += count
    return +result


@settings(max_examples=25)
@given(tables, tables, keys)
def test_the_changes_make_one_table_into_the_other_and_back(
    old: pd.DataFrame, new: pd.DataFrame, key: tuple[str, ...]
) -> None:
    there, back = rows(old, new, key), rows(new, old, key)
    assert applied(there, old) == Counter(values(new))
    assert Counter(values(there.added)) == Counter(values(back.removed))
    assert Counter(values(there.removed)) == Counter(values(back.added))
    turned = [(*cell.key.values(), cell.field, cell.after, cell.before) for cell in back.cells]
    assert Counter(told(there)) == Counter(turned)


@settings(max_examples=10)
@given(tables, keys, st.randoms(use_true_random=False))
def test_a_table_does_not_differ_from_itself_in_any_order(
    table: pd.DataFrame, key: tuple[str, ...], order: Any
) -> None:
    shuffled = table.iloc[order.sample(range(len(table)), len(table))]
    assert not rows(table, shuffled, key)
