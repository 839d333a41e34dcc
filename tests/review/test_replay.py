"""Two rankings held against each other, and the pace that targets ask for."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatory.review import replay

NAN = float("nan")


def ranking(**units: tuple[float, int | None]) -> pd.DataFrame:
    rows = [("country", code, score, rank) for code, (score, rank) in units.items()]
    return pd.DataFrame(rows, columns=replay.RANKING).astype({"rank": "Int64"})


BEFORE = ranking(A=(90.0, 1), B=(80.0, 2), C=(70.0, 3), D=(60.0, None), E=(50.0, 4))
AFTER = ranking(A=(75.0, 3), B=(80.0, 2), C=(85.0, 1), D=(60.0, 4), E=(50.0, None))


def test_effects_stand_side_by_side() -> None:
    rows = replay.effects(BEFORE, AFTER).set_index("code")
    assert rows["rank_change"].fillna(99).to_dict() == {"A": -2, "B": 0, "C": 2, "D": 99, "E": 99}
    assert rows.loc["A", ["score_before", "score_after"]].tolist() == [90.0, 75.0]


def test_a_unit_that_enters_or_leaves_counts_as_moved() -> None:
    assert replay.summary(replay.effects(BEFORE, AFTER)) == replay.Summary(5, 4, 2, 15.0)


def test_a_unit_of_one_ranking_alone_is_kept() -> None:
    rows = replay.effects(BEFORE, AFTER[AFTER["code"] != "B"])
    assert len(rows) == 5 and replay.summary(rows).n_rank_moves == 5


def test_scores_that_differ_by_rounding_are_the_same() -> None:
    close = BEFORE.assign(score=BEFORE["score"] + 1e-12)
    assert replay.summary(replay.effects(BEFORE, close)) == replay.Summary(5, 0, 0, 0.0)
    assert replay.summary(replay.effects(BEFORE.iloc[:0], AFTER.iloc[:0])) == replay.Summary(0, 0, 0, 0.0)


SCORES = st.lists(st.one_of(st.just(NAN), st.floats(0, 100)), min_size=1, max_size=8)


@settings(max_examples=20)
@given(SCORES)
def test_no_change_has_no_effect(scores: list[float]) -> None:
    rows = pd.DataFrame({"level": "country", "code": [f"U{at}" for at in range(len(scores))], "score": scores})
    rows["rank"] = rows["score"].rank(ascending=False, method="min").astype("Int64")
    found = replay.effects(rows, rows)
    assert replay.summary(found) == replay.Summary(len(scores), 0, 0, 0.0)
    assert (found["rank_change"].dropna() == 0).all()


def test_newer_data_and_other_rules_are_told_apart() -> None:
    published = ranking(A=(90.0, 1), B=(80.0, 2), C=(70.0, 3))
    replayed = ranking(A=(85.0, 2), B=(88.0, 1), C=(70.0, 3))
    present = ranking(A=(85.0, 2), B=(60.0, 3), C=(70.0, 1))
    rows = replay.differences(published, replayed, present).set_index("code")
    assert rows["rank_change_data"].to_dict() == {"A": -1, "B": 1, "C": 0}
    assert rows["rank_change_rules"].to_dict() == {"A": 0, "B": -2, "C": 2}
    assert (rows["rank_change_data"] + rows["rank_change_rules"]).to_dict() == {"A": -1, "B": -1, "C": 2}


def test_what_was_never_published_is_not_compared() -> None:
    rows = replay.differences(BEFORE.iloc[:0], AFTER, AFTER)
    assert rows["rank_change_data"].isna().all() and (rows["rank_change_rules"].dropna() == 0).all()


def test_the_pace_of_each_form_of_target() -> None:
    columns = ["target_id", "form", "baseline_year", "baseline_value", "target_year", "target_value"]
    rows = [
        ("line", "linear", "2025", "52", "2045", "30"),
        ("rate", "growth", "2025", "100", "2027", "121"),
        ("rise", "per_year", None, None, "2030", "20"),
        ("words", None, None, None, None, None),
    ]
    found = replay.required_paces(pd.DataFrame(rows, columns=columns))
    assert found["line"] == (pytest.approx(1.1), "places_per_year")
    assert found["rate"] == (pytest.approx(10.0), "percent_per_year")
    assert found["rise"] == (20.0, "percent_per_year") and "words" not in found
