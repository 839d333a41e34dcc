"""Which indicators a year should have, and which of them it has."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.review import completeness

CODES = ("rank", "score", "sites", "old")
INDICATORS = pd.DataFrame(
    {
        "code": [*CODES, "low", "papi", "month"],
        "family": ["a", "a", "b", "b", "a", "d", "b"],
        "scope": ["country"] * 5 + ["province", "country"],
        "direction": [-1, 1, 1, 1, 0, 1, 1],
    }
)
EXCEPTIONS = pd.DataFrame(
    [("old", "closed", 2015), ("month", "part", 2011), ("sites", "break", 2014)], columns=["indicator", "kind", "year"]
).astype({"year": "Int64"})


def moves(*rows: tuple[str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["indicator", "year"]).astype({"year": "Int64"})


def expected(years: list[int], *rows: tuple[str, int]) -> pd.DataFrame:
    return completeness.expected(INDICATORS, EXCEPTIONS, moves(*rows), years)


def test_a_series_that_ended_is_not_looked_for_afterwards() -> None:
    found = expected([2015, 2016]).groupby("year")["indicator"].agg(set).to_dict()
    assert found == {2015: {"rank", "score", "sites", "old"}, 2016: {"rank", "score", "sites"}}


def test_a_value_after_the_end_of_its_series_counts_all_the_same() -> None:
    found = expected([2016], ("old", 2016)).set_index("indicator")
    assert found["has_value"].to_dict() == {"rank": False, "score": False, "sites": False, "old": True}


def test_shares_are_those_of_a_family_in_a_year() -> None:
    found = completeness.families(expected([2015, 2016], ("rank", 2015), ("sites", 2016), ("papi", 2015)))
    keys = [(2015, "a"), (2015, "b"), (2016, "a"), (2016, "b")]
    assert found.set_index(["year", "family"])["share_percent"].to_dict() == dict(
        zip(keys, (50.0, 0.0, 0.0, 100.0), strict=True)
    )


def test_the_latest_year_is_the_latest_up_to_then() -> None:
    found = moves(("rank", 2012), ("rank", 2015), ("sites", 2016))
    assert completeness.last_years(found, 2015) == {"rank": 2015}
    assert completeness.last_years(found, 2020) == {"rank": 2015, "sites": 2016}
    assert completeness.last_years(moves(), 2020) == {}


@settings(max_examples=15)
@given(st.sets(st.tuples(st.sampled_from([*CODES, "low", "papi"]), st.integers(2011, 2018))))
def test_shares_of_any_values(rows: set[tuple[Any, Any]]) -> None:
    years = list(range(2011, 2019))
    wanted = expected(years, *sorted(rows))
    assert not wanted.duplicated(["year", "indicator"]).any() and set(wanted["year"]) == set(years)
    there = {(code, year) for code, year in rows if code in CODES}
    own = wanted[wanted["has_value"]]
    assert set(zip(own["indicator"], own["year"], strict=True)) == there
    found = completeness.families(wanted)
    assert found["share_percent"].between(0, 100).all() and found["n_with_value"].sum() == len(there)
