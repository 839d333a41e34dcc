"""Rows of the kind ``assessment-scores`` for tests: one unit, two criteria, as far as a step of the process."""

from __future__ import annotations

from typing import Any

import pandas as pd

from observatory.ranking.assessment import Rules

RULES = Rules(reply_working_days=10, results_survey_share=0.6)
UNITS = pd.DataFrame({"scope": "ministry-unit", "level": "ministry", "code": ["CBC", "VPB"]})
COLUMNS = [
    *("scope", "level", "code", "year", "criterion", "revision", "part", "max_score"),
    *("self_score", "evidence_url", "self_at", "approved_by_role", "verified_score", "reason_vi", "verifier"),
    *("verified_at", "notified_at", "reply", "reply_at", "panel_score", "panel_at", "frozen_at", "replaces"),
    *("package", "file", "row"),
]
NUMBERS = ["max_score", "self_score", "verified_score", "panel_score", "replaces"]
SELF = {
    "self_score": 8.0,
    "evidence_url": "https://example.org/1",
    "self_at": "2027-01-11",
    "approved_by_role": "Cục trưởng",
}
VERIFIED = SELF | {
    "verified_score": 6.0,
    "verifier": "Tổ thẩm định",
    "verified_at": "2027-02-01",
    "reason_vi": "Thiếu một phụ lục.",
}
NOTIFIED = VERIFIED | {"notified_at": "2027-03-01"}  # a Monday: the window ends on Monday, 15 March
FROZEN = NOTIFIED | {"frozen_at": "2027-04-01"}
SURVEY = {"part": "survey", "self_score": None, "evidence_url": None, "self_at": None, "approved_by_role": None}


def criterion(name: str = "a", cells: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """One row: a result of 10 points of the Press Authority in 2026."""
    row = {
        "scope": "ministry-unit",
        "level": "ministry",
        "code": "CBC",
        "year": 2026,
        "criterion": name,
        "revision": 1,
        "part": "result",
        "max_score": 10.0,
        "package": "vhttdl/scores",
        "file": "data/scores.csv",
        "row": 2,
    }
    return row | (cells or {}) | changes


def scores(*rows: dict[str, Any]) -> pd.DataFrame:
    """The rows with all columns of the kind, typed as the tables read them."""
    frame = pd.DataFrame(list(rows), columns=COLUMNS)
    texts = [name for name in COLUMNS if name not in [*NUMBERS, "year", "revision", "row"]]
    frame[texts] = frame[texts].astype("str").where(frame[texts].notna())
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))
