"""What a row of an assessment must keep to: limits, signatures, the order of the steps, appended corrections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from observatory.findings import Finding
from observatory.ranking.assessment import CRITERION, SURVEY, UNIT, Rules, days, decided, reply_until

COUNTED = ("result", SURVEY)  # parts that do not rest on the volume of activity
TOLERANCE = 1e-9
SCORES = ("self_score", "verified_score", "panel_score")
SIGNED = (
    ("self_score", "self_at"),
    ("self_score", "approved_by_role"),
    ("verified_score", "verified_at"),
    ("verified_score", "verifier"),
    ("reply", "reply_at"),
    ("panel_score", "panel_at"),
    ("frozen_at", "verified_score"),
    ("frozen_at", "notified_at"),
)

Flags = npt.NDArray[np.bool_]


def check(scores: pd.DataFrame, units: pd.DataFrame, rules: Rules, as_of: str) -> list[Finding]:
    """Everything in rows of the kind ``assessment-scores`` that breaks a rule of the process.

    Beside the columns of the kind ``scores`` has ``package``, ``file`` and ``row`` of each row; ``units``
    lists the ``scope``, ``level`` and ``code`` of those assessed. Findings: a unit that is not assessed, a
    score above its maximum, a self-assessed survey criterion, a score without what must stand beside it
    (the day, the role, the reason of a difference), steps out of order, a correction that does not name
    the frozen score it replaces, and criteria of which too few points are for results and the survey.
    """
    known = pd.MultiIndex.from_frame(units[UNIT])
    stranger = ~pd.MultiIndex.from_frame(scores[UNIT]).isin(known)
    survey = (scores["part"] == SURVEY).to_numpy()
    asked = survey & scores["self_score"].notna().to_numpy()
    findings = [
        _placed(Finding("assessment-unknown-unit", field="code", value=str(row["code"])), row)
        for row in _rows(scores, stranger)
    ]
    findings += [
        _placed(Finding("assessment-survey-self-score", field="self_score", value=str(row["self_score"])), row)
        for row in _rows(scores, asked)
    ]
    findings += [finding for name in SCORES for finding in _above(scores, name)]
    findings += _unsigned(scores)
    findings += _disordered(scores, rules)
    return [*findings, *_uncorrected(scores, rules, as_of), *_unbalanced(scores, rules)]


def _above(scores: pd.DataFrame, name: str) -> list[Finding]:
    above = (scores[name].astype("float64") > scores["max_score"].astype("float64")).to_numpy()
    return [
        _placed(
            Finding("assessment-above-maximum", field=name, value=str(row[name]), expected=str(row["max_score"])), row
        )
        for row in _rows(scores, above)
    ]


def _unsigned(scores: pd.DataFrame) -> list[Finding]:
    """Cells that must stand beside another: the day and the role of a score, the reason of a difference."""
    own, verified = scores["self_score"].astype("float64"), scores["verified_score"].astype("float64")
    differs = own.notna() & verified.notna() & ((own - verified).abs() > TOLERANCE)
    lacking = [(beside, (scores[name].notna() & scores[beside].isna()).to_numpy()) for name, beside in SIGNED]
    lacking.append(("reason_vi", (differs & scores["reason_vi"].isna()).to_numpy()))
    return [
        _placed(Finding("assessment-field-missing", field=field, value=str(row["criterion"])), row)
        for field, flags in lacking
        for row in _rows(scores, flags)
    ]


def _disordered(scores: pd.DataFrame, rules: Rules) -> list[Finding]:
    """Days that come before the day of the step they follow, and replies after the window has closed."""
    until = reply_until(scores["notified_at"], rules)
    day = {name: days(scores[name]) for name in scores.columns if name.endswith("_at")}
    wrong = {
        "verified_at": day["verified_at"] < day["self_at"],
        "notified_at": day["notified_at"] < day["verified_at"],
        "reply_at": (day["reply_at"] < day["notified_at"]) | (day["reply_at"] > until),
        "panel_at": day["panel_at"] <= until,
        "frozen_at": (day["frozen_at"] <= until) | (day["frozen_at"] < day["panel_at"]),
    }
    return [
        _placed(Finding("assessment-date-order", field=field, value=str(row[field])), row)
        for field, flags in wrong.items()
        for row in _rows(scores, flags)
    ]


def _uncorrected(scores: pd.DataFrame, rules: Rules, as_of: str) -> list[Finding]:
    """Revisions that are not numbered from 1 on, or that do not name the frozen score they replace."""
    rows = decided(scores, rules, as_of).sort_values([*CRITERION, "revision"], kind="stable")
    groups = rows.groupby(CRITERION)
    expected = groups.cumcount() + 1
    first = expected == 1
    before = groups[["final_score", "frozen_at"]].shift()
    replaced = rows["replaces"].astype("float64")
    guarded = before["frozen_at"].notna() & ((replaced - before["final_score"]).abs() <= TOLERANCE)
    wrong = (rows["revision"] != expected) | np.where(first, replaced.notna(), ~guarded)
    return [
        _placed(Finding("assessment-revision", field="revision, replaces", value=str(row["revision"])), row)
        for row in _rows(rows, wrong.to_numpy("bool"))
    ]


def _unbalanced(scores: pd.DataFrame, rules: Rules) -> list[Finding]:
    """Scopes and years whose criteria give results and the survey too small a part of the points."""
    first = scores[scores["revision"] == 1]
    points = first["max_score"].astype("float64")
    counted = points.where(first["part"].isin(COUNTED), 0.0)
    sums = pd.DataFrame({"counted": counted, "points": points}).groupby([first["scope"], first["year"]]).sum()
    share = (sums["counted"] / sums["points"]).reset_index(name="share")
    low = share[share["share"] < rules.results_survey_share - TOLERANCE]
    needed = f"{rules.results_survey_share:.0%}"
    return [
        Finding(
            "assessment-results-share",
            field=f"{row['scope']} {row['year']}",
            value=f"{row['share']:.0%}",
            expected=needed,
        )
        for row in low.to_dict("records")
    ]


def _rows(scores: pd.DataFrame, flags: Flags) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in scores[flags].to_dict("records")]


def _placed(finding: Finding, row: Mapping[str, Any]) -> Finding:
    return replace(finding, package=str(row["package"]), file=str(row["file"]), row=int(row["row"]))
