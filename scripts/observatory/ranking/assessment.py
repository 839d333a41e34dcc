"""The assessment of units: self-assessed and verified scores side by side, in fixed steps, shown once frozen.

The steps and their limits are data (``methodology/unit-assessment``). A unit assesses itself, a verifier
scores again and says why, the unit may reply within some working days, a panel decides, the scores are
frozen. Before the freeze only the state is told. The rules of one row are in ``assessment_rules``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

UNIT = ["scope", "level", "code"]
UNIT_YEAR = [*UNIT, "year"]
CRITERION = [*UNIT_YEAR, "criterion"]
SURVEY = "survey"
STATES = ("no-scores", "self-assessed", "verified", "reply-window", "panel", "frozen")
NO_EVIDENCE = "Không có tài liệu kiểm chứng khi hết hạn giải trình."

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Rules:
    """Limits of the process: working days of the reply window, least share of results and survey (0 to 1)."""

    reply_working_days: int
    results_survey_share: float


@dataclass(frozen=True)
class Assessment:
    """Results: one row per unit and year, and, where the scores are frozen, one per criterion."""

    units: pd.DataFrame
    criteria: pd.DataFrame


def assess(scores: pd.DataFrame, units: pd.DataFrame, rules: Rules, first_year: int, as_of: str) -> Assessment:
    """The state of each unit on the day ``as_of`` (YYYY-MM-DD) and, for frozen ones, all their scores.

    ``scores`` are checked rows of the kind ``assessment-scores``; ``units`` lists the ``scope``, ``level``
    and ``code`` of those to be assessed. A unit without any row stands in ``first_year`` with the state
    ``no-scores``. Of ``units`` the table has ``n_criteria``, ``n_self``, ``n_verified``, ``state``,
    ``reply_until``, ``max_score``, ``self_score`` and ``verified_score`` (sums over the criteria that the
    unit scored itself), their ``gap``, and ``final_score`` (the sum over all criteria).
    """
    rows = decided(latest(scores), rules, as_of)
    states = _states(rows, as_of)
    frozen = states.index[states["state"] == "frozen"]
    rows = rows.set_index(UNIT_YEAR)
    shown = rows[rows.index.isin(frozen)].reset_index()
    table = states.join(_sums(shown)).reset_index()
    silent = units[UNIT].merge(table[UNIT].drop_duplicates(), on=UNIT, how="left", indicator="found")
    silent = silent.loc[silent["found"] == "left_only", UNIT].assign(
        year=first_year, state=STATES[0], n_criteria=0, n_self=0, n_verified=0
    )
    return Assessment(pd.concat([table, silent], ignore_index=True), shown)


def latest(scores: pd.DataFrame) -> pd.DataFrame:
    """The last revision of each criterion: corrections are appended, never written over what they correct."""
    return scores.sort_values("revision", kind="stable").drop_duplicates(CRITERION, keep="last")


def decided(scores: pd.DataFrame, rules: Rules, as_of: str) -> pd.DataFrame:
    """The rows with ``reply_until``, ``gap``, ``no_evidence``, ``final_score`` and ``reason``.

    The final score is the panel's, or else the verifier's; it is 0 where a criterion other than a survey
    has no evidence and the reply window is over on the day ``as_of``.
    """
    until = reply_until(scores["notified_at"], rules)
    closed = until < np.datetime64(as_of, "D")
    unproven = (scores["part"] != SURVEY) & scores["evidence_url"].isna() & closed
    judged = scores["panel_score"].astype("float64").fillna(scores["verified_score"].astype("float64"))
    stated = scores["reason_vi"].fillna("").astype("str")
    reason = stated.where(~unproven, (stated + " " + NO_EVIDENCE).str.strip())
    return scores.assign(
        reply_until=pd.Series(np.datetime_as_string(until), index=scores.index, dtype="str").where(~np.isnat(until)),
        gap=scores["self_score"].astype("float64") - scores["verified_score"].astype("float64"),
        no_evidence=unproven,
        final_score=judged.mask(unproven, 0.0),
        reason=reason.where(reason != ""),
    )


def reply_until(notified_at: pd.Series[str], rules: Rules) -> Days:
    """The last day of the reply window: so many working days after the day of notice, weekends left out."""
    return np.busday_offset(days(notified_at), rules.reply_working_days, roll="backward")


def days(texts: pd.Series[str]) -> Days:
    """Days written YYYY-MM-DD as ``datetime64[D]``; missing as NaT."""
    return np.asarray(pd.to_datetime(texts, format="%Y-%m-%d").to_numpy("datetime64[D]"))


def _states(rows: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """``state``, counts and ``reply_until`` of each unit and year: a step is reached when all its rows are."""
    today = np.datetime64(as_of, "D")
    done = pd.DataFrame(
        {
            "self": days(rows["self_at"]) <= today,
            "verified": days(rows["verified_at"]) <= today,
            "notified": days(rows["notified_at"]) <= today,
            "closed": days(rows["reply_until"]) < today,
            "frozen": days(rows["frozen_at"]) <= today,
        },
        index=rows.index,
    )
    key = [rows[name] for name in UNIT_YEAR]
    every, some = done.groupby(key).all(), done.groupby(key).sum()
    steps = [every["frozen"], every["notified"] & every["closed"], every["notified"], every["verified"]]
    state = np.select([*steps, some["self"] > 0], STATES[:0:-1], STATES[0])
    until = rows["reply_until"].where(done["notified"]).groupby(key).max()
    return pd.DataFrame(
        {
            "state": state,
            "n_criteria": done.groupby(key).size(),
            "n_self": some["self"],
            "n_verified": some["verified"],
            "reply_until": until,
        },
        index=every.index,
    )


def _sums(shown: pd.DataFrame) -> pd.DataFrame:
    """Sums of the frozen scores by unit and year; a sum over nothing is missing."""
    own = shown["self_score"].notna()
    numbers = shown[["max_score", "self_score", "verified_score", "gap", "final_score"]].astype("float64")
    for name in ("self_score", "verified_score", "gap"):
        numbers[name] = numbers[name].where(own)
    return numbers.groupby([shown[name] for name in UNIT_YEAR]).sum(min_count=1)
