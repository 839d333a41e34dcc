"""Small episodes and logs of alerts for tests."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from observatory.warning import log
from observatory.warning.log import Terms

LEVELS = {
    number: {
        "name_vi": vi,
        "name_en": en,
        "cap_severity": severity,
        "cap_urgency": urgency,
        "cap_certainty": certainty,
    }
    for number, vi, en, severity, urgency, certainty in (
        (0, "Bình thường", "Normal", "Unknown", "Unknown", "Unknown"),
        (1, "Theo dõi", "Watch", "Minor", "Future", "Possible"),
        (2, "Chú ý", "Advisory", "Moderate", "Expected", "Likely"),
    )
}
TESTS = {
    "nbw": {"name_vi": "Nhị thức âm theo thứ", "name_en": "Negative binomial by weekday"},
    "tone": {"name_vi": "Sắc thái", "name_en": "Tone"},
}
TERMS = Terms(LEVELS, TESTS, "Actual", 7, "1")


def episode(key: str = "e1", **changes: Any) -> dict[str, Any]:
    """One open episode of level 1, as the result ``warning`` has it."""
    plain = {
        "episode_id": key,
        "kind": "surge",
        "family": "province",
        "place": "22",
        "topic": "tourism",
        "place_vi": "Quảng Ninh",
        "place_en": "Quang Ninh",
        "topic_vi": "Du lịch",
        "topic_en": "Tourism",
        "first_day": "2026-11-02",
        "last_day": "2026-11-02",
        "status": "open",
        "alert_level": 1,
        "score": 31.234,
        "observed_count": 61.0,
        "expected_count": 12.3456,
        "ratio": 4.9412,
        "p": 0.00001,
        "p_calibrated": 0.0027,
        "test": "nbw",
        "tests": 680,
        "q": 0.05,
        "tone_mean": -2.5,
        "tone_baseline": -0.4,
    }
    return {**plain, **changes}


def known(*episodes: dict[str, Any]) -> pd.DataFrame:
    """The episodes as a table; without any it still has its columns."""
    return pd.DataFrame(list(episodes), columns=list(episode()))


def said(*days: tuple[str, pd.DataFrame], terms: Terms = TERMS) -> pd.DataFrame:
    """The log after these days, each with the episodes as they were known at its end."""
    found = log.empty()
    for day, episodes in days:
        found = log.append(found, episodes, log.moment(day), terms)
    return found


@cache
def every_kind() -> pd.DataFrame:
    """A log with every type of message and every kind of episode, missing figures among them."""
    raised = episode(alert_level=2, last_day="2026-11-03")
    gone = episode("e2", kind="tone", place="VNM", place_vi="Việt Nam", place_en="Viet Nam", ratio=None, test="tone")
    parent = episode("e3", kind="multi_province", expected_count=None, ratio=None, tests=None, q=None, test=None)
    return said(
        ("2026-11-02", known(episode(), gone)),
        ("2026-11-03", known(raised, parent, episode("e4", kind="silence", ratio=0.2))),
        ("2026-11-08", known({**raised, "status": "closed"}, parent)),
        ("2026-11-12", known({**raised, "status": "open", "last_day": "2026-11-12"}, parent)),
    )
