"""Why: shares that sum to 100, no small cell named, new sources told, and one source behind it all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from policy_tables import NAMES, TOPICS, day, policy_rules, tables

from observatory.warning import policy
from observatory.warning.why import OTHER, split

RULES = policy_rules()
counts = st.integers(0, 400)


def test_a_split_by_hand() -> None:
    """An excess of 40: 30 from the first, 15 from the second, which is new, and 5 less from the third."""
    observed, expected = np.array([50.0, 15.0, 5.0]), np.array([20.0, 0.0, 10.0])
    parts = split("domain", ["a", "b", "c"], observed, expected, 40.0, RULES)
    assert [(part.position, part.code, part.share, part.is_new) for part in parts] == [
        (1, "a", 75.0, False),
        (2, "b", 37.5, True),
        (3, OTHER, -12.5, False),
    ]
    assert (parts[-1].observed, parts[-1].expected) == (5.0, 10.0)


def test_cells_under_five_are_never_named() -> None:
    parts = split("domain", ["a", "b"], np.array([9.0, 4.0]), np.zeros(2), 13.0, RULES)
    assert [part.code for part in parts] == ["a", OTHER]
    assert split("domain", ["a"], np.array([4.0]), np.zeros(1), 4.0, RULES) == []


def test_no_more_than_five_are_named_and_the_largest_first() -> None:
    observed = np.arange(10.0, 90.0, 10.0)
    parts = split("domain", list("abcdefgh"), observed, np.zeros(8), float(observed.sum()), RULES)
    assert [part.code for part in parts] == ["h", "g", "f", "e", "d", OTHER]


@settings(max_examples=50)
@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=12), st.sampled_from([1, -1]))
def test_shares_sum_to_a_hundred(pairs: list[tuple[int, int]], sign: int) -> None:
    observed, expected = (np.array([float(pair[n]) for pair in pairs]) for n in (0, 1))
    whole = float((observed - expected).sum())
    parts = split("domain", [f"d{n}" for n in range(len(pairs))], observed, expected, sign * abs(whole), RULES)
    assert not parts or sum(part.share for part in parts) == pytest.approx(100, abs=1e-9)
    assert all(part.observed >= RULES.cell_least for part in parts if part.code != OTHER)


@pytest.fixture(scope="module")
def found() -> policy.Outcome:
    """A surge in trade on two days, told by one domain, after 220 quiet days."""
    added = {(n, "", "trade"): 200 for n in (220, 221)}
    domains = {(n, "", "trade", "one.example.org"): 206 for n in (220, 221)}
    return policy.run(*tables(230, added, domains=domains), RULES, NAMES)


def test_every_dimension_of_an_episode_sums_to_a_hundred(found: policy.Outcome) -> None:
    sums = found.contributors.groupby(["episode_id", "dimension"])["share_percent"].sum()
    assert len(sums) and np.allclose(sums, 100, rtol=0, atol=1e-9)
    order = found.contributors.groupby(["episode_id", "dimension"])["position"]
    assert order.apply(lambda positions: positions.tolist() == list(range(1, len(positions) + 1))).all()


def test_the_parts_that_rose_are_named(found: policy.Outcome) -> None:
    surges = found.episodes[(found.episodes["kind"] == "surge") & (found.episodes["place"] == "VNM")]
    whole = surges.loc[surges["topic"] == "all", "episode_id"].iloc[0]
    topic = surges.loc[surges["topic"] == "trade", "episode_id"].iloc[0]
    first = found.contributors[found.contributors["position"] == 1].set_index(["episode_id", "dimension"])
    assert first.loc[(whole, "topic"), "code"] == "trade" and first.loc[(whole, "topic"), "name_vi"] == "Thương mại"
    assert first.loc[(whole, "source_country"), "code"] == "US"
    assert first.loc[(topic, "source_country"), "share_percent"] > 90
    assert (topic, "topic") not in first.index
    assert bool(first.loc[(topic, "domain"), "is_new"])


def test_one_source_behind_it_all_is_told(found: policy.Outcome) -> None:
    surges = found.episodes[found.episodes["kind"] == "surge"].set_index(["place", "topic"])
    trade = surges.loc[("VNM", "trade")]
    assert trade["level"] == 2 and trade["level_without_top"] == 0 and trade["single_source"]
    assert trade["peak_day"] in (day(220), day(221))


def test_where_no_domain_is_known_nothing_is_said_of_one_source() -> None:
    added = {(n, "", topic): 200 for n in (220, 221) for topic in TOPICS}
    episodes = policy.run(*tables(230, added), RULES, NAMES).episodes
    surges = episodes[episodes["kind"] == "surge"]
    assert len(surges) and surges["single_source"].isna().all() and surges["level_without_top"].isna().all()
