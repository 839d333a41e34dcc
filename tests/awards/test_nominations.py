"""Nominations: a prize stands on a decision, and a judged state on an outcome."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from award_tables import OF, judged
from observatory.awards.nominations import check, with_outcome

DECIDED = {"state": "laureate", "prize": "first", "decision_number": "1/QĐ", "decided_on": "2026-11-25"}


def nominations(entry: str = "a", **row: Any) -> pd.DataFrame:
    nothing = dict.fromkeys(("prize", "decision_number", "decided_on"))
    return pd.DataFrame([{**OF, "entry": entry, "state": "nominated", **nothing, **row}]).astype(object)


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, []),
        (DECIDED, []),
        ({"state": "judged"}, []),
        ({"state": "withdrawn"}, []),
        (DECIDED | {"decision_number": None}, [("award-laureate-undecided", "decision_number")]),
        (DECIDED | {"decided_on": None}, [("award-laureate-undecided", "decided_on")]),
        (DECIDED | {"prize": None}, [("award-laureate-undecided", "prize")]),
        ({"state": "not_awarded", "prize": "first"}, [("award-prize-not-laureate", "prize")]),
        (DECIDED | {"entry": "z"}, [("award-not-judged", "state")]),
        ({"state": "judged", "edition": "2025"}, [("award-not-judged", "state")]),
    ],
)
def test_the_state_of_a_nomination_has_what_it_stands_on(row: dict[str, Any], found: list[tuple[str, str]]) -> None:
    findings = check(nominations(**row), judged())
    assert [(finding.code, finding.field) for finding in findings] == found


def test_the_outcome_is_beside_the_nomination() -> None:
    rows = with_outcome(pd.concat([nominations(), nominations("c"), nominations("z")]), judged())
    assert rows["status"].tolist()[:2] == ["ok", "too_few_scores"]
    assert rows["status"].isna().tolist() == [False, False, True]
